using System.Globalization;

namespace Responsibility.Storage;

/// <summary>Builds the domain tables a second time, from the ledger alone, and tells what differs.</summary>
public static class Replay
{
    private const int Chunk = 2000;

    /// <summary>Feeds every fact of <paramref name="source"/> to the empty <paramref name="target"/>.</summary>
    /// <returns>How many facts there were.</returns>
    public static async Task<long> Into(Database source, Database target, FactKinds kinds, CancellationToken ct)
    {
        for (long done = 0; ;)
        {
            var rows = await source.Read(session => session.List<LedgerRow>(
                "SELECT position, recorded_at, kind, actor, payload, leaf, leaf_hash FROM ledger WHERE position > @done ORDER BY position LIMIT @Chunk",
                new { done, Chunk }), ct);
            if (rows.Count is 0) return done;
            var last = rows[^1].Position;
            var personal = (await source.Read(session => session.List<PersonalRow>(
                "SELECT position, member, salt, value FROM personal WHERE position > @done AND position <= @last ORDER BY position, member",
                new { done, last }), ct)).ToLookup(p => p.Position);
            await target.Operate(async session =>
            {
                foreach (var row in rows) await session.Replay(row, [.. personal[row.Position]], kinds);
            }, ct);
            done = last;
        }
    }

    /// <summary>Every domain row in which the two databases differ, whatever their kind.</summary>
    /// <param name="limit">How many differences to tell of at most.</param>
    public static async Task<IReadOnlyList<string>> Differences(Database one, Database other, int limit, CancellationToken ct)
    {
        var differences = new List<string>();
        foreach (var (table, key) in Tables.Domain)
        {
            var sql = $"SELECT * FROM {table} ORDER BY {key}";
            var found = await one.Read(mine => other.Read(async theirs =>
            {
                await using var left = mine.Stream<dynamic>(sql).GetAsyncEnumerator(ct);
                await using var right = theirs.Stream<dynamic>(sql).GetAsyncEnumerator(ct);
                var rows = new List<string>();
                while (rows.Count < limit)
                {
                    var (a, b) = (await left.MoveNextAsync() ? Line(left.Current) : null, await right.MoveNextAsync() ? Line(right.Current) : null);
                    if (a is null && b is null) break;
                    if (a != b) rows.Add($"{table}: {a ?? "(no row)"} ≠ {b ?? "(no row)"}");
                }
                return rows;
            }, ct), ct);
            differences.AddRange(found);
        }
        return differences;
    }

    private static string Line(dynamic row) => string.Join(" | ", ((IDictionary<string, object?>)row).Select(column => $"{column.Key}={Value(column.Value)}"));

    private static string Value(object? value) => value switch
    {
        null or DBNull => "null",
        DateTime midnight => midnight.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => (string)value,
    };
}
