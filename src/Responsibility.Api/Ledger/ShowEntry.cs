namespace Responsibility.Api.Ledger;

/// <param name="Position">Where the fact stands, from 1.</param>
internal sealed record ShowEntry(long Position) : IRequest<Result<Entry>>;

internal sealed class ShowEntryHandler(Database database) : IRequestHandler<ShowEntry, Result<Entry>>
{
    public Task<Result<Entry>> Handle(ShowEntry request, CancellationToken ct) => database.Read<Result<Entry>>(async session =>
        await session.Find<LedgerRow>(Sql, new { request.Position }) is { } row ? Entry.Of(row) : Refusals.PositionUnknownToLedger.At("position", request.Position), ct);

    private const string Sql = $"{Entry.Select} WHERE position = @Position";
}

internal static class ShowEntryEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/ledger/entries/{position}", async (Question<ShowEntry> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToHttp(TypedResults.Ok))
        .Describes<Entry>("ShowLedgerEntry", "Ledger", "One fact as the ledger holds it, without personal data", StatusCodes.Status200OK)
        .Audits().IsNotStored()
        .Refuses(Refusals.PositionUnknownToLedger);
}
