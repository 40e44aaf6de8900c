using System.Globalization;
using Responsibility.Api.Appointments;
using Responsibility.Api.Handovers;
using Responsibility.Api.Posts;
using ChangeRow = Responsibility.Api.Handovers.ChangeRow;

namespace Responsibility.Api.Reports;

/// <summary>Posts that passed from one holder to another, and for which the successor has not signed.</summary>
/// <param name="Days">Only changes more than so many days before that day.</param>
/// <param name="Within">Code of a division: only posts of bodies in it or below.</param>
/// <param name="From">Only changes on this day or later; all there are where absent.</param>
/// <param name="AsOf">The day on which it was so; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Limit">Items per page, 1 to 1,000; CSV has them all. Without <c>within</c> a page may be shorter, or empty, and yet not the last: a stretch of 200,000 positions is looked through for it at most.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>; for that all appointments are looked through.</param>
internal sealed record ListUnsignedHandovers(
    int Days = 10, string? Within = null, DateOnly? From = null, DateOnly? AsOf = null, string? KnownAt = null, int Limit = 50, string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<UnsignedHandover>>>, IListing
{
    /// <summary>CSV is not paged.</summary>
    internal bool Whole { get; init; }
}

/// <summary>A change of holder for which nobody signed in time, nor since.</summary>
/// <param name="Post">The post.</param>
/// <param name="Organization">Its body.</param>
/// <param name="Division">The division of that body.</param>
/// <param name="Predecessor">Whoever left it last before.</param>
/// <param name="Successor">Whoever came.</param>
/// <param name="ChangedOn">First day of the successor.</param>
/// <param name="DaysLate">How many days beyond those that there were to sign in.</param>
/// <example>
/// {
///   "post": {"id": 902, "position": "partySecretary", "title": "县委书记"}, "organization": {"id": 901, "name": "中共兰考县委", "kind": "partyCommittee"},
///   "division": {"code": "410225000000", "name": "兰考县", "level": "county"},
///   "predecessor": {"official": {"id": 903, "staffNumber": "HN000123", "name": "王某"}, "appointment": 904, "leftOn": "2017-08-01"},
///   "successor": {"official": {"id": 990, "staffNumber": "HN000456", "name": "李某"}, "appointment": 991}, "changedOn": "2017-08-01", "daysLate": 20
/// }
/// </example>
public sealed record UnsignedHandover(
    PostRef Post, OrganizationRef Organization, DivisionRef Division, Predecessor Predecessor, Successor Successor, DateOnly ChangedOn, int DaysLate);

internal sealed class ListUnsignedHandoversHandler(Database database) : IRequestHandler<ListUnsignedHandovers, Result<Page<UnsignedHandover>>>
{
    /// <summary>So many positions are looked at for one page, so that one of a calm register costs no more than one of a busy one.</summary>
    private const int MostWalked = 200_000;

    /// <summary>What keys of changes begin with, besides the id of the appointment.</summary>
    private const long Padding = 1_000_000_000_000;

    public Task<Result<Page<UnsignedHandover>>> Handle(ListUnsignedHandovers request, CancellationToken ct) =>
        Listing.Ask(database, request, async Task<Result<Page<UnsignedHandover>>> (session, moment) =>
        {
            var stop = moment.KnownAt;
            var listing = new Listing(session, HolderChanges.Select, HolderChanges.Key)
                .Where("1 = 1", "ChangedFrom", request.From ?? Period.BeforeRecords)
                .Where("h.id IS NULL")
                .Where("came.valid_from < @Older", "Older", ListHandoversHandler.Before(moment.AsOf, request.Days));
            if (request.Within is null)
            {
                var after = request.Cursor is { } text ? Cursor.Parse(text, Cursor.Of(request)).Required().After.Split('/')[0] : $"{Padding}";
                if (!long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var first)) return Refusals.CursorInvalid.At("cursor", request.Cursor);
                var all = request.Whole || request.Count is not null;
                if (!all) stop = Math.Min(stop, first - Padding + MostWalked);
                listing.Where("came.id >= @Low", "Low", all ? 0 : first - Padding).Where("came.id <= @High", "High", stop);
            }
            if (await ListHandoversHandler.Within(listing, session, request.Within, moment) is { } refusal) return refusal;
            var page = await listing.Page<ListUnsignedHandovers, ChangeRow, ChangeRow>(request, moment, row => row.Key, row => row, textKey: true, whole: request.Whole);
            if (page.Refusal is { } unfit) return unfit;
            var rows = page.Required();
            var names = await ChangeNames.Of(session, rows.Items, moment);
            // Where the stretch ends before the register does, the list goes on behind it.
            var next = rows.NextCursor ?? (stop < moment.KnownAt
                ? new Cursor(moment.AsOf, moment.KnownAt, string.Create(CultureInfo.InvariantCulture, $"{Padding + stop}/~"), Cursor.Of(request)).ToString() : null);
            return new Page<UnsignedHandover>([.. rows.Items.Select(row => Show(row, names, request, moment))], next, rows.AsOf, rows.KnownAt, rows.Total) { Stable = rows.Stable };
        }, ct);

    private static UnsignedHandover Show(ChangeRow row, ChangeNames names, ListUnsignedHandovers request, Moment moment) => new(
        names.Post(row), names.Organization(row), names.Division(row), names.Predecessor(row), names.Successor(row), row.ChangedOn,
        moment.AsOf.DayNumber - row.ChangedOn.DayNumber - request.Days);
}

internal sealed class ListUnsignedHandoversValidator : AbstractValidator<ListUnsignedHandovers>
{
    public ListUnsignedHandoversValidator()
    {
        Include(new ListingValidator<ListUnsignedHandovers>());
        RuleFor(l => l.Days).GreaterThanOrEqualTo(0);
    }
}

/// <summary>A handover that is not signed, for spreadsheets.</summary>
internal sealed record UnsignedHandoverCsv(
    string DivisionCode, string DivisionName, Level Level, string Organization, long Post, string Title, string PredecessorStaffNumber, string? Predecessor, DateOnly LeftOn,
    string SuccessorStaffNumber, string? Successor, DateOnly ChangedOn, int DaysLate)
{
    public static UnsignedHandoverCsv Of(UnsignedHandover change) => new(
        change.Division.Code, change.Division.Name, change.Division.Level, change.Organization.Name, change.Post.Id.Value, change.Post.Title, change.Predecessor.Official.StaffNumber,
        change.Predecessor.Official.Name, change.Predecessor.LeftOn, change.Successor.Official.StaffNumber, change.Successor.Official.Name, change.ChangedOn, change.DaysLate);
}

internal static class ListUnsignedHandoversEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/reports/unsigned-handovers", async (Question<ListUnsignedHandovers> ask, HttpRequest http, IMediator mediator, CancellationToken ct) => Csv.IsWanted(http)
            ? (await mediator.Send(ask.Value with { Whole = true }, ct)).ToHttp(page => page.ToCsv(UnsignedHandoverCsv.Of))
            : (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes(nameof(ListUnsignedHandovers), "Reports", "Posts that passed on and for which the successor has not signed, and how late that is",
            new AnswersMetadata(StatusCodes.Status200OK, typeof(Page<UnsignedHandover>), Csv: true))
        .Audits().IsNotStored()
        .HeedsScope().Refuses(Refusals.Invalid, Refusals.DivisionUnknown, Refusals.CursorInvalid, Refusals.KnownAtInFuture);
}
