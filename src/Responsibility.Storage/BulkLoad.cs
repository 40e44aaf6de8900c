using System.Data.Common;
using Dapper;
using Responsibility.Ledger;

namespace Responsibility.Storage;

/// <summary>Records very many new things by the database's own bulk path: the same facts, leaves and rows as one by one, and nothing else.</summary>
/// <remarks>
/// Ids are handed out before anything is written, so nobody else may write meanwhile; who does makes the next step refuse. Each step is one transaction, written while the next is made ready: a load that breaks off leaves
/// whole steps. It decides nothing: whoever calls it knows that all of it may be so. Replay makes the same tables from the ledger, which a test holds it to.
/// </remarks>
public sealed class BulkLoad(Database database, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>Facts in one transaction.</summary>
    private const int Step = 20_000;

    private static readonly string[] LedgerColumns = ["position", "recorded_at", "kind", "actor", "payload", "leaf", "leaf_hash"];
    private static readonly string[] PersonalColumns = ["position", "member", "salt", "value"];

    /// <summary>Of which divisions a new thing tells, from the rows of one step: what <see cref="TellsOf"/> says of a thing that nothing refers to yet.</summary>
    private static readonly Dictionary<VersionTable, string> Tells = new()
    {
        [Tables.Division] = "SELECT id, id FROM division WHERE id > @after AND id <= @upTo",
        [Tables.Organization] = "SELECT id, division_id FROM organization WHERE id > @after AND id <= @upTo",
        [Tables.Post] = "SELECT p.id, o.division_id FROM post p JOIN organization o ON o.id = p.organization_id WHERE p.id > @after AND p.id <= @upTo",
        [Tables.Official] = "SELECT f.id, o.division_id FROM official f JOIN organization o ON o.id = f.home_organization_id WHERE f.id > @after AND f.id <= @upTo",
        [Tables.Appointment] =
            "SELECT a.id, o.division_id FROM appointment a JOIN post p ON p.id = a.post_id JOIN organization o ON o.id = p.organization_id WHERE a.id > @after AND a.id <= @upTo",
        [Tables.Attribute] = "SELECT id, division_id FROM attribute WHERE id > @after AND id <= @upTo",
        [Tables.Contact] =
            """
            SELECT id, division_id FROM contact WHERE id > @after AND id <= @upTo
             UNION SELECT c.id, o.division_id FROM contact c JOIN organization o ON o.id = c.organization_id WHERE c.id > @after AND c.id <= @upTo
             UNION SELECT c.id, o.division_id FROM contact c JOIN post p ON p.id = c.post_id JOIN organization o ON o.id = p.organization_id WHERE c.id > @after AND c.id <= @upTo
            """,
    };

    private readonly TileWriter tiles = new(database.Logger);
    private Batch? batch;
    private Sheets waiting = new();
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
    /// <returns>Its id: the position of the fact.</returns>
    public long Create<T>(VersionTable table, T fact) where T : ICreation
    {
        if (!Tells.ContainsKey(table)) throw new ArgumentException($"{table.Name} is not loaded in bulk.", nameof(table));
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
        return position;
    }

    /// <summary>Has what was added written while more is added, once what was flushed before is durable.</summary>
    /// <exception cref="InvalidOperationException">Somebody else has written meanwhile.</exception>
    public async Task Flush(CancellationToken ct)
    {
        var (step, sheets) = (batch!, waiting);
        if (step.Head == step.Committed) return;
        (batch, waiting) = (step.Following(), new());
        await writing;
        writing = Task.Run(() => Write(step, sheets, ct), ct);
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
        foreach (var (_, sql) in Tells.Where(told => sheets.Tables.ContainsKey(told.Key.Name)))
            await VersionTable.TellOfNew(transaction, sql, step.Committed, step.Head);
        await tiles.Append(transaction, step.Leaves);
        await transaction.CommitAsync(ct);
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
    }
}
