namespace Responsibility.Api.Divisions;

/// <summary>A division (行政区划) on a day.</summary>
/// <param name="Id">Ledger position of the fact that established it; renaming, recoding and reparenting keep it.</param>
/// <param name="Code">12 digits, or an area's own code.</param>
/// <param name="Name">Its name on that day.</param>
/// <param name="Level">Its level.</param>
/// <param name="Parent">The division right above it; null for a province.</param>
/// <param name="Tags">Tags that it bears on that day, such as <c>poorVillage</c>.</param>
/// <param name="Numbers">Numbers of that day, such as <c>poorPopulation</c> in persons.</param>
/// <param name="ValidFrom">First day of this version; null where it was so since before records.</param>
/// <param name="ValidUntil">First day on which it is no longer so; null while open.</param>
/// <param name="Successors">What took the place of a retired division or code, directly; only shown for one.</param>
/// <param name="Predecessors">What it came of, directly; only shown where one division is, and where there is any.</param>
/// <example>
/// {
///   "id": 812, "code": "410225101201", "name": "任庄村", "level": "village", "parent": {"code": "410225101000", "name": "堌阳镇"},
///   "tags": ["poorVillage"], "numbers": {"poorPopulation": 312}, "validFrom": null, "validUntil": null
/// }
/// </example>
public sealed record Division(
    DivisionId Id, string Code, string Name, Level Level, DivisionParent? Parent, IReadOnlyList<string> Tags, IReadOnlyDictionary<string, double> Numbers,
    DateOnly? ValidFrom, DateOnly? ValidUntil,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<DivisionParent>? Successors = null,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<DivisionParent>? Predecessors = null);

/// <summary>A division by code and name.</summary>
public sealed record DivisionParent(string Code, string Name);

/// <summary>A division by code, name and level.</summary>
public sealed record DivisionRef(string Code, string Name, Level Level);

/// <summary>Rows of divisions, and the tags and numbers that go with them.</summary>
internal sealed record DivisionRow
{
    public DivisionId Id { get; init; }
    public long KnownFrom { get; init; }
    public required string Code { get; init; }
    public required string Name { get; init; }
    public Level Level { get; init; }
    public string? ParentCode { get; init; }
    public string? ParentName { get; init; }
    public DateOnly ValidFrom { get; init; }
    public DateOnly ValidUntil { get; init; }

    /// <summary>What was so on the moment's day.</summary>
    public static readonly string Select = Sql((alias, _) => Known.On(alias));

    /// <summary>The same for one thing, on a day on which what it belongs to may not have existed.</summary>
    public static readonly string SelectOne = Sql(Known.Nearest);

    private static string Sql(Func<string, string, string> joined) =>
        $"""
        SELECT d.id, d.known_from, d.code, d.name, d.level, d.valid_from, d.valid_until, p.code AS parent_code, p.name AS parent_name
          FROM division d
          LEFT JOIN any_division p ON p.id = d.parent_id AND {joined("p", "any_division")}
         WHERE {Known.On("d")}
        """;

    /// <summary>The rows as they are shown: two questions for all of them, however many.</summary>
    public static async Task<IReadOnlyList<Division>> Show(Session session, IReadOnlyList<DivisionRow> rows, Moment moment)
    {
        if (rows.Count is 0) return [];
        // Ids are numbers of our own making, so they may stand in the text; a thousand parameters would not do better.
        var attributes = (await session.List<AttributeRow>(
            $"""
            SELECT a.division_id, a.name, a.value
              FROM attribute a
             WHERE a.division_id IN ({string.Join(',', rows.Select(r => r.Id.Value))}) AND {Known.On("a")}
             ORDER BY a.name
            """,
            new { moment.AsOf, moment.KnownAt })).ToLookup(a => a.DivisionId);
        return [.. rows.Select(row => new Division(
            row.Id, row.Code, row.Name, row.Level,
            row.ParentCode is null ? null : new DivisionParent(row.ParentCode, row.ParentName!),
            [.. attributes[row.Id].Where(a => a.Value is null).Select(a => a.Name)],
            attributes[row.Id].Where(a => a.Value is not null).ToDictionary(a => a.Name, a => a.Value!.Value, StringComparer.Ordinal),
            Stated.From(row.ValidFrom), Stated.Until(row.ValidUntil)))];
    }

    private sealed record AttributeRow
    {
        public DivisionId DivisionId { get; init; }
        public required string Name { get; init; }
        public double? Value { get; init; }
    }
}
