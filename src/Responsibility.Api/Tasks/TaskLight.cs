using System.Globalization;
using Responsibility.Api.RuleSets;
using Responsibility.Rules;

namespace Responsibility.Api.Tasks;

/// <summary>How a task stands against its last day on a day (亮灯), by the escalation of the rule set in force on it.</summary>
/// <param name="Colour">The light: red or yellow where a warning of that colour holds, green otherwise.</param>
/// <param name="Reasons">Why, each warning by itself; never empty.</param>
/// <param name="TimeGone">How much of its time is gone by the end of the day, in per cent of its days, two decimals.</param>
/// <param name="Done">How much of its target is reported, in per cent, two decimals; of a task with parts what is reported at their bottom. Null where it is not counted.</param>
/// <param name="WorkingDays">Working days (工作日) left after the day up to its last day; less than 0: so many since.</param>
/// <example>
/// {
///   "colour": "yellow", "reasons": [{"reason": "behind", "warning": "yellow", "text": "25.00 % done, 61.43 % of the time gone"}],
///   "timeGone": 61.43, "done": 25.00, "workingDays": 81
/// }
/// </example>
public sealed record TaskLight(Light Colour, IReadOnlyList<TaskLightReason> Reasons, decimal TimeGone, decimal? Done, int WorkingDays);

/// <summary>Why a light is what it is.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Warning">Colour of the warning that the rule set attaches to it; null where nothing warns.</param>
/// <param name="Text">The same for readers.</param>
/// <example>{"reason": "overdue", "warning": "red", "text": "12 working days overdue"}</example>
public sealed record TaskLightReason(LightReason Reason, Colour? Warning, string Text);

/// <summary>The lights of a day: one definition for those that are shown, and for those that lists and summaries ask the database for.</summary>
internal sealed class Lights(Escalation escalation, DateOnly day, WorkingDays calendar)
{
    /// <summary>Null where no rule set with an escalation is in force: then nothing has a light.</summary>
    public static async Task<Lights?> Of(Session session, Moment moment) =>
        await RuleSetShelf.InForce(session, moment, null) is { Refusal: null } rules && rules.Required().Set.Escalation is { } escalation
            ? new Lights(escalation, moment.AsOf, Holidays.Calendar)
            : null;

    /// <summary>Keeps a list to what has one of these lights; nothing is asked where none was given, and nothing has one where there are none.</summary>
    /// <param name="sql">SQL for the word of an item's light.</param>
    public static async Task Confine(Listing listing, Session session, Moment moment, Light[]? wanted, Func<Lights, string> sql)
    {
        if (wanted is not { Length: > 0 }) return;
        if (await Of(session, moment) is { } lights) listing.With(lights.Days).In(sql(lights), "Light", wanted);
        else listing.Where("1 = 0");
    }

    /// <summary>What has no light was called off.</summary>
    public TaskLight? Of(Work work)
    {
        if (work.State is TaskState.Cancelled) return null;
        var warnings = escalation.Of(work, day, calendar).ToList();
        var (gone, done) = (Percent(work.Gone(day)), TaskRow.Share(work.Done, work.Target));
        var left = calendar.Between(day, work.DueOn);
        return new TaskLight(Worst(warnings), Reasons(work, warnings, gone, done, left), gone, done, left);
    }

    private static Light Worst(IReadOnlyList<Warning> warnings) =>
        warnings.Any(w => w.Colour is Colour.Red) ? Light.Red
        : warnings.Any(w => w.Colour is Colour.Yellow) ? Light.Yellow
        : Light.Green;

    private static IReadOnlyList<TaskLightReason> Reasons(Work work, IReadOnlyList<Warning> warnings, decimal gone, decimal? done, int left)
    {
        if (work.IsOver) return [new(LightReason.Done, null, Rules.Say("Done, or said to be", "已完成或已报请办结"))];
        if (warnings.Count is 0) return [new(LightReason.OnTrack, null, Rules.Say("Nothing warns", "未触发预警"))];
        return [.. warnings.Select(warning => warning.When switch
        {
            WarningReason.Overdue => new TaskLightReason(LightReason.Overdue, warning.Colour, Rules.Say($"{-left} working days overdue", $"逾期 {-left} 个工作日")),
            WarningReason.DueSoon => new TaskLightReason(LightReason.DueSoon, warning.Colour, Rules.Say($"{left} working days left", $"距到期 {left} 个工作日")),
            _ => new TaskLightReason(LightReason.Behind, warning.Colour,
                Rules.Say(Invariant($"{done:0.00} % done, {gone:0.00} % of the time gone"), Invariant($"已完成 {done:0.00}%,时间已过 {gone:0.00}%"))),
        })];
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Two decimals, rounded towards zero.</summary>
    public static decimal Percent(decimal share) => Math.Round(100 * share, 2, MidpointRounding.ToZero);

    /// <summary>The word for the light of a task; NULL for one that was called off. Its days are among <see cref="Days"/>.</summary>
    /// <param name="session">The snapshot that is asked.</param>
    /// <param name="task">The row of the task.</param>
    /// <param name="done">SQL for what is reported of it.</param>
    public string Sql(Session session, string task, string done) =>
        $"""
        CASE WHEN {task}.state = 'cancelled' THEN NULL
             WHEN {task}.state IN ('completionRequested', 'verified', 'closed') THEN 'green'
             WHEN {Any(session, Colour.Red, task, done)} THEN 'red'
             WHEN {Any(session, Colour.Yellow, task, done)} THEN 'yellow'
             ELSE 'green' END
        """;

    /// <summary>Whether any warning holds of the task, whatever its colour.</summary>
    public string Warns(Session session, string task, string done) => $"({string.Join(" OR ", escalation.Warnings.Select(warning => Holds(session, warning, task, done)).Append("1 = 0"))})";

    /// <summary>Whether a task that is not over is overdue, and the rule set warns of that.</summary>
    public string Overdue(Session session, string task) =>
        escalation.Warnings.FirstOrDefault(warning => warning.When is WarningReason.Overdue) is { } warning ? Holds(session, warning, task, "0") : "1 = 0";

    /// <summary>Parameters of both.</summary>
    public IEnumerable<(string Name, object? Value)> Days =>
        from days in escalation.Warnings.Where(warning => warning.When is WarningReason.DueSoon).Select(warning => warning.WorkingDays!.Value).Distinct()
        select ($"@Soon{days}", (object?)calendar.After(day, days));

    private string Any(Session session, Colour colour, string task, string done) =>
        $"({string.Join(" OR ", escalation.Warnings.Where(warning => warning.Colour == colour).Select(warning => Holds(session, warning, task, done)).Append("1 = 0"))})";

    /// <summary>The same as <see cref="Escalation.Of"/> says of what is not over; multiplied out in the order of <see cref="Work.IsBehind"/>.</summary>
    private static string Holds(Session session, Warning warning, string task, string done) => warning.When switch
    {
        WarningReason.Overdue => $"{task}.due_on < @AsOf",
        WarningReason.DueSoon => $"({task}.due_on >= @AsOf AND {task}.due_on <= @Soon{warning.WorkingDays})",
        _ => $"""
            ({task}.quantity IS NOT NULL AND {task}.starts_on <= @AsOf AND {task}.due_on >= @AsOf
             AND 100.0 * {session.Days($"{task}.starts_on", "@AsOf")} * {task}.quantity - 100.0 * coalesce({done}, 0.0) * {session.Days($"{task}.starts_on", $"{task}.due_on")}
                 >= {warning.Points} * {session.Days($"{task}.starts_on", $"{task}.due_on")} * {task}.quantity)
            """,
    };
}
