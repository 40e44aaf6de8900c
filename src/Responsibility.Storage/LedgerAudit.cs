using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Responsibility.Ledger;

namespace Responsibility.Storage;

/// <summary>Something that is wrong, and where.</summary>
/// <param name="Fault">What is wrong.</param>
/// <param name="Position">At which position of the ledger; null where it cannot be said.</param>
/// <param name="Detail">What was found, without personal data.</param>
public sealed record LedgerFinding(LedgerFault Fault, long? Position, string Detail);

/// <summary>What an audit has come to.</summary>
/// <param name="Size">Facts that it looked at.</param>
/// <param name="Root">Root of the tree over their leaves, made anew.</param>
/// <param name="Count">How much is wrong.</param>
/// <param name="Findings">What is wrong, the first of it where it is very much.</param>
public sealed record AuditedLedger(long Size, byte[] Root, long Count, IReadOnlyList<LedgerFinding> Findings);

/// <summary>Goes through a ledger from its first fact to its last and makes its tree anew: every row against its leaf, every leaf against its tile, every root against what was signed.</summary>
/// <remarks>
/// Reads in steps, each of its own snapshot, so that a busy register goes on; facts recorded after it began are left out.
/// Leaves are believed before hashes of them are: what differs from a leaf is what was altered.
/// </remarks>
/// <param name="signed">Checkpoints whose signatures were verified; whoever cut the end off or wrote all anew is found by them alone.</param>
public sealed class LedgerAudit(Database database, IReadOnlyList<Checkpoint> signed)
{
    /// <summary>Findings that are kept; more are counted.</summary>
    public const int MostFindings = 1000;

    private const int Step = 8 * Tile.FullWidth;

    private readonly Tiling tiling = new();
    private readonly List<LedgerFinding> findings = [];
    private readonly Queue<Checkpoint> ahead = new(signed.OrderBy(c => c.Size));
    private readonly Dictionary<long, Gone> gone = [];
    private readonly Dictionary<long, ErasedFact> erased = [];
    private string recordedAt = "";
    private long count;

    /// <summary>Told how many facts have been looked at, of how many.</summary>
    public IProgress<(long Done, long Of)>? Progress { get; init; }

    public async Task<AuditedLedger> Run(CancellationToken ct)
    {
        var size = await database.Read(LedgerTree.Size, ct);
        CheckRoots();
        for (var next = Read(0, size, ct); tiling.Size < size;)
        {
            var step = await next;
            // The next step is read while this one is hashed.
            next = tiling.Size + Step < size ? Read(tiling.Size + Step, size, ct) : next;
            Append(step);
            CheckTiles(tiling.Take().Where(TileWriter.IsStored), step.Tiles);
            Progress?.Report((tiling.Size, size));
        }
        foreach (var checkpoint in ahead)
            Found(LedgerFault.Cut, null, string.Create(CultureInfo.InvariantCulture, $"The ledger ends at position {size}; {checkpoint.Size} facts were signed under {checkpoint.Origin}."));
        await database.Read(async session =>
        {
            await CheckWhatIsGone(session, size);
            await CheckWhatIsLeftOver(session);
            return true;
        }, ct);
        return new AuditedLedger(size, tiling.Root, count, findings);
    }

    private void Found(LedgerFault fault, long? position, string detail)
    {
        count++;
        if (findings.Count < MostFindings) findings.Add(new LedgerFinding(fault, position, detail));
    }

    private Task<Stretch> Read(long after, long size, CancellationToken ct) => Task.Run(() => database.Read(async session =>
    {
        var upTo = Math.Min(after + Step, size);
        var range = new { after, upTo, tile = after >> Tile.Height, lastTile = upTo >> Tile.Height };
        var rows = new List<LedgerRow>(Step);
        await session.Each("SELECT position, recorded_at, kind, actor, payload, leaf, leaf_hash FROM ledger WHERE position > @after AND position <= @upTo ORDER BY position", range, row => rows.Add(new LedgerRow
        {
            Position = row.GetInt64(0),
            RecordedAt = row.GetString(1),
            Kind = row.GetString(2),
            Actor = row.GetString(3),
            Payload = row.GetFieldValue<byte[]>(4),
            Leaf = row.GetFieldValue<byte[]>(5),
            LeafHash = row.GetFieldValue<byte[]>(6),
        }));
        var personal = new Dictionary<long, List<PersonalRow>>();
        await session.Each("SELECT position, member, salt, value FROM personal WHERE position > @after AND position <= @upTo ORDER BY position, member", range, row =>
        {
            var position = row.GetInt64(0);
            if (!personal.TryGetValue(position, out var members)) personal.Add(position, members = []);
            members.Add(new PersonalRow
            {
                Position = position,
                Member = row.GetString(1),
                Salt = row.IsDBNull(2) ? null : row.GetFieldValue<byte[]>(2),
                Value = row.IsDBNull(3) ? null : row.GetString(3),
            });
        });
        return new Stretch(after, upTo, rows, personal, await Tiles(session, after, upTo));
    }, ct), ct);

    /// <summary>The stored tiles that these leaves fill or widen.</summary>
    private static async Task<IReadOnlyDictionary<(long, long), byte[]>> Tiles(Session session, long after, long upTo)
    {
        var tiles = new Dictionary<(long, long), byte[]>();
        foreach (var level in Tile.Between(after, upTo).GroupBy(tile => tile.Level))
        {
            var range = new { level = (long)level.Key, first = level.Min(tile => tile.Index), last = level.Max(tile => tile.Index) };
            foreach (var (index, hashes) in await session.List<(long, byte[])>("SELECT idx, hashes FROM tile WHERE level = @level AND idx BETWEEN @first AND @last", range))
                tiles[(level.Key, index)] = hashes;
        }
        return tiles;
    }

    /// <summary>Checks each row, and puts its leaf into the tree.</summary>
    private void Append(Stretch step)
    {
        var rows = step.Rows;
        var examined = new Examined[rows.Count];
        if (rows.Count > 0) Parallel.ForEach(Partitioner.Create(0, rows.Count, Tile.FullWidth), some =>
        {
            for (var i = some.Item1; i < some.Item2; i++) examined[i] = Examine(rows[i], step.Personal.GetValueOrDefault(rows[i].Position) ?? []);
        });
        var at = 0;
        for (var position = step.After + 1; position <= step.UpTo; position++)
        {
            if (at == rows.Count || rows[at].Position != position)
            {
                Found(LedgerFault.PositionMissing, position, "There is no fact at this position, though there are others behind it.");
                // What the tree held there may still be known, so that what comes behind can be judged.
                tiling.Append(Stored(step, position) ?? new byte[Hash.Size]);
            }
            else
            {
                var entry = examined[at++];
                foreach (var finding in entry.Wrong ?? []) Found(finding.Fault, finding.Position, finding.Detail);
                if (string.CompareOrdinal(entry.RecordedAt, recordedAt) < 0) Found(LedgerFault.TimeReversed, position, $"Recorded {entry.RecordedAt}, after a fact of {recordedAt}.");
                recordedAt = entry.RecordedAt ?? recordedAt;
                if (entry.Gone is not null) gone[position] = entry.Gone;
                foreach (var fact in entry.Erases ?? []) erased[fact.Position] = fact;
                tiling.Append(entry.Hash);
            }
            CheckRoots();
        }
    }

    private static byte[]? Stored(Stretch step, long position)
    {
        var (index, offset) = Math.DivRem(position - 1, Tile.FullWidth);
        return step.Tiles.TryGetValue((0, index), out var hashes) && hashes.Length >= (offset + 1) * Hash.Size ? hashes[((int)offset * Hash.Size)..((int)(offset + 1) * Hash.Size)] : null;
    }

    private static Examined Examine(LedgerRow row, List<PersonalRow> personal)
    {
        List<LedgerFinding>? wrong = null;
        void Found(LedgerFault fault, string detail) => (wrong ??= []).Add(new LedgerFinding(fault, row.Position, detail));

        var hash = Hash.Leaf(row.Leaf);
        if (!hash.AsSpan().SequenceEqual(row.LeafHash)) Found(LedgerFault.EntryAltered, "The leaf hash is not that of the leaf.");
        if (!personal.Exists(IsGone) && Leaf.Is(row.Leaf, row.Kind, row.RecordedAt, row.Actor, row.Payload, personal.Count is 0 ? null : CommitmentOf(personal)))
            return new Examined(hash, row.RecordedAt, wrong, null, row.Kind == Erasure.Kind ? Erasure.Facts(row.Payload) : null);

        // Something is not what it was, or was erased; now line by line.
        LeafLines lines;
        try
        {
            lines = Leaf.Parse(row.Leaf);
        }
        catch (FormatException malformed)
        {
            Found(LedgerFault.EntryAltered, malformed.Message);
            return new Examined(hash, null, wrong, null, null);
        }
        if (row.Kind != lines.Kind) Found(LedgerFault.EntryAltered, $"The row has the kind {row.Kind}, the leaf {lines.Kind}.");
        if (row.RecordedAt != lines.RecordedAt) Found(LedgerFault.EntryAltered, $"The row was recorded {row.RecordedAt}, the leaf {lines.RecordedAt}.");
        if (row.Actor != lines.Actor) Found(LedgerFault.EntryAltered, $"The row has the actor {row.Actor}, the leaf {lines.Actor}.");
        var isBound = SHA256.HashData(row.Payload).AsSpan().SequenceEqual(lines.PayloadHash);
        if (!isBound) Found(LedgerFault.PayloadAltered, "The payload has another hash than the leaf says.");
        if (Personal(lines, personal) is var (fault, detail)) Found(fault, detail);
        return new Examined(
            hash, lines.RecordedAt, wrong,
            lines.Commitment is { } commitment && personal.Exists(IsGone) ? new Gone(commitment, [.. personal.Select(member => member.Member)]) : null,
            isBound && lines.Kind == Erasure.Kind ? Erasure.Facts(row.Payload) : null);
    }

    /// <summary>What is wrong with personal data that are there.</summary>
    private static (LedgerFault Fault, string Detail)? Personal(LeafLines lines, IReadOnlyList<PersonalRow> rows)
    {
        if (lines.Commitment is not { } commitment) return rows.Count is 0 ? null : (LedgerFault.PersonalUnexpected, "The leaf binds no personal data.");
        if (rows.Count is 0) return (LedgerFault.PersonalMissing, "The leaf binds personal data, and there are none.");
        if (rows.Any(IsGone))
            return rows.FirstOrDefault(row => row.Salt is not null || row.Value is not null) is { } left ? (LedgerFault.PersonalAltered, $"Of {left.Member} or its salt something is left, and other personal data are gone.") : null;
        return CommitmentOf(rows).AsSpan().SequenceEqual(commitment)
            ? null
            : (LedgerFault.PersonalAltered, "The personal data have another commitment than the leaf says.");
    }

    private static byte[] CommitmentOf(IEnumerable<PersonalRow> rows) => Commitment.Of(rows.Select(row => new PersonalMember(row.Member, row.Salt!, row.Value!)));

    private static bool IsGone(PersonalRow row) => row.Salt is null || row.Value is null;

    /// <summary>What is gone was erased by a fact that says so, and what a fact says was erased is gone.</summary>
    private async Task CheckWhatIsGone(Session session, long size)
    {
        // What was erased while this audit ran may be gone already, though the fact that says so was not looked at.
        foreach (var payload in await session.List<byte[]>("SELECT payload FROM ledger WHERE position > @size AND kind = @Kind", new { size, Erasure.Kind }))
            foreach (var fact in Erasure.Facts(payload)) gone.Remove(fact.Position);
        foreach (var (position, left) in gone.OrderBy(row => row.Key))
        {
            if (!erased.TryGetValue(position, out var fact))
                Found(LedgerFault.PersonalMissing, position, $"{string.Join(", ", left.Members)} is gone, and no fact says that it was erased.");
            else if (!left.Members.SequenceEqual(fact.Digests.Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal) || !fact.Commitment().AsSpan().SequenceEqual(left.Commitment))
                Found(LedgerFault.PersonalAltered, position, "What is left of it is not what the leaf binds and a fact says was erased.");
        }
        foreach (var position in erased.Keys.Where(position => !gone.ContainsKey(position)).Order())
            Found(LedgerFault.PersonalUnexpected, position, "Personal data are there, of which a fact says that they were erased.");
    }

    /// <summary>Compares the tree with the checkpoints of its present size.</summary>
    private void CheckRoots()
    {
        while (ahead.TryPeek(out var checkpoint) && checkpoint.Size == tiling.Size)
        {
            if (!tiling.Root.AsSpan().SequenceEqual(checkpoint.Root))
                Found(LedgerFault.Contradicted, null, string.Create(CultureInfo.InvariantCulture, $"The first {checkpoint.Size} facts are not those that were signed under {checkpoint.Origin}."));
            ahead.Dequeue();
        }
    }

    private void CheckTiles(IEnumerable<(Tile Tile, byte[] Bytes)> made, IReadOnlyDictionary<(long, long), byte[]> stored)
    {
        foreach (var (tile, bytes) in made)
        {
            if (!stored.TryGetValue((tile.Level, tile.Index), out var hashes))
            {
                Found(LedgerFault.TileMissing, null, $"{tile.Path} is not stored.");
                continue;
            }
            // It may have grown since; what is there of it must be what the leaves make.
            if (hashes.Length % Hash.Size is not 0 || hashes.Length < bytes.Length || hashes.Length > Tile.FullWidth * Hash.Size)
                Found(LedgerFault.TileAltered, null, $"{tile.Path} has {hashes.Length} bytes.");
            for (var i = 0; i < tile.Width && (i + 1) * Hash.Size <= hashes.Length; i++)
            {
                var place = i * Hash.Size;
                if (hashes.AsSpan(place, Hash.Size).SequenceEqual(bytes.AsSpan(place, Hash.Size))) continue;
                long? position = tile.Level is 0 ? (tile.Index << Tile.Height) + i + 1 : null;
                Found(LedgerFault.TileAltered, position, string.Create(CultureInfo.InvariantCulture, $"{tile.Path} has another hash at place {i} than the leaves make."));
            }
        }
    }

    /// <summary>What no fact stands behind.</summary>
    private async Task CheckWhatIsLeftOver(Session session)
    {
        var head = await LedgerTree.Size(session);
        foreach (var position in await session.List<long>("SELECT position FROM ledger WHERE position < 1 ORDER BY position LIMIT @MostFindings", new { MostFindings }))
            Found(LedgerFault.EntryAltered, position, "Positions begin at 1.");
        foreach (var position in await session.List<long>("SELECT DISTINCT position FROM personal WHERE position < 1 OR position > @head ORDER BY position LIMIT @MostFindings", new { head, MostFindings }))
            Found(LedgerFault.PersonalUnexpected, position, "There is no fact at this position.");
        var last = Tile.Between(0, head).Where(tile => tile is { Level: > 0 } or { Width: Tile.FullWidth }).GroupBy(tile => (long)tile.Level).ToDictionary(level => level.Key, level => level.Max(tile => tile.Index));
        foreach (var (level, index) in await session.List<(long Level, long Index)>("SELECT level, idx FROM tile ORDER BY level, idx"))
            if (index < 0 || index > last.GetValueOrDefault(level, -1)) Found(LedgerFault.TileUnexpected, null, string.Create(CultureInfo.InvariantCulture, $"tile/{level}/{index} is stored, and there are no leaves for it."));
    }

    /// <param name="RecordedAt">As the leaf says it; null where it is no leaf.</param>
    /// <param name="Gone">Personal data that are no longer there.</param>
    /// <param name="Erases">Facts of which it says that their personal data were erased.</param>
    private readonly record struct Examined(byte[] Hash, string? RecordedAt, List<LedgerFinding>? Wrong, Gone? Gone, IReadOnlyList<ErasedFact>? Erases);

    /// <summary>Personal data of which only the members' names are left.</summary>
    private sealed record Gone(byte[] Commitment, IReadOnlyList<string> Members);

    /// <summary>What is checked in one step.</summary>
    private sealed record Stretch(
        long After, long UpTo, IReadOnlyList<LedgerRow> Rows, IReadOnlyDictionary<long, List<PersonalRow>> Personal, IReadOnlyDictionary<(long Level, long Index), byte[]> Tiles);
}
