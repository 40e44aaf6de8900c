using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Responsibility.Cli.Generation;

/// <summary>The files of a sample: UTF-8 without a byte order mark, LF, quotes only where a value needs them.</summary>
internal static class SampleFolder
{
    private static readonly (string File, string Header, Type Row)[] Sheets =
    [
        ("roster.csv", RosterRow.Header, typeof(RosterRow)),
        ("attributes.csv", AttributeRow.Header, typeof(AttributeRow)),
        ("portfolios.csv", PortfolioRow.Header, typeof(PortfolioRow)),
        ("contacts.csv", ContactRow.Header, typeof(ContactRow)),
    ];

    /// <summary>Writes rows as they come, so that memory does not grow with the roster, and counts them by file.</summary>
    public static IReadOnlyList<(string File, long Rows)> Write(string folder, IEnumerable<Row> rows)
    {
        Directory.CreateDirectory(folder);
        var writers = new Dictionary<Type, CsvWriter>();
        var counts = Sheets.ToDictionary(sheet => sheet.Row, _ => 0L);
        try
        {
            foreach (var (file, header, type) in Sheets)
            {
                var text = new StreamWriter(Path.Combine(folder, file), append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
                var csv = new CsvWriter(text, new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" });
                writers.Add(type, csv);
                WriteLine(csv, header.Split(','));
            }
            foreach (var row in rows)
            {
                counts[row.GetType()]++;
                WriteLine(writers[row.GetType()], row.Fields());
            }
        }
        finally
        {
            foreach (var writer in writers.Values) writer.Dispose();
        }
        return [.. Sheets.Select(sheet => (sheet.File, counts[sheet.Row]))];
    }

    private static void WriteLine(CsvWriter csv, IEnumerable<string?> fields)
    {
        foreach (var field in fields) csv.WriteField(field);
        csv.NextRecord();
    }
}

/// <summary>A file of known attributes, in the columns of <c>attributes.csv</c>.</summary>
internal static class AttributeFile
{
    public static IReadOnlyList<AttributeRow> Read(string path)
    {
        using var reader = new StreamReader(path);
        using var csv = new CsvReader(reader, new CsvConfiguration(CultureInfo.InvariantCulture));
        csv.Read();
        csv.ReadHeader();
        List<AttributeRow> rows = [];
        while (csv.Read())
            rows.Add(new AttributeRow(csv.GetField("division")!, Cell("tag"), Cell("number"),
                Cell("value") is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : null,
                Day(csv.GetField("validFrom")!), Cell("validUntil") is { } until ? Day(until) : null, Cell("document")));
        return rows;

        string? Cell(string column) => csv.GetField(column) is { Length: > 0 } text ? text : null;

        static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
    }
}
