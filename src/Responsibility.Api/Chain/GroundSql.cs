using Responsibility.Rules;

namespace Responsibility.Api.Chain;

/// <summary>The questions that gather the ground of a chain, place by place: only what the rule set can ask for.</summary>
/// <remarks>Their text depends on the rule set alone, so that a database prepares each of them once.</remarks>
internal sealed class GroundSql
{
    private const string OrganizationsHere = "SELECT h.id FROM organization h WHERE h.division_id = @Place";
    private const string PostsHere = $"SELECT w.id FROM post w WHERE w.organization_id IN ({OrganizationsHere})";

    public GroundSql(RuleSet rules)
    {
        var positions = Quoted(rules.Rules.SelectMany(rule => rule.Bearer.Positions).Distinct(StringComparer.Ordinal));
        // Bodies that a rule asks for whatever they bear; all others, departments above all, only count with a post, portfolio or contact.
        var always = Quoted(rules.Rules.Where(rule => rule.MakesGaps)
            .SelectMany(rule => rule.Bearer.IsPost && rule.Bearer.Organizations.Count is 0 ? rule.Bearer.Positions.SelectMany(p => Homes(rules, p)) : rule.Bearer.Organizations)
            .Distinct().Select(kind => Parameters.Word(kind)));
        Bodies =
            $"""
            SELECT o.id, o.division_id AS division, o.kind, o.name, o.valid_from, o.valid_until, o.known_from AS ledger
              FROM organization o
             WHERE o.division_id = @Place AND {Known.At("o")}
               AND (o.kind IN ({always})
                    OR EXISTS (SELECT 1 FROM post q WHERE q.organization_id = o.id AND q.position IN ({positions}))
                    OR EXISTS (SELECT 1 FROM portfolio q WHERE q.organization_id = o.id)
                    OR EXISTS (SELECT 1 FROM contact q WHERE q.organization_id = o.id))
             ORDER BY o.id, o.valid_from
            """;
        Seats =
            $"""
            SELECT p.id, p.organization_id AS organization, p.position, p.title, p.capacity, p.valid_from, p.valid_until, p.known_from AS ledger
              FROM post p
             WHERE p.organization_id IN ({OrganizationsHere}) AND p.position IN ({positions}) AND {Known.At("p")}
             ORDER BY p.id, p.valid_from
            """;
        Terms =
            $"""
            SELECT a.id, a.post_id AS post, a.official_id AS official, coalesce(f.staff_number, '') AS staff_number, f.name, a.kind, a.valid_from, a.valid_until, a.document,
                   a.known_from AS ledger, coalesce(f.known_from, 0) AS official_ledger
              FROM appointment a
              LEFT JOIN official f ON f.id = a.official_id AND {Known.On("f")}
             WHERE a.post_id IN ({PostsHere} AND w.position IN ({positions})) AND {Known.At("a")}
             ORDER BY a.id, a.valid_from
            """;
    }

    /// <summary>The division <c>@Division</c> and those above it, from the top down.</summary>
    public static readonly string Path =
        $"""
        {Reach.PathSql}
        SELECT p.id, p.code, p.name, p.level, p.known_from AS ledger,
               (SELECT min(v.valid_from) FROM division v WHERE v.id = p.id AND {Known.At("v")}) AS valid_from
          FROM path p
         ORDER BY p.depth DESC
        """;

    /// <summary>Links that lead into the path, with the division in which their bearer is.</summary>
    public static readonly string Contacts =
        $"""
        {Reach.PathSql}
        SELECT c.id, c.post_id AS post, c.organization_id AS organization, c.division_id AS division, p.code, p.name, c.valid_from, c.valid_until, c.document,
               c.known_from AS ledger, b.division_id AS bearer_division
          FROM path p
          JOIN contact c ON c.division_id = p.id AND {Known.On("c")}
          LEFT JOIN post q ON q.id = c.post_id AND {Known.On("q")}
          JOIN organization b ON b.id = coalesce(c.organization_id, q.organization_id) AND {Known.On("b")}
         ORDER BY c.id
        """;

    /// <summary>Tags and numbers of the place, whenever they held.</summary>
    public static readonly string Attributes =
        $"""
        SELECT a.division_id AS division, a.name, a.value, a.valid_from, a.valid_until, a.known_from AS ledger
          FROM attribute a
         WHERE a.division_id = @Place AND {Known.At("a")}
         ORDER BY a.id, a.valid_from
        """;

    /// <summary>Portfolios of the place's posts and bodies, and those that give the departments in them their programmes.</summary>
    public static readonly string Portfolios =
        $"""
        SELECT r.id, r.post_id AS post, r.organization_id AS organization, r.programme, r.department_id AS department, m.name AS department_name,
               r.valid_from, r.valid_until, r.document, r.known_from AS ledger
          FROM portfolio r
          LEFT JOIN organization m ON m.id = r.department_id AND {Known.On("m")}
         WHERE r.id IN (SELECT x.id FROM portfolio x WHERE x.organization_id IN ({OrganizationsHere})
                         UNION
                        SELECT x.id FROM portfolio x WHERE x.post_id IN ({PostsHere})
                         UNION
                        SELECT x.id FROM portfolio x WHERE x.organization_id IN (SELECT y.department_id FROM portfolio y WHERE y.post_id IN ({PostsHere})))
           AND {Known.On("r")}
         ORDER BY r.id
        """;

    public string Bodies { get; }

    public string Seats { get; }

    public string Terms { get; }

    private static IReadOnlyList<OrganizationKind> Homes(RuleSet rules, string position) => rules.Positions.FirstOrDefault(p => p.Id == position)?.Organizations ?? [];

    /// <summary>Words of the rule set as SQL text; they come from a file that was checked, and are escaped all the same.</summary>
    private static string Quoted(IEnumerable<string> words) =>
        string.Join(", ", words.Select(word => $"'{word.Replace("'", "''", StringComparison.Ordinal)}'").DefaultIfEmpty("''"));
}
