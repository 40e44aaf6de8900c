using Responsibility.Api.Tasks;

namespace Responsibility.Api.Problems;

/// <summary>By what problems are counted.</summary>
public enum ProblemsBy { Child, Programme, Light, State, Severity, Source }

/// <summary>How many problems there are on a day: those of the list with the same filters, counted.</summary>
/// <param name="By">By what they are counted; <c>child</c> is the division right below <c>within</c>, or the province.</param>
/// <param name="Within">Code of a division: only problems in it or below.</param>
/// <param name="Division">Code of a division: only problems in that very one.</param>
/// <param name="Source">Only problems found by these.</param>
/// <param name="Severity">Only problems that are so bad.</param>
/// <param name="Programme">Only problems of these programmes (专项).</param>
/// <param name="State">Only problems in these states on that day.</param>
/// <param name="Light">Only problems whose rectification stands so against its last day on that day (亮灯).</param>
/// <param name="Inspection">Only problems that these inspections found.</param>
/// <param name="Task">Only problems that these tasks rectify, or rectified.</param>
/// <param name="Q">Part of the title, two characters too.</param>
/// <param name="FoundFrom">Only problems found on this day or later.</param>
/// <param name="FoundUntil">Only problems found earlier than this day.</param>
/// <param name="AsOf">The day on which it was so; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
internal sealed record SummarizeProblems(
    ProblemsBy By = ProblemsBy.Child, string? Within = null, string? Division = null, ProblemSource[]? Source = null, Severity[]? Severity = null, string[]? Programme = null,
    ProblemState[]? State = null, Light[]? Light = null, InspectionId[]? Inspection = null, TaskId[]? Task = null, string? Q = null, DateOnly? FoundFrom = null, DateOnly? FoundUntil = null,
    DateOnly? AsOf = null, string? KnownAt = null)
    : IRequest<Result<ProblemSummary>>, ProblemFilter.IFilter;

/// <summary>Problems, counted whole and by group.</summary>
/// <param name="By">By what they are counted.</param>
/// <param name="Total">All that were asked about: what the list counts.</param>
/// <param name="Items">Each group that has any, all of them.</param>
/// <param name="AsOf">The day on which it was so.</param>
/// <param name="KnownAt">The ledger position whose knowledge the answer rests on, as <c>pos:N</c>.</param>
/// <example>
/// {
///   "by": "child", "total": {"found": 2, "rectifying": 3, "completionRequested": 0, "verified": 1, "closed": 20, "reopened": 1, "total": 27},
///   "items": [{"id": "410724000000", "name": "获嘉县", "found": 2, "rectifying": 3, "completionRequested": 0, "verified": 1, "closed": 20, "reopened": 1, "total": 27}],
///   "asOf": "2017-07-09", "knownAt": "pos:48210"
/// }
/// </example>
public sealed record ProblemSummary(ProblemsBy By, ProblemFigures Total, IReadOnlyList<ProblemSummaryItem> Items, DateOnly AsOf, string KnownAt)
{
    internal bool Stable { get; init; }
}

/// <summary>The problems of one group.</summary>
/// <param name="Id">Code of the division, programme, light, state, severity or source; null for problems of no programme, and for those that no task rectifies.</param>
/// <param name="Name">Name of the division; null where they are counted otherwise.</param>
/// <param name="Found">How many no task rectifies.</param>
/// <param name="Rectifying">How many are being rectified.</param>
/// <param name="CompletionRequested">How many are said to be put right.</param>
/// <param name="Verified">How many a verification found put right.</param>
/// <param name="Closed">How many are closed (销号).</param>
/// <param name="Reopened">How many are there again (反弹).</param>
/// <param name="Total">How many there are.</param>
public sealed record ProblemSummaryItem(
    string? Id, string? Name, long Found, long Rectifying, long CompletionRequested, long Verified, long Closed, long Reopened, long Total);

internal sealed class SummarizeProblemsHandler(Database database) : IRequestHandler<SummarizeProblems, Result<ProblemSummary>>
{
    public Task<Result<ProblemSummary>> Handle(SummarizeProblems request, CancellationToken ct) =>
        database.Ask<ProblemSummary>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
        {
            var listing = await ProblemFilter.Listing(session, moment, request);
            if (listing.Refusal is { } refusal) return refusal;
            var counted = listing.Required();
            if (request.By is ProblemsBy.Child)
                counted.With([("@Root", request.Within is { } within ? (await DivisionCodes.Find(session, within, moment))!.Id.Value : 0L)]);
            var lights = await Lights.Of(session, moment);
            var light = ProblemRow.Light(session, lights, "q", "task_id", "q.done");
            var rows = await counted.With(lights?.Days ?? []).Over<ProblemCount>(moment, problems => Sql(session, request.By, problems, light));
            return new ProblemSummary(request.By, ProblemFigures.Of(rows), [.. Items(rows, request.By)], moment.AsOf, moment.KnownAtText) { Stable = moment.Stable };
        }, ct);

    /// <summary>Divisions by code, programmes by id, words in their own order; what has none comes last.</summary>
    private static IEnumerable<ProblemSummaryItem> Items(IReadOnlyList<ProblemCount> rows, ProblemsBy by)
    {
        var order = (by switch
        {
            ProblemsBy.Light => Enum.GetValues<Light>().Cast<Enum>(),
            ProblemsBy.State => Enum.GetValues<ProblemState>().Cast<Enum>(),
            ProblemsBy.Severity => Enum.GetValues<Severity>().Cast<Enum>(),
            ProblemsBy.Source => Enum.GetValues<ProblemSource>().Cast<Enum>(),
            _ => [],
        }).Select(Parameters.Word).ToList();
        return
            from row in rows
            group row by (row.Id, row.Name) into part
            orderby part.Key.Id is null, order.IndexOf(part.Key.Id ?? "")
            let figures = ProblemFigures.Of([.. part])
            select new ProblemSummaryItem(
                part.Key.Id, part.Key.Name, figures.Found, figures.Rectifying, figures.CompletionRequested, figures.Verified, figures.Closed, figures.Reopened, figures.Total);
    }

    private static string Sql(Session session, ProblemsBy by, string problems, string light) =>
        $"""
        WITH RECURSIVE listed AS MATERIALIZED ({problems}){(by is ProblemsBy.Child ? $", {Reach.ChildSql(session)}" : "")}
        {by switch
        {
            ProblemsBy.Child => ByChild,
            ProblemsBy.Light => Counted(light),
            _ => Counted($"q.{Parameters.Word(by)}"),
        }}
        """;

    private static string Counted(string id) => $"SELECT {id} AS id, CAST(NULL AS text) AS name, q.state, count(*) AS problems FROM listed q GROUP BY 1, q.state ORDER BY 1";

    private const string ByChild =
        """
        SELECT c.code AS id, c.name, q.state, count(*) AS problems
          FROM listed q
          JOIN child c ON c.of_id = q.division_id
         GROUP BY c.code, c.name, q.state
         ORDER BY c.code
        """;
}

internal static class SummarizeProblemsEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/problems/summary", async (Question<SummarizeProblems> ask, HttpRequest http, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(ask.Value, ct)).ToHttp(summary => Csv.IsWanted(http)
                ? new CsvResult<ProblemSummaryItem>(summary.Items, new Moment { AsOf = summary.AsOf, KnownAt = 0, Stable = summary.Stable }, summary.KnownAt)
                : new JsonResult<ProblemSummary>(summary, summary.AsOf, summary.Stable)))
        .Describes(nameof(SummarizeProblems), "Problems", "How many problems there are on a day, and how far they are put right",
            new AnswersMetadata(StatusCodes.Status200OK, typeof(ProblemSummary), Csv: true))
        .HeedsScope().Refuses(Refusals.DivisionUnknown, Refusals.KnownAtInFuture);
}
