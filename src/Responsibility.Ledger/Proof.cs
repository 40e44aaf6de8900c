namespace Responsibility.Ledger;

/// <summary>Which nodes prove something of a tree, RFC 6962 §2.1.1 and §2.1.2; <see cref="LeafRange.Hash"/> turns each into a hash of the proof.</summary>
public static class Proof
{
    /// <summary>PATH(index, D[size]): the siblings on the way from a leaf up to the root, the leaf's own sibling first.</summary>
    /// <param name="index">Index of the leaf, from 0.</param>
    /// <param name="size">Leaves in the tree.</param>
    public static IReadOnlyList<LeafRange> Inclusion(long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var path = new List<LeafRange>();
        for (var tree = new LeafRange(0, size); tree.End - tree.Start > 1;)
        {
            var (left, right) = Split(tree);
            (tree, var sibling) = index < right.Start ? (left, right) : (right, left);
            path.Add(sibling);
        }
        path.Reverse();
        return path;
    }

    /// <summary>PROOF(from, D[to]): what shows that the tree of <paramref name="from"/> leaves is the beginning of that of <paramref name="to"/>.</summary>
    /// <param name="from">Leaves in the earlier tree; from 1, since every tree begins with the empty one.</param>
    /// <param name="to">Leaves in the later tree.</param>
    public static IReadOnlyList<LeafRange> Consistency(long from, long to)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, to);
        var path = new List<LeafRange>();
        var tree = new LeafRange(0, to);
        while (tree.End != from)
        {
            var (left, right) = Split(tree);
            (tree, var other) = from <= right.Start ? (left, right) : (right, left);
            path.Add(other);
        }
        // SUBPROOF's flag b: whoever verifies knows the node that ends here only where it is the whole of the earlier tree.
        if (tree.Start > 0) path.Add(tree);
        path.Reverse();
        return path;
    }

    /// <summary>Halves a tree at k, the largest power of two smaller than its number of leaves.</summary>
    private static (LeafRange Left, LeafRange Right) Split(LeafRange tree)
    {
        var k = 1L << (63 - (int)long.LeadingZeroCount(tree.End - tree.Start - 1));
        return (tree with { End = tree.Start + k }, tree with { Start = tree.Start + k });
    }
}
