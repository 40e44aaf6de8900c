using System.Globalization;
using Responsibility.Ledger;

namespace Responsibility.Api.Access;

/// <summary>API keys, the oldest first; those that expired or were revoked too.</summary>
/// <param name="Role">Only keys of these roles.</param>
/// <param name="State">Only keys in these states.</param>
internal sealed record ListApiKeys(Role[]? Role = null, ApiKeyState[]? State = null, int Limit = 50, string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<ApiKey>>>, IListing
{
    // Keys are listed as they stand: whether one is taken is asked of now.
    DateOnly? IListing.AsOf => null;

    string? IListing.KnownAt => null;
}

internal sealed class ListApiKeysValidator : AbstractValidator<ListApiKeys>
{
    public ListApiKeysValidator() => Include(new ListingValidator<ListApiKeys>());
}

internal sealed class ListApiKeysHandler(Database database, KeyRing keys, TimeProvider clock) : IRequestHandler<ListApiKeys, Result<Page<ApiKey>>>
{
    public Task<Result<Page<ApiKey>>> Handle(ListApiKeys request, CancellationToken ct) =>
        Listing.Ask(database, request, async Task<Result<Page<ApiKey>>> (session, moment) =>
            await new Listing(session, $"SELECT * FROM ({ApiKeyRow.Select}) AS listed WHERE @AsOf = @AsOf AND @KnownAt = @KnownAt", "id")
                .With("now", Leaf.Time(clock.GetUtcNow()))
                .In("role", "Role", request.Role)
                .In("state", "State", request.State)
                .Page<ListApiKeys, ApiKeyRow, ApiKey>(request, moment, row => row.Id.ToString(CultureInfo.InvariantCulture), row => row.Show(keys)), ct);
}

internal static class ListApiKeysEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/api-keys", async (Question<ListApiKeys> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes<Page<ApiKey>>(nameof(ListApiKeys), "Access", "API keys, without their secrets", StatusCodes.Status200OK)
        .Administers().IsNotStored()
        .Refuses(Refusals.CursorInvalid);
}
