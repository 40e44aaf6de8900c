using System.Globalization;
using Responsibility.Api.Officials;
using Responsibility.Ledger;
using Responsibility.Storage;

namespace Responsibility.Api.Tests.Ledger;

/// <summary>A ledger that grows, and its tree made a second time from nothing but the leaf hashes.</summary>
internal static class Growing
{
    private static int named;

    /// <summary>Records so many facts in one unit of work.</summary>
    public static Task Facts(this Database database, int count, Func<Session, Task>? before = null) => database.Operate(async session =>
    {
        for (var i = 0; i < count; i++)
            await session.Record(new OfficialRegistered(string.Create(CultureInfo.InvariantCulture, $"L{Interlocked.Increment(ref named):0000000}"), "干部", null, null));
        if (before is not null) await before(session);
    }, Api.Ct);

    public static Task<IReadOnlyList<byte[]>> Leaves(this Database database) =>
        database.Read(session => session.List<byte[]>("SELECT leaf_hash FROM ledger ORDER BY position"), Api.Ct);

    public static async Task<Tiling> Tree(this Database database, int? size = null)
    {
        var tree = new Tiling();
        foreach (var leaf in (await database.Leaves()).Take(size ?? int.MaxValue)) tree.Append(leaf);
        return tree;
    }

    /// <summary>What is stored is exactly the tiles of the tree, but for that of leaf hashes which grows; and all of them can be read.</summary>
    public static async Task TilesAreThoseOfTheLeaves(this Database database)
    {
        var tree = await database.Tree();
        var expected = tree.Take();
        expected.Sum(tile => tile.Tile.Level is 0 ? tile.Tile.Width : 0).ShouldBe((int)tree.Size);
        foreach (var (tile, bytes) in expected) (await database.Read(session => LedgerTree.Bytes(session, tile), Api.Ct)).ShouldBe(bytes, tile.Path);
        (await database.Read(session => LedgerTree.Root(session, tree.Size), Api.Ct)).ShouldBe(tree.Root);

        var stored = await database.Read(session => session.List<(long Level, long Index, byte[] Hashes)>("SELECT level, idx, hashes FROM tile ORDER BY level, idx"), Api.Ct);
        var shouldBe = expected.Where(t => t.Tile is { Level: > 0 } or { Width: 256 }).OrderBy(t => t.Tile.Level).ThenBy(t => t.Tile.Index).ToList();
        stored.Select(t => (t.Level, t.Index)).ShouldBe(shouldBe.Select(t => ((long)t.Tile.Level, t.Tile.Index)));
        foreach (var (row, should) in stored.Zip(shouldBe)) row.Hashes.ShouldBe(should.Bytes, should.Tile.Path);
    }
}
