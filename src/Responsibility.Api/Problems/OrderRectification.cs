using Responsibility.Api.Tasks;

namespace Responsibility.Api.Problems;

/// <summary>Orders that a problem is rectified (整改): registers a task in the problem's division and programme, and issues it to those who answer there.</summary>
/// <param name="Lead">Id of the body that leads (牵头), such as the rectification team of a village.</param>
/// <param name="DueOn">Last day of the work.</param>
/// <param name="Title">Its title; that of the problem where absent.</param>
/// <param name="StartsOn">First day of the work, not before the problem was found. Where absent, today; or, for work that was due before today, the day on which the problem was found.</param>
/// <param name="Assisting">Ids of the bodies that assist (配合).</param>
/// <param name="Target">What is to be reached; absent where it is not counted.</param>
/// <param name="Document">Number of the document that orders it.</param>
/// <param name="Issue">False only registers the task; it is issued later.</param>
/// <example>{"lead": 960, "dueOn": "2017-06-30", "startsOn": "2017-03-25", "assisting": [961], "document": "获组〔2017〕9号"}</example>
public sealed record ProblemRectification(
    OrganizationId Lead, DateOnly DueOn, string? Title = null, DateOnly? StartsOn = null, IReadOnlyList<OrganizationId>? Assisting = null, TaskTarget? Target = null, string? Document = null,
    bool Issue = true);

internal sealed record OrderRectification(long Id, ProblemRectification Body) : IRequest<Result<Seen<AssignedTask>>>;

internal sealed record ProblemRectificationOrdered(ProblemId Problem, TaskId Task) : IFact
{
    public static string Kind => "problemRectificationOrdered/1";

    public async Task Apply(Session session, long position)
    {
        await session.Write("INSERT INTO rectification (id, problem_id, task_id) VALUES (@position, @Problem, @Task)", new { position, Problem, Task });
        await Tables.Problem.Tell(session, position, Problem.Value);
    }
}

internal sealed class OrderRectificationHandler(Database database, Caller caller, IValidator<IssueTask> validator) : IRequestHandler<OrderRectification, Result<Seen<AssignedTask>>>
{
    public Task<Result<Seen<AssignedTask>>> Handle(OrderRectification request, CancellationToken ct) =>
        database.Write<Seen<AssignedTask>>(caller, async session =>
        {
            if ((await Tables.Problem.Current(session, request.Id)).Versions is not [var problem]) return Refusals.ProblemUnknown with { Status = StatusCodes.Status404NotFound };
            var statement = await State(session, problem, request.Body);
            if (Shape.Refusal(validator, statement) is { } invalid) return invalid;
            if (Refusal(problem.Period.From, statement.StartsOn, await session.Find<Earlier>(EarlierSql, new { request.Id, open = Period.Open })) is { } refusal) return refusal;
            var plan = await NewTask.Plan(session, database.Today, statement);
            if (plan.Refusal is { } against) return against;
            var task = await session.Record(plan.Required());
            await session.Record(new ProblemRectificationOrdered(new(request.Id), new(task)));
            return session.Done(task);
        }, (session, moment, done) => TaskRow.Show(session, done.Id, moment), ct);

    private async Task<IssueTask> State(Session session, TimelineVersion problem, ProblemRectification body)
    {
        var startsOn = body.StartsOn ?? (body.DueOn < database.Today ? problem.Period.From : database.Today);
        var division = await DivisionCodes.Of(session, (long)problem.Values["division_id"]!, startsOn);
        return new IssueTask(
            body.Title ?? (string)problem.Values["title"]!, division, startsOn, body.DueOn, (string?)problem.Values["programme"], body.Target, body.Document,
            Lead: body.Lead, Assisting: body.Assisting, Issue: body.Issue);
    }

    /// <summary>Whether a problem that was found on that day can be rectified from that day on.</summary>
    internal static Refusal? Refusal(DateOnly foundOn, DateOnly startsOn, Earlier? earlier) =>
        startsOn < foundOn ? Refusals.RectificationBeforeFound.At("startsOn", startsOn)
        : earlier is { State: not TaskState.Cancelled } rectification ? Refusals.RectificationExists.Because(
            $"It is task {rectification.TaskId.Value}, '{Parameters.Word(rectification.State)}'; what comes back is reopened there.",
            $"即任务 {rectification.TaskId.Value},状态为“{Labels.Of(rectification.State).Zh}”;反弹的请重启该任务。").At("lead", rectification.TaskId.Value)
        : null;

    /// <summary>The last task that was ordered for the problem.</summary>
    internal sealed record Earlier
    {
        public TaskId TaskId { get; init; }
        public TaskState State { get; init; }
    }

    private static readonly string EarlierSql =
        $"""
        SELECT r.task_id, t.state
          FROM rectification r
          JOIN task t ON t.id = r.task_id AND t.valid_until = @open AND {Known.Now("t")}
         WHERE r.problem_id = @Id
         ORDER BY r.id DESC
         LIMIT 1
        """;
}

internal static class OrderRectificationEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/problems/{id}/rectifications", async (Question<Whole> ask, Body<ProblemRectification> body, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(new OrderRectification(ask.Value.Id, body.Value), ct)).ToHttp(seen => seen.ToCreated($"/api/v1/tasks/{seen.Value.Id.Value}")))
        .Describes<AssignedTask>(nameof(OrderRectification), "Problems", "Order that a problem is rectified; the rectification is a task, and its steps are those of a task", StatusCodes.Status201Created)
        .Takes<ProblemRectification>().Writes().IsNotStored()
        .HeedsScope().Refuses(
            Refusals.Invalid, Refusals.ProblemUnknown with { Status = 404 }, Refusals.RectificationExists, Refusals.RectificationBeforeFound, Refusals.OrganizationUnknown,
            Refusals.DivisionUnknown, Refusals.RuleSetNotInForce);
}
