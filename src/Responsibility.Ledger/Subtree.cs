namespace Responsibility.Ledger;

/// <summary>A perfect subtree: the node above the leaves from <c>Index · 2^Height</c> up to <c>(Index + 1) · 2^Height</c>.</summary>
/// <remarks>Its hash never changes once all its leaves are there, whatever is appended later; so these are the nodes that are worth storing.</remarks>
/// <param name="Height">Levels above the leaves; 0 is a leaf.</param>
/// <param name="Index">How many subtrees of the same height stand left of it.</param>
public readonly record struct Subtree(int Height, long Index);

/// <summary>Reads the hash of a stored subtree.</summary>
public delegate byte[] ReadHash(Subtree subtree);

/// <summary>The leaves from <paramref name="Start"/> up to <paramref name="End"/>: D[Start:End] of RFC 6962 §2.1.</summary>
/// <remarks>Only ranges that are nodes of some tree occur: Start is a multiple of the smallest power of two that holds them all.</remarks>
/// <param name="Start">Index of the first leaf.</param>
/// <param name="End">Index of the leaf after the last.</param>
public readonly record struct LeafRange(long Start, long End)
{
    /// <summary>The perfect subtrees that make up the range, from left to right, each smaller than the one before.</summary>
    public IEnumerable<Subtree> Subtrees()
    {
        for (var (start, height) = (Start, MaxHeight); start < End; height--)
        {
            if (End - start < 1L << height) continue;
            yield return new Subtree(height, start >> height);
            start += 1L << height;
        }
    }

    /// <summary>MTH(D[Start:End]) of RFC 6962 §2.1, out of the hashes of its perfect subtrees.</summary>
    public byte[] Hash(ReadHash read) => Fold(Subtrees().Select(subtree => read(subtree)));

    /// <summary>A tree splits at the largest power of two: so the smallest subtrees, on the right, are joined first.</summary>
    internal static byte[] Fold(IEnumerable<byte[]> leftToRight) =>
        leftToRight.Reverse().Aggregate((byte[]?)null, (right, left) => right is null ? left : Ledger.Hash.Node(left, right)) ?? Ledger.Hash.Empty;

    private const int MaxHeight = 62;
}
