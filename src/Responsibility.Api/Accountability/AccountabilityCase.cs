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
/// <param name="Findings">What the investigation found; null where there was none by that day, or once erased.</param>
/// <param name="State">How far the case has come on the day that is asked about: by its own steps, or by the last step of its sanctions; <c>closed</c> once it is.</param>
/// <param name="Sanctions">What was proposed by that day, and how far that has come.</param>
/// <example>
/// {
///   "id": 1301, "division": {"code": "410225101201", "name": "任庄村", "level": "village"}, "programme": "relocation", "incidentOn": "2017-07-09", "incidentUntil": "2017-07-10",
///   "description": "安置房未按期交付", "task": 1201, "problem": 1402, "notice": null, "complaint": null, "findings": null, "state": "decided", "sanctions": ["{Sanction}"]
/// }
/// </example>
public sealed record AccountabilityCase(
    CaseId Id, DivisionRef Division, string? Programme, DateOnly IncidentOn, DateOnly IncidentUntil, string? Description, TaskId? Task, ProblemId? Problem, NoticeId? Notice, string? Complaint,
    string? Findings, CaseState State, IReadOnlyList<Sanction> Sanctions);

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
    public string? Findings { get; init; }
    public CaseState State { get; init; }

    /// <summary>How far a case <c>c</c> has come on the moment's day.</summary>
    public static readonly string StateSql =
        $"(CASE WHEN c.state = 'closed' THEN c.state ELSE coalesce((SELECT s.state FROM sanction s WHERE s.case_id = c.id AND {Known.On("s")} ORDER BY s.stepped_on DESC, s.known_from DESC LIMIT 1), c.state) END)";

    /// <summary>What was so on the moment's day; a division that was closed since is shown as it last was.</summary>
    public static readonly string Select =
        $"""
        SELECT c.id, c.division_id, d.code, d.name AS division_name, d.level, c.programme, c.incident_on, c.incident_until, c.description, c.task_id, c.problem_id, c.notice_id, c.complaint, c.findings, {StateSql} AS state
          FROM accountability_case c
          JOIN division d ON d.id = c.division_id AND {Known.Nearest("d", "division")}
         WHERE {Known.On("c")}
        """;

    /// <summary>The case on the moment's day, or on the day of the incident where that is later; null where the register did not know of it.</summary>
    public static async Task<Seen<AccountabilityCase>?> Show(Session session, long id, Moment moment)
    {
        if (await Versions.Nearest(session, Tables.Case, id, moment) is not var (day, version)) return null;
        var row = await session.Get<CaseRow>($"{Select} AND c.id = @id", new { id, day.AsOf, day.KnownAt });
        var sanctions = await SanctionRow.Of(session, [row.Id], day);
        // A step of a sanction leaves the case's own row as it is, and yet is another version of what is shown.
        return new(row.Show(sanctions[row.Id]), Math.Max(version, sanctions[row.Id].Select(s => s.KnownFrom).DefaultIfEmpty().Max()), moment);
    }

    public AccountabilityCase Show(IEnumerable<SanctionRow> sanctions) => new(
        Id, new DivisionRef(Code, DivisionName, Level), Programme, IncidentOn, IncidentUntil, Description, TaskId, ProblemId, NoticeId, Complaint, Findings, State, [.. sanctions.Select(s => s.Show())]);
}
