using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;

namespace Responsibility.Api.Imports;

/// <param name="Id">Number of the job.</param>
internal sealed record AskRejects(long Id) : IRequest<Result<Rejects>>;

/// <summary>The rejected rows of a job, yet to be read.</summary>
internal sealed record Rejects(long Job, string Header, ImportFormat Format, FileEncoding Encoding);

internal sealed class AskRejectsHandler(Database database) : IRequestHandler<AskRejects, Result<Rejects>>
{
    public Task<Result<Rejects>> Handle(AskRejects request, CancellationToken ct) => database.Read<Result<Rejects>>(async session =>
    {
        if (await ImportJobs.Find(session, request.Id) is not { } job) return Refusals.ImportUnknown.At("id", request.Id);
        var report = ImportReport.Read(job.Report);
        return new Rejects(job.Id, job.Header ?? "", report.Format, FileEncoding.Of(report.Encoding));
    }, ct);
}

internal static class ShowRejectsEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/imports/{id}/rejects", async (Question<AskRejects> ask, IMediator mediator, Database database, CancellationToken ct) =>
            (await mediator.Send(ask.Value, ct)).ToHttp(rejects => new RejectsResult(database, rejects)))
        .Describes(
            "ShowRejects", "Imports", "The rejected rows as the file had them, in its format and encoding, each with _errorCode and _message besides, to be put right and loaded again",
            new AnswersMetadata(StatusCodes.Status200OK, null, Media: "text/csv")).Writes()
        .HeedsScope().Refuses(Refusals.ImportUnknown);
}

internal sealed class RejectsResult(Database database, Rejects rejects) : IResult
{
    private const char Mark = '\uFEFF';

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (media, extension) = rejects.Format is ImportFormat.Ndjson ? (StartImportEndpoint.Ndjson, "ndjson") : (StartImportEndpoint.Csv, "csv");
        httpContext.Response.ContentType = $"{media}; charset={rejects.Encoding.Name}";
        httpContext.Response.Headers.ContentDisposition = string.Create(CultureInfo.InvariantCulture, $"attachment; filename=\"import-{rejects.Job}-rejects.{extension}\"");
        await using var writer = new StreamWriter(httpContext.Response.Body, rejects.Encoding.Encoding, leaveOpen: true);
        // The mark of the encoding, if the file had one, stands at the start of its header.
        if (rejects.Header.StartsWith(Mark)) await writer.WriteAsync(Mark);
        await using IRejectsFile file = rejects.Format is ImportFormat.Ndjson ? new NdjsonRejects(writer) : new CsvRejects(writer, rejects.Header.TrimStart(Mark));
        await file.Begin();
        await database.Read(async session =>
        {
            await foreach (var row in session.Stream<Reject>("SELECT code, message, raw FROM import_reject WHERE job_id = @Job ORDER BY row", new { rejects.Job })) await file.Write(row);
            return 0;
        }, httpContext.RequestAborted);
    }
}

/// <summary>A rejected row, and why it was.</summary>
internal sealed record Reject
{
    public required string Code { get; init; }
    public required string Message { get; init; }
    public required string Raw { get; init; }
}

/// <summary>Rejected rows as a file.</summary>
internal interface IRejectsFile : IAsyncDisposable
{
    Task Begin();

    Task Write(Reject row);
}

internal static class RejectsFile
{
    public const string ErrorCode = "_errorCode";
    public const string Message = "_message";

    /// <summary>Whether a column tells what was wrong with a row before: it is left aside when the row is loaded again, and told anew.</summary>
    public static bool Tells(string column) => column is ErrorCode or Message;
}

/// <summary>The header and the rows, each with its own cells, as many as the header has, and two more.</summary>
internal sealed class CsvRejects : IRejectsFile
{
    private readonly CsvWriter csv;
    private readonly string[] names;

    /// <summary>Places of the two columns in a file that was such a file before.</summary>
    private readonly IReadOnlyList<int> told;

    public CsvRejects(TextWriter writer, string header)
    {
        csv = new CsvWriter(writer, CsvForm.Writing(), leaveOpen: true);
        names = Cells(header);
        told = [.. names.Index().Where(name => RejectsFile.Tells(name.Item.Trim())).Select(name => name.Index)];
    }

    public Task Begin() => Write(names, RejectsFile.ErrorCode, RejectsFile.Message);

    public Task Write(Reject row) => Write(Cells(row.Raw), row.Code, row.Message);

    public ValueTask DisposeAsync() => csv.DisposeAsync();

    private Task Write(string[] cells, string code, string message)
    {
        for (var i = 0; i < Math.Max(cells.Length, names.Length); i++)
            if (!told.Contains(i)) csv.WriteField(i < cells.Length ? cells[i] : "");
        csv.WriteField(code);
        csv.WriteField(message);
        return csv.NextRecordAsync();
    }

    private static string[] Cells(string raw)
    {
        using var parser = new CsvParser(new StringReader(raw), new CsvConfiguration(CultureInfo.InvariantCulture) { BadDataFound = null });
        return parser.Read() ? parser.Record! : [];
    }
}

/// <summary>The objects, each with two members more; a line that is none is told as it is.</summary>
internal sealed class NdjsonRejects(TextWriter writer) : IRejectsFile
{
    private static readonly JsonWriterOptions Plainly = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public Task Begin() => Task.CompletedTask;

    public Task Write(Reject row) => writer.WriteAsync((Line(row, asObject: true) ?? Line(row, asObject: false)) + "\n");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string? Line(Reject row, bool asObject)
    {
        using var written = new MemoryStream();
        using var json = new Utf8JsonWriter(written, Plainly);
        json.WriteStartObject();
        if (!asObject) json.WriteString("_raw", row.Raw);
        else if (!Members(json, row.Raw)) return null;
        json.WriteString(RejectsFile.ErrorCode, row.Code);
        json.WriteString(RejectsFile.Message, row.Message);
        json.WriteEndObject();
        json.Flush();
        return Encoding.UTF8.GetString(written.GetBuffer(), 0, (int)written.Length);
    }

    private static bool Members(Utf8JsonWriter json, string raw)
    {
        try
        {
            using var line = JsonDocument.Parse(raw);
            if (line.RootElement.ValueKind is not JsonValueKind.Object) return false;
            foreach (var member in line.RootElement.EnumerateObject())
                if (!RejectsFile.Tells(member.Name)) member.WriteTo(json);
            return true;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or ArgumentException)
        {
            return false;
        }
    }
}
