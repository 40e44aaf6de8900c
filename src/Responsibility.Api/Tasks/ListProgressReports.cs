using System.Globalization;

namespace Responsibility.Api.Tasks;

/// <summary>What was reported of a task, in the order in which it was recorded.</summary>
/// <param name="Id">Ledger position of the fact that registered the task.</param>
/// <param name="AsOf">Only reports of days up to this one; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Limit">Items per page, 1 to 1,000.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>.</param>
internal sealed record ListProgressReports(long Id, DateOnly? AsOf = null, string? KnownAt = null, int Limit = 50, string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<ProgressReport>>>, IListing;

/// <summary>How much of a task was done by a day.</summary>
/// <param name="Id">Ledger position of the fact that reported it.</param>
/// <param name="ReportedOn">The day of which it tells.</param>
/// <param name="Quantity">How much was done by then, counted from the start of the task.</param>
/// <param name="Percentage">Of the target, in per cent, two decimals; null where the task has none.</param>
/// <param name="Note">A note; null once erased.</param>
/// <param name="Task">Id of the task.</param>
/// <param name="Evidence">Addresses of photographs, lists, minutes.</param>
/// <example>{"id": 1203, "reportedOn": "2017-06-30", "quantity": 3000, "percentage": 25.00, "note": "第一批已搬迁", "task": 1201, "evidence": ["https://files.lankao.example/2017/06/relocation.pdf"]}</example>
public sealed record ProgressReport(long Id, DateOnly ReportedOn, double Quantity, decimal? Percentage, string? Note, TaskId Task, IReadOnlyList<string> Evidence);

internal sealed class ListProgressReportsValidator : AbstractValidator<ListProgressReports>
{
    public ListProgressReportsValidator() => Include(new ListingValidator<ListProgressReports>());
}

internal sealed class ListProgressReportsHandler(Database database) : IRequestHandler<ListProgressReports, Result<Page<ProgressReport>>>
{
    public Task<Result<Page<ProgressReport>>> Handle(ListProgressReports request, CancellationToken ct) =>
        Listing.Ask(database, request, async Task<Result<Page<ProgressReport>>> (session, moment) =>
            await Versions.Nearest(session, Tables.Task, request.Id, moment) is null
                ? Refusals.TaskUnknown with { Status = StatusCodes.Status404NotFound }
                : await new Listing(session, ProgressRow.Select, "r.id").Where("r.task_id = @Task", "Task", request.Id).Page<ListProgressReports, ProgressRow, ProgressReport>(
                    request, moment, row => row.Id.ToString(CultureInfo.InvariantCulture), row => row.Show()), ct);
}

internal sealed record ProgressRow
{
    public long Id { get; init; }
    public TaskId TaskId { get; init; }
    public DateOnly ReportedOn { get; init; }
    public double Quantity { get; init; }
    public double? Target { get; init; }
    public string? Note { get; init; }
    public string? Evidence { get; init; }

    public static readonly string Select =
        $"""
        SELECT r.id, r.task_id, r.valid_from AS reported_on, r.quantity, t.quantity AS target, r.note, r.evidence
          FROM progress_report r
          JOIN task t ON t.id = r.task_id AND {Known.Nearest("t", "task")}
         WHERE {Known.On("r")}
        """;

    public ProgressReport Show() => new(Id, ReportedOn, Quantity, TaskRow.Share(Quantity, Target), Note, TaskId, Evidence?.Split('\n') ?? []);
}

internal static class ListProgressReportsEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/tasks/{id}/progress-reports", async (Question<ListProgressReports> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes<Page<ProgressReport>>(nameof(ListProgressReports), "Tasks", "What was reported of a task", StatusCodes.Status200OK)
        .IsNotStored()
        .HeedsScope().Refuses(Refusals.TaskUnknown with { Status = 404 }, Refusals.CursorInvalid, Refusals.KnownAtInFuture);
}
