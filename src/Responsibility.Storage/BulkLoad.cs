using Dapper;
using Responsibility.Ledger;

namespace Responsibility.Storage;

/// <summary>Records very many new things by the database's own bulk path: the same facts, leaves and rows as one by one, and nothing else.</summary>
/// <remarks>
/// Ids are handed out before anything is written, so nobody else may write meanwhile; who does makes the next step refuse. Each step is one transaction: what was flushed is durable, a load that breaks off leaves whole
/// steps. It decides nothing: whoever calls it knows that all of it may be so. Replay makes the same tables from the ledger, which a test holds it to.
/// </remarks>
public sealed class BulkLoad(Database database, TimeProvider clock)
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
    };

    private readonly Dictionary<string, (IReadOnlyList<string> Columns, List<object?[]> Rows)> waiting = new(StringComparer.Ordinal);
    private readonly List<(string Noun, long Thing, string Name)> names = [];
    private readonly TileWriter tiles = new(database.Logger);
    private Batch? batch;

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
        batch.Add(Hash.Leaf(leaf));
        Add("ledger", LedgerColumns, [position, Leaf.Time(recordedAt), T.Kind, Caller.System.Actor, payload, leaf, Hash.Leaf(leaf)]);
        foreach (var member in personal) Add("personal", PersonalColumns, [position, member.Member, member.Salt, member.Value]);
        var values = table.Values(fact);
        Add(table.Name, table.AllColumns, [position, position, Known.Open, fact.Period.From, fact.Period.Until, .. table.Columns.Select(column => values.GetValueOrDefault(column.Name))]);
        if (values.TryGetValue("name", out var name) && name is string { Length: > 0 } text) names.Add((table.Noun, position, text));
        return position;
    }

    /// <summary>Makes what was added durable.</summary>
    /// <exception cref="InvalidOperationException">Somebody else has written meanwhile.</exception>
    public async Task Flush(CancellationToken ct)
    {
        var step = batch!;
        if (step.Head == step.Committed) return;
        await using var connection = await database.Dialect.OpenWriter(ct);
        await using (var transaction = await database.Dialect.BeginWrite(connection, ct))
        {
            if (await connection.QuerySingleAsync<long>("SELECT coalesce(max(position), 0) FROM ledger", transaction: transaction) != step.Committed)
                throw new InvalidOperationException("Somebody else has written to the register while it was being loaded.");
            await tiles.CatchUp(transaction, step.Committed);
            foreach (var (table, (columns, rows)) in waiting) await database.Dialect.Insert(connection, transaction, table, columns, rows, ct);
            await database.Dialect.InsertNames(connection, transaction, names, ct);
            foreach (var (_, sql) in Tells.Where(told => waiting.ContainsKey(told.Key.Name)))
                await VersionTable.TellOfNew(transaction, sql, step.Committed, step.Head);
            await tiles.Append(transaction, step.Leaves);
            await transaction.CommitAsync(ct);
        }
        waiting.Clear();
        names.Clear();
        batch = step.Following();
    }

    private void Add(string table, IReadOnlyList<string> columns, object?[] row)
    {
        if (!waiting.TryGetValue(table, out var sheet)) waiting.Add(table, sheet = (columns, []));
        sheet.Rows.Add(row);
    }
}
