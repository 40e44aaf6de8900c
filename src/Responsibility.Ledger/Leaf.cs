using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Responsibility.Ledger;

/// <summary>The data of a leaf: six lines, each ended by LF, that say what was recorded, when and by whom, without any personal data.</summary>
/// <remarks>
/// <code>
/// rcl/v1
/// officialAppointed/1
/// 2017-07-09T01:02:03.456789Z
/// key:1
/// base64 SHA-256 of the public payload
/// base64 personal commitment, or -
/// </code>
/// </remarks>
public static class Leaf
{
    public const string Version = "rcl/v1";

    /// <summary>Recorded-at as leaf and tables write it: UTC, microseconds, Z; so it sorts as text.</summary>
    public const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>The bytes that are hashed and stored; they are made once and never serialised again.</summary>
    /// <param name="kind">Fact kind, such as <c>officialAppointed/1</c>.</param>
    /// <param name="recordedAt">When the register took it in, UTC.</param>
    /// <param name="actor">Who recorded it, as a pseudonym such as <c>key:1</c>.</param>
    /// <param name="payload">The public payload, JSON with a random nonce.</param>
    /// <param name="commitment">The personal commitment, or null where the fact says nothing about persons.</param>
    public static byte[] Data(string kind, DateTimeOffset recordedAt, string actor, ReadOnlySpan<byte> payload, byte[]? commitment) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"{Version}\n{kind}\n{Time(recordedAt)}\n{actor}\n{Convert.ToBase64String(SHA256.HashData(payload))}\n{(commitment is null ? "-" : Convert.ToBase64String(commitment))}\n"));

    /// <summary>Reads the bytes of a leaf.</summary>
    /// <exception cref="FormatException">They are none, or not spelled as <see cref="Data"/> does.</exception>
    public static LeafLines Parse(ReadOnlySpan<byte> data)
    {
        if (NoteText.Decode(data).Split('\n') is not [Version, var kind, var recordedAt, var actor, var payload, var commitment, ""] || kind.Length is 0 || actor.Length is 0)
            throw new FormatException($"A leaf has six lines, of which the first is {Version}.");
        if (!DateTime.TryParseExact(recordedAt, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out _))
            throw new FormatException("The third line of a leaf is a time in UTC with microseconds.");
        return new LeafLines(
            kind, recordedAt, actor,
            Base64.Hash(payload) ?? throw new FormatException("The fifth line of a leaf is base64 of 32 bytes."),
            commitment is "-" ? null : Base64.Hash(commitment) ?? throw new FormatException("The sixth line of a leaf is base64 of 32 bytes, or a hyphen."));
    }

    public static string Time(DateTimeOffset recordedAt) => recordedAt.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
}

/// <summary>What a leaf says.</summary>
/// <param name="Kind">Fact kind.</param>
/// <param name="RecordedAt">When the register took it in, as the leaf writes it.</param>
/// <param name="Actor">Who recorded it, as a pseudonym.</param>
/// <param name="PayloadHash">SHA-256 of the public payload.</param>
/// <param name="Commitment">The personal commitment; null where the fact says nothing about persons.</param>
public sealed record LeafLines(string Kind, string RecordedAt, string Actor, byte[] PayloadHash, byte[]? Commitment);
