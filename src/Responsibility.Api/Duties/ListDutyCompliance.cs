using System.Globalization;
using Responsibility.Api.Appointments;
using Responsibility.Api.Posts;
using Responsibility.Rules;

namespace Responsibility.Api.Duties;

/// <summary>Who did what the rules oblige them to, interval by interval.</summary>
/// <param name="Within">Code of a division: only posts of bodies that were in it or below on some day of the range.</param>
/// <param name="Obligation">Only these obligations.</param>
/// <param name="Official">Only intervals in which one of these officials held the post.</param>
/// <param name="Post">Only these posts.</param>
/// <param name="From">Only intervals with this day or later ones. Where neither this nor <c>until</c> is given, the last eight of each kind that are over.</param>
/// <param name="Until">Only intervals with days before this one; absent beside <c>from</c>, up to the one that is running.</param>
/// <param name="Behind"><c>true</c>: only what is behind; <c>false</c>: only what is not.</param>
/// <param name="RuleSet">By which rule set; the one in force on that day where absent. Each interval is judged by the version that is in force on its last day.</param>
/// <param name="AsOf">The day on which it was so: what was done later is left out, and no interval that begins later is told of; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Limit">Items per page, 1 to 1,000; CSV has them all.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>.</param>
internal sealed record ListDutyCompliance(
    string? Within = null, string[]? Obligation = null, OfficialId[]? Official = null, PostId[]? Post = null, DateOnly? From = null, DateOnly? Until = null, bool? Behind = null,
    string? RuleSet = null, DateOnly? AsOf = null, string? KnownAt = null, int Limit = 50, string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<DutyCompliance>>>, IListing, DutyQuestion.IFilter
{
    /// <summary>CSV is not paged.</summary>
    internal bool Whole { get; init; }
}

/// <summary>Whether a post did in an interval what an obligation asks of it.</summary>
/// <param name="Post">The post, as it last was in the interval.</param>
/// <param name="Organization">Its body.</param>
/// <param name="Division">The division of that body.</param>
/// <param name="Obligation">Id of the obligation.</param>
/// <param name="RuleSet">The rule set, and its version, that says so.</param>
/// <param name="Interval">The interval. A post that is bound on any day of it owes all that is due in it.</param>
/// <param name="Due">How many acts are due of the post, whoever holds it.</param>
/// <param name="Done">How many its holders did that count: each on a day on which the official held the post and the post was bound, in a place that was then what the obligation asks for.</param>
/// <param name="State">Whether that is enough; too little in an interval that is not over on the day asked about is not behind.</param>
/// <param name="Holders">Who held the post, or acted in it, on days on which it was bound.</param>
/// <param name="Records">Ids of the duty records that count.</param>
/// <example>
/// {
///   "post": {"id": 902, "position": "leader", "title": "县委常委"}, "organization": {"id": 901, "name": "中共兰考县委", "kind": "partyCommittee"},
///   "division": {"code": "410225000000", "name": "兰考县", "level": "county"}, "obligation": "weekly-village-night", "ruleSet": {"id": "henan-2017", "version": 1},
///   "interval": {"from": "2017-07-03", "until": "2017-07-10"}, "due": 1, "done": 1, "state": "met",
///   "holders": [{"id": 903, "staffNumber": "HN000123", "name": "王某"}], "records": [1410]
/// }
/// </example>
public sealed record DutyCompliance(
    PostRef Post, OrganizationRef Organization, DivisionRef Division, string Obligation, RuleSetReference RuleSet, DutyInterval Interval, int Due, int Done, DutyState State,
    IReadOnlyList<OfficialRef> Holders, IReadOnlyList<DutyRecordId> Records);

/// <summary>A week from Monday to Sunday, a month, a quarter or a year.</summary>
/// <param name="From">First day.</param>
/// <param name="Until">First day of the next one.</param>
public sealed record DutyInterval(DateOnly From, DateOnly Until);

internal sealed class ListDutyComplianceHandler(Database database) : IRequestHandler<ListDutyCompliance, Result<Page<DutyCompliance>>>
{
    /// <summary>So many posts are looked at together, until the page is full.</summary>
    private const int Together = 500;

    public Task<Result<Page<DutyCompliance>>> Handle(ListDutyCompliance request, CancellationToken ct) =>
        Listing.Ask(database, request, async Task<Result<Page<DutyCompliance>>> (session, moment) =>
        {
            var asked = await DutyQuestion.Of(session, moment, request);
            if (asked.Refusal is { } refusal) return refusal;
            var after = request.Cursor is { } text ? Cursor.Parse(text, Cursor.Of(request)).Required().After : "";
            var (limit, total) = (request.Whole ? int.MaxValue - 1 : request.Limit, 0L);
            var rows = new List<(string Key, DutyCompliance Row)>();
            await foreach (var row in Rows(session, asked.Required(), request.Count is null ? after : ""))
            {
                if (request.Behind is { } behind && behind != (row.Row.State is DutyState.Behind)) continue;
                if (request.Official is { Length: > 0 } officials && !row.Row.Holders.Any(holder => officials.Contains(holder.Id))) continue;
                total++;
                if (rows.Count <= limit && string.CompareOrdinal(row.Key, after) > 0) rows.Add(row);
                if (rows.Count > limit && request.Count is null) break;
            }
            var next = rows.Count > limit ? new Cursor(moment.AsOf, moment.KnownAt, rows[limit - 1].Key, Cursor.Of(request)).ToString() : null;
            return new Page<DutyCompliance>([.. rows.Take(limit).Select(row => row.Row)], next, moment.AsOf, moment.KnownAtText, request.Count is null ? null : total) { Stable = moment.Stable };
        }, ct);

    /// <summary>Every interval of every bound post, from that of the key <paramref name="after"/> on: by post, obligation and day.</summary>
    internal static async IAsyncEnumerable<(string Key, DutyCompliance Row)> Rows(Session session, DutyQuestion question, string after)
    {
        if (question.Judged.Count is 0) yield break;
        var days = new Period(question.Judged.Min(j => j.Days.From), question.Judged.Max(j => j.Days.Until));
        var (bound, first) = (await BoundPosts.Of(session, question), after.Split('/')[0]);
        var posts = bound.GroupBy(post => post.Id).Where(post => string.CompareOrdinal(PostKey(post.Key), first) >= 0);
        foreach (var some in posts.Chunk(Together))
        {
            var facts = await DutyFacts.Of(session, question.Moment, some.Select(post => post.Key), days);
            foreach (var post in some.SelectMany(obligations => obligations))
            {
                foreach (var interval in post.Judged.Intervals)
                {
                    if (facts.Judge(post, interval, question.Moment.AsOf) is not { } finding) continue;
                    yield return (string.Create(CultureInfo.InvariantCulture, $"{PostKey(post.Id)}/{post.Judged.Order:D4}/{interval.From:yyyy-MM-dd}"), Row(post, interval, question.Moment.AsOf, finding, facts));
                }
            }
        }
    }

    private static string PostKey(PostId post) => post.Value.ToString("D19", CultureInfo.InvariantCulture);

    private static DutyCompliance Row(BoundPost post, Period interval, DateOnly asOf, DutyFinding finding, DutyFacts facts)
    {
        var shown = post.In(interval, asOf);
        return new DutyCompliance(
            shown.Post, shown.Organization, shown.Division, post.Judged.Obligation.Id, post.Judged.RuleSet, new DutyInterval(interval.From, interval.Until), finding.Due, finding.Done, finding.State,
            facts.Named(post.Id, finding.Holders), finding.Records);
    }
}

internal sealed class ListDutyComplianceValidator : AbstractValidator<ListDutyCompliance>
{
    public ListDutyComplianceValidator()
    {
        Include(new ListingValidator<ListDutyCompliance>());
        this.PeriodOfDays(l => l.Until, l => l.From);
    }
}

/// <summary>Compliance for spreadsheets.</summary>
internal sealed record DutyComplianceCsv(
    string DivisionCode, string DivisionName, string Organization, long Post, string Position, string Title, string Obligation, DateOnly From, DateOnly Until, int Due, int Done, DutyState State,
    string StaffNumbers, string Names, string Records)
{
    public static DutyComplianceCsv Of(DutyCompliance row) => new(
        row.Division.Code, row.Division.Name, row.Organization.Name, row.Post.Id.Value, row.Post.Position, row.Post.Title, row.Obligation, row.Interval.From, row.Interval.Until, row.Due, row.Done,
        row.State, string.Join(' ', row.Holders.Select(h => h.StaffNumber)), string.Join(' ', row.Holders.Select(h => h.Name)), string.Join(' ', row.Records.Select(r => r.Value)));
}

internal static class ListDutyComplianceEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/duty-compliance", async (Question<ListDutyCompliance> ask, HttpRequest http, IMediator mediator, CancellationToken ct) => Csv.IsWanted(http)
            ? (await mediator.Send(ask.Value with { Whole = true }, ct)).ToHttp(page => page.ToCsv(DutyComplianceCsv.Of))
            : (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes(nameof(ListDutyCompliance), "Duties", "Who did what the rules oblige them to, by post and interval; who is behind",
            new AnswersMetadata(StatusCodes.Status200OK, typeof(Page<DutyCompliance>), Csv: true))
        .HeedsScope().Refuses(
            Refusals.Invalid, Refusals.DivisionUnknown, Refusals.ObligationUnknown, Refusals.RuleSetNotInForce, Refusals.RuleSetUnknown, Refusals.DutyRangeTooLong, Refusals.CursorInvalid,
            Refusals.KnownAtInFuture);
}
