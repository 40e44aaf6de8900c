using Responsibility.Api.Appointments;
using Responsibility.Api.Posts;

namespace Responsibility.Api.Appraisals;

/// <summary>The published ranking of a year.</summary>
/// <param name="Year">The year.</param>
/// <param name="Within">Code of a division: only holders of posts in it or below.</param>
/// <param name="AsOf">Only what was published by this day; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Limit">Items per page, 1 to 1,000; CSV has them all.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>.</param>
internal sealed record ListAppraisalRanking(int Year, string? Within = null, DateOnly? AsOf = null, string? KnownAt = null, int Limit = 50, string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<AppraisalRank>>>, IListing
{
    /// <summary>CSV is not paged.</summary>
    internal bool Whole { get; init; }
}

/// <summary>A place in the published ranking. Marks are not in it, since one of them tells of sanctions.</summary>
/// <param name="Rank">The place among those of the same level of division that were published together; equal totals share one. Null without a total.</param>
/// <param name="Official">The official.</param>
/// <param name="Post">The post.</param>
/// <param name="Organization">Its body.</param>
/// <param name="Division">The division of that body.</param>
/// <param name="Months">How many months of the year the official filled the post, two decimals.</param>
/// <param name="Total">The total, 0 to 100.</param>
/// <param name="Band">The band (等次).</param>
/// <param name="Publication">Id of the publication.</param>
/// <example>
/// {
///   "rank": 12, "official": {"id": 903, "staffNumber": "HN000123", "name": "王某"}, "post": {"id": 902, "position": "partySecretary", "title": "县委书记"},
///   "organization": {"id": 901, "name": "中共兰考县委", "kind": "partyCommittee"}, "division": {"code": "410225000000", "name": "兰考县", "level": "county"},
///   "months": 5.47, "total": 86.25, "band": "good", "publication": 1501
/// }
/// </example>
public sealed record AppraisalRank(
    int? Rank, OfficialRef Official, PostRef Post, OrganizationRef Organization, DivisionRef Division, decimal Months, decimal? Total, string? Band, AppraisalId Publication);

internal sealed class ListAppraisalRankingHandler(Database database) : IRequestHandler<ListAppraisalRanking, Result<Page<AppraisalRank>>>
{
    public Task<Result<Page<AppraisalRank>>> Handle(ListAppraisalRanking request, CancellationToken ct) =>
        Listing.Ask(database, request, async Task<Result<Page<AppraisalRank>>> (session, moment) =>
        {
            var (root, outside) = await DivisionCodes.Root(session, request.Within, moment);
            if (outside is not null) return outside;
            var outcomes = await AppraisalResults.Published(session, await Publication.Of(session, request.Year, moment), moment, root?.Id);
            return await OutcomePages.Page<ListAppraisalRanking, AppraisalRank>(request, moment, request.Whole, outcomes, async some =>
                [.. (await AppraisalResults.Show(session, moment, request.Year, some)).Select(r => new AppraisalRank(r.Rank, r.Official, r.Post, r.Organization, r.Division, r.Months, r.Total, r.Band, r.Publication!.Value))]);
        }, ct);
}

internal sealed class ListAppraisalRankingValidator : AbstractValidator<ListAppraisalRanking>
{
    public ListAppraisalRankingValidator()
    {
        Include(new ListingValidator<ListAppraisalRanking>());
        this.YearOfAppraisal(l => l.Year);
    }
}

/// <summary>A place in the ranking for spreadsheets.</summary>
internal sealed record AppraisalRankCsv(
    int? Rank, string DivisionCode, string DivisionName, Level Level, string StaffNumber, string? Name, string Position, string Title, decimal Months, decimal? Total, string? Band, long Publication)
{
    public static AppraisalRankCsv Of(AppraisalRank r) => new(
        r.Rank, r.Division.Code, r.Division.Name, r.Division.Level, r.Official.StaffNumber, r.Official.Name, r.Post.Position, r.Post.Title, r.Months, r.Total, r.Band, r.Publication.Value);
}

internal static class ListAppraisalRankingEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/appraisals/{year}/ranking", async (Question<ListAppraisalRanking> ask, HttpRequest http, IMediator mediator, CancellationToken ct) => Csv.IsWanted(http)
            ? (await mediator.Send(ask.Value with { Whole = true }, ct)).ToHttp(page => page.ToCsv(AppraisalRankCsv.Of))
            : (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes(nameof(ListAppraisalRanking), "Appraisals", "The published ranking of a year, by level and rank", new AnswersMetadata(StatusCodes.Status200OK, typeof(Page<AppraisalRank>), Csv: true))
        .HeedsScope().Refuses(Refusals.Invalid, Refusals.DivisionUnknown, Refusals.CursorInvalid, Refusals.KnownAtInFuture);
}
