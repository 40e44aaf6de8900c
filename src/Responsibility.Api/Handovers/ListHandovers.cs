using Responsibility.Api.Appointments;
using Responsibility.Api.Posts;

namespace Responsibility.Api.Handovers;

/// <summary>Posts that passed from one holder to another, and whether the successor signed for what was open.</summary>
/// <param name="Within">Code of a division: only posts of bodies in it or below.</param>
/// <param name="Post">Only these posts.</param>
/// <param name="Official">Only where one of these officials came to the post.</param>
/// <param name="Signed"><c>true</c>: only what was signed for by that day; <c>false</c>: only what was not.</param>
/// <param name="OlderThanDays">Only what nobody signed for although the holder changed more than so many days before that day.</param>
/// <param name="From">Only changes on this day or later; of the last 365 days where absent.</param>
/// <param name="AsOf">The day on which it was so; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Limit">Items per page, 1 to 1,000; CSV has them all.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>.</param>
internal sealed record ListHandovers(
    string? Within = null, PostId[]? Post = null, OfficialId[]? Official = null, bool? Signed = null, int? OlderThanDays = null, DateOnly? From = null,
    DateOnly? AsOf = null, string? KnownAt = null, int Limit = 50, string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<HolderChange>>>, IListing
{
    /// <summary>CSV is not paged.</summary>
    internal bool Whole { get; init; }
}

/// <summary>A post that passed from one holder to another.</summary>
/// <param name="Post">The post.</param>
/// <param name="Organization">Its body.</param>
/// <param name="Division">The division of that body.</param>
/// <param name="Predecessor">Whoever left it last before.</param>
/// <param name="Successor">Whoever came.</param>
/// <param name="ChangedOn">First day of the successor.</param>
/// <param name="SignedOn">The day on which the successor signed for it; null while nobody has.</param>
/// <example>
/// {
///   "post": {"id": 902, "position": "partySecretary", "title": "县委书记"}, "organization": {"id": 901, "name": "中共兰考县委", "kind": "partyCommittee"},
///   "division": {"code": "410225000000", "name": "兰考县", "level": "county"},
///   "predecessor": {"official": {"id": 903, "staffNumber": "HN000123", "name": "王某"}, "appointment": 904, "leftOn": "2017-08-01"},
///   "successor": {"official": {"id": 990, "staffNumber": "HN000456", "name": "李某"}, "appointment": 991}, "changedOn": "2017-08-01", "signedOn": null
/// }
/// </example>
public sealed record HolderChange(
    PostRef Post, OrganizationRef Organization, DivisionRef Division, Predecessor Predecessor, Successor Successor, DateOnly ChangedOn, DateOnly? SignedOn);

internal sealed class ListHandoversHandler(Database database) : IRequestHandler<ListHandovers, Result<Page<HolderChange>>>
{
    private const int UsualDays = 365;

    public Task<Result<Page<HolderChange>>> Handle(ListHandovers request, CancellationToken ct) =>
        Listing.Ask(database, request, async Task<Result<Page<HolderChange>>> (session, moment) =>
        {
            var listing = new Listing(session, HolderChanges.Select, HolderChanges.Key)
                .Where("1 = 1", "ChangedFrom", request.From ?? Before(moment.AsOf, UsualDays))
                .In("came.post_id", "Post", request.Post)
                .In("came.official_id", "Official", request.Official);
            if (request.Signed is { } signed) listing.Where(signed ? "h.id IS NOT NULL" : "h.id IS NULL");
            if (request.OlderThanDays is { } days) listing.Where("h.id IS NULL").Where("came.valid_from < @Older", "Older", Before(moment.AsOf, days));
            if (await Within(listing, session, request.Within, moment) is { } refusal) return refusal;
            var page = await listing.Page<ListHandovers, ChangeRow, ChangeRow>(request, moment, row => row.Key, row => row, textKey: true, whole: request.Whole);
            if (page.Refusal is { } unfit) return unfit;
            var rows = page.Required();
            var names = await ChangeNames.Of(session, rows.Items, moment);
            return new Page<HolderChange>([.. rows.Items.Select(row => Show(row, names))], rows.NextCursor, rows.AsOf, rows.KnownAt, rows.Total) { Stable = rows.Stable };
        }, ct);

    private static HolderChange Show(ChangeRow row, ChangeNames names) =>
        new(names.Post(row), names.Organization(row), names.Division(row), names.Predecessor(row), names.Successor(row), row.ChangedOn, row.SignedOn);

    /// <summary>Confines a list of changes to posts of bodies in a division or below.</summary>
    internal static Task<Refusal?> Within(Listing listing, Session session, string? within, Moment moment) =>
        listing.Within(session, within, moment, subtree => $"came.post_id IN ({PostsSql} AND o.division_id IN ({subtree}))");

    /// <summary>So many days before, or the first day of the calendar.</summary>
    internal static DateOnly Before(DateOnly day, int days) => DateOnly.FromDayNumber(Math.Max(day.DayNumber - days, 0));

    private static readonly string PostsSql = $"SELECT p.id FROM organization o CROSS JOIN post p WHERE {Known.On("o")} AND p.organization_id = o.id AND {Known.On("p")}";
}

internal sealed class ListHandoversValidator : AbstractValidator<ListHandovers>
{
    public ListHandoversValidator()
    {
        Include(new ListingValidator<ListHandovers>());
        RuleFor(l => l.OlderThanDays).GreaterThanOrEqualTo(0);
    }
}

/// <summary>A change of holder for spreadsheets.</summary>
internal sealed record HolderChangeCsv(
    string DivisionCode, string DivisionName, string Organization, long Post, string Title, string PredecessorStaffNumber, string? Predecessor, DateOnly LeftOn, string SuccessorStaffNumber,
    string? Successor, DateOnly ChangedOn, DateOnly? SignedOn)
{
    public static HolderChangeCsv Of(HolderChange change) => new(
        change.Division.Code, change.Division.Name, change.Organization.Name, change.Post.Id.Value, change.Post.Title, change.Predecessor.Official.StaffNumber, change.Predecessor.Official.Name,
        change.Predecessor.LeftOn, change.Successor.Official.StaffNumber, change.Successor.Official.Name, change.ChangedOn, change.SignedOn);
}

internal static class ListHandoversEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/handovers", async (Question<ListHandovers> ask, HttpRequest http, IMediator mediator, CancellationToken ct) => Csv.IsWanted(http)
            ? (await mediator.Send(ask.Value with { Whole = true }, ct)).ToHttp(page => page.ToCsv(HolderChangeCsv.Of))
            : (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes(nameof(ListHandovers), "Handovers", "Posts whose holder changed, and whether the successor signed for what was open",
            new AnswersMetadata(StatusCodes.Status200OK, typeof(Page<HolderChange>), Csv: true))
        .HeedsScope().Refuses(Refusals.Invalid, Refusals.DivisionUnknown, Refusals.CursorInvalid, Refusals.KnownAtInFuture);
}
