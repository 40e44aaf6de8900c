using System.Numerics;

namespace Responsibility.Ledger;

/// <summary>All of a Merkle tree that appending needs: the roots of its perfect subtrees, one for each bit that is set in its size.</summary>
public sealed class Frontier
{
    private readonly List<byte[]> roots = [];

    /// <summary>The tree without leaves.</summary>
    public Frontier() { }

    /// <summary>The tree of <paramref name="size"/> leaves, read from where its nodes are stored.</summary>
    public Frontier(long size, ReadHash read)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        Size = size;
        roots.AddRange(new LeafRange(0, size).Subtrees().Select(subtree => read(subtree)));
    }

    /// <summary>Leaves in the tree.</summary>
    public long Size { get; private set; }

    /// <summary>The Merkle tree hash, RFC 6962 §2.1.</summary>
    public byte[] Root => LeafRange.Fold(roots);

    /// <summary>Adds a leaf on the right.</summary>
    /// <param name="leafHash">Hash of the leaf.</param>
    public void Append(byte[] leafHash)
    {
        if (leafHash.Length != Hash.Size) throw new ArgumentException($"A leaf hash has {Hash.Size} bytes.", nameof(leafHash));
        var node = leafHash;
        // Counting up by one carries over every bit that is set on the right, and each carry joins two subtrees of one size.
        for (var carries = BitOperations.TrailingZeroCount(~Size); carries > 0; carries--)
        {
            node = Hash.Node(roots[^1], node);
            roots.RemoveAt(roots.Count - 1);
        }
        roots.Add(node);
        Size++;
    }
}
