namespace Responsibility.Api.Handovers;

/// <summary>An open task that goes over with a post, as it stood on the day of the change.</summary>
/// <param name="Id">Ledger position of the fact that registered it.</param>
/// <param name="Title">What is to be done.</param>
/// <param name="Division">Where.</param>
/// <param name="Programme">The programme (专项) that it belongs to; null where to none.</param>
/// <param name="DueOn">Last day of the work.</param>
/// <param name="State">How far it had come.</param>
/// <example>
/// {"id": 1201, "title": "2017年易地搬迁", "division": {"code": "410225000000", "name": "兰考县", "level": "county"}, "programme": "relocation", "dueOn": "2017-12-31", "state": "inProgress"}
/// </example>
public sealed record HandoverTask(TaskId Id, string Title, DivisionRef Division, string? Programme, DateOnly DueOn, TaskState State)
{
    /// <summary>Those that the post bore on the day of the change, as known at the moment.</summary>
    internal static async Task<IReadOnlyList<HandoverTask>> Open(Session session, ChangeRow change, Moment moment) =>
        [.. (await session.List<Row>(OpenSql, new { change.PostId, AsOf = change.ChangedOn, moment.KnownAt })).Select(row => row.Show())];

    private sealed record Row
    {
        public TaskId Id { get; init; }
        public required string Title { get; init; }
        public required string Code { get; init; }
        public required string DivisionName { get; init; }
        public Level Level { get; init; }
        public string? Programme { get; init; }
        public DateOnly DueOn { get; init; }
        public TaskState State { get; init; }

        public HandoverTask Show() => new(Id, Title, new DivisionRef(Code, DivisionName, Level), Programme, DueOn, State);
    }

    /// <summary>A task that several rules lay upon a post is one task.</summary>
    private static readonly string OpenSql =
        $"""
        SELECT t.id, t.title, d.code, d.name AS division_name, d.level, t.programme, t.due_on, t.state
          FROM task t
          JOIN division d ON d.id = t.division_id AND {Known.Nearest("d", "division")}
         WHERE t.id IN (SELECT b.task_id FROM task_bearer b WHERE b.post_id = @PostId) AND {Known.On("t")} AND t.state NOT IN ('verified', 'closed', 'cancelled')
         ORDER BY t.id
        """;
}

/// <summary>What was open on the day on which a post changed hands.</summary>
internal sealed record OpenItems(IReadOnlyList<HandoverTask> Tasks, IReadOnlyList<HandoverProblem> Problems, IReadOnlyList<HandoverNotice> Notices)
{
    public static async Task<OpenItems> Of(Session session, ChangeRow change, Moment moment) =>
        new(await HandoverTask.Open(session, change, moment), await HandoverProblem.Open(session, change, moment), await HandoverNotice.Open(session, change, moment));
}

/// <summary>What was listed when a handover was signed: ids by noun, in the order of the list.</summary>
internal static class HandoverItems
{
    /// <summary>The ids of one noun that the asker sees: a post may bear what is beyond.</summary>
    public static Task<IReadOnlyList<TId>> Of<TId>(Session session, HandoverId handover, VersionTable table) => session.List<TId>(
        $"SELECT i.thing_id FROM handover_item i WHERE i.handover_id = @handover AND i.noun = @Noun AND EXISTS (SELECT 1 FROM {table.Name} t WHERE t.id = i.thing_id) ORDER BY i.ordinal",
        new { handover, table.Noun });
}
