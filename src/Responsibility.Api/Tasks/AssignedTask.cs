using Responsibility.Api.Appointments;
using Responsibility.Api.Posts;
using Responsibility.Rules;

namespace Responsibility.Api.Tasks;

/// <summary>A task (任务) on a day, and who answers for it.</summary>
/// <param name="Id">Ledger position of the fact that registered it.</param>
/// <param name="Title">What is to be done.</param>
/// <param name="Division">The division in which it is to be done.</param>
/// <param name="Programme">The programme (专项) that it belongs to; null where it belongs to none.</param>
/// <param name="Target">What is to be reached; null where it is not counted.</param>
/// <param name="StartsOn">First day of the work.</param>
/// <param name="DueOn">Last day of the work, as it stood on that day.</param>
/// <param name="Document">The document that sets it.</param>
/// <param name="State">How far it has come on that day.</param>
/// <param name="Note">What was noted at the last step.</param>
/// <param name="Reported">The quantity reported last, counted from the start; null before the first report.</param>
/// <param name="Percentage">Reported of the target, in per cent, two decimals; null without a target or a report.</param>
/// <param name="Bearers">Who answers for it, as derived and recorded when it was registered, from the top down.</param>
/// <param name="ValidFrom">The day of its last step.</param>
/// <param name="Parent">Id of the task of which it is a part; null for a whole.</param>
/// <param name="Lead">The body that leads (牵头); null where none is named.</param>
/// <param name="Assisting">The bodies that assist (配合).</param>
/// <param name="Verified">The quantity that a verification accepted; null before the first, and once it is reopened.</param>
/// <param name="Verifier">The body that verified it; null as above.</param>
/// <param name="Extension">How its last day was put off, for the last time; null where it was not.</param>
/// <param name="Light">How it stands against its last day on that day; null where it was called off, or no rule set in force has an escalation.</param>
/// <param name="Problem">Id of the problem that it rectifies (整改); null where it rectifies none.</param>
/// <example>
/// {
///   "id": 1201, "title": "2017年易地搬迁", "division": {"code": "410225000000", "name": "兰考县", "level": "county"}, "programme": "relocation",
///   "target": {"metric": "搬迁人口", "quantity": 12000, "unit": "人"}, "startsOn": "2017-03-01", "dueOn": "2017-12-31", "document": "豫扶贫办〔2017〕8号",
///   "state": "inProgress", "note": null, "reported": 3000, "percentage": 25.00, "bearers": ["{TaskBearer}"], "validFrom": "2017-06-30",
///   "parent": 1190, "lead": {"id": 905, "name": "兰考县扶贫开发办公室", "kind": "department"}, "assisting": [], "verified": null, "verifier": null, "extension": null, "light": "{TaskLight}", "problem": null
/// }
/// </example>
public sealed record AssignedTask(
    TaskId Id, string Title, DivisionRef Division, string? Programme, TaskTarget? Target, DateOnly StartsOn, DateOnly DueOn, string? Document,
    TaskState State, string? Note, double? Reported, decimal? Percentage, IReadOnlyList<TaskBearer> Bearers, DateOnly ValidFrom,
    TaskId? Parent, OrganizationRef? Lead, IReadOnlyList<OrganizationRef> Assisting, double? Verified, OrganizationRef? Verifier, TaskPutOff? Extension,
    TaskLight? Light, ProblemId? Problem);

/// <summary>An extension (延期) of a task.</summary>
/// <param name="From">The last day before it.</param>
/// <param name="Approver">The body that approved it.</param>
public sealed record TaskPutOff(DateOnly From, OrganizationRef Approver);

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
