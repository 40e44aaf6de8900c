using System.Data.Common;
using Responsibility.Ledger;

namespace Responsibility.Storage;

/// <summary>New things that are written together: their rows are gathered, while their leaves are made beside. The same facts, leaves and rows as one by one.</summary>
internal sealed class Additions
{
    /// <summary>Facts whose leaves are made in one go, beside whoever adds more.</summary>
    private const int Together = 512;

    private static readonly string[] LedgerColumns = ["position", "recorded_at", "kind", "actor", "payload", "leaf", "leaf_hash"];
    private static readonly string[] PersonalColumns = ["position", "member", "salt", "value"];
    private static readonly string[] TellsColumns = ["position", "division_id"];

    private readonly Dictionary<string, (IReadOnlyList<string> Columns, List<object?[]> Rows)> tables = new(StringComparer.Ordinal);
    private readonly List<(string Noun, long Thing, string Name)> names = [];
    private readonly List<Task<Entry[]>> made = [];
    private readonly List<object?[]> ledger = [];
    private readonly List<object?[]> personal = [];
    private List<Unmade> unmade = new(Together);

    public bool IsEmpty { get; private set; } = true;

    /// <summary>A new thing of a table; a fact that does nothing but create one.</summary>
    /// <param name="tells">The divisions of which the fact tells, as <see cref="TellsOf"/> has it of a thing that nothing refers to yet; a new division tells of itself.</param>
    public void Add<T>(VersionTable table, T fact, long position, DateTimeOffset recordedAt, string actor, ReadOnlySpan<DivisionId> tells) where T : ICreation
    {
        IsEmpty = false;
        unmade.Add(new Unmade<T>(fact, position, recordedAt, actor));
        if (unmade.Count >= Together) Make();
        Row(table.Name, table.AllColumns, table.NewRow(position, fact, out var name));
        if (name is { Length: > 0 }) names.Add((table.Noun, position, name));
        if (table == Tables.Division) Row("fact_division", TellsColumns, [position, position]);
        for (var i = 0; i < tells.Length; i++)
            if (!tells[..i].Contains(tells[i])) Row("fact_division", TellsColumns, [position, tells[i].Value]);
    }

    /// <summary>Writes them all, by the fastest way that the database has.</summary>
    /// <param name="batch">Handed out the positions, and takes the leaves.</param>
    public async Task Write(DbConnection connection, DbTransaction transaction, Dialect dialect, Batch batch, CancellationToken ct)
    {
        if (unmade.Count > 0) Make();
        foreach (var (table, (columns, rows)) in tables)
            if (rows.Count > 0) await dialect.Insert(connection, transaction, table, columns, rows, ct);
        await dialect.InsertNames(connection, transaction, names, ct);
        foreach (var entries in made)
        {
            foreach (var (row, members) in await entries)
            {
                batch.Add(row.LeafHash);
                ledger.Add([row.Position, row.RecordedAt, row.Kind, row.Actor, row.Payload, row.Leaf, row.LeafHash]);
                foreach (var member in members) personal.Add([row.Position, member.Member, member.Salt, member.Value]);
            }
        }
        await dialect.Insert(connection, transaction, "ledger", LedgerColumns, ledger, ct);
        await dialect.Insert(connection, transaction, "personal", PersonalColumns, personal, ct);
        Clear();
    }

    /// <summary>Forgets what was added and not written, and keeps room for as much: lists of this size made anew each time keep the memory from coming to rest.</summary>
    public void Clear()
    {
        IsEmpty = true;
        foreach (var (_, rows) in tables.Values) rows.Clear();
        ledger.Clear();
        personal.Clear();
        names.Clear();
        made.Clear();
        unmade.Clear();
    }

    private void Row(string table, IReadOnlyList<string> columns, object?[] row)
    {
        if (!tables.TryGetValue(table, out var sheet)) tables.Add(table, sheet = (columns, []));
        sheet.Rows.Add(row);
    }

    private void Make()
    {
        var facts = unmade;
        unmade = new List<Unmade>(Together);
        made.Add(Task.Run(() => facts.ConvertAll(fact => fact.Make()).ToArray()));
    }

    /// <summary>What the ledger takes of a fact.</summary>
    private readonly record struct Entry(LedgerRow Row, IReadOnlyList<PersonalMember> Personal);

    /// <summary>A fact whose leaf is yet to be made.</summary>
    private abstract class Unmade
    {
        public abstract Entry Make();
    }

    private sealed class Unmade<T>(T fact, long position, DateTimeOffset recordedAt, string actor) : Unmade where T : IFact
    {
        public override Entry Make()
        {
            var (row, personal) = LedgerRow.Of(fact, position, recordedAt, actor);
            return new Entry(row, personal);
        }
    }
}
