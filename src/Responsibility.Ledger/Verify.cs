namespace Responsibility.Ledger;

/// <summary>Checks proofs by RFC 9162 §2.1.3.2 and §2.1.4.2, step by step and independently of <see cref="Proof"/>, which makes them.</summary>
/// <remarks>
/// A proof binds hashes to a root, and a root to nothing: trees of 3 and of 4 leaves lead to their first leaf by paths of one shape, so a
/// proof may also hold when another size is claimed for the same root. Size and root must come together, from a signed checkpoint.
/// </remarks>
public static class Verify
{
    /// <summary>Whether a leaf stands at an index of the tree with the given root, RFC 9162 §2.1.3.2.</summary>
    /// <param name="index">Index of the leaf, from 0.</param>
    /// <param name="size">Leaves in the tree.</param>
    /// <param name="leafHash">Hash of the leaf.</param>
    /// <param name="proof">Siblings on the way up, the leaf's own first.</param>
    /// <param name="root">Root of the tree.</param>
    public static bool Inclusion(long index, long size, byte[] leafHash, IReadOnlyList<byte[]> proof, byte[] root)
    {
        if (index < 0 || index >= size || !AreHashes([leafHash, root, .. proof])) return false;
        var (fn, sn, r) = (index, size - 1, leafHash);
        foreach (var p in proof)
        {
            if (sn is 0) return false;
            if (IsOdd(fn) || fn == sn)
            {
                r = Hash.Node(p, r);
                while (!IsOdd(fn) && fn is not 0) (fn, sn) = (fn >> 1, sn >> 1);
            }
            else
            {
                r = Hash.Node(r, p);
            }
            (fn, sn) = (fn >> 1, sn >> 1);
        }
        return sn is 0 && r.AsSpan().SequenceEqual(root);
    }

    /// <summary>Whether the tree of <paramref name="from"/> leaves is the beginning of that of <paramref name="to"/>, RFC 9162 §2.1.4.2.</summary>
    /// <remarks>Of the empty tree nothing is proved: every tree begins with it, and a caller that starts there has nothing to compare yet.</remarks>
    /// <param name="from">Leaves in the earlier tree, at least 1.</param>
    /// <param name="to">Leaves in the later tree.</param>
    /// <param name="fromRoot">Root of the earlier tree.</param>
    /// <param name="toRoot">Root of the later tree.</param>
    /// <param name="proof">The hashes of the proof; none where both sizes are the same.</param>
    public static bool Consistency(long from, long to, byte[] fromRoot, byte[] toRoot, IReadOnlyList<byte[]> proof)
    {
        if (from <= 0 || from > to) return false;
        // Trees of one size need no hashing: they are consistent when they are the same.
        if (from == to) return proof.Count is 0 && fromRoot.AsSpan().SequenceEqual(toRoot);
        if (proof.Count is 0 || !AreHashes([fromRoot, toRoot, .. proof])) return false;

        var (fn, sn) = (from - 1, to - 1);
        while (IsOdd(fn)) (fn, sn) = (fn >> 1, sn >> 1);
        // A size that is a power of two is one subtree, whose hash the verifier has: the proof leaves it out.
        var path = long.IsPow2(from) ? proof.Prepend(fromRoot) : proof;
        var (fr, sr) = (path.First(), path.First());
        foreach (var c in path.Skip(1))
        {
            if (sn is 0) return false;
            if (IsOdd(fn) || fn == sn)
            {
                (fr, sr) = (Hash.Node(c, fr), Hash.Node(c, sr));
                while (!IsOdd(fn) && fn is not 0) (fn, sn) = (fn >> 1, sn >> 1);
            }
            else
            {
                sr = Hash.Node(sr, c);
            }
            (fn, sn) = (fn >> 1, sn >> 1);
        }
        return sn is 0 && fr.AsSpan().SequenceEqual(fromRoot) && sr.AsSpan().SequenceEqual(toRoot);
    }

    private static bool IsOdd(long number) => (number & 1) is 1;

    /// <summary>No tree here has more than 2^63 leaves, so no proof has more than 64 hashes: a longer one is not worth hashing.</summary>
    private static bool AreHashes(IReadOnlyList<byte[]> hashes) => hashes.Count <= 2 + 64 && hashes.All(hash => hash is { Length: Hash.Size });
}
