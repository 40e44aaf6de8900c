using System.Text;
using CsCheck;
using Responsibility.Ledger;
using Responsibility.Rules;

namespace Responsibility.Tests.Ledger;

public sealed class TlogProofTests
{
    private const string Hash1 = "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=";
    private const string Note = $"ledger.example/henan\n3\n{Hash1}\n\n— ledger.example/henan AAAAAAAA\n";
    private static readonly SignerKey Key = new("ledger.example/henan", [.. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    [Fact]
    public void A_file_is_a_header_an_index_hashes_and_the_checkpoint_as_it_was_issued()
    {
        foreach (var text in new[] { File(""), File($"{Hash1}\n"), $"c2sp.org/tlog-proof@v1\nextra QUJD\nindex 73894\n{Hash1}\n{Hash1}\n\n{Note}" })
            TlogProof.Parse(Encoding.UTF8.GetBytes(text)).ToString().ShouldBe(text);

        var proof = TlogProof.Parse(Encoding.UTF8.GetBytes($"c2sp.org/tlog-proof@v1\nextra QUJD\nindex 73894\n{Hash1}\n\n{Note}"));
        proof.Index.ShouldBe(73_894);
        proof.Extra.ShouldBe("ABC"u8.ToArray());
        proof.Hashes.Single().ShouldBe(Convert.FromBase64String(Hash1));
        proof.Checkpoint.ToString().ShouldBe(Note);
    }

    public static TheoryData<string> Malformed() => new(
        "", Note, File("")[1..], File("").Replace("@v1", "@v2", StringComparison.Ordinal), File("").Replace("index 0\n", "", StringComparison.Ordinal),
        File("").Replace("index 0", "index 00", StringComparison.Ordinal), File("").Replace("index 0", "index -1", StringComparison.Ordinal),
        File("").Replace("index 0", "index  0", StringComparison.Ordinal), File("").Replace("index 0", "index", StringComparison.Ordinal),
        File("").Replace("index 0", "index 9223372036854775808", StringComparison.Ordinal), File("").Replace("index 0", "index 0\nindex 0", StringComparison.Ordinal),
        File("").Replace("index 0", "extra \nindex 0", StringComparison.Ordinal), File("").Replace("index 0", "extra QQ\nindex 0", StringComparison.Ordinal),
        File("").Replace("index 0", "extra QUJD\nextra QUJD\nindex 0", StringComparison.Ordinal), File("").Replace("index 0", "index 0\nextra QUJD", StringComparison.Ordinal),
        File("AAAA\n"), File($"{Hash1[..^1]}\n"), File($" {Hash1}\n"), File($"{Hash1}\r\n"), File($"{Hash1}\n\n"), File("")[..^1], File("") + "\n",
        File("").Replace("AAAAAAAA", "AAAA", StringComparison.Ordinal), $"c2sp.org/tlog-proof@v1\nindex 0\n{Note}");

    [Theory]
    [MemberData(nameof(Malformed), DisableDiscoveryEnumeration = true)]
    public void What_is_no_proof_is_not_read(string text) => Should.Throw<FormatException>(() => TlogProof.Parse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Bytes_that_are_no_text_are_no_proof() =>
        Should.Throw<FormatException>(() => TlogProof.Parse([.. Encoding.UTF8.GetBytes(File("")), 0xff]));

    [Fact]
    public void A_proof_holds_for_its_leaf_and_with_any_bit_altered_it_does_not() =>
        Gen.Select(Tree.GenTree, Gen.Long[0, 699], Gen.Int[0, 100_000]).Sample((tree, index, bit) =>
        {
            index %= tree.Size;
            var proof = Prove(tree.Size, tree.Seed, index);
            var (file, leaf) = (Encoding.UTF8.GetBytes(proof.ToString()), Tree.Data(tree.Seed, index));

            Proves(file, leaf, Key.Verifier).ShouldBeTrue();
            Proves(Tree.Flip(file, bit), leaf, Key.Verifier).ShouldBeFalse();
            Proves(file, Tree.Flip(leaf, bit), Key.Verifier).ShouldBeFalse();
            Proves(file, leaf, SignerKey.Generate(Key.Verifier.Name).Verifier).ShouldBeFalse();
            (proof with { Index = index + 1 }).Proves(leaf, Key.Verifier).ShouldBeFalse();
            (proof with { Extra = [1, 2, 3] }).Proves(leaf, Key.Verifier).ShouldBeTrue("the extra data are not part of what is proved");
        }, iter: 200);

    [Fact]
    public void Every_other_size_fails_since_size_and_root_are_signed_together() =>
        Gen.Select(Gen.Long[2, 60], Gen.Long[0, 59]).Sample((size, index) =>
        {
            index %= size;
            var proof = Prove(size, 0, index);
            for (var other = 0; other < 64; other++)
                if (other != size)
                    (proof with { Checkpoint = proof.Checkpoint with { Text = proof.Checkpoint.Text.Replace($"\n{size}\n", $"\n{other}\n", StringComparison.Ordinal) } })
                        .Proves(Tree.Data(0, index), Key.Verifier).ShouldBeFalse();
        }, iter: 20);

    [Fact]
    public void The_example_of_the_documentation_is_what_this_program_makes()
    {
        var leaves = LedgerExample.Leaves;
        var documentation = System.IO.File.ReadAllText(Path.Combine(Files.Root, "docs", "LEDGER.md"));
        var proof = LedgerExample.Proof(Key);

        foreach (var leaf in leaves) documentation.ShouldContain(Encoding.UTF8.GetString(leaf), Case.Sensitive);
        documentation.ShouldContain(proof.ToString(), Case.Sensitive);
        documentation.ShouldContain(Key.Verifier.ToString(), Case.Sensitive);
        proof.Proves(leaves[1], Key.Verifier).ShouldBeTrue();
    }

    private static TlogProof Prove(long size, int seed, long index)
    {
        var leaves = Tree.LeafHashes(size, seed);
        return new TlogProof(index, Tree.Hashes(Proof.Inclusion(index, size), Tree.Reader(leaves)), new Checkpoint(Key.Verifier.Name, size, Tree.Root(leaves)).Sign(Key));
    }

    private static bool Proves(byte[] file, byte[] leaf, VerifierKey key)
    {
        try
        {
            return TlogProof.Parse(file).Proves(leaf, key);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static string File(string hashes) => $"c2sp.org/tlog-proof@v1\nindex 0\n{hashes}\n{Note}";
}
