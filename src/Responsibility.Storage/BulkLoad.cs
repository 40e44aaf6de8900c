using System.Data.Common;
using Dapper;

namespace Responsibility.Storage;

/// <summary>Records very many new things by the database's own bulk path: the same facts, leaves and rows as one by one, and nothing else.</summary>
/// <remarks>
/// Ids are handed out before anything is written, so nobody else may write meanwhile; who does makes the next step refuse. Each step is one transaction, written while the next is made ready: a load that breaks off leaves
/// whole steps. It decides nothing: whoever calls it knows that all of it may be so, and of which divisions it tells. Replay makes the same tables from the ledger, which a test holds it to.
/// </remarks>
public sealed class BulkLoad(Database database, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>Facts in one transaction.</summary>
    private const int Step = 20_000;

    private readonly TileWriter tiles = new(database.Logger);
    private Batch? batch;
    private Additions waiting = new();
    private Additions handedOver = new();
    private DbConnection? connection;
    private Task writing = Task.CompletedTask;

    /// <summary>Whether it is time to flush.</summary>
    public bool IsFull => batch is not null && batch.Head - batch.Committed >= Step;

    /// <summary>Must come before anything is added.</summary>
    public async Task Begin(CancellationToken ct) => batch = await database.Read(async session =>
    {
        var head = await session.Find<(long Position, string RecordedAt)>("SELECT position, recorded_at FROM ledger ORDER BY position DESC LIMIT 1");
        return new Batch(head.Position, Instant.TryParse(head.RecordedAt ?? "", out var recordedAt) ? recordedAt : DateTimeOffset.MinValue, clock);
    }, ct);

    /// <summary>A new thing of a table; a fact that does nothing but create one.</summary>
    /// <param name="tells">The divisions of which the fact tells, as <see cref="TellsOf"/> has it of a thing that nothing refers to yet; a new division tells of itself.</param>
    /// <returns>Its id: the position of the fact.</returns>
    public long Create<T>(VersionTable table, T fact, params ReadOnlySpan<DivisionId> tells) where T : ICreation
    {
        var (position, recordedAt) = batch!.Next();
        waiting.Add(table, fact, position, recordedAt, Caller.System.Actor, tells);
        return position;
    }

    /// <summary>Has what was added written while more is added, once what was flushed before is durable.</summary>
    /// <exception cref="InvalidOperationException">Somebody else has written meanwhile.</exception>
    public async Task Flush(CancellationToken ct)
    {
        var step = batch!;
        if (step.Head == step.Committed) return;
        await writing;
        (batch, waiting, handedOver) = (step.Following(), handedOver, waiting);
        writing = Task.Run(() => Write(step, handedOver, ct), ct);
    }

    /// <summary>Makes all that was added durable.</summary>
    /// <exception cref="InvalidOperationException">Somebody else has written meanwhile.</exception>
    public async Task Complete(CancellationToken ct)
    {
        await Flush(ct);
        await writing;
    }

    public async ValueTask DisposeAsync()
    {
        await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (connection is not null) await connection.DisposeAsync();
    }

    private async Task Write(Batch step, Additions additions, CancellationToken ct)
    {
        connection ??= await database.Dialect.OpenWriter(ct);
        await using var transaction = await database.Dialect.BeginWrite(connection, ct);
        if (await connection.QuerySingleAsync<long>("SELECT coalesce(max(position), 0) FROM ledger", transaction: transaction) != step.Committed)
            throw new InvalidOperationException("Somebody else has written to the register while it was being loaded.");
        await tiles.CatchUp(transaction, step.Committed);
        await additions.Write(connection, transaction, database.Dialect, step, ct);
        await tiles.Append(transaction, step.Leaves);
        await transaction.CommitAsync(ct);
    }
}
