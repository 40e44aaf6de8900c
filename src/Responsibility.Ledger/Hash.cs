using System.Security.Cryptography;

namespace Responsibility.Ledger;

/// <summary>The hashes of an RFC 6962 Merkle tree: SHA-256, with leaves and nodes kept apart by their first byte.</summary>
public static class Hash
{
    /// <summary>Bytes in a hash.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    /// <summary>Root of the tree without leaves: SHA-256 of nothing, RFC 6962 §2.1.</summary>
    public static byte[] Empty => SHA256.HashData([]);

    /// <summary>Hash of a leaf: SHA-256(0x00 ‖ data), RFC 6962 §2.1.</summary>
    public static byte[] Leaf(ReadOnlySpan<byte> data)
    {
        var prefixed = data.Length < 1024 ? stackalloc byte[data.Length + 1] : new byte[data.Length + 1];
        prefixed[0] = 0x00;
        data.CopyTo(prefixed[1..]);
        return SHA256.HashData(prefixed);
    }

    /// <summary>Hash of a node: SHA-256(0x01 ‖ left ‖ right), RFC 6962 §2.1.</summary>
    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        // A short hash would be filled up with zeroes below, and something else than the two children be hashed.
        if (left.Length is not Size) throw new ArgumentException($"A child has {Size} bytes.", nameof(left));
        if (right.Length is not Size) throw new ArgumentException($"A child has {Size} bytes.", nameof(right));
        Span<byte> both = stackalloc byte[1 + (2 * Size)];
        both[0] = 0x01;
        left.CopyTo(both[1..]);
        right.CopyTo(both[(1 + Size)..]);
        return SHA256.HashData(both);
    }
}
