using System.Text.Json.Nodes;

namespace Responsibility.Api.Tasks;

/// <summary>What a report of progress says, besides its day: what a correction puts right.</summary>
/// <param name="Quantity">How much was done by its day, counted from the start of the task.</param>
/// <param name="Note">A note; it can be erased.</param>
/// <param name="Evidence">Addresses of photographs, lists, minutes; they can be erased.</param>
/// <example>{"quantity": 2980, "note": "第一批已搬迁", "evidence": []}</example>
/// <example id="correction">{"quantity": 2980, "reason": "重复统计20人"}</example>
public sealed record StatedProgress(double Quantity, string? Note = null, IReadOnlyList<string>? Evidence = null);

internal sealed class StatedProgressValidator : AbstractValidator<StatedProgress>
{
    public StatedProgressValidator()
    {
        RuleFor(p => (double?)p.Quantity).Quantity();
        RuleFor(p => p.Note).MaximumLength(Rules.TextLength);
        RuleFor(p => p.Evidence).Links();
    }
}

/// <summary>A report of progress as a thing that can be corrected.</summary>
internal sealed class ProgressNoun : INoun<StatedProgress, TaskProgressReported, ProgressReport>
{
    public static string Word => "progressReport";
    public static string Resource => "progress-reports";
    public static VersionTable Table => Tables.ProgressReport;
    public static Refusal Unknown => Refusals.ProgressReportUnknown;
    public static string UsesSql => "SELECT 'none' AS noun, id FROM progress_report WHERE id = @id AND 1 = 0";
    public static bool StatesPeriod => false;

    public static async Task<Result<TaskProgressReported>> Plan(Session session, StatedProgress statement, long? self)
    {
        var version = (await Table.Current(session, self!.Value)).Versions[0];
        return new TaskProgressReported(new((long)version.Values["task_id"]!), version.Period.From, statement.Quantity, statement.Note, Lines(statement.Evidence));
    }

    public static Task<StatedProgress> Restate(Session session, TimelineVersion version) => Task.FromResult(new StatedProgress(
        (double)version.Values["quantity"]!, (string?)version.Values["note"], ((string?)version.Values["evidence"])?.Split('\n') ?? []));

    public static async Task<Seen<ProgressReport>?> Show(Session session, long id, Moment moment)
    {
        if (await Versions.Nearest(session, Table, id, moment) is not var (day, version)) return null;
        var row = await session.Get<ProgressRow>($"{ProgressRow.Select} AND r.id = @id", new { id, day.AsOf, day.KnownAt });
        return new(row.Show(), version, moment);
    }

    /// <summary>Quantities must not go back from one day to the next, nor below what was accepted of them.</summary>
    public static async Task<Refusal?> Check(Session session, long id) => await Against(session, id, (double)(await Table.Current(session, id)).Versions[0].Values["quantity"]!);

    /// <summary>What stands against it that the report <paramref name="id"/> should say that quantity.</summary>
    internal static async Task<Refusal?> Against(Session session, long id, double quantity)
    {
        var beside = await session.Get<Beside>(BesideSql, new { id });
        return beside.Earlier > quantity || beside.Later < quantity ? Refusals.QuantityBackward.At("quantity", quantity)
            : beside.Verified > quantity ? Refusals.VerifiedBeyondReported.At("quantity", quantity)
            : null;
    }

    /// <summary>What the register holds to have been done of a task by a day; null where nothing was reported.</summary>
    public static Task<double?> By(Session session, TaskId task, DateOnly day) => session.Find<double?>(
        $"SELECT r.quantity FROM progress_report r WHERE r.task_id = @task AND r.valid_from <= @day AND {Known.Now("r")} ORDER BY r.valid_from DESC, r.id DESC LIMIT 1", new { task, day });

    /// <summary>Addresses as one text; null where there are none.</summary>
    public static string? Lines(IReadOnlyList<string>? links) => links is { Count: > 0 } ? string.Join('\n', links) : null;

    private sealed record Beside
    {
        public double? Earlier { get; init; }
        public double? Later { get; init; }
        public double? Verified { get; init; }
    }

    /// <summary>Of each day only the last report counts; what was accepted binds the report on which it rests, the last one.</summary>
    private static readonly string BesideSql =
        $"""
        SELECT (SELECT e.quantity FROM progress_report e
                 WHERE e.task_id = r.task_id AND e.valid_from < r.valid_from AND {Known.Now("e")}
                 ORDER BY e.valid_from DESC, e.id DESC LIMIT 1) AS earlier,
               (SELECT n.quantity FROM progress_report n
                 WHERE n.task_id = r.task_id AND n.valid_from > r.valid_from AND {Known.Now("n")}
                 ORDER BY n.valid_from, n.id DESC LIMIT 1) AS later,
               (SELECT t.verified FROM task t
                 WHERE t.id = r.task_id AND {Known.Now("t")}
                   AND r.id = (SELECT l.id FROM progress_report l WHERE l.task_id = r.task_id AND {Known.Now("l")} ORDER BY l.valid_from DESC, l.id DESC LIMIT 1)
                 ORDER BY t.valid_from DESC LIMIT 1) AS verified
          FROM progress_report r
         WHERE r.id = @id AND {Known.Now("r")}
        """;
}

internal static class CorrectProgressEndpoint
{
    public static void Map(IEndpointRouteBuilder v1)
    {
        v1.MapGet("/progress-reports/{id}", async (Question<One> ask, IMediator mediator, CancellationToken ct) =>
                (await mediator.Send(new ShowThing<ProgressNoun, ProgressReport>(ask.Value.Id, ask.Value.AsOf, ask.Value.KnownAt), ct)).ToHttp(seen => seen.ToOk()))
            .Describes<ProgressReport>("ShowProgressReport", "Tasks", "One report of progress, as known at a time", StatusCodes.Status200OK)
            .IsNotStored()
            .HeedsScope().Refuses(Refusals.ProgressReportUnknown, Refusals.KnownAtInFuture);
        v1.MapGet("/progress-reports/{id}/history", async (Question<One> ask, IMediator mediator, CancellationToken ct) =>
                (await mediator.Send(new AskHistory<ProgressNoun>(ask.Value.Id, ask.Value.AsOf, ask.Value.KnownAt), ct)).ToHttp(seen => seen.ToOk()))
            .Describes("ShowProgressReportHistory", "Tasks", "A report of progress as it was recorded, and each correction of it", new AnswersMetadata(StatusCodes.Status200OK, typeof(History), Seen: true))
            .HeedsScope().Refuses(Refusals.ProgressReportUnknown, Refusals.KnownAtInFuture);
        v1.MapPatch("/progress-reports/{id}", async (Question<Lifecycle.Version> ask, Body<JsonObject> body, HttpRequest http, IMediator mediator, CancellationToken ct) =>
            {
                var version = Answered.IfMatch(http);
                return version.Refusal is { } refusal
                    ? refusal.ToProblem()
                    : (await mediator.Send(new Correct<ProgressNoun, ProgressReport>(ask.Value.Id, body.Value, version.Required(), ask.Value.AsOf, ask.Value.Reason), ct)).ToHttp(seen => seen.ToOk());
            })
            .Describes<ProgressReport>("CorrectProgressReport", "Tasks", "What was reported was wrong: known until now; what the merge patch says is known from now on", StatusCodes.Status200OK)
            .Takes<StatedProgress>(BodyForm.Correction).Writes().IsNotStored()
            .HeedsScope().Refuses(
                Refusals.Invalid, Refusals.ProgressReportUnknown, Refusals.QuantityBackward, Refusals.VerifiedBeyondReported, Refusals.VersionChanged, Refusals.IfMatchRequired);
    }
}
