using System.Text.Json;
using Responsibility.Api.Duties;
using Responsibility.Rules;

namespace Responsibility.Api.Appraisals;

/// <summary>What was counted for an indicator: how much on a day, and how much of that was as it should be.</summary>
internal sealed record Counted
{
    /// <summary>The post, the division or the official whose it is.</summary>
    public long Owner { get; init; }

    public DateOnly Day { get; init; }
    public long All { get; init; }
    public long Good { get; init; }
}

/// <summary>A thing that was counted for an indicator.</summary>
internal sealed record CountedThing
{
    public long Owner { get; init; }
    public long Id { get; init; }
    public DateOnly Day { get; init; }

    /// <summary>1 or 0.</summary>
    public long Good { get; init; }

    public required string State { get; init; }
}

/// <summary>A score that was entered.</summary>
internal sealed record EnteredScore
{
    public ScoreId Id { get; init; }
    public long KnownFrom { get; init; }
    public OfficialId OfficialId { get; init; }
    public PostId PostId { get; init; }
    public required string Indicator { get; init; }
    public double Score { get; init; }
    public string? Document { get; init; }
}

/// <summary>What indicators rest on: one question for each measure, however many are appraised, and one definition for sums and for the things themselves.</summary>
/// <remarks>Whatever counts counts for whoever held the post on its day: the last day of a task, of a rectification or of an interval, the day of a notice or of a decision.</remarks>
internal static class Measuring
{
    /// <summary>The sums of a measure; none for those that are not told by SQL alone.</summary>
    public static Task<IReadOnlyList<Counted>> Sums(Session session, AppraisalYear year, Measure measure, IReadOnlyList<Appraised> who) => session.List<Counted>(
        $"SELECT found.owner, found.day, count(*) AS \"all\", sum(found.good) AS good FROM ({Sql(session, measure)}) AS found GROUP BY found.owner, found.day", Parameters(year, measure, who));

    /// <summary>The things of a measure, by day.</summary>
    public static Task<IReadOnlyList<CountedThing>> Things(Session session, AppraisalYear year, Measure measure, IReadOnlyList<Appraised> who) => session.List<CountedThing>(
        $"SELECT found.owner, found.id, found.day, found.good, found.state FROM ({Sql(session, measure)}) AS found ORDER BY found.day, found.id", Parameters(year, measure, who));

    /// <summary>Whose the things of a measure are.</summary>
    public static long Owner(Measure measure, Appraised who) => measure switch
    {
        Measure.ProblemsRectified => who.Division.Value,
        Measure.Sanctions => who.Official.Value,
        _ => who.Post.Value,
    };

    /// <summary>Every interval of the year that is over, in which one of these posts was bound and somebody held it: as the list of compliance has it. By its last day it belongs to the year.</summary>
    public static async Task<IReadOnlyList<DutyCompliance>> Duties(Session session, AppraisalYear year, IReadOnlyList<Appraised> who)
    {
        var asked = await DutyQuestion.Of(
            session, year.Moment, new ListDutyCompliance(Post: [.. who.Select(w => w.Post).Distinct()], From: year.Days.From, Until: year.Days.Until, RuleSet: year.RuleSet.Set.Id));
        // Days on which no rule set was in force oblige to nothing.
        if (asked.Refusal is not null) return [];
        var duties = new List<DutyCompliance>();
        await foreach (var (_, duty) in ListDutyComplianceHandler.Rows(session, asked.Required(), ""))
            if (year.Days.Contains(LastDay(duty)) && duty.State is (DutyState.Met or DutyState.Behind)) duties.Add(duty);
        return duties;
    }

    public static DateOnly LastDay(DutyCompliance duty) => duty.Interval.Until.AddDays(-1);

    /// <summary>The scores that were entered for these.</summary>
    public static Task<IReadOnlyList<EnteredScore>> Scores(Session session, AppraisalYear year, IReadOnlyList<Appraised> who) => session.List<EnteredScore>(
        ScoresSql(session), new { year.Year, year.KnownAt, owners = JsonSerializer.Serialize(who.Select(w => w.Post.Value).Distinct()) });

    private static object Parameters(AppraisalYear year, Measure measure, IReadOnlyList<Appraised> who) => new
    {
        AsOf = year.Day,
        year.KnownAt,
        year.First,
        owners = JsonSerializer.Serialize(who.Select(w => Owner(measure, w)).Distinct()),
    };

    /// <summary>SELECT owner, id, day, good (1 or 0), state.</summary>
    private static string Sql(Session session, Measure measure) => measure switch
    {
        Measure.TasksOnTime => TasksSql(session),
        Measure.ProblemsRectified => ProblemsSql(session),
        Measure.RedNotices => NoticesSql(session),
        Measure.Sanctions => SanctionsSql(session),
        _ => throw new ArgumentOutOfRangeException(nameof(measure), measure, null),
    };

    /// <summary>A task that one is said to have done, or was seen to, is done.</summary>
    private const string Done = "('completionRequested', 'verified', 'closed')";

    /// <summary>Tasks that a post answers for and that fell due: good where they were done on their last day and are not undone since.</summary>
    private static string TasksSql(Session session) =>
        $"""
        SELECT DISTINCT b.post_id AS owner, t.id, t.due_on AS day, CASE WHEN t.state IN {Done} AND due.state IN {Done} THEN 1 ELSE 0 END AS good, coalesce(due.state, t.state) AS state
          FROM task_bearer b
         CROSS JOIN task t
          LEFT JOIN task due ON due.id = t.id AND due.valid_from <= t.due_on AND due.valid_until > t.due_on AND {Known.At("due")}
         WHERE b.post_id IN ({session.Numbers("@owners")}) AND t.id = b.task_id AND t.state <> 'cancelled' AND t.due_on >= @First AND t.due_on <= @AsOf AND {Known.On("t")}
        """;

    /// <summary>
    /// Problems in a division or below by the day on which they were to be put right: the last day of the rectification, or where there is none that on which they were found.
    /// Found from the year's tasks and problems, then counted to every division above.
    /// </summary>
    private static string ProblemsSql(Session session) =>
        $"""
        WITH RECURSIVE candidate (id) AS (
            SELECT x.problem_id
              FROM task t
             CROSS JOIN rectification x
             WHERE t.state IN ({string.Join(", ", Enum.GetValues<TaskState>().Where(state => state is not TaskState.Cancelled).Select(state => $"'{Storage.Parameters.Word(state)}'"))})
               AND t.due_on >= @First AND t.due_on <= @AsOf AND x.task_id = t.id
             UNION
            SELECT p.id FROM problem p WHERE p.valid_from >= @First AND p.valid_from <= @AsOf
        ),
        counted (id, division_id, day, state) AS (
            SELECT told.id, told.division_id, coalesce(told.due_on, told.found_on), told.state
              FROM ({Problems.ProblemRow.Select} AND p.id IN (SELECT candidate.id FROM candidate)) AS told
             WHERE coalesce(told.due_on, told.found_on) >= @First AND coalesce(told.due_on, told.found_on) <= @AsOf
        ),
        climb (id, owner, depth) AS (
            SELECT c.id, c.division_id, 0 FROM counted c
             UNION
            SELECT k.id, d.parent_id, k.depth + 1
              FROM climb k
              JOIN division d ON d.id = k.owner AND d.parent_id IS NOT NULL AND {Known.Nearest("d", "division")}
             WHERE k.depth < {Reach.Deepest}
        )
        SELECT k.owner, c.id, c.day, CASE WHEN c.state IN ('verified', 'closed') THEN 1 ELSE 0 END AS good, c.state
          FROM climb k
          JOIN counted c ON c.id = k.id
         WHERE k.owner IN ({session.Numbers("@owners")})
        """;

    private static string NoticesSql(Session session) =>
        $"""
        SELECT n.post_id AS owner, n.id, n.issued_on AS day, 0 AS good, n.state
          FROM supervision_notice n
         WHERE n.post_id IN ({session.Numbers("@owners")}) AND n.colour = 'red' AND n.issued_on >= @First AND n.issued_on <= @AsOf AND {Known.On("n")}
        """;

    private static string SanctionsSql(Session session) =>
        $"""
        SELECT z.official_id AS owner, z.id, z.decided_on AS day, 0 AS good, z.state
          FROM sanction z
         WHERE z.official_id IN ({session.Numbers("@owners")}) AND z.state NOT IN ('proposed', 'revoked') AND z.decided_on >= @First AND z.decided_on <= @AsOf AND {Known.On("z")}
        """;

    private static string ScoresSql(Session session) =>
        $"""
        SELECT e.id, e.known_from, e.official_id, e.post_id, e.indicator, e.score, e.document
          FROM appraisal_score e
         WHERE e.post_id IN ({session.Numbers("@owners")}) AND e.year = @Year AND {Known.At("e")}
         ORDER BY e.id
        """;
}
