namespace Responsibility.Ledger;

/// <summary>Hashes of subtrees, out of tiles that have been fetched.</summary>
/// <param name="size">Leaves in the tree.</param>
/// <param name="fetched">Each tile, or a wider one at its place.</param>
public sealed class TileHashes(long size, IReadOnlyDictionary<Tile, TileNodes> fetched)
{
    /// <summary>The tiles to fetch for a proof, each once.</summary>
    /// <param name="path">What <see cref="Proof"/> says is in the proof.</param>
    /// <param name="size">Leaves in the tree.</param>
    public static IReadOnlyList<Tile> Needed(IEnumerable<LeafRange> path, long size) =>
        [.. path.SelectMany(range => range.Subtrees()).Select(subtree => Tile.Of(subtree, size)).Distinct()];

    /// <summary>The hashes of a proof.</summary>
    public IReadOnlyList<byte[]> Of(IEnumerable<LeafRange> path) => [.. path.Select(range => range.Hash(Read))];

    /// <summary>The hash of a subtree: one of its tile's, or several hashed together where it stands between two levels.</summary>
    public byte[] Read(Subtree subtree)
    {
        var tile = Tile.Of(subtree, size);
        if (!fetched.TryGetValue(tile, out var nodes) || nodes.Width < tile.Width) throw new InvalidOperationException($"{tile.Path} was not fetched, or is too short.");
        var height = subtree.Height % Tile.Height;
        return nodes.Above((int)(subtree.Index % (Tile.FullWidth >> height)), height);
    }
}

/// <summary>The hashes of a tile, and the nodes above them up to its root, each of which is hashed once.</summary>
/// <param name="hashes">The bytes of the tile.</param>
public sealed class TileNodes(byte[] hashes)
{
    // The node above all 256 is first, the two below it follow, and so on.
    private readonly byte[]?[] above = new byte[]?[Tile.FullWidth];

    /// <summary>Hashes in the tile.</summary>
    public int Width => hashes.Length / Hash.Size;

    /// <summary>The bytes of the tile.</summary>
    public ReadOnlySpan<byte> Bytes => hashes;

    /// <summary>The root of a perfect tree above 2^height of the hashes.</summary>
    /// <param name="index">How many such trees stand left of it.</param>
    /// <param name="height">0 is a hash of the tile itself.</param>
    public byte[] Above(int index, int height)
    {
        if (height is 0) return hashes[(index * Hash.Size)..((index + 1) * Hash.Size)];
        ref var node = ref above[(Tile.FullWidth >> height) + index];
        return node ??= Hash.Node(Above(2 * index, height - 1), Above((2 * index) + 1, height - 1));
    }
}
