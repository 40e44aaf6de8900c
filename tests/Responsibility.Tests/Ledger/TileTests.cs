using CsCheck;
using Responsibility.Ledger;

namespace Responsibility.Tests.Ledger;

public sealed class TileTests
{
    [Theory]
    [InlineData(0, 0, 256, "tile/0/000")]
    [InlineData(1, 67, 256, "tile/1/067")]
    [InlineData(0, 1067, 256, "tile/0/x001/067")]
    [InlineData(3, 1234067, 1, "tile/3/x001/x234/067.p/1")]
    [InlineData(0, 273, 112, "tile/0/273.p/112")]
    [InlineData(63, long.MaxValue, 255, "tile/63/x009/x223/x372/x036/x854/x775/807.p/255")]
    public void A_tile_has_one_path(int level, long index, int width, string path)
    {
        new Tile(level, index, width).Path.ShouldBe(path);
        Tile.TryParse(path, out var tile).ShouldBeTrue();
        tile.ShouldBe(new Tile(level, index, width));

        if (level is not 0) return;
        var entries = path.Replace("tile/0/", "tile/entries/", StringComparison.Ordinal);
        new EntryBundle(index, width).Path.ShouldBe(entries);
        EntryBundle.TryParse(entries, out var bundle).ShouldBeTrue();
        bundle.ShouldBe(new EntryBundle(index, width));
    }

    [Theory]
    [InlineData("")]
    [InlineData("tile")]
    [InlineData("tile/0")]
    [InlineData("tile/0/")]
    [InlineData("/tile/0/000")]
    [InlineData("tile/00/000")]
    [InlineData("tile/-1/000")]
    [InlineData("tile/+1/000")]
    [InlineData("tile/64/000")]
    [InlineData("tile/0/0")]
    [InlineData("tile/0/1000")]
    [InlineData("tile/0/x000/001")]
    [InlineData("tile/0/001/001")]
    [InlineData("tile/0/x001/x001")]
    [InlineData("tile/0/x01/001")]
    [InlineData("tile/0/X001/001")]
    [InlineData("tile/0/x001/001/")]
    [InlineData("tile/0/x001//001")]
    [InlineData("tile/0/x009/x223/x372/x036/x854/x775/808")]
    [InlineData("tile/0/000.p/0")]
    [InlineData("tile/0/000.p/256")]
    [InlineData("tile/0/000.p/07")]
    [InlineData("tile/0/000.p/-1")]
    [InlineData("tile/0/000.p/")]
    [InlineData("tile/0/000.p")]
    [InlineData("tile/0/000.p/1.p/1")]
    [InlineData("tile/0/٠٠٠")]
    [InlineData("tile/0/000 ")]
    [InlineData("tile/entries/000")]
    [InlineData("tile/0/../000")]
    public void Nothing_else_is_a_path_of_a_tile(string path)
    {
        Tile.TryParse(path, out _).ShouldBeFalse();
        EntryBundle.TryParse(path.Replace("tile/0/", "tile/entries/", StringComparison.Ordinal), out _).ShouldBe(path is "tile/entries/000");
    }

    [Fact]
    public void Paths_go_there_and_back() =>
        Gen.Select(Gen.Int[0, 63], Gen.Long[0, long.MaxValue], Gen.Int[1, 256]).Sample((level, index, width) =>
        {
            Tile.TryParse(new Tile(level, index, width).Path, out var tile).ShouldBeTrue();
            tile.ShouldBe(new Tile(level, index, width));
        });

    [Fact]
    public void A_tree_of_70000_has_the_tiles_that_the_specification_counts()
    {
        var tiles = Tile.Between(0, 70_000).ToList();

        tiles.Count(t => t is { Level: 0, Width: 256 }).ShouldBe(273);
        tiles.Count(t => t is { Level: 1, Width: 256 }).ShouldBe(1);
        tiles.Where(t => t.Width < 256).ShouldBe([new Tile(0, 273, 112), new Tile(1, 1, 17), new Tile(2, 0, 1)]);
        tiles.Count.ShouldBe(277);
        Tile.Between(0, 256).ShouldBe([new Tile(0, 0, 256), new Tile(1, 0, 1)]);
        Tile.Between(0, 0).ShouldBeEmpty();
        Tile.Between(7, 7).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0, 0, 1, 1, true)]
    [InlineData(0, 0, 2, 1, false)]
    [InlineData(0, 0, 255, 256, true)]
    [InlineData(0, 1, 1, 256, false)]
    [InlineData(1, 0, 1, 255, false)]
    [InlineData(1, 0, 1, 256, true)]
    [InlineData(0, long.MaxValue, 1, long.MaxValue, false)]
    [InlineData(8, 0, 1, long.MaxValue, false)]
    [InlineData(0, 0, 1, 0, false)]
    public void A_tree_has_the_tiles_that_fit_into_it(int level, long index, int width, long size, bool has) =>
        new Tile(level, index, width).IsIn(size).ShouldBe(has);

    [Fact]
    public void Tiles_hold_the_hashes_of_the_definition_whatever_steps_the_tree_grew_in()
    {
        var leaves = Tree.LeafHashes(140_000, 3);
        Gen.Select(Gen.Long[0, leaves.Length], Gen.Long[0, 3000].Array[0, 6]).Sample((start, steps) =>
        {
            var store = new Dictionary<(int, long), byte[]>();
            var (tiling, stored) = (new Tiling(), 0L);
            foreach (var size in steps.Aggregate(new List<long> { start }, (sizes, step) => [.. sizes, Math.Min(sizes[^1] + step, leaves.Length)]))
            {
                for (; tiling.Size < size;) tiling.Append(leaves[tiling.Size]);
                var taken = tiling.Take();
                taken.Select(t => t.Tile).Order(ByPlace).ShouldBe(Tile.Between(stored, size).Order(ByPlace));
                foreach (var (tile, bytes) in taken) store[(tile.Level, tile.Index)] = bytes;
                // As after a restart.
                (tiling, stored) = (new Tiling(size, tile => store[(tile.Level, tile.Index)]), size);
            }
            foreach (var tile in Tile.Between(0, stored)) store[(tile.Level, tile.Index)].ShouldBe(Expected(tile, leaves), tile.Path);
            store.Count.ShouldBe(Tile.Between(0, stored).Count());
            tiling.Root.ShouldBe(Tree.Root(leaves.AsSpan(0, (int)stored)));
            // An earlier tree is read from the same store, whose tiles have grown since.
            var earlier = new Tiling(start, tile => store[(tile.Level, tile.Index)]);
            earlier.Root.ShouldBe(Tree.Root(leaves.AsSpan(0, (int)start)));
            for (; earlier.Size < stored;) earlier.Append(leaves[earlier.Size]);
            earlier.Root.ShouldBe(tiling.Root);
        }, iter: 6);
    }

    [Fact]
    public void Proofs_made_from_tiles_alone_hold() =>
        Gen.Select(Gen.Long[1, 2000], Gen.Long[0, 1999], Gen.Int[0, 9]).Sample((size, place, seed) =>
        {
            var leaves = Tree.LeafHashes(size, seed);
            var (index, from, root) = (place % size, 1 + (place % size), Tree.Root(leaves));

            Verify.Inclusion(index, size, leaves[index], FromTiles(Proof.Inclusion(index, size), size, leaves), root).ShouldBeTrue();
            Verify.Consistency(from, size, Tree.Root(leaves.AsSpan(0, (int)from)), root, FromTiles(Proof.Consistency(from, size), size, leaves)).ShouldBeTrue();
            new LeafRange(0, size).Hash(new TileHashes(size, Fetched(Tiling.Growing(size), leaves)).Read).ShouldBe(root);
        }, iter: 60);

    [Fact]
    public void A_tile_that_is_missing_or_short_is_never_guessed()
    {
        var tile = new Tile(0, 0, 3);
        Should.Throw<InvalidOperationException>(() => new TileHashes(3, new Dictionary<Tile, TileNodes>()).Read(new Subtree(0, 2))).Message.ShouldContain("tile/0/000.p/3");
        Should.Throw<InvalidOperationException>(() => new TileHashes(3, new Dictionary<Tile, TileNodes> { [tile] = new(new byte[95]) }).Read(new Subtree(0, 0)));
        Should.Throw<ArgumentException>(() => new Tiling().Append(new byte[31]));
    }

    [Fact]
    public void Entry_bundles_go_there_and_back_and_end_with_an_entry() =>
        Gen.Byte.Array[0, 400].Array[0, 256].Sample(entries =>
        {
            var bytes = EntryBundle.Write(entries);
            EntryBundle.Read(bytes).ShouldBe(entries);
            if (entries.Length > 0 && entries[^1].Length > 0) Should.Throw<FormatException>(() => EntryBundle.Read(bytes.AsSpan(..^1)));
            Should.Throw<FormatException>(() => EntryBundle.Read([.. bytes, 0]));
        }, iter: 30);

    [Fact]
    public void Entry_bundles_have_their_limits()
    {
        EntryBundle.Write([[0xab], [], [1, 2]]).ShouldBe([0, 1, 0xab, 0, 0, 0, 2, 1, 2]);
        EntryBundle.Read(EntryBundle.Write([new byte[65_535]])).Single().Length.ShouldBe(65_535);
        Should.Throw<ArgumentException>(() => EntryBundle.Write([new byte[65_536]]));
        Should.Throw<FormatException>(() => EntryBundle.Read(new byte[257 * 2])).Message.ShouldContain("256");
    }

    private static readonly Comparer<Tile> ByPlace = Comparer<Tile>.Create((a, b) => (a.Level, a.Index).CompareTo((b.Level, b.Index)));

    private static IReadOnlyList<byte[]> FromTiles(IReadOnlyList<LeafRange> path, long size, byte[][] leaves) =>
        new TileHashes(size, Fetched(TileHashes.Needed(path, size), leaves)).Of(path);

    private static Dictionary<Tile, TileNodes> Fetched(IEnumerable<Tile> tiles, byte[][] leaves) => tiles.ToDictionary(tile => tile, tile => new TileNodes(Expected(tile, leaves)));

    /// <summary>MTH(D[(n * 256 + i) * 256^l : (n * 256 + i + 1) * 256^l]) for each i.</summary>
    private static byte[] Expected(Tile tile, byte[][] leaves)
    {
        var below = 1 << (8 * tile.Level);
        return [.. Enumerable.Range(0, tile.Width).SelectMany(i => Tree.Root(leaves.AsSpan((((int)tile.Index * 256) + i) * below, below)))];
    }
}
