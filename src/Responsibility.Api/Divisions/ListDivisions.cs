namespace Responsibility.Api.Divisions;

/// <summary>Divisions on a day.</summary>
/// <param name="Within">Code of a division: only it and those below it.</param>
/// <param name="Level">Only these levels.</param>
/// <param name="Parent">Code of a division: only those right below it.</param>
/// <param name="Tag">Only those that bear one of these tags on that day.</param>
/// <param name="NotTag">Only those that bear none of these tags on that day.</param>
/// <param name="Q">Part of the name, two characters too; digits are taken for the beginning of the code.</param>
/// <param name="AsOf">The day on which it was so; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Limit">Items per page, 1 to 1,000.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>.</param>
internal sealed record ListDivisions(
    string? Within = null, Level[]? Level = null, string? Parent = null, string[]? Tag = null, string[]? NotTag = null, string? Q = null,
    DateOnly? AsOf = null, string? KnownAt = null, int Limit = 50, string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<Division>>>, IListing;

internal sealed class ListDivisionsHandler(Database database) : IRequestHandler<ListDivisions, Result<Page<Division>>>
{
    public Task<Result<Page<Division>>> Handle(ListDivisions request, CancellationToken ct) =>
        Listing.Ask(database, request, async Task<Result<Page<Division>>> (session, moment) =>
        {
            var listing = new Listing(session, DivisionRow.Select, "d.code")
                .In("d.level", "Level", request.Level)
                .Tagged("d.id", request.Tag, request.NotTag);
            if (request.Parent is { } parent)
            {
                if (await DivisionCodes.Find(session, parent, moment) is not { } found) return Refusals.DivisionUnknown.At("parent", parent);
                listing.Where("d.parent_id = @Parent", "Parent", found.Id.Value);
            }
            if (await listing.Within(session, request.Within, moment, subtree => $"d.id IN ({subtree})") is { } refusal) return refusal;
            if (request.Q is { } digits && digits.All(char.IsAsciiDigit))
                listing.Where("d.code >= @Prefix", "Prefix", digits).Where("d.code < @PrefixEnd", "PrefixEnd", digits + ":");
            else
                listing.Named(request.Q, "division", "d.id", "d.name");
            var page = await listing.Page<ListDivisions, DivisionRow, DivisionRow>(request, moment, row => row.Code, row => row, textKey: true);
            var rows = page.Required();
            return new Page<Division>(await DivisionRow.Show(session, rows.Items, moment), rows.NextCursor, rows.AsOf, rows.KnownAt, rows.Total) { Stable = rows.Stable };
        }, ct);
}

internal sealed class ListDivisionsValidator : AbstractValidator<ListDivisions>
{
    public ListDivisionsValidator() => Include(new ListingValidator<ListDivisions>());
}

internal static class Tags
{
    /// <summary>Only divisions that bear one of <paramref name="tags"/>, and none of <paramref name="notTags"/>, on the moment's day.</summary>
    public static Listing Tagged(this Listing listing, string division, string[]? tags, string[]? notTags)
    {
        if (tags is { Length: > 0 }) listing.In($"{division} IN (SELECT t.division_id FROM attribute t WHERE {Known.On("t")} AND t.name", "Tag", tags, ")");
        if (notTags is { Length: > 0 }) listing.In($"{division} NOT IN (SELECT t.division_id FROM attribute t WHERE {Known.On("t")} AND t.name", "NotTag", notTags, ")");
        return listing;
    }
}

internal static class ListDivisionsEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/divisions", async (Question<ListDivisions> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes<Page<Division>>(nameof(ListDivisions), "Divisions", "Divisions on a day, by level, parent, tag, name or beginning of the code", StatusCodes.Status200OK)
        .HeedsScope().Refuses(Refusals.DivisionUnknown, Refusals.CursorInvalid, Refusals.KnownAtInFuture);
}
