using System.Globalization;

namespace Responsibility.Api.Appraisals;

/// <summary>Scores that were entered for a year.</summary>
/// <param name="Year">The year.</param>
/// <param name="Within">Code of a division: only those of posts of bodies in it or below.</param>
/// <param name="Official">Only those of these officials.</param>
/// <param name="Post">Only those of these posts.</param>
/// <param name="Indicator">Only those of these indicators.</param>
/// <param name="AsOf">The day by which <c>within</c> is told; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Limit">Items per page, 1 to 1,000.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>.</param>
internal sealed record ListScores(
    int Year, string? Within = null, OfficialId[]? Official = null, PostId[]? Post = null, string[]? Indicator = null, DateOnly? AsOf = null, string? KnownAt = null, int Limit = 50, string? Cursor = null,
    Count? Count = null)
    : IRequest<Result<Page<AppraisalScore>>>, IListing;

internal sealed class ListScoresHandler(Database database) : IRequestHandler<ListScores, Result<Page<AppraisalScore>>>
{
    public Task<Result<Page<AppraisalScore>>> Handle(ListScores request, CancellationToken ct) =>
        Listing.Ask(database, request, async Task<Result<Page<AppraisalScore>>> (session, moment) =>
        {
            var listing = new Listing(session, AppraisalScoreRow.Select, "e.id")
                .Where("e.year = @Year", "Year", request.Year)
                .In("e.official_id", "Official", request.Official)
                .In("e.post_id", "Post", request.Post)
                .In("e.indicator", "Indicator", request.Indicator);
            if (await listing.Within(session, request.Within, moment, subtree =>
                $"e.post_id IN (SELECT n.id FROM organization o CROSS JOIN post n WHERE o.division_id IN ({subtree}) AND {Known.At("o")} AND n.organization_id = o.id AND {Known.At("n")})") is { } outside) return outside;
            return await listing.Page<ListScores, AppraisalScoreRow, AppraisalScore>(request, moment, row => row.Id.Value.ToString(CultureInfo.InvariantCulture), row => row.Show());
        }, ct);
}

internal sealed class ListScoresValidator : AbstractValidator<ListScores>
{
    public ListScoresValidator()
    {
        Include(new ListingValidator<ListScores>());
        this.YearOfAppraisal(l => l.Year);
    }
}

internal static class ListScoresEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/appraisals/{year}/scores", async (Question<ListScores> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes<Page<AppraisalScore>>(nameof(ListScores), "Appraisals", "Scores that were entered for a year", StatusCodes.Status200OK)
        .Confides(Access.AccessedNoun.Appraisal).IsNotStored()
        .HeedsScope().Refuses(Refusals.Invalid, Refusals.DivisionUnknown, Refusals.CursorInvalid, Refusals.KnownAtInFuture);
}
