namespace Responsibility.Api.Tasks;

/// <summary>Opens a task again that was verified or closed (重启、反弹): what was accepted of it is accepted no longer.</summary>
/// <param name="Reason">Why; it can be erased.</param>
/// <param name="ReopenedOn">The day; today where absent.</param>
/// <example>{"reopenedOn": "2018-04-02", "reason": "回访发现部分搬迁户返回原址"}</example>
public sealed record TaskReopening(string Reason, DateOnly? ReopenedOn = null);

internal sealed record ReopenTask(long Id, TaskReopening Body) : IRequest<Result<Repeated<AssignedTask>>>;

internal sealed record TaskReopened(TaskId Task, DateOnly ReopenedOn, [property: Personal] string? Reason) : IFact
{
    public static string Kind => "taskReopened/1";

    public Task Apply(Session session, long position) =>
        TaskSteps.Move(session, position, Task, ReopenedOn, TaskState.Reopened, Reason, ("verified", null), ("verifier_id", null));
}

internal sealed class ReopenTaskValidator : AbstractValidator<ReopenTask>
{
    public ReopenTaskValidator() => RuleFor(r => r.Body.Reason).NotEmpty().MaximumLength(Rules.TextLength).OverridePropertyName("reason");
}

internal sealed class ReopenTaskHandler(Database database, Caller caller) : IRequestHandler<ReopenTask, Result<Repeated<AssignedTask>>>
{
    public Task<Result<Repeated<AssignedTask>>> Handle(ReopenTask request, CancellationToken ct) => TaskSteps.Take(database, caller, Step.Into(
        TaskState.Reopened, TaskStep.Reopen, request.Id, request.Body.ReopenedOn, request.Body.Reason, (task, day, note) => new TaskReopened(task, day, note)), ct);
}

internal static class ReopenTaskEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapStep<TaskReopening>("reopenings", nameof(ReopenTask), "Open a task again", (id, body) => new ReopenTask(id, body));
}
