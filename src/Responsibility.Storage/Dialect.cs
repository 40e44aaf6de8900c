using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;

namespace Responsibility.Storage;

/// <summary>What differs between the databases; everything else is SQL that both read alike.</summary>
internal abstract class Dialect : IAsyncDisposable
{
    private const long LeastShelf = 128 * 1024 * 1024;
    private const long LargestShelf = 1024 * 1024 * 1024;

    private Shelf shelf = NewShelf();

    /// <summary>Closes the connections that are kept open between questions.</summary>
    public abstract ValueTask DisposeAsync();

    /// <summary>What sessions of this database remember of facts that never change.</summary>
    public ConcurrentDictionary<(string What, long Position), object> Remembered { get; } = new();

    /// <summary>What sessions of this database have derived.</summary>
    public Shelf Shelf => Volatile.Read(ref shelf);

    /// <summary>Puts away a shelf that holds what was erased since; sessions that have it already keep it to themselves.</summary>
    /// <returns>The shelf that is used from now on.</returns>
    public Shelf Renew(Shelf outdated)
    {
        Interlocked.CompareExchange(ref shelf, NewShelf(), outdated);
        return Shelf;
    }

    /// <summary>Folder of the migration scripts.</summary>
    public abstract string Schema { get; }

    /// <summary>Path, without an ending, of files that belong to this database and are not in it.</summary>
    public abstract string Beside { get; }

    /// <summary>Whether there is a database, where one would otherwise be made.</summary>
    public virtual bool IsThere => true;

    /// <summary>A name for people and for <c>/api/v1/meta</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>A connection for reading, in the state in which the pool keeps it.</summary>
    public abstract Task<DbConnection> OpenReader(CancellationToken ct);

    public abstract Task CloseReader(DbConnection connection);

    /// <summary>The same for one who has a scope: the tables of things are hidden on it (<see cref="Reaching"/>).</summary>
    public abstract Task<DbConnection> OpenReader(AccessScope scope, CancellationToken ct);

    /// <summary>Lets what a connection shows be told to it, within a snapshot in which nothing else is written.</summary>
    public virtual void LetTell(DbConnection connection, bool may)
    {
    }

    /// <summary>Has a question that is being answered stop, where the database does not look at its token by itself.</summary>
    public virtual void Interrupt(DbConnection connection)
    {
    }

    /// <summary>Begins to see one snapshot, in which nothing is written; disposing the answer ends it.</summary>
    public abstract Task<IAsyncDisposable> BeginRead(DbConnection connection, CancellationToken ct);

    /// <summary>Keeps what was told to a connection within a snapshot that is about to end.</summary>
    public virtual Task EndRead(IAsyncDisposable snapshot) => Task.CompletedTask;

    /// <summary>What makes a snapshot refuse writes, sent with its first question; null where it refuses them anyway.</summary>
    public virtual string? ReadOnly => null;

    public abstract Task<DbConnection> OpenWriter(CancellationToken ct);

    /// <summary>Begins a transaction that no other writer, in any process, runs beside.</summary>
    public abstract Task<DbTransaction> BeginWrite(DbConnection connection, CancellationToken ct);

    /// <summary>Begins to try something out beside the writer.</summary>
    public abstract Task<Rehearsal> BeginRehearsal(CancellationToken ct);

    /// <summary>The command of that text on that connection; give it back when its rows are read.</summary>
    public abstract DbCommand Command(DbConnection connection, string sql);

    public abstract ValueTask Release(DbCommand command);

    /// <summary>What statements are gathered in that are to be sent together; null where sending costs nothing.</summary>
    public virtual DbBatch? Together(DbConnection connection) => null;

    /// <summary>Dapper's parser for the columns at hand.</summary>
    public virtual Func<DbDataReader, object> Parser(DbConnection connection, string sql, Type type, DbDataReader reader) => reader.GetRowParser(type);

    /// <summary>Has the database take stock of what its tables hold, so that it plans for what is there and not for what was.</summary>
    public abstract Task TakeStock(CancellationToken ct);

    /// <summary>The same after a bulk load, with whatever makes reading what was loaded cheap.</summary>
    public virtual Task Settle(CancellationToken ct) => TakeStock(ct);

    /// <summary>A connection of its own for the migrations.</summary>
    public abstract DbConnection ForMigrations();

    /// <summary>What the migrations call the database. Left to find out, they take one that is locked for a moment for none that they know.</summary>
    public abstract EvolveDb.Dialect.DBMS Dbms { get; }

    /// <summary>Notes a name for searching.</summary>
    public abstract Task AddName(Session session, string noun, long thing, string name);

    /// <summary>Inserts many rows by the fastest way that the database has.</summary>
    public abstract Task Insert(DbConnection connection, DbTransaction transaction, string table, IReadOnlyList<string> columns, IReadOnlyList<object?[]> rows, CancellationToken ct);

    /// <summary>Notes many names for searching.</summary>
    public abstract Task InsertNames(DbConnection connection, DbTransaction transaction, IReadOnlyList<(string Noun, long Thing, string Name)> names, CancellationToken ct);

    /// <summary>Takes names of a thing out of what searching finds.</summary>
    public abstract Task RemoveNames(Session session, string noun, long thing, IReadOnlyList<string> names);

    /// <summary>Overwrites what was deleted as far as this database can.</summary>
    /// <returns>False where somebody still reads of the time before.</returns>
    public abstract Task<bool> Scrub(CancellationToken ct);

    /// <summary>SQL that yields the numbers of a JSON array.</summary>
    public abstract string Numbers(string parameter);

    /// <summary>SQL that yields the texts of a JSON array.</summary>
    public abstract string Texts(string parameter);

    /// <summary>SQL for how many days there are from one day to another, both of them counted.</summary>
    public abstract string Days(string from, string until);

    /// <summary>SQL for the things of <c>@noun</c> whose name may hold all characters of <paramref name="text"/>, with its parameter.</summary>
    public abstract (string Sql, object Value) NameSearch(string text);

    /// <summary>A sixteenth of the memory that there is: the parts of a thousand villages all over the country take more than those of a province.</summary>
    private static Shelf NewShelf() => new(capacity: Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 16, LeastShelf, LargestShelf));

    /// <summary>A name, character by character, with those left out that a search index would take for its own syntax.</summary>
    protected static IEnumerable<System.Text.Rune> Searched(string name)
    {
        foreach (var rune in name.EnumerateRunes())
            if (System.Text.Rune.IsLetterOrDigit(rune)) yield return System.Text.Rune.ToLowerInvariant(rune);
    }
}
