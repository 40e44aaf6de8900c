using System.Text;
using CsCheck;
using Responsibility.Ledger;
using Hash = Responsibility.Ledger.Hash;

namespace Responsibility.Tests.Ledger;

/// <summary>A Merkle tree written down from the definitions of RFC 6962 §2.1, recursive and slow: what the library is measured against.</summary>
internal static class Tree
{
    /// <summary>The eight leaves that certificate transparency logs test with.</summary>
    public static readonly byte[][] KnownLeaves =
        [.. new[] { "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f" }.Select(Convert.FromHexString)];

    public static readonly Gen<(long Size, int Seed)> GenTree = Gen.Select(Gen.Long[1, 700], Gen.Int[0, 1000]);

    public static byte[] Data(int seed, long index) => Encoding.UTF8.GetBytes($"{seed}/{index}");

    public static byte[][] LeafHashes(long size, int seed) => [.. Enumerable.Range(0, (int)size).Select(i => Hash.Leaf(Data(seed, i)))];

    /// <summary>MTH(D[n]).</summary>
    public static byte[] Root(ReadOnlySpan<byte[]> leaves)
    {
        if (leaves.Length is 0) return Hash.Empty;
        if (leaves.Length is 1) return leaves[0];
        var k = 1;
        while (k * 2 < leaves.Length) k *= 2;
        return Hash.Node(Root(leaves[..k]), Root(leaves[k..]));
    }

    /// <summary>Reads nodes straight off the leaves.</summary>
    public static ReadHash Reader(byte[][] leaves) =>
        subtree => Root(leaves.AsSpan((int)(subtree.Index << subtree.Height), 1 << subtree.Height));

    public static byte[][] Hashes(IEnumerable<LeafRange> path, ReadHash read) => [.. path.Select(range => range.Hash(read))];

    /// <summary>The same bytes with one bit turned over.</summary>
    public static byte[] Flip(byte[] bytes, int bit)
    {
        var flipped = bytes.ToArray();
        flipped[bit / 8 % bytes.Length] ^= (byte)(1 << (bit % 8));
        return flipped;
    }
}
