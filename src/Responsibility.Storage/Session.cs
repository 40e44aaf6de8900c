using System.Data.Common;
using Responsibility.Ledger;

namespace Responsibility.Storage;

/// <summary>One unit of work: each statement sees its transaction and its cancellation.</summary>
public sealed class Session
{
    /// <summary>A bulk of statements need not be held as a whole.</summary>
    private const int MostWaiting = 200;

    private const string BeginSql = "SAVEPOINT work";
    private const string KeepSql = "RELEASE SAVEPOINT work";
    private const string UndoSql = "ROLLBACK TO SAVEPOINT work";

    private readonly DbConnection connection;
    private readonly DbTransaction? transaction;
    private readonly Dialect dialect;
    private readonly Batch? batch;
    private Shelf? own;
    private DbBatch? waiting;
    private readonly CancellationToken ct;

    internal Session(DbConnection connection, DbTransaction? transaction, Dialect dialect, Batch? batch, Caller caller, CancellationToken ct)
    {
        (this.connection, this.transaction, this.dialect, this.batch, this.ct) = (connection, transaction, dialect, batch, ct);
        Caller = caller;
    }

    public Caller Caller { get; }

    /// <summary>Folder of the migration scripts of this database.</summary>
    internal string Schema => dialect.Schema;

    /// <summary>The last position recorded so far: what the register knows as this unit of work sees it.</summary>
    public long Head => Writing.Head;

    /// <summary>What was read of facts that never change, such as a rule set, by the position of the fact; shared by all sessions of a database.</summary>
    public IReadOnlyDictionary<(string What, long Position), object> Remembered => dialect.Remembered;

    /// <summary>Keeps what was read of a fact, unless this very unit of work recorded it: a position that is rolled back is used again.</summary>
    public void Remember((string What, long Position) key, object value)
    {
        if (batch is null || key.Position <= batch.Committed) dialect.Remembered.TryAdd(key, value);
    }

    /// <summary>What was derived from facts up to a position. A unit of work that records has a shelf of its own: its positions may be used again.</summary>
    public Shelf Shelf => batch is null ? dialect.Shelf : own ??= new Shelf(1024 * 1024);

    /// <summary>Lets the shelf know which divisions the facts up to <paramref name="position"/> tell of, so that what was derived of all others is carried over.</summary>
    public async Task Follow(long position)
    {
        var (shelf, after) = (Shelf, Shelf.Followed);
        if (position <= after) return;
        var few = after >= 0 && position - after <= Shelf.ManyTouched;
        shelf.Follow(position, few
            ? await List<(long, long)>("SELECT division_id, max(position) FROM fact_division WHERE position > @after AND position <= @position GROUP BY division_id", new { after, position })
            : null);
    }

    /// <summary>The database, for the few native paths of this project that are not SQL shared by both.</summary>
    internal DbConnection Connection => connection;

    internal DbTransaction? Transaction => transaction;

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

    /// <summary>The rows one by one, for what may be too many to hold.</summary>
    public async IAsyncEnumerable<T> Stream<T>(string sql, object? parameters = null)
    {
        await Flush();
        // A command of its own: while these rows are read, the same text may be asked again.
        await using var command = Own(sql);
        Parameters.Bind(command.Parameters, command.CreateParameter, parameters);
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
        await Flush();
        return await Execute(sql, parameters, ct);
    }

    /// <summary>Runs a statement whose outcome nobody waits for. Where sending costs, it goes together with those after it: with the next question, or at the end of the unit of work.</summary>
    public async Task Write(string sql, object? parameters = null)
    {
        if ((waiting ??= dialect.Together(connection)) is not { } together)
        {
            await Execute(sql, parameters);
            return;
        }
        Add(together, sql, parameters);
        if (together.BatchCommands.Count >= MostWaiting) await Flush();
    }

    /// <summary>Sends what waits.</summary>
    private async Task Flush()
    {
        if (Taken() is not { } together) return;
        await using (together) await together.ExecuteNonQueryAsync(Patience(together));
    }

    /// <summary>Begins a unit of work that can be undone alone, or a question that changes nothing.</summary>
    internal Task Begin() => (batch is null ? dialect.ReadOnly : BeginSql) is { } sql ? Write(sql) : Task.CompletedTask;

    /// <summary>Keeps the unit of work: whatever waited has been done when this returns.</summary>
    internal async Task Keep()
    {
        await Write(KeepSql);
        await Flush();
    }

    /// <summary>Undoes the unit of work, and what waits of it, whether or not its caller still waits.</summary>
    internal async Task Undo()
    {
        var unsent = waiting;
        waiting = null;
        if (unsent is not null && Begins(unsent)) return;
        await Execute(UndoSql, null, CancellationToken.None);
        await Execute(KeepSql, null, CancellationToken.None);
    }

    /// <summary>Notes a name so that <c>q=</c> finds it; operational, so outside the domain tables.</summary>
    public Task AddName(string noun, long thing, string? name) => string.IsNullOrEmpty(name) ? Task.CompletedTask : dialect.AddName(this, noun, thing, name);

    /// <summary>SQL that yields the ids of things whose name may contain <paramref name="text"/>; takes <c>@Noun</c> and <c>@Chars</c>.</summary>
    public (string Sql, object Chars) NameSearch(string text) => dialect.NameSearch(text);

    /// <summary>Appends <paramref name="fact"/> to the ledger and applies it, both or neither.</summary>
    /// <returns>The position of the fact in the ledger: the id of what it created.</returns>
    public async Task<long> Record<T>(T fact) where T : IFact
    {
        var (position, recordedAt) = Writing.Next();
        var payload = FactCodec.Payload(fact);
        var personal = FactCodec.Personal(fact);
        var leaf = Leaf.Data(T.Kind, recordedAt, Caller.Actor, payload, personal.Count is 0 ? null : Commitment.Of(personal));
        await Append(new LedgerRow
        {
            Position = position,
            RecordedAt = Leaf.Time(recordedAt),
            Kind = T.Kind,
            Actor = Caller.Actor,
            Payload = payload,
            Leaf = leaf,
            LeafHash = Hash.Leaf(leaf),
        });
        foreach (var member in personal)
            await Write(PersonalSql, new { Position = position, member.Member, member.Salt, member.Value });
        await fact.Apply(this, position);
        return position;
    }

    /// <summary>Takes over a fact of another ledger as it stands: same position, same bytes.</summary>
    internal async Task Replay(LedgerRow row, IReadOnlyList<PersonalRow> personal, FactKinds kinds)
    {
        var (position, _) = Writing.Next();
        if (position != row.Position) throw new InvalidDataException($"The ledger goes from position {position - 1} to {row.Position}.");
        await Append(row);
        foreach (var member in personal)
            await Write(PersonalSql, new { member.Position, member.Member, member.Salt, member.Value });
        await kinds.Read(row.Kind, row.Payload, personal.Select(p => (p.Member, p.Value)))(this, position);
    }

    private Batch Writing => batch ?? throw new InvalidOperationException("A question records nothing.");

    private Task Append(LedgerRow row)
    {
        Writing.Add(row.LeafHash);
        return Write(
            """
            INSERT INTO ledger (position, recorded_at, kind, actor, payload, leaf, leaf_hash)
            VALUES (@Position, @RecordedAt, @Kind, @Actor, @Payload, @Leaf, @LeafHash)
            """, row);
    }

    private const string PersonalSql = "INSERT INTO personal (position, member, salt, value) VALUES (@Position, @Member, @Salt, @Value)";

    private async Task<Running> Run(string sql, object? parameters)
    {
        if (Taken() is { } together)
        {
            // Statements that yield no rows are passed over: the reader stands at the question's.
            Add(together, sql, parameters);
            return new Running(together, await together.ExecuteReaderAsync(Patience(together)));
        }
        var command = dialect.Command(connection, sql);
        command.Transaction = transaction;
        Parameters.Bind(command.Parameters, command.CreateParameter, parameters);
        return new Running(new Given(command, dialect), await command.ExecuteReaderAsync(ct));
    }

    private async Task<int> Execute(string sql, object? parameters, CancellationToken patience)
    {
        var command = dialect.Command(connection, sql);
        command.Transaction = transaction;
        Parameters.Bind(command.Parameters, command.CreateParameter, parameters);
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

    /// <summary>Whether a unit of work has begun must never be in doubt, so its first sending is not cut short.</summary>
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

    private DbCommand Own(string sql)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
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

/// <summary>A fact as the ledger holds it.</summary>
public sealed record LedgerRow
{
    public required long Position { get; init; }
    public required string RecordedAt { get; init; }
    public required string Kind { get; init; }
    public required string Actor { get; init; }
    public required byte[] Payload { get; init; }
    public required byte[] Leaf { get; init; }
    public required byte[] LeafHash { get; init; }
}

/// <summary>What a fact says about a person, as the register holds it; salt and value are null once erased.</summary>
public sealed record PersonalRow
{
    public required long Position { get; init; }
    public required string Member { get; init; }
    public byte[]? Salt { get; init; }
    public string? Value { get; init; }
}
