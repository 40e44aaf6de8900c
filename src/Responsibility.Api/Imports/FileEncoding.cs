using System.Text;

namespace Responsibility.Api.Imports;

/// <summary>An encoding in which files come: its name in reports, and the mark (BOM) that may stand before the text.</summary>
/// <remarks>All are strict: bytes that are no characters are never taken for any.</remarks>
internal sealed record FileEncoding(string Name, Encoding Encoding, byte[] Mark)
{
    public static readonly FileEncoding Utf8 = new("utf-8", new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), [0xEF, 0xBB, 0xBF]);
    public static readonly FileEncoding Gb18030 = new(
        "gb18030", CodePagesEncodingProvider.Instance.GetEncoding("gb18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!, [0x84, 0x31, 0x95, 0x33]);
    public static readonly FileEncoding Utf16LittleEndian = new("utf-16le", new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true), [0xFF, 0xFE]);
    public static readonly FileEncoding Utf16BigEndian = new("utf-16be", new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true), [0xFE, 0xFF]);

    private static readonly FileEncoding[] All = [Utf8, Gb18030, Utf16LittleEndian, Utf16BigEndian];

    /// <summary>The encoding that a report names.</summary>
    public static FileEncoding Of(string name) => All.First(encoding => encoding.Name == name);

    /// <summary>What a media type's charset names; null where it is none of them. GBK and GB 2312 are parts of GB 18030.</summary>
    public static Charset? Named(string charset) => charset.ToUpperInvariant() switch
    {
        "UTF-8" or "UTF8" => Charset.Utf8,
        "GB18030" or "GBK" or "GB2312" => Charset.Gb18030,
        "UTF-16" or "UTF-16LE" or "UTF-16BE" => Charset.Utf16,
        _ => null,
    };

    /// <summary>In which encodings a file may be that begins so, the likeliest first; none where its mark says another than was named.</summary>
    public static IReadOnlyList<FileEncoding> Candidates(Charset named, ReadOnlySpan<byte> start)
    {
        foreach (var encoding in All)
            if (start.StartsWith(encoding.Mark)) return named is Charset.Auto || encoding.Answers(named) ? [encoding] : [];
        return named switch
        {
            Charset.Utf8 => [Utf8],
            Charset.Gb18030 => [Gb18030],
            Charset.Utf16 => [IsLittleEndian(start) ? Utf16LittleEndian : Utf16BigEndian],
            _ => [Utf8, Gb18030],
        };
    }

    private bool Answers(Charset named) => named switch
    {
        Charset.Utf8 => this == Utf8,
        Charset.Gb18030 => this == Gb18030,
        _ => this == Utf16LittleEndian || this == Utf16BigEndian,
    };

    /// <summary>Without a mark the order shows in what every file has, separators and line breaks: their NUL stands behind them, or before.</summary>
    private static bool IsLittleEndian(ReadOnlySpan<byte> start)
    {
        var balance = 0;
        for (var i = 0; i + 1 < start.Length; i += 2) balance += (start[i + 1] is 0 ? 1 : 0) - (start[i] is 0 ? 1 : 0);
        return balance >= 0;
    }
}

/// <summary>Finds out in which encoding a file is while it comes in: all that it may be in read it side by side, and the first is right that comes to its end.</summary>
internal sealed class EncodingWatch(Charset named)
{
    /// <summary>A longer line is no row: it would have to be held as a whole.</summary>
    private const int LongestLine = 1024 * 1024;

    private List<Reader>? readers;
    private bool endless;

    /// <summary>Reads on.</summary>
    /// <returns>Why the file cannot be read in any encoding, once that is clear.</returns>
    public Refusal? Take(byte[] bytes)
    {
        if (readers is null)
        {
            var candidates = FileEncoding.Candidates(named, bytes);
            var mark = candidates is [var only] && bytes.AsSpan().StartsWith(only.Mark) ? only.Mark.Length : 0;
            readers = [.. candidates.Select(encoding => new Reader(encoding))];
            return Read(bytes.AsSpan(mark), flush: false);
        }
        return Read(bytes, flush: false);
    }

    /// <summary>In which encoding the file is, now that all of it was read.</summary>
    public Result<FileEncoding> End() => Read([], flush: true) is { } refusal ? refusal : readers![0].Encoding;

    private Refusal? Read(ReadOnlySpan<byte> bytes, bool flush)
    {
        for (var i = readers!.Count - 1; i >= 0; i--)
        {
            var state = readers[i].Take(bytes, flush);
            endless |= state is State.Endless;
            if (state is not State.Text) readers.RemoveAt(i);
        }
        if (readers.Count > 0) return null;
        return endless ? Refusals.FileMalformed.Because("A line is longer than 1 MiB.", "文件中有一行超过 1 MiB。") : Refusals.EncodingUnsupported;
    }

    private enum State { Text, NoText, Endless }

    private sealed class Reader(FileEncoding encoding)
    {
        private readonly Decoder decoder = encoding.Encoding.GetDecoder();
        private readonly char[] characters = new char[encoding.Encoding.GetMaxCharCount(Step)];
        private int line;

        private const int Step = 64 * 1024;

        public FileEncoding Encoding => encoding;

        public State Take(ReadOnlySpan<byte> bytes, bool flush)
        {
            do
            {
                var step = bytes[..Math.Min(bytes.Length, Step)];
                bytes = bytes[step.Length..];
                try
                {
                    var text = characters.AsSpan(0, decoder.GetChars(step, characters, flush));
                    // A NUL belongs to UTF-16 or to no text at all.
                    if (text.Contains('\0')) return State.NoText;
                    if (!Ends(text)) return State.Endless;
                }
                catch (DecoderFallbackException)
                {
                    return State.NoText;
                }
            }
            while (bytes.Length > 0);
            return State.Text;
        }

        private bool Ends(ReadOnlySpan<char> text)
        {
            // Lines are hardly ever longer than a step: where one begins in the text, only the last counts.
            var first = text.IndexOfAny('\r', '\n');
            if (first < 0) return (line += text.Length) <= LongestLine;
            if (line + first > LongestLine) return false;
            line = text.Length - 1 - text.LastIndexOfAny('\r', '\n');
            return true;
        }
    }
}
