using Responsibility.Api.Tasks;
using Responsibility.Rules;

namespace Responsibility.Api.Problems;

/// <summary>A problem (问题) on a day, and how far it is put right.</summary>
/// <param name="Id">Ledger position of the fact that recorded it.</param>
/// <param name="Source">By whom it was found.</param>
/// <param name="Inspection">Id of the inspection that found it; null where none did.</param>
/// <param name="Division">The division in which it was found.</param>
/// <param name="Programme">The programme (专项) that it belongs to; null where it belongs to none.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="FoundOn">The day on which it was found.</param>
/// <param name="Title">What is wrong.</param>
/// <param name="Description">What is wrong in detail; null once erased.</param>
/// <param name="Document">The document that tells of it.</param>
/// <param name="State">How far it is put right on that day: what its rectification has come to.</param>
/// <param name="Task">Id of the task that rectifies it on that day (整改); null where none does.</param>
/// <param name="Light">How that task stands against its last day on that day (亮灯); null where none rectifies it, or no rule set in force has an escalation.</param>
/// <example>
/// {
///   "id": 1402, "source": "provincialInspection", "inspection": 1401, "division": {"code": "410724101201", "name": "东小吴村", "level": "village"}, "programme": "partyBuilding",
///   "severity": "serious", "foundOn": "2017-03-20", "title": "村党组织软弱涣散", "description": "班子不团结,三会一课长期不开", "document": "豫督〔2017〕3号", "state": "rectifying", "task": 1403,
///   "light": "green"
/// }
/// </example>
public sealed record FoundProblem(
    ProblemId Id, ProblemSource Source, InspectionId? Inspection, DivisionRef Division, string? Programme, Severity Severity, DateOnly FoundOn, string Title, string? Description,
    string? Document, ProblemState State, TaskId? Task, Light? Light);

/// <summary>How many problems there are, and how many of them are in which state.</summary>
/// <param name="Found">How many no task rectifies.</param>
/// <param name="Rectifying">How many are being rectified.</param>
/// <param name="CompletionRequested">How many are said to be put right.</param>
/// <param name="Verified">How many a verification found put right.</param>
/// <param name="Closed">How many are closed (销号).</param>
/// <param name="Reopened">How many are there again (反弹).</param>
/// <param name="Total">How many there are.</param>
public sealed record ProblemFigures(long Found, long Rectifying, long CompletionRequested, long Verified, long Closed, long Reopened, long Total)
{
    internal static ProblemFigures Of(IReadOnlyCollection<ProblemCount> counts)
    {
        long In(ProblemState state) => counts.Where(c => c.State == state).Sum(c => c.Problems);
        return new(
            In(ProblemState.Found), In(ProblemState.Rectifying), In(ProblemState.CompletionRequested), In(ProblemState.Verified), In(ProblemState.Closed), In(ProblemState.Reopened),
            counts.Sum(c => c.Problems));
    }
}

/// <summary>How many problems of a group are in a state.</summary>
internal sealed record ProblemCount
{
    /// <summary>What the group is told by; null for those that have none.</summary>
    public string? Id { get; init; }

    public string? Name { get; init; }
    public ProblemState State { get; init; }
    public long Problems { get; init; }
}

internal sealed record ProblemRow
{
    public ProblemId Id { get; init; }
    public ProblemSource Source { get; init; }
    public InspectionId? InspectionId { get; init; }
    public required string Code { get; init; }
    public required string DivisionName { get; init; }
    public Level Level { get; init; }
    public string? Programme { get; init; }
    public Severity Severity { get; init; }
    public DateOnly FoundOn { get; init; }
    public required string Title { get; init; }
    public string? Description { get; init; }
    public string? Document { get; init; }
    public ProblemState State { get; init; }
    public TaskId? TaskId { get; init; }
    public TaskState? TaskState { get; init; }
    public DateOnly? StartsOn { get; init; }
    public DateOnly? DueOn { get; init; }
    public double? Quantity { get; init; }
    public double? Done { get; init; }

    /// <summary>The state of a problem whose rectification is the task <c>t</c>, if it has one: the one definition that the problem, lists, summaries and findings share.</summary>
    private const string StateSql =
        "CASE WHEN t.id IS NULL THEN 'found' WHEN t.state IN ('completionRequested', 'verified', 'closed', 'reopened') THEN t.state ELSE 'rectifying' END";

    /// <summary>What was so on the moment's day. Of several rectifications the last that there was by that day counts, unless it was cancelled by then.</summary>
    public static readonly string Select =
        $"""
        SELECT p.id, p.source, p.inspection_id, p.division_id, d.code, d.name AS division_name, d.level, p.programme, p.severity, p.valid_from AS found_on, p.title, p.description, p.document,
               {StateSql} AS state, t.id AS task_id, t.state AS task_state, t.starts_on, t.due_on, t.quantity, {TaskRow.DoneSql} AS done
          FROM problem p
          JOIN division d ON d.id = p.division_id AND {Known.Nearest("d", "division")}
          LEFT JOIN rectification r ON r.id = (
               SELECT max(l.id) FROM rectification l JOIN task s ON s.id = l.task_id AND {Known.On("s")} WHERE l.problem_id = p.id AND l.id <= @KnownAt)
          LEFT JOIN task t ON t.id = r.task_id AND t.state <> 'cancelled' AND {Known.On("t")}
         WHERE {Known.On("p")}
        """;

    public FoundProblem Show(Lights? lights) => new(
        Id, Source, InspectionId, new DivisionRef(Code, DivisionName, Level), Programme, Severity, FoundOn, Title, Description, Document, State, TaskId,
        TaskId is null ? null : lights?.Of(new Work(TaskState!.Value, StartsOn!.Value, DueOn!.Value, Quantity, Done ?? 0))?.Colour);

    /// <summary>The word for the light of a problem's rectification; NULL where it has none.</summary>
    /// <param name="row">The row of the task, or one of the list's own.</param>
    /// <param name="task">Its column that holds the task's id.</param>
    public static string Light(Session session, Lights? lights, string row, string task, string done) =>
        lights is null ? "CAST(NULL AS text)" : $"CASE WHEN {row}.{task} IS NULL THEN NULL ELSE {lights.Sql(session, row, done)} END";

    /// <summary>Keeps to problems in these states.</summary>
    public static Listing In(Listing listing, ProblemState[]? states) => listing.In(StateSql, "State", states);
}
