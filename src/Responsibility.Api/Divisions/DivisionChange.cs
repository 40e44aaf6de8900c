namespace Responsibility.Api.Divisions;

/// <summary>A change of divisions, as recorded.</summary>
/// <param name="Id">Ledger position of the change, of an establishment that of the division; null where nothing was to be changed.</param>
/// <param name="Type">What changed.</param>
/// <param name="EffectiveOn">First day on which it is so.</param>
/// <param name="Document">The document that says so.</param>
/// <param name="Division">The division that changed, of a merge the result, from that day on; one that closes, on its last day.</param>
/// <param name="Originals">Of a split or a merge, what the results came of, as on the day before.</param>
/// <param name="Results">Of a split or a merge, what came of the originals, as on that day.</param>
/// <param name="Moved">How many things went elsewhere with it; only where something could.</param>
/// <param name="Closed">How many things ended with it; only where something could.</param>
/// <example>
/// {
///   "id": 48211, "type": "merge", "effectiveOn": "2019-11-01", "document": "兰政文〔2019〕31号",
///   "division": {
///     "id": 48210, "code": "410225101208", "name": "范徐村", "level": "village", "parent": {"code": "410225101000", "name": "堌阳镇"},
///     "tags": [], "numbers": {}, "validFrom": "2019-11-01", "validUntil": null, "predecessors": [{"code": "410225101201", "name": "范场村"}, {"code": "410225101202", "name": "徐场村"}]
///   },
///   "originals": [{"code": "410225101201", "name": "范场村"}, {"code": "410225101202", "name": "徐场村"}], "results": [{"code": "410225101208", "name": "范徐村"}],
///   "moved": {"divisions": 0, "organizations": 1, "posts": 1, "appointments": 0, "portfolios": 0, "contacts": 0, "attributes": 0},
///   "closed": {"divisions": 2, "organizations": 3, "posts": 4, "appointments": 4, "portfolios": 0, "contacts": 1, "attributes": 2}
/// }
/// </example>
public sealed record DivisionChange(
    long? Id, DivisionChangeType Type, DateOnly EffectiveOn, string Document, Division Division,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<DivisionParent>? Originals = null,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<DivisionParent>? Results = null,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)] ThingsChanged? Moved = null,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)] ThingsChanged? Closed = null);

/// <summary>How many things of each kind a change of divisions moved or ended.</summary>
/// <param name="Divisions">Divisions.</param>
/// <param name="Organizations">Bodies.</param>
/// <param name="Posts">Posts.</param>
/// <param name="Appointments">Terms; those on a post that moves go on untouched and are not counted.</param>
/// <param name="Portfolios">Portfolios.</param>
/// <param name="Contacts">Contacts.</param>
/// <param name="Attributes">Tags and numbers.</param>
public sealed record ThingsChanged(long Divisions, long Organizations, long Posts, long Appointments, long Portfolios, long Contacts, long Attributes);

/// <summary>What the facts of changes say, whatever their kind: read back to show a change, and to put it right.</summary>
internal sealed record StatedChange
{
    public DivisionId? Division { get; init; }
    public DateOnly EffectiveOn { get; init; }
    public required string Document { get; init; }
    public string? Code { get; init; }
    public string? Name { get; init; }
    public DivisionId? Parent { get; init; }
    public IReadOnlyList<DivisionId>? Originals { get; init; }
    public DivisionId? Result { get; init; }
    public IReadOnlyList<DivisionId>? Results { get; init; }
    public IReadOnlyList<DivisionId>? Established { get; init; }
    public IReadOnlyList<DivisionMove>? Moves { get; init; }

    /// <summary>The change as the register held it to be; null where it knew of none.</summary>
    public static async Task<(ChangeRow Row, StatedChange Stated)?> Find(Session session, long id, long knownAt)
    {
        var row = await session.Find<ChangeRow>(Sql, new { id, KnownAt = knownAt });
        return row is null ? null : (row, System.Text.Json.JsonSerializer.Deserialize<StatedChange>(row.Payload, FactCodec.Json)!);
    }

    private static readonly string Sql =
        $"""
        SELECT c.id, c.known_from, c.valid_from AS effective_on, c.type, c.division_id, c.document, l.payload
          FROM division_change c
          JOIN ledger l ON l.position = c.known_from
         WHERE c.id = @id AND {Known.At("c")}
        """;
}

internal sealed record ChangeRow
{
    public long Id { get; init; }
    public long KnownFrom { get; init; }
    public DateOnly EffectiveOn { get; init; }
    public DivisionChangeType Type { get; init; }
    public DivisionId DivisionId { get; init; }
    public required string Document { get; init; }
    public byte[] Payload { get; init; } = [];
}

/// <summary>Shows changes of divisions.</summary>
internal static class DivisionChangeAnswer
{
    /// <summary>What was just recorded; a change that had nothing to change has no id.</summary>
    public static async Task<Seen<DivisionChange>?> Of(Session session, ChangeDivision request, Done done, Moment moment)
    {
        if (done.With is [var id] && await Of(session, id, moment.KnownAt) is { } seen) return seen;
        return await DivisionNoun.Show(session, done.Id, moment) is { } division
            ? new(new DivisionChange(done.With is [var change] ? change : null, request.Type, request.EffectiveOn, request.Document, division.Value), division.Version, division.Moment)
            : null;
    }

    /// <summary>The change as known at a position; null where the register knew of none.</summary>
    public static async Task<Seen<DivisionChange>?> Of(Session session, long id, long knownAt)
    {
        if (await StatedChange.Find(session, id, knownAt) is not var (row, stated)) return null;
        var (on, before) = (new Moment { AsOf = row.EffectiveOn, KnownAt = knownAt }, new Moment { AsOf = row.EffectiveOn.AddDays(-1), KnownAt = knownAt });
        var closes = row.Type is DivisionChangeType.Abolish || (row.Type is DivisionChangeType.Split && !stated.Results!.Contains(row.DivisionId));
        if (await DivisionNoun.Show(session, row.DivisionId.Value, closes ? before : on) is not { } division) return null;
        var change = new DivisionChange(row.Id, row.Type, row.EffectiveOn, row.Document, division.Value);
        if (row.Type is DivisionChangeType.Split or DivisionChangeType.Merge)
            change = change with
            {
                Originals = await Named(session, stated.Originals ?? [row.DivisionId], before),
                Results = await Named(session, stated.Results ?? [row.DivisionId], on),
            };
        if (row.Type is DivisionChangeType.Abolish or DivisionChangeType.Split or DivisionChangeType.Merge)
        {
            var moved = (stated.Moves ?? []).Select(m => (m.What.Table, Id: m.What.Thing)).ToHashSet();
            var touched = await Undoing.By(session, id, row.KnownFrom);
            // A division that goes on under another name, or another parent, is neither moved nor closed.
            var goesOn = (stated.Results ?? [row.DivisionId]).Where(_ => !closes).Select(r => (Tables.Division, r.Value)).ToHashSet();
            change = change with { Moved = Count(moved), Closed = Count(touched.Where(t => !moved.Contains(t) && !goesOn.Contains(t))) };
        }
        return new(change, row.KnownFrom, on);
    }

    private static ThingsChanged Count(IEnumerable<(VersionTable Table, long Id)> things)
    {
        var counts = things.CountBy(t => t.Table).ToDictionary();
        long Of(VersionTable table) => counts.GetValueOrDefault(table);
        return new(Of(Tables.Division), Of(Tables.Organization), Of(Tables.Post), Of(Tables.Appointment), Of(Tables.Portfolio), Of(Tables.Contact), Of(Tables.Attribute));
    }

    private static async Task<IReadOnlyList<DivisionParent>> Named(Session session, IReadOnlyList<DivisionId> divisions, Moment moment)
    {
        var named = new List<DivisionParent>();
        foreach (var id in divisions)
            if (await DivisionNoun.Show(session, id.Value, moment) is { } seen) named.Add(new DivisionParent(seen.Value.Code, seen.Value.Name));
        return named;
    }
}
