using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Responsibility.Api.Imports;

/// <summary>Takes in a file and queues a job that loads it.</summary>
/// <param name="Content">Its bytes, read once.</param>
/// <param name="IsPacked">Whether it is said to be packed by gzip; where it is not said, its first bytes tell.</param>
internal sealed record StartImport(ImportParams Params, string? FileName, Stream Content, ImportFormat Format = ImportFormat.Csv, bool IsPacked = false) : IRequest<Result<ImportJob>>;

internal sealed class StartImportHandler(Database database, Caller caller, Settings settings, ImportSignal signal, TimeProvider clock) : IRequestHandler<StartImport, Result<ImportJob>>
{
    public async Task<Result<ImportJob>> Handle(StartImport request, CancellationToken ct)
    {
        if (await Unfit(request.Params, ct) is { } unfit) return unfit;
        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName is "zh" ? "zh" : "en";
        var id = 0L;
        await database.Operate(async session => id = await ImportJobs.Open(session, request.Params, request.FileName, language, clock.GetUtcNow()), ct);
        var queued = false;
        try
        {
            await using var file = new SentFile(request.Content, request.IsPacked);
            var received = await Upload.Receive(database, id, file, request.Params.Charset, settings.Imports.MaxBytes, ct);
            if (received.Refusal is { } refusal) return refusal;
            var (sha256, encoding) = received.Required();
            if (request.Params.AtomicMode is AtomicMode.All && await Rows(id, request.Format, encoding, ct) > settings.Imports.MaxRowsForAll)
                return Refusals.TooManyRowsForAll.Because($"At most {settings.Imports.MaxRowsForAll} rows.", $"最多 {settings.Imports.MaxRowsForAll} 行。").At("atomicMode");
            var job = await database.Write<ImportJob>(caller, async session =>
            {
                await ImportJobs.Queue(session, id, sha256, new ImportReport { Format = request.Format, Encoding = encoding.Name });
                return (await ImportJobs.Find(session, id))!.Show(clock.GetUtcNow());
            }, ct);
            // Under an idempotency key the answer may be that of an earlier request, whose job has the bytes already.
            queued = job.Refusal is null && job.Required().Id == id;
            signal.Ring();
            return job;
        }
        finally
        {
            if (!queued) await database.Operate(session => ImportJobs.Discard(session, id), CancellationToken.None);
        }
    }

    /// <summary>What is against loading any file so.</summary>
    private async Task<Refusal?> Unfit(ImportParams stated, CancellationToken ct)
    {
        if (stated.ImportStrategy is not ImportStrategy.Sync)
        {
            return stated.Within is not null ? Refusals.ParameterInvalid.At("within", stated.Within)
                : stated.EffectiveOn is { } day ? Refusals.ParameterInvalid.At("effectiveOn", day)
                : stated.MaxEnded is { } most ? Refusals.ParameterInvalid.At("maxEnded", most)
                : null;
        }
        if (Synced.Of(stated.Type) is null) return Refusals.SyncUnsupported.At("importStrategy");
        if (stated.MaxEnded < 0) return Refusals.ParameterInvalid.At("maxEnded", stated.MaxEnded);
        if (stated.Within is null) return Refusals.ParameterInvalid.Because("Name the division under which the file is complete.", "请指明文件完整覆盖的区划。").At("within");
        return DivisionCode.TryParse(stated.Within, out _) && await database.Read(session => DivisionCodes.Meant(session, stated.Within, stated.EffectiveOn ?? database.Today), ct) is not null
            ? null
            : Refusals.DivisionUnknown.At("within", stated.Within);
    }

    /// <summary>How many data rows the file has; what is wrong with it the job finds out.</summary>
    private async Task<long> Rows(long id, ImportFormat format, FileEncoding encoding, CancellationToken ct)
    {
        using var file = RowFile.Open(database, id, format, encoding, ct);
        return await file.Count() is { Refusal: null } count ? count.Required() - (format is ImportFormat.Ndjson ? 0 : 1) : 0;
    }
}

internal static class StartImportEndpoint
{
    public const string Csv = "text/csv";
    public const string Ndjson = "application/x-ndjson";
    private const string Form = "multipart/form-data";

    public static void Map(IEndpointRouteBuilder v1, Settings settings) => v1
        .MapPost("/imports", async (Question<ImportParams> ask, HttpRequest http, IMediator mediator, CancellationToken ct) =>
        {
            var sent = await Read(http, ask.Value, ct);
            if (sent.Refusal is { } refusal) return refusal.ToProblem();
            return (await mediator.Send(sent.Required(), ct))
                .ToHttp(job => TypedResults.Accepted(string.Create(CultureInfo.InvariantCulture, $"/api/v1/imports/{job.Id}"), job));
        })
        .WithMetadata(new RequestSizeLimitAttribute(settings.Imports.MaxBytes))
        .Describes<ImportJob>(
            nameof(StartImport), "Imports", "Load a file as a job: CSV, or a JSON object on each line, as it is or packed by gzip", StatusCodes.Status202Accepted)
        .TakesFile(Csv, Ndjson, Form).Writes()
        .HeedsScope().Refuses(
            Refusals.EncodingUnsupported, Refusals.GzipMalformed, Refusals.FileMalformed, Refusals.FileMissing, Refusals.FileEmpty, Refusals.BodyTooLarge, Refusals.MediaTypeUnsupported,
            Refusals.TooManyRowsForAll, Refusals.SyncUnsupported, Refusals.DivisionUnknown);

    /// <summary>The file: the body itself, or the part of a form that is named so.</summary>
    private static async Task<Result<StartImport>> Read(HttpRequest http, ImportParams stated, CancellationToken ct)
    {
        if (!MediaTypeHeaderValue.TryParse(http.ContentType, out var type)) return Refusals.MediaTypeUnsupported;
        var coding = http.Headers.ContentEncoding.ToString();
        var packed = coding.Equals("gzip", StringComparison.OrdinalIgnoreCase);
        if (!packed && coding is not ("" or "identity")) return Refusals.MediaTypeUnsupported.Because("The only Content-Encoding is gzip.", "Content-Encoding 仅支持 gzip。");
        if (Format(type) is { } format)
        {
            var charset = Named(stated, type);
            return charset.Refusal is { } unsupported ? unsupported : new StartImport(charset.Required(), null, http.Body, format, packed);
        }
        if (!type.MediaType.Equals(Form, StringComparison.OrdinalIgnoreCase) || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary)
            return Refusals.MediaTypeUnsupported;
        if (packed) return Refusals.MediaTypeUnsupported.Because("Pack the file in the form, not the form.", "请压缩表单中的文件,而不是整个表单。");
        try
        {
            var parts = new MultipartReader(boundary, http.Body);
            while (await parts.ReadNextSectionAsync(ct) is { } part)
                if (part.GetContentDispositionHeader() is { } named && HeaderUtilities.RemoveQuotes(named.Name) == "file")
                    return Read(part, named, stated);
        }
        catch (IOException)
        {
            // A form that ends before it is over has no file either.
        }
        return Refusals.FileMissing;
    }

    /// <summary>Browsers do not know every type of file: where a part's own tells nothing, its name does.</summary>
    private static Result<StartImport> Read(MultipartSection part, ContentDispositionHeaderValue named, ImportParams stated)
    {
        var name = Name(named);
        _ = MediaTypeHeaderValue.TryParse(part.ContentType, out var type);
        var charset = Named(stated, type);
        return charset.Refusal is { } unsupported ? unsupported : new StartImport(charset.Required(), name, part.Body, Format(type) ?? Format(name ?? ""));
    }

    private static ImportFormat? Format(MediaTypeHeaderValue? type) => type?.MediaType.Value?.ToUpperInvariant() switch
    {
        "TEXT/CSV" => ImportFormat.Csv,
        "APPLICATION/X-NDJSON" => ImportFormat.Ndjson,
        _ => null,
    };

    private static ImportFormat Format(string name)
    {
        if (name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) name = name[..^".gz".Length];
        return name.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) ? ImportFormat.Ndjson : ImportFormat.Csv;
    }

    /// <summary>The parameters with the encoding that the media type names, unless they name one.</summary>
    private static Result<ImportParams> Named(ImportParams stated, MediaTypeHeaderValue? type)
    {
        if (stated.Charset is not Charset.Auto || type is not { Charset.HasValue: true }) return stated;
        return FileEncoding.Named(HeaderUtilities.RemoveQuotes(type.Charset).ToString()) is { } charset ? stated with { Charset = charset } : Refusals.EncodingUnsupported;
    }

    private static string? Name(ContentDispositionHeaderValue named)
    {
        var name = HeaderUtilities.RemoveQuotes(named.FileNameStar.HasValue ? named.FileNameStar : named.FileName).Value;
        return name is null ? null : name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
    }
}
