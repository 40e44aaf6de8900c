using Responsibility.Api.RuleSets;
using Responsibility.Api.Tasks;

namespace Responsibility.Api.Imports;

/// <summary>
/// Tasks, the whole before its parts. A row is known by its division, title, programme, first day and lead; the task of which it is a part is named the same way, and may stand further up in the file.
/// A known task is never changed: what becomes of it are its steps.
/// </summary>
internal sealed class TaskRows(ImportContext context, IValidator<IssueTask> validator, Database database) : ImportRows<TaskRows.Statement>(context)
{
    private static readonly char[] Separators = ['、', ';', ';', '|'];

    private Vocabulary vocabulary = new([]);

    public override IReadOnlyList<ImportColumn> Columns { get; } =
    [
        new("title", "2017年易地搬迁", "任务名称", "任务") { Required = true },
        new("division", "410225000000", "行政区划代码", "区划代码") { Required = true },
        new("programme", "relocation", "专项"),
        new("metric", "搬迁人口", "指标"),
        new("quantity", "12000", "目标", "目标值", "任务数"),
        new("unit", "人", "单位", "计量单位"),
        new("startsOn", "2017-03-01", "起始日期", "开始日期") { Required = true },
        new("dueOn", "2017-12-31", "完成期限", "截止日期") { Required = true },
        new("document", "豫扶贫办〔2017〕8号", "文号"),
        new("lead", "", "牵头单位"),
        new("leadDivision", "", "牵头单位区划代码"),
        new("assisting", "", "配合单位"),
        new("parentDivision", "410200000000", "上级任务区划代码"),
        new("parentTitle", "", "上级任务", "上级任务名称"),
        new("parentLead", "", "上级任务牵头单位"),
        new("registeredOnly", "", "仅立项"),
    ];

    protected override Statement Read(Cells cells)
    {
        var (metric, quantity, unit) = (cells.Text("metric"), cells.Number("quantity"), cells.Text("unit"));
        var target = metric is null && quantity is null && unit is null ? null : new TaskTarget(metric ?? "", quantity ?? 0, unit ?? "");
        return new(
            new IssueTask(
                cells.Required("title"), cells.RequiredCode("division"), cells.RequiredDay("startsOn"), cells.RequiredDay("dueOn"), cells.Code("programme"), target, cells.Text("document"),
                Issue: cells.Text("registeredOnly") is null),
            cells.Text("lead"), cells.Code("leadDivision"), cells.Text("assisting")?.Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
            cells.Code("parentDivision"), cells.Text("parentTitle"), cells.Text("parentLead"));
    }

    protected override Refusal? Check(Statement row) => Shape.Refusal(validator, row.Task) is { } refusal
        ? refusal with { Faults = [.. refusal.Faults.Select(f => f with { Pointer = f.Pointer.Replace("/target/", "/", StringComparison.Ordinal) })] }
        : row.ParentDivision is { } above && !DivisionCode.TryParse(above, out _) ? Refusals.DivisionUnknown.At("parentDivision", above)
        : row.LeadDivision is { } home && !DivisionCode.TryParse(home, out _) ? Refusals.DivisionUnknown.At("leadDivision", home)
        : row.ParentDivision is null && (row.ParentTitle ?? row.ParentLead) is not null ? Refusals.CellMissing.At("parentDivision")
        : null;

    public override async Task Begin(Session session, IReadOnlyList<StatedRow> chunk) => vocabulary = await RuleSetShelf.Vocabulary(session);

    protected override async Task<RowOutcome> Take(Session session, Statement row)
    {
        var task = row.Task with { Programme = vocabulary.Programme(row.Task.Programme) };
        var known = await new TaskKey(task.Division, task.Title, task.Programme, task.StartsOn, row.Lead).Ids(session, exact: true);
        if (known.Count > 0) return await Compare(session, known, task);
        if (row.ParentDivision is not null)
        {
            var parent = await new TaskKey(row.ParentDivision, row.ParentTitle ?? task.Title, task.Programme, Lead: row.ParentLead).Find(session, row.ParentTitle is null ? "parentDivision" : "parentTitle");
            if (parent.Refusal is { } unknown) return unknown;
            task = task with { Parent = parent.Required() };
        }
        var found = await Bodies(session, row);
        if (found.Refusal is { } nobody) return nobody;
        var bodies = found.Required();
        task = task with { Lead = row.Lead is null ? null : bodies[0], Assisting = [.. bodies.Skip(row.Lead is null ? 0 : 1)] };
        return await Create(session, Shape.Refusal(validator, task) is { } invalid ? invalid : await NewTask.Plan(session, database.Today, task));
    }

    /// <summary>The lead, where one is named, and those who assist, by name in the division of the lead, or of that whose code stands before the name as in <c>410200000000/开封市住建局</c>.</summary>
    private static async Task<Result<IReadOnlyList<OrganizationId>>> Bodies(Session session, Statement row)
    {
        IReadOnlyList<(string Column, string Name)> named = [.. row.Lead is null ? [] : new[] { ("lead", row.Lead) }, .. row.Assisting.Select(name => ("assisting", name))];
        var bodies = new List<OrganizationId>();
        foreach (var (column, text) in named)
        {
            var (home, name) = Placed(column, text, row.LeadDivision ?? row.Task.Division);
            var body = await Imports.Bodies.Named(session, "leadDivision", home, column, name, row.Task.StartsOn);
            if (body.Refusal is { } unknown) return unknown;
            bodies.Add(body.Required());
        }
        return bodies;
    }

    private static (string Division, string Name) Placed(string column, string text, string home) =>
        column is "assisting" && text.IndexOf('/', StringComparison.Ordinal) is var slash and > 0 && DivisionCode.TryParse(text[..slash], out var code) ? (code.Value, text[(slash + 1)..]) : (home, text);

    /// <summary>Whether one of the tasks that go by the same says what the row says.</summary>
    private static async Task<RowOutcome> Compare(Session session, IReadOnlyList<TaskId> ids, IssueTask task)
    {
        Refusal? against = null;
        foreach (var id in ids)
        {
            var known = (await TaskStanding.Of(session, id.Value))!;
            var differs = task.Target is not null && task.Target != known.Target ? Refusals.UseTaskStep.At("quantity", task.Target.Quantity)
                : task.DueOn != known.FirstDueOn ? Refusals.UseTaskStep.At("dueOn", task.DueOn)
                : null;
            if (differs is null) return RowOutcome.Unchanged;
            against ??= differs;
        }
        return against!;
    }

    /// <param name="Task">The task, without those that have to be looked up.</param>
    internal sealed record Statement(
        IssueTask Task, string? Lead, string? LeadDivision, IReadOnlyList<string> Assisting, string? ParentDivision, string? ParentTitle, string? ParentLead);
}
