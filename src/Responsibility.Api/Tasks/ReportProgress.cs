namespace Responsibility.Api.Tasks;

/// <summary>Says how much of a task is done (反馈).</summary>
/// <param name="ReportedOn">The day of which it tells.</param>
/// <param name="Quantity">How much was done by then, counted from the start of the task, in the unit of its target.</param>
/// <param name="Note">A note; it can be erased.</param>
/// <example>{"reportedOn": "2017-06-30", "quantity": 3000, "note": "第一批已搬迁"}</example>
public sealed record TaskProgress(DateOnly ReportedOn, double Quantity, string? Note = null);

internal sealed record ReportProgress(long Id, TaskProgress Body) : IRequest<Result<Stepped>>;

internal sealed record TaskProgressReported(TaskId Task, DateOnly ReportedOn, double Quantity, [property: Personal] string? Note) : IFact
{
    public static string Kind => "taskProgressReported/1";

    public async Task Apply(Session session, long position)
    {
        await session.Write(InsertSql, new { position, Task, ReportedOn, Quantity, Note });
        await TaskSteps.Move(session, position, Task, ReportedOn, TaskState.InProgress, Note, ("reported", Quantity));
    }

    private const string InsertSql = "INSERT INTO progress_report (id, task_id, reported_on, quantity, note) VALUES (@position, @Task, @ReportedOn, @Quantity, @Note)";
}

internal sealed class ReportProgressValidator : AbstractValidator<ReportProgress>
{
    public ReportProgressValidator()
    {
        RuleFor(r => r.Body.Quantity).InclusiveBetween(0, TaskSteps.LargestQuantity).OverridePropertyName("quantity");
        RuleFor(r => r.Body.Note).MaximumLength(Rules.TextLength).OverridePropertyName("note");
    }
}

internal sealed class ReportProgressHandler(Database database, Caller caller) : IRequestHandler<ReportProgress, Result<Stepped>>
{
    public Task<Result<Stepped>> Handle(ReportProgress request, CancellationToken ct) => TaskSteps.Take(
        database, caller, TaskStep.ReportProgress, request.Id, request.Body.ReportedOn,
        async (session, day) => await session.Get<long>(TakenSql, new { request.Id, day, request.Body.Quantity, note = request.Body.Note ?? "" }) > 0,
        day => new TaskProgressReported(new TaskId(request.Id), day, request.Body.Quantity, request.Body.Note), ct);

    /// <summary>Only the last report of the day counts: to report once more what was since replaced changes it back.</summary>
    private const string TakenSql =
        """
        SELECT count(*)
          FROM progress_report r
         WHERE r.task_id = @Id AND r.reported_on = @day AND r.quantity = @Quantity AND (@note = '' OR r.note = @note)
           AND r.id = (SELECT max(l.id) FROM progress_report l WHERE l.task_id = r.task_id AND l.reported_on = r.reported_on)
        """;
}

internal static class ReportProgressEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/tasks/{id}/progress-reports", async (Question<Whole> ask, Body<TaskProgress> body, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(new ReportProgress(ask.Value.Id, body.Value), ct)).ToStep())
        .Describes<AssignedTask>(nameof(ReportProgress), "Tasks", "Report how much of a task is done; 200 where just that was recorded before", StatusCodes.Status201Created)
        .Takes<TaskProgress>().Writes().Repeats().IsNotStored()
        .Refuses(Refusals.Invalid, Refusals.TaskUnknown with { Status = 404 }, Refusals.TaskStep);
}
