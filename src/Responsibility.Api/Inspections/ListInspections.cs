using System.Globalization;

namespace Responsibility.Api.Inspections;

/// <summary>Inspections that had begun by a day, with what they found.</summary>
/// <param name="Within">Code of a division: only inspections of divisions in it or below.</param>
/// <param name="Division">Code of a division: only inspections that cover it, by itself or with one above it.</param>
/// <param name="Group">Only inspections by these groups.</param>
/// <param name="Ongoing">True: only those that go on on that day; false: only those that were over.</param>
/// <param name="Q">Part of the title, two characters too.</param>
/// <param name="AsOf">The day on which it was so; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Limit">Items per page, 1 to 1,000.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>.</param>
internal sealed record ListInspections(
    string? Within = null, string? Division = null, OrganizationId[]? Group = null, bool? Ongoing = null, string? Q = null,
    DateOnly? AsOf = null, string? KnownAt = null, int Limit = 50, string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<Inspection>>>, IListing;

internal sealed class ListInspectionsHandler(Database database) : IRequestHandler<ListInspections, Result<Page<Inspection>>>
{
    public Task<Result<Page<Inspection>>> Handle(ListInspections request, CancellationToken ct) =>
        Listing.Ask(database, request, async Task<Result<Page<Inspection>>> (session, moment) =>
        {
            var listing = new Listing(session, InspectionRow.Select, "i.id").In("i.group_id", "Group", request.Group).Named(request.Q, Tables.Inspection.Noun, "i.id", "i.title");
            if (request.Ongoing is { } ongoing) listing.Where(ongoing ? "i.valid_until > @AsOf" : "i.valid_until <= @AsOf");
            if (request.Division is { } code)
            {
                if (await DivisionCodes.Find(session, code, moment) is not { } division) return Refusals.DivisionUnknown.At("division", code);
                listing.Where(Covers($"{Reach.PathSql} SELECT id FROM path"), "Division", division.Id.Value);
            }
            if (await listing.Within(session, request.Within, moment, Covers) is { } outside) return outside;
            var page = await listing.Page<ListInspections, InspectionRow, InspectionRow>(request, moment, row => row.Id.Value.ToString(CultureInfo.InvariantCulture), row => row);
            if (page.Refusal is { } refusal) return refusal;
            var rows = page.Required();
            return new Page<Inspection>(await InspectionRow.Show(session, rows.Items, moment), rows.NextCursor, rows.AsOf, rows.KnownAt, rows.Total) { Stable = rows.Stable };
        }, ct);

    /// <summary>The scope has one of the divisions.</summary>
    private static string Covers(string divisions) =>
        $"EXISTS (SELECT 1 FROM inspection_scope s WHERE s.id = i.id AND s.known_from = i.known_from AND s.valid_from = i.valid_from AND s.division_id IN ({divisions}))";
}

internal sealed class ListInspectionsValidator : AbstractValidator<ListInspections>
{
    public ListInspectionsValidator() => Include(new ListingValidator<ListInspections>());
}

internal static class ListInspectionsEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/inspections", async (Question<ListInspections> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes<Page<Inspection>>(nameof(ListInspections), "Inspections", "Inspections that had begun by a day, and what became of what they found", StatusCodes.Status200OK)
        .HeedsScope().Refuses(Refusals.DivisionUnknown, Refusals.CursorInvalid, Refusals.KnownAtInFuture);
}
