using System.Globalization;

namespace Responsibility.Api.Portfolios;

/// <summary>Portfolios in force on a day.</summary>
/// <param name="Within">Code of a division: only bearers in it or below.</param>
/// <param name="Post">Only these bearers.</param>
/// <param name="Organization">Only these bearers.</param>
/// <param name="Programme">Only these programmes.</param>
/// <param name="AsOf">The day on which it was so; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Limit">Items per page, 1 to 1,000.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>.</param>
internal sealed record ListPortfolios(
    string? Within = null, PostId[]? Post = null, OrganizationId[]? Organization = null, string[]? Programme = null,
    DateOnly? AsOf = null, string? KnownAt = null, int Limit = 50, string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<Portfolio>>>, IListing;

internal sealed class ListPortfoliosHandler(Database database) : IRequestHandler<ListPortfolios, Result<Page<Portfolio>>>
{
    public Task<Result<Page<Portfolio>>> Handle(ListPortfolios request, CancellationToken ct) =>
        Listing.Ask(database, request, async Task<Result<Page<Portfolio>>> (session, moment) =>
        {
            var listing = new Listing(session, PortfolioRow.Select, "r.id")
                .In("r.post_id", "Post", request.Post)
                .In("r.organization_id", "Organization", request.Organization)
                .In("r.programme", "Programme", request.Programme);
            return await listing.Within(session, request.Within, moment, subtree => $"b.division_id IN ({subtree})") is { } refusal
                ? refusal
                : await listing.Page<ListPortfolios, PortfolioRow, Portfolio>(
                    request, moment, row => row.Id.Value.ToString(CultureInfo.InvariantCulture), row => row.Show());
        }, ct);
}

internal sealed class ListPortfoliosValidator : AbstractValidator<ListPortfolios>
{
    public ListPortfoliosValidator() => Include(new ListingValidator<ListPortfolios>());
}

internal static class ListPortfoliosEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/portfolios", async (Question<ListPortfolios> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes<Page<Portfolio>>(nameof(ListPortfolios), "Portfolios", "Portfolios in force on a day", StatusCodes.Status200OK)
        .HeedsScope().Refuses(Refusals.DivisionUnknown, Refusals.CursorInvalid, Refusals.KnownAtInFuture);
}
