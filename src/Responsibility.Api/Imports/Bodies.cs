using Responsibility.Api.RuleSets;

namespace Responsibility.Api.Imports;

/// <summary>Finds bodies and posts by the names that files have for them.</summary>
internal static class Bodies
{
    /// <summary>Who bears what a row says: a post, or the body itself where the row names neither position nor title.</summary>
    public static async Task<Result<Bearer>> Bearer(Session session, Vocabulary vocabulary, BearerCells cells, DateOnly day)
    {
        if (!DivisionCode.TryParse(cells.Division, out var code) || await DivisionCodes.Meant(session, code.Value, day) is not { } division)
            return Refusals.DivisionUnknown.At("bearerDivision", cells.Division);
        var body = await InDivision(session, division.Id, "organization", cells.Organization, day);
        if (body.Refusal is { } nobody) return nobody;
        if (cells.Position is null && cells.Title is null) return new Bearer(division.Id, null, body.Required());
        var post = await Post(session, vocabulary, body.Required(), cells.Position, cells.Title, day);
        return post.Refusal is { } none ? none : new Bearer(division.Id, post.Required(), null);
    }

    /// <summary>The body of that name in the division that has the code on that day: the one of the day, or else the only one that ever was.</summary>
    /// <param name="divisionColumn">The column that says the code.</param>
    /// <param name="column">The column that says the name.</param>
    public static async Task<Result<OrganizationId>> Named(Session session, string divisionColumn, string code, string column, string name, DateOnly day) =>
        await DivisionCodes.Meant(session, code, day) is { } division ? await InDivision(session, division.Id, column, name, day) : Refusals.DivisionUnknown.At(divisionColumn, code);

    private static async Task<Result<OrganizationId>> InDivision(Session session, DivisionId division, string column, string name, DateOnly day)
    {
        var bodies = await Reached(session, "organization", await session.List<Found>(OrganizationsSql, new { division, name, day }));
        return Best(bodies) switch
        {
            [var body] => new OrganizationId(body.Id),
            [] => Refusals.OrganizationUnknown.At(column, name),
            _ => Refusals.OrganizationAmbiguous.Because("Several bodies of the division went by this name, none of them on that day.", "该区划先后有多个同名机构,且在该日均不存在。").At(column, name),
        };
    }

    /// <summary>The post of a body that goes by this position, this title, or both: the one of the day, or else the only one that ever was.</summary>
    public static async Task<Result<PostId>> Post(Session session, Vocabulary vocabulary, OrganizationId organization, string? position, string? title, DateOnly day)
    {
        if (position is not null && vocabulary.FindPosition(position) is null) return Refusals.PositionUnknown.At("position", position);
        var held = position is null ? "" : vocabulary.FindPosition(position)!.Id;
        var column = title is null ? "position" : "title";
        return Best(await session.List<Found>(PostsSql, new { organization, held, called = title ?? "", day })) switch
        {
            [var post] => new PostId(post.Id),
            [] => Refusals.PostUnknown.At(column, title ?? position),
            _ => Refusals.PostAmbiguous.Because("Several posts go by this; name position and title.", "有多个职务符合,请同时写明职务类别和职务名称。").At(column, title ?? position),
        };
    }

    /// <summary>SQL of the ids of the divisions that ever had a code, as it is held to be now.</summary>
    public static string DivisionsSql(string code) => $"SELECT coded.id FROM division coded WHERE coded.code = {code} AND {Known.Now("coded")}";

    /// <summary>SQL of the ids of the bodies that ever went by a name in a division that ever had a code: what is known is found by any of its names.</summary>
    public static string EverSql(string code, string name) =>
        $"SELECT named.id FROM organization named WHERE named.division_id IN ({DivisionsSql(code)}) AND named.name = {name} AND {Known.Now("named")}";

    /// <summary>SQL of the ids of the posts of such bodies that ever went by <c>@held</c> as their position and <c>@called</c> as their title; either may be empty.</summary>
    public static string PostsEverSql(string code, string name) =>
        $"""
        SELECT titled.id FROM post titled
         WHERE titled.organization_id IN ({EverSql(code, name)}) AND (@held = '' OR titled.position = @held) AND (@called = '' OR titled.title = @called) AND {Known.Now("titled")}
        """;

    /// <summary>The ids of the bodies that ever went by a name in a division that ever had a code.</summary>
    public static async Task<IReadOnlyList<long>> Ever(Session session, string code, string name) =>
        (await Reached(session, "organization", await session.List<Found>(EverBodiesSql, new { code = DivisionCode.Parse(code).Value, name }))).ConvertAll(found => found.Id);

    /// <summary>Without what the caller does not reach.</summary>
    public static async Task<List<T>> Reached<T>(Session session, string noun, IReadOnlyList<T> found) where T : IFound
    {
        if (session.Caller.Scope is null) return [.. found];
        var reached = new List<T>(found.Count);
        foreach (var one in found)
            if (await session.Reaches(noun, one.Id)) reached.Add(one);
        return reached;
    }

    /// <summary>Those of the day, or where there is none all others.</summary>
    private static IReadOnlyList<Found> Best(IReadOnlyList<Found> found) => found.Any(f => f.OnDay > 0) ? [.. found.Where(f => f.OnDay > 0)] : found;

    /// <summary>Something that goes by a name.</summary>
    internal interface IFound
    {
        long Id { get; }
    }

    internal sealed record Found : IFound
    {
        public long Id { get; init; }

        /// <summary>1 where it was there on the day and went by the name.</summary>
        public long OnDay { get; init; }
    }

    private static readonly string OrganizationsSql =
        $"""
        SELECT o.id, max(CASE WHEN o.valid_from <= @day AND o.valid_until > @day THEN 1 ELSE 0 END) AS on_day
          FROM organization o
         WHERE o.division_id = @division AND o.name = @name AND {Known.Now("o")}
         GROUP BY o.id
         ORDER BY o.id
        """;

    private static readonly string PostsSql =
        $"""
        SELECT p.id, max(CASE WHEN p.valid_from <= @day AND p.valid_until > @day THEN 1 ELSE 0 END) AS on_day
          FROM post p
         WHERE p.organization_id = @organization AND {Known.Now("p")} AND (@held = '' OR p.position = @held) AND (@called = '' OR p.title = @called)
         GROUP BY p.id
         ORDER BY p.id
        """;

    private static readonly string EverBodiesSql = $"SELECT DISTINCT e.id, 0 AS on_day FROM ({EverSql("@code", "@name")}) e";
}

/// <summary>How a row names a bearer.</summary>
internal sealed record BearerCells(string Division, string Organization, string? Position, string? Title)
{
    public static readonly IReadOnlyList<ImportColumn> Columns =
    [
        new("bearerDivision", "410225000000", "行政区划代码", "区划代码", "责任单位区划代码") { Required = true },
        new("organization", "中共兰考县委员会", "单位", "机构", "任职机构") { Required = true },
        new("position", "leader", "职务类别"),
        new("title", "县委常委、组织部部长", "职务", "职务名称", "分管领导", "联系领导"),
    ];

    public static BearerCells Of(Cells cells) => new(cells.RequiredCode("bearerDivision"), cells.Required("organization"), cells.Code("position"), cells.Text("title"));

    /// <summary>What it is found by; null where its code or its position is none.</summary>
    public BearerKey? Key(Vocabulary vocabulary) =>
        !DivisionCode.TryParse(Division, out var code) ? null
        : Position is null ? new BearerKey(code.Value, "", Title is not null)
        : vocabulary.FindPosition(Position) is { } known ? new BearerKey(code.Value, known.Id, true)
        : null;
}

/// <summary>A post or a body, and where it is.</summary>
internal sealed record Bearer(DivisionId Division, PostId? Post, OrganizationId? Organization);

/// <summary>The code of a bearer's division and the id of its position, where one is named.</summary>
internal sealed record BearerKey(string Code, string Position, bool IsPost);
