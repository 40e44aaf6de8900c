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

    /// <summary>Every domain row in which the two databases differ, whatever their kind; a row that only one has stands beside none.</summary>
    /// <param name="limit">How many differences to tell of at most in a table.</param>
    public static async Task<IReadOnlyList<string>> Differences(Database one, Database other, int limit, CancellationToken ct)
    {
        var differences = new List<string>();
        foreach (var (table, key) in Tables.Domain)
        {
            var sql = $"SELECT * FROM {table} ORDER BY {key}";
            differences.AddRange(await one.Read(mine => other.Read(async theirs =>
            {
                await using var left = mine.Stream<dynamic>(sql).GetAsyncEnumerator(ct);
                await using var right = theirs.Stream<dynamic>(sql).GetAsyncEnumerator(ct);
                return await Differences(table, key.Split(", "), left, right, limit);
            }, ct), ct));
        }
        return differences;
    }

    /// <summary>Walks both in the order of their keys, which is that of bytes on either database, and steps only where the smaller key is.</summary>
    private static async Task<List<string>> Differences(string table, string[] key, IAsyncEnumerator<dynamic> left, IAsyncEnumerator<dynamic> right, int limit)
    {
        var rows = new List<string>();
        var (mine, theirs) = (await Next(left), await Next(right));
        while (rows.Count < limit && (mine ?? theirs) is not null)
        {
            var order = mine is null ? 1 : theirs is null ? -1 : Order(key, mine, theirs);
            var (a, b) = (order <= 0 ? Line(mine!) : null, order >= 0 ? Line(theirs!) : null);
            if (a != b) rows.Add($"{table}: {a ?? "(no row)"} ≠ {b ?? "(no row)"}");
            if (order <= 0) mine = await Next(left);
            if (order >= 0) theirs = await Next(right);
        }
        return rows;
    }

    private static async Task<IDictionary<string, object?>?> Next(IAsyncEnumerator<dynamic> rows) =>
        await rows.MoveNextAsync() ? (IDictionary<string, object?>)rows.Current : null;

    private static int Order(string[] key, IDictionary<string, object?> mine, IDictionary<string, object?> theirs) => key
        .Select(column => (mine[column], theirs[column]) switch
        {
            (long a, long b) => a.CompareTo(b),
            var (a, b) => string.CompareOrdinal(Value(a), Value(b)),
        })
        .FirstOrDefault(order => order != 0);

    private static string Line(IDictionary<string, object?> row) => string.Join(" | ", row.Select(column => $"{column.Key}={Value(column.Value)}"));

    private static string Value(object? value) => value switch
    {
        null or DBNull => "null",
        DateTime midnight => midnight.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => (string)value,
    };
}
