using System.Globalization;

namespace Responsibility.Api.Divisions;

/// <summary>Changes of divisions that had taken effect by a day, in the order in which they were recorded.</summary>
/// <param name="Within">Code of a division: only changes of divisions that ever were it or below it.</param>
/// <param name="Division">Code of a division: only changes in which that very one had a part.</param>
/// <param name="Type">Only changes of these types; an establishment is not among them: see the division itself.</param>
/// <param name="EffectiveFrom">Only changes that took effect on this day or later.</param>
/// <param name="AsOf">Only changes that had taken effect by this day; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Limit">Items per page, 1 to 1,000.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>.</param>
internal sealed record ListDivisionChanges(
    string? Within = null, string? Division = null, DivisionChangeType[]? Type = null, DateOnly? EffectiveFrom = null,
    DateOnly? AsOf = null, string? KnownAt = null, int Limit = 50, string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<DivisionChange>>>, IListing;

internal sealed class ListDivisionChangesHandler(Database database) : IRequestHandler<ListDivisionChanges, Result<Page<DivisionChange>>>
{
    public Task<Result<Page<DivisionChange>>> Handle(ListDivisionChanges request, CancellationToken ct) =>
        Listing.Ask(database, request, async Task<Result<Page<DivisionChange>>> (session, moment) =>
        {
            var listing = new Listing(session, SelectSql, "c.id").In("c.type", "Type", request.Type).Where("c.valid_from >= @EffectiveFrom", "EffectiveFrom", request.EffectiveFrom);
            if (request.Division is { } code)
            {
                if (await DivisionCodes.Find(session, code, moment) is not { } found) return Refusals.DivisionUnknown.At("division", code);
                listing.Where($"(c.division_id = @Division OR c.id IN ({PartSql}))", "Division", found.Id.Value);
            }
            if (request.Within is { } within)
            {
                if (await DivisionCodes.Find(session, within, moment) is not { } root) return Refusals.DivisionUnknown.At("within", within);
                listing.Where($"c.division_id IN ({EverBelowSql})", "Within", root.Id.Value);
            }
            var page = await listing.Page<ListDivisionChanges, ChangeRow, ChangeRow>(request, moment, row => row.Id.ToString(CultureInfo.InvariantCulture), row => row);
            if (page.Refusal is { } refusal) return refusal;
            var rows = page.Required();
            var items = new List<DivisionChange>(rows.Items.Count);
            foreach (var row in rows.Items)
                if (await DivisionChangeAnswer.Of(session, row.Id, moment.KnownAt) is { } seen) items.Add(seen.Value);
            return new Page<DivisionChange>(items, rows.NextCursor, rows.AsOf, rows.KnownAt, rows.Total) { Stable = rows.Stable };
        }, ct);

    private static readonly string SelectSql =
        $"SELECT c.id, c.known_from, c.valid_from AS effective_on, c.type, c.division_id, c.document FROM division_change c WHERE {Known.On("c")}";

    private static readonly string PartSql =
        $"SELECT l.change_id FROM division_lineage l WHERE {Known.At("l")} AND (l.predecessor_id = @Division OR l.successor_id = @Division)";

    /// <summary>The division and all that ever were below it.</summary>
    private static readonly string EverBelowSql =
        $"""
        WITH RECURSIVE below (id) AS (
            SELECT CAST(@Within AS bigint)
             UNION
            SELECT d.id FROM below b JOIN division d ON d.parent_id = b.id AND {Known.At("d")}
        )
        SELECT id FROM below
        """;
}

internal sealed class ListDivisionChangesValidator : AbstractValidator<ListDivisionChanges>
{
    public ListDivisionChangesValidator() => Include(new ListingValidator<ListDivisionChanges>());
}

internal static class ListDivisionChangesEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/division-changes", async (Question<ListDivisionChanges> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes<Page<DivisionChange>>(nameof(ListDivisionChanges), "Divisions", "Changes of divisions that had taken effect by a day, by place, division and type", StatusCodes.Status200OK)
        .HeedsScope().Refuses(Refusals.DivisionUnknown, Refusals.CursorInvalid, Refusals.KnownAtInFuture);
}
