using Responsibility.Api.Appointments;
using Responsibility.Api.Posts;
using Responsibility.Rules;

namespace Responsibility.Api.Duties;

/// <summary>A post with the days on which an obligation binds it, and what it was called then.</summary>
internal sealed record BoundPost(PostId Id, JudgedObligation Judged, IReadOnlyList<BoundRow> Rows)
{
    public IReadOnlyList<DutyGround> Grounds { get; } = [.. Rows.Select(row => new DutyGround(row.Period, row.Inside))];

    /// <summary>The post as it last was on the days of the interval up to <paramref name="asOf"/>.</summary>
    public BoundRow In(Period interval, DateOnly asOf) => Rows.Where(row => !row.Period.Common(interval).IsEmpty && row.Period.From <= asOf).MaxBy(row => row.Period.From)!;
}

/// <summary>Finds the posts that obligations bind: one question for each obligation, however many posts, intervals and holders there are.</summary>
internal static class BoundPosts
{
    /// <summary>By post, and for each by the order of the obligations.</summary>
    public static async Task<IReadOnlyList<BoundPost>> Of(Session session, DutyQuestion question)
    {
        var bound = new List<BoundPost>();
        foreach (var judged in question.Judged)
        {
            var parameters = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["@AsOf"] = question.Moment.AsOf,
                ["@KnownAt"] = question.Moment.KnownAt,
                ["@From"] = judged.Days.From,
                ["@Until"] = judged.Days.Until,
            };
            var rows = await session.List<BoundRow>(Sql(judged.Obligation, question, parameters), parameters);
            bound.AddRange(rows.Where(row => !row.Period.IsEmpty).GroupBy(row => row.PostId).Select(post => new BoundPost(post.Key, judged, [.. post])));
        }
        return [.. bound.OrderBy(b => b.Id.Value).ThenBy(b => b.Judged.Order)];
    }

    /// <summary>Every version of post, body, division and link that has a day in the range; which days they have in common is reckoned outside.</summary>
    private static string Sql(Obligation obligation, DutyQuestion question, Dictionary<string, object?> parameters)
    {
        var (linked, filter) = (obligation.Contact is not null, question.Filter);
        var of = In("d.level", "Level", obligation.Levels) + In("p.position", "Position", obligation.Positions) + In("p.rank", "Rank", obligation.Ranks)
            + In("p.id", "Post", filter.Post ?? [])
            + In($"p.id IN (SELECT a.post_id FROM appointment a WHERE {Over("a")} AND a.official_id", "Official", filter.Official ?? [], ")");
        if (question.Root is { } root)
        {
            of += $" AND d.id IN ({WithinSql})";
            parameters.Add("@Within", root);
        }
        if (linked) parameters.Add("@Contact", obligation.Contact);
        return
            $"""
            SELECT p.id AS post_id, p.position, p.title, o.id AS organization_id, o.name AS organization_name, o.kind AS organization_kind, d.id AS division_id, d.code, d.name AS division_name, d.level,
                   p.valid_from AS post_from, p.valid_until AS post_until, o.valid_from AS organization_from, o.valid_until AS organization_until,
                   d.valid_from AS division_from, d.valid_until AS division_until{(linked ? LinkColumns : "")}
              FROM {(filter.Post is { Length: > 0 } ? FromPosts : FromDivisions)}{(linked ? LinkTables : "")}
             WHERE {Over("d")} AND o.division_id = d.id AND {Over("o")} AND p.organization_id = o.id AND {Over("p")}{(linked ? LinkConditions : "")}{of}
            """;

        string In<T>(string column, string name, IReadOnlyList<T> values, string close = "")
        {
            if (values.Count is 0) return "";
            for (var i = 0; i < values.Count; i++) parameters.Add($"@{name}{i}", values[i]);
            return $" AND {column} IN ({string.Join(", ", values.Select((_, i) => $"@{name}{i}"))}){close}";
        }
    }

    /// <summary>Rows of <paramref name="alias"/> that were so on a day of the range.</summary>
    public static string Over(string alias) => $"{alias}.valid_from < @Until AND {alias}.valid_until > @From AND {Known.At(alias)}";

    /// <summary>Tables in the order in which they are looked at: from few posts up, or from the places down.</summary>
    private const string FromPosts = "post p CROSS JOIN organization o CROSS JOIN division d";
    private const string FromDivisions = "division d CROSS JOIN organization o CROSS JOIN post p";

    private const string LinkColumns = ", c.division_id AS linked_id, c.valid_from AS contact_from, c.valid_until AS contact_until, k.valid_from AS linked_from, k.valid_until AS linked_until";
    private const string LinkTables = " CROSS JOIN contact c CROSS JOIN division k";
    private static readonly string LinkConditions = $" AND c.post_id = p.id AND {Over("c")} AND k.id = c.division_id AND k.level = @Contact AND {Over("k")}";

    /// <summary>The division <c>@Within</c> and whatever was below it on a day of the range.</summary>
    internal static readonly string WithinSql =
        $"""
        WITH RECURSIVE subtree (id) AS (
            SELECT CAST(@Within AS bigint)
             UNION
            SELECT b.id FROM subtree s JOIN division b ON b.parent_id = s.id AND {Over("b")}
        )
        SELECT id FROM subtree
        """;
}

/// <summary>A post, its body, division and link in versions that may have days in common.</summary>
internal sealed record BoundRow
{
    public PostId PostId { get; init; }
    public required string Position { get; init; }
    public required string Title { get; init; }
    public OrganizationId OrganizationId { get; init; }
    public required string OrganizationName { get; init; }
    public OrganizationKind OrganizationKind { get; init; }
    public DivisionId DivisionId { get; init; }
    public required string Code { get; init; }
    public required string DivisionName { get; init; }
    public Level Level { get; init; }
    public DateOnly PostFrom { get; init; }
    public DateOnly PostUntil { get; init; }
    public DateOnly OrganizationFrom { get; init; }
    public DateOnly OrganizationUntil { get; init; }
    public DateOnly DivisionFrom { get; init; }
    public DateOnly DivisionUntil { get; init; }
    public DivisionId? LinkedId { get; init; }
    public DateOnly ContactFrom { get; init; } = Period.BeforeRecords;
    public DateOnly ContactUntil { get; init; } = Period.Open;
    public DateOnly LinkedFrom { get; init; } = Period.BeforeRecords;
    public DateOnly LinkedUntil { get; init; } = Period.Open;

    /// <summary>The days on which all of it was so; none where its versions have none in common.</summary>
    public Period Period => new Period(PostFrom, PostUntil)
        .Common(new(OrganizationFrom, OrganizationUntil)).Common(new(DivisionFrom, DivisionUntil)).Common(new(ContactFrom, ContactUntil)).Common(new(LinkedFrom, LinkedUntil));

    /// <summary>The linked division; where no link is asked for, the post's own.</summary>
    public DivisionId Inside => LinkedId ?? DivisionId;

    public PostRef Post => new(PostId, Position, Title);

    public OrganizationRef Organization => new(OrganizationId, OrganizationName, OrganizationKind);

    public DivisionRef Division => new(Code, DivisionName, Level);
}
