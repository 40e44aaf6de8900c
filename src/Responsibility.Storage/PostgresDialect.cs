using System.Data;
using System.Data.Common;
using Npgsql;

namespace Responsibility.Storage;

/// <summary>PostgreSQL: one advisory lock a batch keeps all writers of all processes in one line.</summary>
internal sealed class PostgresDialect(string connectionString) : Dialect
{
    /// <summary>"RCL1": the key of the lock that whoever writes the ledger holds until COMMIT.</summary>
    private const long WriterLock = 0x52434C31;

    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(Pooled(connectionString));

    /// <summary>Connections for those who have a scope, whose temporary tables and views stay with them.</summary>
    private readonly Lazy<NpgsqlDataSource> scoped = new(() =>
    {
        var builder = new NpgsqlDataSourceBuilder(Pooled(connectionString).ToString());
        builder.UsePhysicalConnectionInitializer(SetUp, SetUpAsync);
        return builder.Build();
    });

    // Nothing here changes what a connection is set to, so it need not be reset for the next.
    private static NpgsqlConnectionStringBuilder Pooled(string connectionString) => new(connectionString) { MaxAutoPrepare = 200, AutoPrepareMinUsages = 2, NoResetOnClose = true };

    private static void SetUp(NpgsqlConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Reaching.SetUp("date");
        command.ExecuteNonQuery();
    }

    private static async Task SetUpAsync(NpgsqlConnection connection)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Reaching.SetUp("date");
        await command.ExecuteNonQueryAsync();
    }

    public override string Schema => "postgres";

    public override string Kind => "postgresql";

    public override string Beside => Path.Combine("data", new NpgsqlConnectionStringBuilder(connectionString).Database ?? "responsibility");

    public override async Task<DbConnection> OpenReader(CancellationToken ct) => await source.OpenConnectionAsync(ct);

    public override async Task<DbConnection> OpenReader(AccessScope scope, CancellationToken ct) => await scoped.Value.OpenConnectionAsync(ct);

    public override async Task CloseReader(DbConnection connection) => await connection.DisposeAsync();

    public override async Task<IAsyncDisposable> BeginRead(DbConnection connection, CancellationToken ct) =>
        await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);

    /// <remarks>What the connection shows was told within the snapshot, and is to be shown to the next one too.</remarks>
    public override async Task EndRead(IAsyncDisposable snapshot) => await ((DbTransaction)snapshot).CommitAsync(CancellationToken.None);

    public override string ReadOnly => "SET TRANSACTION READ ONLY";

    public override async Task<DbConnection> OpenWriter(CancellationToken ct) => await source.OpenConnectionAsync(ct);

    public override async Task<DbTransaction> BeginWrite(DbConnection connection, CancellationToken ct)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, ct);
        await Run(connection, transaction, $"SELECT pg_advisory_xact_lock({WriterLock})", ct);
        return transaction;
    }

    /// <remarks>A transaction that is never committed; without the writers' lock, since it hands out positions that nobody else does.</remarks>
    public override async Task<Rehearsal> BeginRehearsal(CancellationToken ct)
    {
        var connection = await source.OpenConnectionAsync(ct);
        return new Uncommitted(connection, await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct));
    }

    /// <summary>Rows that it has changed are locked until it ends: who wants to change them too is let through at once.</summary>
    private sealed class Uncommitted(NpgsqlConnection connection, NpgsqlTransaction transaction) : Rehearsal(connection, transaction)
    {
        public override async Task<bool> IsInTheWay(CancellationToken ct)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT EXISTS (SELECT 1 FROM pg_locks l WHERE NOT l.granted AND pg_backend_pid() = ANY (pg_blocking_pids(l.pid)))";
            return await command.ExecuteScalarAsync(ct) is true;
        }
    }

    public override DbCommand Command(DbConnection connection, string sql)
    {
        // The driver prepares what it sees more than once, over all connections of its pool.
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is one of this project's constants
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }

    public override ValueTask Release(DbCommand command) => command.DisposeAsync();

    /// <remarks>
    /// PostgreSQL looks for itself about once a minute. In that minute after a load a list of villages was planned for the few rows of an hour ago,
    /// and ran into the time limit of a command.
    /// </remarks>
    public override async Task TakeStock(CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await Run(connection, null, "ANALYZE", ct);
    }

    /// <remarks>Rows are marked as seen by all, so that an index answers without its table and no question writes these marks for itself; names that wait to be indexed are.</remarks>
    public override async Task Settle(CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await Run(connection, null, "VACUUM (ANALYZE)", ct, timeLimit: 0);
    }

    public override DbBatch Together(DbConnection connection) => connection.CreateBatch();

    /// <remarks>Used once, so it is not left behind in a pool.</remarks>
    public override DbConnection ForMigrations() => new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ToString());

    public override EvolveDb.Dialect.DBMS Dbms => EvolveDb.Dialect.DBMS.PostgreSQL;

    public override async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        if (scoped.IsValueCreated) await scoped.Value.DisposeAsync();
    }

    public override Task AddName(Session session, string noun, long thing, string name) => session.Write(
        "INSERT INTO name_search (noun, chars, thing) VALUES (@noun, @chars, @thing)",
        new { noun, chars = Characters(name), thing });

    public override async Task Insert(DbConnection connection, DbTransaction transaction, string table, IReadOnlyList<string> columns, IReadOnlyList<object?[]> rows, CancellationToken ct)
    {
        await using var copy = await ((NpgsqlConnection)connection).BeginBinaryImportAsync($"COPY {table} ({string.Join(", ", columns)}) FROM STDIN (FORMAT BINARY)", ct);
        foreach (var row in rows)
        {
            ct.ThrowIfCancellationRequested();
            Write(copy, row);
        }
        await copy.CompleteAsync(ct);
    }

    /// <summary>Each value by its own type, and without waiting in between: of so many, either would cost more than the row.</summary>
    private static void Write(NpgsqlBinaryImporter copy, object?[] row)
    {
        copy.StartRow();
        foreach (var value in row)
        {
            switch (value)
            {
                case null: copy.WriteNull(); break;
                case long whole: copy.Write(whole); break;
                case string text: copy.Write(text); break;
                case DateOnly day: copy.Write(day); break;
                case byte[] bytes: copy.Write(bytes); break;
                default: copy.Write(value); break;
            }
        }
    }

    private static string[] Characters(string name) => [.. Searched(name).Select(rune => rune.ToString())];

    public override Task InsertNames(DbConnection connection, DbTransaction transaction, IReadOnlyList<(string Noun, long Thing, string Name)> names, CancellationToken ct) =>
        Insert(connection, transaction, "name_search", ["noun", "chars", "thing"], [.. names.Select(n => new object?[] { n.Noun, Characters(n.Name), n.Thing })], ct);

    public override Task RemoveNames(Session session, string noun, long thing, IReadOnlyList<string> names) =>
        session.Write("DELETE FROM name_search WHERE thing = @thing AND noun = @noun", new { thing, noun });

    /// <remarks>Frees the rows as they were before; PostgreSQL overwrites their room when it uses it again, and a log archive keeps them for as long as it is kept.</remarks>
    public override async Task<bool> Scrub(CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await Run(connection, null, "VACUUM personal, official, appointment, name_search, idempotency, import_job, import_upload, import_reject", ct);
        return true;
    }

    public override string Numbers(string parameter) => $"SELECT CAST(value AS bigint) FROM json_array_elements_text(CAST({parameter} AS json))";

    public override string Texts(string parameter) => $"SELECT value FROM json_array_elements_text(CAST({parameter} AS json))";

    public override string Days(string from, string until) => $"(CAST({until} AS date) - CAST({from} AS date) + 1)";

    public override (string Sql, object Value) NameSearch(string text) =>
        ("SELECT thing FROM name_search WHERE noun = @Noun AND chars @> @Chars::text[]", Characters(text).Distinct(StringComparer.Ordinal).ToArray());

    /// <param name="timeLimit">Seconds that the statement may take; 0: as long as it takes.</param>
    private static async Task Run(DbConnection connection, DbTransaction? transaction, string sql, CancellationToken ct, int? timeLimit = null)
    {
        await using var command = connection.CreateCommand();
        if (timeLimit is { } seconds) command.CommandTimeout = seconds;
        command.Transaction = transaction;
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(ct);
    }
}
