using Responsibility.Rules;

namespace Responsibility.Api.Chain;

/// <summary>The questions that gather the ground of a chain: only what the rule set can ask for, along one path.</summary>
/// <remarks>Their text depends on the rule set alone, so that a database prepares each of them once.</remarks>
internal sealed class GroundSql
{
    /// <summary>A path is rarely deeper than five levels and a few areas.</summary>
    public const int LongestPath = 12;

    private static readonly string[] Names = [.. Enumerable.Range(0, LongestPath).Select(i => $"@Place{i}")];
    private static readonly string Places = string.Join(", ", Names);

    private readonly string bodies;

    public GroundSql(RuleSet rules)
    {
        var positions = rules.Rules.SelectMany(rule => rule.Bearer.Positions).Distinct(StringComparer.Ordinal).ToList();
        // Bodies that a rule asks for whatever they bear; all others, departments above all, only count with a portfolio or contact.
        var always = rules.Rules.Where(rule => rule.MakesGaps)
            .SelectMany(rule => rule.Bearer.IsPost && rule.Bearer.Organizations.Count is 0 ? rule.Bearer.Positions.SelectMany(p => Homes(rules, p)) : rule.Bearer.Organizations)
            .Distinct().Select(kind => Parameters.Word(kind)).ToList();
        bodies =
            $"""
            SELECT b.id FROM organization b
             WHERE b.division_id IN ({Places}) AND {Known.At("b")}
               AND (b.kind IN ({Quoted(always)})
                    OR EXISTS (SELECT 1 FROM post q WHERE q.organization_id = b.id AND q.position IN ({Quoted(positions)}))
                    OR EXISTS (SELECT 1 FROM portfolio q WHERE q.organization_id = b.id)
                    OR EXISTS (SELECT 1 FROM contact q WHERE q.organization_id = b.id))
            """;
        Bodies =
            $"""
            SELECT o.id, o.division_id AS division, o.kind, o.name, o.valid_from, o.valid_until, o.known_from AS ledger
              FROM organization o
             WHERE o.id IN ({bodies}) AND {Known.At("o")}
             ORDER BY o.id, o.valid_from
            """;
        Seats =
            $"""
            SELECT p.id, p.organization_id AS organization, p.position, p.title, p.capacity, p.valid_from, p.valid_until, p.known_from AS ledger
              FROM post p
             WHERE p.organization_id IN ({bodies}) AND p.position IN ({Quoted(positions)}) AND {Known.At("p")}
             ORDER BY p.id, p.valid_from
            """;
        Terms =
            $"""
            SELECT a.id, a.post_id AS post, a.official_id AS official, coalesce(f.staff_number, '') AS staff_number, f.name, a.kind, a.valid_from, a.valid_until, a.document,
                   a.known_from AS ledger, coalesce(f.known_from, 0) AS official_ledger
              FROM appointment a
              LEFT JOIN official f ON f.id = a.official_id AND {Known.On("f")}
             WHERE a.post_id IN (SELECT p.id FROM post p WHERE p.organization_id IN ({bodies}) AND p.position IN ({Quoted(positions)}))
               AND {Known.At("a")}
             ORDER BY a.id, a.valid_from
            """;
        Portfolios =
            $"""
            SELECT r.id, r.post_id AS post, r.organization_id AS organization, r.programme, r.department_id AS department, m.name AS department_name,
                   r.valid_from, r.valid_until, r.document, r.known_from AS ledger
              FROM portfolio r
              LEFT JOIN organization m ON m.id = r.department_id AND {Known.On("m")}
             WHERE (r.organization_id IN ({bodies})
                    OR r.post_id IN (SELECT p.id FROM post p WHERE p.organization_id IN ({bodies}))
                    OR r.organization_id IN (SELECT w.department_id FROM portfolio w
                                              WHERE w.post_id IN (SELECT p.id FROM post p WHERE p.organization_id IN ({bodies})) AND {Known.On("w")}))
               AND {Known.On("r")}
             ORDER BY r.id
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

    /// <summary>Tags and numbers on the path, whenever they held.</summary>
    public static readonly string Attributes =
        $"""
        SELECT a.division_id AS division, a.name, a.value, a.valid_from, a.valid_until, a.known_from AS ledger
          FROM attribute a
         WHERE a.division_id IN ({Places}) AND {Known.At("a")}
         ORDER BY a.id, a.valid_from
        """;

    /// <summary>Links that lead into the path; from where is for the derivation to see.</summary>
    public static readonly string Contacts =
        $"""
        SELECT c.id, c.post_id AS post, c.organization_id AS organization, c.division_id AS division, d.code, d.name, c.valid_from, c.valid_until, c.document, c.known_from AS ledger
          FROM contact c
          JOIN division d ON d.id = c.division_id AND {Known.On("d")}
         WHERE c.division_id IN ({Places}) AND {Known.On("c")}
         ORDER BY c.id
        """;

    /// <summary>Parameter for the division at that place of the path.</summary>
    public static string Place(int index) => Names[index];

    public string Bodies { get; }

    public string Seats { get; }

    public string Terms { get; }

    public string Portfolios { get; }

    private static IReadOnlyList<OrganizationKind> Homes(RuleSet rules, string position) => rules.Positions.FirstOrDefault(p => p.Id == position)?.Organizations ?? [];

    /// <summary>Words of the rule set as SQL text; they come from a file that was checked, and are escaped all the same.</summary>
    private static string Quoted(IEnumerable<string> words) =>
        string.Join(", ", words.Select(word => $"'{word.Replace("'", "''", StringComparison.Ordinal)}'").DefaultIfEmpty("''"));
}
