using System.Runtime.InteropServices;

namespace Responsibility.Api.Imports;

/// <summary>Divisions, the upper before the lower; a known code is never changed, since a change of a division has its day and its document.</summary>
internal sealed class DivisionRows(ImportContext context, IValidator<EstablishDivision> validator) : ImportRows<EstablishDivision>(context)
{
    private readonly Dictionary<string, List<Held>> versions = new(StringComparer.Ordinal);

    public override IReadOnlyList<ImportColumn> Columns { get; } =
    [
        new("code", "410225000000", "代码", "区划代码", "行政区划代码") { Required = true },
        new("name", "兰考县", "名称", "区划名称") { Required = true },
        new("level", "county", "级别", "层级") { Required = true },
        new("parent_code", "410200000000", "上级代码", "上级区划代码", "parent", "parentCode"),
        new("validFrom", "", "生效日期", "设立日期"),
        new("validUntil", "", "失效日期", "撤销日期"),
        new("document", "", "文号"),
    ];

    protected override EstablishDivision Read(Cells cells) => new(
        cells.RequiredCode("code"), cells.Required("name"), cells.RequiredWord<Level>("level"), cells.Code("parent_code"), cells.Day("validFrom"), cells.Text("document"), cells.Day("validUntil"));

    /// <summary>A blank parent states nothing, which is enough for a known division: only a new one has to name it.</summary>
    protected override Refusal? Check(EstablishDivision statement) =>
        InColumns(Shape.Refusal(validator, statement.Parent is null && statement.Level is not Level.Province ? statement with { Parent = statement.Code } : statement));

    /// <summary>One question for all codes of a chunk, their parents' too, instead of three for each row.</summary>
    public override async Task Begin(Session session, IReadOnlyList<StatedRow> chunk)
    {
        versions.Clear();
        var codes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var statement in chunk.Where(row => row.Refusal is null).Select(row => (EstablishDivision)row.Statement!))
        {
            codes.Add(DivisionCode.Parse(statement.Code).Value);
            if (statement.Parent is { } parent) codes.Add(DivisionCode.Parse(parent).Value);
        }
        if (codes.Count is 0) return;
        // Codes are letters, digits and '-': they may stand in the text, as thousands of parameters may not.
        await foreach (var known in session.Stream<Held>(
            $"SELECT d.id, d.code, d.name, d.level, d.parent_id, d.valid_from, d.valid_until FROM division d WHERE d.code IN ('{string.Join("','", codes)}') AND {Known.Now("d")}"))
            Keep(known);
    }

    protected override async Task<RowOutcome> Take(Session session, EstablishDivision statement)
    {
        var code = DivisionCode.Parse(statement.Code).Value;
        var period = Stated.Period(statement.ValidFrom, statement.ValidUntil);
        var parent = statement.Parent is null ? null : Meant(DivisionCode.Parse(statement.Parent).Value, period.From);
        if (parent is not null && !await session.Reaches("division", parent.Id.Value)) parent = null;
        var known = versions.GetValueOrDefault(code) ?? [];
        if (session.Caller.Scope is not null && known.Count > 0 && !await session.Reaches("division", known[^1].Id.Value)) return Refusals.DivisionCodeTaken.At("code", code);
        if (known.Exists(k => k.Name == statement.Name && k.Level == statement.Level && (statement.Parent is null || (parent is not null && k.ParentId == parent.Id))))
            return RowOutcome.Unchanged;
        var taken = known.Where(k => k.Period.Overlaps(period)).ToList();
        if (taken.Count > 0) return Refusals.UseDivisionChange.At(Differing(taken[^1], statement), Said(taken[^1], statement));
        if (InColumns((statement.Parent is null ? Shape.Refusal(validator, statement) : null) ?? DivisionNoun.Refusal(statement, parent, taken.Count, loops: false)) is { } refusal)
            return refusal;
        if (Context.Params.ImportStrategy is ImportStrategy.Update) return Refusals.RowUnknown.At("code", code);

        var fact = DivisionNoun.Decided(statement, parent);
        var id = new DivisionId(await session.Add(DivisionNoun.Table, fact, []));
        Keep(new Held { Id = id, Code = code, Name = fact.Name, Level = fact.Level, ParentId = fact.Parent, ValidFrom = period.From, ValidUntil = period.Until });
        return RowOutcome.Created;
    }

    /// <summary>The same as <see cref="DivisionCodes.Meant"/>: the division that has the code on that day, or else the last that had it.</summary>
    private DivisionCodes.Found? Meant(string code, DateOnly day) =>
        versions.GetValueOrDefault(code)?.Nearest(day, k => k.Period) is { } known
            ? new DivisionCodes.Found { Id = known.Id, Code = known.Code, Name = known.Name, Level = known.Level, ValidFrom = known.ValidFrom, ValidUntil = known.ValidUntil }
            : null;

    private void Keep(Held known) => (CollectionsMarshal.GetValueRefOrAddDefault(versions, known.Code, out _) ??= []).Add(known);

    private static string Differing(Held known, EstablishDivision statement) =>
        known.Name != statement.Name ? "name" : known.Level != statement.Level ? "level" : "parent_code";

    private static object? Said(Held known, EstablishDivision statement) =>
        known.Name != statement.Name ? statement.Name : known.Level != statement.Level ? Parameters.Word(statement.Level) : statement.Parent;

    /// <summary>The member <c>parent</c> is the column <c>parent_code</c>.</summary>
    private static Refusal? InColumns(Refusal? refusal) => refusal.InColumn("/parent", "/parent_code");

    /// <summary>What the register holds of a code.</summary>
    private sealed record Held
    {
        public DivisionId Id { get; init; }
        public required string Code { get; init; }
        public required string Name { get; init; }
        public Level Level { get; init; }
        public DivisionId? ParentId { get; init; }
        public DateOnly ValidFrom { get; init; }
        public DateOnly ValidUntil { get; init; }
        public Period Period => new(ValidFrom, ValidUntil);
    }
}
