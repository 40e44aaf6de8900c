using System.Text.Json;
using Responsibility.Rules;

namespace Responsibility.Api.Coverage;

/// <summary>What rules require and nobody bears, on a day.</summary>
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
/// <param name="Limit">Items per page, 1 to 1,000; CSV has them all.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>.</param>
internal sealed record ListGaps(
    string? Within = null, string[]? Position = null, string[]? Tag = null, string[]? NotTag = null, Level[]? Level = null, string[]? Clause = null,
    ResponsibilityKind[]? Kind = null, string[]? Programme = null, string? RuleSet = null,
    DateOnly? AsOf = null, string? KnownAt = null, int Limit = 50, string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<ChainGap>>>, IListing, Required.IFilter
{
    /// <summary>CSV is not paged.</summary>
    internal bool Whole { get; init; }
}

internal sealed class ListGapsHandler(Database database) : IRequestHandler<ListGaps, Result<Page<ChainGap>>>
{
    /// <summary>So many places are looked at first, in the order of their codes, and then eight times as many, until the page is full.</summary>
    private const long FirstPlaces = 512;

    public async Task<Result<Page<ChainGap>>> Handle(ListGaps request, CancellationToken ct)
    {
        Required? required = null;
        var listed = await Listing.Ask(database, request, async Task<Result<Page<ChainGap>>> (session, moment) =>
        {
            var asked = await Required.Of(session, moment, request);
            if (asked.Refusal is { } refusal) return refusal;
            required = asked.Required();
            var after = request.Cursor is { } text ? Cursor.Parse(text, Cursor.Of(request)).Required().After : "";
            var limit = request.Whole ? int.MaxValue - 1 : request.Limit;
            var rows = await Rows(session, required, after, limit + 1);
            var next = rows.Count > limit ? new Cursor(moment.AsOf, moment.KnownAt, rows[limit - 1].Key, Cursor.Of(request)).ToString() : null;
            return new Page<ChainGap>([.. rows.Take(limit).Select(row => row.Show(required.RulesFrom))], next, moment.AsOf, moment.KnownAtText, null) { Stable = moment.Stable };
        }, ct);
        if (listed.Refusal is not null || request.Count is null) return listed;
        return listed.Required() with { Total = (await Tally.Of(database, required!, ct)).Sum(row => row.Missing + row.Open) };
    }

    private sealed record PlaceRow
    {
        public long Id { get; init; }
        public required string Code { get; init; }
    }

    private const string PlacesSql = "SELECT id, code FROM asked WHERE code >= @From ORDER BY code LIMIT @Count";

    /// <summary>The first <paramref name="most"/> gaps after a key.</summary>
    private static async Task<List<GapRow>> Rows(Session session, Required required, string after, int most)
    {
        var rows = new List<GapRow>();
        var placesSql = $"WITH RECURSIVE {(required.Root is null ? Required.Everywhere(session) : Required.Below)}, {required.Asked} {PlacesSql}";
        var gapsSql = GapRow.Sql(session, required);
        var from = after.Split('/')[0];
        for (var count = FirstPlaces; ; count *= 8)
        {
            var places = await session.List<PlaceRow>(placesSql, required.With(("@Root", required.Root?.Id.Value), ("@Child", 0L), ("@Alone", 0L), ("@From", from), ("@Count", count)));
            if (places.Count > 0)
                rows.AddRange(await session.List<GapRow>(gapsSql, required.With(("@Places", JsonSerializer.Serialize(places.Select(p => p.Id))), ("@After", after), ("@Limit", most - rows.Count))));
            if (places.Count < count || rows.Count >= most) return rows;
            from = places[^1].Code;
            if (rows is [.., var last]) after = last.Key;
        }
    }
}

internal sealed class ListGapsValidator : AbstractValidator<ListGaps>
{
    public ListGapsValidator() => Include(new ListingValidator<ListGaps>());
}

internal sealed record GapRow
{
    public required string Key { get; init; }
    public required string Code { get; init; }
    public required string DivisionName { get; init; }
    public Level Level { get; init; }
    public required string Clause { get; init; }
    public ResponsibilityKind Kind { get; init; }
    public Grade Grade { get; init; }
    public required string OrganizationKind { get; init; }
    public string? HomeKind { get; init; }
    public required string Position { get; init; }
    public OrganizationId? OrganizationId { get; init; }
    public string? OrganizationName { get; init; }
    /// <summary>Text, not an enum: SQLite has no type for a column of a UNION, and Dapper reads the first row's null as its type.</summary>
    public string? FoundKind { get; init; }
    public PostId? PostId { get; init; }
    public string? Title { get; init; }
    public long Seats { get; init; }
    public long Holders { get; init; }
    public long Acting { get; init; }
    public required string State { get; init; }
    public DateOnly? ConditionSince { get; init; }
    public DateOnly? LastEnd { get; init; }
    public DateOnly? Start { get; init; }

    /// <summary>The gap, and since when: the latest of what had to be so for it to be one.</summary>
    public ChainGap Show(DateOnly rulesFrom)
    {
        var since = new[] { rulesFrom, ConditionSince, LastEnd, Start }.Max();
        return new ChainGap
        {
            Division = new DivisionReference(Code, DivisionName, Level),
            Clause = Clause,
            Kind = Kind,
            Grade = Grade,
            Reason = PostId is not null ? GapReason.PostVacant : State == "postMissing" ? GapReason.PostMissing : GapReason.OrganizationMissing,
            Acting = Acting > 0,
            Since = since == Period.BeforeRecords ? null : since,
            Position = Position.Length > 0 ? Position : null,
            OrganizationKind = State != "organizationMissing" ? null
                : Enum.Parse<OrganizationKind>(OrganizationKind.Length > 0 ? OrganizationKind : HomeKind!, ignoreCase: true),
            Organization = OrganizationId is { } organization ? new OrganizationReference(organization, OrganizationName!, Enum.Parse<OrganizationKind>(FoundKind!, ignoreCase: true)) : null,
            Post = PostId is { } post ? new PostReference(post, Position, Title!) : null,
            Seats = Seats - Holders,
        };
    }

    /// <summary>Rules and clauses in the order of their file within each place; the key is unique, so a page begins after the last one's.</summary>
    private const string KeySql =
        "(b.code || '/' || CAST(1000 + b.rule AS text) || '/' || b.organization_kind || b.position || '/' || CAST(1000000000000 + coalesce(b.post_id, 0) AS text))";

    /// <summary>Attributes that make the rule's condition true, whenever they held.</summary>
    private static string Meets(string attribute) => $"EXISTS (SELECT 1 FROM rule_condition c WHERE c.rule_set_id = @RuleSet AND c.rule = b.rule AND {Required.Meets(attribute)})";

    /// <summary>The gaps of the places <c>@Places</c> after the key <c>@After</c>.</summary>
    public static string Sql(Session session, Required required) =>
        $"""
        WITH listed (id) AS ({session.Numbers("@Places")}),
        place (id, child_id, level, code) AS (SELECT d.id, CAST(0 AS bigint), d.level, d.code FROM listed CROSS JOIN division d WHERE d.id = listed.id AND {Known.On("d")}),
        {required.Asked},
        {required.Found},
        {required.Lacking},
        {Select}
        """;

    private static readonly string Select =
        $"""
        gap AS MATERIALIZED (
            SELECT division_id, seat, organization_id, post_id, seats, holders, acting, 'post' AS state FROM found WHERE holders < seats
             UNION ALL
            SELECT division_id, seat, NULL, NULL, 1, 0, 0, state FROM lacking
        ),
        b AS (
            SELECT g.*, d.code, d.name AS division_name, s.rule, s.level, s.organization_kind, s.position, s.clause, s.kind, s.grade, o.name AS organization_name, o.kind AS found_kind, p.title
              FROM gap g
              JOIN division d ON d.id = g.division_id AND {Known.On("d")}
              JOIN rule_seat s ON s.rule_set_id = @RuleSet AND s.seat = g.seat
              LEFT JOIN organization o ON o.id = g.organization_id AND {Known.On("o")}
              LEFT JOIN post p ON p.id = g.post_id AND {Known.On("p")}
        )
        SELECT {KeySql} AS key, b.*,
               (SELECT h.organization_kind FROM rule_home h WHERE h.rule_set_id = @RuleSet AND h.rule = b.rule AND h.position = b.position ORDER BY h.ordinal LIMIT 1) AS home_kind,
               (SELECT max(t.valid_from) FROM attribute t
                 WHERE t.division_id = b.division_id AND {Known.At("t")} AND t.valid_from <= @AsOf AND {Meets("t")}
                   AND NOT EXISTS (SELECT 1 FROM attribute u
                                    WHERE u.division_id = b.division_id AND {Known.At("u")} AND u.valid_from < t.valid_from AND u.valid_until >= t.valid_from AND {Meets("u")})) AS condition_since,
               CASE WHEN b.post_id IS NOT NULL
                    THEN {Posts.PostStatus.LastEnd("b.post_id")}
                    WHEN b.position = ''
                    THEN (SELECT max(o.valid_until) FROM organization o
                           WHERE o.division_id = b.division_id AND o.kind = b.organization_kind AND {Known.At("o")} AND o.valid_until <= @AsOf)
                    ELSE (SELECT max(CASE WHEN o.valid_until < p.valid_until THEN o.valid_until ELSE p.valid_until END)
                            FROM organization o JOIN post p ON p.organization_id = o.id AND p.position = b.position AND {Known.At("p")}
                           WHERE o.division_id = b.division_id AND {Known.At("o")} AND {Required.IsHome("b")} AND (o.valid_until <= @AsOf OR p.valid_until <= @AsOf)
                             AND o.valid_from < p.valid_until AND p.valid_from < o.valid_until) END AS last_end,
               CASE WHEN b.post_id IS NOT NULL THEN (SELECT min(p.valid_from) FROM post p WHERE p.id = b.post_id AND {Known.At("p")})
                    ELSE (SELECT min(d.valid_from) FROM division d WHERE d.id = b.division_id AND {Known.At("d")}) END AS start
          FROM b
         WHERE {KeySql} > @After
         ORDER BY {KeySql}
         LIMIT @Limit
        """;
}

/// <summary>A gap for spreadsheets.</summary>
internal sealed record GapCsv(
    string DivisionCode, string DivisionName, Level Level, string Clause, ResponsibilityKind Kind, Grade Grade, GapReason Reason, bool Acting, DateOnly? Since,
    string? Position, OrganizationKind? OrganizationKind, string? Organization, string? Title, long? Post, long Seats)
{
    public static GapCsv Of(ChainGap gap) => new(
        gap.Division.Code, gap.Division.Name, gap.Division.Level, gap.Clause, gap.Kind, gap.Grade, gap.Reason, gap.Acting, gap.Since,
        gap.Position, gap.OrganizationKind, gap.Organization?.Name, gap.Post?.Title, gap.Post?.Id.Value, gap.Seats);
}

internal static class ListGapsEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/gaps", async (Question<ListGaps> ask, HttpRequest http, IMediator mediator, CancellationToken ct) => Csv.IsWanted(http)
            ? (await mediator.Send(ask.Value with { Whole = true }, ct)).ToHttp(page => page.ToCsv(GapCsv.Of))
            : (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes(nameof(ListGaps), "Coverage", "What the rules require and nobody bears, on a day", new AnswersMetadata(StatusCodes.Status200OK, typeof(Page<ChainGap>), Csv: true))
        .HeedsScope().Refuses(Refusals.DivisionUnknown, Refusals.RuleSetNotInForce, Refusals.RuleSetUnknown, Refusals.CursorInvalid, Refusals.KnownAtInFuture);
}
