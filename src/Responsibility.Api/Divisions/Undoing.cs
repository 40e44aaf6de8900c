namespace Responsibility.Api.Divisions;

/// <summary>Finds what a change of divisions wrote of, wherever its cascade and its moves reached.</summary>
internal static class Undoing
{
    /// <summary>The tables in which a change writes, each with the condition that ties its rows to the divisions of the change.</summary>
    private static readonly IReadOnlyList<(VersionTable Table, string Condition)> Reached =
    [
        (Tables.Division, "(t.id IN ({0}) OR t.parent_id IN ({0}))"),
        (Tables.Organization, $"t.division_id IN ({{0}})"),
        (Tables.Post, $"t.organization_id IN ({Bodies})"),
        (Tables.Appointment, $"t.post_id IN ({Posts})"),
        (Tables.Portfolio, $"(t.post_id IN ({Posts}) OR t.organization_id IN ({Bodies}) OR t.department_id IN ({Bodies}))"),
        (Tables.Contact, $"(t.division_id IN ({{0}}) OR t.post_id IN ({Posts}) OR t.organization_id IN ({Bodies}))"),
        (Tables.InspectionMember, $"t.group_id IN ({Bodies})"),
        (Tables.Attribute, "t.division_id IN ({0})"),
    ];

    private const string Bodies = "SELECT o.id FROM organization o WHERE o.division_id IN ({0})";
    private const string Posts = $"SELECT p.id FROM post p WHERE p.organization_id IN ({Bodies})";

    /// <summary>The position of the fact by which the change is held to have been; null where it is held not to have been.</summary>
    public static Task<long?> Written(Session session, long change) =>
        session.Find<long?>($"SELECT c.known_from FROM division_change c WHERE c.id = @change AND {Known.Now("c")}", new { change });

    /// <summary>Every thing of which the fact <paramref name="written"/> closed or wrote a version.</summary>
    public static async Task<IReadOnlyList<(VersionTable Table, long Id)>> By(Session session, long change, long written)
    {
        var divisions = string.Join(',', await session.List<long>(DivisionsSql, new { change, written }));
        var touched = new List<(VersionTable, long)>();
        foreach (var (table, condition) in Reached)
        {
            var tied = string.Format(System.Globalization.CultureInfo.InvariantCulture, condition, divisions);
            var ids = await session.List<long>(
                $"SELECT DISTINCT t.id FROM {table.Name} t WHERE {tied} AND (t.known_from = @written OR t.known_until = @written) ORDER BY t.id", new { written });
            touched.AddRange(ids.Select(id => (table, id)));
        }
        return touched;
    }

    /// <summary>What a thing of a reached table names and cannot be without.</summary>
    private static readonly IReadOnlyList<(VersionTable Table, string Column, VersionTable Named)> References =
    [
        (Tables.Division, "parent_id", Tables.Division), (Tables.Attribute, "division_id", Tables.Division), (Tables.Organization, "division_id", Tables.Division),
        (Tables.Post, "organization_id", Tables.Organization), (Tables.Appointment, "official_id", Tables.Official), (Tables.Appointment, "post_id", Tables.Post),
        (Tables.Portfolio, "post_id", Tables.Post), (Tables.Portfolio, "organization_id", Tables.Organization), (Tables.Portfolio, "department_id", Tables.Organization),
        (Tables.Contact, "post_id", Tables.Post), (Tables.Contact, "organization_id", Tables.Organization), (Tables.Contact, "division_id", Tables.Division),
        (Tables.InspectionMember, "group_id", Tables.Organization), (Tables.InspectionMember, "official_id", Tables.Official),
    ];

    /// <summary>Those of the touched things that name what is held to be so no longer, such as a term of an official who was retracted while the change had taken the term away.</summary>
    public static async Task<IReadOnlyList<(string Noun, long Id)>> Dangling(Session session, IReadOnlyList<(VersionTable Table, long Id)> touched)
    {
        var dangling = new List<(string, long)>();
        foreach (var (table, column, named) in References)
        {
            var ids = string.Join(',', touched.Where(t => t.Table == table).Select(t => t.Id));
            if (ids.Length is 0) continue;
            dangling.AddRange((await session.List<long>(
                $"""
                SELECT DISTINCT t.id FROM {table.Name} t
                 WHERE t.id IN ({ids}) AND {Known.Now("t")} AND t.{column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {named.Name} n WHERE n.id = t.{column} AND {Known.Now("n")})
                 ORDER BY t.id
                 LIMIT {InUse.Told}
                """)).Select(id => (table.Noun, id)));
        }
        return dangling;
    }

    private const string DivisionsSql =
        """
        SELECT c.division_id FROM division_change c WHERE c.id = @change AND c.known_from = @written
         UNION SELECT l.predecessor_id FROM division_lineage l WHERE l.change_id = @change AND l.known_from = @written
         UNION SELECT l.successor_id FROM division_lineage l WHERE l.change_id = @change AND l.known_from = @written
        """;
}
