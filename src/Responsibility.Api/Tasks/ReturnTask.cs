namespace Responsibility.Api.Tasks;

/// <summary>Sends a task back (退办): one that was issued to the wrong body, or whose completion cannot be accepted.</summary>
/// <param name="Reason">Why; it can be erased.</param>
/// <param name="ReturnedOn">The day; today where absent.</param>
/// <example>{"returnedOn": "2017-03-06", "reason": "不属本单位职责"}</example>
public sealed record TaskReturn(string Reason, DateOnly? ReturnedOn = null);

internal sealed record ReturnTask(long Id, TaskReturn Body) : IRequest<Result<Repeated<AssignedTask>>>;

internal sealed record TaskReturned(TaskId Task, DateOnly ReturnedOn, [property: Personal] string? Reason) : IFact
{
    public static string Kind => "taskReturned/1";

    public Task Apply(Session session, long position) => TaskSteps.Move(session, position, Task, ReturnedOn, TaskState.Returned, Reason);
}

internal sealed class ReturnTaskValidator : AbstractValidator<ReturnTask>
{
    public ReturnTaskValidator() => RuleFor(r => r.Body.Reason).NotEmpty().MaximumLength(Rules.TextLength).OverridePropertyName("reason");
}

internal sealed class ReturnTaskHandler(Database database, Caller caller) : IRequestHandler<ReturnTask, Result<Repeated<AssignedTask>>>
{
    public Task<Result<Repeated<AssignedTask>>> Handle(ReturnTask request, CancellationToken ct) => TaskSteps.Take(database, caller, Step.Into(
        TaskState.Returned, TaskStep.Return, request.Id, request.Body.ReturnedOn, request.Body.Reason, (task, day, note) => new TaskReturned(task, day, note)), ct);
}

internal static class ReturnTaskEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapStep<TaskReturn>("returns", nameof(ReturnTask), "Send a task back", (id, body) => new ReturnTask(id, body));
}
