using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Responsibility.Ledger;

namespace Responsibility.Api.Imports;

/// <summary>Brings a file in as a job.</summary>
/// <param name="Type">What the file holds.</param>
/// <param name="ImportMode">Whether rows are kept.</param>
/// <param name="ImportStrategy">What a row may do: create, update (correct what was recorded), or both.</param>
/// <param name="AtomicMode"><c>object</c> keeps each good row.</param>
/// <param name="OnOccupied">In a roster: whether the holder of a full post makes way for the new one on the new one's first day.</param>
/// <param name="InitialLoad">Marks the first load of a register, so that late recording is not taken for backdating.</param>
/// <param name="Charset"><c>auto</c>: UTF-8, with or without a byte order mark.</param>
internal sealed record StartImport(
    ImportType Type, ImportMode ImportMode = ImportMode.Commit, ImportStrategy ImportStrategy = ImportStrategy.CreateAndUpdate, AtomicMode AtomicMode = AtomicMode.Object,
    OnOccupied OnOccupied = OnOccupied.Reject, bool InitialLoad = false, Charset Charset = Charset.Auto);

/// <summary>Takes an upload in, part by part, and queues the job.</summary>
internal sealed class ImportIntake(Database database, ImportBell bell, TimeProvider clock)
{
    private const int PartSize = 1024 * 1024;

    /// <param name="file">The bytes, read to their end and never held whole.</param>
    public async Task<long> Take(StartImport request, Stream file, string? fileName, string actor, CancellationToken ct)
    {
        var parameters = new ImportParams(request.ImportMode, request.ImportStrategy, request.AtomicMode, request.OnOccupied, request.Charset, request.InitialLoad);
        long id = 0;
        await database.Operate(async session => id = await session.Get<long>(
            """
            INSERT INTO import_job (type, state, params, file_name, sha256, actor, language, created_at, report)
            VALUES (@Type, @receiving, @parameters, @fileName, '', @actor, @language, @now, @report) RETURNING id
            """,
            new
            {
                request.Type,
                receiving = ImportRow.Receiving,
                parameters = System.Text.Json.JsonSerializer.Serialize(parameters, FactCodec.Json),
                fileName,
                actor,
                language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName is "zh" ? "zh-CN" : "en",
                now = Leaf.Time(clock.GetUtcNow()),
                report = new ImportReport().Write(),
            }), ct);
        var digest = await Store(id, file, ct);
        await database.Operate(session => session.Execute("UPDATE import_job SET state = 'queued', sha256 = @digest WHERE id = @id", new { digest, id }), ct);
        bell.Ring();
        return id;
    }

    private async Task<string> Store(long job, Stream file, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[PartSize];
        for (long part = 0; ; part++)
        {
            var read = await file.ReadAtLeastAsync(buffer, PartSize, throwOnEndOfStream: false, ct);
            if (read is 0) return Convert.ToHexStringLower(hash.GetHashAndReset());
            hash.AppendData(buffer, 0, read);
            var bytes = buffer[..read];
            await database.Operate(session => session.Execute("INSERT INTO import_upload (job_id, part, bytes) VALUES (@job, @part, @bytes)", new { job, part, bytes }), ct);
        }
    }
}

internal static class StartImportEndpoint
{
    public static void Map(IEndpointRouteBuilder v1, long mostBytes) => v1
        .MapPost("/imports", async (Question<StartImport> ask, HttpRequest http, ImportIntake intake, Caller caller, IMediator mediator, CancellationToken ct) =>
        {
            if (http.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = mostBytes;
            if (!MediaTypeHeaderValue.TryParse(http.ContentType, out var type)) return Refusals.MediaTypeUnsupported.ToProblem();
            if (type.MediaType.Equals("text/csv", StringComparison.OrdinalIgnoreCase)) return await Queue(http.Body, null);
            if (!type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)) return Refusals.MediaTypeUnsupported.ToProblem();
            var parts = new MultipartReader(HeaderUtilities.RemoveQuotes(type.Boundary).Value ?? "", http.Body);
            while (await parts.ReadNextSectionAsync(ct) is { } section)
                if (section.AsFileSection() is { Name: "file", FileStream: { } file } found) return await Queue(file, found.FileName);
            return Refusals.MemberMissing.At("file").ToProblem();

            async Task<IResult> Queue(Stream file, string? name)
            {
                var id = await intake.Take(ask.Value, file, name, caller.Actor, ct);
                return (await mediator.Send(new ShowImport(id), ct)).ToHttp(job => TypedResults.Accepted($"/api/v1/imports/{id}", job));
            }
        })
        .Describes<ImportJob>(nameof(StartImport), "Imports", "Bring a file in as a job", StatusCodes.Status202Accepted)
        .Accepts<string>("text/csv", "multipart/form-data").Writes()
        .Refuses(Refusals.MediaTypeUnsupported, Refusals.BodyTooLarge, Refusals.MemberMissing);
}
