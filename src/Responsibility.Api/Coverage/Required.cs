using Responsibility.Api.Posts;
using Responsibility.Api.RuleSets;

namespace Responsibility.Api.Coverage;

/// <summary>What a rule set requires to be borne, place by place, and what bears it: the SQL that gaps, coverage and their counts share.</summary>
/// <remarks>
/// The pure derivation of a chain says the same of one path; a test holds the two equal. Here many places are asked at once, as sets: from the
/// places that are asked about to their bodies and the posts in them, and from there to the few rows of the rule set. SQLite takes the tables of a
/// CROSS JOIN in the order in which they stand; left to itself, it began with all posts of a position. PostgreSQL takes a CTE of places for a handful
/// of rows, so what is joined to the rule set in the end is MATERIALIZED: it was evaluated once for each seat.
/// </remarks>
internal sealed class Required
{
    private readonly Dictionary<string, object?> parameters = new(StringComparer.Ordinal);
    private string ofPlaces = "";
    private string ofSeats = "";

    private Required()
    {
    }

    /// <summary>Named filters of a question about what is required.</summary>
    internal interface IFilter
    {
        string? Within { get; }
        string[]? Position { get; }
        string[]? Tag { get; }
        string[]? NotTag { get; }
        Level[]? Level { get; }
        string[]? Clause { get; }
        ResponsibilityKind[]? Kind { get; }
        string[]? Programme { get; }
        string? RuleSet { get; }
    }

    public required Moment Moment { get; init; }

    /// <summary>The division in which to ask; null for everywhere.</summary>
    public DivisionCodes.Found? Root { get; private init; }

    /// <summary>The first day of the rule set: no gap is older.</summary>
    public DateOnly RulesFrom { get; private init; }

    public static async Task<Result<Required>> Of(Session session, Moment moment, IFilter filter)
    {
        var rules = await RuleSetShelf.InForce(session, moment, filter.RuleSet);
        if (rules.Refusal is { } refusal) return refusal;
        var (root, outside) = await DivisionCodes.Root(session, filter.Within, moment);
        if (outside is not null) return outside;
        var required = new Required { Moment = moment, Root = root, RulesFrom = rules.Required().Set.ValidFrom };
        var asked = required.parameters;
        asked.Add("@AsOf", moment.AsOf);
        asked.Add("@KnownAt", moment.KnownAt);
        asked.Add("@RuleSet", rules.Required().Id.Value);
        const string Bears = "EXISTS (SELECT 1 FROM attribute t WHERE t.division_id = place.id AND";
        required.ofPlaces = required.In($"{Bears} {Known.On("t")} AND t.name", "Tag", filter.Tag, ")") + required.In($"NOT {Bears} {Known.On("t")} AND t.name", "NotTag", filter.NotTag, ")");
        required.ofSeats = required.In("s.position", "Position", filter.Position) + required.In("s.level", "Level", filter.Level) + required.In("s.clause", "Clause", filter.Clause)
            + required.In("s.kind", "Kind", filter.Kind)
            + required.In(
                "(NOT EXISTS (SELECT 1 FROM rule_programme g WHERE g.rule_set_id = s.rule_set_id AND g.rule = s.rule) "
                + "OR EXISTS (SELECT 1 FROM rule_programme g WHERE g.rule_set_id = s.rule_set_id AND g.rule = s.rule AND g.programme", "Programme", filter.Programme, "))");
        return required;
    }

    /// <summary>A place and all below it, from <c>@Root</c> without what hangs on <c>@Alone</c>; each counts to <c>@Child</c>, or where that is 0 to the division right below the root.</summary>
    public static readonly string Below = Tree("d.id = @Root", "CAST(@Child AS bigint)", " AND above.id <> @Alone");

    /// <summary>All places of the day that are seen.</summary>
    public static string Everywhere(Session session) => Tree(Reach.IsTop(session, "d"), "d.id", "");

    private static string Tree(string root, string child, string but) =>
        $"""
        place (id, child_id, level, code) AS (
            SELECT d.id, {child}, d.level, d.code FROM division d WHERE {root} AND {Known.On("d")}
             UNION ALL
            SELECT d.id, CASE WHEN above.child_id = 0 THEN d.id ELSE above.child_id END, d.level, d.code
              FROM place above JOIN division d ON d.parent_id = above.id AND {Known.On("d")}{but}
        )
        """;

    /// <summary>Parameters for all that follows, and those that a question adds.</summary>
    public Dictionary<string, object?> With(params (string Name, object? Value)[] more)
    {
        var all = new Dictionary<string, object?>(parameters, StringComparer.Ordinal);
        foreach (var (name, value) in more) all.Add(name, value);
        return all;
    }

    /// <summary>The CTE <c>asked</c>: those of <c>place</c> of which the rule set, filtered as asked, may require anything.</summary>
    public string Asked =>
        $"""
        asked AS (
            SELECT place.id, CASE WHEN place.child_id = 0 THEN place.id ELSE place.child_id END AS child_id, place.level, place.code
              FROM place
             WHERE place.level IN (SELECT s.level FROM rule_seat s WHERE s.rule_set_id = @RuleSet{ofSeats}){ofPlaces}
        )
        """;

    /// <summary>The CTE <c>found</c>: one row for each body, and each post, that bears or could bear what the rule set requires in a place of <c>asked</c>.</summary>
    public string Found =>
        $"""
        found AS (
            SELECT a.id AS division_id, a.child_id, s.seat, o.id AS organization_id, CAST(NULL AS bigint) AS post_id, 1 AS seats, 1 AS holders, 0 AS acting
              FROM asked a
             CROSS JOIN rule_seat s
             CROSS JOIN organization o
             WHERE s.rule_set_id = @RuleSet AND s.level = a.level AND s.position = ''{ofSeats} AND {Applies}
               AND o.division_id = a.id AND o.kind = s.organization_kind AND {Known.On("o")}
             UNION ALL
            SELECT a.id, a.child_id, s.seat, o.id, p.id, p.capacity, {PostStatus.Holders("p")}, {PostStatus.Acting("p")}
              FROM asked a
             CROSS JOIN organization o
             CROSS JOIN post p
             CROSS JOIN rule_seat s
             WHERE o.division_id = a.id AND {Known.On("o")} AND p.organization_id = o.id AND {Known.On("p")}
               AND s.rule_set_id = @RuleSet AND s.level = a.level AND s.position = p.position AND s.position <> ''{ofSeats} AND {IsHome("s")} AND {Applies}
        )
        """;

    /// <summary>The CTE <c>lacking</c>: one row for each body, and each position, that the rule set requires in a place of <c>asked</c> and that is not there at all.</summary>
    public string Lacking =>
        $"""
        lacking AS (
            SELECT a.id AS division_id, s.seat,
                   CASE WHEN s.position = '' THEN 'organizationMissing'
                        WHEN EXISTS (SELECT 1 FROM rule_home h WHERE h.rule_set_id = @RuleSet AND h.rule = s.rule AND h.position = s.position)
                         AND NOT EXISTS (SELECT 1 FROM organization o WHERE o.division_id = a.id AND {Known.On("o")} AND {IsHome("s")})
                        THEN 'organizationMissing' ELSE 'postMissing' END AS state
              FROM asked a
             CROSS JOIN rule_seat s
             WHERE s.rule_set_id = @RuleSet AND s.level = a.level{ofSeats} AND {Applies}
               AND (s.position <> '' OR NOT EXISTS (SELECT 1 FROM organization o WHERE o.division_id = a.id AND o.kind = s.organization_kind AND {Known.On("o")}))
               AND (s.position = '' OR NOT EXISTS (SELECT 1
                                                     FROM organization o
                                                    CROSS JOIN post p
                                                    WHERE o.division_id = a.id AND {Known.On("o")} AND p.organization_id = o.id AND p.position = s.position AND {Known.On("p")} AND {IsHome("s")}))
        )
        """;

    /// <summary>The CTE <c>counted</c>: in how many places of <c>asked</c> each body or position is required, whether or not it is there.</summary>
    public string Counted =>
        $"""
        counted AS (
            SELECT n.child_id, s.seat, n.places
              FROM (SELECT a.child_id, a.level, count(*) AS places FROM asked a GROUP BY a.child_id, a.level) n
              JOIN rule_seat s ON s.rule_set_id = @RuleSet AND s.level = n.level AND {Always}{ofSeats}
             UNION ALL
            SELECT n.child_id, s.seat, n.places
              FROM (SELECT a.child_id, a.level, c.rule, count(DISTINCT a.id) AS places
                      FROM asked a
                     CROSS JOIN attribute t
                     CROSS JOIN rule_condition c
                     WHERE t.division_id = a.id AND {Known.On("t")} AND c.rule_set_id = @RuleSet AND {Meets("t")}
                     GROUP BY a.child_id, a.level, c.rule) n
              JOIN rule_seat s ON s.rule_set_id = @RuleSet AND s.level = n.level AND s.rule = n.rule{ofSeats}
        )
        """;

    /// <summary>A rule without conditions.</summary>
    private const string Always = "NOT EXISTS (SELECT 1 FROM rule_condition c WHERE c.rule_set_id = s.rule_set_id AND c.rule = s.rule)";

    /// <summary>An attribute makes the condition <c>c</c> true.</summary>
    public static string Meets(string attribute) => $"c.attribute = {attribute}.name AND (c.at_least IS NULL OR {attribute}.value >= c.at_least)";

    /// <summary>The rule of a seat holds for a place of <c>asked</c>.</summary>
    private static readonly string Applies =
        $"""
        ({Always}
                    OR EXISTS (SELECT 1 FROM rule_condition c CROSS JOIN attribute t
                                WHERE c.rule_set_id = s.rule_set_id AND c.rule = s.rule AND t.division_id = a.id AND {Meets("t")} AND {Known.On("t")}))
        """;

    /// <summary>A post counts in any body of its kinds; where a position names no kinds, in any body at all.</summary>
    /// <param name="row">The row that names rule and position.</param>
    public static string IsHome(string row) =>
        $"""
        (NOT EXISTS (SELECT 1 FROM rule_home h WHERE h.rule_set_id = @RuleSet AND h.rule = {row}.rule AND h.position = {row}.position)
         OR EXISTS (SELECT 1 FROM rule_home h WHERE h.rule_set_id = @RuleSet AND h.rule = {row}.rule AND h.position = {row}.position AND h.organization_kind = o.kind))
        """;

    private string In<T>(string column, string name, T[]? values, string close = "")
    {
        if (values is not { Length: > 0 }) return "";
        for (var i = 0; i < values.Length; i++) parameters.Add($"@{name}{i}", values[i]);
        return $" AND {column} IN ({string.Join(", ", values.Select((_, i) => $"@{name}{i}"))}){close}";
    }
}
