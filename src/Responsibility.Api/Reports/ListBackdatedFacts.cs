using System.Globalization;
using System.Text.Json;
using Responsibility.Api.Imports;
using Responsibility.Ledger;

namespace Responsibility.Api.Reports;

/// <summary>Appointments, posts, portfolios, contacts and attributes that were recorded long after they are said to have begun, the last recorded first.</summary>
/// <param name="Days">Only what was recorded more than so many days after its first day.</param>
/// <param name="InitialLoad"><c>true</c>: only what came with a first load of the register; <c>false</c>: only what did not.</param>
/// <param name="Within">Code of a division: only what belonged to it or a division below, as these stand on that day.</param>
/// <param name="From">Only what was recorded on this day or later, in the time zone of the register.</param>
/// <param name="Until">Only what was recorded before this day.</param>
/// <param name="AsOf">The day by which <c>within</c> is told; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Limit">Items per page, 1 to 1,000; CSV has them all. A page may be shorter, or empty, and yet not the last: 50,000 facts are looked through for it at most.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>; for that all facts are looked through.</param>
internal sealed record ListBackdatedFacts(
    int Days = 30, bool? InitialLoad = null, string? Within = null, DateOnly? From = null, DateOnly? Until = null, DateOnly? AsOf = null, string? KnownAt = null, int Limit = 50,
    string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<BackdatedFact>>>, IListing
{
    /// <summary>CSV is not paged.</summary>
    internal bool Whole { get; init; }
}

/// <summary>Something that was recorded long after it is said to have begun. It is told of as it was recorded, whatever was corrected or retracted since; what begins before records is left out.</summary>
/// <param name="Noun">What it is: <c>appointment</c>, <c>post</c>, <c>portfolio</c>, <c>contact</c> or <c>attribute</c>.</param>
/// <param name="Id">Its id.</param>
/// <param name="Division">The division to which it belonged on its first day: of a post that of its body, of an appointment that of its post, of a portfolio that of its bearer, of a contact the linked one.</param>
/// <param name="ValidFrom">Its first day.</param>
/// <param name="RecordedAt">When it was recorded, UTC.</param>
/// <param name="Position">Position of the fact in the ledger.</param>
/// <param name="DaysLate">How many days after its first day it was recorded, in the time zone of the register.</param>
/// <param name="Actor">Who recorded it, as a pseudonym.</param>
/// <param name="InitialLoad">Whether it came with a first load: by the register's own loader, or by whoever had a file loaded that was said to be an initial load, between its first fact and its last.</param>
/// <param name="AfterProblem">Id of the first problem that was then known in the division and was found on the first day or later; null where there was none.</param>
/// <example>
/// {
///   "noun": "appointment", "id": 1410, "division": {"code": "410225101201", "name": "范场村", "level": "village"}, "validFrom": "2017-03-01", "recordedAt": "2017-06-20T02:15:30.123456Z",
///   "position": 1410, "daysLate": 111, "actor": "key:2", "initialLoad": false, "afterProblem": 1402
/// }
/// </example>
public sealed record BackdatedFact(
    string Noun, long Id, DivisionRef Division, DateOnly ValidFrom, string RecordedAt, long Position, int DaysLate, string Actor, bool InitialLoad, ProblemId? AfterProblem);

internal sealed class ListBackdatedFactsHandler(Database database, Settings settings) : IRequestHandler<ListBackdatedFacts, Result<Page<BackdatedFact>>>
{
    /// <summary>So many positions are looked at together.</summary>
    private const int Together = 2_000;

    /// <summary>So many are looked at for one page, so that a page of a village costs no more than one of the nation.</summary>
    private const int MostWalked = 50_000;

    public Task<Result<Page<BackdatedFact>>> Handle(ListBackdatedFacts request, CancellationToken ct) =>
        Listing.Ask(database, request, async Task<Result<Page<BackdatedFact>>> (session, moment) =>
        {
            var root = request.Within is { } within ? await DivisionCodes.Find(session, within, moment) : null;
            if (root is null && request.Within is not null) return Refusals.DivisionUnknown.At("within", request.Within);
            var (low, high) = (await Before(session, request.From, moment, 0), await Before(session, request.Until, moment, moment.KnownAt));
            var after = high + 1;
            if (request.Cursor is { } text
                && !long.TryParse(Cursor.Parse(text, Cursor.Of(request)).Required().After, NumberStyles.None, CultureInfo.InvariantCulture, out after)) return Refusals.CursorInvalid.At("cursor", text);
            var loads = await Load.All(session);
            var (limit, whole, total) = (request.Whole ? int.MaxValue - 1 : request.Limit, request.Whole || request.Count is not null, 0L);
            var items = new List<BackdatedFact>();
            var at = whole ? high : Math.Min(high, after - 1);
            var stop = whole ? low : Math.Max(low, at - MostWalked);
            while (at > stop && (whole || items.Count <= limit))
            {
                var from = Math.Max(stop, at - Together);
                foreach (var fact in await Late(session, moment, request, root?.Id, loads, from, at))
                {
                    total++;
                    if (fact.Position < after && items.Count <= limit) items.Add(fact);
                }
                at = from;
            }
            long? last = items.Count > limit ? items[limit - 1].Position : at > low ? at + 1 : null;
            var next = last is { } position ? new Cursor(moment.AsOf, moment.KnownAt, position.ToString(CultureInfo.InvariantCulture), Cursor.Of(request)).ToString() : null;
            return new Page<BackdatedFact>([.. items.Take(limit)], next, moment.AsOf, moment.KnownAtText, request.Count is null ? null : total) { Stable = moment.Stable };
        }, ct);

    /// <summary>The last position that was recorded before that day.</summary>
    private async Task<long> Before(Session session, DateOnly? day, Moment moment, long otherwise)
    {
        if (day is not { } first) return otherwise;
        var midnight = first.ToDateTime(TimeOnly.MinValue);
        // No time zone takes the first and the last year of the calendar beyond it.
        var instant = first.Year is > 1 and < 9999 ? new DateTimeOffset(midnight, settings.Zone.GetUtcOffset(midnight)) : new DateTimeOffset(midnight, TimeSpan.Zero);
        var position = await session.Find<long?>(
            "SELECT position FROM ledger WHERE recorded_at < @instant ORDER BY recorded_at DESC, position DESC LIMIT 1", new { instant = Leaf.Time(instant) });
        return Math.Min(position ?? 0, moment.KnownAt);
    }

    /// <summary>What is late among the facts behind one position up to another, the last first.</summary>
    private async Task<IReadOnlyList<BackdatedFact>> Late(Session session, Moment moment, ListBackdatedFacts request, DivisionId? root, Load[] loads, long low, long high)
    {
        var late = (await session.List<Row>(MadeSql, new { low, high }))
            .Where(row => Days(row) > request.Days && row.ValidFrom != Period.BeforeRecords && (request.InitialLoad is not { } initial || initial == IsInitial(row)))
            .ToDictionary(row => row.Id);
        if (late.Count is 0) return [];
        var places = await session.List<Place>(PlacesSql(session, root is not null), Parameters());
        return [.. places.OrderByDescending(place => place.Id).Select(place => Show(late[place.Id], place))];

        Dictionary<string, object?> Parameters()
        {
            var parameters = new Dictionary<string, object?>(StringComparer.Ordinal) { ["@ids"] = JsonSerializer.Serialize(late.Keys), ["@AsOf"] = moment.AsOf, ["@KnownAt"] = moment.KnownAt };
            if (root is { } id) parameters.Add("@Within", id);
            return parameters;
        }

        bool IsInitial(Row row) => row.Actor == Caller.System.Actor || Array.Exists(loads, load => load.Has(row));

        BackdatedFact Show(Row row, Place place) => new(
            row.Noun, row.Id, new DivisionRef(place.Code, place.Name, place.Level), row.ValidFrom, row.RecordedAt, row.Id, Days(row), row.Actor, IsInitial(row), place.AfterProblem);
    }

    private int Days(Row row)
    {
        var recordedAt = DateTimeOffset.Parse(row.RecordedAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
        return DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(recordedAt, settings.Zone).DateTime).DayNumber - row.ValidFrom.DayNumber;
    }

    /// <summary>A file that was said to be an initial load.</summary>
    private sealed record Load(string Actor, LedgerRange Range)
    {
        public static async Task<Load[]> All(Session session) =>
        [
            .. from job in await session.List<(string Actor, string Report)>("SELECT actor, report FROM import_job WHERE params LIKE '%\"initialLoad\":true%'")
               let range = ImportReport.Read(job.Report).Ledger
               where range is not null
               select new Load(job.Actor, range),
        ];

        public bool Has(Row row) => row.Actor == Actor && row.Id >= Range.First && row.Id <= Range.Last;
    }

    /// <summary>Things are called by the position of the fact that made them, so what a stretch of the ledger made is a stretch of each table.</summary>
    private static string Made(string where) =>
        $"""
        SELECT 'appointment' AS noun, t.id, t.valid_from, t.post_id, CAST(NULL AS bigint) AS organization_id, CAST(NULL AS bigint) AS division_id FROM appointment t WHERE t.id {where} AND t.known_from = t.id
         UNION ALL
        SELECT 'post', t.id, t.valid_from, CAST(NULL AS bigint), t.organization_id, CAST(NULL AS bigint) FROM post t WHERE t.id {where} AND t.known_from = t.id
         UNION ALL
        SELECT 'portfolio', t.id, t.valid_from, t.post_id, t.organization_id, CAST(NULL AS bigint) FROM portfolio t WHERE t.id {where} AND t.known_from = t.id
         UNION ALL
        SELECT 'contact', t.id, t.valid_from, CAST(NULL AS bigint), CAST(NULL AS bigint), t.division_id FROM contact t WHERE t.id {where} AND t.known_from = t.id
         UNION ALL
        SELECT 'attribute', t.id, t.valid_from, CAST(NULL AS bigint), CAST(NULL AS bigint), t.division_id FROM attribute t WHERE t.id {where} AND t.known_from = t.id
        """;

    private static readonly string MadeSql =
        $"SELECT made.noun, made.id, made.valid_from, l.recorded_at, l.actor FROM ({Made("> @low AND t.id <= @high")}) AS made JOIN ledger l ON l.position = made.id";

    private static string PlacesSql(Session session, bool within) =>
        $"""
        SELECT made.id, d.code, d.name, d.level,
               (SELECT min(r.id) FROM problem r WHERE r.division_id = d.id AND r.valid_from >= made.valid_from AND r.known_from < made.id AND r.known_until >= made.id) AS after_problem
          FROM ({Made($"IN ({session.Numbers("@ids")})")}) AS made
          LEFT JOIN any_post p ON p.id = made.post_id AND {ThenNearest("p", "any_post")}
          LEFT JOIN any_organization o ON o.id = coalesce(made.organization_id, p.organization_id) AND {ThenNearest("o", "any_organization")}
          JOIN division d ON d.id = coalesce(made.division_id, o.division_id) AND {ThenNearest("d", "division")}
        {(within ? $" WHERE d.id IN ({Reach.SubtreeSql})" : "")}
        """;

    /// <summary>The row that is nearest to the first day of what was made, as known when it was.</summary>
    private static string ThenNearest(string alias, string table) =>
        Known.Nearest(alias, table).Replace("@AsOf", "made.valid_from", StringComparison.Ordinal).Replace("@KnownAt", "made.id", StringComparison.Ordinal);

    private sealed record Row
    {
        public required string Noun { get; init; }
        public long Id { get; init; }
        public DateOnly ValidFrom { get; init; }
        public required string RecordedAt { get; init; }
        public required string Actor { get; init; }
    }

    private sealed record Place
    {
        public long Id { get; init; }
        public required string Code { get; init; }
        public required string Name { get; init; }
        public Level Level { get; init; }
        public ProblemId? AfterProblem { get; init; }
    }
}

internal sealed class ListBackdatedFactsValidator : AbstractValidator<ListBackdatedFacts>
{
    public ListBackdatedFactsValidator()
    {
        Include(new ListingValidator<ListBackdatedFacts>());
        RuleFor(l => l.Days).GreaterThanOrEqualTo(1);
        this.PeriodOfDays(l => l.Until, l => l.From);
    }
}

/// <summary>A backdated fact for spreadsheets.</summary>
internal sealed record BackdatedFactCsv(
    string Noun, long Id, string DivisionCode, string DivisionName, Level Level, DateOnly ValidFrom, string RecordedAt, long Position, int DaysLate, string Actor, bool InitialLoad, long? AfterProblem)
{
    public static BackdatedFactCsv Of(BackdatedFact item) => new(
        item.Noun, item.Id, item.Division.Code, item.Division.Name, item.Division.Level, item.ValidFrom, item.RecordedAt, item.Position, item.DaysLate, item.Actor, item.InitialLoad,
        item.AfterProblem?.Value);
}

internal static class ListBackdatedFactsEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/reports/backdating", async (Question<ListBackdatedFacts> ask, HttpRequest http, IMediator mediator, CancellationToken ct) => Csv.IsWanted(http)
            ? (await mediator.Send(ask.Value with { Whole = true }, ct)).ToHttp(page => page.ToCsv(BackdatedFactCsv.Of))
            : (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes(nameof(ListBackdatedFacts), "Reports", "What was recorded long after it is said to have begun, and whether a problem was known by then",
            new AnswersMetadata(StatusCodes.Status200OK, typeof(Page<BackdatedFact>), Csv: true))
        .Audits().IsNotStored()
        .HeedsScope().Refuses(Refusals.Invalid, Refusals.DivisionUnknown, Refusals.CursorInvalid, Refusals.KnownAtInFuture);
}
