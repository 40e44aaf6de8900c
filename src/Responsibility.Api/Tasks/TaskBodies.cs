using Responsibility.Api.Posts;

namespace Responsibility.Api.Tasks;

/// <summary>The bodies of a task: who leads (牵头), who assists (配合), who verified or approved.</summary>
internal static class TaskBodies
{
    /// <summary>The refusal of the first body that the register does not hold.</summary>
    /// <param name="member">The member that names them.</param>
    public static async Task<Refusal?> Unknown(Session session, string member, IReadOnlyList<OrganizationId> bodies)
    {
        foreach (var body in bodies)
            if ((await Tables.Organization.Current(session, body.Value)).Versions.Count is 0)
                return Refusals.OrganizationUnknown.At(member, body.Value);
        return null;
    }

    /// <summary>Whether a body carries the task out, or answers for it in the task's own division.</summary>
    public static async Task<bool> Carries(Session session, TaskId task, OrganizationId body) =>
        await session.Get<long>(CarriesSql, new { task, body }) > 0;

    /// <summary>Bodies by id, with names as they were on a day or on the day nearest to it.</summary>
    public static async Task<IReadOnlyDictionary<OrganizationId, OrganizationRef>> Named(Session session, IEnumerable<OrganizationId> bodies, Moment moment)
    {
        var ids = string.Join(',', bodies.Distinct().Select(b => b.Value));
        if (ids.Length is 0) return new Dictionary<OrganizationId, OrganizationRef>();
        return (await session.List<BodyRow>(
            $"SELECT o.id, o.name, o.kind FROM any_organization o WHERE o.id IN ({ids}) AND {Known.Nearest("o", "any_organization")}", new { moment.AsOf, moment.KnownAt }))
            .ToDictionary(row => row.Id, row => new OrganizationRef(row.Id, row.Name, row.Kind));
    }

    /// <summary>The bodies of each of these tasks, the lead first with ordinal 0.</summary>
    public static async Task<ILookup<TaskId, (long Ordinal, OrganizationId Body)>> Of(Session session, IEnumerable<TaskId> tasks)
    {
        var ids = string.Join(',', tasks.Select(t => t.Value));
        return (await session.List<TaskBodyRow>(
            $"SELECT b.task_id, b.ordinal, b.organization_id FROM task_body b WHERE b.task_id IN ({(ids.Length is 0 ? "0" : ids)}) ORDER BY b.task_id, b.ordinal"))
            .ToLookup(row => row.TaskId, row => (row.Ordinal, row.OrganizationId));
    }

    private sealed record BodyRow
    {
        public OrganizationId Id { get; init; }
        public required string Name { get; init; }
        public OrganizationKind Kind { get; init; }
    }

    private sealed record TaskBodyRow
    {
        public TaskId TaskId { get; init; }
        public long Ordinal { get; init; }
        public OrganizationId OrganizationId { get; init; }
    }

    private static readonly string CarriesSql =
        $"""
        SELECT count(*)
          FROM task t
         WHERE t.id = @task AND {Known.Now("t")}
           AND (EXISTS (SELECT 1 FROM task_body b WHERE b.task_id = t.id AND b.organization_id = @body)
             OR EXISTS (SELECT 1 FROM task_bearer b WHERE b.task_id = t.id AND b.organization_id = @body AND b.division_id = t.division_id))
        """;
}
