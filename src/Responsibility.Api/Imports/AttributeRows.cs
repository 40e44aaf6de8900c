using Responsibility.Api.RuleSets;
using Attribute = Responsibility.Api.Divisions.Attribute;

namespace Responsibility.Api.Imports;

/// <summary>Tags and numbers of divisions. A row is known by its division, its tag or number, and its first day.</summary>
internal sealed class AttributeRows(ImportContext context, IValidator<StateAttribute> validator) : ImportRows<AttributeRows.Statement>(context)
{
    private Vocabulary vocabulary = new([]);

    public override IReadOnlyList<ImportColumn> Columns { get; } =
    [
        new("division", "410225101201", "行政区划代码", "区划代码", "代码") { Required = true },
        new("tag", "poorVillage", "标签"),
        new("number", "", "指标"),
        new("value", "", "值", "数值"),
        new("validFrom", "2014-01-01", "生效日期", "起始日期"),
        new("validUntil", "", "失效日期", "截止日期"),
        new("document", "", "文号"),
    ];

    protected override Statement Read(Cells cells) => new(
        new StateAttribute(
            cells.RequiredCode("division"), cells.Code("tag"), cells.Code("number"), cells.Number("value"), cells.Day("validFrom"), cells.Day("validUntil"), cells.Text("document")),
        cells.Says("validUntil"));

    protected override Refusal? Check(Statement statement) => Shape.Refusal(validator, statement.Attribute);

    public override async Task Begin(Session session, IReadOnlyList<StatedRow> chunk) => vocabulary = await RuleSetShelf.Vocabulary(session);

    protected override async Task<RowOutcome> Take(Session session, Statement row)
    {
        var statement = row.Attribute with
        {
            Tag = row.Attribute.Tag is { } tag ? vocabulary.FindTag(tag) ?? tag : null,
            Number = row.Attribute.Number is { } number ? vocabulary.FindTag(number) ?? number : null,
        };
        if (await Known(session, statement) is not { } id) return await Create(session, await AttributeNoun.Plan(session, statement, null));
        var timeline = await AttributeNoun.Table.Current(session, id);
        var version = timeline.Versions.First(v => v.Period.From == (statement.ValidFrom ?? Period.BeforeRecords));
        var before = await AttributeNoun.Restate(session, version);
        // A number's end is where its next value begins, unless the row states another.
        return await Update(session, id, await Corrects<AttributeNoun, StateAttribute, AttributeStated, Attribute>(
            session, id, timeline, version, before with { Value = statement.Value, ValidUntil = row.SaysUntil ? statement.ValidUntil : before.ValidUntil }, validator));
    }

    private static async Task<long?> Known(Session session, StateAttribute statement)
    {
        var day = statement.ValidFrom ?? Period.BeforeRecords;
        if (await DivisionCodes.Meant(session, statement.Division, day) is not { } division) return null;
        var known = await session.List<long>(KnownSql, new { code = DivisionCode.Parse(statement.Division).Value, meant = division.Id, named = statement.Tag ?? statement.Number, day });
        return known is [var id, ..] && await session.Reaches("attribute", id) ? id : null;
    }

    /// <param name="Attribute">The statement.</param>
    /// <param name="SaysUntil">Whether the row says something of the end.</param>
    internal sealed record Statement(StateAttribute Attribute, bool SaysUntil);

    /// <summary>That of the division which has the code on that day, or else of one that ever had it.</summary>
    private static readonly string KnownSql =
        $"""
        SELECT a.id FROM attribute a
         WHERE a.division_id IN ({Bodies.DivisionsSql("@code")}) AND a.name = @named AND a.valid_from = @day AND {Storage.Known.Now("a")}
         ORDER BY CASE WHEN a.division_id = @meant THEN 0 ELSE 1 END, a.id
        """;
}
