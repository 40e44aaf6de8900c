namespace Responsibility.Ledger;

/// <summary>Hashes of subtrees, out of tiles that have been fetched.</summary>
/// <param name="size">Leaves in the tree.</param>
/// <param name="fetched">The bytes of each tile, or of a wider one at its place.</param>
public sealed class TileHashes(long size, IReadOnlyDictionary<Tile, byte[]> fetched)
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
        if (!fetched.TryGetValue(tile, out var bytes) || bytes.Length < tile.Width * Hash.Size)
            throw new InvalidOperationException($"{tile.Path} was not fetched, or is too short.");
        var width = 1 << (subtree.Height % Tile.Height);
        var first = (int)((subtree.Index * width) % Tile.FullWidth);
        return Join(bytes.AsSpan(first * Hash.Size, width * Hash.Size));
    }

    /// <summary>The root of a perfect tree above the given hashes.</summary>
    internal static byte[] Join(ReadOnlySpan<byte> hashes) => hashes.Length is Hash.Size
        ? hashes.ToArray()
        : Hash.Node(Join(hashes[..(hashes.Length / 2)]), Join(hashes[(hashes.Length / 2)..]));
}
