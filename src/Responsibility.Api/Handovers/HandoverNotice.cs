using Responsibility.Api.Supervision;
using Responsibility.Rules;

namespace Responsibility.Api.Handovers;

/// <summary>A notice (督办单) that goes over with a post: nobody had acknowledged it by the day of the change.</summary>
/// <param name="Id">Ledger position of the fact that issued it.</param>
/// <param name="Task">Id of the task that is late.</param>
/// <param name="Title">What the task is about.</param>
/// <param name="Colour">How urgent it is.</param>
/// <param name="Rung">To which rung of the ladder it went.</param>
/// <param name="IssuedOn">The day of its issue.</param>
/// <param name="DueOn">The last day of the task, as it stood then.</param>
/// <example>{"id": 1404, "task": 1201, "title": "2017年易地搬迁", "colour": "red", "rung": "firstResponsible", "issuedOn": "2018-01-11", "dueOn": "2017-12-31"}</example>
public sealed record HandoverNotice(NoticeId Id, TaskId Task, string Title, Colour Colour, Rung Rung, DateOnly IssuedOn, DateOnly DueOn)
{
    internal static async Task<IReadOnlyList<HandoverNotice>> Open(Session session, ChangeRow change, Moment moment) =>
    [
        .. from row in await session.List<NoticeRow>($"{NoticeRow.Select} AND n.post_id = @PostId AND n.state = 'issued' ORDER BY n.id", new { change.PostId, AsOf = change.ChangedOn, moment.KnownAt })
           select new HandoverNotice(row.Id, row.TaskId, row.TaskTitle, row.Colour, row.Rung, row.IssuedOn, row.DueOn),
    ];
}
