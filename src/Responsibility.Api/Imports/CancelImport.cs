namespace Responsibility.Api.Imports;

/// <summary>Stops a job; what its chunks have recorded stays.</summary>
/// <param name="Id">Number of the job.</param>
internal sealed record CancelImport(long Id) : IRequest<Result<ImportJob>>;

internal sealed class CancelImportHandler(Database database, ImportSignal signal, TimeProvider clock) : IRequestHandler<CancelImport, Result<ImportJob>>
{
    public async Task<Result<ImportJob>> Handle(CancelImport request, CancellationToken ct)
    {
        if (await database.Read(session => ImportJobs.Find(session, request.Id), ct) is null) return Refusals.ImportUnknown.At("id", request.Id);
        // A validation holds the writer, so it has to stop before the job can be marked.
        signal.Stop(request.Id);
        Result<ImportJob> result = default;
        await database.Operate(async session =>
        {
            var cancelled = await ImportJobs.Cancel(session, request.Id, clock.GetUtcNow());
            result = await ImportJobs.Find(session, request.Id) is not { } job ? Refusals.ImportUnknown.At("id", request.Id)
                : cancelled > 0 || job.State is ImportState.Cancelled ? job.Show(clock.GetUtcNow())
                : Refusals.ImportEnded.At("id", request.Id);
        }, ct);
        return result;
    }
}

internal static class CancelImportEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapDelete("/imports/{id}", async (Question<CancelImport> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToHttp(TypedResults.Ok))
        .Describes<ImportJob>(nameof(CancelImport), "Imports", "Stop a job between two chunks; what it has recorded stays", StatusCodes.Status200OK).Writes()
        .HeedsScope().Refuses(Refusals.ImportUnknown, Refusals.ImportEnded);
}
