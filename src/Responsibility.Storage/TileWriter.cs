using System.Data.Common;
using System.Globalization;
using System.Text;
using Dapper;
using Microsoft.Extensions.Logging;
using Responsibility.Ledger;

namespace Responsibility.Storage;

/// <summary>Keeps the stored tiles in step with the ledger, in the transaction of each batch.</summary>
/// <remarks>
/// The tile of leaf hashes that grows is not stored: it is what the ledger's own column ends with, and rewriting up to 8 KB with every batch
/// would cost more than all else. So most batches write nothing here, and only each 256th fact writes one row, and one more a level.
/// </remarks>
internal sealed partial class TileWriter(ILogger logger)
{
    /// <summary>Leaves read at once when tiles are filled in.</summary>
    private const int Chunk = 64 * Tile.FullWidth;

    private Tiling? tiling;

    /// <summary>What is known of the tree may not be what the database has: it is read anew before the next batch.</summary>
    public void Forget() => tiling = null;

    /// <summary>Brings tree and tiles up to what the ledger holds: another process may have written, or an older program, or someone has cut the end off.</summary>
    public async Task CatchUp(DbTransaction transaction, long head)
    {
        if (tiling is null || tiling.Size > head) tiling = await Load(transaction, head);
        while (tiling.Size < head)
        {
            var (after, upTo) = (tiling.Size, Math.Min(tiling.Size + Chunk, head));
            var leaves = (await transaction.Connection!.QueryAsync<byte[]>(
                "SELECT leaf_hash FROM ledger WHERE position > @after AND position <= @upTo ORDER BY position", new { after, upTo }, transaction)).AsList();
            if (leaves.Count != upTo - after) throw new InvalidDataException($"The ledger has a hole between positions {after} and {upTo}.");
            await Append(transaction, leaves);
        }
    }

    /// <summary>Adds the leaves of a batch and writes the tiles that have become full, and what grows above them.</summary>
    public async Task Append(DbTransaction transaction, IReadOnlyList<byte[]> leaves)
    {
        foreach (var leaf in leaves) tiling!.Append(leaf);
        var changed = tiling!.Take().Where(IsStored).ToList();
        if (changed.Count > 0) await Write(transaction, changed);
    }

    internal static bool IsStored((Tile Tile, byte[] Bytes) changed) => changed.Tile is { Level: > 0 } or { Width: Tile.FullWidth };

    /// <summary>The tree up to the last leaf hash in a stored tile.</summary>
    private async Task<Tiling> Load(DbTransaction transaction, long head)
    {
        var stored = await transaction.Connection!.QuerySingleAsync<long>("SELECT coalesce(max(idx) + 1, 0) FROM tile WHERE level = 0", transaction: transaction);
        var size = Math.Min(stored, head >> Tile.Height) << Tile.Height;
        var tiles = new Dictionary<Tile, byte[]>();
        foreach (var tile in Tiling.Growing(size))
        {
            var hashes = await transaction.Connection!.QuerySingleOrDefaultAsync<byte[]>(
                "SELECT hashes FROM tile WHERE level = @level AND idx = @index", new { level = (long)tile.Level, index = tile.Index }, transaction);
            if (hashes is null || hashes.Length < tile.Width * Hash.Size)
            {
                LogRebuilding(tile.Path);
                return new Tiling();
            }
            tiles[tile] = hashes;
        }
        return new Tiling(size, tile => tiles[tile]);
    }

    /// <summary>One statement for several rows: each statement is a round trip.</summary>
    private static async Task Write(DbTransaction transaction, List<(Tile Tile, byte[] Bytes)> tiles)
    {
        foreach (var rows in tiles.Chunk(Tile.FullWidth))
        {
            var sql = new StringBuilder("INSERT INTO tile (level, idx, hashes) VALUES ");
            var parameters = new DynamicParameters();
            foreach (var (i, (tile, bytes)) in rows.Index())
            {
                sql.Append(CultureInfo.InvariantCulture, $"{(i is 0 ? "" : ", ")}(@level{i}, @idx{i}, @hashes{i})");
                parameters.Add($"level{i}", (long)tile.Level);
                parameters.Add($"idx{i}", tile.Index);
                parameters.Add($"hashes{i}", bytes);
            }
            sql.Append(" ON CONFLICT (level, idx) DO UPDATE SET hashes = excluded.hashes");
            await transaction.Connection!.ExecuteAsync(sql.ToString(), parameters, transaction);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Tile} is missing or too short; all tiles are made anew from the leaf hashes")]
    private partial void LogRebuilding(string tile);
}
