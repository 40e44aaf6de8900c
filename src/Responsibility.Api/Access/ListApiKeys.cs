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
        {
            var listing = new Listing(session, $"SELECT * FROM ({ApiKeyRow.Select}) AS listed WHERE @AsOf = @AsOf AND @KnownAt = @KnownAt", "id")
                .With("now", Leaf.Time(clock.GetUtcNow()))
                .In("role", "Role", request.Role)
                .In("state", "State", request.State);
            if (session.Caller.Scope is not null)
                listing.Where($"divisions IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ({session.Numbers("'[' || divisions || ']'")}) AS named WHERE named.value NOT IN (SELECT id FROM scope_reach WHERE whole = 1))");
            var page = await listing.Page<ListApiKeys, ApiKeyRow, ApiKeyRow>(request, moment, row => row.Id.ToString(CultureInfo.InvariantCulture), row => row);
            if (page.Refusal is { } refusal) return refusal;
            var rows = page.Required();
            var names = await ApiKeys.Names(session, rows.Items.Select(row => row.Scope), database.Today);
            return new Page<ApiKey>([.. rows.Items.Select(row => row.Show(keys, names))], rows.NextCursor, rows.AsOf, rows.KnownAt, rows.Total) { Stable = rows.Stable };
        }, ct);
}

internal static class ListApiKeysEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/api-keys", async (Question<ListApiKeys> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes<Page<ApiKey>>(nameof(ListApiKeys), "Access", "API keys, without their secrets", StatusCodes.Status200OK)
        .Administers().IsNotStored()
        .HeedsScope().Refuses(Refusals.CursorInvalid);
}
