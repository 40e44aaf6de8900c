using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Responsibility.Api.Imports;

/// <param name="Id">Number of the job.</param>
internal sealed record AskRejects(long Id) : IRequest<Result<Rejects>>;

/// <summary>The rejected rows of a job, yet to be read.</summary>
internal sealed record Rejects(long Job, string Header);

internal sealed class AskRejectsHandler(Database database) : IRequestHandler<AskRejects, Result<Rejects>>
{
    public Task<Result<Rejects>> Handle(AskRejects request, CancellationToken ct) => database.Read<Result<Rejects>>(async session =>
        await ImportJobs.Find(session, request.Id) is { } job ? new Rejects(job.Id, job.Header ?? "") : Refusals.ImportUnknown.At("id", request.Id), ct);
}

internal static class ShowRejectsEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/imports/{id}/rejects", async (Question<AskRejects> ask, IMediator mediator, Database database, CancellationToken ct) =>
            (await mediator.Send(ask.Value, ct)).ToHttp(rejects => new RejectsResult(database, rejects)))
        .Describes("ShowRejects", "Imports", "The rejected rows as the file had them, each with _errorCode and _message besides, to be put right and loaded again", new AnswersMetadata(StatusCodes.Status200OK, null, Media: "text/csv")).Writes()
        .HeedsScope().Refuses(Refusals.ImportUnknown);
}

internal sealed class RejectsResult(Database database, Rejects rejects) : IResult
{
    private const char Mark = '\uFEFF';

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "text/csv; charset=utf-8";
        httpContext.Response.Headers.ContentDisposition = string.Create(CultureInfo.InvariantCulture, $"attachment; filename=\"import-{rejects.Job}-rejects.csv\"");
        // The mark of the encoding, if the file had one, stands at the start of its header.
        await using var writer = new StreamWriter(httpContext.Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        await using var csv = new CsvWriter(writer, new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\r\n" }, leaveOpen: true);
        var header = rejects.Header;
        if (header.StartsWith(Mark)) await writer.WriteAsync(Mark);
        var width = Write(csv, header.TrimStart(Mark), 0, "_errorCode", "_message");
        await csv.NextRecordAsync();
        await database.Read(async session =>
        {
            await foreach (var row in session.Stream<Reject>("SELECT code, message, raw FROM import_reject WHERE job_id = @Job ORDER BY row", new { rejects.Job }))
            {
                Write(csv, row.Raw, width, row.Code, row.Message);
                await csv.NextRecordAsync();
            }
            return 0;
        }, httpContext.RequestAborted);
    }

    /// <summary>Writes a row's own cells, as many as the header has, and two more.</summary>
    private static int Write(CsvWriter csv, string raw, int width, string code, string message)
    {
        using var parser = new CsvParser(new StringReader(raw), new CsvConfiguration(CultureInfo.InvariantCulture) { BadDataFound = null });
        var cells = parser.Read() ? parser.Record! : [];
        for (var i = 0; i < Math.Max(cells.Length, width); i++) csv.WriteField(i < cells.Length ? cells[i] : "");
        csv.WriteField(code);
        csv.WriteField(message);
        return cells.Length;
    }

    private sealed record Reject
    {
        public required string Code { get; init; }
        public required string Message { get; init; }
        public required string Raw { get; init; }
    }
}
