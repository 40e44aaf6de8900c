using Responsibility.Api.Contacts;
using Responsibility.Api.RuleSets;

namespace Responsibility.Api.Imports;

/// <summary>Which divisions posts and bodies are linked to. A row is known by its bearer, its division and its first day.</summary>
internal sealed class ContactRows(ImportContext context, IValidator<LinkContact> validator) : ImportRows<ContactRows.Statement>(context)
{
    private Vocabulary vocabulary = new([]);

    public override IReadOnlyList<ImportColumn> Columns { get; } =
    [
        .. BearerCells.Columns,
        new("division", "410225101000", "联系区划代码", "联系点", "包保区划代码") { Required = true },
        new("validFrom", "2016-03-01", "生效日期", "起始日期"),
        new("validUntil", "", "失效日期", "截止日期"),
        new("document", "开办〔2016〕21号", "文号"),
    ];

    protected override Statement Read(Cells cells) => new(
        BearerCells.Of(cells), cells.RequiredCode("division"), cells.Day("validFrom"),
        cells.Day("validUntil"), cells.Says("validUntil"), cells.Text("document"), cells.Says("document"));

    /// <summary>The bearer is a name here, so that a stand-in for its id has to do.</summary>
    protected override Refusal? Check(Statement statement) =>
        Shape.Refusal(validator, new LinkContact(statement.Division, new PostId(1), null, statement.ValidFrom, statement.ValidUntil, statement.Document));

    public override async Task Begin(Session session, IReadOnlyList<StatedRow> chunk) => vocabulary = await RuleSetShelf.Vocabulary(session);

    protected override async Task<RowOutcome> Take(Session session, Statement row)
    {
        var day = row.ValidFrom ?? Period.BeforeRecords;
        if (await Known(session, row, day) is not { } id) return await Link(session, row, day);
        var timeline = await ContactNoun.Table.Current(session, id);
        var version = timeline.Versions.First(v => v.Period.From == day);
        var before = await ContactNoun.Restate(session, version);
        return await Update(session, id, await Corrects<ContactNoun, LinkContact, ContactLinked, Contact>(session, id, timeline, version, before with
        {
            ValidUntil = row.SaysUntil ? row.ValidUntil : before.ValidUntil,
            Document = row.SaysDocument ? row.Document : before.Document,
        }, validator));
    }

    private async Task<RowOutcome> Link(Session session, Statement row, DateOnly day)
    {
        var found = await Bodies.Bearer(session, vocabulary, row.Bearer, day);
        if (found.Refusal is { } refusal) return refusal;
        var bearer = found.Required();
        return await Create(session, await ContactNoun.Plan(session, new LinkContact(row.Division, bearer.Post, bearer.Organization, row.ValidFrom, row.ValidUntil, row.Document), null));
    }

    private async Task<long?> Known(Session session, Statement row, DateOnly day)
    {
        if (row.Bearer.Key(vocabulary) is not { } key) return null;
        var known = await session.List<long>(key.IsPost ? OfPostSql : OfBodySql, new
        {
            code = key.Code,
            name = row.Bearer.Organization,
            held = key.Position,
            called = row.Bearer.Title ?? "",
            linked = DivisionCode.Parse(row.Division).Value,
            day,
        });
        return known is [var id, ..] && await session.Reaches("contact", id) ? id : null;
    }

    internal sealed record Statement(BearerCells Bearer, string Division, DateOnly? ValidFrom, DateOnly? ValidUntil, bool SaysUntil, string? Document, bool SaysDocument);

    private static readonly string OfPostSql = KnownSql($"c.post_id IN ({Bodies.PostsEverSql("@code", "@name")})");

    private static readonly string OfBodySql = KnownSql($"c.organization_id IN ({Bodies.EverSql("@code", "@name")})");

    private static string KnownSql(string borne) =>
        $"SELECT c.id FROM contact c WHERE {borne} AND c.division_id IN ({Bodies.DivisionsSql("@linked")}) AND c.valid_from = @day AND {Storage.Known.Now("c")} ORDER BY c.id";
}
