using System.Globalization;

namespace Responsibility.Api.Contacts;

/// <summary>Contacts in force on a day.</summary>
/// <param name="Within">Code of a division: only bearers in it or below.</param>
/// <param name="Post">Only these bearers.</param>
/// <param name="Organization">Only these bearers.</param>
/// <param name="Division">Code of the linked division.</param>
/// <param name="AsOf">The day on which it was so; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Limit">Items per page, 1 to 1,000.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>.</param>
internal sealed record ListContacts(
    string? Within = null, PostId[]? Post = null, OrganizationId[]? Organization = null, string? Division = null,
    DateOnly? AsOf = null, string? KnownAt = null, int Limit = 50, string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<Contact>>>, IListing;

internal sealed class ListContactsHandler(Database database) : IRequestHandler<ListContacts, Result<Page<Contact>>>
{
    public Task<Result<Page<Contact>>> Handle(ListContacts request, CancellationToken ct) =>
        Listing.Ask(database, request, async Task<Result<Page<Contact>>> (session, moment) =>
        {
            var listing = new Listing(session, ContactRow.Select, "c.id")
                .In("c.post_id", "Post", request.Post)
                .In("c.organization_id", "Organization", request.Organization);
            if (await listing.Division(session, request.Division, moment, "c.division_id") is { } unknown) return unknown;
            return await listing.Within(session, request.Within, moment, subtree => $"b.division_id IN ({subtree})") is { } refusal
                ? refusal
                : await listing.Page<ListContacts, ContactRow, Contact>(
                    request, moment, row => row.Id.Value.ToString(CultureInfo.InvariantCulture), row => row.Show());
        }, ct);
}

internal sealed class ListContactsValidator : AbstractValidator<ListContacts>
{
    public ListContactsValidator() => Include(new ListingValidator<ListContacts>());
}

internal static class ListContactsEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/contacts", async (Question<ListContacts> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes<Page<Contact>>(nameof(ListContacts), "Contacts", "Contacts in force on a day", StatusCodes.Status200OK)
        .HeedsScope().Refuses(Refusals.DivisionUnknown, Refusals.CursorInvalid, Refusals.KnownAtInFuture);
}
