using CsCheck;
using Responsibility.Ledger;
using Hash = Responsibility.Ledger.Hash;

namespace Responsibility.Tests.Ledger;

public sealed class ProofTests
{
    [Fact]
    public void Every_leaf_of_every_small_tree_is_proved_to_be_in_it_and_nowhere_else()
    {
        var leaves = Tree.LeafHashes(40, 1);
        for (var size = 1; size <= leaves.Length; size++)
        {
            var root = Tree.Root(leaves.AsSpan(0, size));
            for (var index = 0; index < size; index++)
            {
                var proof = Tree.Hashes(Proof.Inclusion(index, size), Tree.Reader(leaves));
                for (var other = -1; other <= size; other++)
                    Verify.Inclusion(other, size, leaves[index], proof, root).ShouldBe(other == index, $"{index} of {size} at {other}");
            }
        }
    }

    [Fact]
    public void Every_small_tree_is_proved_to_go_on_from_every_smaller_one_and_from_no_other_size()
    {
        var leaves = Tree.LeafHashes(40, 2);
        for (var to = 1; to <= leaves.Length; to++)
            for (var from = 1; from <= to; from++)
            {
                var proof = Tree.Hashes(Proof.Consistency(from, to), Tree.Reader(leaves));
                var (fromRoot, toRoot) = (Tree.Root(leaves.AsSpan(0, from)), Tree.Root(leaves.AsSpan(0, to)));
                Verify.Consistency(from, to, fromRoot, toRoot, proof).ShouldBeTrue($"{from} to {to}");
                Verify.Consistency(from, to, Tree.Flip(fromRoot, from), toRoot, proof).ShouldBeFalse();
                Verify.Consistency(from, to, fromRoot, Tree.Flip(toRoot, to), proof).ShouldBeFalse();
                // Two sizes can share a shape (RFC 9162 recovers the size of a tree only up to that), but never the earlier root.
                for (var other = 0; other <= to; other++)
                    if (other != from) Verify.Consistency(other, to, Tree.Root(leaves.AsSpan(0, other)), toRoot, proof).ShouldBeFalse($"{from} to {to} as {other}");
            }
    }

    [Fact]
    public void An_inclusion_proof_holds_and_with_anything_altered_it_does_not() =>
        Gen.Select(Tree.GenTree, Gen.Long[0, 699], Gen.Int[0, 100_000]).Sample((tree, index, bit) =>
        {
            var leaves = Tree.LeafHashes(tree.Size, tree.Seed);
            index %= tree.Size;
            var (leaf, root) = (leaves[index], Tree.Root(leaves));
            var proof = Tree.Hashes(Proof.Inclusion(index, tree.Size), Tree.Reader(leaves));

            Verify.Inclusion(index, tree.Size, leaf, proof, root).ShouldBeTrue();
            Verify.Inclusion(index, tree.Size, Tree.Flip(leaf, bit), proof, root).ShouldBeFalse();
            Verify.Inclusion(index, tree.Size, leaf, proof, Tree.Flip(root, bit)).ShouldBeFalse();
            Verify.Inclusion(index, tree.Size, leaf, [.. proof, root], root).ShouldBeFalse();
            foreach (var altered in Altered(proof, bit)) Verify.Inclusion(index, tree.Size, leaf, altered, root).ShouldBeFalse();
            for (var other = 0; other < tree.Size; other++)
                if (other != index) Verify.Inclusion(other, tree.Size, leaf, proof, root).ShouldBeFalse();
        }, iter: 200);

    [Fact]
    public void A_consistency_proof_holds_and_with_anything_altered_it_does_not() =>
        Gen.Select(Tree.GenTree, Gen.Long[0, 699], Gen.Int[0, 100_000]).Sample((tree, from, bit) =>
        {
            var leaves = Tree.LeafHashes(tree.Size, tree.Seed);
            from = 1 + (from % tree.Size);
            var (fromRoot, root) = (Tree.Root(leaves.AsSpan(0, (int)from)), Tree.Root(leaves));
            var proof = Tree.Hashes(Proof.Consistency(from, tree.Size), Tree.Reader(leaves));

            Verify.Consistency(from, tree.Size, fromRoot, root, proof).ShouldBeTrue();
            Verify.Consistency(from, tree.Size, Tree.Flip(fromRoot, bit), root, proof).ShouldBeFalse();
            Verify.Consistency(from, tree.Size, fromRoot, Tree.Flip(root, bit), proof).ShouldBeFalse();
            Verify.Consistency(from, tree.Size, fromRoot, root, [.. proof, root]).ShouldBeFalse();
            foreach (var altered in Altered(proof, bit)) Verify.Consistency(from, tree.Size, fromRoot, root, altered).ShouldBeFalse();
        }, iter: 200);

    [Fact]
    public void A_tree_in_which_one_leaf_was_changed_does_not_go_on_from_the_earlier_one() =>
        Gen.Select(Tree.GenTree, Gen.Long[0, 699], Gen.Long[0, 699]).Sample((tree, from, changed) =>
        {
            var leaves = Tree.LeafHashes(tree.Size, tree.Seed);
            (from, changed) = (1 + (from % tree.Size), changed % (1 + (from % tree.Size)));
            var fromRoot = Tree.Root(leaves.AsSpan(0, (int)from));
            leaves[changed] = Hash.Leaf("something else"u8);

            Verify.Consistency(from, tree.Size, fromRoot, Tree.Root(leaves), Tree.Hashes(Proof.Consistency(from, tree.Size), Tree.Reader(leaves))).ShouldBeFalse();
        }, iter: 200);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, 1)]
    [InlineData(1, 1)]
    public void There_is_no_proof_of_a_leaf_outside_the_tree(long index, long size) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Proof.Inclusion(index, size));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 1)]
    [InlineData(2, 1)]
    public void There_is_no_proof_that_a_tree_goes_on_from_nothing_or_backwards(long from, long to) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Proof.Consistency(from, to));

    [Fact]
    public void Trees_of_any_size_that_a_number_can_hold_have_proofs()
    {
        Proof.Inclusion(long.MaxValue - 1, long.MaxValue).Count.ShouldBe(62);
        Proof.Inclusion(0, long.MaxValue).Count.ShouldBe(63);
        Proof.Consistency(1, long.MaxValue).Count.ShouldBe(63);
        new LeafRange(0, long.MaxValue).Subtrees().Count().ShouldBe(63);
    }

    /// <summary>A proof with one bit turned over, one hash missing, one twice, or one too short.</summary>
    private static IEnumerable<byte[][]> Altered(byte[][] proof, int bit)
    {
        for (var i = 0; i < proof.Length; i++)
        {
            yield return [.. proof[..i], Tree.Flip(proof[i], bit), .. proof[(i + 1)..]];
            yield return [.. proof[..i], .. proof[(i + 1)..]];
            yield return [.. proof[..i], proof[i], .. proof[i..]];
            yield return [.. proof[..i], proof[i][1..], .. proof[(i + 1)..]];
        }
    }
}
