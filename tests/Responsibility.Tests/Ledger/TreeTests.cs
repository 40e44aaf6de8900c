using System.Security.Cryptography;
using CsCheck;
using Responsibility.Ledger;
using Hash = Responsibility.Ledger.Hash;

namespace Responsibility.Tests.Ledger;

public sealed class TreeTests
{
    [Theory]
    [InlineData(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData(1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [InlineData(2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77")]
    [InlineData(4, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4")]
    [InlineData(6, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef")]
    [InlineData(7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c")]
    [InlineData(8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]
    public void Roots_are_those_that_certificate_transparency_logs_test_with(int size, string root)
    {
        var frontier = new Frontier();
        foreach (var leaf in Tree.KnownLeaves[..size]) frontier.Append(Hash.Leaf(leaf));

        frontier.Size.ShouldBe(size);
        Convert.ToHexStringLower(frontier.Root).ShouldBe(root);
    }

    [Fact]
    public void A_frontier_has_the_root_of_the_definition_at_every_size()
    {
        var (frontier, leaves) = (new Frontier(), Tree.LeafHashes(1030, 0));
        for (var size = 0; size < leaves.Length; frontier.Append(leaves[size++]))
            frontier.Root.ShouldBe(Tree.Root(leaves.AsSpan(0, size)), $"at {size}");
    }

    [Fact]
    public void A_frontier_read_from_stored_nodes_goes_on_as_if_it_had_never_stopped() =>
        Gen.Select(Tree.GenTree, Gen.Long[0, 700]).Sample((tree, stop) =>
        {
            var leaves = Tree.LeafHashes(tree.Size, tree.Seed);
            stop %= tree.Size + 1;
            var resumed = new Frontier(stop, Tree.Reader(leaves));
            foreach (var leaf in leaves[(int)stop..]) resumed.Append(leaf);

            resumed.Size.ShouldBe(tree.Size);
            resumed.Root.ShouldBe(Tree.Root(leaves));
            new LeafRange(0, tree.Size).Hash(Tree.Reader(leaves)).ShouldBe(Tree.Root(leaves));
        }, iter: 100);

    [Fact]
    public void What_is_no_hash_is_not_taken_for_one()
    {
        Should.Throw<ArgumentException>(() => new Frontier().Append(new byte[31]));
        Should.Throw<ArgumentException>(() => Hash.Node(new byte[31], new byte[32]));
        Should.Throw<ArgumentException>(() => Hash.Node(new byte[32], new byte[33]));
        Hash.Empty.ShouldBe(SHA256.HashData([]));
    }
}
