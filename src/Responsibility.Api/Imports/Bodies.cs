using Responsibility.Api.RuleSets;

namespace Responsibility.Api.Imports;

/// <summary>Finds bodies and posts by the names that files have for them.</summary>
internal static class Bodies
{
    /// <summary>The body of that name in the division: the one of the day, or else the last that there was.</summary>
    public static async Task<OrganizationId?> Organization(Session session, DivisionId division, string name, DateOnly day) =>
        await session.Find<long>(OrganizationSql, new { division, name, day }) is var id and > 0 && await session.Reaches("organization", id) ? new OrganizationId(id) : null;

    /// <summary>The posts of a body that go by this position, this title, or both.</summary>
    public static Task<IReadOnlyList<Found>> Posts(Session session, OrganizationId organization, string? position, string? title, DateOnly day) =>
        session.List<Found>(PostSql, new { organization, held = position ?? "", called = title ?? "", day });

    /// <summary>Who bears what a row says: a post, or the body itself where the row names neither position nor title.</summary>
    public static async Task<Result<Bearer>> Bearer(Session session, Vocabulary vocabulary, BearerCells cells, DateOnly day)
    {
        if (!DivisionCode.TryParse(cells.Division, out var code) || await DivisionCodes.Meant(session, code.Value, day) is not { } division)
            return Refusals.DivisionUnknown.At("bearerDivision", cells.Division);
        if (await Organization(session, division.Id, cells.Organization, day) is not { } organization) return Refusals.OrganizationUnknown.At("organization", cells.Organization);
        if (cells.Position is null && cells.Title is null) return new Bearer(division.Id, null, organization);
        string? position = null;
        if (cells.Position is not null)
        {
            if (vocabulary.FindPosition(cells.Position) is not { } known) return Refusals.PositionUnknown.At("position", cells.Position);
            position = known.Id;
        }
        return await Posts(session, organization, position, cells.Title, day) switch
        {
            [var post] => new Bearer(division.Id, post.Id, null),
            [] => Refusals.PostUnknown.At(cells.Title is null ? "position" : "title", cells.Title ?? cells.Position),
            _ => Refusals.PostUnknown.Because("Several posts go by this; name position and title.", "有多个职务符合,请同时写明职务类别和职务名称。").At("title", cells.Title),
        };
    }

    internal sealed record Found
    {
        public PostId Id { get; init; }
    }

    private static readonly string OrganizationSql =
        $"""
        SELECT o.id FROM organization o
         WHERE o.division_id = @division AND o.name = @name AND {Known.Now("o")}
         ORDER BY CASE WHEN o.valid_from <= @day AND o.valid_until > @day THEN 0 ELSE 1 END, o.valid_from DESC
         LIMIT 1
        """;

    private static readonly string PostSql =
        $"""
        SELECT DISTINCT p.id FROM post p
         WHERE p.organization_id = @organization AND {Known.Now("p")} AND p.valid_from <= @day AND p.valid_until > @day
           AND (@held = '' OR p.position = @held) AND (@called = '' OR p.title = @called)
         ORDER BY p.id
         LIMIT 2
        """;
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
}

/// <summary>A post or a body, and where it is.</summary>
internal sealed record Bearer(DivisionId Division, PostId? Post, OrganizationId? Organization);
