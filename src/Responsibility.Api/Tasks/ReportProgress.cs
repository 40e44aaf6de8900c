using System.Text.Json.Serialization;

namespace Responsibility.Api.Tasks;

/// <summary>Says how much of a task is done (反馈).</summary>
/// <param name="ReportedOn">The day of which it tells.</param>
/// <param name="Quantity">How much was done by then, counted from the start of the task, in the unit of its target; not less than what was reported for an earlier day.</param>
/// <param name="Note">A note; it can be erased.</param>
/// <param name="Evidence">Addresses of photographs, lists, minutes; they can be erased.</param>
/// <example>{"reportedOn": "2017-06-30", "quantity": 3000, "note": "第一批已搬迁", "evidence": ["https://files.lankao.example/2017/06/relocation.pdf"]}</example>
public sealed record TaskProgress(DateOnly ReportedOn, double Quantity, string? Note = null, IReadOnlyList<string>? Evidence = null);

internal sealed record ReportProgress(long Id, TaskProgress Body) : IRequest<Result<Repeated<AssignedTask>>>;

/// <param name="Evidence">Addresses, one a line.</param>
internal sealed record TaskProgressReported(
    TaskId Task, DateOnly ReportedOn, double Quantity, [property: Personal] string? Note, [property: Personal] string? Evidence) : ICreation
{
    public static string Kind => "taskProgressReported/2";

    [JsonIgnore]
    public Period Period => new(ReportedOn, Period.Open);

    public async Task Apply(Session session, long position)
    {
        await Tables.ProgressReport.Create(session, position, this);
        await TaskSteps.Move(session, position, Task, ReportedOn, TaskState.InProgress, Note);
    }
}

internal sealed class ReportProgressValidator : AbstractValidator<ReportProgress>
{
    public ReportProgressValidator()
    {
        RuleFor(r => (double?)r.Body.Quantity).Quantity();
        RuleFor(r => r.Body.Note).MaximumLength(Rules.TextLength).OverridePropertyName("note");
        RuleFor(r => r.Body.Evidence).Links();
    }
}

internal sealed class ReportProgressHandler(Database database, Caller caller) : IRequestHandler<ReportProgress, Result<Repeated<AssignedTask>>>
{
    public Task<Result<Repeated<AssignedTask>>> Handle(ReportProgress request, CancellationToken ct) => TaskSteps.Take(database, caller, Step(request.Id, request.Body), ct);

    /// <summary>The step, as an import takes it too.</summary>
    internal static Step<TaskProgressReported> Step(long id, TaskProgress body)
    {
        var evidence = ProgressNoun.Lines(body.Evidence);
        return new Step<TaskProgressReported>(
            TaskStep.ReportProgress, id, body.ReportedOn,
            // A second report of the same day replaces the first one, whichever says more.
            async (session, task, day) => await ProgressNoun.By(session, task.Id, day.AddDays(-1)) is { } before && before > body.Quantity
                ? Refusals.QuantityBackward.Because($"By an earlier day {before} was reported; if that was wrong, correct that report.", $"此前已报 {before};如有误,请更正该报告。").At("quantity", body.Quantity)
                : new TaskProgressReported(task.Id, day, body.Quantity, body.Note, evidence),
            async (session, day) => await session.Get<long>(TakenSql, new { id, day, body.Quantity, note = body.Note ?? "", evidence = evidence ?? "" }) > 0);
    }

    /// <summary>Only the last report of the day counts: to report once more what was since replaced changes it back.</summary>
    private static readonly string TakenSql =
        $"""
        SELECT count(*)
          FROM progress_report r
         WHERE r.task_id = @id AND r.valid_from = @day AND {Known.Now("r")} AND r.quantity = @Quantity AND (@note = '' OR r.note = @note) AND (@evidence = '' OR r.evidence = @evidence)
           AND r.id = (SELECT max(l.id) FROM progress_report l WHERE l.task_id = r.task_id AND l.valid_from = r.valid_from)
        """;
}

internal static class ReportProgressEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapStep<TaskProgress>("progress-reports", nameof(ReportProgress), "Report how much of a task is done", (id, body) => new ReportProgress(id, body))
        .Refuses(Refusals.QuantityBackward);
}

/// <summary>What the bodies of several steps are held to.</summary>
internal static class TaskRules
{
    private const int MostLinks = 50;
    private const int LinkLength = 2000;

    /// <summary>A quantity that was done or accepted.</summary>
    public static IRuleBuilderOptions<T, double?> Quantity<T>(this IRuleBuilderInitial<T, double?> rule) => rule
        .GreaterThanOrEqualTo(0).WithErrorCode("quantity-negative")
        .LessThanOrEqualTo(TaskSteps.LargestQuantity)
        .OverridePropertyName("quantity");

    /// <summary>Addresses on the web.</summary>
    public static IRuleBuilderOptions<T, IReadOnlyList<string>?> Links<T>(this IRuleBuilderInitial<T, IReadOnlyList<string>?> rule) => rule
        .Must(links => links is null || (links.Count <= MostLinks && links.All(IsLink))).WithErrorCode("link")
        .WithMessage(_ => Rules.Say("Evidence is at most 50 addresses that begin with https:// or http://, of at most 2,000 characters.", "佐证材料为以 https:// 或 http:// 开头的链接,最多 50 个,每个不超过 2000 字符。"))
        .OverridePropertyName("evidence");

    private static bool IsLink(string? text) => text is { Length: <= LinkLength } && !text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))
        && Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "https" or "http";
}
