using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;

namespace Responsibility.Api.Imports;

/// <param name="Id">Number of the import.</param>
internal sealed record ShowImport(long Id) : IRequest<Result<ImportJob>>;

internal sealed class ShowImportHandler(Database database) : IRequestHandler<ShowImport, Result<ImportJob>>
{
    public Task<Result<ImportJob>> Handle(ShowImport request, CancellationToken ct) => database.Read<Result<ImportJob>>(async session =>
        await session.Find<ImportRow>($"{ImportRow.Select} WHERE id = @Id AND state <> '{ImportRow.Receiving}'", new { request.Id }) is { } row
            ? row.Show()
            : Refusals.ImportUnknown, ct);
}

/// <summary>Imports, the newest first.</summary>
/// <param name="Limit">Items, 1 to 1,000.</param>
/// <param name="Before">Only imports with a smaller number: the last one of the page before.</param>
internal sealed record ListImports(int Limit = 50, long? Before = null) : IRequest<Result<ImportList>>;

/// <summary>Imports, the newest first.</summary>
/// <param name="NextBefore">Give this as <c>before</c> to get the next page; null on the last page.</param>
/// <example>{"items": ["{ImportJob}"], "nextBefore": null}</example>
public sealed record ImportList(IReadOnlyList<ImportJob> Items, long? NextBefore);

internal sealed class ListImportsValidator : AbstractValidator<ListImports>
{
    public ListImportsValidator() => RuleFor(l => l.Limit).InclusiveBetween(1, 1000);
}

internal sealed class ListImportsHandler(Database database) : IRequestHandler<ListImports, Result<ImportList>>
{
    public Task<Result<ImportList>> Handle(ListImports request, CancellationToken ct) => database.Read<Result<ImportList>>(async session =>
    {
        var rows = await session.List<ImportRow>(
            $"{ImportRow.Select} WHERE id < @before AND state <> '{ImportRow.Receiving}' ORDER BY id DESC LIMIT @limit", new { before = request.Before ?? long.MaxValue, limit = request.Limit + 1 });
        return new ImportList([.. rows.Take(request.Limit).Select(r => r.Show())], rows.Count > request.Limit ? rows[request.Limit - 1].Id : null);
    }, ct);
}

/// <param name="Id">Number of the import.</param>
internal sealed record CancelImport(long Id) : IRequest<Result<ImportJob>>;

internal sealed class CancelImportHandler(Database database, TimeProvider clock, IMediator mediator) : IRequestHandler<CancelImport, Result<ImportJob>>
{
    public async Task<Result<ImportJob>> Handle(CancelImport request, CancellationToken ct)
    {
        await database.Operate(session => session.Execute(
            "UPDATE import_job SET state = 'cancelled', finished_at = @now WHERE id = @Id AND state IN ('queued', 'running')",
            new { now = Ledger.Leaf.Time(clock.GetUtcNow()), request.Id }), ct);
        return await mediator.Send(new ShowImport(request.Id), ct);
    }
}

/// <param name="Type">What the file holds.</param>
internal sealed record Template(ImportType Type);

internal static class ImportEndpoints
{
    private const string Tag = "Imports";

    public static void Map(IEndpointRouteBuilder v1)
    {
        v1.MapGet("/imports", async (Question<ListImports> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToHttp(TypedResults.Ok))
            .Describes<ImportList>(nameof(ListImports), Tag, "Imports, the newest first", StatusCodes.Status200OK).Writes()
            .Refuses(Refusals.Invalid);
        v1.MapGet("/imports/{id}", async (Question<ShowImport> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToHttp(TypedResults.Ok))
            .Describes<ImportJob>(nameof(ShowImport), Tag, "An import: its progress, and its report once it is finished", StatusCodes.Status200OK).Writes()
            .Refuses(Refusals.ImportUnknown);
        v1.MapDelete("/imports/{id}", async (Question<CancelImport> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToHttp(TypedResults.Ok))
            .Describes<ImportJob>(nameof(CancelImport), Tag, "Cancel an import; what it has recorded stays", StatusCodes.Status200OK).Writes()
            .Refuses(Refusals.ImportUnknown);
        v1.MapGet("/imports/{id}/events", async (Question<ShowImport> ask, IMediator mediator, CancellationToken ct) =>
                (await mediator.Send(ask.Value, ct)).ToHttp(_ => TypedResults.ServerSentEvents(Watch(ask.Value, mediator, ct))))
            .Describes("WatchImport", Tag, "Progress of an import as server-sent events, until it ends", StatusCodes.Status200OK).Writes()
            .Refuses(Refusals.ImportUnknown);
        v1.MapGet("/imports/{id}/rejects", async (Question<ShowImport> ask, Database database, IMediator mediator, CancellationToken ct) =>
                (await mediator.Send(ask.Value, ct)).ToHttp(_ => Results.Stream(stream => Rejects(stream, ask.Value.Id, database, ct), "text/csv; charset=utf-8", $"rejects-{ask.Value.Id}.csv")))
            .Describes("DownloadRejects", Tag, "The rejected rows as they stood in the file, with _errorCode and _message", StatusCodes.Status200OK).Writes()
            .Refuses(Refusals.ImportUnknown);
        v1.MapGet("/imports/templates/{type}.csv", (Question<Template> ask) => Results.Text(
                $"\uFEFF{string.Join(',', ImportColumns.Of(ask.Value.Type).Select(c => c.Name))}\r\n{string.Join(',', ImportColumns.Of(ask.Value.Type).Select(c => c.Example))}\r\n", "text/csv", Encoding.UTF8))
            .Describes("DownloadTemplate", Tag, "An empty file of that type, with an example row", StatusCodes.Status200OK)
            .Refuses(Refusals.ParameterInvalid);
    }

    private static async IAsyncEnumerable<SseItem<ImportJob>> Watch(ShowImport import, IMediator mediator, [EnumeratorCancellation] CancellationToken ct)
    {
        long? told = null;
        while (true)
        {
            var job = (await mediator.Send(import, ct)).Required();
            var over = job.State is not (ImportState.Queued or ImportState.Running);
            if (told != job.RowsDone || over) yield return new SseItem<ImportJob>(job, over ? "end" : "progress") { EventId = job.RowsDone.ToString(CultureInfo.InvariantCulture) };
            if (over) yield break;
            told = job.RowsDone;
            await Task.Delay(250, ct);
        }
    }

    private static async Task Rejects(Stream stream, long id, Database database, CancellationToken ct)
    {
        using var file = new ImportFile(database, id);
        await using var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true) { NewLine = "\r\n" };
        await text.WriteLineAsync($"{(await file.Header())?.Raw},_errorCode,_message");
        // Page by page: a snapshot held open for a slow reader would keep the log from being trimmed.
        for (long after = -1; ;)
        {
            var rows = await database.Read(session => session.List<RejectRow>(
                "SELECT row, code, message, raw FROM import_reject WHERE job_id = @id AND row > @after ORDER BY row LIMIT 1000", new { id, after }), ct);
            if (rows.Count is 0) return;
            foreach (var row in rows)
                await text.WriteLineAsync($"{row.Raw},{row.Code},\"{row.Message.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
            after = rows[^1].Row;
        }
    }

    private sealed record RejectRow
    {
        public long Row { get; init; }
        public required string Code { get; init; }
        public required string Message { get; init; }
        public required string Raw { get; init; }
    }
}
