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

    private const int TimeLength = 27;

    /// <summary>The bytes that are hashed and stored; they are made once and never serialised again.</summary>
    /// <param name="kind">Fact kind, such as <c>officialAppointed/1</c>.</param>
    /// <param name="recordedAt">When the register took it in, UTC.</param>
    /// <param name="actor">Who recorded it, as a pseudonym such as <c>key:1</c>.</param>
    /// <param name="payload">The public payload, JSON with a random nonce.</param>
    /// <param name="commitment">The personal commitment, or null where the fact says nothing about persons.</param>
    public static byte[] Data(string kind, DateTimeOffset recordedAt, string actor, ReadOnlySpan<byte> payload, byte[]? commitment) =>
        Encoding.UTF8.GetBytes(string.Concat(
        [
            Version, "\n", kind, "\n", Time(recordedAt), "\n", actor, "\n", Convert.ToBase64String(SHA256.HashData(payload)), "\n", commitment is null ? "-" : Convert.ToBase64String(commitment), "\n",
        ]));

    /// <summary>Whether these bytes are the leaf of just that: what comparing with <see cref="Data"/> tells, for who compares millions.</summary>
    /// <param name="recordedAt">When the register took it in, as the leaf writes it.</param>
    /// <returns>False also where kind or actor hold other characters than those of ASCII.</returns>
    public static bool Is(ReadOnlySpan<byte> data, string kind, string recordedAt, string actor, ReadOnlySpan<byte> payload, byte[]? commitment)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(payload, hash);
        return IsTime(recordedAt)
            && Takes(ref data, Version) && Takes(ref data, kind) && Takes(ref data, recordedAt) && Takes(ref data, actor)
            && Takes(ref data, hash) && (commitment is null ? Takes(ref data, "-") : Takes(ref data, commitment)) && data.IsEmpty;
    }

    /// <summary>Takes the first line off, if it is that one.</summary>
    private static bool Takes(ref ReadOnlySpan<byte> data, string line)
    {
        if (data.Length <= line.Length || data[line.Length] is not (byte)'\n' || !Ascii.Equals(data[..line.Length], line)) return false;
        data = data[(line.Length + 1)..];
        return true;
    }

    /// <summary>The same, of a line in base64.</summary>
    private static bool Takes(ref ReadOnlySpan<byte> data, scoped ReadOnlySpan<byte> hash)
    {
        Span<byte> line = stackalloc byte[((SHA256.HashSizeInBytes + 2) / 3 * 4) + 1];
        System.Buffers.Text.Base64.EncodeToUtf8(hash, line, out _, out var length);
        line[length] = (byte)'\n';
        if (!data.StartsWith(line[..(length + 1)])) return false;
        data = data[(length + 1)..];
        return true;
    }

    private static bool IsTime(string recordedAt) => DateTime.TryParseExact(recordedAt, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out _);

    /// <summary>Reads the bytes of a leaf.</summary>
    /// <exception cref="FormatException">They are none, or not spelled as <see cref="Data"/> does.</exception>
    public static LeafLines Parse(ReadOnlySpan<byte> data)
    {
        if (NoteText.Decode(data).Split('\n') is not [Version, var kind, var recordedAt, var actor, var payload, var commitment, ""] || kind.Length is 0 || actor.Length is 0)
            throw new FormatException($"A leaf has six lines, of which the first is {Version}.");
        if (!IsTime(recordedAt))
            throw new FormatException("The third line of a leaf is a time in UTC with microseconds.");
        return new LeafLines(
            kind, recordedAt, actor,
            Base64.Hash(payload) ?? throw new FormatException("The fifth line of a leaf is base64 of 32 bytes."),
            commitment is "-" ? null : Base64.Hash(commitment) ?? throw new FormatException("The sixth line of a leaf is base64 of 32 bytes, or a hyphen."));
    }

    public static string Time(DateTimeOffset recordedAt)
    {
        // The round-trip form, which is made without looking at a format, less the last of its seven digits.
        Span<char> text = stackalloc char[TimeLength + 1];
        recordedAt.UtcDateTime.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        text[TimeLength - 1] = 'Z';
        return new string(text[..TimeLength]);
    }
}

/// <summary>What a leaf says.</summary>
/// <param name="Kind">Fact kind.</param>
/// <param name="RecordedAt">When the register took it in, as the leaf writes it.</param>
/// <param name="Actor">Who recorded it, as a pseudonym.</param>
/// <param name="PayloadHash">SHA-256 of the public payload.</param>
/// <param name="Commitment">The personal commitment; null where the fact says nothing about persons.</param>
public sealed record LeafLines(string Kind, string RecordedAt, string Actor, byte[] PayloadHash, byte[]? Commitment);
