using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsvHelper;
using Responsibility.Api.Imports;

namespace Responsibility.Api.Exports;

/// <summary>Writes rows in a form in which they can be imported.</summary>
internal abstract class ExportWriter(IReadOnlyList<ImportColumn> columns) : IAsyncDisposable
{
    private readonly (string Name, string Key, bool Required)[] fields = [.. columns.Select(c => (c.Name, JsonNamingPolicy.SnakeCaseLower.ConvertName(c.Name), c.Required))];

    protected IReadOnlyList<ImportColumn> Columns => columns;

    public virtual Task Begin() => Task.CompletedTask;

    /// <summary>Writes a row as the database has it.</summary>
    public Task Write(IDictionary<string, object?> row)
    {
        var cells = new (string Name, object? Value)[fields.Length];
        for (var i = 0; i < fields.Length; i++) cells[i] = (fields[i].Name, row.TryGetValue(fields[i].Key, out var value) ? Said(value, fields[i].Required) : null);
        return Write(cells);
    }

    public abstract ValueTask DisposeAsync();

    protected abstract Task Write(IReadOnlyList<(string Name, object? Value)> cells);

    /// <summary>A text, a number, or null where there is nothing, or nothing that whoever reads the cell would take for what it is: a blank cell states nothing.</summary>
    private static object? Said(object? value, bool required) => value switch
    {
        null => null,
        string text => required || (text.Trim().Length == text.Length && text is not ("" or "-" or "\uFF0D")) ? text : null,
        double or float => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        DateOnly or DateTime => Days.Of(value).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => Convert.ToInt64(value, CultureInfo.InvariantCulture),
    };
}

/// <summary>CSV (RFC 4180): UTF-8 with BOM, so that spreadsheets read Chinese; what a spreadsheet could take for a formula has <c>'</c> before it, and is read without it again.</summary>
internal sealed class CsvExport : ExportWriter
{
    private readonly StreamWriter text;
    private readonly CsvWriter csv;

    public CsvExport(Stream body, IReadOnlyList<ImportColumn> columns) : base(columns)
    {
        text = new StreamWriter(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), bufferSize: 32 * 1024, leaveOpen: true);
        csv = new CsvWriter(text, CsvForm.Writing(), leaveOpen: true);
    }

    public override Task Begin()
    {
        foreach (var column in Columns) csv.WriteField(column.Name);
        return csv.NextRecordAsync();
    }

    protected override Task Write(IReadOnlyList<(string Name, object? Value)> cells)
    {
        foreach (var (_, value) in cells) csv.WriteField(value is null ? "" : Escaped(Convert.ToString(value, CultureInfo.InvariantCulture)!));
        return csv.NextRecordAsync();
    }

    /// <summary>A lone <c>-</c> stays: it clears.</summary>
    internal static string Escaped(string text) => text is ['=' or '+' or '@' or '\t' or '\r' or '\'', ..] or ['-', _, ..] ? "'" + text : text;

    public override async ValueTask DisposeAsync()
    {
        await csv.DisposeAsync();
        await text.DisposeAsync();
    }
}

/// <summary>One JSON object a line; members of which nothing is said are left out.</summary>
internal sealed class NdjsonExport(Stream body, IReadOnlyList<ImportColumn> columns) : ExportWriter(columns)
{
    private const int Enough = 32 * 1024;

    private readonly ArrayBufferWriter<byte> buffer = new(2 * Enough);

    protected override async Task Write(IReadOnlyList<(string Name, object? Value)> cells)
    {
        Line(cells);
        if (buffer.WrittenCount >= Enough) await Flush();
    }

    private void Line(IReadOnlyList<(string Name, object? Value)> cells)
    {
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            foreach (var (name, value) in cells)
            {
                switch (value)
                {
                    case null: break;
                    case string text: json.WriteString(name, text); break;
                    case double number: json.WriteNumber(name, number); break;
                    case long whole: json.WriteNumber(name, whole); break;
                }
            }
            json.WriteEndObject();
        }
        buffer.Write("\n"u8);
    }

    private async Task Flush()
    {
        await body.WriteAsync(buffer.WrittenMemory);
        buffer.ResetWrittenCount();
    }

    public override async ValueTask DisposeAsync() => await Flush();
}
