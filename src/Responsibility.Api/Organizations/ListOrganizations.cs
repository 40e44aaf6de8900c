using System.Globalization;

namespace Responsibility.Api.Organizations;

/// <summary>Organizations on a day.</summary>
/// <param name="Within">Code of a division: only what is in it or below.</param>
/// <param name="Division">Code of a division: only what is in that very one.</param>
/// <param name="Kind">Only these kinds.</param>
/// <param name="Q">Part of the name, two characters too.</param>
/// <param name="AsOf">The day on which it was so; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Limit">Items per page, 1 to 1,000.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>.</param>
internal sealed record ListOrganizations(
    string? Within = null, string? Division = null, OrganizationKind[]? Kind = null, string? Q = null,
    DateOnly? AsOf = null, string? KnownAt = null, int Limit = 50, string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<Organization>>>, IListing;

internal sealed class ListOrganizationsHandler(Database database) : IRequestHandler<ListOrganizations, Result<Page<Organization>>>
{
    public Task<Result<Page<Organization>>> Handle(ListOrganizations request, CancellationToken ct) =>
        Listing.Ask(database, request, async Task<Result<Page<Organization>>> (session, moment) =>
        {
            var listing = new Listing(session, OrganizationRow.Select, "o.id")
                .In("o.kind", "Kind", request.Kind)
                .Named(request.Q, "organization", "o.id", "o.name");
            if (await listing.Division(session, request.Division, moment, "o.division_id") is { } unknown) return unknown;
            if (await listing.Within(session, request.Within, moment, subtree => $"o.division_id IN ({subtree})") is { } refusal) return refusal;
            return await listing.Page<ListOrganizations, OrganizationRow, Organization>(
                request, moment, row => row.Id.Value.ToString(CultureInfo.InvariantCulture), row => row.Show());
        }, ct);
}

internal sealed class ListOrganizationsValidator : AbstractValidator<ListOrganizations>
{
    public ListOrganizationsValidator() => Include(new ListingValidator<ListOrganizations>());
}

internal static class ListOrganizationsEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/organizations", async (Question<ListOrganizations> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes<Page<Organization>>(nameof(ListOrganizations), "Organizations", "Organizations on a day", StatusCodes.Status200OK)
        .HeedsScope().Refuses(Refusals.DivisionUnknown, Refusals.CursorInvalid, Refusals.KnownAtInFuture);
}
