using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Responsibility.Api.Imports;

/// <summary>A CSV file (RFC 4180) read row by row.</summary>
internal sealed class CsvFile : IDisposable
{
    /// <summary>A longer cell is the trace of a quotation mark that is never closed.</summary>
    private const int LongestCell = 64 * 1024;

    private readonly UploadStream bytes;
    private readonly CsvParser parser;
    private bool malformed;
    private Header? header;

    public CsvFile(UploadStream bytes)
    {
        this.bytes = bytes;
        var text = new StreamReader(bytes, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true, bufferSize: 64 * 1024);
        parser = new CsvParser(text, new CsvConfiguration(CultureInfo.InvariantCulture) { BadDataFound = _ => malformed = true, MaxFieldSize = LongestCell, BufferSize = 64 * 1024 });
    }

    /// <summary>Reads the first row.</summary>
    public async Task<Result<Header>> ReadHeader(IReadOnlyList<ImportColumn> columns)
    {
        try
        {
            if (!await parser.ReadAsync()) return Refusals.FileEmpty;
        }
        catch (MaxFieldSizeException)
        {
            return Endless();
        }
        // The mark of the encoding is kept with the header, so that rejected rows go back as they came.
        var raw = (bytes.IsMarked ? "\uFEFF" : "") + parser.RawRecord.Trim('\r', '\n');
        var read = Header.Read(columns, parser.Record!, raw);
        if (read.Refusal is null) header = read.Required();
        return read;
    }

    /// <summary>Counts the rows that are left.</summary>
    public async Task<Result<long>> Count()
    {
        var rows = 0L;
        try
        {
            while (await parser.ReadAsync()) rows++;
        }
        catch (MaxFieldSizeException)
        {
            return Endless();
        }
        return rows;
    }

    /// <summary>Passes over the next rows.</summary>
    public async Task Skip(long rows)
    {
        while (rows-- > 0 && await parser.ReadAsync())
        {
        }
    }

    /// <summary>The next rows, at most <paramref name="most"/>.</summary>
    public async Task<IReadOnlyList<Row>> Take(int most)
    {
        var rows = new List<Row>(most);
        while (rows.Count < most && await parser.ReadAsync())
        {
            malformed = false;
            var cells = parser.Record!;
            var raw = parser.RawRecord.Trim('\r', '\n');
            // The parser tells on which line a row ends.
            rows.Add(new Row(header!, parser.RawRow - Breaks(raw), raw, cells, malformed));
        }
        return rows;
    }

    public void Dispose() => parser.Dispose();

    private static int Breaks(string raw)
    {
        var breaks = 0;
        for (var i = 0; i < raw.Length; i++)
            if (raw[i] is '\n' || (raw[i] is '\r' && (i + 1 == raw.Length || raw[i + 1] is not '\n'))) breaks++;
        return breaks;
    }

    private Refusal Endless() => Refusals.FileMalformed.Because(
        $"A quotation mark that is opened near line {parser.RawRow} is never closed.", $"第 {parser.RawRow} 行附近的引号没有闭合。");
}
