using System.Globalization;

namespace Responsibility.Storage;

/// <summary>Builds the domain tables a second time, from the ledger alone, and tells what differs.</summary>
public static class Replay
{
    private const int Chunk = 2000;

    /// <summary>Feeds every fact of <paramref name="source"/> to the empty <paramref name="target"/>.</summary>
    /// <returns>How many facts there were.</returns>
    /// <exception cref="InapplicableFactException">A fact is none that can follow on those before it.</exception>
    public static Task<long> Into(Database source, Database target, FactKinds kinds, CancellationToken ct) => Into(source, target, kinds, null, ct);

    /// <param name="progress">Told how many facts have been fed.</param>
    public static async Task<long> Into(Database source, Database target, FactKinds kinds, IProgress<long>? progress, CancellationToken ct)
    {
        for (long done = 0; ;)
        {
            // Each step reads a snapshot of its own, so that a busy register goes on.
            var after = await source.Read(session => Feed(session, target, kinds, done, ct), ct);
            if (after == done) return done;
            done = after;
            progress?.Report(done);
        }
    }

    /// <summary>Feeds the facts after a position, some of them.</summary>
    /// <returns>The position of the last one that was fed.</returns>
    private static async Task<long> Feed(Session source, Database target, FactKinds kinds, long done, CancellationToken ct)
    {
        var rows = await source.List<LedgerRow>(
            "SELECT position, recorded_at, kind, actor, payload, leaf, leaf_hash FROM ledger WHERE position > @done ORDER BY position LIMIT @Chunk", new { done, Chunk });
        if (rows.Count is 0) return done;
        var last = rows[^1].Position;
        var personal = (await source.List<PersonalRow>(
            "SELECT position, member, salt, value FROM personal WHERE position > @done AND position <= @last ORDER BY position, member", new { done, last })).ToLookup(p => p.Position);
        await Into(target, rows, personal, kinds, ct);
        return last;
    }

    /// <summary>Feeds the facts that follow on those that <paramref name="target"/> has.</summary>
    /// <param name="personal">What they say about persons, by position, as far as it is known.</param>
    /// <exception cref="InapplicableFactException">A fact is none that can follow on those before it.</exception>
    public static Task Into(Database target, IReadOnlyList<LedgerRow> rows, ILookup<long, PersonalRow> personal, FactKinds kinds, CancellationToken ct) => target.Operate(async session =>
    {
        foreach (var row in rows) await Apply(session, row, [.. personal[row.Position]], kinds);
    }, ct);

    /// <summary>Applies some facts of a ledger to the empty <paramref name="target"/>, each at its own position, and nothing of what lies between. The database is for questions only from then on.</summary>
    /// <exception cref="InapplicableFactException">A fact is none that can follow on those before it.</exception>
    public static async Task Part(Database target, IReadOnlyList<LedgerRow> rows, ILookup<long, PersonalRow> personal, FactKinds kinds, CancellationToken ct)
    {
        await using var connection = await target.Dialect.OpenWriter(ct);
        await using var transaction = await target.Dialect.BeginWrite(connection, ct);
        foreach (var row in rows)
        {
            // Positions between are given out as it were, and no tree is made: what is left out has no leaves.
            var session = new Session(connection, transaction, target.Dialect, new Batch(row.Position - 1, DateTimeOffset.MinValue, TimeProvider.System), Caller.System, ct);
            await session.Begin();
            await Apply(session, row, [.. personal[row.Position]], kinds);
            await session.Keep();
        }
        await transaction.CommitAsync(ct);
    }

    private static async Task Apply(Session session, LedgerRow row, IReadOnlyList<PersonalRow> personal, FactKinds kinds)
    {
        try
        {
            await session.Replay(row, personal, kinds);
        }
        catch (Exception broken) when (broken is not OperationCanceledException)
        {
            throw new InapplicableFactException(row.Position, broken);
        }
    }

    /// <summary>Every domain row in which the two databases differ, whatever their kind; a row that only one has stands beside none.</summary>
    /// <param name="limit">How many differences to tell of at most in a table.</param>
    public static Task<IReadOnlyList<string>> Differences(Database one, Database other, int limit, CancellationToken ct) =>
        one.Read(mine => Differences(mine, other, limit, ct), ct);

    /// <summary>The same of a register in use and what was made of its ledger: facts recorded meanwhile are fed first, so that both tell of one moment.</summary>
    public static Task<IReadOnlyList<string>> DifferencesNow(Database live, Database replayed, FactKinds kinds, int limit, CancellationToken ct) => live.Read(async mine =>
    {
        var done = await replayed.Read(LedgerTree.Size, ct);
        for (var after = -1L; after != done;) (after, done) = (done, await Feed(mine, replayed, kinds, done, ct));
        return await Differences(mine, replayed, limit, ct);
    }, ct);

    private static Task<IReadOnlyList<string>> Differences(Session mine, Database other, int limit, CancellationToken ct) => other.Read<IReadOnlyList<string>>(async theirs =>
    {
        var differences = new List<string>();
        foreach (var (table, key) in Tables.Domain)
        {
            var sql = $"SELECT * FROM {table} ORDER BY {key}";
            await using var left = mine.Stream<dynamic>(sql).GetAsyncEnumerator(ct);
            await using var right = theirs.Stream<dynamic>(sql).GetAsyncEnumerator(ct);
            differences.AddRange(await Differences(table, key.Split(", "), left, right, limit));
        }
        return differences;
    }, ct);

    /// <summary>Walks both in the order of their keys, which is that of bytes on either database, and steps only where the smaller key is.</summary>
    private static async Task<List<string>> Differences(string table, string[] key, IAsyncEnumerator<dynamic> left, IAsyncEnumerator<dynamic> right, int limit)
    {
        var rows = new List<string>();
        var (mine, theirs) = (await Next(left), await Next(right));
        while (rows.Count < limit && (mine ?? theirs) is not null)
        {
            var order = mine is null ? 1 : theirs is null ? -1 : Order(key, mine, theirs);
            var (a, b) = (order <= 0 ? mine : null, order >= 0 ? theirs : null);
            if (a is null || b is null || a.Any(column => Value(column.Value) != Value(b[column.Key]))) rows.Add($"{table}: {Line(table, a, b)} ≠ {Line(table, b, a)}");
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

    /// <summary>A row beside the other one; of what it says about persons only whether that is the same.</summary>
    private static string Line(string table, IDictionary<string, object?>? row, IDictionary<string, object?>? other)
    {
        string Shown(string column, object? value) => !Tables.Personal.Contains((table, column)) || value is null or DBNull ? Value(value)
            : other is not null && Value(other[column]) != Value(value) ? "(withheld, differs)" : "(withheld)";
        return row is null ? "(no row)" : string.Join(" | ", row.Select(column => $"{column.Key}={Shown(column.Key, column.Value)}"));
    }

    private static string Value(object? value) => value switch
    {
        null or DBNull => "null",
        DateTime midnight => midnight.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => (string)value,
    };
}

/// <summary>A fact of the ledger cannot be applied to what the facts before it made.</summary>
public sealed class InapplicableFactException(long position, Exception cause)
    : Exception(string.Create(CultureInfo.InvariantCulture, $"The fact at position {position} cannot be applied: {cause.Message}"), cause)
{
    public long Position => position;
}
