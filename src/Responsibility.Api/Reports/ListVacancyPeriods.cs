using System.Globalization;
using System.Text.Json;
using Responsibility.Api.Appointments;
using Responsibility.Api.Duties;
using Responsibility.Api.Posts;

namespace Responsibility.Api.Reports;

/// <summary>On which days posts had fewer holders than seats, whether a rule requires them or not.</summary>
/// <param name="From">First day that is looked at.</param>
/// <param name="Until">First day that is not looked at any more; at most 3,660 days after the first.</param>
/// <param name="Within">Code of a division: only posts of bodies that were in it or below on some of these days.</param>
/// <param name="AsOf">The day by which <c>within</c> and the names of bodies and divisions are told; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Limit">Items per page, 1 to 1,000; CSV has them all.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>; for that all posts are looked through.</param>
internal sealed record ListVacancyPeriods(
    DateOnly From, DateOnly Until, string? Within = null, DateOnly? AsOf = null, string? KnownAt = null, int Limit = 50, string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<VacancyPeriod>>>, IListing
{
    /// <summary>Ten years.</summary>
    public const int MostDays = 3_660;

    /// <summary>CSV is not paged.</summary>
    internal bool Whole { get; init; }
}

/// <summary>Days in a row on which the same number of seats of a post was vacant: appointments that are substantive, concurrent or seconded fill a seat, acting and being in charge do not.</summary>
/// <param name="Post">The post, as it was called on the last of these days.</param>
/// <param name="From">First of the days; the first that is looked at where it was so before, too.</param>
/// <param name="Until">First day on which it was so no longer: the seats were filled, more or fewer were vacant, or the post was no more. Null where it was still so on the first day that is not looked at.</param>
/// <param name="Days">How many of the days that are looked at.</param>
/// <param name="Seats">How many seats were vacant on each of them.</param>
/// <param name="ActedBy">Who carried the duty on these days without filling a seat, by appointment; whoever began first comes first.</param>
/// <example>
/// {
///   "division": {"code": "410225101201", "name": "任庄村", "level": "village"}, "organization": {"id": 920, "name": "中共任庄村支部", "kind": "partyCommittee"},
///   "post": {"id": 921, "position": "villagePartySecretary", "title": "村党支部书记"}, "from": "2017-03-01", "until": "2017-06-01", "days": 92, "seats": 1,
///   "actedBy": [{"official": {"id": 903, "staffNumber": "HN000123", "name": "王某"}, "appointment": 930, "kind": "acting", "days": 61}]
/// }
/// </example>
public sealed record VacancyPeriod(
    DivisionRef Division, OrganizationRef Organization, PostRef Post, DateOnly From, DateOnly? Until, int Days, long Seats, IReadOnlyList<ActedBy> ActedBy);

/// <summary>Who carried the duty of a vacant seat.</summary>
/// <param name="Official">The official.</param>
/// <param name="Appointment">Id of the appointment.</param>
/// <param name="Kind">In which way.</param>
/// <param name="Days">On how many of the days of the vacancy.</param>
public sealed record ActedBy(OfficialRef Official, AppointmentId Appointment, AppointmentKind Kind, int Days);

internal sealed class ListVacancyPeriodsHandler(Database database) : IRequestHandler<ListVacancyPeriods, Result<Page<VacancyPeriod>>>
{
    /// <summary>So many posts are looked at together, until the page is full.</summary>
    private const int Together = 500;

    public Task<Result<Page<VacancyPeriod>>> Handle(ListVacancyPeriods request, CancellationToken ct) =>
        Listing.Ask(database, request, async Task<Result<Page<VacancyPeriod>>> (session, moment) =>
        {
            var (root, outside) = await DivisionCodes.Root(session, request.Within, moment);
            if (outside is not null) return outside;
            var after = request.Cursor is { } text ? Cursor.Parse(text, Cursor.Of(request)).Required().After : "";
            var first = 0L;
            if (after.Length > 0 && !long.TryParse(after.Split('/')[0], NumberStyles.None, CultureInfo.InvariantCulture, out first)) return Refusals.CursorInvalid.At("cursor", request.Cursor);
            var (limit, total, whole) = (request.Whole ? int.MaxValue - 1 : request.Limit, 0L, request.Whole || request.Count is not null);
            var rows = new List<(string Key, VacancyPeriod Row)>();
            await foreach (var row in Rows(session, moment, request, root?.Id, whole ? 0 : first, whole))
            {
                total++;
                if (rows.Count <= limit && string.CompareOrdinal(row.Key, after) > 0) rows.Add(row);
                if (rows.Count > limit && request.Count is null) break;
            }
            var next = rows.Count > limit ? new Cursor(moment.AsOf, moment.KnownAt, rows[limit - 1].Key, Cursor.Of(request)).ToString() : null;
            return new Page<VacancyPeriod>([.. rows.Take(limit).Select(row => row.Row)], next, moment.AsOf, moment.KnownAtText, request.Count is null ? null : total) { Stable = moment.Stable };
        }, ct);

    /// <summary>By post and day, from the post <paramref name="first"/> on.</summary>
    /// <param name="whole">Whether all of it is wanted: then the posts are looked for once.</param>
    private static async IAsyncEnumerable<(string Key, VacancyPeriod Row)> Rows(Session session, Moment moment, ListVacancyPeriods request, DivisionId? root, long first, bool whole)
    {
        var take = whole ? int.MaxValue : Together;
        while (true)
        {
            var posts = await session.List<long>(PostsSql(root is not null), Parameters(request, moment, ("@Within", root), ("@First", first), ("@Take", take)));
            foreach (var some in posts.Chunk(Together))
            {
                // The day after the last one too: it tells whether a vacancy goes on.
                var ids = Parameters(request, moment, ("@ids", JsonSerializer.Serialize(some)), ("@Until", End(request)));
                var seats = (await session.List<SeatRow>(SeatsSql(session), ids)).ToLookup(row => row.PostId.Value);
                var terms = (await session.List<TermRow>(TermsSql(session), ids)).ToLookup(row => row.PostId.Value);
                foreach (var row in some.SelectMany(post => Of([.. seats[post]], [.. terms[post]], request))) yield return row;
            }
            if (posts.Count < take) yield break;
            first = posts[^1] + 1;
        }
    }

    /// <summary>The vacancies of one post.</summary>
    private static IEnumerable<(string Key, VacancyPeriod Row)> Of(SeatRow[] seats, TermRow[] terms, ListVacancyPeriods request)
    {
        var vacant = VacantSeats.Of(seats.Select(row => (row.Period, row.Capacity)), terms.Where(term => term.Fills > 0).Select(term => term.Period), new Period(request.From, End(request)));
        foreach (var (period, number) in vacant.Where(v => v.Period.From < request.Until))
        {
            var days = period.Common(new Period(request.From, request.Until));
            var shown = seats.Last(row => row.ValidFrom < days.Until);
            var acted = from term in terms
                        where term.Fills is 0
                        let common = term.Period.Common(days)
                        where !common.IsEmpty
                        group (term, common) by (term.Id, term.Kind) into appointment
                        select new ActedBy(appointment.First().term.Official, appointment.Key.Id, appointment.Key.Kind, appointment.Sum(part => Length(part.common)));
            yield return (
                string.Create(CultureInfo.InvariantCulture, $"{shown.PostId.Value:D19}/{days.From:yyyy-MM-dd}"),
                new VacancyPeriod(
                    new DivisionRef(shown.Code, shown.DivisionName, shown.Level), new OrganizationRef(shown.OrganizationId, shown.OrganizationName, shown.OrganizationKind),
                    new PostRef(shown.PostId, shown.Position, shown.Title), days.From, period.Until > request.Until ? null : Stated.Until(days.Until), Length(days), number, [.. acted]));
        }
    }

    private static int Length(Period days) => days.Until.DayNumber - days.From.DayNumber;

    private static DateOnly End(ListVacancyPeriods request) => request.Until == Period.Open ? Period.Open : request.Until.AddDays(1);

    private static Dictionary<string, object?> Parameters(ListVacancyPeriods request, Moment moment, params ReadOnlySpan<(string Name, object? Value)> more)
    {
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["@AsOf"] = moment.AsOf,
            ["@KnownAt"] = moment.KnownAt,
            ["@From"] = request.From,
            ["@Until"] = request.Until,
        };
        foreach (var (name, value) in more)
            if (value is not null) parameters[name] = value;
        return parameters;
    }

    /// <summary>Posts, but for those that were plainly full: in each version as many seats as there are have a holder who stayed throughout.</summary>
    private static string PostsSql(bool within) =>
        $"""
        SELECT DISTINCT p.id
          FROM post p
         WHERE p.id >= @First AND {BoundPosts.Over("p")}
           AND (SELECT count(*) FROM appointment f
                 WHERE f.post_id = p.id AND f.kind IN {PostStatus.Fills} AND {Known.At("f")}
                   AND f.valid_from <= CASE WHEN p.valid_from > @From THEN p.valid_from ELSE @From END
                   AND f.valid_until >= CASE WHEN p.valid_until < @Until THEN p.valid_until ELSE @Until END) < p.capacity
        {(within ? $" AND p.organization_id IN (SELECT o.id FROM organization o WHERE {BoundPosts.Over("o")} AND o.division_id IN ({BoundPosts.WithinSql}))" : "")}
         ORDER BY p.id
         LIMIT @Take
        """;

    private static string SeatsSql(Session session) =>
        $"""
        SELECT p.id AS post_id, p.position, p.title, p.capacity, p.valid_from, p.valid_until,
               o.id AS organization_id, o.name AS organization_name, o.kind AS organization_kind, d.code, d.name AS division_name, d.level
          FROM post p
          JOIN any_organization o ON o.id = p.organization_id AND {Known.Nearest("o", "any_organization")}
          JOIN any_division d ON d.id = o.division_id AND {Known.Nearest("d", "any_division")}
         WHERE p.id IN ({session.Numbers("@ids")}) AND {BoundPosts.Over("p")}
         ORDER BY p.id, p.valid_from
        """;

    private static string TermsSql(Session session) =>
        $"""
        SELECT a.post_id, a.id, a.kind, CASE WHEN a.kind IN {PostStatus.Fills} THEN 1 ELSE 0 END AS fills, a.valid_from, a.valid_until, f.id AS official_id, f.staff_number, f.name
          FROM appointment a
          JOIN any_official f ON f.id = a.official_id AND {Known.Nearest("f", "any_official")}
         WHERE a.post_id IN ({session.Numbers("@ids")}) AND {BoundPosts.Over("a")}
         ORDER BY a.post_id, a.valid_from, a.id
        """;

    private sealed record SeatRow
    {
        public PostId PostId { get; init; }
        public required string Position { get; init; }
        public required string Title { get; init; }
        public long Capacity { get; init; }
        public DateOnly ValidFrom { get; init; }
        public DateOnly ValidUntil { get; init; }
        public OrganizationId OrganizationId { get; init; }
        public required string OrganizationName { get; init; }
        public OrganizationKind OrganizationKind { get; init; }
        public required string Code { get; init; }
        public required string DivisionName { get; init; }
        public Level Level { get; init; }

        public Period Period => new(ValidFrom, ValidUntil);
    }

    private sealed record TermRow
    {
        public PostId PostId { get; init; }
        public AppointmentId Id { get; init; }
        public AppointmentKind Kind { get; init; }
        public long Fills { get; init; }
        public DateOnly ValidFrom { get; init; }
        public DateOnly ValidUntil { get; init; }
        public OfficialId OfficialId { get; init; }
        public required string StaffNumber { get; init; }
        public string? Name { get; init; }

        public Period Period => new(ValidFrom, ValidUntil);

        public OfficialRef Official => new(OfficialId, StaffNumber, Name);
    }
}

internal sealed class ListVacancyPeriodsValidator : AbstractValidator<ListVacancyPeriods>
{
    public ListVacancyPeriodsValidator()
    {
        Include(new ListingValidator<ListVacancyPeriods>());
        this.PeriodOfDays(l => l.Until, l => l.From);
        RuleFor(l => l.Until)
            .Must((request, until) => until.DayNumber - request.From.DayNumber <= ListVacancyPeriods.MostDays)
            .WithErrorCode("period-too-long")
            .WithMessage(_ => Rules.Say("At most 3,660 days can be asked about at once.", "一次最多查询 3660 天。"));
    }
}

/// <summary>A vacancy for spreadsheets; who acted stands with the days in brackets.</summary>
internal sealed record VacancyPeriodCsv(
    string DivisionCode, string DivisionName, Level Level, string Organization, long Post, string Position, string Title, DateOnly From, DateOnly? Until, int Days, long Seats, string ActedBy)
{
    public static VacancyPeriodCsv Of(VacancyPeriod item) => new(
        item.Division.Code, item.Division.Name, item.Division.Level, item.Organization.Name, item.Post.Id.Value, item.Post.Position, item.Post.Title, item.From, item.Until, item.Days, item.Seats,
        string.Join("; ", item.ActedBy.Select(acted => string.Create(CultureInfo.InvariantCulture, $"{acted.Official.StaffNumber} {acted.Official.Name} ({acted.Days})"))));
}

internal static class ListVacancyPeriodsEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/reports/vacancies", async (Question<ListVacancyPeriods> ask, HttpRequest http, IMediator mediator, CancellationToken ct) => Csv.IsWanted(http)
            ? (await mediator.Send(ask.Value with { Whole = true }, ct)).ToHttp(page => page.ToCsv(VacancyPeriodCsv.Of))
            : (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes(nameof(ListVacancyPeriods), "Reports", "On which days posts were vacant, for how long, and who carried the duty meanwhile",
            new AnswersMetadata(StatusCodes.Status200OK, typeof(Page<VacancyPeriod>), Csv: true))
        .Audits().IsNotStored()
        .HeedsScope().Refuses(Refusals.Invalid, Refusals.DivisionUnknown, Refusals.CursorInvalid, Refusals.KnownAtInFuture);
}
