using System.Data.Common;

namespace Responsibility.Storage;

/// <summary>A snapshot that is read, with the connection on which it is; for a caller with a scope also one of everything, should that be needed.</summary>
internal sealed class Reading(Dialect dialect, Caller asker, DateOnly today, CancellationToken ct) : IAsyncDisposable
{
    private readonly AccessScope? scope = asker.Scope;
    private DbConnection? connection;
    private IAsyncDisposable? snapshot;
    private CancellationTokenRegistration interruption;
    private Reading? everything;

    /// <summary>Begins to read.</summary>
    /// <param name="day">The day that is asked about.</param>
    public async Task<Session> Open(DateOnly day)
    {
        connection = scope is null ? await dialect.OpenReader(ct) : await dialect.OpenReader(scope, ct);
        snapshot = await dialect.BeginRead(connection, ct);
        interruption = ct.Register(() => dialect.Interrupt(connection));
        var session = new Session(connection, snapshot as DbTransaction, dialect, null, asker, ct) { Today = today };
        await session.Begin();
        if (scope is null) return session;
        session.Beyond = new(Show, Everything);
        await Show(day);
        return session;

        async Task Show(DateOnly shown)
        {
            dialect.LetTell(connection, true);
            try
            {
                await Reaching.Show(session, scope, shown);
            }
            finally
            {
                dialect.LetTell(connection, false);
            }
        }
    }

    /// <summary>Keeps for the next reader what the connection was told to show.</summary>
    public Task Keep() => scope is null ? Task.CompletedTask : dialect.EndRead(snapshot!);

    public async ValueTask DisposeAsync()
    {
        if (everything is not null) await everything.DisposeAsync();
        // Over before the snapshot ends: neither that nor the next one's question is to be interrupted.
        await interruption.DisposeAsync();
        try
        {
            if (snapshot is not null) await snapshot.DisposeAsync();
        }
        finally
        {
            if (connection is not null) await dialect.CloseReader(connection);
        }
    }

    /// <summary>A session that sees everything; it may know more than the first one, so it is asked as known at the same position.</summary>
    private async Task<Session> Everything()
    {
        everything = new Reading(dialect, Caller.System, today, ct);
        var session = await everything.Open(today);
        await session.Follow(await session.Get<long>("SELECT coalesce(max(position), 0) FROM ledger"));
        return session;
    }
}

/// <summary>What one with a scope can do beside asking: look at another day, and where a question demands it, beyond.</summary>
internal sealed record Beyond(Func<DateOnly, Task> Show, Func<Task<Session>> Open);
