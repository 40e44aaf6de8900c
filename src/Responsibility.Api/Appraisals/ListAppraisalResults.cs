using System.Globalization;

namespace Responsibility.Api.Appraisals;

/// <summary>How those who are appraised for a year came out.</summary>
/// <param name="Year">The year.</param>
/// <param name="Within">Code of a division: only holders of posts in it or below.</param>
/// <param name="Official">Only these officials.</param>
/// <param name="Post">Only these posts.</param>
/// <param name="Band">Only those in these bands.</param>
/// <param name="Derived"><c>true</c>: as it follows from what the register holds, as if nothing were published.</param>
/// <param name="RuleSet">By which rule set what is not published is derived; the one in force on the last day of the year where absent.</param>
/// <param name="AsOf">The day on which it was so: before the end of the year nothing later counts, and only what was published by then is; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Limit">Items per page, 1 to 1,000; CSV has them all.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>.</param>
internal sealed record ListAppraisalResults(
    int Year, string? Within = null, OfficialId[]? Official = null, PostId[]? Post = null, string[]? Band = null, bool? Derived = null, string? RuleSet = null, DateOnly? AsOf = null,
    string? KnownAt = null, int Limit = 50, string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<AppraisalResult>>>, IListing
{
    /// <summary>CSV is not paged.</summary>
    internal bool Whole { get; init; }
}

internal sealed class ListAppraisalResultsHandler(Database database) : IRequestHandler<ListAppraisalResults, Result<Page<AppraisalResult>>>
{
    public Task<Result<Page<AppraisalResult>>> Handle(ListAppraisalResults request, CancellationToken ct) =>
        Listing.Ask(database, request, async Task<Result<Page<AppraisalResult>>> (session, moment) =>
        {
            var (root, outside) = await DivisionCodes.Root(session, request.Within, moment);
            if (outside is not null) return outside;
            var outcomes = await AppraisalResults.Of(session, moment, new(request.Year, root?.Id, request.RuleSet, request.Derived is true));
            if (outcomes.Refusal is { } refusal) return refusal;
            var asked = outcomes.Required().Where(outcome =>
                Among(request.Official, outcome.Result.Official) && Among(request.Post, outcome.Result.Post) && (request.Band is not { Length: > 0 } bands || bands.Contains(outcome.Result.Band, StringComparer.Ordinal)));
            return await OutcomePages.Page(request, moment, request.Whole, [.. asked], some => AppraisalResults.Show(session, moment, request.Year, some));

            static bool Among<T>(T[]? wanted, T one) => wanted is not { Length: > 0 } || wanted.Contains(one);
        }, ct);
}

/// <summary>Pages of results, which are ranked as a whole before one is shown.</summary>
internal static class OutcomePages
{
    public static async Task<Result<Page<TItem>>> Page<TQuestion, TItem>(
        TQuestion question, Moment moment, bool whole, IReadOnlyList<Outcome> outcomes, Func<IReadOnlyList<Outcome>, Task<IReadOnlyList<TItem>>> show) where TQuestion : IListing
    {
        var before = 0;
        if (question.Cursor is { } text && !int.TryParse(Cursor.Parse(text, Cursor.Of(question)).Required().After, NumberStyles.None, CultureInfo.InvariantCulture, out before))
            return Refusals.CursorInvalid.At("cursor", text);
        var shown = outcomes.Skip(before).Take(whole ? int.MaxValue : question.Limit).ToList();
        var next = before + shown.Count < outcomes.Count
            ? new Cursor(moment.AsOf, moment.KnownAt, (before + shown.Count).ToString(CultureInfo.InvariantCulture), Cursor.Of(question)).ToString()
            : null;
        return new Page<TItem>(await show(shown), next, moment.AsOf, moment.KnownAtText, question.Count is null ? null : outcomes.Count) { Stable = moment.Stable };
    }
}

internal sealed class ListAppraisalResultsValidator : AbstractValidator<ListAppraisalResults>
{
    public ListAppraisalResultsValidator()
    {
        Include(new ListingValidator<ListAppraisalResults>());
        this.YearOfAppraisal(l => l.Year);
    }
}

/// <summary>A result for spreadsheets. Marks are <c>indicator=score (good/counted)</c>, one after another.</summary>
internal sealed record AppraisalResultCsv(
    string DivisionCode, string DivisionName, Level Level, string StaffNumber, string? Name, string Position, string Title, int Days, decimal Months, decimal? Total, string? Band, int? Rank, string Marks,
    string Missing, long? Publication)
{
    public static AppraisalResultCsv Of(AppraisalResult r) => new(
        r.Division.Code, r.Division.Name, r.Division.Level, r.Official.StaffNumber, r.Official.Name, r.Post.Position, r.Post.Title, r.Days, r.Months, r.Total, r.Band, r.Rank,
        string.Join("; ", r.Marks.Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Indicator}={m.Score:0.##} ({m.Good}/{m.Counted})"))), string.Join(' ', r.Missing), r.Publication?.Value);
}

internal static class ListAppraisalResultsEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/appraisals/{year}/results", async (Question<ListAppraisalResults> ask, HttpRequest http, IMediator mediator, CancellationToken ct) => Csv.IsWanted(http)
            ? (await mediator.Send(ask.Value with { Whole = true }, ct)).ToHttp(page => page.ToCsv(AppraisalResultCsv.Of))
            : (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes(nameof(ListAppraisalResults), "Appraisals", "How those who are appraised for a year came out, indicator by indicator, by level and rank",
            new AnswersMetadata(StatusCodes.Status200OK, typeof(Page<AppraisalResult>), Csv: true))
        .Confides(Access.AccessedNoun.Appraisal).IsNotStored()
        .HeedsScope().Refuses(
            Refusals.Invalid, Refusals.DivisionUnknown, Refusals.AppraisalNotBegun, Refusals.NobodyAppraised, Refusals.RuleSetNotInForce, Refusals.RuleSetUnknown, Refusals.CursorInvalid,
            Refusals.KnownAtInFuture);
}
