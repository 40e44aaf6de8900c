using Responsibility.Api.Tasks;
using Responsibility.Rules;

namespace Responsibility.Api.Supervision;

/// <summary>A task that is late, as a run sees it.</summary>
internal sealed record LateTask
{
    public TaskId Id { get; init; }
    public DivisionId DivisionId { get; init; }
    public Level Level { get; init; }
    public TaskState State { get; init; }
    public DateOnly StartsOn { get; init; }
    public DateOnly DueOn { get; init; }
    public double? Quantity { get; init; }
    public double? Done { get; init; }
    public OrganizationId? LeadId { get; init; }

    /// <summary>The day on which it was reopened last; what was chased before is chased again.</summary>
    public DateOnly? ReopenedOn { get; init; }

    public Work Work => new(State, StartsOn, DueOn, Quantity, Done ?? 0);
}

/// <summary>A body or post that answers for a task and is there on the day of a run.</summary>
internal sealed record Answerable
{
    public TaskId TaskId { get; init; }
    public DivisionId DivisionId { get; init; }
    public Level Level { get; init; }
    public OrganizationId OrganizationId { get; init; }
    public PostId? PostId { get; init; }
    public RuleSetId RuleSetId { get; init; }
    public string? Clause { get; init; }
    public ResponsibilityKind Kind { get; init; }
    public Grade Grade { get; init; }
}

/// <summary>A notice that was issued before.</summary>
internal sealed record Chased
{
    public TaskId TaskId { get; init; }
    public WarningReason Reason { get; init; }
    public Rung Rung { get; init; }
    public OrganizationId OrganizationId { get; init; }
    public PostId? PostId { get; init; }
    public DateOnly DueOn { get; init; }
    public DateOnly IssuedOn { get; init; }
}

/// <summary>Who gets a notice of what is late (督办): pure, so that a run decides the same whoever runs it.</summary>
internal static class Chasing
{
    /// <summary>The notices that a task calls for on a day and that were not issued before.</summary>
    /// <param name="rules">The rule set whose escalation counts.</param>
    public static IEnumerable<SupervisionNoticeIssued> Notices(
        Escalation escalation, RuleSetId rules, WorkingDays calendar, DateOnly day, LateTask task, IReadOnlyList<Answerable> bearers, IReadOnlyList<Chased> before)
    {
        var work = task.Work;
        return from warning in escalation.Of(work, day, calendar)
               from rung in Rungs(escalation, warning, work, day, calendar)
               from to in To(rung, task, bearers, rules)
               where !before.Any(notice => IsSame(notice, task, warning, rung, to))
               select new SupervisionNoticeIssued(
                   task.Id, task.DivisionId, to.OrganizationId, to.PostId, to.RuleSetId, to.Clause, rung, warning.Colour, warning.When, day, task.DueOn,
                   calendar.Between(day, task.DueOn), (double)Lights.Percent(work.Gone(day)), task.Quantity is { } target ? Math.Round(100 * (task.Done ?? 0) / target, 2) : null);
    }

    /// <summary>What is not yet overdue concerns the bearer alone; what is climbs.</summary>
    private static IEnumerable<Rung> Rungs(Escalation escalation, Warning warning, Work work, DateOnly day, WorkingDays calendar) =>
        warning.When is WarningReason.Overdue ? escalation.Climbed(work, day, calendar).Select(step => step.To).Distinct() : [Rung.Bearer];

    /// <summary>Those on a rung: the body that leads, or else who bears the task where it is to be done; the directly or the first responsible of the nearest level that has any; the first responsible above those.</summary>
    private static IEnumerable<Answerable> To(Rung rung, LateTask task, IReadOnlyList<Answerable> bearers, RuleSetId rules) => rung switch
    {
        Rung.Bearer when task.LeadId is { } lead => [new Answerable { TaskId = task.Id, DivisionId = task.DivisionId, OrganizationId = lead, RuleSetId = rules }],
        Rung.Bearer => Nearest(bearers, task.Level, b => b.Grade is not (Grade.DirectResponsible or Grade.FirstResponsible) && b.Kind is not ResponsibilityKind.SupervisionInspection),
        Rung.DirectResponsible => Nearest(bearers, task.Level, b => b.Grade is Grade.DirectResponsible),
        Rung.FirstResponsible => Nearest(bearers, task.Level, IsFirst),
        _ => Nearest(bearers, task.Level, IsFirst) is [var first, ..] ? Nearest(bearers, first.Level - 1, IsFirst) : [],
    };

    private static bool IsFirst(Answerable bearer) => bearer.Grade is Grade.FirstResponsible;

    private static IReadOnlyList<Answerable> Nearest(IReadOnlyList<Answerable> bearers, Level level, Func<Answerable, bool> those)
    {
        var above = bearers.Where(b => b.Level <= level && those(b)).ToList();
        return [.. above.Where(b => b.Level == above.Max(other => other.Level)).DistinctBy(b => (b.OrganizationId, b.PostId))];
    }

    /// <summary>A day that was put off, and a task that was reopened, are chased anew.</summary>
    private static bool IsSame(Chased notice, LateTask task, Warning warning, Rung rung, Answerable to) =>
        (notice.Reason, notice.Rung, notice.OrganizationId, notice.PostId, notice.DueOn) == (warning.When, rung, to.OrganizationId, to.PostId, task.DueOn)
        && (task.ReopenedOn is not { } reopened || notice.IssuedOn >= reopened);
}
