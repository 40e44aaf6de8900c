using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Responsibility.Api.Imports;

/// <summary>A file with a JSON object on each line, its members named like columns.</summary>
internal sealed class NdjsonFile(UploadStream upload) : IRowFile
{
    private const int BufferSize = 64 * 1024;

    /// <summary>No line has more bytes that could be taken in; one that has only carriage returns could.</summary>
    private const int LongestLine = 4 * 1024 * 1024;

    /// <summary>Members that are told apart; where there are more, each line has names of its own.</summary>
    private const int MostNames = RowFile.MostColumns;

    /// <summary>Members that are warned of.</summary>
    private const int MostUnknown = 100;

    /// <summary>Characters of a name by which it is known and told.</summary>
    private const int LongestName = 200;

    /// <summary>A member that says nothing to the import.</summary>
    private const int Aside = -1;

    private readonly Stream bytes = upload.Encoding == FileEncoding.Utf8 ? upload : Encoding.CreateTranscodingStream(upload, upload.Encoding.Encoding, FileEncoding.Utf8.Encoding);
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly List<string> unknown = [];

    /// <summary>For each number of a member, the line on which it was met last.</summary>
    private readonly long[] met = new long[MostNames];

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private int at;
    private int until;
    private bool ended;
    private bool endless;
    private (int From, int Length) text;
    private long line;
    private int named;
    private Header? header;
    private IReadOnlyList<ImportColumn> known = [];

    public IReadOnlyList<string> Unknown => unknown;

    public async Task<Result<Header>> ReadHeader(IReadOnlyList<ImportColumn> columns)
    {
        await Fill();
        if (until is 0) return Refusals.FileEmpty;
        (known, named) = (columns, columns.Count);
        var places = columns.Index().ToDictionary(column => column.Item.Name, column => column.Index, StringComparer.Ordinal);
        return header = new Header(upload.IsMarked ? "\uFEFF" : "", places, columns.Count, []);
    }

    /// <remarks>Reads what the lines say, so that a member that is not known is met wherever it stands.</remarks>
    public async Task<Result<long>> Count()
    {
        var (rows, cells) = (0L, new string[known.Count]);
        while (await Next())
        {
            rows++;
            _ = Read(Text(), cells);
        }
        return endless ? Refusals.FileMalformed.Because($"Line {line + 1} is longer than 4 MiB.", $"第 {line + 1} 行超过 4 MiB。") : rows;
    }

    public async Task Skip(long rows)
    {
        while (rows-- > 0 && await Next())
        {
        }
    }

    public async Task<IReadOnlyList<Row>> Take(int most)
    {
        var (rows, characters) = (new List<Row>(most), 0);
        while (rows.Count < most && characters < RowFile.MostCharacters && await Next())
        {
            var cells = new string[known.Count];
            var malformed = Read(Text(), cells);
            var raw = Encoding.UTF8.GetString(Text());
            characters += raw.Length;
            rows.Add(new Row(header!, line, raw, cells, malformed));
        }
        return rows;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
        bytes.Dispose();
    }

    private ReadOnlySpan<byte> Text() => buffer.AsSpan(text.From, text.Length);

    /// <summary>Goes to the next line that says something.</summary>
    private async ValueTask<bool> Next()
    {
        while (await NextLine())
            if (Text().IndexOfAnyExcept(" \t\r"u8) >= 0) return true;
        return false;
    }

    private async ValueTask<bool> NextLine()
    {
        var seen = 0;
        while (true)
        {
            var end = buffer.AsSpan(at + seen, until - at - seen).IndexOf((byte)'\n');
            if (end >= 0 || (ended && at < until))
            {
                var length = end < 0 ? until - at : seen + end;
                text = (at, length > 0 && buffer[at + length - 1] is (byte)'\r' ? length - 1 : length);
                at += end < 0 ? length : length + 1;
                line++;
                return true;
            }
            seen = until - at;
            if (ended || (endless = seen > LongestLine)) return false;
            await Fill();
        }
    }

    /// <summary>Reads on behind what has not been dealt with yet.</summary>
    private async ValueTask Fill()
    {
        var rest = buffer.AsSpan(at, until - at);
        if (rest.Length == buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
            rest.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }
        else
        {
            rest.CopyTo(buffer);
        }
        (at, until) = (0, until - at);
        var read = await bytes.ReadAsync(buffer.AsMemory(until));
        until += read;
        ended = read is 0;
    }

    /// <summary>Reads a line as cells.</summary>
    /// <returns>Why it cannot be.</returns>
    private Refusal? Read(ReadOnlySpan<byte> row, string[] cells)
    {
        Array.Fill(cells, "");
        var json = new Utf8JsonReader(row);
        try
        {
            if (!json.Read() || json.TokenType is not JsonTokenType.StartObject) return NoObject;
            while (json.Read() && json.TokenType is JsonTokenType.PropertyName)
                if (Member(ref json, cells) is { } fault) return fault;
            // Whatever stands behind the object is refused by the reader.
            json.Read();
            return null;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // The second is half a character, written as \ud800.
            return NoObject;
        }
    }

    private Refusal? Member(ref Utf8JsonReader json, string[] cells)
    {
        var number = Number(ref json);
        if (number >= 0)
        {
            if (met[number] == line) return At(json.GetString()!, "A member stands twice.", "成员重复。");
            met[number] = line;
        }
        var name = json;
        json.Read();
        if (number is Aside)
        {
            json.Skip();
            return null;
        }
        if (json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) return At(name.GetString()!, "A member has members or items of its own.", "成员的值不能是对象或数组。");
        if (number >= known.Count) return null;
        var cell = json.TokenType switch
        {
            JsonTokenType.String => json.GetString()!,
            JsonTokenType.Null => "",
            _ => Encoding.UTF8.GetString(json.ValueSpan),
        };
        if (cell.Contains('\0', StringComparison.Ordinal)) return NoObject;
        cells[number] = cell;
        return null;
    }

    /// <summary>The place of the column that a member names, or a number of its own behind them.</summary>
    private int Number(ref Utf8JsonReader json)
    {
        const int Usual = 128;
        Span<char> name = stackalloc char[Usual];
        if (json.ValueSpan.Length <= Usual && numbers.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name[..json.CopyString(name)], out var number)) return number;
        var written = json.GetString()!;
        return numbers.Count < MostNames ? numbers[written] = Number(Typed.Folded(written)) : Number(Typed.Folded(written));
    }

    private int Number(string name)
    {
        foreach (var (place, column) in known.Index())
            if (column.Answers(name)) return place;
        if (name.Length is 0 || name[0] is '_') return Aside;
        if (name.Length > LongestName) name = name[..LongestName];
        if (numbers.TryGetValue(name, out var number)) return number;
        if (named == MostNames) return Aside;
        if (unknown.Count < MostUnknown) unknown.Add(name);
        return numbers[name] = named++;
    }

    private static Refusal At(string member, string en, string zh) => Refusals.RowMalformed.Because(en, zh).At(Typed.Folded(member), null);

    private static readonly Refusal NoObject = Refusals.RowMalformed.Because("The line is not a JSON object.", "该行不是 JSON 对象。");
}
