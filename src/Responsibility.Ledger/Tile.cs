using System.Globalization;

namespace Responsibility.Ledger;

/// <summary>A tile of C2SP tlog-tiles: up to 256 neighbouring nodes of one level, where a level is eight heights of the Merkle tree.</summary>
/// <remarks>A tile that is not full is the beginning of what it grows into; so a store keeps each once, and cuts off narrower ones that are asked for.</remarks>
/// <param name="Level">0 holds hashes of leaves, level 1 those of full tiles of level 0, and so on.</param>
/// <param name="Index">How many tiles of the level stand left of it.</param>
/// <param name="Width">Hashes in it: 256, or less while it grows.</param>
public readonly record struct Tile(int Level, long Index, int Width)
{
    /// <summary>Heights of the Merkle tree in one level of tiles.</summary>
    public const int Height = 8;

    /// <summary>Hashes in a full tile.</summary>
    public const int FullWidth = 1 << Height;

    /// <summary>Levels in the largest tree that a number can count.</summary>
    internal const int Levels = 8;

    private const string Prefix = "tile/";

    /// <summary><c>tile/L/N[.p/W]</c>.</summary>
    public string Path => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Level}/{TilePath.Format(Index, Width)}");

    /// <summary>Reads <see cref="Path"/>, and nothing else.</summary>
    public static bool TryParse(string path, out Tile tile)
    {
        tile = default;
        if (!path.StartsWith(Prefix, StringComparison.Ordinal) || path[Prefix.Length..].Split('/', 2) is not [var level, var place]) return false;
        if (!int.TryParse(level, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > 63 || !TilePath.TryParse(place, out var index, out var width)) return false;
        tile = new Tile(number, index, width);
        return tile.Path == path;
    }

    /// <summary>The tile of a tree that holds what the hash of a subtree is made of.</summary>
    /// <param name="subtree">A subtree all of whose leaves are in the tree.</param>
    /// <param name="size">Leaves in the tree.</param>
    public static Tile Of(Subtree subtree, long size)
    {
        var (level, inside) = Math.DivRem(subtree.Height, Height);
        var index = subtree.Index >> (Height - inside);
        return new Tile(level, index, (int)Math.Min(Nodes(size, level) - (index << Height), FullWidth));
    }

    /// <summary>The tiles of a tree that one of <paramref name="from"/> leaves did not have, or had narrower; lower levels first.</summary>
    /// <remarks>Tiles of the whole tree where <paramref name="from"/> is 0: full ones, and at most one that grows on each level.</remarks>
    public static IEnumerable<Tile> Between(long from, long to)
    {
        for (var level = 0; level < Levels && Nodes(to, level) > 0; level++)
        {
            var (before, now) = (Nodes(from, level), Nodes(to, level));
            for (var first = before; first < now; first = ((first >> Height) + 1) << Height)
                yield return new Tile(level, first >> Height, (int)Math.Min(now - (first >> Height << Height), FullWidth));
        }
    }

    /// <summary>Whether a tree of <paramref name="size"/> leaves has this tile, full or as wide as it ever was while the tree grew.</summary>
    public bool IsIn(long size) => Level < Levels && Index <= (Nodes(size, Level) - Width) >> Height;

    /// <summary>Hashes on a level: as many as there are full tiles below it.</summary>
    private static long Nodes(long size, int level) => size >> (level * Height);
}
