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
        var found = await Bodies.Bearer(session, vocabulary, row.Bearer, day);
        if (found.Refusal is { } refusal) return refusal;
        var bearer = found.Required();
        if (await DivisionCodes.Meant(session, row.Division, day) is not { } division) return Refusals.DivisionUnknown.At("division", row.Division);
        var statement = new LinkContact(row.Division, bearer.Post, bearer.Organization, row.ValidFrom, row.ValidUntil, row.Document);
        var id = await session.Find<long>(KnownSql, new { post = bearer.Post?.Value ?? 0, body = bearer.Organization?.Value ?? 0, linked = division.Id, day });
        if (id is 0) return await Create(session, await ContactNoun.Plan(session, statement, null));
        var timeline = await ContactNoun.Table.Current(session, id);
        var version = timeline.Versions.First(v => v.Period.From == day);
        var before = await ContactNoun.Restate(session, version);
        return await Update(session, id, await Corrects<ContactNoun, LinkContact, ContactLinked, Contact>(session, id, timeline, version, before with
        {
            ValidUntil = row.SaysUntil ? row.ValidUntil : before.ValidUntil,
            Document = row.SaysDocument ? row.Document : before.Document,
        }, validator));
    }

    internal sealed record Statement(BearerCells Bearer, string Division, DateOnly? ValidFrom, DateOnly? ValidUntil, bool SaysUntil, string? Document, bool SaysDocument);

    private static readonly string KnownSql =
        $"""
        SELECT c.id FROM contact c
         WHERE (c.post_id = @post OR c.organization_id = @body) AND c.division_id = @linked AND c.valid_from = @day AND {Known.Now("c")}
         ORDER BY c.id
         LIMIT 1
        """;
}
