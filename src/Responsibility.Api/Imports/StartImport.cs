using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Responsibility.Api.Imports;

/// <summary>Takes in a file and queues a job that loads it.</summary>
/// <param name="Content">Its bytes, read once.</param>
internal sealed record StartImport(ImportParams Params, string? FileName, Stream Content) : IRequest<Result<ImportJob>>;

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
            var received = await Upload.Receive(database, id, request.Content, settings.Imports.MaxBytes, ct);
            if (received.Refusal is { } refusal) return refusal;
            if (request.Params.AtomicMode is AtomicMode.All && await Rows(id, ct) > settings.Imports.MaxRowsForAll)
                return Refusals.TooManyRowsForAll.Because($"At most {settings.Imports.MaxRowsForAll} rows.", $"最多 {settings.Imports.MaxRowsForAll} 行。").At("atomicMode");
            var job = await database.Write<ImportJob>(caller, async session =>
            {
                await ImportJobs.Queue(session, id, received.Required().Sha256);
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
    private async Task<long> Rows(long id, CancellationToken ct)
    {
        using var file = new CsvFile(new UploadStream(database, id, ct));
        return await file.Count() is { Refusal: null } count ? count.Required() - 1 : 0;
    }
}

internal static class StartImportEndpoint
{
    private const string Csv = "text/csv";
    private const string Form = "multipart/form-data";

    public static void Map(IEndpointRouteBuilder v1, Settings settings) => v1
        .MapPost("/imports", async (Question<ImportParams> ask, HttpRequest http, IMediator mediator, CancellationToken ct) =>
        {
            var file = await File(http, ct);
            if (file.Refusal is { } refusal) return refusal.ToProblem();
            var (name, content) = file.Required();
            return (await mediator.Send(new StartImport(ask.Value, name, content), ct))
                .ToHttp(job => TypedResults.Accepted(string.Create(CultureInfo.InvariantCulture, $"/api/v1/imports/{job.Id}"), job));
        })
        .WithMetadata(new RequestSizeLimitAttribute(settings.Imports.MaxBytes))
        .Describes<ImportJob>(nameof(StartImport), "Imports", "Load a CSV file as a job", StatusCodes.Status202Accepted)
        .TakesFile(Csv, Form).Writes()
        .HeedsScope().Refuses(Refusals.EncodingUnsupported, Refusals.FileMissing, Refusals.FileEmpty, Refusals.BodyTooLarge, Refusals.MediaTypeUnsupported, Refusals.TooManyRowsForAll, Refusals.SyncUnsupported, Refusals.DivisionUnknown);

    /// <summary>The file: the body itself, or the part of a form that is named so.</summary>
    private static async Task<Result<(string? Name, Stream Content)>> File(HttpRequest http, CancellationToken ct)
    {
        if (!MediaTypeHeaderValue.TryParse(http.ContentType, out var type)) return Refusals.MediaTypeUnsupported;
        if (type.MediaType.Equals(Csv, StringComparison.OrdinalIgnoreCase))
            return type.Charset.HasValue && !HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase) ? Refusals.EncodingUnsupported : (null, http.Body);
        if (!type.MediaType.Equals(Form, StringComparison.OrdinalIgnoreCase) || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary)
            return Refusals.MediaTypeUnsupported;
        try
        {
            var parts = new MultipartReader(boundary, http.Body);
            while (await parts.ReadNextSectionAsync(ct) is { } part)
                if (part.GetContentDispositionHeader() is { } named && HeaderUtilities.RemoveQuotes(named.Name) == "file")
                    return (Name(named), part.Body);
        }
        catch (IOException)
        {
            // A form that ends before it is over has no file either.
        }
        return Refusals.FileMissing;
    }

    private static string? Name(ContentDispositionHeaderValue named)
    {
        var name = HeaderUtilities.RemoveQuotes(named.FileNameStar.HasValue ? named.FileNameStar : named.FileName).Value;
        return name is null ? null : name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
    }
}
