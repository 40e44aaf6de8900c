namespace Responsibility.Rules;

public enum Act { NightStay, Visit }

public enum Interval { Week, Month, Quarter, Year }

/// <summary>Something that bearers must do again and again (履职要求).</summary>
public sealed record Obligation
{
    public required string Id { get; init; }

    public required Text Text { get; init; }

    /// <summary>Levels of division whose posts are bound.</summary>
    public required IReadOnlyList<Level> Levels { get; init; }

    /// <summary>Positions that are bound; empty: any.</summary>
    public required IReadOnlyList<string> Positions { get; init; }

    /// <summary>Ranks (职级) that are bound, as the post states them; empty: any.</summary>
    public required IReadOnlyList<string> Ranks { get; init; }

    /// <summary>Only bearers with a contact at this level are bound, and the act is due inside it; null: everywhere under the bearer's own division.</summary>
    public Level? Contact { get; init; }

    public required Act Act { get; init; }

    /// <summary>Level of the divisions in which the act is due.</summary>
    public required Level Target { get; init; }

    /// <summary>What such a division must be.</summary>
    public Condition? When { get; init; }

    /// <summary>How often in each interval.</summary>
    public required int Times { get; init; }

    public required Interval Every { get; init; }
}

public enum Colour { Blue, Yellow, Red }

public enum WarningReason { DueSoon, Behind, Overdue }

public enum Rung { Bearer, DirectResponsible, FirstResponsible, LevelAbove }

/// <summary>How a task that is late climbs (预警、升级).</summary>
public sealed record Escalation(IReadOnlyList<Warning> Warnings, IReadOnlyList<EscalationStep> Steps)
{
    /// <summary>The warnings that a piece of work calls for on a day, in the order of the rule set.</summary>
    public IEnumerable<Warning> Of(Work work, DateOnly day, WorkingDays calendar) => work.IsOver ? [] : Warnings.Where(warning => warning.When switch
    {
        WarningReason.Overdue => work.DueOn < day,
        _ when work.DueOn < day => false,
        WarningReason.DueSoon => calendar.Between(day, work.DueOn) <= warning.WorkingDays,
        _ => work.IsBehind(day, warning.Points!.Value),
    });

    /// <summary>The steps that an overdue piece of work has climbed by a day.</summary>
    public IEnumerable<EscalationStep> Climbed(Work work, DateOnly day, WorkingDays calendar) => Steps.Where(step => calendar.Between(work.DueOn, day) >= step.AfterWorkingDays);
}

/// <summary>What of a task its lateness depends on.</summary>
/// <param name="State">How far it has come.</param>
/// <param name="StartsOn">First day.</param>
/// <param name="DueOn">Last day.</param>
/// <param name="Target">How much is to be done; null where it is not counted.</param>
/// <param name="Done">How much is reported: of a task with parts, at the bottom.</param>
public sealed record Work(TaskState State, DateOnly StartsOn, DateOnly DueOn, double? Target, double Done)
{
    /// <summary>Nobody is behind with what is done, said to be done, or called off.</summary>
    public bool IsOver => State is TaskState.CompletionRequested or TaskState.Verified or TaskState.Closed or TaskState.Cancelled;

    private long Days => DueOn.DayNumber - StartsOn.DayNumber + 1;

    /// <summary>How much of its time, in days that began, is gone by the end of a day, from 0 to 1.</summary>
    public decimal Gone(DateOnly day) => Math.Clamp((day.DayNumber - StartsOn.DayNumber + 1m) / Days, 0, 1);

    /// <summary>Whether the share done is less than the share of the time gone by so many percentage points or more.</summary>
    /// <remarks>Multiplied out and in this order, so that a database that does the same comes to the same.</remarks>
    public bool IsBehind(DateOnly day, int points) => Target is { } target && StartsOn <= day && day <= DueOn
        && (100.0 * (day.DayNumber - StartsOn.DayNumber + 1) * target) - (100.0 * Done * Days) >= (double)points * Days * target;
}

/// <param name="Colour">Colour of the warning.</param>
/// <param name="When">What calls for it.</param>
/// <param name="WorkingDays">For what is due soon: how many working days before the day.</param>
/// <param name="Points">For what is behind: by how many percentage points the progress is less than the share of the time gone.</param>
public sealed record Warning(Colour Colour, WarningReason When, int? WorkingDays, int? Points);

/// <param name="To">Whom the notice goes to.</param>
/// <param name="AfterWorkingDays">Working days after the due day.</param>
public sealed record EscalationStep(Rung To, int AfterWorkingDays);

/// <summary>Who is appraised (考评对象), by what, and what comes of it.</summary>
/// <param name="Indicators">What is measured; none: it is only told who is appraised.</param>
/// <param name="Bands">From the best down; the last takes everybody.</param>
public sealed record Appraisal(
    Text Text, Interval Every, IReadOnlyList<string> Positions, IReadOnlyList<AppraisalSubject> Subjects, IReadOnlyList<Indicator> Indicators, IReadOnlyList<Band> Bands);

/// <summary>Divisions whose holders of the positions are appraised; any of the subjects suffices.</summary>
public sealed record AppraisalSubject(IReadOnlyList<Level> Levels, Condition? When);
