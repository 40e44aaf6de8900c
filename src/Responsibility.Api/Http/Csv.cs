using System.Buffers;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;

namespace Responsibility.Api.Http;

/// <summary>Answers as <c>text/csv</c>: UTF-8 with BOM, so that spreadsheets read Chinese; what could be taken for a formula is escaped.</summary>
internal static class Csv
{
    public const string MediaType = "text/csv";

    /// <summary>Whether the asker prefers CSV to JSON.</summary>
    public static bool IsWanted(HttpRequest request) => request.Prefers(MediaType);

    /// <summary>Whether the asker prefers an answer of that type to one of JSON, which whoever does not say gets.</summary>
    public static bool Prefers(this HttpRequest request, string mediaType) =>
        request.GetTypedHeaders().Accept.OrderByDescending(a => a.Quality ?? 1).Select(a => a.MediaType.Value)
            .FirstOrDefault(accepted => accepted == mediaType || accepted is "application/json" or "application/*" or "*/*") == mediaType;

    /// <summary>A cell: words for enums, ISO days, numbers without a culture.</summary>
    internal static string? Cell(object? value) => value switch
    {
        null => null,
        Enum word => Parameters.Word(word),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        bool yes => yes ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}

/// <summary>Rows as CSV, one column for each property of <typeparamref name="T"/>, streamed.</summary>
internal sealed class CsvResult<T>(IEnumerable<T> rows, Moment moment, string knownAt) : IResult
{
    private static readonly PropertyInfo[] Columns = [.. typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)];

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        Answered.Cache(response, moment);
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers["As-Of"] = Csv.Cell(moment.AsOf);
        response.Headers["Known-At"] = knownAt;
        await using var writer = new StreamWriter(response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await using var csv = new CsvWriter(writer, CsvForm.Writing(InjectionOptions.Escape), leaveOpen: true);
        foreach (var column in Columns) csv.WriteField(JsonNamingPolicy.CamelCase.ConvertName(column.Name));
        await csv.NextRecordAsync();
        foreach (var row in rows)
        {
            foreach (var column in Columns) csv.WriteField(Csv.Cell(column.GetValue(row)));
            await csv.NextRecordAsync();
        }
    }
}

/// <summary>How all files of CSV are written (RFC 4180).</summary>
internal static class CsvForm
{
    /// <summary>A cell with one of these is quoted: a line break of any kind, whichever ends the rows.</summary>
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    public static CsvConfiguration Writing(InjectionOptions injection = InjectionOptions.None) => new(CultureInfo.InvariantCulture)
    {
        NewLine = "\r\n",
        InjectionOptions = injection,
        ShouldQuote = cell => cell.Field.AsSpan().IndexOfAny(Special) >= 0 || cell.Field is [' ', ..] or [.., ' '],
    };
}

/// <summary>A JSON answer that says in its body at which two dates it was asked.</summary>
internal sealed class JsonResult<T>(T value, DateOnly asOf, bool stable) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        Answered.Cache(httpContext.Response, new Moment { AsOf = asOf, KnownAt = 0, Stable = stable });
        return httpContext.Response.WriteAsJsonAsync(value, ApiJson.Options, "application/json; charset=utf-8", httpContext.RequestAborted);
    }
}
