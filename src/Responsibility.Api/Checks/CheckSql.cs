namespace Responsibility.Api.Checks;

/// <summary>What checks have in common, in SQL and in words.</summary>
internal static class CheckSql
{
    public static BothLanguages Both(string en, string zh) => new(zh, en);

    /// <summary>The same for every item.</summary>
    public static (Text With, Text Without) Always(string en, string zh) => (new(en, zh), new(en, zh));

    /// <summary>The body <c>o</c> and the post <c>p</c> of each place, as they are on the day.</summary>
    public static readonly string PostsSql =
        $"""
        place
         CROSS JOIN organization o
         CROSS JOIN post p
         WHERE o.division_id = place.id AND {Known.On("o")} AND p.organization_id = o.id AND {Known.On("p")}
        """;

    public const string PostLabel = "o.name || ' ' || p.title";

    public const string NoFact = "CAST(NULL AS text)";
}
