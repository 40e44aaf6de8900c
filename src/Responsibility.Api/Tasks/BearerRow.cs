using Responsibility.Api.Appointments;
using Responsibility.Api.Posts;
using Responsibility.Rules;

namespace Responsibility.Api.Tasks;

/// <summary>A recorded bearer, with names as they were on a day or on the day nearest to it.</summary>
internal sealed record BearerRow
{
    public TaskId TaskId { get; init; }
    public required string Code { get; init; }
    public required string DivisionName { get; init; }
    public Level Level { get; init; }
    public OrganizationId OrganizationId { get; init; }
    public required string OrganizationName { get; init; }
    public OrganizationKind OrganizationKind { get; init; }
    public PostId? PostId { get; init; }
    public string? Position { get; init; }
    public string? Title { get; init; }
    public RuleSetId RuleSetId { get; init; }
    public required string RuleSetName { get; init; }
    public long RuleSetVersion { get; init; }
    public required string Clause { get; init; }
    public ResponsibilityKind Kind { get; init; }
    public Grade Grade { get; init; }

    /// <summary>The bearers of each of these tasks: one question for all of them.</summary>
    public static async Task<ILookup<TaskId, BearerRow>> Of(Session session, IReadOnlyList<TaskId> tasks, Moment moment)
    {
        // Ids are numbers of our own making, so they may stand in the text; a thousand parameters would not do better.
        var ids = tasks.Count is 0 ? "0" : string.Join(',', tasks.Select(t => t.Value));
        return (await session.List<BearerRow>(
            $"""
            SELECT b.task_id, d.code, d.name AS division_name, d.level, o.id AS organization_id, o.name AS organization_name, o.kind AS organization_kind,
                   p.id AS post_id, p.position, p.title, b.rule_set_id, r.name AS rule_set_name, r.version AS rule_set_version, b.clause, b.kind, b.grade
              FROM task_bearer b
              JOIN any_division d ON d.id = b.division_id AND {Known.Nearest("d", "any_division")}
              JOIN any_organization o ON o.id = b.organization_id AND {Known.Nearest("o", "any_organization")}
              LEFT JOIN any_post p ON p.id = b.post_id AND {Known.Nearest("p", "any_post")}
              JOIN rule_set r ON r.id = b.rule_set_id AND {Known.Nearest("r", "rule_set")}
             WHERE b.task_id IN ({ids})
             ORDER BY b.task_id, b.ordinal
            """,
            new { moment.AsOf, moment.KnownAt })).ToLookup(b => b.TaskId);
    }

    public DivisionRef Division => new(Code, DivisionName, Level);

    public OrganizationRef Organization => new(OrganizationId, OrganizationName, OrganizationKind);

    public PostRef? Post => PostId is { } post ? new PostRef(post, Position!, Title!) : null;

    public RuleSetReference RuleSet => new(RuleSetName, (int)RuleSetVersion);

    public BearerKey Key => new(OrganizationId, PostId, Clause, Kind, Grade);

    public TaskBearer Show() => new(Division, Kind, Grade, Organization, Post, new TaskBasis(Clause, RuleSet));
}

/// <summary>What a task's bearer is told by among the links of its chain.</summary>
internal sealed record BearerKey(OrganizationId Organization, PostId? Post, string Clause, ResponsibilityKind Kind, Grade Grade)
{
    public static BearerKey Of(ChainLink link) => new(link.Organization.Id, link.Post?.Id, link.Basis.Clause, link.Kind, link.Grade);
}
