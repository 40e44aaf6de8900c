namespace Responsibility.Api.Tasks;

/// <summary>By what tasks are summed up.</summary>
public enum TasksBy { Child, Programme, Light, State }

/// <summary>How many tasks there are on a day, and how they stand: of just those that <c>/tasks</c> lists with the same filters.</summary>
/// <param name="By">By what they are summed up; <c>child</c> is the division right below <c>within</c>, or the province.</param>
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
internal sealed record SummarizeTasks(
    TasksBy By = TasksBy.Child, string? Within = null, string? Division = null, string[]? Programme = null, TaskState[]? State = null, Light[]? Light = null, string? Q = null,
    DateOnly? DueBefore = null, TaskId[]? Parent = null, OrganizationId[]? Organization = null, OfficialId[]? Official = null, DateOnly? AsOf = null, string? KnownAt = null)
    : IRequest<Result<TaskSummary>>, ITaskFilter;

/// <summary>Tasks, whole and summed up.</summary>
/// <param name="By">By what they are summed up.</param>
/// <param name="Total">All of them.</param>
/// <param name="Items">Each part, all of them that have any task.</param>
/// <example>
/// {
///   "by": "child", "total": {"tasks": 12, "open": 9, "done": 2, "cancelled": 1, "green": 7, "yellow": 3, "red": 1},
///   "items": [{"id": "410225000000", "name": "兰考县", "tasks": 12, "open": 9, "done": 2, "cancelled": 1, "green": 7, "yellow": 3, "red": 1}],
///   "asOf": "2017-07-09", "knownAt": "pos:48210"
/// }
/// </example>
public sealed record TaskSummary(TasksBy By, TaskFigures Total, IReadOnlyList<TaskSummaryItem> Items, DateOnly AsOf, string KnownAt)
{
    internal bool Stable { get; init; }
}

/// <summary>How many tasks: open + done + cancelled = tasks. Those that were called off have no light; nor has any where no rule set in force has an escalation.</summary>
/// <param name="Tasks">How many there are.</param>
/// <param name="Open">How many are neither done nor called off.</param>
/// <param name="Done">How many are verified or closed, or said to be done.</param>
/// <param name="Cancelled">How many were called off.</param>
/// <param name="Green">How many have a green light.</param>
/// <param name="Yellow">How many have a yellow light.</param>
/// <param name="Red">How many have a red light.</param>
public sealed record TaskFigures(long Tasks, long Open, long Done, long Cancelled, long Green, long Yellow, long Red);

/// <summary>Tasks of one part.</summary>
/// <param name="Id">Code of the division, id of the programme, light or state; <c>none</c> where a task has none.</param>
/// <param name="Name">Name of the division; null where they are summed up otherwise.</param>
/// <param name="Tasks">How many there are.</param>
/// <param name="Open">How many are neither done nor called off.</param>
/// <param name="Done">How many are verified or closed, or said to be done.</param>
/// <param name="Cancelled">How many were called off.</param>
/// <param name="Green">How many have a green light.</param>
/// <param name="Yellow">How many have a yellow light.</param>
/// <param name="Red">How many have a red light.</param>
public sealed record TaskSummaryItem(string Id, string? Name, long Tasks, long Open, long Done, long Cancelled, long Green, long Yellow, long Red);

internal sealed class SummarizeTasksHandler(Database database) : IRequestHandler<SummarizeTasks, Result<TaskSummary>>
{
    public Task<Result<TaskSummary>> Handle(SummarizeTasks request, CancellationToken ct) =>
        database.Ask<TaskSummary>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
        {
            var filtered = await TaskFilter.Of(session, moment, request);
            if (filtered.Refusal is { } refusal) return refusal;
            var root = request.Within is { } within ? (await DivisionCodes.Find(session, within, moment))!.Id.Value : 0L;
            var lights = await Lights.Of(session, moment);
            var light = lights is null ? "CAST(NULL AS text)" : lights.Sql(session, "q", "q.done");
            var listing = filtered.Required().With(lights?.Days ?? []).With([("@Root", root)]);
            var rows = await listing.Over<Row>(moment, tasks => Sql(session, request.By, tasks, light));
            return new TaskSummary(request.By, Total(rows), [.. rows.Select(row => row.Show())], moment.AsOf, moment.KnownAtText) { Stable = moment.Stable };
        }, ct);

    private sealed record Row
    {
        public required string Id { get; init; }
        public string? Name { get; init; }
        public long Tasks { get; init; }
        public long Open { get; init; }
        public long Done { get; init; }
        public long Cancelled { get; init; }
        public long Green { get; init; }
        public long Yellow { get; init; }
        public long Red { get; init; }

        public TaskSummaryItem Show() => new(Id, Name, Tasks, Open, Done, Cancelled, Green, Yellow, Red);
    }

    private static TaskFigures Total(IReadOnlyList<Row> rows) => new(
        rows.Sum(r => r.Tasks), rows.Sum(r => r.Open), rows.Sum(r => r.Done), rows.Sum(r => r.Cancelled), rows.Sum(r => r.Green), rows.Sum(r => r.Yellow), rows.Sum(r => r.Red));

    /// <summary>Sums of a list's own rows.</summary>
    private static string Sql(Session session, TasksBy by, string tasks, string light)
    {
        var (id, name, children, join) = by switch
        {
            TasksBy.Child => ("c.code", "c.name", $", {Reach.ChildSql(session)}", "JOIN child c ON c.of_id = lit.division_id"),
            TasksBy.Programme => ("lit.programme", "CAST(NULL AS text)", "", ""),
            TasksBy.Light => ("lit.light", "CAST(NULL AS text)", "", ""),
            _ => ("lit.state", "CAST(NULL AS text)", "", ""),
        };
        return $"""
            WITH RECURSIVE listed AS MATERIALIZED ({tasks}),
            lit AS MATERIALIZED (SELECT q.division_id, q.programme, q.state, {light} AS light FROM listed q){children}
            SELECT coalesce({id}, 'none') AS id, {name} AS name, count(*) AS tasks, {Count("lit.state NOT IN ('completionRequested', 'verified', 'closed', 'cancelled')")} AS open,
                   {Count("lit.state IN ('completionRequested', 'verified', 'closed')")} AS done, {Count("lit.state = 'cancelled'")} AS cancelled,
                   {Count("lit.light = 'green'")} AS green, {Count("lit.light = 'yellow'")} AS yellow, {Count("lit.light = 'red'")} AS red
              FROM lit {join}
             GROUP BY 1, 2
             ORDER BY 1
            """;
    }

    private static string Count(string condition) => $"count(CASE WHEN {condition} THEN 1 END)";
}

internal static class SummarizeTasksEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/tasks/summary", async (Question<SummarizeTasks> ask, HttpRequest http, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(ask.Value, ct)).ToHttp(summary => Csv.IsWanted(http)
                ? new CsvResult<TaskSummaryItem>(summary.Items, new Moment { AsOf = summary.AsOf, KnownAt = 0, Stable = summary.Stable }, summary.KnownAt)
                : new JsonResult<TaskSummary>(summary, summary.AsOf, summary.Stable)))
        .Describes(nameof(SummarizeTasks), "Tasks", "How many tasks there are, and how they stand", new AnswersMetadata(StatusCodes.Status200OK, typeof(TaskSummary), Csv: true))
        .HeedsScope().Refuses(Refusals.DivisionUnknown, Refusals.KnownAtInFuture);
}
