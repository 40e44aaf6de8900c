namespace Responsibility.Storage;

/// <summary>The positions that one transaction of the writer hands out: head + 1 and on, without holes.</summary>
/// <param name="head">The last position of the ledger when the transaction began.</param>
/// <param name="lastRecordedAt">When that fact was recorded.</param>
internal sealed class Batch(long head, DateTimeOffset lastRecordedAt, TimeProvider clock)
{
    public long Head { get; private set; } = head;

    /// <summary>The last position that was durable when the transaction began.</summary>
    public long Committed { get; } = head;

    private DateTimeOffset last = lastRecordedAt;

    /// <summary>The next position, and a time that never runs backwards: what the register knew at an instant does not change afterwards.</summary>
    public (long Position, DateTimeOffset RecordedAt) Next()
    {
        var now = clock.GetUtcNow();
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        last = now > last ? now : last;
        return (++Head, last);
    }

    /// <summary>Gives back the positions of a savepoint that was rolled back.</summary>
    public void RewindTo(long head) => Head = head;
}
