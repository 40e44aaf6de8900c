using System.Globalization;

namespace Responsibility.Api.Tasks;

/// <summary>A step that somebody takes.</summary>
/// <param name="Kind">Which one.</param>
/// <param name="Id">Of which task.</param>
/// <param name="Day">The day of the step; today where absent.</param>
/// <param name="Decide">What to record of it, or what stands against it though the task's state allows it.</param>
/// <param name="WasTaken">Whether the register holds the step, so that it would change nothing.</param>
internal sealed record Step<TFact>(
    TaskStep Kind, long Id, DateOnly? Day, Func<Session, TaskStanding, DateOnly, Task<Result<TFact>>> Decide, Func<Session, DateOnly, Task<bool>> WasTaken) where TFact : IFact;

/// <summary>Steps that merely bring a task into a state.</summary>
internal static class Step
{
    /// <param name="note">What is said of the step; it tells it from another into the same state.</param>
    /// <param name="against">What stands against it though the task's state allows it.</param>
    public static Step<TFact> Into<TFact>(
        TaskState state, TaskStep kind, long id, DateOnly? day, string? note, Func<TaskId, DateOnly, string?, TFact> fact, Func<Session, TaskId, Task<Refusal?>>? against = null)
        where TFact : IFact => new(
        kind, id, day,
        async (session, task, on) => against is not null && await against(session, task.Id) is { } refusal ? refusal : fact(task.Id, on, note),
        (session, on) => TaskSteps.WasIn(session, id, state, on, note));
}

/// <summary>What all steps of a task share: which of them is legal when, and that the same step is taken once.</summary>
internal static class TaskSteps
{
    /// <summary>Beyond this a quantity is a slip of the pen; up to it every whole number is exact.</summary>
    public const double LargestQuantity = 1e15;

    /// <summary>Steps that can be taken again and again in the same state, so that it is their content that tells whether they were taken.</summary>
    private static readonly TaskStep[] Repeating = [TaskStep.ReportProgress, TaskStep.Extend];

    /// <summary>The steps that a task in this state allows.</summary>
    public static IReadOnlyList<TaskStep> Legal(TaskState state) => state switch
    {
        TaskState.Registered => [TaskStep.Issue, TaskStep.Allocate, TaskStep.Extend, TaskStep.Cancel],
        TaskState.Issued => [TaskStep.Acknowledge, TaskStep.Return, TaskStep.Allocate, TaskStep.Extend, TaskStep.Cancel],
        TaskState.Acknowledged => [TaskStep.ReportProgress, TaskStep.RequestCompletion, TaskStep.Return, TaskStep.Allocate, TaskStep.Extend, TaskStep.Cancel],
        TaskState.InProgress or TaskState.Reopened => [TaskStep.ReportProgress, TaskStep.RequestCompletion, TaskStep.Allocate, TaskStep.Extend, TaskStep.Cancel],
        TaskState.CompletionRequested => [TaskStep.Verify, TaskStep.Return],
        TaskState.Returned => [TaskStep.Issue, TaskStep.ReportProgress, TaskStep.RequestCompletion, TaskStep.Extend, TaskStep.Cancel],
        TaskState.Verified => [TaskStep.Close, TaskStep.Reopen],
        TaskState.Closed => [TaskStep.Reopen],
        _ => [],
    };

    /// <summary>Takes a step, unless it was taken in just the same way before or is not legal now, and shows what came of it.</summary>
    public static Task<Result<Repeated<AssignedTask>>> Take<TFact>(Database database, Caller caller, Step<TFact> step, CancellationToken ct) where TFact : IFact =>
        database.Write<Repeated<AssignedTask>>(caller, async session =>
        {
            var taken = await Take(session, database.Today, step);
            if (taken.Refusal is { } refusal) return refusal;
            // What is shown is the task as it is, not as it was on the day of a step that others have followed.
            return session.Done(step.Id, recorded: taken.Required());
        }, (session, moment, done) => done.As(TaskRow.Show(session, done.Id, moment)), ct);

    /// <summary>The same within a unit of work; true where the step was recorded, false where it had been.</summary>
    public static async Task<Result<bool>> Take<TFact>(Session session, DateOnly today, Step<TFact> step) where TFact : IFact
    {
        if (await TaskStanding.Of(session, step.Id) is not { } task) return Refusals.TaskUnknown with { Status = StatusCodes.Status404NotFound };
        var on = step.Day ?? today;
        // A step that is legal now is a new one, such as the acknowledgement of what was returned and issued again.
        if ((Repeating.Contains(step.Kind) || !Legal(task.State).Contains(step.Kind)) && on <= today && await step.WasTaken(session, on)) return false;
        if (Refusal(task.State, task.Since, step.Kind, on, today) is { } refusal) return refusal;
        var decided = await step.Decide(session, task, on);
        if (decided.Refusal is { } against) return against;
        await session.Record(decided.Required());
        return true;
    }

    /// <summary>Whether a task came into <paramref name="state"/> by <paramref name="day"/>, whatever became of it since; a note that is given must be the one recorded.</summary>
    public static async Task<bool> WasIn(Session session, long id, TaskState state, DateOnly day, string? note) =>
        await session.Get<long>(
            "SELECT count(*) FROM task WHERE id = @id AND state = @state AND valid_from <= @day AND (@note = '' OR note = @note)",
            new { id, state, day, note = note ?? "" }) > 0;

    /// <summary>From <paramref name="day"/> on the task is in another state, or as it was where none is named.</summary>
    public static Task Move(Session session, long position, TaskId task, DateOnly day, TaskState? state, string? note, params (string Column, object? Value)[] besides)
    {
        var set = new Dictionary<string, object?>(StringComparer.Ordinal) { ["stepped_on"] = day, ["note"] = note };
        if (state is { } next) set["state"] = Parameters.Word(next);
        foreach (var (column, value) in besides) set[column] = value is IId id ? id.Value : value;
        return Tables.Task.Supersede(session, position, task.Value, now => now.Change(day, set));
    }

    /// <summary>Why a task that has been in <paramref name="state"/> since <paramref name="since"/> does not allow the step on that day, if it does not.</summary>
    internal static Refusal? Refusal(TaskState state, DateOnly since, TaskStep step, DateOnly day, DateOnly today)
    {
        if (IllegalIn(state, step) is { } illegal) return illegal;
        if (day < since)
            return Refusals.TaskStep.Because($"The task has been so since {Iso(since)}; a step cannot precede that day.", $"任务自 {Iso(since)} 起处于当前状态,环节不能早于该日。").At(Names[step].Day, since);
        return day > today ? Refusals.TaskStep.Because($"Today is {Iso(today)}; a step is recorded once it is taken.", $"今天是 {Iso(today)},环节办理后方可登记。").At(Names[step].Day, day) : null;
    }

    /// <summary>The refusal of a step that the state does not allow, with those that it does.</summary>
    internal static Refusal? IllegalIn(TaskState state, TaskStep step)
    {
        var legal = Legal(state);
        if (legal.Contains(step)) return null;
        var refusal = Refusals.TaskStep.Because(
            $"The task is '{Parameters.Word(state)}'; legal now: {(legal.Count is 0 ? "nothing" : string.Join(", ", legal.Select(s => Names[s].Path)))}.",
            $"任务状态为“{Labels.Of(state).Zh}”,现可办理:{(legal.Count is 0 ? "无" : string.Join('、', legal.Select(s => Labels.Of(s).Zh)))}。");
        return refusal with { Faults = [.. legal.Select(s => new Fault("/", refusal.Code, Labels.Of(s), Names[s].Path))] };
    }

    /// <summary>Each step as the last part of its address, and the member that says on which day it is taken.</summary>
    private static readonly Dictionary<TaskStep, (string Path, string Day)> Names = new()
    {
        [TaskStep.Issue] = ("issues", "issuedOn"),
        [TaskStep.Acknowledge] = ("acknowledgements", "acknowledgedOn"),
        [TaskStep.ReportProgress] = ("progress-reports", "reportedOn"),
        [TaskStep.RequestCompletion] = ("completions", "completedOn"),
        [TaskStep.Verify] = ("verifications", "verifiedOn"),
        [TaskStep.Close] = ("closures", "closedOn"),
        [TaskStep.Return] = ("returns", "returnedOn"),
        [TaskStep.Extend] = ("extensions", "extendedOn"),
        [TaskStep.Cancel] = ("cancellations", "cancelledOn"),
        [TaskStep.Reopen] = ("reopenings", "reopenedOn"),
        [TaskStep.Allocate] = ("allocations", "startsOn"),
    };

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>What the routes of all steps share.</summary>
internal static class TaskStepRoutes
{
    /// <summary>Maps a step: its body is <typeparamref name="TBody"/>, its answer the task as it is then.</summary>
    /// <param name="path">The last part of its address.</param>
    /// <param name="useCase">The use case's name.</param>
    public static RouteHandlerBuilder MapStep<TBody>(this IEndpointRouteBuilder v1, string path, string useCase, string summary, Func<long, TBody, IRequest<Result<Repeated<AssignedTask>>>> request)
        where TBody : notnull => v1
        .MapPost($"/tasks/{{id}}/{path}", async (Question<Whole> ask, Body<TBody> body, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(request(ask.Value.Id, body.Value), ct)).ToRepeated(seen => $"/api/v1/tasks/{seen.Id.Value}"))
        .Describes<AssignedTask>(useCase, "Tasks", $"{summary}; 200 where just that was recorded before", StatusCodes.Status201Created)
        .Takes<TBody>().Writes().Repeats().IsNotStored()
        .HeedsScope().Refuses(Refusals.Invalid, Refusals.TaskUnknown with { Status = 404 }, Refusals.TaskStep);
}
