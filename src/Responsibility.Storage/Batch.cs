using Dapper;

namespace Responsibility.Storage;

/// <summary>The positions that one transaction of the writer hands out: head + 1 and on, without holes.</summary>
/// <param name="head">The last position of the ledger when the transaction began.</param>
/// <param name="lastRecordedAt">When that fact was recorded.</param>
internal sealed class Batch(long head, DateTimeOffset lastRecordedAt, TimeProvider clock)
{
    /// <summary>A rehearsal's positions begin so far behind the register's that no writer hands them out meanwhile.</summary>
    private const long Beyond = 1L << 40;

    private readonly List<byte[]> leaves = [];

    /// <summary>Positions for what is only tried out.</summary>
    public static async Task<Batch> Rehearsed(Rehearsal rehearsal, TimeProvider clock) =>
        new(await rehearsal.Connection.QuerySingleAsync<long>("SELECT coalesce(max(position), 0) FROM ledger", transaction: rehearsal.Transaction) + Beyond, clock.GetUtcNow(), clock);

    public long Head { get; private set; } = head;

    /// <summary>The last position that was durable when the transaction began.</summary>
    public long Committed { get; } = head;

    /// <summary>Leaf hashes of the facts that have been recorded and not been rolled back, in their order.</summary>
    public IReadOnlyList<byte[]> Leaves => leaves.Count == Head - Committed
        ? leaves
        : throw new InvalidOperationException("A position was handed out and nothing recorded at it.");

    private DateTimeOffset last = lastRecordedAt;

    /// <summary>The next position, and a time that never runs backwards: what the register knew at an instant does not change afterwards.</summary>
    public (long Position, DateTimeOffset RecordedAt) Next()
    {
        var now = clock.GetUtcNow();
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        last = now > last ? now : last;
        return (++Head, last);
    }

    /// <summary>Notes the leaf hash of the fact at <see cref="Head"/>.</summary>
    public void Add(byte[] leafHash) => leaves.Add(leafHash);

    /// <summary>The batch that goes on behind this one, which is durable.</summary>
    public Batch Following() => new(Head, last, clock);

    /// <summary>Gives back the positions of a savepoint that was rolled back.</summary>
    public void RewindTo(long head)
    {
        Head = head;
        leaves.RemoveRange((int)(head - Committed), leaves.Count - (int)(head - Committed));
    }
}
