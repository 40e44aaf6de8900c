using System.Globalization;

namespace Responsibility.Api.Appraisals;

/// <summary>Objections to the published results of a year, on a day.</summary>
/// <param name="Year">The year.</param>
/// <param name="Within">Code of a division: only those about holders of posts in it or below.</param>
/// <param name="Official">Only those about these officials.</param>
/// <param name="Post">Only those about these posts.</param>
/// <param name="State">Only those in these states on that day.</param>
/// <param name="AsOf">The day on which it was so; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Limit">Items per page, 1 to 1,000.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>.</param>
internal sealed record ListObjections(
    int Year, string? Within = null, OfficialId[]? Official = null, PostId[]? Post = null, ObjectionState[]? State = null, DateOnly? AsOf = null, string? KnownAt = null, int Limit = 50, string? Cursor = null,
    Count? Count = null)
    : IRequest<Result<Page<AppraisalObjection>>>, IListing;

internal sealed class ListObjectionsHandler(Database database) : IRequestHandler<ListObjections, Result<Page<AppraisalObjection>>>
{
    public Task<Result<Page<AppraisalObjection>>> Handle(ListObjections request, CancellationToken ct) =>
        Listing.Ask(database, request, async Task<Result<Page<AppraisalObjection>>> (session, moment) =>
        {
            var listing = new Listing(session, ObjectionRow.Select, "b.id")
                .Where("b.appraisal_id IN (SELECT y.id FROM any_appraisal y WHERE y.year = @Year)", "Year", request.Year)
                .In("b.official_id", "Official", request.Official)
                .In("b.post_id", "Post", request.Post)
                .In("b.state", "State", request.State);
            if (await listing.Within(session, request.Within, moment, subtree => $"b.division_id IN ({subtree})") is { } outside) return outside;
            return await listing.Page<ListObjections, ObjectionRow, AppraisalObjection>(request, moment, row => row.Id.Value.ToString(CultureInfo.InvariantCulture), row => row.Show());
        }, ct);
}

internal sealed class ListObjectionsValidator : AbstractValidator<ListObjections>
{
    public ListObjectionsValidator()
    {
        Include(new ListingValidator<ListObjections>());
        this.YearOfAppraisal(l => l.Year);
    }
}

internal static class ListObjectionsEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/appraisals/{year}/objections", async (Question<ListObjections> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes<Page<AppraisalObjection>>(nameof(ListObjections), "Appraisals", "Objections to the published results of a year, and what came of them", StatusCodes.Status200OK)
        .Confides(Access.AccessedNoun.Appraisal).IsNotStored()
        .HeedsScope().Refuses(Refusals.Invalid, Refusals.DivisionUnknown, Refusals.CursorInvalid, Refusals.KnownAtInFuture);
}
