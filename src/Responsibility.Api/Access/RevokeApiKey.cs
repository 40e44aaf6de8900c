using Responsibility.Ledger;

namespace Responsibility.Api.Access;

/// <summary>Why a key is revoked.</summary>
/// <param name="Reason">Up to 4,000 characters.</param>
/// <example>{"reason": "脚本停用"}</example>
public sealed record ApiKeyRevocation(string? Reason = null);

internal sealed record RevokeApiKey(long Id, ApiKeyRevocation Body) : IRequest<Result<ApiKey>>;

internal sealed class RevokeApiKeyValidator : AbstractValidator<RevokeApiKey>
{
    public RevokeApiKeyValidator() => RuleFor(r => r.Body.Reason).MaximumLength(Rules.TextLength).OverridePropertyName("reason");
}

internal sealed class RevokeApiKeyHandler(Database database, Caller caller, KeyRing keys, TimeProvider clock) : IRequestHandler<RevokeApiKey, Result<ApiKey>>
{
    public async Task<Result<ApiKey>> Handle(RevokeApiKey request, CancellationToken ct)
    {
        var revoked = await database.Write<ApiKey>(caller, async session =>
        {
            var now = clock.GetUtcNow();
            if (await ApiKeys.Find(session, request.Id, now) is not { } known) return Refusals.ApiKeyUnknown.At("id", request.Id);
            if (known.State is ApiKeyState.Revoked) return await known.Show(session, keys, database.Today);
            if (known.Role is Role.Administrator && await session.Get<long>(OthersSql, new { request.Id, now = Leaf.Time(now) }) is 0) return Refusals.LastAdministrator.At("id", request.Id);
            await session.Record(new KeyRevoked(request.Id, request.Body.Reason));
            return await (await ApiKeys.Find(session, request.Id, now))!.Show(session, keys, database.Today);
        }, ct);
        keys.Forget();
        return revoked;
    }

    private static readonly string OthersSql =
        $"SELECT count(*) FROM api_key k WHERE k.id <> @Id AND k.role = 'administrator' AND k.divisions IS NULL AND {Known.Now("k")} AND (k.expires_at IS NULL OR k.expires_at > @now)";
}

internal static class RevokeApiKeyEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/api-keys/{id}/revocation", async (Question<Whole> ask, Body<ApiKeyRevocation> body, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(new RevokeApiKey(ask.Value.Id, body.Value), ct)).ToHttp(TypedResults.Ok))
        .Describes(
            nameof(RevokeApiKey), "Access", "Take an API key no longer: here at once, in other processes within a second; again changes nothing",
            new AnswersMetadata(StatusCodes.Status200OK, typeof(ApiKey), Seen: false))
        .Takes<ApiKeyRevocation>().Administers().IsNotStored()
        .HeedsScope().Refuses(Refusals.Invalid, Refusals.ApiKeyUnknown, Refusals.LastAdministrator);
}
