namespace Responsibility.Api.Access;

/// <summary>One API key.</summary>
/// <param name="Id">Ledger position of the fact that issued it.</param>
internal sealed record ShowApiKey(long Id) : IRequest<Result<ApiKey>>;

internal sealed class ShowApiKeyHandler(Database database, KeyRing keys, TimeProvider clock) : IRequestHandler<ShowApiKey, Result<ApiKey>>
{
    public Task<Result<ApiKey>> Handle(ShowApiKey request, CancellationToken ct) =>
        database.Read<Result<ApiKey>>(async session =>
            await ApiKeys.Find(session, request.Id, clock.GetUtcNow()) is { } key ? await key.Show(session, keys, database.Today) : Refusals.ApiKeyUnknown.At("id", request.Id), ct);
}

internal static class ShowApiKeyEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/api-keys/{id}", async (Question<ShowApiKey> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToHttp(TypedResults.Ok))
        .Describes<ApiKey>(nameof(ShowApiKey), "Access", "One API key, without its secret", StatusCodes.Status200OK)
        .Administers().IsNotStored()
        .HeedsScope().Refuses(Refusals.ApiKeyUnknown);
}
