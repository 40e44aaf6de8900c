namespace Responsibility.Api.Posts;

/// <summary>Whether a post is held: the one definition of vacancy that lists, counts, gaps, coverage and metrics share.</summary>
internal static class PostStatus
{
    /// <summary>A term that ends within so many days, with nobody to follow, is ending soon.</summary>
    public const int SoonDays = 30;

    /// <summary>The day by which a term ends soon, as seen on <paramref name="day"/>; the calendar has an end, and an open term does not end on it.</summary>
    public static DateOnly Soon(DateOnly day) => DateOnly.FromDayNumber(Math.Min(day.DayNumber + SoonDays, Period.Open.DayNumber - 1));

    /// <summary>Appointments of these kinds fill a seat; acting and in charge carry the work without filling it.</summary>
    public const string Fills = "('substantive', 'concurrent', 'seconded')";

    /// <summary>How many hold the post <paramref name="post"/> on <c>@AsOf</c>.</summary>
    public static string Holders(string post) =>
        $"(SELECT count(*) FROM appointment f WHERE f.post_id = {post}.id AND f.kind IN {Fills} AND {Known.On("f")})";

    /// <summary>How many carry its work on <c>@AsOf</c> without filling it.</summary>
    public static string Acting(string post) =>
        $"(SELECT count(*) FROM appointment f WHERE f.post_id = {post}.id AND f.kind NOT IN {Fills} AND {Known.On("f")})";

    /// <summary>How many holders leave by <c>@Soon</c> and on that day leave fewer behind than there are seats.</summary>
    public static string Ending(string post) =>
        $"""
        (SELECT count(*)
           FROM (SELECT {Leaves("f")} AS day FROM appointment f WHERE f.post_id = {post}.id AND f.kind IN {Fills} AND {Known.On("f")} AND f.valid_until <= @Soon) AS leaving
          WHERE leaving.day <= @Soon
            AND (SELECT count(*) FROM appointment n
                  WHERE n.post_id = {post}.id AND n.kind IN {Fills} AND {Known.At("n")} AND n.valid_from <= leaving.day AND n.valid_until > leaving.day) < {post}.capacity)
        """;

    /// <summary>The last day up to <c>@AsOf</c> on which somebody left the post <paramref name="id"/>, or null.</summary>
    public static string LastEnd(string id) =>
        $"(SELECT max(f.valid_until) FROM appointment f WHERE f.post_id = {id} AND f.kind IN {Fills} AND {Known.At("f")} AND f.valid_until <= @AsOf AND NOT {GoesOn("f")})";

    /// <summary>The first day after <c>@AsOf</c> on which one of its holders of that day leaves the post <paramref name="id"/>; null where nobody holds it.</summary>
    public static string NextEnd(string id) => $"(SELECT min({Leaves("f")}) FROM appointment f WHERE f.post_id = {id} AND f.kind IN {Fills} AND {Known.On("f")})";

    /// <summary>The day on which whoever holds a seat on <c>@AsOf</c> by <paramref name="term"/> leaves it.</summary>
    private static string Leaves(string term) =>
        $"""
        (SELECT min(v.valid_until) FROM appointment v
          WHERE v.id = {term}.id AND v.post_id = {term}.post_id AND v.kind IN {Fills} AND {Known.At("v")} AND v.valid_until > @AsOf AND NOT {GoesOn("v")})
        """;

    /// <summary>A version of a term that another follows at once in the same post has not ended: its holder goes on, otherwise.</summary>
    private static string GoesOn(string term) =>
        $"""
        EXISTS (SELECT 1 FROM appointment g
                 WHERE g.id = {term}.id AND g.post_id = {term}.post_id AND g.kind IN {Fills} AND {Known.At("g")} AND g.valid_from = {term}.valid_until)
        """;

    /// <summary>SQL for any of these states, over the columns holders, acting, ending and capacity.</summary>
    public static string Any(IEnumerable<VacancyStatus> states) => $"({string.Join(" OR ", states.Distinct().Select(Condition))})";

    private static string Condition(VacancyStatus status) => status switch
    {
        VacancyStatus.Filled => "(holders >= capacity AND ending = 0)",
        VacancyStatus.EndingSoon => "(holders >= capacity AND ending > 0)",
        VacancyStatus.ActingOnly => "(holders < capacity AND acting > 0)",
        VacancyStatus.Vacant => "(holders < capacity AND acting = 0)",
        _ => "1 = 0",
    };

    /// <summary>The word for it, from the three counts.</summary>
    public static VacancyStatus Of(long holders, long acting, long ending, long capacity) => (capacity - holders, acting, ending) switch
    {
        ( > 0, > 0, _) => VacancyStatus.ActingOnly,
        ( > 0, _, _) => VacancyStatus.Vacant,
        (_, _, > 0) => VacancyStatus.EndingSoon,
        _ => VacancyStatus.Filled,
    };
}

internal sealed record PostRow
{
    public PostId Id { get; init; }
    public required string Position { get; init; }
    public required string Title { get; init; }
    public string? Rank { get; init; }
    public long Capacity { get; init; }
    public DateOnly ValidFrom { get; init; }
    public DateOnly ValidUntil { get; init; }
    public OrganizationId OrganizationId { get; init; }
    public required string OrganizationName { get; init; }
    public OrganizationKind OrganizationKind { get; init; }
    public required string Code { get; init; }
    public required string DivisionName { get; init; }
    public Level Level { get; init; }
    public long Holders { get; init; }
    public long Acting { get; init; }
    public long Ending { get; init; }

    /// <summary>What was so on the moment's day.</summary>
    public static readonly string Select = Sql((alias, _) => Known.On(alias));

    /// <summary>The same for one thing, on a day on which what it belongs to may not have existed.</summary>
    public static readonly string SelectOne = Sql(Known.Nearest);

    private static string Sql(Func<string, string, string> joined) =>
        $"""
        SELECT p.id, p.position, p.title, p.rank, p.capacity, p.valid_from, p.valid_until,
               o.id AS organization_id, o.name AS organization_name, o.kind AS organization_kind, d.code, d.name AS division_name, d.level,
               {PostStatus.Holders("p")} AS holders,
               {PostStatus.Acting("p")} AS acting,
               {PostStatus.Ending("p")} AS ending
          FROM post p
          JOIN any_organization o ON o.id = p.organization_id AND {joined("o", "any_organization")}
          JOIN any_division d ON d.id = o.division_id AND {joined("d", "any_division")}
         WHERE {Known.On("p")}
        """;

    public Post Show(DateOnly asOf) => new(
        Id, new OrganizationRef(OrganizationId, OrganizationName, OrganizationKind), new DivisionRef(Code, DivisionName, Level), Position, Title, Rank, Capacity,
        asOf >= ValidUntil ? VacancyStatus.Abolished : PostStatus.Of(Holders, Acting, Ending, Capacity), Stated.From(ValidFrom), Stated.Until(ValidUntil));
}
