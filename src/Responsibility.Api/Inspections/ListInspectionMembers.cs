using System.Globalization;

namespace Responsibility.Api.Inspections;

/// <summary>Members of inspection groups on a day.</summary>
/// <param name="Within">Code of a division: only groups in it or below.</param>
/// <param name="Group">Only members of these groups.</param>
/// <param name="Official">Only these officials.</param>
/// <param name="Overdue">True: only those who are there though their planned end has come; false: only the others.</param>
/// <param name="AsOf">The day on which it was so; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Limit">Items per page, 1 to 1,000.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>.</param>
internal sealed record ListInspectionMembers(
    string? Within = null, OrganizationId[]? Group = null, OfficialId[]? Official = null, bool? Overdue = null,
    DateOnly? AsOf = null, string? KnownAt = null, int Limit = 50, string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<InspectionMember>>>, IListing;

internal sealed class ListInspectionMembersHandler(Database database) : IRequestHandler<ListInspectionMembers, Result<Page<InspectionMember>>>
{
    public Task<Result<Page<InspectionMember>>> Handle(ListInspectionMembers request, CancellationToken ct) =>
        Listing.Ask(database, request, async Task<Result<Page<InspectionMember>>> (session, moment) =>
        {
            var listing = new Listing(session, InspectionMemberRow.Select, "m.id").In("m.group_id", "Group", request.Group).In("m.official_id", "Official", request.Official);
            if (request.Overdue is { } overdue) listing.Where(overdue ? "m.planned_until <= @AsOf" : "m.planned_until > @AsOf");
            return await listing.Within(session, request.Within, moment, subtree => $"g.division_id IN ({subtree})") is { } outside
                ? outside
                : await listing.Page<ListInspectionMembers, InspectionMemberRow, InspectionMember>(
                    request, moment, row => row.Id.Value.ToString(CultureInfo.InvariantCulture), row => row.Show());
        }, ct);
}

internal sealed class ListInspectionMembersValidator : AbstractValidator<ListInspectionMembers>
{
    public ListInspectionMembersValidator() => Include(new ListingValidator<ListInspectionMembers>());
}

internal static class ListInspectionMembersEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/inspection-members", async (Question<ListInspectionMembers> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes<Page<InspectionMember>>(nameof(ListInspectionMembers), "Inspections", "Members of inspection groups on a day", StatusCodes.Status200OK)
        .HeedsScope().Refuses(Refusals.DivisionUnknown, Refusals.CursorInvalid, Refusals.KnownAtInFuture);
}
