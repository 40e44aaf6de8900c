using System.Globalization;

namespace Responsibility.Api.Officials;

/// <summary>Officials.</summary>
/// <param name="Within">Code of a division: only those who are on the books of a body there, or hold a post there on that day.</param>
/// <param name="StaffNumber">Only these staff numbers.</param>
/// <param name="Q">Part of the name, two characters too.</param>
/// <param name="AsOf">The day on which it was so; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Limit">Items per page, 1 to 1,000.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>.</param>
internal sealed record ListOfficials(
    string? Within = null, string[]? StaffNumber = null, string? Q = null,
    DateOnly? AsOf = null, string? KnownAt = null, int Limit = 50, string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<Official>>>, IListing;

internal sealed class ListOfficialsHandler(Database database) : IRequestHandler<ListOfficials, Result<Page<Official>>>
{
    public Task<Result<Page<Official>>> Handle(ListOfficials request, CancellationToken ct) =>
        Listing.Ask(database, request, async Task<Result<Page<Official>>> (session, moment) =>
        {
            var listing = new Listing(session, OfficialRow.Select, "f.id")
                .In("f.staff_number", "StaffNumber", request.StaffNumber)
                .Named(request.Q, "official", "f.id", "f.name");
            return await listing.Within(session, request.Within, moment, WithinCondition) is { } refusal
                ? refusal
                : await listing.Page<ListOfficials, OfficialRow, Official>(
                    request, moment, row => row.Id.Value.ToString(CultureInfo.InvariantCulture), row => row.Show());
        }, ct);

    private static string WithinCondition(string subtree) =>
        $"""
        (f.home_organization_id IN (SELECT b.id FROM organization b WHERE {Known.On("b")} AND b.division_id IN ({subtree}))
         OR f.id IN (SELECT a.official_id
                       FROM organization b
                       JOIN post p ON p.organization_id = b.id AND {Known.On("p")}
                       JOIN appointment a ON a.post_id = p.id AND {Known.On("a")}
                      WHERE {Known.On("b")} AND b.division_id IN ({subtree})))
        """;
}

internal sealed class ListOfficialsValidator : AbstractValidator<ListOfficials>
{
    public ListOfficialsValidator() => Include(new ListingValidator<ListOfficials>());
}

internal static class ListOfficialsEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/officials", async (Question<ListOfficials> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes<Page<Official>>(nameof(ListOfficials), "Officials", "Officials, by staff number, name or place", StatusCodes.Status200OK)
        .HeedsScope().Refuses(Refusals.DivisionUnknown, Refusals.CursorInvalid, Refusals.KnownAtInFuture);
}
