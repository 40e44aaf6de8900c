using System.Globalization;

namespace Responsibility.Api.Posts;

/// <summary>Posts on a day.</summary>
/// <param name="Within">Code of a division: only what is in it or below.</param>
/// <param name="Organization">Only posts of these organizations.</param>
/// <param name="Position">Only these positions.</param>
/// <param name="Status">Only posts in these states of being held on that day; <c>abolished</c> ones are not in the list.</param>
/// <param name="AsOf">The day on which it was so; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Limit">Items per page, 1 to 1,000.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>.</param>
internal sealed record ListPosts(
    string? Within = null, OrganizationId[]? Organization = null, string[]? Position = null, VacancyStatus[]? Status = null,
    DateOnly? AsOf = null, string? KnownAt = null, int Limit = 50, string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<Post>>>, IListing;

internal sealed class ListPostsHandler(Database database) : IRequestHandler<ListPosts, Result<Page<Post>>>
{
    public Task<Result<Page<Post>>> Handle(ListPosts request, CancellationToken ct) =>
        Listing.Ask(database, request, async Task<Result<Page<Post>>> (session, moment) =>
        {
            var listing = new Listing(session, $"SELECT * FROM ({PostRow.Select}) AS post WHERE 1 = 1", "id")
                .Where("1 = 1", "Soon", PostStatus.Soon(moment.AsOf))
                .In("organization_id", "Organization", request.Organization)
                .In("position", "Position", request.Position);
            if (request.Status is { Length: > 0 } wanted)
                listing.Where(PostStatus.Any(wanted));
            if (await listing.Within(session, request.Within, moment, subtree => $"organization_id IN (SELECT o.id FROM organization o WHERE {Known.On("o")} AND o.division_id IN ({subtree}))") is { } refusal)
                return refusal;
            return await listing.Page<ListPosts, PostRow, Post>(request, moment, row => row.Id.Value.ToString(CultureInfo.InvariantCulture), row => row.Show(moment.AsOf));
        }, ct);
}

internal sealed class ListPostsValidator : AbstractValidator<ListPosts>
{
    public ListPostsValidator() => Include(new ListingValidator<ListPosts>());
}

internal static class ListPostsEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/posts", async (Question<ListPosts> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes<Page<Post>>(nameof(ListPosts), "Posts", "Posts on a day, with whether they are held", StatusCodes.Status200OK)
        .HeedsScope().Refuses(Refusals.DivisionUnknown, Refusals.CursorInvalid, Refusals.KnownAtInFuture);
}
