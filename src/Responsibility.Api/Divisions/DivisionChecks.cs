namespace Responsibility.Api.Divisions;

/// <summary>What the register may not hold once a change was recorded, on any day from that of the change on; whoever asks rolls back.</summary>
internal static class DivisionChecks
{
    /// <summary>A division has its code alone, and stands under a higher one that is there as long as it is.</summary>
    /// <param name="code">The member at fault where the code is taken.</param>
    /// <param name="parent">The member at fault where the place is wrong.</param>
    public static async Task<Refusal?> Division(Session session, long id, DateOnly day, (string Member, object? Value) code, (string Member, object? Value) parent)
    {
        foreach (var version in await session.List<Version>(VersionsSql, new { id, day }))
        {
            var from = version.ValidFrom > day ? version.ValidFrom : day;
            if (version.Taken > 0) return Refusals.DivisionCodeTaken.At(code.Member, code.Value);
            if (version.ParentId is not { } above) continue;
            if (await DivisionNoun.Loops(session, new DivisionId(above), id, new Period(from, version.ValidUntil))) return Refusals.DivisionCycle.At(parent.Member, parent.Value);
            var levels = await session.List<string>(LevelsSql, new { above, from, until = version.ValidUntil });
            // Order of levels is that from the top down, areas last; an area stands anywhere.
            if (version.Level is not Level.Area && levels.Any(level => Enum.Parse<Level>(level, ignoreCase: true) >= version.Level)) return Refusals.DivisionLevel.At(parent.Member, parent.Value);
            if (version.ParentFrom is not { } since || since > from || version.ParentUntil < version.ValidUntil) return Refusals.DivisionNotInForce.At(parent.Member, parent.Value);
        }
        return null;
    }

    /// <summary>What is right below a division that closes has gone elsewhere by then.</summary>
    public static async Task<Refusal?> Closed(Session session, long id, DateOnly day, string member)
    {
        var children = await session.List<string>(ChildrenSql, new { id, day });
        return children.Count is 0 ? null : Refusals.InUse.Because("Divisions below it go on; move them with it or change them first.", "其下级区划仍存续,请一并移动或先行变更。")
            with
        { Faults = [.. children.Select(child => new Fault("/" + member, Refusals.InUse.Code, Refusals.InUse.Title, child))] };
    }

    /// <summary>Nothing that is known to have happened to a division from that day on presumes that it went on.</summary>
    public static async Task<Refusal?> NothingLater(Session session, long id, DateOnly day, string member)
    {
        var later = await session.List<long>(LaterSql, new { id, day });
        return (await InUse.By(session, [.. later.Select(change => (Tables.DivisionChange.Noun, change))], member))?.Because("Later changes of it are recorded; retract them first.", "已登记其后的区划变更,请先撤回。");
    }

    /// <summary>What was moved is where it may be, as long as it is there.</summary>
    public static async Task<Refusal?> Moved(Session session, DivisionMove move, DateOnly day, string member)
    {
        var (table, thing, column, to) = move.What;
        var given = move.ToOrganization?.Value ?? (object?)null;
        if (move.Division is { } child) return await Division(session, child.Value, day, ($"{member}/division", null), ($"{member}/to", given));
        var (above, refused) = move.Post is null ? (Tables.Division, Refusals.DivisionNotInForce) : (Tables.Organization, Refusals.NotInForce);
        var outside = await session.Get<long>(OutsideSql(table, column, above), new { thing, day, to });
        if (outside > 0) return refused.At(move.Post is null ? $"{member}/to" : $"{member}/toOrganization", given);
        var twin = await session.Get<long>(TwinsSql(table, column, move.Post is null ? "name" : "title"), new { thing, day, to });
        return twin is 0 ? null : move.Post is null ? Refusals.OrganizationExists.At($"{member}/organization", thing) : Refusals.PostExists.At($"{member}/post", thing);
    }

    private sealed record Version
    {
        public Level Level { get; init; }
        public DateOnly ValidFrom { get; init; }
        public DateOnly ValidUntil { get; init; }
        public long? ParentId { get; init; }
        public long Taken { get; init; }
        public DateOnly? ParentFrom { get; init; }
        public DateOnly? ParentUntil { get; init; }
    }

    private static readonly string VersionsSql =
        $"""
        SELECT v.level, v.valid_from, v.valid_until, v.parent_id,
               (SELECT count(*) FROM division o WHERE o.code = v.code AND o.id <> v.id AND {Known.Now("o")} AND o.valid_from < v.valid_until AND v.valid_from < o.valid_until) AS taken,
               (SELECT min(p.valid_from) FROM division p WHERE p.id = v.parent_id AND {Known.Now("p")}) AS parent_from,
               (SELECT max(p.valid_until) FROM division p WHERE p.id = v.parent_id AND {Known.Now("p")}) AS parent_until
          FROM division v
         WHERE v.id = @id AND {Known.Now("v")} AND v.valid_until > @day
         ORDER BY v.valid_from
        """;

    private static readonly string LevelsSql =
        $"SELECT DISTINCT p.level FROM division p WHERE p.id = @above AND {Known.Now("p")} AND p.valid_from < @until AND @from < p.valid_until";

    private static readonly string ChildrenSql =
        $"SELECT DISTINCT d.code FROM division d WHERE d.parent_id = @id AND {Known.Now("d")} AND d.valid_until > @day ORDER BY d.code LIMIT {InUse.Told}";

    /// <summary>A part of another that it received on the very day may have been received before it closed.</summary>
    private static readonly string LaterSql =
        $"""
        SELECT c.id FROM division_change c WHERE c.division_id = @id AND {Known.Now("c")} AND (c.valid_from > @day OR c.valid_from = @day AND c.type <> 'merge')
         UNION SELECT l.change_id FROM division_lineage l WHERE l.predecessor_id = @id AND {Known.Now("l")} AND l.effective_on >= @day
         UNION SELECT l.change_id FROM division_lineage l WHERE l.successor_id = @id AND {Known.Now("l")} AND l.effective_on > @day
         ORDER BY id
         LIMIT {InUse.Told}
        """;

    /// <summary>Versions that last outside the days of what they belong to.</summary>
    private static string OutsideSql(VersionTable table, string column, VersionTable above) =>
        $"""
        SELECT count(*) FROM {table.Name} t
         WHERE t.id = @thing AND {Known.Now("t")} AND t.valid_until > @day AND t.{column} = @to
           AND (t.valid_until > (SELECT coalesce(max(a.valid_until), t.valid_from) FROM {above.Name} a WHERE a.id = @to AND {Known.Now("a")})
                OR CASE WHEN t.valid_from > @day THEN t.valid_from ELSE @day END < (SELECT min(a.valid_from) FROM {above.Name} a WHERE a.id = @to AND {Known.Now("a")}))
        """;

    /// <summary>Others of the same name in the same place on some of its days.</summary>
    private static string TwinsSql(VersionTable table, string column, string name) =>
        $"""
        SELECT count(*) FROM {table.Name} t
          JOIN {table.Name} o ON o.{column} = t.{column} AND o.{name} = t.{name} AND o.id <> t.id AND {Known.Now("o")} AND o.valid_from < t.valid_until AND t.valid_from < o.valid_until
         WHERE t.id = @thing AND {Known.Now("t")} AND t.valid_until > @day AND t.{column} = @to{(name is "title" ? " AND o.position = t.position" : "")}
        """;
}
