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
public sealed record Escalation(IReadOnlyList<Warning> Warnings, IReadOnlyList<EscalationStep> Steps);

/// <param name="Colour">Colour of the warning.</param>
/// <param name="When">What calls for it.</param>
/// <param name="WorkingDays">For what is due soon: how many working days before the day.</param>
/// <param name="Points">For what is behind: by how many percentage points the progress is less than the share of the time gone.</param>
public sealed record Warning(Colour Colour, WarningReason When, int? WorkingDays, int? Points);

/// <param name="To">Whom the notice goes to.</param>
/// <param name="AfterWorkingDays">Working days after the due day.</param>
public sealed record EscalationStep(Rung To, int AfterWorkingDays);

/// <summary>Who is appraised (考评对象).</summary>
public sealed record Appraisal(Text Text, Interval Every, IReadOnlyList<string> Positions, IReadOnlyList<AppraisalSubject> Subjects);

/// <summary>Divisions whose holders of the positions are appraised; any of the subjects suffices.</summary>
public sealed record AppraisalSubject(IReadOnlyList<Level> Levels, Condition? When);
