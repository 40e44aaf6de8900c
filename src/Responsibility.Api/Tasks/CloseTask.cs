namespace Responsibility.Api.Tasks;

/// <summary>Closes a task that was verified (销号).</summary>
/// <param name="ClosedOn">The day; today where absent.</param>
/// <param name="Note">A note; it can be erased.</param>
/// <example>{"closedOn": "2018-01-10"}</example>
public sealed record TaskClosure(DateOnly? ClosedOn = null, string? Note = null);

internal sealed record CloseTask(long Id, TaskClosure Body) : IRequest<Result<Repeated<AssignedTask>>>;

internal sealed record TaskClosed(TaskId Task, DateOnly ClosedOn, [property: Personal] string? Note) : IFact
{
    public static string Kind => "taskClosed/1";

    public Task Apply(Session session, long position) => TaskSteps.Move(session, position, Task, ClosedOn, TaskState.Closed, Note);
}

internal sealed class CloseTaskValidator : AbstractValidator<CloseTask>
{
    public CloseTaskValidator() => RuleFor(c => c.Body.Note).MaximumLength(Rules.TextLength).OverridePropertyName("note");
}

internal sealed class CloseTaskHandler(Database database, Caller caller) : IRequestHandler<CloseTask, Result<Repeated<AssignedTask>>>
{
    public Task<Result<Repeated<AssignedTask>>> Handle(CloseTask request, CancellationToken ct) => TaskSteps.Take(database, caller, Step.Into(
        TaskState.Closed, TaskStep.Close, request.Id, request.Body.ClosedOn, request.Body.Note, (task, day, note) => new TaskClosed(task, day, note)), ct);
}

internal static class CloseTaskEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapStep<TaskClosure>("closures", nameof(CloseTask), "Close a task that was verified", (id, body) => new CloseTask(id, body));
}
