using Responsibility.Rules;

namespace Responsibility.Api.Tasks;

/// <summary>Tasks as tables hold them, and how they are shown with their bearers and bodies.</summary>
internal sealed record TaskRow
{
    public TaskId Id { get; init; }
    public TaskId? ParentId { get; init; }
    public required string Title { get; init; }
    public required string Code { get; init; }
    public required string DivisionName { get; init; }
    public Level Level { get; init; }
    public string? Programme { get; init; }
    public string? Metric { get; init; }
    public double? Quantity { get; init; }
    public string? Unit { get; init; }
    public DateOnly StartsOn { get; init; }
    public DateOnly DueOn { get; init; }
    public string? Document { get; init; }
    public TaskState State { get; init; }
    public string? Note { get; init; }
    public double? ReportedLast { get; init; }
    public double? Done { get; init; }
    public double? Verified { get; init; }
    public OrganizationId? VerifierId { get; init; }
    public DateOnly? ExtendedFrom { get; init; }
    public OrganizationId? ApproverId { get; init; }
    public DateOnly ValidFrom { get; init; }
    public ProblemId? ProblemId { get; init; }

    /// <summary>What was reported last of a task: the report of the latest day, and of that day the one recorded last.</summary>
    public static string Reported(string task) =>
        $"(SELECT r.quantity FROM progress_report r WHERE r.task_id = {task}.id AND {Known.On("r")} ORDER BY r.valid_from DESC, r.id DESC LIMIT 1)";

    /// <summary>What is done of the task <c>t</c>: its own report, or where it was broken down the sum of what is reported at the bottom, as in its tree.</summary>
    public static readonly string DoneSql =
        $"""
        CASE WHEN NOT EXISTS (SELECT 1 FROM task c WHERE c.parent_id = t.id AND {IsPart("c")}) THEN {Reported("t")}
             ELSE (WITH RECURSIVE part (id) AS (
                       SELECT c.id FROM task c WHERE c.parent_id = t.id AND {IsPart("c")}
                        UNION ALL
                       SELECT c.id FROM part CROSS JOIN task c WHERE c.parent_id = part.id AND {IsPart("c")}
                   )
                   SELECT sum({Reported("part")}) FROM part WHERE NOT EXISTS (SELECT 1 FROM task c WHERE c.parent_id = part.id AND {IsPart("c")})) END
        """;

    private static string IsPart(string task) => $"{task}.state <> 'cancelled' AND {Known.On(task)}";

    /// <summary>What was so on the moment's day; a division that was closed since is shown as it last was.</summary>
    public static readonly string Select =
        $"""
        SELECT t.id, t.parent_id, t.division_id, t.title, d.code, d.name AS division_name, d.level, t.programme, t.metric, t.quantity, t.unit, t.starts_on, t.due_on, t.document,
               t.state, t.note, {Reported("t")} AS reported_last, {DoneSql} AS done, t.verified, t.verifier_id, t.extended_from, t.approver_id, t.valid_from, x.problem_id
          FROM task t
          JOIN division d ON d.id = t.division_id AND {Known.Nearest("d", "division")}
          LEFT JOIN rectification x ON x.task_id = t.id AND x.id <= @KnownAt
         WHERE {Known.On("t")}
        """;

    /// <summary>The task on the moment's day, or else on its nearest day; null where the register did not know of it.</summary>
    public static async Task<Seen<AssignedTask>?> Show(Session session, long id, Moment moment)
    {
        if (await Versions.Nearest(session, Tables.Task, id, moment) is not var (day, version)) return null;
        var row = await session.Get<TaskRow>($"{Select} AND t.id = @id", new { id, day.AsOf, day.KnownAt });
        return new((await Show(session, [row], day))[0], version, moment);
    }

    /// <summary>Rows as they are shown: a few questions for all of them, however many.</summary>
    public static async Task<IReadOnlyList<AssignedTask>> Show(Session session, IReadOnlyList<TaskRow> rows, Moment moment)
    {
        var bearers = await BearerRow.Of(session, [.. rows.Select(row => row.Id)], moment);
        var bodies = await TaskBodies.Of(session, rows.Select(row => row.Id));
        var others = rows.SelectMany(row => new[] { row.VerifierId, row.ApproverId }).OfType<OrganizationId>();
        var named = await TaskBodies.Named(session, bodies.SelectMany(b => b).Select(b => b.Body).Concat(others), moment);
        var lights = await Lights.Of(session, moment);
        return [.. rows.Select(row => row.Show(bearers[row.Id], bodies[row.Id], named, lights?.Of(row.Work)))];
    }

    private AssignedTask Show(
        IEnumerable<BearerRow> bearers, IEnumerable<(long Ordinal, OrganizationId Body)> bodies, IReadOnlyDictionary<OrganizationId, Posts.OrganizationRef> named, TaskLight? light) => new(
        Id, Title, new DivisionRef(Code, DivisionName, Level), Programme,
        Quantity is { } quantity ? new TaskTarget(Metric!, quantity, Unit!) : null,
        StartsOn, DueOn, Document, State, Note, ReportedLast, Share(ReportedLast, Quantity), [.. bearers.Select(b => b.Show())], ValidFrom,
        ParentId,
        bodies.Where(b => b.Ordinal is 0).Select(b => named[b.Body]).FirstOrDefault(),
        [.. bodies.Where(b => b.Ordinal > 0).Select(b => named[b.Body])],
        Verified,
        VerifierId is { } verifier ? named[verifier] : null,
        ExtendedFrom is { } from ? new TaskPutOff(from, named[ApproverId!.Value]) : null,
        light,
        ProblemId);

    /// <summary>What its light depends on.</summary>
    public Work Work => new(State, StartsOn, DueOn, Quantity, Done ?? 0);

    /// <summary>Rounded towards zero, so that nothing reads as done that is not.</summary>
    internal static decimal? Share(double? reported, double? target) =>
        reported is { } done && target is { } whole ? Math.Round(100m * (decimal)done / (decimal)whole, 2, MidpointRounding.ToZero) : null;
}
