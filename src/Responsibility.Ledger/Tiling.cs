namespace Responsibility.Ledger;

/// <summary>Splits a growing tree into tiles: keeps the tile that grows on each level, and hands out what has changed since it last did.</summary>
/// <remarks>Two or three tiles of 8 KiB at most are in memory for a ledger of millions; everything left of them never changes again.</remarks>
public sealed class Tiling
{
    private readonly List<List<byte>> open = [];
    private readonly List<(Tile Tile, byte[] Bytes)> full = [];
    private long taken;

    /// <summary>A tree without leaves.</summary>
    public Tiling() { }

    /// <summary>The tree of <paramref name="size"/> leaves, read from where its tiles are stored.</summary>
    /// <param name="size">Leaves in the tree.</param>
    /// <param name="read">Reads a tile that <see cref="Growing"/> names; more bytes than its width asks for are left alone.</param>
    public Tiling(long size, Func<Tile, ReadOnlyMemory<byte>> read)
    {
        (Size, taken) = (size, size);
        foreach (var tile in Growing(size))
        {
            while (open.Count <= tile.Level) open.Add([]);
            open[tile.Level].AddRange(read(tile)[..(tile.Width * Hash.Size)].Span);
        }
    }

    /// <summary>Leaves in the tree.</summary>
    public long Size { get; private set; }

    /// <summary>The Merkle tree hash, RFC 6962 §2.1.</summary>
    public byte[] Root
    {
        get
        {
            var tiles = Growing(Size).ToDictionary(tile => tile, tile => new TileNodes([.. open[tile.Level]]));
            return new LeafRange(0, Size).Hash(new TileHashes(Size, tiles).Read);
        }
    }

    /// <summary>The tiles of a tree that will still grow, one a level at most: all that is needed to go on from it.</summary>
    public static IEnumerable<Tile> Growing(long size)
    {
        for (var level = 0; level < Tile.Levels; level++)
        {
            var nodes = size >> (level * Tile.Height);
            if (nodes % Tile.FullWidth is > 0 and var width) yield return new Tile(level, nodes >> Tile.Height, (int)width);
        }
    }

    /// <summary>Adds a leaf on the right.</summary>
    /// <param name="leafHash">Hash of the leaf.</param>
    public void Append(byte[] leafHash)
    {
        if (leafHash.Length != Hash.Size) throw new ArgumentException($"A leaf hash has {Hash.Size} bytes.", nameof(leafHash));
        Size++;
        var node = leafHash;
        for (var level = 0; ; level++)
        {
            if (open.Count <= level) open.Add([]);
            open[level].AddRange(node);
            if (open[level].Count < Tile.FullWidth * Hash.Size) return;
            var bytes = open[level].ToArray();
            full.Add((new Tile(level, (Size - 1) >> ((level + 1) * Tile.Height), Tile.FullWidth), bytes));
            open[level].Clear();
            node = new TileNodes(bytes).Above(0, Tile.Height);
        }
    }

    /// <summary>The tiles that became full or wider since the last call, as <see cref="Tile.Between"/> names them.</summary>
    public IReadOnlyList<(Tile Tile, byte[] Bytes)> Take()
    {
        var wider = Growing(Size).Where(tile => ((taken >> (tile.Level * Tile.Height)) - (tile.Index << Tile.Height)) < tile.Width);
        List<(Tile, byte[])> changed = [.. full, .. wider.Select(tile => (tile, open[tile.Level].ToArray()))];
        full.Clear();
        taken = Size;
        return changed;
    }
}
