namespace Responsibility.Api.Coverage;

/// <summary>By what coverage is broken down.</summary>
public enum CoverageBy { Level, Kind, Clause, Child }

/// <summary>How much of what the rules require is borne, on a day.</summary>
/// <param name="By">By what it is broken down; <c>child</c> is the division right below <c>within</c>, or the province.</param>
/// <param name="Within">Code of a division: only it and those below it.</param>
/// <param name="Position">Only these positions.</param>
/// <param name="Tag">Only places that bear one of these tags on that day.</param>
/// <param name="NotTag">Only places that bear none of these tags on that day.</param>
/// <param name="Level">Only places of these levels.</param>
/// <param name="Clause">Only these clauses.</param>
/// <param name="Kind">Only these kinds of responsibility.</param>
/// <param name="Programme">Only what covers one of these programmes.</param>
/// <param name="RuleSet">By which rule set; the one in force on that day where absent.</param>
/// <param name="AsOf">The day on which it was so; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
internal sealed record AskCoverage(
    CoverageBy By = CoverageBy.Level, string? Within = null, string[]? Position = null, string[]? Tag = null, string[]? NotTag = null, Level[]? Level = null,
    string[]? Clause = null, ResponsibilityKind[]? Kind = null, string[]? Programme = null, string? RuleSet = null, DateOnly? AsOf = null, string? KnownAt = null)
    : IRequest<Result<CoverageAnswer>>, Required.IFilter;

/// <summary>Coverage, whole and broken down.</summary>
/// <param name="By">By what it is broken down.</param>
/// <param name="Total">Of everything that was asked about.</param>
/// <param name="Items">Of each part, all of them.</param>
/// <example>
/// {
///   "by": "level", "total": {"required": 12, "filled": 9, "acting": 1, "vacant": 1, "missing": 1, "percentage": 75.00},
///   "items": [{"id": "county", "name": null, "required": 12, "filled": 9, "acting": 1, "vacant": 1, "missing": 1, "percentage": 75.00}],
///   "asOf": "2017-07-09", "knownAt": "pos:48210"
/// }
/// </example>
public sealed record CoverageAnswer(CoverageBy By, CoverageFigures Total, IReadOnlyList<CoverageItem> Items, DateOnly AsOf, string KnownAt)
{
    internal bool Stable { get; init; }
}

/// <summary>Seats and bodies that the rules require: filled + acting + vacant + missing = required.</summary>
/// <param name="Required">How many are required.</param>
/// <param name="Filled">How many are held by a holder, or are a body that exists.</param>
/// <param name="Acting">How many are not filled but carried by somebody acting or in charge.</param>
/// <param name="Vacant">How many are neither filled nor carried.</param>
/// <param name="Missing">How many have no post or body at all.</param>
/// <param name="Percentage">Filled of required, in per cent, two decimals; 100 where nothing is required.</param>
public sealed record CoverageFigures(long Required, long Filled, long Acting, long Vacant, long Missing, decimal Percentage);

/// <summary>Coverage of one part.</summary>
/// <param name="Id">Level, kind, clause or code of the division.</param>
/// <param name="Name">Name of the division; null where it is broken down otherwise.</param>
/// <param name="Required">How many are required.</param>
/// <param name="Filled">How many are held by a holder, or are a body that exists.</param>
/// <param name="Acting">How many are not filled but carried by somebody acting or in charge.</param>
/// <param name="Vacant">How many are neither filled nor carried.</param>
/// <param name="Missing">How many have no post or body at all.</param>
/// <param name="Percentage">Filled of required, in per cent, two decimals; 100 where nothing is required.</param>
public sealed record CoverageItem(string Id, string? Name, long Required, long Filled, long Acting, long Vacant, long Missing, decimal Percentage);

internal sealed class AskCoverageHandler(Database database) : IRequestHandler<AskCoverage, Result<CoverageAnswer>>
{
    public Task<Result<CoverageAnswer>> Handle(AskCoverage request, CancellationToken ct) =>
        database.Ask<CoverageAnswer>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
        {
            var required = await Required.Of(session, moment, request);
            if (required.Refusal is { } refusal) return refusal;
            var rows = await session.List<Row>(required.Required().Sql(Select(request.By)), required.Required().Parameters);
            var whole = new Row { Id = "", Required = rows.Sum(r => r.Required), Filled = rows.Sum(r => r.Filled), Acting = rows.Sum(r => r.Acting), Missing = rows.Sum(r => r.Missing) };
            return new CoverageAnswer(
                request.By,
                new(whole.Required, whole.Filled, whole.Acting, whole.Vacant, whole.Missing, whole.Percentage),
                [.. Ordered(rows, request.By).Select(r => new CoverageItem(r.Id, r.Name, r.Required, r.Filled, r.Acting, r.Vacant, r.Missing, r.Percentage))],
                moment.AsOf, moment.KnownAtText)
            { Stable = moment.Stable };
        }, ct);

    /// <summary>Levels and kinds in their own order, clauses by number, divisions by code.</summary>
    private static IEnumerable<Row> Ordered(IReadOnlyList<Row> rows, CoverageBy by) => by switch
    {
        CoverageBy.Level => rows.OrderBy(r => Enum.Parse<Level>(r.Id, ignoreCase: true)),
        CoverageBy.Kind => rows.OrderBy(r => Enum.Parse<ResponsibilityKind>(r.Id, ignoreCase: true)),
        CoverageBy.Clause => rows.OrderBy(r => r.Place),
        _ => rows.OrderBy(r => r.Id, StringComparer.Ordinal),
    };

    private static string Select(CoverageBy by) => by switch
    {
        CoverageBy.Level => Grouped("b.level", "NULL", "b.level"),
        CoverageBy.Kind => Grouped("b.kind", "NULL", "b.kind"),
        CoverageBy.Clause => Grouped("b.clause", "NULL", "b.clause"),
        _ => Grouped("c.code", "c.name", "c.code, c.name", $"JOIN division c ON c.id = CASE WHEN b.child_id = 0 THEN b.division_id ELSE b.child_id END AND {Known.On("c")}"),
    };

    private static string Grouped(string id, string name, string group, string join = "") =>
        $"""
        SELECT {id} AS id, CAST({name} AS text) AS name, min(b.rule) AS place,
               CAST(sum(b.seats) AS bigint) AS required,
               CAST(sum(CASE WHEN b.holders < b.seats THEN b.holders ELSE b.seats END) AS bigint) AS filled,
               CAST(sum(CASE WHEN b.holders >= b.seats THEN 0 WHEN b.acting < b.seats - b.holders THEN b.acting ELSE b.seats - b.holders END) AS bigint) AS acting,
               CAST(sum(CASE WHEN b.state IN ('organizationMissing', 'postMissing') THEN 1 ELSE 0 END) AS bigint) AS missing
          FROM borne b {join}
         GROUP BY {group}
        """;

    private sealed record Row
    {
        public required string Id { get; init; }
        public string? Name { get; init; }
        public long Place { get; init; }
        public long Required { get; init; }
        public long Filled { get; init; }
        public long Acting { get; init; }
        public long Missing { get; init; }
        public long Vacant => Required - Filled - Acting - Missing;
        public decimal Percentage => Required is 0 ? 100 : Math.Round(100m * Filled / Required, 2, MidpointRounding.ToZero);
    }
}

internal static class AskCoverageEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/coverage", async (Question<AskCoverage> ask, HttpRequest http, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(ask.Value, ct)).ToHttp(coverage => Csv.IsWanted(http)
                ? new CsvResult<CoverageItem>(coverage.Items, new Moment { AsOf = coverage.AsOf, KnownAt = 0, Stable = coverage.Stable }, coverage.KnownAt)
                : new JsonResult<CoverageAnswer>(coverage, coverage.AsOf, coverage.Stable)))
        .Describes(nameof(AskCoverage), "Coverage", "How much of what the rules require is borne, on a day",
            new AnswersMetadata(StatusCodes.Status200OK, typeof(CoverageAnswer), Csv: true))
        .Refuses(Refusals.DivisionUnknown, Refusals.RuleSetNotInForce, Refusals.RuleSetUnknown, Refusals.KnownAtInFuture);
}
