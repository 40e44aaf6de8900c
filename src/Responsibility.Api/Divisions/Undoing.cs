namespace Responsibility.Api.Divisions;

/// <summary>Takes back what a change of divisions wrote, thing by thing, wherever its cascade and its moves reached.</summary>
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
        (Tables.Attribute, "t.division_id IN ({0})"),
    ];

    private const string Bodies = "SELECT o.id FROM organization o WHERE o.division_id IN ({0})";
    private const string Posts = $"SELECT p.id FROM post p WHERE p.organization_id IN ({Bodies})";

    /// <summary>A thing that a change wrote of.</summary>
    /// <param name="Stands">Whether all that it wrote of the thing is still held to be so.</param>
    internal sealed record Touched(VersionTable Table, long Id, bool Stands);

    /// <summary>The position of the fact by which the change is held to have been; null where it is held not to have been.</summary>
    public static Task<long?> Written(Session session, long change) =>
        session.Find<long?>($"SELECT c.known_from FROM division_change c WHERE c.id = @change AND {Known.Now("c")}", new { change });

    /// <summary>Every thing of which the fact <paramref name="written"/> closed or wrote a version.</summary>
    public static async Task<IReadOnlyList<Touched>> By(Session session, long change, long written)
    {
        var divisions = string.Join(',', await session.List<long>(DivisionsSql, new { change, written }));
        var touched = new List<Touched>();
        foreach (var (table, condition) in Reached)
        {
            var rows = await session.List<(long Id, long Superseded)>(
                $"""
                SELECT t.id, count(CASE WHEN t.known_from = @written AND t.known_until < {Known.Open} THEN 1 END)
                  FROM {table.Name} t
                 WHERE t.id IN (SELECT t.id FROM {table.Name} t WHERE {string.Format(System.Globalization.CultureInfo.InvariantCulture, condition, divisions)} AND (t.known_from = @written OR t.known_until = @written))
                   AND (t.known_from = @written OR t.known_until = @written)
                 GROUP BY t.id
                 ORDER BY t.id
                """,
                new { written });
            touched.AddRange(rows.Select(r => new Touched(table, r.Id, r.Superseded is 0)));
        }
        return touched;
    }

    public static async Task Undo(Session session, long position, long change)
    {
        var written = (await Written(session, change))!.Value;
        foreach (var thing in await By(session, change, written)) await thing.Table.Undo(session, position, thing.Id, written);
        await session.Execute($"UPDATE division_lineage SET known_until = @position WHERE change_id = @change AND known_until = {Known.Open}", new { position, change });
        await Tables.DivisionChange.Supersede(session, position, change, _ => new Timeline([]));
    }

    private const string DivisionsSql =
        """
        SELECT c.division_id FROM division_change c WHERE c.id = @change AND c.known_from = @written
         UNION SELECT l.predecessor_id FROM division_lineage l WHERE l.change_id = @change AND l.known_from = @written
         UNION SELECT l.successor_id FROM division_lineage l WHERE l.change_id = @change AND l.known_from = @written
        """;
}
