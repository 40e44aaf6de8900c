using Responsibility.Api.Portfolios;
using Responsibility.Api.RuleSets;

namespace Responsibility.Api.Imports;

/// <summary>What posts and bodies have in their charge. A row is known by its bearer, its programme or department, and its first day.</summary>
internal sealed class PortfolioRows(ImportContext context, IValidator<AssignPortfolio> validator) : ImportRows<PortfolioRows.Statement>(context)
{
    private Vocabulary vocabulary = new([]);

    public override IReadOnlyList<ImportColumn> Columns { get; } =
    [
        .. BearerCells.Columns,
        new("programme", "partyBuilding", "专项", "分管专项"),
        new("department", "", "部门", "分管部门"),
        new("departmentDivision", "", "部门区划代码"),
        new("validFrom", "2016-03-01", "生效日期", "起始日期"),
        new("validUntil", "", "失效日期", "截止日期"),
        new("document", "豫办〔2016〕24号", "文号"),
    ];

    protected override Statement Read(Cells cells) => new(
        BearerCells.Of(cells), cells.Code("programme"), cells.Text("department"), cells.Code("departmentDivision"), cells.Day("validFrom"),
        cells.Day("validUntil"), cells.Says("validUntil"), cells.Text("document"), cells.Says("document"));

    /// <summary>Bearer and department are names here, so that a stand-in for their ids has to do.</summary>
    protected override Refusal? Check(Statement statement) => Shape.Refusal(validator, new AssignPortfolio(
        new PostId(1), null, statement.Programme, statement.Department is null ? null : new OrganizationId(1), statement.ValidFrom, statement.ValidUntil, statement.Document))
        ?? (statement.DepartmentDivision is { } of && !DivisionCode.TryParse(of, out _) ? Refusals.DivisionUnknown.At("departmentDivision", of) : null);

    public override async Task Begin(Session session, IReadOnlyList<StatedRow> chunk) => vocabulary = await RuleSetShelf.Vocabulary(session);

    protected override async Task<RowOutcome> Take(Session session, Statement row)
    {
        var day = row.ValidFrom ?? Period.BeforeRecords;
        var programme = vocabulary.Programme(row.Programme);
        if (await Known(session, row, programme, day) is not { } id) return await Assign(session, row, programme, day);
        var timeline = await PortfolioNoun.Table.Current(session, id);
        var version = timeline.Versions.First(v => v.Period.From == day);
        var before = await PortfolioNoun.Restate(session, version);
        return await Update(session, id, await Corrects<PortfolioNoun, AssignPortfolio, PortfolioAssigned, Portfolio>(session, id, timeline, version, before with
        {
            ValidUntil = row.SaysUntil ? row.ValidUntil : before.ValidUntil,
            Document = row.SaysDocument ? row.Document : before.Document,
        }, validator));
    }

    private async Task<RowOutcome> Assign(Session session, Statement row, string? programme, DateOnly day)
    {
        var found = await Bodies.Bearer(session, vocabulary, row.Bearer, day);
        if (found.Refusal is { } refusal) return refusal;
        var bearer = found.Required();
        OrganizationId? department = null;
        if (row.Department is not null)
        {
            var named = await Bodies.Named(session, "departmentDivision", row.DepartmentDivision ?? row.Bearer.Division, "department", row.Department, day);
            if (named.Refusal is { } unknown) return unknown;
            department = named.Required();
        }
        return await Create(session, await PortfolioNoun.Plan(
            session, new AssignPortfolio(bearer.Post, bearer.Organization, programme, department, row.ValidFrom, row.ValidUntil, row.Document), null));
    }

    private async Task<long?> Known(Session session, Statement row, string? programme, DateOnly day)
    {
        if (row.Bearer.Key(vocabulary) is not { } key || (row.DepartmentDivision ?? row.Bearer.Division) is not { } of) return null;
        var known = await session.List<long>(key.IsPost ? OfPostSql : OfBodySql, new
        {
            code = key.Code,
            name = row.Bearer.Organization,
            held = key.Position,
            called = row.Bearer.Title ?? "",
            named = programme ?? "",
            department = row.Department ?? "",
            of = DivisionCode.Parse(of).Value,
            day,
        });
        return known is [var id, ..] && await session.Reaches("portfolio", id) ? id : null;
    }

    internal sealed record Statement(
        BearerCells Bearer, string? Programme, string? Department, string? DepartmentDivision, DateOnly? ValidFrom, DateOnly? ValidUntil, bool SaysUntil, string? Document, bool SaysDocument);

    private static readonly string OfPostSql = KnownSql($"r.post_id IN ({Bodies.PostsEverSql("@code", "@name")})");

    private static readonly string OfBodySql = KnownSql($"r.organization_id IN ({Bodies.EverSql("@code", "@name")})");

    private static string KnownSql(string borne) =>
        $"""
        SELECT r.id FROM portfolio r
         WHERE {borne} AND coalesce(r.programme, '') = @named
           AND ((@department = '' AND r.department_id IS NULL) OR r.department_id IN ({Bodies.EverSql("@of", "@department")}))
           AND r.valid_from = @day AND {Storage.Known.Now("r")}
         ORDER BY r.id
        """;
}
