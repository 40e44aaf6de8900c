namespace Responsibility.Api.Ledger;

internal sealed record ShowCheckpoint : IRequest<Result<PublishedCheckpoint>>;

internal sealed class ShowCheckpointHandler(Database database) : IRequestHandler<ShowCheckpoint, Result<PublishedCheckpoint>>
{
    public Task<Result<PublishedCheckpoint>> Handle(ShowCheckpoint request, CancellationToken ct) => database.Read<Result<PublishedCheckpoint>>(
        async session => await PublishedCheckpoint.Latest(session) is { } last ? last : Refusals.NotSignedYet, ct);
}

internal static class ShowCheckpointEndpoint
{
    public static void Map(IEndpointRouteBuilder ledger) => ledger
        .MapGet("/checkpoint", async (HttpResponse http, IMediator mediator, CancellationToken ct) => (await mediator.Send(new ShowCheckpoint(), ct)).ToHttp(last =>
        {
            http.Headers.CacheControl = "no-cache";
            return TypedResults.Text(last.Note, "text/plain; charset=utf-8");
        }))
        .Describes("ShowCheckpoint", "Ledger", "The last checkpoint: size and root of the ledger, signed, as C2SP tlog-checkpoint writes it", new AnswersMetadata(StatusCodes.Status200OK, null, Media: "text/plain"))
        .HeedsScope().Refuses(Refusals.NotSignedYet);
}
