using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace Responsibility.Api.Imports;

/// <param name="Id">Number of the job.</param>
internal sealed record AskImport(long Id) : IRequest<Result<ImportJob>>;

internal sealed class AskImportHandler(Database database, TimeProvider clock) : IRequestHandler<AskImport, Result<ImportJob>>
{
    public Task<Result<ImportJob>> Handle(AskImport request, CancellationToken ct) => database.Read<Result<ImportJob>>(async session =>
        await ImportJobs.Find(session, request.Id) is { } job ? job.Show(clock.GetUtcNow()) : Refusals.ImportUnknown.At("id", request.Id), ct);
}

internal static class ShowImportEndpoint
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);

    public static void Map(IEndpointRouteBuilder v1)
    {
        v1.MapGet("/imports/{id}", async (Question<AskImport> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToHttp(TypedResults.Ok))
            .Describes<ImportJob>("ShowImport", "Imports", "A job: how far it has come, and its report", StatusCodes.Status200OK).Writes()
            .HeedsScope().Refuses(Refusals.ImportUnknown);
        v1.MapGet("/imports/{id}/events", async (Question<AskImport> ask, IMediator mediator, CancellationToken ct) =>
                (await mediator.Send(ask.Value, ct)).ToHttp(job => TypedResults.ServerSentEvents(Progress(mediator, job, ct))))
            .Describes("WatchImport", "Imports", "The job each time that it has got further, as server-sent events; the last one is named after the state in which it ended", new AnswersMetadata(StatusCodes.Status200OK, null, Media: "text/event-stream")).Writes()
            .HeedsScope().Refuses(Refusals.ImportUnknown);
    }

    private static async IAsyncEnumerable<SseItem<ImportJob>> Progress(IMediator mediator, ImportJob job, [EnumeratorCancellation] CancellationToken ct)
    {
        var told = -1L;
        while (!job.IsOver)
        {
            if (job.RowsDone != told) yield return new SseItem<ImportJob>(job, "progress");
            told = job.RowsDone;
            await Task.Delay(BetweenLooks, ct);
            job = (await mediator.Send(new AskImport(job.Id), ct)).Required();
        }
        yield return new SseItem<ImportJob>(job, Parameters.Word(job.State));
    }
}
