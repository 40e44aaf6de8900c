namespace Responsibility.Api.Tasks;

/// <summary>A task as its last version holds it: what a next step is decided on.</summary>
/// <param name="Since">The day of its last step.</param>
/// <param name="DueOn">Its last day, as it was put off.</param>
/// <param name="FirstDueOn">Its last day, as it was set.</param>
internal sealed record TaskStanding(
    TaskId Id, TaskState State, DateOnly Since, TaskId? Parent, DivisionId Division, string Title, string? Programme, TaskTarget? Target, DateOnly StartsOn, DateOnly DueOn, DateOnly FirstDueOn)
{
    /// <summary>Null where the register holds no such task.</summary>
    public static async Task<TaskStanding?> Of(Session session, long id)
    {
        if ((await Tables.Task.Current(session, id)).Versions is not [var first, ..] versions) return null;
        var last = versions[^1];
        var values = last.Values;
        return new TaskStanding(
            new TaskId(id), Enum.Parse<TaskState>((string)values["state"]!, ignoreCase: true), last.Period.From,
            values["parent_id"] is long parent ? new TaskId(parent) : null, new DivisionId((long)values["division_id"]!),
            (string)values["title"]!, (string?)values["programme"],
            values["quantity"] is double quantity ? new TaskTarget((string)values["metric"]!, quantity, (string)values["unit"]!) : null,
            (DateOnly)values["starts_on"]!, (DateOnly)values["due_on"]!, (DateOnly)first.Values["due_on"]!);
    }
}
