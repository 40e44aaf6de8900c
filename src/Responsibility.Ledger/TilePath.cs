using System.Globalization;

namespace Responsibility.Ledger;

/// <summary>How C2SP tlog-tiles writes the place of a tile: <c>N[.p/W]</c>, the index in groups of three digits, all but the last behind an x.</summary>
/// <remarks>So 1234067 is <c>x001/x234/067</c>; a tile that is not full yet, of 112 hashes, is <c>x001/x234/067.p/112</c>.</remarks>
internal static class TilePath
{
    public static string Format(long index, int width)
    {
        var groups = (index % 1000).ToString("000", CultureInfo.InvariantCulture);
        for (var rest = index / 1000; rest > 0; rest /= 1000)
            groups = string.Create(CultureInfo.InvariantCulture, $"x{rest % 1000:000}/{groups}");
        return width is Tile.FullWidth ? groups : string.Create(CultureInfo.InvariantCulture, $"{groups}.p/{width}");
    }

    /// <summary>Reads back exactly what <see cref="Format"/> writes: one place has one path, so that a cache never holds it twice.</summary>
    public static bool TryParse(string path, out long index, out int width)
    {
        (index, width) = (0, Tile.FullWidth);
        var (groups, partial) = path.Split(".p/", 2) is [var before, var after] ? (before, after) : (path, null);
        if (partial is not null && !(int.TryParse(partial, NumberStyles.None, CultureInfo.InvariantCulture, out width) && width is > 0 and < Tile.FullWidth)) return false;
        var digits = groups.Replace("/", "", StringComparison.Ordinal).Replace("x", "", StringComparison.Ordinal);
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out index) && Format(index, width) == path;
    }
}
