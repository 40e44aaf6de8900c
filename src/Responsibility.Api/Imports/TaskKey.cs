namespace Responsibility.Api.Imports;

/// <summary>How a row names a task that the register holds: by division and title, and where that is not enough by programme, first day and the body that leads.</summary>
/// <param name="Programme">Null where any will do.</param>
/// <param name="StartsOn">Null where any will do.</param>
/// <param name="Lead">Name of the body that leads, in any division; null where any will do.</param>
internal sealed record TaskKey(string Division, string Title, string? Programme = null, DateOnly? StartsOn = null, string? Lead = null)
{
    /// <summary>The one task that is meant; of those that were cancelled none is.</summary>
    /// <param name="column">The column at fault where there is no such task, or several.</param>
    public async Task<Result<TaskId>> Find(Session session, string column) => await Ids(session, exact: false) switch
    {
        [var id] => id,
        [] => Refusals.TaskUnknown.At(column, column.EndsWith("ivision", StringComparison.Ordinal) ? Division : Title),
        // Where no lead is named, one that has none is meant rather than its parts that do.
        _ when await Ids(session, exact: true) is [var plain] => plain,
        _ => Refusals.TaskAmbiguous.Because("Several tasks go by this; name programme, first day and lead too.", "有多项任务符合,请同时写明专项、起始日期和牵头单位。").At(column, Title),
    };

    /// <summary>A few that go by it.</summary>
    /// <param name="exact">Whether what is not named must not be there: no programme, no lead.</param>
    public async Task<IReadOnlyList<TaskId>> Ids(Session session, bool exact)
    {
        var found = await session.List<TaskId>(FindSql, new
        {
            code = DivisionCode.Parse(Division).Value,
            Title,
            named = Programme ?? "",
            day = StartsOn ?? Period.Open,
            lead = Lead ?? "",
            any = exact ? 0 : 1,
            open = Period.Open,
        });
        if (session.Caller.Scope is null) return found;
        var reached = new List<TaskId>(found.Count);
        foreach (var task in found)
            if (await session.Reaches("task", task.Value)) reached.Add(task);
        return reached;
    }

    private static readonly string FindSql =
        $"""
        SELECT t.id FROM task t
         WHERE t.division_id IN (SELECT d.id FROM division d WHERE d.code = @code AND {Known.Now("d")})
           AND t.title = @Title AND {Known.Now("t")} AND t.valid_until = @open AND t.state <> 'cancelled'
           AND ((@named = '' AND @any = 1) OR coalesce(t.programme, '') = @named) AND (@day = @open OR t.starts_on = @day)
           AND ((@lead = '' AND @any = 1)
             OR (@lead = '' AND NOT EXISTS (SELECT 1 FROM task_body b WHERE b.task_id = t.id AND b.ordinal = 0))
             OR EXISTS (SELECT 1 FROM task_body b JOIN organization o ON o.id = b.organization_id AND {Known.Now("o")} WHERE b.task_id = t.id AND b.ordinal = 0 AND o.name = @lead))
         ORDER BY t.id
         LIMIT 10
        """;
}
