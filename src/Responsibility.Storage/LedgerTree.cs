using System.Globalization;
using Responsibility.Ledger;

namespace Responsibility.Storage;

/// <summary>Reads the Merkle tree over the ledger out of what a snapshot holds of it.</summary>
public static class LedgerTree
{
    /// <summary>Facts in the ledger.</summary>
    public static Task<long> Size(Session session) => session.Get<long>("SELECT coalesce(max(position), 0) FROM ledger");

    /// <summary>The root of the first <paramref name="size"/> facts, which there must be.</summary>
    public static async Task<byte[]> Root(Session session, long size) => (await Hashes(session, size, [new LeafRange(0, size)]))[0];

    /// <summary>The hashes that <see cref="Proof"/> names of the tree of the first <paramref name="size"/> facts.</summary>
    public static async Task<IReadOnlyList<byte[]>> Hashes(Session session, long size, IReadOnlyList<LeafRange> path) =>
        new TileHashes(size, await Fetch(session, TileHashes.Needed(path, size))).Of(path);

    /// <summary>The bytes of one tile, cut to its width.</summary>
    public static async Task<byte[]> Bytes(Session session, Tile tile) => (await Fetch(session, [tile]))[tile][..(tile.Width * Hash.Size)];

    /// <summary>The bytes of each tile, or of what it has grown into since.</summary>
    /// <exception cref="InvalidDataException">The database lacks one: it has been tampered with, or the facts are not there yet.</exception>
    private static async Task<IReadOnlyDictionary<Tile, byte[]>> Fetch(Session session, IReadOnlyList<Tile> tiles)
    {
        var found = new Dictionary<Tile, byte[]>();
        if (tiles.Count is 0) return found;
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (i, tile) in tiles.Index())
        {
            parameters.Add(string.Create(CultureInfo.InvariantCulture, $"@level{i}"), (long)tile.Level);
            parameters.Add(string.Create(CultureInfo.InvariantCulture, $"@idx{i}"), tile.Index);
        }
        var any = string.Join(" OR ", tiles.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"(level = @level{i} AND idx = @idx{i})")));
        var rows = (await session.List<Row>($"SELECT level, idx, hashes FROM tile WHERE {any}", parameters)).ToDictionary(row => (row.Level, row.Idx), row => row.Hashes);
        foreach (var tile in tiles)
        {
            var hashes = rows.GetValueOrDefault((tile.Level, tile.Index)) ?? (tile.Level is 0 ? await Leaves(session, tile) : []);
            if (hashes.Length < tile.Width * Hash.Size) throw new InvalidDataException($"The database lacks {tile.Path}.");
            found[tile] = hashes;
        }
        return found;
    }

    /// <summary>The tile of leaf hashes that grows is not stored a second time.</summary>
    private static async Task<byte[]> Leaves(Session session, Tile tile)
    {
        var after = tile.Index << Tile.Height;
        return [.. (await session.List<byte[]>(
            "SELECT leaf_hash FROM ledger WHERE position > @after AND position <= @upTo ORDER BY position", new { after, upTo = after + tile.Width })).SelectMany(hash => hash)];
    }

    private sealed record Row
    {
        public long Level { get; init; }
        public long Idx { get; init; }
        public required byte[] Hashes { get; init; }
    }
}
