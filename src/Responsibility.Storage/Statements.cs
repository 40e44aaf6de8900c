using System.Data.Common;

namespace Responsibility.Storage;

/// <summary>Statements that see one transaction and one caller's cancellation.</summary>
public abstract class Statements
{
    /// <summary>A bulk of statements need not be held as a whole.</summary>
    private const int MostWaiting = 200;

    private const string BeginSql = "SAVEPOINT work";
    private const string KeepSql = "RELEASE SAVEPOINT work";
    private const string UndoSql = "ROLLBACK TO SAVEPOINT work";

    private readonly DbConnection connection;
    private readonly DbTransaction? transaction;
    private readonly Dialect dialect;
    private readonly bool asks;
    private readonly CancellationToken ct;
    private DbBatch? waiting;

    /// <param name="asks">Whether nothing is to be changed.</param>
    private protected Statements(DbConnection connection, DbTransaction? transaction, Dialect dialect, bool asks, CancellationToken ct) =>
        (this.connection, this.transaction, this.dialect, this.asks, this.ct) = (connection, transaction, dialect, asks, ct);

    /// <summary>The one row that there must be.</summary>
    public async Task<T> Get<T>(string sql, object? parameters = null) => await List<T>(sql, parameters) is [var row]
        ? row
        : throw new InvalidOperationException("The statement did not yield exactly one row.");

    /// <summary>The first row, if there is one.</summary>
    public async Task<T?> Find<T>(string sql, object? parameters = null)
    {
        await using var run = await Run(sql, parameters);
        return await run.Reader.ReadAsync(ct) ? Parser<T>(sql, run.Reader)(run.Reader) : default;
    }

    public async Task<IReadOnlyList<T>> List<T>(string sql, object? parameters = null)
    {
        await using var run = await Run(sql, parameters);
        var rows = new List<T>();
        if (!await run.Reader.ReadAsync(ct)) return rows;
        var parse = Parser<T>(sql, run.Reader);
        do
        {
            rows.Add(parse(run.Reader));
        }
        while (await run.Reader.ReadAsync(ct));
        return rows;
    }

    /// <summary>Hands each row to <paramref name="take"/> as the database has it, for what is read by the million.</summary>
    public async Task Each(string sql, object? parameters, Action<DbDataReader> take)
    {
        await using var run = await Run(sql, parameters);
        while (await run.Reader.ReadAsync(ct)) take(run.Reader);
    }

    /// <summary>The rows one by one, for what may be too many to hold.</summary>
    public async IAsyncEnumerable<T> Stream<T>(string sql, object? parameters = null)
    {
        await WriteAdded();
        await Flush();
        // A command of its own: while these rows are read, the same text may be asked again.
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        Bound(command, parameters);
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct)) yield break;
        var parse = Parser<T>(sql, reader);
        do
        {
            yield return parse(reader);
        }
        while (await reader.ReadAsync(ct));
    }

    /// <summary>Runs a statement at once and tells how many rows it changed.</summary>
    public async Task<int> Execute(string sql, object? parameters = null)
    {
        await WriteAdded();
        await Flush();
        return await Execute(sql, parameters, ct);
    }

    /// <summary>Runs a statement whose outcome nobody waits for. Where sending costs, it goes together with those after it: with the next question, or at the end of the unit of work.</summary>
    public async Task Write(string sql, object? parameters = null)
    {
        await WriteAdded();
        if ((waiting ??= dialect.Together(connection)) is not { } together)
        {
            await Execute(sql, parameters);
            return;
        }
        Add(together, sql, parameters);
        if (together.BatchCommands.Count >= MostWaiting) await Flush();
    }

    /// <summary>Writes what is held back of things that were added, since something else is to be seen or written.</summary>
    private protected virtual ValueTask WriteAdded() => default;

    /// <summary>The unit of work is undone, and what is held back of it.</summary>
    private protected virtual void ForgetAdded()
    {
    }

    /// <summary>Writes additions behind what waits.</summary>
    private protected async Task Send(Additions additions, Batch batch)
    {
        await Flush();
        await additions.Write(connection, transaction!, dialect, batch, ct);
    }

    /// <summary>Sends what waits.</summary>
    private async Task Flush()
    {
        if (Taken() is not { } together) return;
        await using (together) await together.ExecuteNonQueryAsync(Patience(together));
    }

    /// <summary>Begins a unit of work that can be undone alone, or a question that changes nothing.</summary>
    internal async Task Begin()
    {
        if ((asks ? dialect.ReadOnly : BeginSql) is not { } sql) return;
        if ((waiting = dialect.Together(connection)) is { } together) Add(together, sql, null);
        else await Execute(sql, null, CancellationToken.None);
    }

    /// <summary>Keeps the unit of work: whatever waited has been done when this returns.</summary>
    internal async Task Keep()
    {
        await Write(KeepSql);
        await Flush();
    }

    /// <summary>Undoes the unit of work, and what waits of it, whether or not its caller still waits.</summary>
    internal async Task Undo()
    {
        ForgetAdded();
        var unsent = waiting;
        waiting = null;
        if (unsent is not null && Begins(unsent)) return;
        await Execute(UndoSql, null, CancellationToken.None);
        await Execute(KeepSql, null, CancellationToken.None);
    }

    private async Task<Running> Run(string sql, object? parameters)
    {
        await WriteAdded();
        if (Taken() is { } together)
        {
            // Statements that yield no rows are passed over: the reader stands at the question's.
            Add(together, sql, parameters);
            return new Running(together, await together.ExecuteReaderAsync(Patience(together)));
        }
        var command = Bound(dialect.Command(connection, sql), parameters);
        return new Running(new Given(command, dialect), await command.ExecuteReaderAsync(ct));
    }

    private async Task<int> Execute(string sql, object? parameters, CancellationToken patience)
    {
        var command = Bound(dialect.Command(connection, sql), parameters);
        try
        {
            return await command.ExecuteNonQueryAsync(patience);
        }
        finally
        {
            await dialect.Release(command);
        }
    }

    /// <summary>What waits, which the caller is about to send.</summary>
    private DbBatch? Taken()
    {
        ct.ThrowIfCancellationRequested();
        var taken = waiting;
        waiting = null;
        return taken;
    }

    /// <summary>Whether a unit of work has begun must never be in doubt, so its first sending is not cut short: those of its batch would be lost with it.</summary>
    private CancellationToken Patience(DbBatch together) => Begins(together) ? CancellationToken.None : ct;

    private static bool Begins(DbBatch together) => together.BatchCommands[0].CommandText == BeginSql;

    private void Add(DbBatch together, string sql, object? parameters)
    {
        together.Transaction = transaction;
        var command = together.CreateBatchCommand();
        command.CommandText = sql;
        Parameters.Bind(command.Parameters, command.CreateParameter, parameters);
        together.BatchCommands.Add(command);
    }

    private Func<DbDataReader, T> Parser<T>(string sql, DbDataReader reader)
    {
        var parse = dialect.Parser(connection, sql, typeof(T), reader);
        return row => (T)parse(row);
    }

    private DbCommand Bound(DbCommand command, object? parameters)
    {
        command.Transaction = transaction;
        Parameters.Bind(command.Parameters, command.CreateParameter, parameters);
        return command;
    }

    /// <summary>What was sent, and the rows that it yields.</summary>
    private readonly record struct Running(IAsyncDisposable Sent, DbDataReader Reader) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Reader.DisposeAsync();
            await Sent.DisposeAsync();
        }
    }

    /// <summary>A statement that the dialect takes back.</summary>
    private sealed class Given(DbCommand command, Dialect dialect) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => dialect.Release(command);
    }
}
