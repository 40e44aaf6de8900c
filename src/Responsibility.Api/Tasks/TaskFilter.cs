namespace Responsibility.Api.Tasks;

/// <summary>Which tasks a list shows, or a summary counts.</summary>
internal interface ITaskFilter
{
    string? Within { get; }
    string? Division { get; }
    string[]? Programme { get; }
    TaskState[]? State { get; }
    Light[]? Light { get; }
    string? Q { get; }
    DateOnly? DueBefore { get; }
    TaskId[]? Parent { get; }
    OrganizationId[]? Organization { get; }
    OfficialId[]? Official { get; }
}

/// <summary>The one definition of which tasks are meant, so that what a summary counts is what the list behind it shows.</summary>
internal static class TaskFilter
{
    public static async Task<Result<Listing>> Of(Session session, Moment moment, ITaskFilter filter)
    {
        var listing = new Listing(session, TaskRow.Select, "t.id")
            .In("t.programme", "Programme", filter.Programme)
            .In("t.state", "State", filter.State)
            .In("t.parent_id", "Parent", filter.Parent)
            .In("t.id IN (SELECT o.task_id FROM task_body o WHERE o.organization_id", "Organization", filter.Organization, close: ")")
            .In(BorneSql, "Official", filter.Official, close: ")")
            .Where("t.due_on < @DueBefore", "DueBefore", filter.DueBefore)
            .Named(filter.Q, Tables.Task.Noun, "t.id", "t.title");
        await Lights.Confine(listing, session, moment, filter.Light, lights => lights.Sql(session, "t", TaskRow.DoneSql));
        if (await listing.Division(session, filter.Division, moment, "t.division_id") is { } unknown) return unknown;
        return await listing.Within(session, filter.Within, moment, subtree => $"t.division_id IN ({subtree})") is { } outside ? outside : listing;
    }

    private static readonly string BorneSql =
        $"t.id IN (SELECT b.task_id FROM task_bearer b JOIN appointment a ON a.post_id = b.post_id AND {Known.On("a")} WHERE a.official_id";
}
