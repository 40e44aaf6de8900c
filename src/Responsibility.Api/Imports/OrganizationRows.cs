using Responsibility.Api.Organizations;

namespace Responsibility.Api.Imports;

/// <summary>
/// Bodies, the upper before the lower. A row is known by its division, its name and, where it states one, its first day. With a former name it says what the body that bore it is from its first day on.
/// </summary>
internal sealed class OrganizationRows(ImportContext context, IValidator<EstablishOrganization> validator) : ImportRows<OrganizationRows.Statement>(context)
{
    public override IReadOnlyList<ImportColumn> Columns { get; } =
    [
        new("division", "410225000000", "行政区划代码", "区划代码") { Required = true },
        new("name", "兰考县扶贫开发办公室", "名称", "机构名称", "单位", "任职机构") { Required = true },
        new("kind", "department", "机构类型", "类型"),
        new("parent", "兰考县人民政府", "上级机构", "主管单位"),
        new("parentDivision", "", "上级机构区划代码"),
        new("formerName", "", "原名称"),
        new("validFrom", "", "生效日期", "成立日期", "设立日期"),
        new("validUntil", "", "失效日期", "撤销日期"),
        new("document", "", "文号"),
    ];

    protected override Statement Read(Cells cells) => new(
        cells.RequiredCode("division"), cells.Required("name"), cells.Word<OrganizationKind>("kind"), cells.Text("parent"), cells.Says("parent"), cells.Code("parentDivision"), cells.Text("formerName"),
        cells.Day("validFrom"), cells.Day("validUntil"), cells.Says("validUntil"), cells.Text("document"));

    /// <summary>The kind of a known body need not be said, and its parent is a name here: stand-ins do.</summary>
    protected override Refusal? Check(Statement row) =>
        Shape.Refusal(validator, row.AsOrganization(row.Kind ?? default, null))
        ?? (row.ParentDivision is { } of && !DivisionCode.TryParse(of, out _) ? Refusals.DivisionUnknown.At("parentDivision", of)
            : row.FormerName is not null && row.ValidFrom is null ? Refusals.CellMissing.Because("From which day on it has the new name.", "须写明自哪天起使用新名称。").At("validFrom")
            : null);

    protected override async Task<RowOutcome> Take(Session session, Statement row)
    {
        var day = row.ValidFrom ?? Period.BeforeRecords;
        if (await DivisionCodes.Meant(session, row.Division, day) is null) return Refusals.DivisionUnknown.At("division", row.Division);
        var parents = row.Parent is null ? [] : await Bodies.Ever(session, row.ParentDivision ?? row.Division, row.Parent);
        if (row.Parent is not null && parents.Count is 0) return Refusals.OrganizationUnknown.At("parent", row.Parent);

        var versions = await Bodies.Reached(session, "organization", await session.List<Version>(VersionsSql, new { code = DivisionCode.Parse(row.Division).Value, row.Name }));
        var (chosen, ambiguous) = Matching.Choose(versions, row.ValidFrom, session.Today, version => row.IsSaidBy(version, parents), Refusals.OrganizationAmbiguous.At("name", row.Name));
        if (ambiguous is not null) return ambiguous;
        if (chosen is not null) return await Correct(session, row, chosen, parents);
        if (row.FormerName is not null) return await Rename(session, row, parents);

        if (row.Kind is not { } kind) return Refusals.CellMissing.Because("A new organization needs its kind.", "新机构须写明机构类型。").At("kind");
        var parent = await Parent(session, row, null, parents, day);
        if (parent.Refusal is { } refusal) return refusal;
        return await Create(session, await OrganizationNoun.Plan(session, row.AsOrganization(kind, parent.Required().Id), null));
    }

    private async Task<RowOutcome> Correct(Session session, Statement row, Version chosen, IReadOnlyList<long> parents)
    {
        using var restatement = DivisionCodes.Restate(session);
        var timeline = await OrganizationNoun.Table.Current(session, chosen.Id);
        var version = timeline.Versions.First(v => v.Period.From == chosen.ValidFrom);
        var before = await OrganizationNoun.Restate(session, version);
        var parent = await Parent(session, row, before, parents, chosen.ValidFrom);
        if (parent.Refusal is { } refusal) return refusal;
        return await Update(session, chosen.Id, await Corrects<OrganizationNoun, EstablishOrganization, OrganizationEstablished, Organization>(
            session, chosen.Id, timeline, version, row.Over(before, parent.Required().Id), validator));
    }

    /// <summary>The body that bore the former name up to the row's first day is from then on what the row says.</summary>
    private async Task<RowOutcome> Rename(Session session, Statement row, IReadOnlyList<long> parents)
    {
        var day = row.ValidFrom!.Value;
        var former = await Bodies.Reached(session, "organization", await session.List<NamedVersion>(FormerSql, new { code = DivisionCode.Parse(row.Division).Value, row.FormerName, day }));
        if (former.Count is 0) return Refusals.OrganizationUnknown.At("formerName", row.FormerName);
        if (former.Count > 1) return Refusals.OrganizationAmbiguous.At("formerName", row.FormerName);
        using var restatement = DivisionCodes.Restate(session);
        var timeline = await OrganizationNoun.Table.Current(session, former[0].Id);
        var before = await OrganizationNoun.Restate(session, timeline.On(day)! with { Period = new(day, timeline.On(day)!.Period.Until) });
        var parent = await Parent(session, row, before, parents, day);
        if (parent.Refusal is { } refusal) return refusal;
        var statement = row.Over(before, parent.Required().Id) with { Name = row.Name, ValidUntil = before.ValidUntil };
        return await Change<OrganizationNoun, EstablishOrganization, OrganizationEstablished, Organization>(session, former[0].Id, timeline, day, statement, validator, row.ValidUntil, row.Document);
    }

    /// <summary>The body above: the one that is known to be it, where it goes by the name that the row has for it.</summary>
    private static async Task<Result<Above>> Parent(Session session, Statement row, EstablishOrganization? before, IReadOnlyList<long> parents, DateOnly day)
    {
        if (!row.SaysParent) return new Above(before?.Parent);
        if (row.Parent is null) return new Above(null);
        if (before?.Parent is { } known && parents.Contains(known.Value)) return new Above(known);
        var named = await Bodies.Named(session, "parentDivision", row.ParentDivision ?? row.Division, "parent", row.Parent, day);
        return named.Refusal is { } refusal ? refusal : new Above(named.Required());
    }

    private sealed record Above(OrganizationId? Id);

    internal sealed record Statement(
        string Division, string Name, OrganizationKind? Kind, string? Parent, bool SaysParent, string? ParentDivision, string? FormerName, DateOnly? ValidFrom, DateOnly? ValidUntil, bool SaysUntil, string? Document)
    {
        public EstablishOrganization AsOrganization(OrganizationKind kind, OrganizationId? parent) => new(Division, kind, Name, parent, ValidFrom, ValidUntil, Document);

        public EstablishOrganization Over(EstablishOrganization known, OrganizationId? parent) => known with
        {
            Kind = Kind ?? known.Kind,
            Parent = parent,
            ValidUntil = SaysUntil ? ValidUntil : known.ValidUntil,
        };

        public bool IsSaidBy(Version version, IReadOnlyList<long> parents) =>
            (Kind ?? version.Kind) == version.Kind && version.EndsAsSaid(SaysUntil, ValidUntil)
            && (!SaysParent || (Parent is null ? version.ParentId is null : version.ParentId is { } parent && parents.Contains(parent)));
    }

    internal sealed record Version : NamedVersion
    {
        public OrganizationKind Kind { get; init; }
        public long? ParentId { get; init; }
    }

    private static readonly string VersionsSql =
        $"""
        SELECT o.id, o.valid_from, o.valid_until, o.kind, o.parent_id
          FROM organization o
         WHERE o.division_id IN ({Bodies.DivisionsSql("@code")}) AND o.name = @Name AND {Known.Now("o")}
         ORDER BY o.valid_from, o.id
        """;

    private static readonly string FormerSql =
        $"""
        SELECT o.id, o.valid_from, o.valid_until
          FROM organization o
         WHERE o.division_id IN ({Bodies.DivisionsSql("@code")}) AND o.name = @FormerName AND {Known.Now("o")} AND o.valid_from < @day AND o.valid_until > @day
         ORDER BY o.id
        """;
}
