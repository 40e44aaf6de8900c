using System.Text.Json.Serialization;

namespace Responsibility.Api.Tasks;

/// <summary>A task was registered (立项), and issued with it unless it is to wait. Bearers are kept as ids, never as names: who holds a post is asked of the day.</summary>
/// <param name="Issued">Whether it was issued (交办) with it.</param>
/// <param name="ValidFrom">The day of registration, or the first day of the work where that is earlier.</param>
internal sealed record TaskRegistered(
    TaskId? Parent, DivisionId Division, string Title, string? Programme, string? Metric, double? Quantity, string? Unit, DateOnly StartsOn, DateOnly DueOn, string? Document,
    bool Issued, DateOnly ValidFrom, OrganizationId? Lead, IReadOnlyList<OrganizationId> Assisting, IReadOnlyList<RecordedBearer> Bearers) : ICreation
{
    public static string Kind => "taskRegistered/1";

    [JsonIgnore]
    public Period Period => new(ValidFrom, Period.Open);

    [JsonIgnore]
    public TaskState State => Issued ? TaskState.Issued : TaskState.Registered;

    public async Task Apply(Session session, long position)
    {
        await Tables.Task.Create(session, position, this);
        await Name(session, position, Title, Bearers);
        if (Lead is { } lead) await Body(session, position, 0, lead);
        foreach (var (index, body) in Assisting.Index()) await Body(session, position, index + 1, body);
    }

    /// <summary>Makes a new task findable by its title, and by those who answer for it.</summary>
    internal static async Task Name(Session session, long position, string title, IReadOnlyList<RecordedBearer> bearers)
    {
        await session.AddName(Tables.Task.Noun, position, title);
        foreach (var (ordinal, bearer) in bearers.Index())
            await session.Write(BearerSql, new { Task = position, ordinal, bearer.Division, bearer.Organization, bearer.Post, bearer.RuleSet, bearer.Clause, bearer.Kind, bearer.Grade });
    }

    private static Task Body(Session session, long position, int ordinal, OrganizationId organization) =>
        session.Write("INSERT INTO task_body (task_id, ordinal, organization_id) VALUES (@position, @ordinal, @organization)", new { position, ordinal, organization });

    private const string BearerSql =
        """
        INSERT INTO task_bearer (task_id, ordinal, division_id, organization_id, post_id, rule_set_id, clause, kind, grade)
        VALUES (@Task, @ordinal, @Division, @Organization, @Post, @RuleSet, @Clause, @Kind, @Grade)
        """;
}

/// <summary>Who answers for a task, on what ground.</summary>
internal sealed record RecordedBearer(
    DivisionId Division, OrganizationId Organization, PostId? Post, RuleSetId RuleSet, string Clause, ResponsibilityKind Kind, Grade Grade);
