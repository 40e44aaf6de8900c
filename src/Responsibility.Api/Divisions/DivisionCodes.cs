namespace Responsibility.Api.Divisions;

/// <summary>Finds divisions by the codes that people use for them.</summary>
internal static class DivisionCodes
{
    /// <summary>The division that has the code on the moment's day, or the last one that had it before.</summary>
    /// <param name="code">A code that a validator may not have seen yet.</param>
    public static async Task<Found?> Find(Session session, string code, Moment moment) => DivisionCode.TryParse(code, out var parsed)
        ? await session.Find<Found>(FindSql, new { code = parsed.Value, moment.AsOf, moment.KnownAt })
        : null;

    /// <summary>The division that a question is confined to; null for everywhere, and where there is none of that code the refusal.</summary>
    public static async Task<(Found? Root, Refusal? Outside)> Root(Session session, string? within, Moment moment) =>
        within is null ? default
        : await Find(session, within, moment) is { } root ? (root, null)
        : (null, Refusals.DivisionUnknown.At("within", within));

    /// <summary>The division that a statement means, as held to be so now: the one with the code on that day, or else whenever it had it. One that its caller does not reach means nothing to it.</summary>
    public static async Task<Found?> Meant(Session session, string code, DateOnly day)
    {
        var parsed = DivisionCode.Parse(code).Value;
        var restated = session.Restated is { } known && known.TryGetValue(parsed, out var told) ? told : 0;
        var found = await session.Find<Found>(MeantSql, new { code = parsed, AsOf = day, told = restated });
        // What was named before by somebody who may goes on being named.
        return found is null || found.Id.Value == restated || await session.Reaches("division", found.Id.Value) ? found : null;
    }

    /// <summary>The code of a division on a day, or the nearest that it had; of one of which nothing is held any more, the last.</summary>
    public static async Task<string> Of(Session session, long id, DateOnly day)
    {
        var code = await session.Get<string>(OfSql, new { id, day });
        // Two divisions by the same code are told apart by the day alone.
        if (session.Restated is { } restated && !restated.TryAdd(code, id) && restated[code] != id) restated[code] = 0;
        return code;
    }

    /// <summary>Until the answer is disposed, a code that <see cref="Of"/> tells goes on meaning the division of which it was told, though another has it on the day that is now stated.</summary>
    public static Restatement Restate(Session session)
    {
        session.Restated = new Dictionary<string, long>(StringComparer.Ordinal);
        return new(session);
    }

    internal readonly record struct Restatement(Session Session) : IDisposable
    {
        public void Dispose() => Session.Restated = null;
    }

    /// <summary>A division in a path, or 404.</summary>
    public static async Task<Result<Found>> Required(Session session, string code, Moment moment) =>
        await Find(session, code, moment) is { } found ? found : Refusals.DivisionUnknown.At("code", code) with { Status = StatusCodes.Status404NotFound };

    /// <summary>The session in which everything is seen, once the division of that code was found to be reached on the moment's day: a chain tells of those above, and only of those.</summary>
    public static async Task<Result<Session>> Beyond(this Session session, string code, Moment moment)
    {
        if (session.Caller.Scope is null) return session;
        await session.Look(moment.AsOf);
        var everything = await session.Everything();
        return await Find(session, code, moment) is { } reached && await Find(everything, code, moment) is { } meant && meant.Id == reached.Id
            ? everything
            : Refusals.DivisionUnknown.At("division", code);
    }

    internal sealed record Found
    {
        public DivisionId Id { get; init; }
        public required string Code { get; init; }
        public required string Name { get; init; }
        public Level Level { get; init; }
        public DateOnly ValidFrom { get; init; }
        public DateOnly ValidUntil { get; init; }

        /// <summary>The day of the moment, or the last on which the division had the code.</summary>
        public DateOnly Day(Moment moment) => moment.AsOf < ValidUntil ? moment.AsOf : ValidUntil.AddDays(-1);
    }

    private static readonly string FindSql =
        $"""
        SELECT d.id, d.code, d.name, d.level, d.valid_from, d.valid_until
          FROM division d
         WHERE d.code = @code AND d.valid_from <= @AsOf AND {Known.At("d")}
         ORDER BY d.valid_from DESC
         LIMIT 1
        """;

    /// <summary>The version of the division <c>@id</c> as it is held to be on <c>@day</c>, or nearest to that; of one of which nothing is held any more, as it last was.</summary>
    internal static readonly string LastHeldSql =
        $"""
        SELECT d.code, d.name, d.level, d.parent_id FROM division d
         WHERE d.id = @id
         ORDER BY CASE WHEN {Known.Now("d")} THEN 0 ELSE 1 END, CASE WHEN d.valid_from <= @day AND d.valid_until > @day THEN 0 ELSE 1 END, d.valid_from DESC, d.known_from DESC
         LIMIT 1
        """;

    private static readonly string OfSql = $"SELECT code FROM ({LastHeldSql}) AS held";

    private static readonly string MeantSql =
        $"""
        SELECT d.id, d.code, d.name, d.level, d.valid_from, d.valid_until
          FROM division d
         WHERE d.code = @code AND {Known.Now("d")}
         ORDER BY CASE WHEN d.id = @told THEN 0 ELSE 1 END,
                  CASE WHEN d.valid_from <= @AsOf AND d.valid_until > @AsOf THEN 0 ELSE 1 END, d.valid_from DESC
         LIMIT 1
        """;
}

/// <summary>The subtree of divisions that a question reaches: the one place in which <c>within</c> is applied. What a key does not reach is not there at all.</summary>
internal static class Reach
{
    /// <summary>Confines <paramref name="listing"/> to divisions under <paramref name="within"/> on the moment's day; <paramref name="condition"/> is given the subtree's SQL.</summary>
    public static async Task<Refusal?> Within(this Listing listing, Session session, string? within, Moment moment, Func<string, string> condition)
    {
        var (root, outside) = await DivisionCodes.Root(session, within, moment);
        if (root is not null) listing.Where(condition(SubtreeSql), "Within", root.Id.Value);
        return outside;
    }

    /// <summary>Confines <paramref name="listing"/> to one division.</summary>
    public static async Task<Refusal?> Division(this Listing listing, Session session, string? code, Moment moment, string column)
    {
        if (code is null) return null;
        if (await DivisionCodes.Find(session, code, moment) is not { } found) return Refusals.DivisionUnknown.At("division", code);
        listing.Where($"{column} = @Division", "Division", found.Id.Value);
        return null;
    }

    /// <summary>Whether nothing is above that row of <c>division</c>, or nothing that is seen.</summary>
    public static string IsTop(Session session, string alias) =>
        session.Caller.Scope is null ? $"{alias}.parent_id IS NULL" : $"NOT EXISTS (SELECT 1 FROM scope_reach above WHERE above.id = {alias}.parent_id)";

    /// <summary>More steps up than any division has; without loops nothing comes near.</summary>
    public const int Deepest = 32;

    /// <summary>
    /// The CTEs <c>up</c> and <c>child</c> over <c>listed</c>, which has a <c>division_id</c>: from each division of the list up to the one right below <c>@Root</c>, to that itself, or where it is 0 to the top,
    /// so that all that is listed counts to one. A division that is no more counts to where it was last.
    /// </summary>
    public static string ChildSql(Session session) =>
        $"""
        up (of_id, id, parent_id, depth) AS (
            SELECT o.division_id, d.id, d.parent_id, 0
              FROM (SELECT DISTINCT division_id FROM listed) o
             CROSS JOIN division d
             WHERE d.id = o.division_id AND {Known.Nearest("d", "division")}
             UNION ALL
            SELECT u.of_id, d.id, d.parent_id, u.depth + 1
              FROM up u
             CROSS JOIN division d
             WHERE d.id = u.parent_id AND u.id <> @Root AND u.depth < {Deepest} AND {Known.Nearest("d", "division")}
        ),
        child (of_id, code, name) AS (
            SELECT u.of_id, d.code, d.name
              FROM up u
             CROSS JOIN division d
             WHERE (u.parent_id = @Root OR (u.id = @Root AND u.depth = 0) OR (@Root = 0 AND {IsTop(session, "u")})) AND d.id = u.id AND {Known.Nearest("d", "division")}
        )
        """;

    /// <summary>The CTE <c>subtree</c>: the division <c>@Within</c>, and below it those rows of which <paramref name="holds"/> says, by their alias, that they do.</summary>
    public static string Subtree(Func<string, string> holds) =>
        $"""
        WITH RECURSIVE subtree (id) AS (
            SELECT CAST(@Within AS bigint)
             UNION
            SELECT d.id FROM subtree s JOIN division d ON d.parent_id = s.id AND {holds("d")}
        )
        """;

    /// <summary>Ids of the division <c>@Within</c> and of all below it on <c>@AsOf</c>, as known at <c>@KnownAt</c>.</summary>
    public static readonly string SubtreeSql =
        $"""
        {Subtree(Known.On)}
        SELECT id FROM subtree
        """;

    /// <summary>The division <c>@Division</c> and all above it, depth 0 for itself, on <c>@AsOf</c>, as known at <c>@KnownAt</c>.</summary>
    public static readonly string PathSql =
        $"""
        WITH RECURSIVE path (id, parent_id, code, name, level, valid_from, known_from, depth) AS (
            SELECT d.id, d.parent_id, d.code, d.name, d.level, d.valid_from, d.known_from, 0
              FROM division d
             WHERE d.id = @Division AND {Known.On("d")}
             UNION ALL
            SELECT d.id, d.parent_id, d.code, d.name, d.level, d.valid_from, d.known_from, p.depth + 1
              FROM path p
              JOIN division d ON d.id = p.parent_id AND {Known.On("d")}
             WHERE p.depth < {Deepest}
        )
        """;
}
