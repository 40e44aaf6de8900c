using Responsibility.Api.Appointments;
using Responsibility.Api.Posts;
using Responsibility.Rules;

namespace Responsibility.Api.Tasks;

/// <summary>A task (任务) on a day, and who answers for it.</summary>
/// <param name="Id">Ledger position of the fact that issued it.</param>
/// <param name="Title">What is to be done.</param>
/// <param name="Division">The division in which it is to be done.</param>
/// <param name="Programme">The programme (专项) that it belongs to; null where it belongs to none.</param>
/// <param name="Target">What is to be reached; null where it is not counted.</param>
/// <param name="StartsOn">First day of the work.</param>
/// <param name="DueOn">Last day of the work.</param>
/// <param name="Document">The document that sets it.</param>
/// <param name="State">How far it has come on that day.</param>
/// <param name="Note">What was noted at the last step.</param>
/// <param name="Reported">The quantity reported last, counted from the start; null before the first report.</param>
/// <param name="Percentage">Reported of the target, in per cent, two decimals; null without a target or a report.</param>
/// <param name="Bearers">Who answers for it, as derived and recorded when it was issued, from the top down.</param>
/// <param name="ValidFrom">First day on which it was in this state.</param>
/// <example>
/// {
///   "id": 1201, "title": "2017年易地搬迁", "division": {"code": "410225000000", "name": "兰考县", "level": "county"}, "programme": "relocation",
///   "target": {"metric": "搬迁人口", "quantity": 12000, "unit": "人"}, "startsOn": "2017-03-01", "dueOn": "2017-12-31", "document": "豫扶贫办〔2017〕8号",
///   "state": "inProgress", "note": null, "reported": 3000, "percentage": 25.00, "bearers": ["{TaskBearer}"], "validFrom": "2017-06-30"
/// }
/// </example>
public sealed record AssignedTask(
    TaskId Id, string Title, DivisionRef Division, string? Programme, TaskTarget? Target, DateOnly StartsOn, DateOnly DueOn, string? Document,
    TaskState State, string? Note, double? Reported, decimal? Percentage, IReadOnlyList<TaskBearer> Bearers, DateOnly ValidFrom);

/// <summary>What a task is to reach.</summary>
/// <param name="Metric">What is counted, such as 搬迁人口.</param>
/// <param name="Quantity">How many by the end.</param>
/// <param name="Unit">The unit, such as 人.</param>
public sealed record TaskTarget(string Metric, double Quantity, string Unit);

/// <summary>A body or post that answers for a task.</summary>
/// <param name="Division">The division in whose body it is borne.</param>
/// <param name="Kind">Kind of responsibility.</param>
/// <param name="Grade">Grade of responsibility.</param>
/// <param name="Organization">The body.</param>
/// <param name="Post">The post in it; null where the body itself is the bearer.</param>
/// <param name="Basis">On what ground.</param>
/// <example>
/// {
///   "division": {"code": "410225000000", "name": "兰考县", "level": "county"}, "kind": "mainBody", "grade": "firstResponsible",
///   "organization": {"id": 901, "name": "中共兰考县委", "kind": "partyCommittee"}, "post": {"id": 902, "position": "partySecretary", "title": "县委书记"},
///   "basis": {"clause": "7", "ruleSet": {"id": "henan-2017", "version": 1}}
/// }
/// </example>
public sealed record TaskBearer(DivisionRef Division, ResponsibilityKind Kind, Grade Grade, OrganizationRef Organization, PostRef? Post, TaskBasis Basis);

/// <summary>The rule by which somebody answers for a task.</summary>
/// <param name="Clause">Clause of the rule set.</param>
/// <param name="RuleSet">The rule set, and its version, by which it was derived.</param>
public sealed record TaskBasis(string Clause, RuleSetReference RuleSet);

internal sealed record TaskRow
{
    public TaskId Id { get; init; }
    public required string Title { get; init; }
    public required string Code { get; init; }
    public required string DivisionName { get; init; }
    public Level Level { get; init; }
    public string? Programme { get; init; }
    public string? Metric { get; init; }
    public double? Quantity { get; init; }
    public string? Unit { get; init; }
    public DateOnly StartsOn { get; init; }
    public DateOnly DueOn { get; init; }
    public string? Document { get; init; }
    public TaskState State { get; init; }
    public string? Note { get; init; }
    public double? Reported { get; init; }
    public DateOnly ValidFrom { get; init; }

    /// <summary>What was so on the moment's day; a division that was closed since is shown as it last was.</summary>
    public static readonly string Select =
        $"""
        SELECT t.id, t.title, d.code, d.name AS division_name, d.level, t.programme, t.metric, t.quantity, t.unit, t.starts_on, t.due_on, t.document,
               t.state, t.note, t.reported, t.valid_from
          FROM task t
          JOIN division d ON d.id = t.division_id AND {Known.Nearest("d", "division")}
         WHERE {Known.On("t")}
        """;

    /// <summary>The task on the moment's day, or else on its nearest day; null where the register did not know of it.</summary>
    public static async Task<Seen<AssignedTask>?> Show(Session session, long id, Moment moment)
    {
        if (await Versions.Nearest(session, Tables.Task, id, moment) is not var (day, version)) return null;
        var row = await session.Get<TaskRow>($"{Select} AND t.id = @id", new { id, day.AsOf, day.KnownAt });
        var bearers = await BearerRow.Of(session, [row.Id], day);
        return new(row.Show(bearers[row.Id]), version, moment);
    }

    public AssignedTask Show(IEnumerable<BearerRow> bearers) => new(
        Id, Title, new DivisionRef(Code, DivisionName, Level), Programme,
        Quantity is { } quantity ? new TaskTarget(Metric!, quantity, Unit!) : null,
        StartsOn, DueOn, Document, State, Note, Reported, Share(Reported, Quantity), [.. bearers.Select(b => b.Show())], ValidFrom);

    /// <summary>Rounded towards zero, so that nothing reads as done that is not.</summary>
    internal static decimal? Share(double? reported, double? target) =>
        reported is { } done && target is { } whole ? Math.Round(100m * (decimal)done / (decimal)whole, 2, MidpointRounding.ToZero) : null;
}
