using Responsibility.Ledger;

namespace Responsibility.Api.Access;

/// <summary>How a key changes its secret.</summary>
/// <param name="GraceHours">For how many hours the old secret is still taken beside the new one, 0 to 168, so that those who use it can change over.</param>
/// <example>{"graceHours": 24}</example>
public sealed record ApiKeyRotation(int GraceHours = 0);

internal sealed record RotateApiKey(long Id, ApiKeyRotation Body) : IRequest<Result<IssuedApiKey>>;

internal sealed class RotateApiKeyValidator : AbstractValidator<RotateApiKey>
{
    private const int LongestGrace = 7 * 24;

    public RotateApiKeyValidator() => RuleFor(r => r.Body.GraceHours).InclusiveBetween(0, LongestGrace).OverridePropertyName("graceHours");
}

internal sealed class RotateApiKeyHandler(Database database, Caller caller, KeyRing keys, KeyHash hash, TimeProvider clock) : IRequestHandler<RotateApiKey, Result<IssuedApiKey>>
{
    public async Task<Result<IssuedApiKey>> Handle(RotateApiKey request, CancellationToken ct)
    {
        var key = ApiKeys.New();
        var isNew = false;
        var rotated = await database.Write<IssuedApiKey>(caller, async session =>
        {
            var now = clock.GetUtcNow();
            if (await ApiKeys.Find(session, request.Id, now) is not { } known) return Refusals.ApiKeyUnknown.At("id", request.Id);
            if (known.State is ApiKeyState.Revoked) return Refusals.ApiKeyRevoked.At("id", request.Id);
            await session.Record(new KeyRotated(request.Id));
            // One that was to end earlier still does.
            await session.Write(
                "UPDATE api_key_secret SET ends_at = @ends WHERE key_id = @Id AND (ends_at IS NULL OR ends_at > @ends)",
                new { request.Id, ends = Leaf.Time(now.AddHours(request.Body.GraceHours)) });
            await ApiKeys.AddSecret(session, request.Id, hash.Of(key));
            isNew = true;
            return await (await ApiKeys.Find(session, request.Id, now))!.Issued(session, database.Today);
        }, ct);
        keys.Forget();
        return rotated.Refusal is null && isNew ? rotated.Required() with { Key = key } : rotated;
    }
}

internal static class RotateApiKeyEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/api-keys/{id}/rotation", async (Question<Whole> ask, Body<ApiKeyRotation> body, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(new RotateApiKey(ask.Value.Id, body.Value), ct)).ToHttp(TypedResults.Ok))
        .Describes(nameof(RotateApiKey), "Access", "Give an API key another secret, which is shown this once", new AnswersMetadata(StatusCodes.Status200OK, typeof(IssuedApiKey), Seen: false))
        .Takes<ApiKeyRotation>().Administers().IsNotStored()
        .HeedsScope().Refuses(Refusals.Invalid, Refusals.ApiKeyUnknown, Refusals.ApiKeyRevoked);
}
