using Responsibility.Api.RuleSets;
using Responsibility.Api.Tasks;

namespace Responsibility.Api.Imports;

/// <summary>
/// Reports of progress. A row is known by its task and its day: another quantity, note or evidence of that day corrects what was reported.
/// Whoever reports on a task has received it: one that was only issued is acknowledged that day.
/// </summary>
internal sealed class ProgressRows(ImportContext context, IValidator<ReportProgress> validator, IValidator<StatedProgress> corrections, Database database) : ImportRows<ProgressRows.Statement>(context)
{
    private Vocabulary vocabulary = new([]);

    public override IReadOnlyList<ImportColumn> Columns { get; } =
    [
        new("title", "2017年易地搬迁", "任务名称", "任务") { Required = true },
        new("division", "410225000000", "行政区划代码", "区划代码") { Required = true },
        new("reportedOn", "2017-06-30", "截至日期", "反馈日期") { Required = true },
        new("quantity", "3000", "完成数", "累计完成数") { Required = true },
        new("programme", "relocation", "专项"),
        new("startsOn", "", "起始日期", "开始日期"),
        new("lead", "", "牵头单位"),
        new("note", "", "备注", "说明"),
        new("evidence", "", "佐证材料"),
    ];

    protected override Statement Read(Cells cells) => new(
        new TaskKey(cells.RequiredCode("division"), cells.Required("title"), cells.Code("programme"), cells.Day("startsOn"), cells.Text("lead")),
        new TaskProgress(
            cells.RequiredDay("reportedOn"), cells.RequiredNumber("quantity"), cells.Text("note"),
            cells.Text("evidence")?.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)),
        cells.Says("note"), cells.Says("evidence"));

    protected override Refusal? Check(Statement row) =>
        !DivisionCode.TryParse(row.Task.Division, out _) ? Refusals.DivisionUnknown.At("division", row.Task.Division) : Shape.Refusal(validator, new ReportProgress(0, row.Progress));

    public override async Task Begin(Session session, IReadOnlyList<StatedRow> chunk) => vocabulary = await RuleSetShelf.Vocabulary(session);

    protected override async Task<RowOutcome> Take(Session session, Statement row)
    {
        var found = await (row.Task with { Programme = vocabulary.Programme(row.Task.Programme) }).Find(session, "title");
        if (found.Refusal is { } unknown) return unknown;
        var task = found.Required();
        if (await session.Find<long>(KnownSql, new { task, row.Progress.ReportedOn }) is var known and > 0) return await Correct(session, known, row);
        if (Context.Params.ImportStrategy is ImportStrategy.Update) return Refusals.RowUnknown.At("reportedOn", row.Progress.ReportedOn);
        return await Report(session, task, row.Progress);
    }

    private async Task<RowOutcome> Report(Session session, TaskId task, TaskProgress progress)
    {
        var (step, standing) = (ReportProgressHandler.Step(task.Value, progress), (await TaskStanding.Of(session, task.Value))!);
        if (standing.State is TaskState.Issued)
        {
            // Decided before anything is recorded, so that a rejected row leaves nothing, not even that the task has arrived.
            var against = TaskSteps.Refusal(TaskState.Acknowledged, standing.Since, TaskStep.ReportProgress, progress.ReportedOn, database.Today)
                ?? (await step.Decide(session, standing, progress.ReportedOn)).Refusal;
            if (against is not null) return against;
            await session.Record(new TaskAcknowledged(task, progress.ReportedOn, null));
        }
        var taken = await TaskSteps.Take(session, database.Today, step);
        return taken.Refusal is { } refusal ? refusal : RowOutcome.Created;
    }

    private async Task<RowOutcome> Correct(Session session, long id, Statement row)
    {
        var timeline = await ProgressNoun.Table.Current(session, id);
        var before = await ProgressNoun.Restate(session, timeline.Versions[0]);
        var statement = before with
        {
            Quantity = row.Progress.Quantity,
            Note = row.SaysNote ? row.Progress.Note : before.Note,
            Evidence = row.SaysEvidence ? row.Progress.Evidence ?? [] : before.Evidence,
        };
        if (!statement.Quantity.Equals(before.Quantity) && await ProgressNoun.Against(session, id, statement.Quantity) is { } against) return against;
        return await Update(session, id, await Corrects<ProgressNoun, StatedProgress, TaskProgressReported, ProgressReport>(session, id, timeline, timeline.Versions[0], statement, corrections));
    }

    internal sealed record Statement(TaskKey Task, TaskProgress Progress, bool SaysNote, bool SaysEvidence);

    /// <summary>The report of that day that counts.</summary>
    private static readonly string KnownSql =
        $"SELECT r.id FROM progress_report r WHERE r.task_id = @task AND r.valid_from = @ReportedOn AND {Known.Now("r")} ORDER BY r.id DESC LIMIT 1";
}
