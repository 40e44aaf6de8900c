using System.Runtime.InteropServices;
using Responsibility.Api.Posts;
using Responsibility.Rules;

namespace Responsibility.Api.Tasks;

/// <summary>A task of a tree as one question yields it, the whole before its parts; from these rows alone the sums are made.</summary>
internal sealed record TreeRow
{
    public TaskId Id { get; init; }
    public TaskId? ParentId { get; init; }
    public long Depth { get; init; }
    public required string Title { get; init; }
    public required string Code { get; init; }
    public required string DivisionName { get; init; }
    public Level Level { get; init; }
    public OrganizationId? LeadId { get; init; }
    public string? LeadName { get; init; }
    public OrganizationKind? LeadKind { get; init; }
    public TaskState State { get; init; }
    public DateOnly StartsOn { get; init; }
    public DateOnly DueOn { get; init; }
    public string? Metric { get; init; }
    public double? Quantity { get; init; }
    public string? Unit { get; init; }
    public double? Reported { get; init; }
    public double? Verified { get; init; }

    /// <summary>The root as it is shown.</summary>
    /// <param name="rows">The tree from the top down.</param>
    /// <param name="shown">How many levels below the root are shown.</param>
    /// <param name="lights">The lights of the day, if there are any.</param>
    public static TaskNode Root(IReadOnlyList<TreeRow> rows, int shown, Lights? lights)
    {
        var parts = rows.Where(row => row.Depth > 0).ToLookup(row => row.ParentId!.Value);
        var sums = new Dictionary<TaskId, Sum>(rows.Count);
        // From the bottom up, so that each task is added once, to the one whole that it is a part of.
        foreach (var row in rows.Reverse())
        {
            var sum = parts.Contains(row.Id) ? CollectionsMarshal.GetValueRefOrAddDefault(sums, row.Id, out _) : new Sum(0, row.Reported ?? 0, row.Verified ?? 0);
            sums[row.Id] = sum;
            if (row.Depth is 0) continue;
            ref var whole = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, row.ParentId!.Value, out _);
            whole = new Sum(whole.Allocated + (row.Quantity ?? 0), whole.Reported + sum.Reported, whole.Verified + sum.Verified);
        }
        return rows[0].Show(new Tree(parts, sums, lights), 1, shown);
    }

    private TaskNode Show(Tree tree, decimal added, int shown)
    {
        var (sum, target) = (tree.Sums[Id], Quantity);
        var factor = target is { } whole && sum.Allocated > whole ? (decimal)sum.Allocated / (decimal)whole : 1m;
        added *= factor;
        return new TaskNode(
            Id, Title, new DivisionRef(Code, DivisionName, Level), LeadId is { } lead ? new OrganizationRef(lead, LeadName!, LeadKind!.Value) : null, State, DueOn,
            target is { } quantity ? new TaskTarget(Metric!, quantity, Unit!) : null,
            Counted(sum.Allocated), Counted(Math.Max(0, (target ?? 0) - sum.Allocated)),
            factor > 1 ? new TaskInflation(sum.Allocated - target!.Value, Percent(factor)) : null,
            target is null ? null : Percent(added), Reported, Counted(sum.Reported), Counted(sum.Verified), TaskRow.Share(Counted(sum.Reported), target), TaskRow.Share(Counted(sum.Verified), target),
            tree.Lights?.Of(new Work(State, StartsOn, DueOn, target, sum.Reported)), shown is 0 ? [] : [.. tree.Parts[Id].Select(part => part.Show(tree, added, shown - 1))]);

        double? Counted(double number) => target is null ? null : number;
    }

    /// <summary>By how many per cent a factor is more than 1.</summary>
    private static decimal Percent(decimal factor) => Math.Round(100m * (factor - 1), 2);

    private sealed record Tree(ILookup<TaskId, TreeRow> Parts, Dictionary<TaskId, Sum> Sums, Lights? Lights);

    private readonly record struct Sum(double Allocated, double Reported, double Verified);

    /// <summary>The task <c>@Id</c> and all that it was broken down to. CROSS JOIN, which SQLite never turns around, goes from a task to its parts and not through all tasks there are.</summary>
    public static readonly string Sql =
        $"""
        WITH RECURSIVE tree (id, depth) AS (
            SELECT CAST(@Id AS bigint), 0
             UNION ALL
            SELECT t.id, w.depth + 1
              FROM tree w
             CROSS JOIN task t
             WHERE t.parent_id = w.id AND t.state <> 'cancelled' AND {Known.On("t")}
        )
        SELECT t.id, t.parent_id, w.depth, t.title, d.code, d.name AS division_name, d.level, o.id AS lead_id, o.name AS lead_name, o.kind AS lead_kind,
               t.state, t.starts_on, t.due_on, t.metric, t.quantity, t.unit, {TaskRow.Reported("t")} AS reported, t.verified
          FROM tree w
         CROSS JOIN task t
          JOIN division d ON d.id = t.division_id AND {Known.Nearest("d", "division")}
          LEFT JOIN task_body b ON b.task_id = t.id AND b.ordinal = 0
          LEFT JOIN any_organization o ON o.id = b.organization_id AND {Known.Nearest("o", "any_organization")}
         WHERE t.id = w.id AND {Known.On("t")}
         ORDER BY w.depth, d.code, t.id
        """;
}
