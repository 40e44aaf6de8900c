using Responsibility.Api.Posts;
using Responsibility.Api.RuleSets;

namespace Responsibility.Api.Coverage;

/// <summary>What a rule set requires to be borne, place by place, and whether it is: the one SQL text that gaps, coverage and their counts share.</summary>
/// <remarks>
/// The pure derivation of a chain says the same of one path; a test holds the two equal. Here a whole subtree is asked at once: the rule set
/// stands in tables, and each branch finds its rows through an index, place by place.
/// </remarks>
internal sealed class Required
{
    private readonly List<string> conditions = [];
    private readonly Dictionary<string, object?> parameters = new(StringComparer.Ordinal);

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

    /// <summary>Parameters for <see cref="Sql"/>.</summary>
    public Dictionary<string, object?> Parameters => parameters;

    /// <summary>The first day of the rule set: no gap is older.</summary>
    public DateOnly RulesFrom { get; private set; }

    public static async Task<Result<Required>> Of(Session session, Moment moment, IFilter filter)
    {
        var rules = await RuleSetShelf.InForce(session, moment, filter.RuleSet);
        if (rules.Refusal is { } refusal) return refusal;
        var required = new Required { RulesFrom = rules.Required().Set.ValidFrom };
        var (asked, given) = (required.parameters, required.conditions);
        asked.Add("@AsOf", moment.AsOf);
        asked.Add("@KnownAt", moment.KnownAt);
        asked.Add("@Soon", PostStatus.Soon(moment.AsOf));
        asked.Add("@RuleSet", rules.Required().Id.Value);
        asked.Add("@Within", 0L);
        if (filter.Within is { } within)
        {
            if (await DivisionCodes.Find(session, within, moment) is not { } root) return Refusals.DivisionUnknown.At("within", within);
            asked["@Within"] = root.Id.Value;
        }
        required.In("s.position", "Position", filter.Position);
        required.In("s.level", "Level", filter.Level);
        required.In("s.clause", "Clause", filter.Clause);
        required.In("s.kind", "Kind", filter.Kind);
        required.In($"d.id IN (SELECT t.division_id FROM attribute t WHERE {Known.On("t")} AND t.name", "Tag", filter.Tag, ")");
        required.In($"d.id NOT IN (SELECT t.division_id FROM attribute t WHERE {Known.On("t")} AND t.name", "NotTag", filter.NotTag, ")");
        required.In(
            "(NOT EXISTS (SELECT 1 FROM rule_programme g WHERE g.rule_set_id = s.rule_set_id AND g.rule = s.rule) "
            + "OR EXISTS (SELECT 1 FROM rule_programme g WHERE g.rule_set_id = s.rule_set_id AND g.rule = s.rule AND g.programme", "Programme", filter.Programme, "))");
        required.places = filter.Within is null ? Everywhere : Subtree;
        if (given.Count > 0) required.filtered = " AND " + string.Join(" AND ", given);
        return required;
    }

    /// <summary>A query over the CTE <c>borne</c>: one row for each body, post or lack of one that the rule set requires.</summary>
    public string Sql(string select) => $"WITH RECURSIVE {places}, {RequiredSql(filtered)}, {BorneSql} {select}";

    private string places = Everywhere;
    private string filtered = "";

    private void In<T>(string column, string name, T[]? values, string close = "")
    {
        if (values is not { Length: > 0 }) return;
        conditions.Add($"{column} IN ({string.Join(", ", values.Select((_, i) => $"@{name}{i}"))}){close}");
        for (var i = 0; i < values.Length; i++) parameters.Add($"@{name}{i}", values[i]);
    }

    /// <summary>All places of the day; each counts as a child of its province.</summary>
    private static readonly string Everywhere = Tree("d.parent_id IS NULL", "d.id");

    /// <summary>A place and all below it; each counts as a child of the one right below the root.</summary>
    private static readonly string Subtree = Tree("d.id = @Within", "CAST(0 AS bigint)");

    private static string Tree(string root, string child) =>
        $"""
        place (id, child_id) AS (
            SELECT d.id, {child} FROM division d WHERE {root} AND {Known.On("d")}
             UNION ALL
            SELECT d.id, CASE WHEN above.child_id = 0 THEN d.id ELSE above.child_id END
              FROM place above JOIN division d ON d.parent_id = above.id AND {Known.On("d")}
        )
        """;

    /// <remarks>
    /// Here and in what follows SQLite takes the tables of a CROSS JOIN in the order in which they stand: from the place to its bodies and their posts. Left to itself, and never told how many rows there are, it began with all
    /// villages of the nation, and with all posts of a position.
    /// </remarks>
    private static string RequiredSql(string filtered) =>
        $"""
        required AS MATERIALIZED (
            SELECT d.id AS division_id, d.code, d.name AS division_name, d.level, place.child_id,
                   s.rule, s.clause, s.kind, s.grade, s.organization_kind, s.position
              FROM place
             CROSS JOIN division d
             CROSS JOIN rule_seat s
             WHERE d.id = place.id AND {Known.On("d")} AND s.rule_set_id = @RuleSet AND s.level = d.level
               AND (NOT EXISTS (SELECT 1 FROM rule_condition c WHERE c.rule_set_id = s.rule_set_id AND c.rule = s.rule)
                    OR EXISTS (SELECT 1
                                 FROM attribute t
                                 JOIN rule_condition c ON c.rule_set_id = s.rule_set_id AND c.rule = s.rule AND c.attribute = t.name AND (c.at_least IS NULL OR t.value >= c.at_least)
                                WHERE t.division_id = d.id AND {Known.On("t")})){filtered}
        )
        """;

    /// <summary>A post counts in any body of its kinds; where a position names no kinds, in any body at all.</summary>
    /// <param name="row">The row that names rule and position.</param>
    public static string IsHome(string row) =>
        $"""
        (NOT EXISTS (SELECT 1 FROM rule_home h WHERE h.rule_set_id = @RuleSet AND h.rule = {row}.rule AND h.position = {row}.position)
         OR EXISTS (SELECT 1 FROM rule_home h WHERE h.rule_set_id = @RuleSet AND h.rule = {row}.rule AND h.position = {row}.position AND h.organization_kind = o.kind))
        """;

    private static readonly string BorneSql =
        $"""
        borne AS (
            SELECT r.*, o.id AS organization_id, o.name AS organization_name, o.kind AS found_kind,
                   CAST(NULL AS bigint) AS post_id, CAST(NULL AS text) AS title, 1 AS seats, 1 AS holders, 0 AS acting, 'filled' AS state
              FROM required r
             CROSS JOIN organization o
             WHERE o.division_id = r.division_id AND o.kind = r.organization_kind AND {Known.On("o")} AND r.position = ''
             UNION ALL
            SELECT r.*, NULL, NULL, NULL, NULL, NULL, 1, 0, 0, 'organizationMissing'
              FROM required r
             WHERE r.position = ''
               AND NOT EXISTS (SELECT 1 FROM organization o WHERE o.division_id = r.division_id AND o.kind = r.organization_kind AND {Known.On("o")})
             UNION ALL
            SELECT r.*, o.id, o.name, o.kind, p.id, p.title, p.capacity, {PostStatus.Holders("p")}, {PostStatus.Acting("p")}, 'post'
              FROM required r
             CROSS JOIN organization o
             CROSS JOIN post p
             WHERE o.division_id = r.division_id AND {Known.On("o")} AND p.organization_id = o.id AND p.position = r.position AND {Known.On("p")} AND r.position <> '' AND {IsHome("r")}
             UNION ALL
            SELECT r.*, NULL, NULL, NULL, NULL, NULL, 1, 0, 0,
                   CASE WHEN EXISTS (SELECT 1 FROM rule_home h WHERE h.rule_set_id = @RuleSet AND h.rule = r.rule AND h.position = r.position)
                         AND NOT EXISTS (SELECT 1 FROM organization o WHERE o.division_id = r.division_id AND {Known.On("o")} AND {IsHome("r")})
                        THEN 'organizationMissing' ELSE 'postMissing' END
              FROM required r
             WHERE r.position <> ''
               AND NOT EXISTS (SELECT 1
                                 FROM organization o
                                CROSS JOIN post p
                                WHERE o.division_id = r.division_id AND {Known.On("o")} AND p.organization_id = o.id AND p.position = r.position AND {Known.On("p")} AND {IsHome("r")})
        )
        """;
}
