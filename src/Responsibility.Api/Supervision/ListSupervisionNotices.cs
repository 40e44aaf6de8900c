using System.Globalization;
using Responsibility.Rules;

namespace Responsibility.Api.Supervision;

/// <summary>Notices that were out on a day.</summary>
/// <param name="Within">Code of a division: only notices of tasks in it or below.</param>
/// <param name="Task">Only notices of these tasks.</param>
/// <param name="Colour">Only notices of these colours.</param>
/// <param name="Rung">Only notices to these rungs.</param>
/// <param name="State">Only notices that have arrived, or have not, on that day.</param>
/// <param name="Organization">Only notices to these bodies, or to posts in them.</param>
/// <param name="Post">Only notices to these posts.</param>
/// <param name="Official">Only notices to posts that one of these officials holds on that day.</param>
/// <param name="IssuedFrom">Only notices issued on this day or later.</param>
/// <param name="IssuedBefore">Only notices issued before this day.</param>
/// <param name="AsOf">The day on which it was so; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Limit">Items per page, 1 to 1,000.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>.</param>
internal sealed record ListSupervisionNotices(
    string? Within = null, TaskId[]? Task = null, Colour[]? Colour = null, Rung[]? Rung = null, NoticeState[]? State = null, OrganizationId[]? Organization = null, PostId[]? Post = null,
    OfficialId[]? Official = null, DateOnly? IssuedFrom = null, DateOnly? IssuedBefore = null,
    DateOnly? AsOf = null, string? KnownAt = null, int Limit = 50, string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<SupervisionNotice>>>, IListing;

internal sealed class ListSupervisionNoticesHandler(Database database) : IRequestHandler<ListSupervisionNotices, Result<Page<SupervisionNotice>>>
{
    public Task<Result<Page<SupervisionNotice>>> Handle(ListSupervisionNotices request, CancellationToken ct) =>
        Listing.Ask(database, request, async Task<Result<Page<SupervisionNotice>>> (session, moment) =>
        {
            var listing = new Listing(session, NoticeRow.Select, "n.id")
                .In("n.task_id", "Task", request.Task)
                .In("n.colour", "Colour", request.Colour)
                .In("n.rung", "Rung", request.Rung)
                .In("n.state", "State", request.State)
                .In("n.organization_id", "Organization", request.Organization)
                .In("n.post_id", "Post", request.Post)
                .In(HeldSql, "Official", request.Official, close: ")")
                .Where("n.issued_on >= @IssuedFrom", "IssuedFrom", request.IssuedFrom)
                .Where("n.issued_on < @IssuedBefore", "IssuedBefore", request.IssuedBefore);
            if (await listing.Within(session, request.Within, moment, subtree => $"n.division_id IN ({subtree})") is { } outside) return outside;
            var page = await listing.Page<ListSupervisionNotices, NoticeRow, NoticeRow>(request, moment, row => row.Id.Value.ToString(CultureInfo.InvariantCulture), row => row);
            if (page.Refusal is { } refusal) return refusal;
            var rows = page.Required();
            return new Page<SupervisionNotice>(await NoticeRow.Show(session, rows.Items, moment), rows.NextCursor, rows.AsOf, rows.KnownAt, rows.Total) { Stable = rows.Stable };
        }, ct);

    private static readonly string HeldSql = $"n.post_id IN (SELECT a.post_id FROM appointment a WHERE {Known.On("a")} AND a.official_id";
}

internal sealed class ListSupervisionNoticesValidator : AbstractValidator<ListSupervisionNotices>
{
    public ListSupervisionNoticesValidator() => Include(new ListingValidator<ListSupervisionNotices>());
}

internal static class ListSupervisionNoticesEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/supervision-notices", async (Question<ListSupervisionNotices> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes<Page<SupervisionNotice>>(nameof(ListSupervisionNotices), "Supervision", "Notices on a day, by place, task, colour, rung, state, addressee", StatusCodes.Status200OK)
        .IsNotStored()
        .HeedsScope().Refuses(Refusals.DivisionUnknown, Refusals.CursorInvalid, Refusals.KnownAtInFuture);
}
