using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Responsibility.Storage;

/// <summary>SQLite in WAL mode: one writer connection, and readers that each see the snapshot at which they began.</summary>
internal sealed class SqliteDialect : Dialect
{
    /// <summary>Older builds can lose a WAL frame when a checkpoint resets the log while a reader starts.</summary>
    private static readonly Version Oldest = new(3, 51, 3);

    /// <summary>Connections for those who have a scope are kept for so many scopes: to show another takes as long as it has divisions.</summary>
    private const int MostIdleScoped = 32;

    private readonly string connectionString;
    private readonly ConcurrentBag<PreparedConnection> idle = [];
    private readonly List<PreparedConnection> idleScoped = [];
    private volatile bool isClosed;

    public SqliteDialect(string connectionString)
    {
        using (var probe = new SqliteConnection("Data Source=:memory:"))
        {
            probe.Open();
            if (Version.Parse(probe.ServerVersion) < Oldest)
                throw new InvalidOperationException($"SQLite {probe.ServerVersion} is too old: {Oldest} or later is needed.");
        }
        this.connectionString = new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ToString();
    }

    /// <summary>The questions that idle connections keep prepared: what a test of their plans looks at.</summary>
    public IReadOnlyList<string> Asked => [.. idle.SelectMany(connection => connection.Texts).Distinct(StringComparer.Ordinal)];

    public override string Schema => "sqlite";

    public override string Kind => "sqlite";

    public override string Beside => Path.ChangeExtension(new SqliteConnectionStringBuilder(connectionString).DataSource, null);

    public override bool IsThere => File.Exists(new SqliteConnectionStringBuilder(connectionString).DataSource);

    public override async Task<DbConnection> OpenReader(CancellationToken ct) => idle.TryTake(out var connection)
        ? connection
        : await Open(Reading, ct);

    public override async Task<DbConnection> OpenReader(AccessScope scope, CancellationToken ct)
    {
        lock (idleScoped)
        {
            if (idleScoped.FindLastIndex(connection => connection.Scope == scope.Text) is var known and >= 0) return TakeScoped(known);
            if (idleScoped.Count >= MostIdleScoped) return TakeScoped(0);
        }
        var opened = await Open($"PRAGMA temp_store = MEMORY; {Reaching.SetUp("text")}; {Reading} PRAGMA cache_size = -8192;", ct);
        opened.Scope = scope.Text;
        return opened;

        PreparedConnection TakeScoped(int index)
        {
            var taken = idleScoped[index];
            idleScoped.RemoveAt(index);
            taken.Scope = scope.Text;
            return taken;
        }
    }

    /// <remarks>Told not to write, SQLite takes its temporary tables for a database like any other.</remarks>
    public override void LetTell(DbConnection connection, bool may) => ((PreparedConnection)connection).Command(may ? "PRAGMA query_only = OFF" : "PRAGMA query_only = ON").ExecuteNonQuery();

    /// <remarks>SQLite answers in the caller's own thread and looks at no token while it is at it.</remarks>
    public override void Interrupt(DbConnection connection) => SQLitePCL.raw.sqlite3_interrupt(((SqliteConnection)connection).Handle);

    public override Task CloseReader(DbConnection connection)
    {
        var given = (PreparedConnection)connection;
        // Who still read while the program stopped leaves no connection behind.
        if (isClosed) return given.DisposeAsync().AsTask();
        if (given.Scope is null)
        {
            idle.Add(given);
            return Task.CompletedTask;
        }
        PreparedConnection? oldest = null;
        lock (idleScoped)
        {
            idleScoped.Add(given);
            if (idleScoped.Count > MostIdleScoped)
            {
                oldest = idleScoped[0];
                idleScoped.RemoveAt(0);
            }
        }
        return oldest?.DisposeAsync().AsTask() ?? Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        isClosed = true;
        while (idle.TryTake(out var connection)) await connection.DisposeAsync();
        List<PreparedConnection> scoped;
        lock (idleScoped)
        {
            scoped = [.. idleScoped];
            idleScoped.Clear();
        }
        foreach (var one in scoped) await one.DisposeAsync();
    }

    public override Task<IAsyncDisposable> BeginRead(DbConnection connection, CancellationToken ct)
    {
        var prepared = (PreparedConnection)connection;
        prepared.Command("BEGIN").ExecuteNonQuery();
        return Task.FromResult<IAsyncDisposable>(new Snapshot(prepared));
    }

    /// <summary>A read transaction by prepared statements: the library's own would parse both of them anew for each question.</summary>
    private sealed class Snapshot(PreparedConnection connection) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            // What was interrupted while it wrote of its scope is rolled back already, the transaction with it.
            if (SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) is 0) connection.Command("COMMIT").ExecuteNonQuery();
            return ValueTask.CompletedTask;
        }
    }

    // secure_delete: what is erased is overwritten. FULL: an acknowledged commit survives a power cut.
    public override async Task<DbConnection> OpenWriter(CancellationToken ct) =>
        await Open("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4000;", ct);

    public override Task<DbTransaction> BeginWrite(DbConnection connection, CancellationToken ct) =>
        Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(IsolationLevel.Serializable, deferred: false));

    /// <remarks>A copy of the file, since SQLite has one writer: what is tried out is written there, without a journal, and goes with it.</remarks>
    public override async Task<Rehearsal> BeginRehearsal(CancellationToken ct)
    {
        var copy = new PreparedConnection(new SqliteConnectionStringBuilder { DataSource = $"{Beside}.rehearsal.db", Pooling = false }.ToString());
        try
        {
            // One that a program left behind which was stopped in the middle.
            File.Delete(copy.DataSource);
            await copy.OpenAsync(ct);
            await using (var register = await Open("PRAGMA query_only = ON;", ct)) await Task.Run(() => register.BackupDatabase(copy), ct);
            await copy.ExecuteAsync(new CommandDefinition("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;", cancellationToken: ct));
            return new Copy(copy, copy.BeginTransaction());
        }
        catch
        {
            await copy.DisposeAsync();
            File.Delete(copy.DataSource);
            throw;
        }
    }

    private sealed class Copy(PreparedConnection connection, SqliteTransaction transaction) : Rehearsal(connection, transaction)
    {
        public override async ValueTask DisposeAsync()
        {
            var file = Connection.DataSource;
            await base.DisposeAsync();
            File.Delete(file);
        }
    }

    public override DbCommand Command(DbConnection connection, string sql) => ((PreparedConnection)connection).Command(sql);

    /// <summary>It stays prepared.</summary>
    public override ValueTask Release(DbCommand command) => ValueTask.CompletedTask;

    public override Func<DbDataReader, object> Parser(DbConnection connection, string sql, Type type, DbDataReader reader) =>
        ((PreparedConnection)connection).Parser(sql, type, reader);

    /// <remarks>SQLite plans by the indexes alone while it was never told to count, the same for few rows and for many.</remarks>
    public override Task TakeStock(CancellationToken ct) => Task.CompletedTask;

    public override EvolveDb.Dialect.DBMS Dbms => EvolveDb.Dialect.DBMS.SQLite;

    public override DbConnection ForMigrations()
    {
        if (Path.GetDirectoryName(Path.GetFullPath(new SqliteConnectionStringBuilder(connectionString).DataSource)) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
        return new SqliteConnection(connectionString);
    }

    public override Task AddName(Session session, string noun, long thing, string name) => session.Write(
        "INSERT INTO name_search (noun, chars, thing) VALUES (@noun, @chars, @thing)",
        new { noun, chars = Spaced(name), thing });

    public override (string Sql, object Value) NameSearch(string text) =>
        ("SELECT CAST(thing AS INTEGER) FROM name_search WHERE name_search MATCH 'noun:' || @Noun || ' AND chars:' || @Chars", $"\"{Spaced(text)}\"");

    public override string Numbers(string parameter) => $"SELECT value FROM json_each({parameter})";

    public override string Texts(string parameter) => Numbers(parameter);

    public override string Days(string from, string until) => $"CAST(julianday({until}) - julianday({from}) + 1 AS INTEGER)";

    public override Task Insert(DbConnection connection, DbTransaction transaction, string table, IReadOnlyList<string> columns, IReadOnlyList<object?[]> rows, CancellationToken ct)
    {
        using var insert = new SqliteInsert((SqliteConnection)connection, table, columns);
        foreach (var row in rows)
        {
            ct.ThrowIfCancellationRequested();
            insert.Add(row);
        }
        return Task.CompletedTask;
    }

    public override Task InsertNames(DbConnection connection, DbTransaction transaction, IReadOnlyList<(string Noun, long Thing, string Name)> names, CancellationToken ct) =>
        Insert(connection, transaction, "name_search", ["noun", "chars", "thing"], [.. names.Select(n => new object?[] { n.Noun, Spaced(n.Name), n.Thing })], ct);

    public override async Task RemoveNames(Session session, string noun, long thing, IReadOnlyList<string> names)
    {
        foreach (var chars in names.Select(Spaced).Where(chars => chars.Length > 0))
            await session.Write(
                "DELETE FROM name_search WHERE rowid IN (SELECT rowid FROM name_search WHERE name_search MATCH 'noun:' || @noun || ' AND chars:' || @phrase AND CAST(thing AS INTEGER) = @thing)",
                new { noun, phrase = $"\"{chars}\"", thing });
    }

    private static string Spaced(string name)
    {
        var spaced = new StringBuilder(2 * name.Length);
        Span<char> units = stackalloc char[2];
        foreach (var rune in Searched(name))
        {
            if (spaced.Length > 0) spaced.Append(' ');
            spaced.Append(units[..rune.EncodeToUtf16(units)]);
        }
        return spaced.ToString();
    }

    /// <remarks>Pages were overwritten as they were freed; what they held before is in the write-ahead log until that is put into the file and cut off.</remarks>
    public override async Task<bool> Scrub(CancellationToken ct)
    {
        await using var connection = await Open("PRAGMA busy_timeout = 5000;", ct);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition("PRAGMA wal_checkpoint(TRUNCATE)", cancellationToken: ct)) is 0;
    }

    private const string Reading = "PRAGMA query_only = ON; PRAGMA cache_size = -32768; PRAGMA mmap_size = 1073741824;";

    private async Task<PreparedConnection> Open(string pragmas, CancellationToken ct)
    {
        var connection = new PreparedConnection(connectionString);
        await connection.OpenAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition($"PRAGMA busy_timeout = 30000; {pragmas}", cancellationToken: ct));
        return connection;
    }
}
