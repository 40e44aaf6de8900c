using System.Text.Json;
using Responsibility.Api.Appointments;
using Responsibility.Api.Posts;
using Responsibility.Api.RuleSets;
using Responsibility.Rules;

namespace Responsibility.Api.Reports;

/// <summary>Appointments that ended while the rules had their holders stay (不脱贫不调整).</summary>
/// <param name="From">Only what ended on this day or later.</param>
/// <param name="Until">Only what ended earlier than this day.</param>
/// <param name="Within">Code of a division: only posts of bodies in it or below.</param>
/// <param name="RuleSet">By which rule set; by the one in force on the day of each end where absent.</param>
/// <param name="AsOf">Only what ended by that day; <c>within</c> and names of officials are told by it, too; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Limit">Items per page, 1 to 1,000; CSV has them all.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>.</param>
internal sealed record ListLockPeriodDepartures(
    DateOnly? From = null, DateOnly? Until = null, string? Within = null, string? RuleSet = null, DateOnly? AsOf = null, string? KnownAt = null, int Limit = 50, string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<LockPeriodDeparture>>>, IListing
{
    /// <summary>CSV is not paged.</summary>
    internal bool Whole { get; init; }
}

/// <summary>An appointment that filled a seat and ended while its holder had to stay: for none of the reasons that the rule allows, and the same official did not go on in the post that day.</summary>
/// <param name="Official">The official who left.</param>
/// <param name="Appointment">Id of the appointment.</param>
/// <param name="Post">The post, as it was called on the last day in office.</param>
/// <param name="Organization">Its body on that day.</param>
/// <param name="Division">The division of that body.</param>
/// <param name="EndedOn">First day no longer in office.</param>
/// <param name="EndReason">The reason that was recorded; null where none was, or once erased.</param>
/// <param name="EndDocument">Number of the document that ended it.</param>
/// <param name="RuleSet">The rule set in force on the day of the end.</param>
/// <param name="Clause">The clause by which the holder had to stay.</param>
/// <param name="Text">What that says, in the language asked for.</param>
/// <param name="DaysLeft">For how many days, from that of the end on, the holder would have had to stay; null while no end of that is known.</param>
/// <param name="FollowedBy">Who came to the post next; null where nobody had by the day that is asked about.</param>
/// <example>
/// {
///   "official": {"id": 903, "staffNumber": "HN000123", "name": "王某"}, "appointment": 904, "post": {"id": 902, "position": "partySecretary", "title": "县委书记"},
///   "organization": {"id": 901, "name": "中共兰考县委", "kind": "partyCommittee"}, "division": {"code": "410225000000", "name": "兰考县", "level": "county"}, "endedOn": "2017-03-01",
///   "endReason": "另有任用", "endDocument": "豫组干〔2017〕12号", "ruleSet": {"id": "henan-2017", "version": 1}, "clause": "17",
///   "text": "As long as a county counts as poor, its two heads stay.", "daysLeft": 27,
///   "followedBy": {"official": {"id": 990, "staffNumber": "HN000456", "name": "李某"}, "appointment": 991, "from": "2017-03-01"}
/// }
/// </example>
public sealed record LockPeriodDeparture(
    OfficialRef Official, AppointmentId Appointment, PostRef Post, OrganizationRef Organization, DivisionRef Division, DateOnly EndedOn, string? EndReason, string? EndDocument,
    RuleSetReference RuleSet, string Clause, Text Text, int? DaysLeft, FollowedBy? FollowedBy);

/// <summary>Who came to a post next.</summary>
/// <param name="Official">The official.</param>
/// <param name="Appointment">Id of the appointment.</param>
/// <param name="From">First day in office.</param>
public sealed record FollowedBy(OfficialRef Official, AppointmentId Appointment, DateOnly From);

internal sealed class ListLockPeriodDeparturesHandler(Database database) : IRequestHandler<ListLockPeriodDepartures, Result<Page<LockPeriodDeparture>>>
{
    public Task<Result<Page<LockPeriodDeparture>>> Handle(ListLockPeriodDepartures request, CancellationToken ct) =>
        Listing.Ask(database, request, async Task<Result<Page<LockPeriodDeparture>>> (session, moment) =>
        {
            var calendar = await RuleSetShelf.Calendar(session, moment.KnownAt);
            if (request.RuleSet is { } name && !calendar.Knows(name)) return Refusals.RuleSetUnknown.At("ruleSet", name);
            var asked = new Period(request.From ?? Period.BeforeRecords, request.Until ?? Period.Open);
            Lock[] locks =
            [
                .. from stretch in calendar.Stretches(request.RuleSet)
                   let days = stretch.Days.Common(asked)
                   where !days.IsEmpty
                   from rule in stretch.Set.Locks
                   select new Lock(stretch.Set, rule, days),
            ];
            var listing = new Listing(session, EndsSql(locks, out var parameters), "e.key").With(parameters);
            if (await listing.Within(session, request.Within, moment, subtree => $"e.division_id IN ({subtree})") is { } refusal) return refusal;
            var page = await listing.Page<ListLockPeriodDepartures, EndRow, EndRow>(request, moment, row => row.Key, row => row, textKey: true, whole: request.Whole);
            if (page.Refusal is { } unfit) return unfit;
            var rows = page.Required();
            var followers = (await session.List<FollowerRow>(FollowersSql(session), Parameters(moment, rows.Items.Select(row => row.SuccessorId ?? 0)))).ToLookup(row => row.Id.Value);
            var attributes = (await session.List<Said>(AttributesSql(session), Parameters(moment, rows.Items.Select(row => row.DivisionId.Value)))).ToLookup(row => row.DivisionId);
            return new Page<LockPeriodDeparture>(
                [.. rows.Items.Select(row => row.Show(locks[row.Rule], attributes[row.DivisionId], followers[row.SuccessorId ?? 0].FirstOrDefault(f => f.ValidFrom >= row.EndedOn)))],
                rows.NextCursor, rows.AsOf, rows.KnownAt, rows.Total)
            { Stable = rows.Stable };
        }, ct);

    private static Dictionary<string, object?> Parameters(Moment moment, IEnumerable<long> ids) => new(StringComparer.Ordinal)
    {
        ["@AsOf"] = moment.AsOf,
        ["@KnownAt"] = moment.KnownAt,
        ["@ids"] = JsonSerializer.Serialize(ids.Distinct()),
    };

    /// <summary>A rule on the days that it governs.</summary>
    private sealed record Lock(RuleSet Set, LockRule Rule, Period Days);

    /// <summary>What ended under one of the rules, told from what is said of divisions: few are bound, and all posts are not looked at.</summary>
    private static string EndsSql(IReadOnlyList<Lock> locks, out List<(string Name, object? Value)> parameters)
    {
        var given = new List<(string Name, object? Value)>();
        var ends = string.Join("\n UNION ALL\n", locks.Select((rule, number) => EndsSql(rule, number, given)).DefaultIfEmpty(NoneSql));
        parameters = given;
        return
            $"""
            SELECT e.*, f.staff_number, f.name AS official_name
              FROM (SELECT x.*, (CAST(1000000000000 + x.appointment_id AS text) || '/' || CAST(x.ended_on AS text) || '/' || CAST(x.rule AS text)) AS key,
                           (SELECT n.id FROM appointment n
                             WHERE n.post_id = x.post_id AND n.valid_from >= x.ended_on AND n.valid_from <= @AsOf AND n.kind IN {PostStatus.Fills} AND {Known.At("n")} AND n.official_id <> x.official_id
                             ORDER BY n.valid_from, n.id
                             LIMIT 1) AS successor_id
                      FROM ({ends}) AS x) AS e
              JOIN any_official f ON f.id = e.official_id AND {Known.Nearest("f", "any_official")}
             WHERE 1 = 1
            """;
    }

    private static string EndsSql(Lock bound, int number, List<(string Name, object? Value)> given)
    {
        var rule = bound.Rule;
        var homes = rule.Positions.Select(position => (Position: Add("Position", position), Kinds: bound.Set.OrganizationsOf(position)));
        return
            $"""
            SELECT DISTINCT CAST({number} AS bigint) AS rule, a.id AS appointment_id, a.official_id, a.post_id, a.valid_until AS ended_on, a.end_reason, a.end_document, p.position, p.title,
                   o.id AS organization_id, o.name AS organization_name, o.kind AS organization_kind, d.id AS division_id, d.code, d.name AS division_name, d.level
              FROM attribute t
             CROSS JOIN division d
             CROSS JOIN organization o
             CROSS JOIN post p
             CROSS JOIN appointment a
             WHERE {Met(rule.When!)} AND {Known.At("t")} AND d.id = t.division_id AND {Known.At("d")} AND d.level IN ({All("Level", rule.Levels)})
               AND o.division_id = d.id AND {Known.At("o")} AND p.organization_id = o.id AND {Known.At("p")}
               AND ({string.Join(" OR ", homes.Select(home => $"(p.position = {home.Position}{(home.Kinds.Count is 0 ? "" : $" AND o.kind IN ({All("Kind", home.Kinds)})")})"))})
               AND a.post_id = p.id AND a.kind IN {PostStatus.Fills} AND {Known.At("a")}
               AND a.valid_until >= {Add("From", bound.Days.From)} AND a.valid_until < {Add("Until", bound.Days.Until)} AND a.valid_until <= @AsOf
               AND t.valid_from <= a.valid_until AND t.valid_until > a.valid_until AND {LastDay("d")} AND {LastDay("o")} AND {LastDay("p")}
               {(rule.Allowed.Count is 0 ? "" : $"AND coalesce(a.end_reason, '') NOT IN ({All("Allowed", rule.Allowed)})")}
               AND NOT EXISTS (SELECT 1 FROM appointment g
                                WHERE g.post_id = a.post_id AND g.official_id = a.official_id AND g.kind IN {PostStatus.Fills} AND {Known.At("g")}
                                  AND g.valid_from <= a.valid_until AND g.valid_until > a.valid_until)
            """;

        string Add(string name, object? value)
        {
            given.Add(($"@{name}{given.Count}", value));
            return given[^1].Name;
        }

        string All<T>(string name, IEnumerable<T> values) => string.Join(", ", values.Select(value => Add(name, value)));

        string Met(Condition condition) => condition switch
        {
            Condition.AnyTag any => $"t.name IN ({All("Tag", any.Tags)})",
            Condition.Number number => $"t.name = {Add("Number", number.Name)} AND t.value >= {Add("AtLeast", (double)number.AtLeast)}",
            _ => throw new ArgumentOutOfRangeException(nameof(condition)),
        };
    }

    /// <summary>A version of the day before that of the end.</summary>
    private static string LastDay(string alias) => $"{alias}.valid_from < a.valid_until AND {alias}.valid_until >= a.valid_until";

    /// <summary>Where no rule binds anybody.</summary>
    private const string NoneSql =
        """
        SELECT CAST(0 AS bigint) AS rule, a.id AS appointment_id, a.official_id, a.post_id, a.valid_until AS ended_on, a.end_reason, a.end_document, a.kind AS position, a.kind AS title,
               a.id AS organization_id, a.kind AS organization_name, a.kind AS organization_kind, a.id AS division_id, a.kind AS code, a.kind AS division_name, a.kind AS level
          FROM appointment a WHERE a.id = 0
        """;

    private static string FollowersSql(Session session) =>
        $"""
        SELECT a.id, a.valid_from, f.id AS official_id, f.staff_number, f.name
          FROM appointment a
          JOIN any_official f ON f.id = a.official_id AND {Known.Nearest("f", "any_official")}
         WHERE a.id IN ({session.Numbers("@ids")}) AND {Known.At("a")}
         ORDER BY a.id, a.valid_from
        """;

    private static string AttributesSql(Session session) =>
        $"SELECT t.division_id, t.name, t.value, t.valid_from, t.valid_until FROM attribute t WHERE t.division_id IN ({session.Numbers("@ids")}) AND {Known.At("t")} ORDER BY t.division_id, t.valid_from";

    /// <summary>What is said of a division on some days.</summary>
    private sealed record Said
    {
        public DivisionId DivisionId { get; init; }
        public required string Name { get; init; }
        public double? Value { get; init; }
        public DateOnly ValidFrom { get; init; }
        public DateOnly ValidUntil { get; init; }

        public AttributeRow Row => new() { Division = DivisionId, Name = Name, Value = (decimal?)Value, ValidFrom = ValidFrom, ValidUntil = ValidUntil, Ledger = 0 };
    }

    private sealed record FollowerRow
    {
        public AppointmentId Id { get; init; }
        public DateOnly ValidFrom { get; init; }
        public OfficialId OfficialId { get; init; }
        public required string StaffNumber { get; init; }
        public string? Name { get; init; }
    }

    private sealed record EndRow
    {
        public required string Key { get; init; }
        public long Rule { get; init; }
        public AppointmentId AppointmentId { get; init; }
        public OfficialId OfficialId { get; init; }
        public required string StaffNumber { get; init; }
        public string? OfficialName { get; init; }
        public PostId PostId { get; init; }
        public required string Position { get; init; }
        public required string Title { get; init; }
        public DateOnly EndedOn { get; init; }
        public string? EndReason { get; init; }
        public string? EndDocument { get; init; }
        public OrganizationId OrganizationId { get; init; }
        public required string OrganizationName { get; init; }
        public OrganizationKind OrganizationKind { get; init; }
        public DivisionId DivisionId { get; init; }
        public required string Code { get; init; }
        public required string DivisionName { get; init; }
        public Level Level { get; init; }
        public long? SuccessorId { get; init; }

        public LockPeriodDeparture Show(Lock bound, IEnumerable<Said> attributes, FollowerRow? follower) => new(
            new OfficialRef(OfficialId, StaffNumber, OfficialName), AppointmentId, new PostRef(PostId, Position, Title), new OrganizationRef(OrganizationId, OrganizationName, OrganizationKind),
            new DivisionRef(Code, DivisionName, Level), EndedOn, EndReason, EndDocument, new RuleSetReference(bound.Set.Id, bound.Set.Version), bound.Rule.Clause, bound.Rule.Text,
            Unlocked(bound.Rule.When!, attributes) is var until && until < Period.Open ? until.DayNumber - EndedOn.DayNumber : null,
            follower is null ? null : new FollowedBy(new OfficialRef(follower.OfficialId, follower.StaffNumber, follower.Name), follower.Id, follower.ValidFrom));

        /// <summary>The first day after the end on which the condition did not hold any more, by whatever made it hold.</summary>
        private DateOnly Unlocked(Condition condition, IEnumerable<Said> attributes)
        {
            var until = EndedOn;
            foreach (var said in attributes.Where(said => condition.IsMetBy(said.Row)))
                if (said.ValidFrom <= until && said.ValidUntil > until) until = said.ValidUntil;
            return until;
        }
    }
}

internal sealed class ListLockPeriodDeparturesValidator : AbstractValidator<ListLockPeriodDepartures>
{
    public ListLockPeriodDeparturesValidator()
    {
        Include(new ListingValidator<ListLockPeriodDepartures>());
        this.PeriodOfDays(l => l.Until, l => l.From);
    }
}

/// <summary>A departure for spreadsheets.</summary>
internal sealed record LockPeriodDepartureCsv(
    string DivisionCode, string DivisionName, Level Level, string Organization, long Post, string Position, string Title, string StaffNumber, string? Official, long Appointment, DateOnly EndedOn,
    string? EndReason, string? EndDocument, string Clause, int? DaysLeft, string? FollowedByStaffNumber, string? FollowedBy, DateOnly? FollowedFrom)
{
    public static LockPeriodDepartureCsv Of(LockPeriodDeparture item) => new(
        item.Division.Code, item.Division.Name, item.Division.Level, item.Organization.Name, item.Post.Id.Value, item.Post.Position, item.Post.Title, item.Official.StaffNumber, item.Official.Name,
        item.Appointment.Value, item.EndedOn, item.EndReason, item.EndDocument, item.Clause, item.DaysLeft, item.FollowedBy?.Official.StaffNumber, item.FollowedBy?.Official.Name, item.FollowedBy?.From);
}

internal static class ListLockPeriodDeparturesEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/reports/lock-period-departures", async (Question<ListLockPeriodDepartures> ask, HttpRequest http, IMediator mediator, CancellationToken ct) => Csv.IsWanted(http)
            ? (await mediator.Send(ask.Value with { Whole = true }, ct)).ToHttp(page => page.ToCsv(LockPeriodDepartureCsv.Of))
            : (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes(nameof(ListLockPeriodDepartures), "Reports", "Who left a post while the rules had its holder stay, why, and who followed",
            new AnswersMetadata(StatusCodes.Status200OK, typeof(Page<LockPeriodDeparture>), Csv: true))
        .Audits().IsNotStored()
        .HeedsScope().Refuses(Refusals.Invalid, Refusals.DivisionUnknown, Refusals.RuleSetUnknown, Refusals.CursorInvalid, Refusals.KnownAtInFuture);
}
