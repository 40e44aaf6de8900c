using Responsibility.Api.Problems;

namespace Responsibility.Api.Handovers;

/// <summary>An open problem that goes over with a post, as it stood on the day of the change.</summary>
/// <param name="Id">Ledger position of the fact that recorded it.</param>
/// <param name="Title">What is wrong.</param>
/// <param name="Division">Where it was found.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="FoundOn">The day on which it was found.</param>
/// <param name="State">How far it had been put right.</param>
/// <param name="Task">Id of the task that rectifies it.</param>
/// <example>
/// {
///   "id": 1402, "title": "村党组织软弱涣散", "division": {"code": "410225101201", "name": "任庄村", "level": "village"}, "severity": "serious", "foundOn": "2017-07-09", "state": "rectifying", "task": 1403
/// }
/// </example>
public sealed record HandoverProblem(ProblemId Id, string Title, DivisionRef Division, Severity Severity, DateOnly FoundOn, ProblemState State, TaskId Task)
{
    /// <summary>Those whose rectification the post bore on the day of the change, as known at the moment.</summary>
    internal static async Task<IReadOnlyList<HandoverProblem>> Open(Session session, ChangeRow change, Moment moment) =>
    [
        .. from row in await session.List<ProblemRow>(OpenSql, new { change.PostId, AsOf = change.ChangedOn, moment.KnownAt })
           select new HandoverProblem(row.Id, row.Title, new DivisionRef(row.Code, row.DivisionName, row.Level), row.Severity, row.FoundOn, row.State, row.TaskId!.Value),
    ];

    private static readonly string OpenSql =
        $"{ProblemRow.Select} AND t.state NOT IN ('verified', 'closed') AND p.id IN (SELECT x.problem_id FROM task_bearer b JOIN rectification x ON x.task_id = b.task_id WHERE b.post_id = @PostId) AND t.id IN (SELECT b.task_id FROM task_bearer b WHERE b.post_id = @PostId) ORDER BY p.id";
}
