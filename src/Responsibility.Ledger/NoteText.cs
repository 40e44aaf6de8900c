using System.Text;

namespace Responsibility.Ledger;

/// <summary>Which text C2SP signed-note allows.</summary>
internal static class NoteText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The bytes that are signed and sent.</summary>
    /// <exception cref="FormatException">Half of a surrogate pair stands alone.</exception>
    public static byte[] Bytes(string text)
    {
        try
        {
            return Strict.GetBytes(text);
        }
        catch (EncoderFallbackException half)
        {
            throw new FormatException("A note has no half characters.", half);
        }
    }

    /// <summary>The text of bytes that came from outside.</summary>
    /// <exception cref="FormatException">They are not UTF-8.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException stray)
        {
            throw new FormatException("The text is not UTF-8.", stray);
        }
    }

    /// <summary>No control characters but LF, and lines that all end.</summary>
    public static bool IsWhole(string text) => text.EndsWith('\n') && !text.Any(c => c < ' ' && c is not '\n');

    /// <summary>Not empty, and without what separates names from what follows them.</summary>
    public static bool IsKeyName(string name) => name.Length > 0 && !name.Any(c => char.IsWhiteSpace(c) || c < ' ' || c is '+');
}
