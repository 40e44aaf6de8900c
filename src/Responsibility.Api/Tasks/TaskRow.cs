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
    public double? Reported { get; init; }
    public double? Verified { get; init; }
    public OrganizationId? VerifierId { get; init; }
    public DateOnly? ExtendedFrom { get; init; }
    public OrganizationId? ApproverId { get; init; }
    public DateOnly ValidFrom { get; init; }
    public ProblemId? ProblemId { get; init; }

    /// <summary>What was reported last of the task <c>t</c>: the report of the latest day, and of that day the one recorded last.</summary>
    public static readonly string ReportedSql =
        $"(SELECT r.quantity FROM progress_report r WHERE r.task_id = t.id AND {Known.On("r")} ORDER BY r.valid_from DESC, r.id DESC LIMIT 1)";

    /// <summary>What was so on the moment's day; a division that was closed since is shown as it last was.</summary>
    public static readonly string Select =
        $"""
        SELECT t.id, t.parent_id, t.title, d.code, d.name AS division_name, d.level, t.programme, t.metric, t.quantity, t.unit, t.starts_on, t.due_on, t.document,
               t.state, t.note, {ReportedSql} AS reported, t.verified, t.verifier_id, t.extended_from, t.approver_id, t.valid_from, x.problem_id
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

    /// <summary>Rows as they are shown: three questions for all of them, however many.</summary>
    public static async Task<IReadOnlyList<AssignedTask>> Show(Session session, IReadOnlyList<TaskRow> rows, Moment moment)
    {
        var bearers = await BearerRow.Of(session, [.. rows.Select(row => row.Id)], moment);
        var bodies = await TaskBodies.Of(session, rows.Select(row => row.Id));
        var others = rows.SelectMany(row => new[] { row.VerifierId, row.ApproverId }).OfType<OrganizationId>();
        var named = await TaskBodies.Named(session, bodies.SelectMany(b => b).Select(b => b.Body).Concat(others), moment);
        return [.. rows.Select(row => row.Show(bearers[row.Id], bodies[row.Id], named))];
    }

    private AssignedTask Show(
        IEnumerable<BearerRow> bearers, IEnumerable<(long Ordinal, OrganizationId Body)> bodies, IReadOnlyDictionary<OrganizationId, Posts.OrganizationRef> named) => new(
        Id, Title, new DivisionRef(Code, DivisionName, Level), Programme,
        Quantity is { } quantity ? new TaskTarget(Metric!, quantity, Unit!) : null,
        StartsOn, DueOn, Document, State, Note, Reported, Share(Reported, Quantity), [.. bearers.Select(b => b.Show())], ValidFrom,
        ParentId,
        bodies.Where(b => b.Ordinal is 0).Select(b => named[b.Body]).FirstOrDefault(),
        [.. bodies.Where(b => b.Ordinal > 0).Select(b => named[b.Body])],
        Verified,
        VerifierId is { } verifier ? named[verifier] : null,
        ExtendedFrom is { } from ? new TaskPutOff(from, named[ApproverId!.Value]) : null,
        ProblemId);

    /// <summary>Rounded towards zero, so that nothing reads as done that is not.</summary>
    internal static decimal? Share(double? reported, double? target) =>
        reported is { } done && target is { } whole ? Math.Round(100m * (decimal)done / (decimal)whole, 2, MidpointRounding.ToZero) : null;
}
