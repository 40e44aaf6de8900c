namespace Responsibility.Api.Tasks;

/// <summary>Says that a task has arrived with those who bear it (签收).</summary>
/// <param name="AcknowledgedOn">The day; today where absent.</param>
/// <param name="Note">A note; it can be erased.</param>
/// <example>{"acknowledgedOn": "2017-03-03", "note": "已传达到各乡镇"}</example>
public sealed record TaskAcknowledgement(DateOnly? AcknowledgedOn = null, string? Note = null);

internal sealed record AcknowledgeTask(long Id, TaskAcknowledgement Body) : IRequest<Result<Repeated<AssignedTask>>>;

internal sealed record TaskAcknowledged(TaskId Task, DateOnly AcknowledgedOn, [property: Personal] string? Note) : IFact
{
    public static string Kind => "taskAcknowledged/1";

    public Task Apply(Session session, long position) => TaskSteps.Move(session, position, Task, AcknowledgedOn, TaskState.Acknowledged, Note);
}

internal sealed class AcknowledgeTaskValidator : AbstractValidator<AcknowledgeTask>
{
    public AcknowledgeTaskValidator() => RuleFor(a => a.Body.Note).MaximumLength(Rules.TextLength).OverridePropertyName("note");
}

internal sealed class AcknowledgeTaskHandler(Database database, Caller caller) : IRequestHandler<AcknowledgeTask, Result<Repeated<AssignedTask>>>
{
    public Task<Result<Repeated<AssignedTask>>> Handle(AcknowledgeTask request, CancellationToken ct) => TaskSteps.Take(database, caller, Step.Into(
        TaskState.Acknowledged, TaskStep.Acknowledge, request.Id, request.Body.AcknowledgedOn, request.Body.Note, (task, day, note) => new TaskAcknowledged(task, day, note)), ct);
}

internal static class AcknowledgeTaskEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapStep<TaskAcknowledgement>("acknowledgements", nameof(AcknowledgeTask), "Acknowledge a task", (id, body) => new AcknowledgeTask(id, body));
}
