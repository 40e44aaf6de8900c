namespace Responsibility.Api.Tasks;

/// <summary>Cancels a task (撤销); what was allocated of it has to be cancelled before.</summary>
/// <param name="Reason">Why; it can be erased.</param>
/// <param name="CancelledOn">The day; today where absent.</param>
/// <example>{"cancelledOn": "2017-06-01", "reason": "并入县级任务"}</example>
public sealed record TaskCancellation(string Reason, DateOnly? CancelledOn = null);

internal sealed record CancelTask(long Id, TaskCancellation Body) : IRequest<Result<Repeated<AssignedTask>>>;

internal sealed record TaskCancelled(TaskId Task, DateOnly CancelledOn, [property: Personal] string? Reason) : IFact
{
    public static string Kind => "taskCancelled/1";

    public Task Apply(Session session, long position) => TaskSteps.Move(session, position, Task, CancelledOn, TaskState.Cancelled, Reason);
}

internal sealed class CancelTaskValidator : AbstractValidator<CancelTask>
{
    public CancelTaskValidator() => RuleFor(c => c.Body.Reason).NotEmpty().MaximumLength(Rules.TextLength).OverridePropertyName("reason");
}

internal sealed class CancelTaskHandler(Database database, Caller caller) : IRequestHandler<CancelTask, Result<Repeated<AssignedTask>>>
{
    public Task<Result<Repeated<AssignedTask>>> Handle(CancelTask request, CancellationToken ct) => TaskSteps.Take(database, caller, Step.Into(
        TaskState.Cancelled, TaskStep.Cancel, request.Id, request.Body.CancelledOn, request.Body.Reason, (task, day, note) => new TaskCancelled(task, day, note),
        async (session, task) => await InUse.By(session, await session.List<(string, long)>(PartsSql, new { id = task, open = Period.Open }))), ct);

    private static readonly string PartsSql =
        $"""
        SELECT 'task', t.id FROM task t
         WHERE t.parent_id = @id AND {Known.Now("t")} AND t.valid_until = @open AND t.state <> 'cancelled'
         ORDER BY t.id
         LIMIT {InUse.Told}
        """;
}

internal static class CancelTaskEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapStep<TaskCancellation>("cancellations", nameof(CancelTask), "Cancel a task", (id, body) => new CancelTask(id, body))
        .Refuses(Refusals.InUse);
}
