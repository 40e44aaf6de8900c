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
        var always = Quoted(rules.Rules.SelectMany(rule => Needed(rules, rule)).Distinct().Select(kind => Parameters.Word(kind)));
        Staff =
            $"""
            SELECT o.id AS organization, o.kind AS organization_kind, o.name AS organization_name, o.valid_from AS organization_from, o.valid_until AS organization_until,
                   o.known_from AS organization_ledger,
                   EXISTS (SELECT 1 FROM portfolio x WHERE x.organization_id = o.id) AS body_bears, EXISTS (SELECT 1 FROM portfolio x WHERE x.post_id = p.id) AS post_bears,
                   p.id AS post, p.position, p.title, p.capacity, p.valid_from AS post_from, p.valid_until AS post_until, p.known_from AS post_ledger,
                   (SELECT min(v.valid_from) FROM post v WHERE v.id = p.id AND {Known.At("v")}) AS post_start,
                   a.id AS appointment, a.official_id AS official, f.staff_number, f.name, a.kind AS appointment_kind, a.valid_from AS term_from, a.valid_until AS term_until,
                   a.document, a.known_from AS term_ledger, f.known_from AS official_ledger
              FROM organization o
              LEFT JOIN post p ON p.organization_id = o.id AND p.position IN ({positions}) AND {Known.At("p")}
              LEFT JOIN appointment a ON a.post_id = p.id AND {Known.At("a")}
              LEFT JOIN official f ON f.id = a.official_id AND {Known.On("f")}
             WHERE o.division_id = @Place AND {Known.At("o")}
               AND (o.kind IN ({always}) OR p.id IS NOT NULL
                    OR EXISTS (SELECT 1 FROM portfolio q WHERE q.organization_id = o.id)
                    OR EXISTS (SELECT 1 FROM contact q WHERE q.organization_id = o.id))
            """;
    }

    /// <summary>One division on the day, with the day on which it came to be.</summary>
    public static readonly string Place =
        $"""
        SELECT d.id, d.parent_id, d.code, d.name, d.level, d.known_from AS ledger, d.valid_until,
               (SELECT min(v.valid_from) FROM division v WHERE v.id = d.id AND {Known.At("v")}) AS valid_from
          FROM division d
         WHERE d.id = @Place AND {Known.On("d")}
        """;

    /// <summary>The division that has the code <c>@code</c>, or had it last, with the day on which it came to be.</summary>
    public static readonly string Asked =
        $"""
        SELECT d.id, d.parent_id, d.code, d.name, d.level, d.known_from AS ledger, d.valid_until,
               (SELECT min(v.valid_from) FROM division v WHERE v.id = d.id AND {Known.At("v")}) AS valid_from
          FROM division d
         WHERE d.code = @code AND d.valid_from <= @AsOf AND {Known.At("d")}
         ORDER BY d.valid_from DESC
         LIMIT 1
        """;

    /// <summary>Links that lead into the place, with the division in which their bearer is.</summary>
    public static readonly string Contacts =
        $"""
        SELECT c.id, c.post_id AS post, c.organization_id AS organization, c.valid_from, c.valid_until, c.document, c.known_from AS ledger, b.division_id AS bearer_division
          FROM contact c
          LEFT JOIN post q ON q.id = c.post_id AND {Known.On("q")}
          JOIN organization b ON b.id = coalesce(c.organization_id, q.organization_id) AND {Known.On("b")}
         WHERE c.division_id = @Place AND {Known.On("c")}
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

    /// <summary>Bodies of the place with their posts and the terms on them: a row for each combination of versions.</summary>
    public string Staff { get; }

    /// <summary>Bodies that bear something by the rule alone, and those whose posts are missing where they are not there.</summary>
    private static IEnumerable<OrganizationKind> Needed(RuleSet rules, Rule rule) =>
        !rule.Bearer.IsPost ? rule.Scopes.Any(scope => scope is Scope.Everything or Scope.Programmes) ? rule.Bearer.Organizations : []
        : !rule.MakesGaps ? []
        : rule.Bearer.Organizations is { Count: > 0 } named ? named : rule.Bearer.Positions.SelectMany(position => Homes(rules, position));

    private static IReadOnlyList<OrganizationKind> Homes(RuleSet rules, string position) => rules.Positions.FirstOrDefault(p => p.Id == position)?.Organizations ?? [];

    /// <summary>Words of the rule set as SQL text; they come from a file that was checked, and are escaped all the same.</summary>
    private static string Quoted(IEnumerable<string> words) =>
        string.Join(", ", words.Select(word => $"'{word.Replace("'", "''", StringComparison.Ordinal)}'").DefaultIfEmpty("''"));
}
