using Responsibility.Api.Problems;
using static Responsibility.Api.Checks.CheckSql;

namespace Responsibility.Api.Checks;

/// <summary>Tasks and problems.</summary>
internal static class WorkChecks
{
    public static IReadOnlyList<DataCheck> All =>
    [
        new(CheckName.TaskWithoutBearer, CheckSeverity.Critical, CheckSection.Tasks, "task",
            Both("Tasks that were issued and are not closed, and that no body or post bears or carries out.", "已交办、未销号,而无任何机构或职务承担的任务。"),
            Both("Establish those who answer for it by the rules, cancel the task and issue it anew.", "补齐依规则应承担的机构与职务,撤销后重新交办。"),
            Both("A task.", "一项任务。"),
            Always("Nobody bears it", "无责任主体"),
            _ => UnborneSql),
        new(CheckName.TaskOverdueUnsupervised, CheckSeverity.Warning, CheckSection.Tasks, "task",
            Both("Tasks under way that are overdue by the light of the day, and of which no supervision notice says so.", "按当日亮灯已逾期、而无逾期督办单的在办任务。"),
            Both("Run the supervision of that day.", "执行当日督办。"),
            Both("A task.", "一项任务。"),
            (new("Due on {0}; no supervision notice says that it is overdue", "应于 {0} 完成,逾期未督办"), new("Overdue", "逾期")),
            UnsupervisedSql),
        new(CheckName.ProblemOverdue, CheckSeverity.Severe, CheckSection.Problems, "problem",
            Both("Problems whose rectification is past its last day and not said to be done.", "整改已过期限而未报请办结的问题。"),
            Both("Press for the rectification, or extend it.", "催办整改,或办理延期。"),
            Both("A problem.", "一个问题。"),
            (new("Its rectification was due on {0}", "整改应于 {0} 完成"), new("Its rectification is overdue", "整改逾期")),
            _ => Problems("found.state IN ('rectifying', 'reopened') AND found.due_on < @AsOf", "found.due_on")),
        new(CheckName.ProblemUnrectified, CheckSeverity.Severe, CheckSection.Problems, "problem",
            Both("Problems that no task rectifies 30 days after they were found.", "发现满 30 日仍无整改任务的问题。"),
            Both("Order the rectification.", "下达整改任务。"),
            Both("A problem.", "一个问题。"),
            (new("Found on {0}, without rectification", "{0} 发现,无整改任务"), new("Without rectification", "无整改任务")),
            _ => Problems("found.state = 'found' AND found.found_on <= @Patience", "found.found_on")),
    ];

    // Who bears a task may be above what a caller reaches.
    private static readonly string UnborneSql =
        $"""
        SELECT t.id, place.id AS division_id, t.title AS label, {NoFact} AS fact,
               CASE WHEN EXISTS (SELECT 1 FROM any_task_bearer b WHERE b.task_id = t.id) OR EXISTS (SELECT 1 FROM any_task_body b WHERE b.task_id = t.id) THEN 0 ELSE 1 END AS broken
          FROM place
         CROSS JOIN task t
         WHERE t.division_id = place.id AND t.state NOT IN ('registered', 'closed', 'cancelled') AND {Known.On("t")}
        """;

    private static string UnsupervisedSql(CheckGround ground) =>
        $"""
        SELECT t.id, place.id AS division_id, t.title AS label, CAST(t.due_on AS text) AS fact,
               CASE WHEN {ground.Overdue("t")}
                     AND NOT EXISTS (SELECT 1 FROM any_supervision_notice n
                                      WHERE n.task_id = t.id AND n.reason = 'overdue' AND n.due_on = t.due_on AND n.issued_on <= @AsOf AND {Known.At("n")}) THEN 1 ELSE 0 END AS broken
          FROM place
         CROSS JOIN task t
         WHERE t.division_id = place.id AND t.state IN ('issued', 'acknowledged', 'inProgress', 'returned', 'reopened') AND {Known.On("t")}
        """;

    private static string Problems(string broken, string fact) =>
        $"""
        SELECT found.id, found.division_id, found.title AS label, CAST({fact} AS text) AS fact, CASE WHEN {broken} THEN 1 ELSE 0 END AS broken
          FROM ({ProblemRow.Select} AND p.division_id IN (SELECT place.id FROM place)) found
         WHERE found.state NOT IN ('verified', 'closed')
        """;
}
