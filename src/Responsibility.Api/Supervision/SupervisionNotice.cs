using Responsibility.Api.Appointments;
using Responsibility.Api.Posts;
using Responsibility.Rules;

namespace Responsibility.Api.Supervision;

/// <summary>A notice (督办单) that a task is late, to a body or to a post: whoever holds the post receives it.</summary>
/// <param name="Id">Ledger position of the fact that issued it.</param>
/// <param name="Task">Id of the task.</param>
/// <param name="Title">What the task is about.</param>
/// <param name="Division">The division in which the task is to be done.</param>
/// <param name="Colour">How urgent it is: blue before the last day, yellow behind, red overdue, or as the rule set has it.</param>
/// <param name="Reason">What called for it.</param>
/// <param name="Rung">To which rung of the ladder it went.</param>
/// <param name="Organization">The body that it went to, or in which the post is.</param>
/// <param name="Post">The post that it went to; null where it went to the body itself.</param>
/// <param name="Recipients">Who holds the post on the day that is asked about: a successor receives what the predecessor left.</param>
/// <param name="IssuedOn">The day of its issue.</param>
/// <param name="DueOn">The last day of the task, as it stood then.</param>
/// <param name="WorkingDays">Working days (工作日) left then; less than 0: so many overdue.</param>
/// <param name="TimeGone">How much of the task's time was gone then, in per cent.</param>
/// <param name="Done">How much of its target was reported then, in per cent; null where it is not counted.</param>
/// <param name="RuleSet">The rule set, and its version, whose escalation named the rung, or by which the post answers for the task.</param>
/// <param name="Clause">The clause by which the addressee answers for the task; null for the body that leads it.</param>
/// <param name="State">Whether it has arrived on that day.</param>
/// <param name="AcknowledgedOn">The day on which it was acknowledged; null before.</param>
/// <param name="Note">What was noted with that; it can be erased.</param>
/// <example>
/// {
///   "id": 1401, "task": 1201, "title": "2017年易地搬迁", "division": {"code": "410225000000", "name": "兰考县", "level": "county"}, "colour": "red", "reason": "overdue", "rung": "firstResponsible",
///   "organization": {"id": 901, "name": "中共兰考县委", "kind": "partyCommittee"}, "post": {"id": 902, "position": "partySecretary", "title": "县委书记"}, 
///   "recipients": [{"official": {"id": 903, "staffNumber": "HN000123", "name": "王某"}, "appointment": {"id": 904, "kind": "substantive", "validFrom": "2016-05-01", "validUntil": null, "document": "豫组干〔2016〕12号"}}],
///   "issuedOn": "2018-01-11", "dueOn": "2017-12-31", "workingDays": -8, "timeGone": 100.00, "done": 75.00, "ruleSet": {"id": "henan-2017", "version": 1}, "clause": "7",
///   "state": "issued", "acknowledgedOn": null, "note": null
/// }
/// </example>
public sealed record SupervisionNotice(
    NoticeId Id, TaskId Task, string Title, DivisionRef Division, Colour Colour, WarningReason Reason, Rung Rung, OrganizationRef Organization, PostRef? Post, IReadOnlyList<Holder> Recipients,
    DateOnly IssuedOn, DateOnly DueOn, long WorkingDays, double TimeGone, double? Done, RuleSetReference RuleSet, string? Clause, NoticeState State, DateOnly? AcknowledgedOn, string? Note);

/// <summary>A notice was issued (督办). The addressee is kept by id: who holds the post is asked of the day.</summary>
/// <param name="Gone">How much of the task's time was gone, in per cent.</param>
/// <param name="Done">How much of its target was reported, in per cent.</param>
internal sealed record SupervisionNoticeIssued(
    TaskId Task, DivisionId Division, OrganizationId Organization, PostId? Post, RuleSetId RuleSet, string? Clause, Rung Rung, Colour Colour, WarningReason Reason,
    DateOnly IssuedOn, DateOnly DueOn, int WorkingDays, double Gone, double? Done) : ICreation
{
    public static string Kind => "supervisionNoticeIssued/1";

    [System.Text.Json.Serialization.JsonIgnore]
    public Period Period => new(IssuedOn, Period.Open);

    [System.Text.Json.Serialization.JsonIgnore]
    public NoticeState State { get; } = NoticeState.Issued;

    public Task Apply(Session session, long position) => Tables.Notice.Create(session, position, this);
}

internal sealed record NoticeRow
{
    public NoticeId Id { get; init; }
    public TaskId TaskId { get; init; }
    public required string TaskTitle { get; init; }
    public required string Code { get; init; }
    public required string DivisionName { get; init; }
    public Level Level { get; init; }
    public Colour Colour { get; init; }
    public WarningReason Reason { get; init; }
    public Rung Rung { get; init; }
    public OrganizationId OrganizationId { get; init; }
    public required string OrganizationName { get; init; }
    public OrganizationKind OrganizationKind { get; init; }
    public PostId? PostId { get; init; }
    public string? Position { get; init; }
    public string? Title { get; init; }
    public DateOnly IssuedOn { get; init; }
    public DateOnly DueOn { get; init; }
    public long WorkingDays { get; init; }
    public double Gone { get; init; }
    public double? Done { get; init; }
    public required string RuleSetName { get; init; }
    public long RuleSetVersion { get; init; }
    public string? Clause { get; init; }
    public NoticeState State { get; init; }
    public string? Note { get; init; }
    public DateOnly ValidFrom { get; init; }

    /// <summary>What was so on the moment's day; what a notice names is shown as it was nearest to that day.</summary>
    public static readonly string Select =
        $"""
        SELECT n.id, n.task_id, t.title AS task_title, d.code, d.name AS division_name, d.level, n.colour, n.reason, n.rung,
               o.id AS organization_id, o.name AS organization_name, o.kind AS organization_kind, p.id AS post_id, p.position, p.title,
               n.issued_on, n.due_on, n.working_days, n.gone, n.done, r.name AS rule_set_name, r.version AS rule_set_version, n.clause, n.state, n.note, n.valid_from
          FROM supervision_notice n
          JOIN task t ON t.id = n.task_id AND {Known.Nearest("t", "task")}
          JOIN division d ON d.id = n.division_id AND {Known.Nearest("d", "division")}
          JOIN any_organization o ON o.id = n.organization_id AND {Known.Nearest("o", "any_organization")}
          LEFT JOIN any_post p ON p.id = n.post_id AND {Known.Nearest("p", "any_post")}
          JOIN rule_set r ON r.id = n.rule_set_id AND {Known.Nearest("r", "rule_set")}
         WHERE {Known.On("n")}
        """;

    /// <summary>The notice on the moment's day, or else on its nearest day; null where the register did not know of it.</summary>
    public static async Task<Seen<SupervisionNotice>?> Show(Session session, long id, Moment moment)
    {
        if (await Versions.Nearest(session, Tables.Notice, id, moment) is not var (day, version)) return null;
        var row = await session.Get<NoticeRow>($"{Select} AND n.id = @id", new { id, day.AsOf, day.KnownAt });
        return new((await Show(session, [row], moment))[0], version, moment);
    }

    /// <summary>Rows as they are shown: one more question for all of them.</summary>
    public static async Task<IReadOnlyList<SupervisionNotice>> Show(Session session, IReadOnlyList<NoticeRow> rows, Moment moment)
    {
        var holders = await HolderRow.Of(session, rows.Select(row => row.PostId).OfType<PostId>(), moment);
        return [.. rows.Select(row => row.Show(row.PostId is { } post ? holders[post] : []))];
    }

    private SupervisionNotice Show(IEnumerable<HolderRow> holders) => new(
        Id, TaskId, TaskTitle, new DivisionRef(Code, DivisionName, Level), Colour, Reason, Rung, new OrganizationRef(OrganizationId, OrganizationName, OrganizationKind),
        PostId is { } post ? new PostRef(post, Position!, Title!) : null, [.. holders.Select(h => h.Show())], IssuedOn, DueOn, WorkingDays, Gone, Done,
        new RuleSetReference(RuleSetName, (int)RuleSetVersion), Clause, State, State is NoticeState.Acknowledged ? ValidFrom : null, Note);
}
