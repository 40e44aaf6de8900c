namespace Responsibility.Api.Tasks;

/// <summary>Puts off the last day of a task (延期); its state stays.</summary>
/// <param name="DueOn">The new last day: later than the one before, and not after that of the task of which it is a part.</param>
/// <param name="Reason">Why; it can be erased.</param>
/// <param name="Approver">Id of the body that approves it.</param>
/// <param name="ExtendedOn">The day of the approval; today where absent.</param>
/// <param name="Document">Number of the document that approves it.</param>
/// <example>{"dueOn": "2018-03-31", "reason": "汛期停工", "approver": 940, "extendedOn": "2017-12-01", "document": "豫扶贫办〔2017〕61号"}</example>
public sealed record TaskExtension(DateOnly DueOn, string Reason, OrganizationId Approver, DateOnly? ExtendedOn = null, string? Document = null);

internal sealed record ExtendTask(long Id, TaskExtension Body) : IRequest<Result<Repeated<AssignedTask>>>;

/// <param name="Before">The last day before it was put off.</param>
internal sealed record TaskExtended(TaskId Task, DateOnly ExtendedOn, DateOnly DueOn, DateOnly Before, OrganizationId Approver, string? Document, [property: Personal] string? Reason) : IFact
{
    public static string Kind => "taskExtended/1";

    public Task Apply(Session session, long position) =>
        TaskSteps.Move(session, position, Task, ExtendedOn, null, Reason, ("due_on", DueOn), ("extended_from", Before), ("approver_id", Approver));
}

internal sealed class ExtendTaskValidator : AbstractValidator<ExtendTask>
{
    public ExtendTaskValidator()
    {
        RuleFor(e => e.Body.Reason).NotEmpty().MaximumLength(Rules.TextLength).OverridePropertyName("reason");
        RuleFor(e => e.Body.Document).DocumentNumber().OverridePropertyName("document");
    }
}

internal sealed class ExtendTaskHandler(Database database, Caller caller) : IRequestHandler<ExtendTask, Result<Repeated<AssignedTask>>>
{
    public Task<Result<Repeated<AssignedTask>>> Handle(ExtendTask request, CancellationToken ct) => TaskSteps.Take(database, caller, new Step<TaskExtended>(
        TaskStep.Extend, request.Id, request.Body.ExtendedOn,
        async (session, task, day) =>
        {
            var body = request.Body;
            var whole = task.Parent is { } parent ? await TaskStanding.Of(session, parent.Value) : null;
            return (Refusal(body, task, whole) ?? await TaskBodies.Unknown(session, "approver", [body.Approver])) is { } refusal
                ? refusal
                : new TaskExtended(task.Id, day, body.DueOn, task.DueOn, body.Approver, body.Document, body.Reason);
        },
        async (session, day) => await session.Get<long>(TakenSql, new { request.Id, request.Body.DueOn, request.Body.Approver, request.Body.Reason, day }) > 0), ct);

    /// <summary>Whether the day can be put off to that one.</summary>
    internal static Refusal? Refusal(TaskExtension extension, TaskStanding task, TaskStanding? whole) =>
        extension.DueOn <= task.DueOn ? Refusals.ExtensionNotLater.At("dueOn", extension.DueOn)
        : whole?.DueOn < extension.DueOn ? Refusals.TaskDueAfterParent.At("dueOn", extension.DueOn)
        : null;

    private static readonly string TakenSql =
        $"SELECT count(*) FROM task t WHERE t.id = @Id AND t.due_on = @DueOn AND t.approver_id = @Approver AND t.note = @Reason AND t.valid_from <= @day AND {Known.Now("t")}";
}

internal static class ExtendTaskEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapStep<TaskExtension>("extensions", nameof(ExtendTask), "Put off the last day of a task", (id, body) => new ExtendTask(id, body))
        .Refuses(Refusals.ExtensionNotLater, Refusals.TaskDueAfterParent, Refusals.OrganizationUnknown);
}
