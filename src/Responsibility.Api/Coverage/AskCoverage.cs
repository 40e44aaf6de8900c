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
    public async Task<Result<CoverageAnswer>> Handle(AskCoverage request, CancellationToken ct)
    {
        var required = await database.Ask<Required>(new At(request.AsOf, request.KnownAt), (session, moment) => Required.Of(session, moment, request), ct);
        if (required.Refusal is { } refusal) return refusal;
        var (rows, moment) = (await Tally.Of(database, required.Required(), ct), required.Required().Moment);
        return new CoverageAnswer(request.By, Figures(rows), [.. Parts(rows, request.By)], moment.AsOf, moment.KnownAtText) { Stable = moment.Stable };
    }

    /// <summary>Levels and kinds in their own order, clauses by number, divisions by code.</summary>
    private static IEnumerable<CoverageItem> Parts(IReadOnlyList<Tally.Row> rows, CoverageBy by) => by switch
    {
        CoverageBy.Level => rows.GroupBy(r => r.Level).OrderBy(g => g.Key).Select(g => Item(Parameters.Word(g.Key), null, g)),
        CoverageBy.Kind => rows.GroupBy(r => r.Kind).OrderBy(g => g.Key).Select(g => Item(Parameters.Word(g.Key), null, g)),
        CoverageBy.Clause => rows.GroupBy(r => r.Clause, StringComparer.Ordinal).OrderBy(g => g.Min(r => r.Rule)).Select(g => Item(g.Key, null, g)),
        _ => rows.GroupBy(r => (r.ChildCode, r.ChildName)).OrderBy(g => g.Key.ChildCode, StringComparer.Ordinal).Select(g => Item(g.Key.ChildCode, g.Key.ChildName, g)),
    };

    private static CoverageItem Item(string id, string? name, IEnumerable<Tally.Row> rows)
    {
        var of = Figures([.. rows]);
        return new CoverageItem(id, name, of.Required, of.Filled, of.Acting, of.Vacant, of.Missing, of.Percentage);
    }

    private static CoverageFigures Figures(IReadOnlyCollection<Tally.Row> rows)
    {
        var (required, filled, acting, missing) = (rows.Sum(r => r.Required), rows.Sum(r => r.Filled), rows.Sum(r => r.Acting), rows.Sum(r => r.Missing));
        return new CoverageFigures(
            required, filled, acting, required - filled - acting - missing, missing, required is 0 ? 100 : Math.Round(100m * filled / required, 2, MidpointRounding.ToZero));
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
        .HeedsScope().Refuses(Refusals.DivisionUnknown, Refusals.RuleSetNotInForce, Refusals.RuleSetUnknown, Refusals.KnownAtInFuture);
}
