using System.Globalization;

namespace Responsibility.Api.Tasks;

/// <summary>Tasks on a day.</summary>
/// <param name="Within">Code of a division: only tasks in it or below.</param>
/// <param name="Division">Code of a division: only tasks in that very one.</param>
/// <param name="Programme">Only tasks of these programmes (专项).</param>
/// <param name="State">Only tasks in these states on that day.</param>
/// <param name="Light">Only tasks that stand so against their last day on that day (亮灯).</param>
/// <param name="Q">Part of the title, two characters too.</param>
/// <param name="DueBefore">Only tasks whose last day is earlier than this one.</param>
/// <param name="Parent">Only parts of these tasks.</param>
/// <param name="Organization">Only tasks that one of these bodies leads or assists in.</param>
/// <param name="Official">Only tasks borne by a post that one of these officials holds on that day.</param>
/// <param name="AsOf">The day on which it was so; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Limit">Items per page, 1 to 1,000.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>.</param>
internal sealed record ListTasks(
    string? Within = null, string? Division = null, string[]? Programme = null, TaskState[]? State = null, Light[]? Light = null, string? Q = null, DateOnly? DueBefore = null, TaskId[]? Parent = null,
    OrganizationId[]? Organization = null, OfficialId[]? Official = null,
    DateOnly? AsOf = null, string? KnownAt = null, int Limit = 50, string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<AssignedTask>>>, IListing, ITaskFilter;

internal sealed class ListTasksHandler(Database database) : IRequestHandler<ListTasks, Result<Page<AssignedTask>>>
{
    public Task<Result<Page<AssignedTask>>> Handle(ListTasks request, CancellationToken ct) =>
        Listing.Ask(database, request, async Task<Result<Page<AssignedTask>>> (session, moment) =>
        {
            var filtered = await TaskFilter.Of(session, moment, request);
            if (filtered.Refusal is { } unknown) return unknown;
            var page = await filtered.Required().Page<ListTasks, TaskRow, TaskRow>(request, moment, row => row.Id.Value.ToString(CultureInfo.InvariantCulture), row => row);
            if (page.Refusal is { } refusal) return refusal;
            var rows = page.Required();
            return new Page<AssignedTask>(await TaskRow.Show(session, rows.Items, moment), rows.NextCursor, rows.AsOf, rows.KnownAt, rows.Total) { Stable = rows.Stable };
        }, ct);
}

internal sealed class ListTasksValidator : AbstractValidator<ListTasks>
{
    public ListTasksValidator() => Include(new ListingValidator<ListTasks>());
}

internal static class ListTasksEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/tasks", async (Question<ListTasks> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes<Page<AssignedTask>>(nameof(ListTasks), "Tasks", "Tasks on a day, by place, programme, state, light, whole, body or official", StatusCodes.Status200OK)
        .IsNotStored()
        .HeedsScope().Refuses(Refusals.DivisionUnknown, Refusals.CursorInvalid, Refusals.KnownAtInFuture);
}
