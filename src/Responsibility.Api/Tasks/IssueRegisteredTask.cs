namespace Responsibility.Api.Tasks;

/// <summary>Issues a task that was only registered, or that was returned (交办).</summary>
/// <param name="IssuedOn">The day; today where absent.</param>
/// <param name="Note">A note; it can be erased.</param>
/// <example>{"issuedOn": "2017-03-01", "note": "与年度责任书一并下达"}</example>
public sealed record TaskIssue(DateOnly? IssuedOn = null, string? Note = null);

internal sealed record IssueRegisteredTask(long Id, TaskIssue Body) : IRequest<Result<Repeated<AssignedTask>>>;

/// <summary>A task that was known already was issued.</summary>
internal sealed record TaskIssued(TaskId Task, DateOnly IssuedOn, [property: Personal] string? Note) : IFact
{
    public static string Kind => "taskIssued/2";

    public Task Apply(Session session, long position) => TaskSteps.Move(session, position, Task, IssuedOn, TaskState.Issued, Note);
}

internal sealed class IssueRegisteredTaskValidator : AbstractValidator<IssueRegisteredTask>
{
    public IssueRegisteredTaskValidator() => RuleFor(i => i.Body.Note).MaximumLength(Rules.TextLength).OverridePropertyName("note");
}

internal sealed class IssueRegisteredTaskHandler(Database database, Caller caller) : IRequestHandler<IssueRegisteredTask, Result<Repeated<AssignedTask>>>
{
    public Task<Result<Repeated<AssignedTask>>> Handle(IssueRegisteredTask request, CancellationToken ct) => TaskSteps.Take(database, caller, Step.Into(
        TaskState.Issued, TaskStep.Issue, request.Id, request.Body.IssuedOn, request.Body.Note, (task, day, note) => new TaskIssued(task, day, note)), ct);
}

internal static class IssueRegisteredTaskEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapStep<TaskIssue>("issues", nameof(IssueRegisteredTask), "Issue a task that was registered or returned", (id, body) => new IssueRegisteredTask(id, body));
}
