using System.Data.Common;

namespace Responsibility.Storage;

/// <summary>Where a unit of work is tried out beside the writer, on what the register held when it began: nothing of it is kept, and nobody waits for it.</summary>
internal class Rehearsal(DbConnection connection, DbTransaction transaction) : IAsyncDisposable
{
    public DbConnection Connection => connection;

    public DbTransaction Transaction => transaction;

    /// <summary>Whether somebody waits for what was tried out here.</summary>
    public virtual Task<bool> IsInTheWay(CancellationToken ct) => Task.FromResult(false);

    public virtual async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>A rehearsal stood in somebody's way and was given up.</summary>
internal sealed class InTheWayException() : Exception("Somebody waits for what is only being tried out.");
