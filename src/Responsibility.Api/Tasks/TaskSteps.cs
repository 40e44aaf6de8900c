using System.Globalization;

namespace Responsibility.Api.Tasks;

/// <summary>A task after a step.</summary>
/// <param name="Recorded">Whether the step was recorded just now; false for one that had been taken already.</param>
internal sealed record Stepped(Seen<AssignedTask> Seen, bool Recorded);

/// <summary>What all steps of a task share: which of them is legal when, and that the same step is taken once.</summary>
internal static class TaskSteps
{
    /// <summary>Beyond this a quantity is a slip of the pen; up to it every whole number is exact.</summary>
    public const double LargestQuantity = 1e15;

    /// <summary>The steps that a task in this state allows.</summary>
    public static IReadOnlyList<TaskStep> Legal(TaskState state) => state switch
    {
        TaskState.Issued => [TaskStep.Acknowledge],
        TaskState.Acknowledged or TaskState.InProgress => [TaskStep.ReportProgress, TaskStep.RequestCompletion],
        _ => [],
    };

    /// <summary>Takes a step, unless it was taken in just the same way before or is not legal now.</summary>
    /// <param name="day">The day of the step; today where absent.</param>
    /// <param name="wasTaken">Whether the register holds the step, so that it would change nothing.</param>
    /// <param name="fact">What to record of it.</param>
    public static Task<Result<Stepped>> Take<TFact>(
        Database database, Caller caller, TaskStep step, long id, DateOnly? day, Func<Session, DateOnly, Task<bool>> wasTaken, Func<DateOnly, TFact> fact, CancellationToken ct)
        where TFact : IFact =>
        database.Write<Stepped>(caller, async session =>
        {
            var timeline = await Tables.Task.Current(session, id);
            if (timeline.Versions is not [.., var last]) return Refusals.TaskUnknown with { Status = StatusCodes.Status404NotFound };
            var on = day ?? database.Today;
            var taken = on <= database.Today && await wasTaken(session, on);
            if (!taken)
            {
                if (Refusal(Enum.Parse<TaskState>((string)last.Values["state"]!, ignoreCase: true), last.Period.From, step, on, database.Today) is { } refusal) return refusal;
                await session.Record(fact(on));
            }
            // What is shown is the task as it is, not as it was on the day of a step that others have followed.
            return new Stepped((await TaskRow.Show(session, id, new Moment { AsOf = database.Today, KnownAt = session.Head }))!, !taken);
        }, ct);

    /// <summary>Whether a task came into <paramref name="state"/> by <paramref name="day"/>, whatever became of it since; a note that is given must be the one recorded.</summary>
    public static async Task<bool> WasIn(Session session, long id, TaskState state, DateOnly day, string? note) =>
        await session.Get<long>(
            "SELECT count(*) FROM task WHERE id = @id AND state = @state AND valid_from <= @day AND (@note = '' OR note = @note)",
            new { id, state, day, note = note ?? "" }) > 0;

    /// <summary>From <paramref name="day"/> on the task is in another state.</summary>
    public static Task Move(Session session, long position, TaskId task, DateOnly day, TaskState state, string? note, params (string Column, object? Value)[] besides) =>
        Tables.Task.Supersede(session, position, task.Value, now => now.Change(day, new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["state"] = Parameters.Word(state),
            ["note"] = note,
        }.Concat(besides.Select(b => KeyValuePair.Create(b.Column, b.Value))).ToDictionary(StringComparer.Ordinal)));

    /// <summary>Why a task that has been in <paramref name="state"/> since <paramref name="since"/> does not allow the step on that day, if it does not.</summary>
    internal static Refusal? Refusal(TaskState state, DateOnly since, TaskStep step, DateOnly day, DateOnly today)
    {
        var legal = Legal(state);
        if (!legal.Contains(step))
        {
            var refusal = Refusals.TaskStep.Because(
                $"The task is '{Parameters.Word(state)}'; legal now: {(legal.Count is 0 ? "nothing" : string.Join(", ", legal.Select(Path)))}.",
                $"任务状态为“{Labels.Of(state).Zh}”,现可办理:{(legal.Count is 0 ? "无" : string.Join('、', legal.Select(s => Labels.Of(s).Zh)))}。");
            return refusal with { Faults = [.. legal.Select(s => new Fault("/", refusal.Code, Labels.Of(s), Path(s)))] };
        }
        if (day < since)
            return Refusals.TaskStep.Because($"The task has been so since {Iso(since)}; a step cannot precede that day.", $"任务自 {Iso(since)} 起处于当前状态,环节不能早于该日。").At(Member(step), since);
        return day > today ? Refusals.TaskStep.Because($"Today is {Iso(today)}; a step is recorded once it is taken.", $"今天是 {Iso(today)},环节办理后方可登记。").At(Member(step), day) : null;
    }

    /// <summary>The step as the last part of its address.</summary>
    private static string Path(TaskStep step) => step switch
    {
        TaskStep.Acknowledge => "acknowledgements",
        TaskStep.ReportProgress => "progress-reports",
        _ => "completions",
    };

    /// <summary>The member that says on which day it is taken.</summary>
    private static string Member(TaskStep step) => step switch
    {
        TaskStep.Acknowledge => "acknowledgedOn",
        TaskStep.ReportProgress => "reportedOn",
        _ => "completedOn",
    };

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>201 for a step that was recorded, 200 for one that had been.</summary>
internal static class SteppedAnswer
{
    public static IResult ToStep(this Result<Stepped> result) => result.ToHttp(stepped => stepped.Recorded
        ? stepped.Seen.ToCreated($"/api/v1/tasks/{stepped.Seen.Value.Id.Value}")
        : stepped.Seen.ToOk());
}
