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
        new("validFrom", "2016-03-01", "生效日期", "起始日期"),
        new("validUntil", "", "失效日期", "截止日期"),
        new("document", "豫办〔2016〕24号", "文号"),
    ];

    protected override Statement Read(Cells cells) => new(
        BearerCells.Of(cells), cells.Code("programme"), cells.Text("department"), cells.Day("validFrom"),
        cells.Day("validUntil"), cells.Says("validUntil"), cells.Text("document"), cells.Says("document"));

    /// <summary>Bearer and department are names here, so that a stand-in for their ids has to do.</summary>
    protected override Refusal? Check(Statement statement) => Shape.Refusal(validator, new AssignPortfolio(
        new PostId(1), null, statement.Programme, statement.Department is null ? null : new OrganizationId(1), statement.ValidFrom, statement.ValidUntil, statement.Document));

    public override async Task Begin(Session session, IReadOnlyList<StatedRow> chunk) => vocabulary = await RuleSetShelf.Vocabulary(session);

    protected override async Task<RowOutcome> Take(Session session, Statement row)
    {
        var day = row.ValidFrom ?? Period.BeforeRecords;
        var found = await Bodies.Bearer(session, vocabulary, row.Bearer, day);
        if (found.Refusal is { } refusal) return refusal;
        var bearer = found.Required();
        OrganizationId? department = null;
        if (row.Department is not null)
        {
            department = await Bodies.Organization(session, bearer.Division, row.Department, day);
            if (department is null) return Refusals.OrganizationUnknown.At("department", row.Department);
        }
        var programme = vocabulary.Programme(row.Programme);
        var statement = new AssignPortfolio(bearer.Post, bearer.Organization, programme, department, row.ValidFrom, row.ValidUntil, row.Document);
        var id = await session.Find<long>(KnownSql, new
        {
            post = bearer.Post?.Value ?? 0,
            body = bearer.Organization?.Value ?? 0,
            named = programme ?? "",
            of = department?.Value ?? 0,
            day,
        });
        if (id is 0) return await Create(session, await PortfolioNoun.Plan(session, statement, null));
        var timeline = await PortfolioNoun.Table.Current(session, id);
        var version = timeline.Versions.First(v => v.Period.From == day);
        var before = await PortfolioNoun.Restate(session, version);
        return await Update(session, id, await Corrects<PortfolioNoun, AssignPortfolio, PortfolioAssigned, Portfolio>(session, id, timeline, version, before with
        {
            ValidUntil = row.SaysUntil ? row.ValidUntil : before.ValidUntil,
            Document = row.SaysDocument ? row.Document : before.Document,
        }, validator));
    }

    internal sealed record Statement(
        BearerCells Bearer, string? Programme, string? Department, DateOnly? ValidFrom, DateOnly? ValidUntil, bool SaysUntil, string? Document, bool SaysDocument);

    private static readonly string KnownSql =
        $"""
        SELECT r.id FROM portfolio r
         WHERE (r.post_id = @post OR r.organization_id = @body) AND coalesce(r.programme, '') = @named AND coalesce(r.department_id, 0) = @of
           AND r.valid_from = @day AND {Known.Now("r")}
         ORDER BY r.id
         LIMIT 1
        """;
}
