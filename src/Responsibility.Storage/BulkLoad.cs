using System.Data.Common;
using Dapper;
using Responsibility.Ledger;

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

    private static readonly string[] LedgerColumns = ["position", "recorded_at", "kind", "actor", "payload", "leaf", "leaf_hash"];
    private static readonly string[] PersonalColumns = ["position", "member", "salt", "value"];

    private static readonly string[] TellsColumns = ["position", "division_id"];

    private readonly TileWriter tiles = new(database.Logger);
    private Batch? batch;
    private Sheets waiting = new();
    private Sheets handedOver = new();
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
        var payload = FactCodec.Payload(fact);
        var personal = FactCodec.Personal(fact);
        var leaf = Leaf.Data(T.Kind, recordedAt, Caller.System.Actor, payload, personal.Count is 0 ? null : Commitment.Of(personal));
        var hash = Hash.Leaf(leaf);
        batch.Add(hash);
        waiting.Add("ledger", LedgerColumns, [position, Leaf.Time(recordedAt), T.Kind, Caller.System.Actor, payload, leaf, hash]);
        foreach (var member in personal) waiting.Add("personal", PersonalColumns, [position, member.Member, member.Salt, member.Value]);
        var values = table.Values(fact);
        waiting.Add(table.Name, table.AllColumns, [position, position, Known.Open, fact.Period.From, fact.Period.Until, .. table.Columns.Select(column => values.GetValueOrDefault(column.Name))]);
        if (values.TryGetValue("name", out var name) && name is string { Length: > 0 } text) waiting.Names.Add((table.Noun, position, text));
        if (table == Tables.Division) waiting.Add("fact_division", TellsColumns, [position, position]);
        for (var i = 0; i < tells.Length; i++)
            if (!tells[..i].Contains(tells[i])) waiting.Add("fact_division", TellsColumns, [position, tells[i].Value]);
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

    private async Task Write(Batch step, Sheets sheets, CancellationToken ct)
    {
        connection ??= await database.Dialect.OpenWriter(ct);
        await using var transaction = await database.Dialect.BeginWrite(connection, ct);
        if (await connection.QuerySingleAsync<long>("SELECT coalesce(max(position), 0) FROM ledger", transaction: transaction) != step.Committed)
            throw new InvalidOperationException("Somebody else has written to the register while it was being loaded.");
        await tiles.CatchUp(transaction, step.Committed);
        foreach (var (table, (columns, rows)) in sheets.Tables) await database.Dialect.Insert(connection, transaction, table, columns, rows, ct);
        await database.Dialect.InsertNames(connection, transaction, sheets.Names, ct);
        await tiles.Append(transaction, step.Leaves);
        await transaction.CommitAsync(ct);
        sheets.Clear();
    }

    /// <summary>The rows of one step, by table.</summary>
    private sealed class Sheets
    {
        public Dictionary<string, (IReadOnlyList<string> Columns, List<object?[]> Rows)> Tables { get; } = new(StringComparer.Ordinal);

        public List<(string Noun, long Thing, string Name)> Names { get; } = [];

        public void Add(string table, IReadOnlyList<string> columns, object?[] row)
        {
            if (!Tables.TryGetValue(table, out var sheet)) Tables.Add(table, sheet = (columns, []));
            sheet.Rows.Add(row);
        }

        /// <summary>Empty again, with room for as many rows.</summary>
        public void Clear()
        {
            foreach (var (_, rows) in Tables.Values) rows.Clear();
            Names.Clear();
        }
    }
}
