using Responsibility.Api.Appointments;
using Responsibility.Rules;

namespace Responsibility.Api.Accountability;

/// <summary>A case (问责): something that went wrong, and who was held to account for it.</summary>
/// <param name="Id">Ledger position of the fact that opened it.</param>
/// <param name="Division">Where it went wrong.</param>
/// <param name="Programme">In which programme (专项); null where in none.</param>
/// <param name="IncidentOn">The day on which it went wrong, or first did.</param>
/// <param name="IncidentUntil">First day on which it no longer went on: those who answered for the place on any day before are candidates, wherever they are now.</param>
/// <param name="Description">What went wrong; null once erased.</param>
/// <param name="Task">Id of the task that was concerned; null where none was.</param>
/// <param name="Problem">Id of the problem on which it was opened, if any.</param>
/// <param name="Notice">Id of the supervision notice on which it was opened, if any.</param>
/// <param name="Complaint">Number of the complaint on which it was opened, if any.</param>
/// <param name="State">How far the case has come on the day that is asked about.</param>
/// <param name="Decisions">What was decided by that day.</param>
/// <example>
/// {
///   "id": 1301, "division": {"code": "410225101201", "name": "任庄村", "level": "village"}, "programme": "relocation", "incidentOn": "2017-07-09", "incidentUntil": "2017-07-10",
///   "description": "安置房未按期交付", "task": 1201, "problem": 1402, "notice": null, "complaint": null, "state": "decided", "decisions": ["{Decision}"]
/// }
/// </example>
public sealed record AccountabilityCase(
    CaseId Id, DivisionRef Division, string? Programme, DateOnly IncidentOn, DateOnly IncidentUntil, string? Description, TaskId? Task, ProblemId? Problem, NoticeId? Notice, string? Complaint,
    CaseState State, IReadOnlyList<Decision> Decisions);

/// <summary>An official held to account (问责决定).</summary>
/// <param name="Id">Ledger position of the fact that recorded it.</param>
/// <param name="Official">The official.</param>
/// <param name="Appointment">Id of the appointment by which the official answered for the place on the day of the incident.</param>
/// <param name="Post">The post held by it.</param>
/// <param name="Clause">Clause of the rule set by which the post answered for the place.</param>
/// <param name="RuleSet">The rule set, and its version, by which that was derived.</param>
/// <param name="Grade">Grade of that responsibility.</param>
/// <param name="Liability">What the official was found liable for.</param>
/// <param name="Form">Form of the sanction, as in the catalogue.</param>
/// <param name="Document">Number of the document that says so.</param>
/// <param name="DecidedOn">The day of the decision.</param>
/// <param name="Text">What it says; null where nothing was recorded or once erased.</param>
/// <example>
/// {
///   "id": 1302, "official": {"id": 903, "staffNumber": "HN000123", "name": "王某"}, "appointment": 904, "post": {"id": 902, "position": "partySecretary", "title": "县委书记"},
///   "clause": "7", "ruleSet": {"id": "henan-2017", "version": 1}, "grade": "firstResponsible", "liability": "mainLeadership", "form": "admonition", "document": "豫纪〔2017〕31号", "decidedOn": "2017-09-01", "text": null
/// }
/// </example>
public sealed record Decision(
    long Id, OfficialRef Official, AppointmentId Appointment, PostRef Post, string Clause, RuleSetReference RuleSet, Grade Grade, Liability Liability, string Form, string Document,
    DateOnly DecidedOn, string? Text);

internal sealed record CaseRow
{
    public CaseId Id { get; init; }
    public DivisionId DivisionId { get; init; }
    public required string Code { get; init; }
    public required string DivisionName { get; init; }
    public Level Level { get; init; }
    public string? Programme { get; init; }
    public DateOnly IncidentOn { get; init; }
    public DateOnly IncidentUntil { get; init; }
    public string? Description { get; init; }
    public TaskId? TaskId { get; init; }
    public ProblemId? ProblemId { get; init; }
    public NoticeId? NoticeId { get; init; }
    public string? Complaint { get; init; }
    public CaseState State { get; init; }

    /// <summary>What was so on the moment's day; a division that was closed since is shown as it last was.</summary>
    public static readonly string Select =
        $"""
        SELECT c.id, c.division_id, d.code, d.name AS division_name, d.level, c.programme, c.incident_on, c.incident_until, c.description, c.task_id, c.problem_id, c.notice_id, c.complaint, c.state
          FROM accountability_case c
          JOIN division d ON d.id = c.division_id AND {Known.Nearest("d", "division")}
         WHERE {Known.On("c")}
        """;

    /// <summary>The case on the moment's day, or on the day of the incident where that is later; null where the register did not know of it.</summary>
    public static async Task<Seen<AccountabilityCase>?> Show(Session session, long id, Moment moment)
    {
        if (await Versions.Nearest(session, Tables.Case, id, moment) is not var (day, version)) return null;
        var row = await session.Get<CaseRow>($"{Select} AND c.id = @id", new { id, day.AsOf, day.KnownAt });
        var decisions = await DecisionRow.Of(session, [row.Id], day);
        // A further decision leaves the case's own row as it is, and yet is another version of what is shown.
        return new(row.Show(decisions[row.Id]), Math.Max(version, decisions[row.Id].Select(d => d.Id).DefaultIfEmpty().Max()), moment);
    }

    public AccountabilityCase Show(IEnumerable<DecisionRow> decisions) => new(
        Id, new DivisionRef(Code, DivisionName, Level), Programme, IncidentOn, IncidentUntil, Description, TaskId, ProblemId, NoticeId, Complaint, State, [.. decisions.Select(d => d.Show())]);
}

internal sealed record DecisionRow
{
    public long Id { get; init; }
    public CaseId CaseId { get; init; }
    public OfficialId OfficialId { get; init; }
    public required string StaffNumber { get; init; }
    public string? Name { get; init; }
    public AppointmentId AppointmentId { get; init; }
    public PostId PostId { get; init; }
    public required string Position { get; init; }
    public required string Title { get; init; }
    public required string Clause { get; init; }
    public required string RuleSetName { get; init; }
    public long RuleSetVersion { get; init; }
    public Grade Grade { get; init; }
    public Liability Liability { get; init; }
    public required string Form { get; init; }
    public required string Document { get; init; }
    public DateOnly DecidedOn { get; init; }
    public string? Text { get; init; }

    /// <summary>The decisions of each of these cases: one question for all of them.</summary>
    public static async Task<ILookup<CaseId, DecisionRow>> Of(Session session, IReadOnlyList<CaseId> cases, Moment moment)
    {
        // Ids are numbers of our own making, so they may stand in the text; a thousand parameters would not do better.
        var ids = cases.Count is 0 ? "0" : string.Join(',', cases.Select(c => c.Value));
        return (await session.List<DecisionRow>(
            $"""
            SELECT x.id, x.case_id, x.official_id, f.staff_number, f.name, x.appointment_id, x.post_id, p.position, p.title, x.clause, x.grade, x.liability, r.name AS rule_set_name, r.version AS rule_set_version,
                   x.form, x.document, x.decided_on, x.text
              FROM accountability_decision x
              JOIN any_official f ON f.id = x.official_id AND {Known.Nearest("f", "any_official")}
              JOIN any_post p ON p.id = x.post_id AND {Known.Nearest("p", "any_post")}
              JOIN rule_set r ON r.id = x.rule_set_id AND {Known.Nearest("r", "rule_set")}
             WHERE x.case_id IN ({ids}) AND x.decided_on <= @AsOf AND x.id <= @KnownAt
             ORDER BY x.case_id, x.id
            """,
            new { moment.AsOf, moment.KnownAt })).ToLookup(d => d.CaseId);
    }

    public Decision Show() => new(
        Id, new OfficialRef(OfficialId, StaffNumber, Name), AppointmentId, new PostRef(PostId, Position, Title), Clause, new RuleSetReference(RuleSetName, (int)RuleSetVersion), Grade,
        Liability, Form, Document, DecidedOn, Text);
}
