namespace Responsibility.Storage;

/// <summary>The predicates of the two axes of time, so that no query writes them its own way.</summary>
public static class Known
{
    /// <summary><c>known_until</c> of what is still held to be so.</summary>
    public const long Open = long.MaxValue;

    /// <summary>Rows of <paramref name="alias"/> that were known at <c>@KnownAt</c>.</summary>
    public static string At(string alias) => $"{alias}.known_from <= @KnownAt AND {alias}.known_until > @KnownAt";

    /// <summary>Rows of <paramref name="alias"/> that were so on <c>@AsOf</c>, as known at <c>@KnownAt</c>.</summary>
    public static string On(string alias) => $"{alias}.valid_from <= @AsOf AND {alias}.valid_until > @AsOf AND {At(alias)}";

    /// <summary>The row of a thing's versions that is nearest to <c>@AsOf</c>: that of the day, else the last before, else the first after.</summary>
    public static string Nearest(string alias, string table) => Nearest(alias, table, "@AsOf");

    /// <summary>The same for another day.</summary>
    /// <param name="day">SQL of the day.</param>
    public static string Nearest(string alias, string table, string day) =>
        $"""
        {At(alias)} AND {alias}.valid_from = (
            SELECT near.valid_from FROM {table} near
             WHERE near.id = {alias}.id AND {At("near")}
             ORDER BY CASE WHEN near.valid_from <= {day} THEN 0 ELSE 1 END, CASE WHEN near.valid_from <= {day} THEN near.valid_from END DESC, near.valid_from
             LIMIT 1)
        """;

    /// <summary>Rows of <paramref name="alias"/> that are held to be so now.</summary>
    public static string Now(string alias) => $"{alias}.known_until = 9223372036854775807";
}
