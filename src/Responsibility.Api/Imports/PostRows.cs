using Responsibility.Api.Appointments;
using Responsibility.Api.Posts;
using Responsibility.Api.RuleSets;

namespace Responsibility.Api.Imports;

/// <summary>
/// Posts. A row is known by its body, its position or title or both, and, where it states one, its first day. With a former title it says what the post that bore it is from its first day on.
/// </summary>
internal sealed class PostRows(ImportContext context, IValidator<CreatePost> validator) : ImportRows<PostRows.Statement>(context)
{
    private Vocabulary vocabulary = new([]);

    public override IReadOnlyList<ImportColumn> Columns { get; } =
    [
        new("division", "410225000000", "行政区划代码", "区划代码") { Required = true },
        new("organization", "兰考县人民政府", "任职机构", "单位", "机构") { Required = true },
        new("position", "deputyHeadInCharge", "职务类别"),
        new("title", "副县长", "职务", "职务名称"),
        new("formerTitle", "", "原职务名称"),
        new("rank", "副处级", "职级"),
        new("capacity", "2", "编制", "职数"),
        new("validFrom", "", "生效日期", "设立日期"),
        new("validUntil", "", "失效日期", "撤销日期"),
        new("document", "", "文号"),
    ];

    protected override Statement Read(Cells cells)
    {
        if (!cells.Says("title")) cells.RequiredCode("position");
        // What is no whole number is no capacity either.
        var capacity = cells.Number("capacity") is not { } number ? (long?)null : double.IsInteger(number) && Math.Abs(number) <= int.MaxValue ? (long)number : 0;
        return new(
            cells.RequiredCode("division"), cells.Required("organization"), cells.Code("position"), cells.Text("title"), cells.Text("formerTitle"), cells.Text("rank"), cells.Says("rank"), capacity,
            cells.Day("validFrom"), cells.Day("validUntil"), cells.Says("validUntil"), cells.Text("document"));
    }

    protected override Refusal? Check(Statement row) =>
        Shape.Refusal(validator, row.AsPost(new OrganizationId(1), row.Position ?? "-", row.Title ?? "-"))
        ?? (!DivisionCode.TryParse(row.Division, out _) ? Refusals.DivisionUnknown.At("division", row.Division)
            : row.FormerTitle is not null && (row.ValidFrom is null || row.Title is null)
                ? Refusals.CellMissing.Because("What the title is, and from which day on.", "须写明新的职务名称及其起始日期。").At(row.Title is null ? "title" : "validFrom")
            : null);

    public override async Task Begin(Session session, IReadOnlyList<StatedRow> chunk) => vocabulary = await RuleSetShelf.Vocabulary(session);

    protected override async Task<RowOutcome> Take(Session session, Statement row)
    {
        var day = row.ValidFrom ?? Period.BeforeRecords;
        if (await DivisionCodes.Meant(session, row.Division, day) is null) return Refusals.DivisionUnknown.At("division", row.Division);
        var position = vocabulary.FindPosition(row.Position ?? row.Title!);
        if (position is null && row.Position is not null) return Refusals.PositionUnknown.At("position", row.Position);
        var code = DivisionCode.Parse(row.Division).Value;
        // By its title a known post is found, whatever position that stands for elsewhere.
        var named = new { code, name = row.Organization, held = row.Position is null ? "" : position!.Id, called = row.Title ?? "" };
        var versions = await Bodies.Reached(session, "post", await session.List<Version>(VersionsSql, named));
        var (chosen, ambiguous) = Matching.Choose(versions, row.ValidFrom, session.Today, row.IsSaidBy, Refusals.PostAmbiguous.At(row.Title is null ? "position" : "title", row.Title ?? row.Position));
        if (ambiguous is not null) return ambiguous;
        if (chosen is not null) return await Correct(session, row, chosen);
        if (row.FormerTitle is not null) return await Retitle(session, row, position?.Id, code);

        if (position is null) return Refusals.PositionUnknown.At("title", row.Title);
        var body = await Bodies.Named(session, "division", row.Division, "organization", row.Organization, day);
        if (body.Refusal is { } refusal) return refusal;
        return await Create(session, await PostNoun.Plan(session, row.AsPost(body.Required(), position.Id, row.Title), null));
    }

    private async Task<RowOutcome> Correct(Session session, Statement row, Version chosen)
    {
        var timeline = await PostNoun.Table.Current(session, chosen.Id);
        var version = timeline.Versions.First(v => v.Period.From == chosen.ValidFrom);
        var correction = await Corrects<PostNoun, CreatePost, PostCreated, Post>(session, chosen.Id, timeline, version, row.Over(await PostNoun.Restate(session, version)), validator);
        if (correction is { Refusal: null } && correction.Required().Fact is { } fact
            && await Against(session, chosen.Id, timeline.Correct(fact.Version, new Period(fact.ValidFrom, fact.ValidUntil), Members.Values(PostNoun.Table, fact.Set))) is { } broken)
            return broken;
        return await Update(session, chosen.Id, correction);
    }

    /// <summary>The post that bore the former title up to the row's first day is from then on what the row says.</summary>
    private async Task<RowOutcome> Retitle(Session session, Statement row, string? position, string code)
    {
        var day = row.ValidFrom!.Value;
        var former = await Bodies.Reached(session, "post", await session.List<NamedVersion>(FormerSql, new { code, name = row.Organization, held = "", called = row.FormerTitle!, day }));
        if (former.Count is 0) return Refusals.PostUnknown.At("formerTitle", row.FormerTitle);
        if (former.Count > 1) return Refusals.PostAmbiguous.At("formerTitle", row.FormerTitle);
        var id = former[0].Id;
        var timeline = await PostNoun.Table.Current(session, id);
        var before = await PostNoun.Restate(session, timeline.On(day)! with { Period = new(day, timeline.On(day)!.Period.Until) });
        var statement = row.Over(before) with { Title = row.Title, Position = row.Position is null ? before.Position : position!, ValidUntil = before.ValidUntil };
        return await Change<PostNoun, CreatePost, PostCreated, Post>(session, id, timeline, day, statement, validator, row.ValidUntil, row.Document, after => Against(session, id, after));
    }

    /// <summary>Whether the terms on the post would not fit it: to be known before anything is recorded, since a row is not rolled back alone.</summary>
    private static Task<Refusal?> Against(Session session, long id, Timeline after) => !after.IsSound
        ? Task.FromResult<Refusal?>(Refusals.VersionsOverlap)
        : PostNoun.Against(session, id, [.. after.Versions.Select(v => new AppointmentNoun.PostVersion { ValidFrom = v.Period.From, ValidUntil = v.Period.Until, Capacity = (long)v.Values["capacity"]! })]);

    internal sealed record Statement(
        string Division, string Organization, string? Position, string? Title, string? FormerTitle, string? Rank, bool SaysRank, long? Capacity, DateOnly? ValidFrom, DateOnly? ValidUntil, bool SaysUntil, string? Document)
    {
        public CreatePost AsPost(OrganizationId organization, string position, string? title) => new(organization, position, title, Rank, Capacity ?? 1, ValidFrom, ValidUntil, Document);

        public CreatePost Over(CreatePost known) => known with
        {
            Rank = SaysRank ? Rank : known.Rank,
            Capacity = Capacity ?? known.Capacity,
            ValidUntil = SaysUntil ? ValidUntil : known.ValidUntil,
        };

        public bool IsSaidBy(Version version) =>
            (!SaysRank || Rank == version.Rank) && (Capacity ?? version.Capacity) == version.Capacity && version.EndsAsSaid(SaysUntil, ValidUntil);
    }

    internal sealed record Version : NamedVersion
    {
        public string? Rank { get; init; }
        public long Capacity { get; init; }
    }

    private static readonly string VersionsSql =
        $"""
        SELECT p.id, p.valid_from, p.valid_until, p.rank, p.capacity
          FROM post p
         WHERE p.organization_id IN ({Bodies.EverSql("@code", "@name")}) AND (@held = '' OR p.position = @held) AND (@called = '' OR p.title = @called) AND {Known.Now("p")}
         ORDER BY p.valid_from, p.id
        """;

    private static readonly string FormerSql =
        $"""
        SELECT p.id, p.valid_from, p.valid_until
          FROM post p
         WHERE p.id IN ({Bodies.PostsEverSql("@code", "@name")}) AND p.title = @called AND {Known.Now("p")} AND p.valid_from < @day AND p.valid_until > @day
         ORDER BY p.id
        """;
}
