using Responsibility.Api.Posts;

namespace Responsibility.Api.Tasks;

/// <param name="Id">Ledger position of the fact that registered the task.</param>
/// <param name="AsOf">The day on which it was so; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Depth">How many levels below the task are shown, 0 to 12; all where absent. Sums are of all levels, shown or not.</param>
internal sealed record ShowTaskTree(long Id, DateOnly? AsOf = null, string? KnownAt = null, int? Depth = null) : IRequest<Result<TaskTree>>;

/// <summary>A task with all its parts (分解树) on a day; parts that were cancelled by then are left out.</summary>
/// <param name="AsOf">The day on which it was so.</param>
/// <param name="KnownAt">The ledger position whose knowledge the answer rests on, as <c>pos:N</c>.</param>
/// <param name="Tasks">How many tasks the tree has.</param>
/// <param name="Root">The task.</param>
/// <example>{"asOf": "2017-07-09", "knownAt": "pos:48210", "tasks": 2, "root": "{TaskNode}"}</example>
public sealed record TaskTree(DateOnly AsOf, string KnownAt, int Tasks, TaskNode Root)
{
    internal bool Stable { get; init; }
}

/// <summary>A task in its tree. Sums are null where the task is not counted.</summary>
/// <param name="Task">Ledger position of the fact that registered it.</param>
/// <param name="Title">What is to be done.</param>
/// <param name="Division">The division in which it is to be done.</param>
/// <param name="Lead">The body that leads; null where none is named.</param>
/// <param name="State">How far it has come on that day.</param>
/// <param name="DueOn">Last day of the work.</param>
/// <param name="Target">What is to be reached.</param>
/// <param name="Allocated">What its parts are to reach together.</param>
/// <param name="Unallocated">What of its target no part is to reach; 0 where they are to reach more.</param>
/// <param name="Inflation">By how much its parts are to reach more than the task itself (层层加码); null where they are not.</param>
/// <param name="PathInflation">By how much, in per cent, the levels from the top of the tree down to this one have added to what they were given, compounded; a level that passed on less takes nothing off.</param>
/// <param name="OwnReported">What was reported of the task itself; null before the first report.</param>
/// <param name="Reported">What is reported: of a task without parts its own report, of any other the sum of what is reported at the bottom.</param>
/// <param name="Verified">The same of what verifications accepted.</param>
/// <param name="Percentage">Reported of the target, in per cent, two decimals, rounded towards zero.</param>
/// <param name="VerifiedPercentage">Verified of the target, likewise.</param>
/// <param name="Light">How it stands against its last day; null where it was called off, or no rule set in force has an escalation.</param>
/// <param name="Children">Its parts, in the order of their divisions.</param>
/// <example>
/// {
///   "task": 1201, "title": "2017年易地搬迁", "division": {"code": "410225000000", "name": "兰考县", "level": "county"}, "lead": null, "state": "inProgress", "dueOn": "2017-12-31",
///   "target": {"metric": "搬迁人口", "quantity": 12000, "unit": "人"}, "allocated": 13200, "unallocated": 0, "inflation": {"quantity": 1200, "percentage": 10.00}, "pathInflation": 10.00,
///   "ownReported": 3100, "reported": 3000, "verified": 2400, "percentage": 25.00, "verifiedPercentage": 20.00, "light": "{TaskLight}", "children": []
/// }
/// </example>
public sealed record TaskNode(
    TaskId Task, string Title, DivisionRef Division, OrganizationRef? Lead, TaskState State, DateOnly DueOn, TaskTarget? Target, double? Allocated, double? Unallocated, TaskInflation? Inflation,
    decimal? PathInflation, double? OwnReported, double? Reported, double? Verified, decimal? Percentage, decimal? VerifiedPercentage, TaskLight? Light,
    IReadOnlyList<TaskNode> Children);

/// <summary>What the parts of a task are to reach beyond the task itself.</summary>
/// <param name="Quantity">How much, in the unit of the target.</param>
/// <param name="Percentage">Of the target, in per cent, two decimals.</param>
public sealed record TaskInflation(double Quantity, decimal Percentage);

internal sealed class ShowTaskTreeValidator : AbstractValidator<ShowTaskTree>
{
    public ShowTaskTreeValidator() => RuleFor(t => t.Depth).InclusiveBetween(0, NewTask.Deepest);
}

internal sealed class ShowTaskTreeHandler(Database database) : IRequestHandler<ShowTaskTree, Result<TaskTree>>
{
    public Task<Result<TaskTree>> Handle(ShowTaskTree request, CancellationToken ct) =>
        database.Ask<TaskTree>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
        {
            if (await Versions.Nearest(session, Tables.Task, request.Id, moment) is not var (day, _)) return Refusals.TaskUnknown with { Status = StatusCodes.Status404NotFound };
            var rows = await session.List<TreeRow>(TreeRow.Sql, new { request.Id, day.AsOf, day.KnownAt });
            return new TaskTree(moment.AsOf, moment.KnownAtText, rows.Count, TreeRow.Root(rows, request.Depth ?? NewTask.Deepest, await Lights.Of(session, day))) { Stable = moment.Stable };
        }, ct);
}

internal static class ShowTaskTreeEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/tasks/{id}/tree", async (Question<ShowTaskTree> ask, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(ask.Value, ct)).ToHttp(tree => new JsonResult<TaskTree>(tree, tree.AsOf, tree.Stable)))
        .Describes<TaskTree>(nameof(ShowTaskTree), "Tasks", "A task with all its parts: what was passed on, what is done, and who added to it", StatusCodes.Status200OK)
        .HeedsScope().Refuses(Refusals.TaskUnknown with { Status = 404 }, Refusals.KnownAtInFuture);
}
