using System.Security.Cryptography;
using System.Text;

namespace Responsibility.Ledger;

/// <summary>One member of what a fact says about persons: its name, its salt and its value as JSON.</summary>
/// <param name="Member">Name of the member.</param>
/// <param name="Salt">32 random bytes that keep a guess at the value from being checked against the commitment.</param>
/// <param name="Value">The value as UTF-8 JSON.</param>
public sealed record PersonalMember(string Member, byte[] Salt, string Value)
{
    /// <summary>Bytes in a salt.</summary>
    public const int SaltSize = 32;
}

/// <summary>What binds a leaf to personal data without holding any: the data can be erased, and the leaf still verifies.</summary>
public static class Commitment
{
    /// <summary>SHA-256 over one line per member in ordinal order: the member, a space, and base64 of SHA-256(salt ‖ value).</summary>
    /// <remarks>Each member has a digest of its own, so that one can be shown, or erased, without the others.</remarks>
    public static byte[] Of(IEnumerable<PersonalMember> members) => OfDigests(members.Select(m => (m.Member, Digest(m.Salt, m.Value))));

    /// <summary>The same, from the digests of members that are not all shown.</summary>
    public static byte[] OfDigests(IEnumerable<(string Member, byte[] Digest)> members)
    {
        var lines = members.ToArray();
        Array.Sort(lines, (one, other) => string.CompareOrdinal(one.Member, other.Member));
        return SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(Array.ConvertAll(lines, line => $"{line.Member} {Convert.ToBase64String(line.Digest)}\n"))));
    }

    /// <summary>SHA-256(salt ‖ value), the value as UTF-8 JSON.</summary>
    public static byte[] Digest(byte[] salt, string value) => SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(value)]);
}
