namespace Responsibility.Ledger;

/// <summary>Base64 of RFC 4648 §4 that has one spelling: no white space, no missing padding, no stray bits at the end.</summary>
/// <remarks>What has two spellings can be copied with a difference that no signature notices.</remarks>
internal static class Base64
{
    public static bool TryDecode(string text, out byte[] bytes)
    {
        var buffer = new byte[(text.Length / 4 * 3) + 3];
        var isBase64 = Convert.TryFromBase64String(text, buffer, out var count);
        bytes = buffer[..count];
        return isBase64 && Convert.ToBase64String(bytes) == text;
    }

    /// <summary>A hash, or null where the text is none.</summary>
    public static byte[]? Hash(string text) => TryDecode(text, out var bytes) && bytes.Length is Ledger.Hash.Size ? bytes : null;
}
