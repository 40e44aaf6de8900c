using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Responsibility.Api.Imports;

/// <summary>A CSV file (RFC 4180) read row by row.</summary>
internal sealed class CsvFile : IRowFile
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
        var text = new StreamReader(bytes, bytes.Encoding.Encoding, detectEncodingFromByteOrderMarks: false, bufferSize: 64 * 1024);
        parser = new CsvParser(text, new CsvConfiguration(CultureInfo.InvariantCulture) { BadDataFound = _ => malformed = true, MaxFieldSize = LongestCell, BufferSize = 64 * 1024 });
    }

    public IReadOnlyList<string> Unknown => header?.Unknown ?? [];

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
        if (parser.Count > RowFile.MostColumns) return Refusals.FileMalformed.Because($"The file has more than {RowFile.MostColumns} columns.", $"文件超过 {RowFile.MostColumns} 列。");
        // The mark of the encoding is kept with the header, so that rejected rows go back as they came.
        var raw = (bytes.IsMarked ? "\uFEFF" : "") + parser.RawRecord.Trim('\r', '\n');
        var read = Header.Read(columns, parser.Record!, raw);
        if (read.Refusal is null) header = read.Required();
        return read;
    }

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

    public async Task Skip(long rows)
    {
        while (rows-- > 0 && await parser.ReadAsync())
        {
        }
    }

    public async Task<IReadOnlyList<Row>> Take(int most)
    {
        var (rows, characters) = (new List<Row>(most), 0);
        while (rows.Count < most && characters < RowFile.MostCharacters && await Read())
        {
            var cells = parser.Count > RowFile.MostColumns ? [] : parser.Record!;
            var raw = parser.RawRecord.Trim('\r', '\n');
            characters += raw.Length;
            for (var i = 0; i < cells.Length; i++) cells[i] = Unguarded(cells[i]);
            // The parser tells on which line a row ends.
            rows.Add(new Row(header!, parser.RawRow - Breaks(raw), raw, cells, malformed ? Quotation : parser.Count > RowFile.MostColumns ? TooWide : null));
        }
        return rows;
    }

    public void Dispose() => parser.Dispose();

    /// <summary>What was told of a row before was of that row.</summary>
    private Task<bool> Read()
    {
        malformed = false;
        return parser.ReadAsync();
    }

    /// <summary>Takes away the apostrophe by which exports keep spreadsheets from taking a cell for a formula.</summary>
    private static string Unguarded(string cell) => cell is ['\'', '=' or '+' or '-' or '@' or '\t' or '\r' or '\'', ..] ? cell[1..] : cell;

    private static int Breaks(string raw)
    {
        var breaks = 0;
        for (var i = 0; i < raw.Length; i++)
            if (raw[i] is '\n' || (raw[i] is '\r' && (i + 1 == raw.Length || raw[i + 1] is not '\n'))) breaks++;
        return breaks;
    }

    private static readonly Refusal Quotation = Refusals.RowMalformed.Because("The row's quotation marks are not those of CSV", "该行引号不符合 CSV 规则");

    private static readonly Refusal TooWide = Refusals.RowMalformed.Because($"The row has more than {RowFile.MostColumns} cells.", $"该行超过 {RowFile.MostColumns} 个单元格。");

    private Refusal Endless() => Refusals.FileMalformed.Because(
        $"A quotation mark that is opened near line {parser.RawRow} is never closed.", $"第 {parser.RawRow} 行附近的引号没有闭合。");
}
