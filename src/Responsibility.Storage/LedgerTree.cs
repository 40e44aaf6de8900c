using System.Globalization;
using Responsibility.Ledger;

namespace Responsibility.Storage;

/// <summary>Reads the Merkle tree over the ledger out of what a snapshot holds of it.</summary>
public static class LedgerTree
{
    /// <summary>About what a tile takes in memory with the nodes above its hashes.</summary>
    private const long BytesOfNodes = 24 * 1024;

    /// <summary>Facts in the ledger.</summary>
    public static Task<long> Size(Session session) => session.Get<long>("SELECT coalesce(max(position), 0) FROM ledger");

    /// <summary>The root of the first <paramref name="size"/> facts, which there must be; by what the database holds now.</summary>
    public static async Task<byte[]> Root(Session session, long size)
    {
        LeafRange[] all = [new(0, size)];
        return new TileHashes(size, await Fetch(session, TileHashes.Needed(all, size), null)).Of(all)[0];
    }

    /// <summary>The hashes that <see cref="Proof"/> names of the tree of the first <paramref name="size"/> facts. Tiles above the leaf hashes are few and asked for with each proof, so they are kept.</summary>
    public static async Task<IReadOnlyList<byte[]>> Hashes(Session session, long size, IReadOnlyList<LeafRange> path) =>
        new TileHashes(size, await Fetch(session, TileHashes.Needed(path, size), session.Shelf)).Of(path);

    /// <summary>The bytes of one tile, cut to its width.</summary>
    public static async Task<byte[]> Bytes(Session session, Tile tile) => (await Fetch(session, [tile], null))[tile].Bytes[..(tile.Width * Hash.Size)].ToArray();

    /// <summary>Each tile, or what it has grown into since.</summary>
    /// <param name="shelf">Where those above the leaf hashes are kept; null where only the database will do.</param>
    /// <exception cref="InvalidDataException">The database lacks one: it has been tampered with, or the facts are not there yet.</exception>
    private static async Task<IReadOnlyDictionary<Tile, TileNodes>> Fetch(Session session, IReadOnlyList<Tile> tiles, Shelf? shelf)
    {
        var found = new Dictionary<Tile, TileNodes>();
        foreach (var tile in tiles.Where(tile => tile.Level > 0))
            if (shelf?.Find<TileNodes>(tile.Path) is { } known) found[tile] = known;
        Tile[] missing = [.. tiles.Where(tile => !found.ContainsKey(tile))];
        var stored = await Stored(session, missing);
        foreach (var tile in missing)
        {
            var hashes = stored.GetValueOrDefault((tile.Level, tile.Index)) ?? (tile.Level is 0 ? await Leaves(session, tile) : []);
            if (hashes.Length < tile.Width * Hash.Size) throw new InvalidDataException($"The database lacks {tile.Path}.");
            found[tile] = new TileNodes(hashes);
            if (tile.Level > 0) shelf?.Keep(tile.Path, found[tile], BytesOfNodes);
        }
        return found;
    }

    private static async Task<IReadOnlyDictionary<(long, long), byte[]>> Stored(Session session, Tile[] tiles)
    {
        if (tiles.Length is 0) return new Dictionary<(long, long), byte[]>();
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (i, tile) in tiles.Index())
        {
            parameters.Add(string.Create(CultureInfo.InvariantCulture, $"@level{i}"), (long)tile.Level);
            parameters.Add(string.Create(CultureInfo.InvariantCulture, $"@idx{i}"), tile.Index);
        }
        var any = string.Join(" OR ", tiles.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"(level = @level{i} AND idx = @idx{i})")));
        return (await session.List<Row>($"SELECT level, idx, hashes FROM tile WHERE {any}", parameters)).ToDictionary(row => (row.Level, row.Idx), row => row.Hashes);
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
