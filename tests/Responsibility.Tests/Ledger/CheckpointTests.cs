using System.Text;
using CsCheck;
using Responsibility.Ledger;
using Hash = Responsibility.Ledger.Hash;

namespace Responsibility.Tests.Ledger;

public sealed class CheckpointTests
{
    private const string Root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
    private static readonly SignerKey Key = new("ledger.example/henan", new byte[32]);

    [Fact]
    public void The_example_of_the_specification_is_read_and_written_back()
    {
        const string Note = $"example.com/behind-the-sofa\n20852163\n{Root}\n\n— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";

        var note = SignedNote.Parse(Encoding.UTF8.GetBytes(Note));
        var checkpoint = Checkpoint.Parse(note.Text);

        note.ToString().ShouldBe(Note);
        note.Signatures.Single().ShouldSatisfyAllConditions(s => s.Name.ShouldBe("example.com/behind-the-sofa"), s => s.KeyId.ShouldBe(0x033de0aeu), s => s.Bytes.Length.ShouldBe(64));
        checkpoint.Origin.ShouldBe("example.com/behind-the-sofa");
        checkpoint.Size.ShouldBe(20_852_163);
        Convert.ToBase64String(checkpoint.Root).ShouldBe(Root);
        checkpoint.Extensions.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("o\n1\n")]
    [InlineData($"o\n1\n{Root}")]
    [InlineData($"\n1\n{Root}\n")]
    [InlineData($"o\n\n{Root}\n")]
    [InlineData("o\n1\n\n")]
    [InlineData($"o\n01\n{Root}\n")]
    [InlineData($"o\n00\n{Root}\n")]
    [InlineData($"o\n+1\n{Root}\n")]
    [InlineData($"o\n-1\n{Root}\n")]
    [InlineData($"o\n 1\n{Root}\n")]
    [InlineData($"o\n1 \n{Root}\n")]
    [InlineData($"o\n1,000\n{Root}\n")]
    [InlineData($"o\n0x1\n{Root}\n")]
    [InlineData($"o\n١\n{Root}\n")]
    [InlineData($"o\n9223372036854775808\n{Root}\n")]
    [InlineData($"o\n0\n{Root}\n")]
    [InlineData($"o\n1\n {Root}\n")]
    [InlineData($"o\n1\n{Root} \n")]
    [InlineData($"o\n1\n{Root}{Root}\n")]
    [InlineData("o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n")]
    [InlineData("o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n")]
    [InlineData("o\n1\nCsUYapGGPo4dkMgIAUqom_Xajj7h2fB2MPA3j2jxq2I=\n")]
    [InlineData("o\n1\nAAAA\n")]
    [InlineData($"o\n1\n{Root}\n\n")]
    [InlineData($"o\n1\n{Root}\nmore\n\n")]
    [InlineData($"o\n1\n{Root}\n\nmore\n")]
    [InlineData($"o\n1\n{Root}\r\n")]
    [InlineData($"o\r\n1\n{Root}\n")]
    public void What_is_no_checkpoint_is_not_read(string text) => Should.Throw<FormatException>(() => Checkpoint.Parse(text));

    [Fact]
    public void What_could_not_be_read_back_is_not_written()
    {
        var root = Convert.FromBase64String(Root);
        Should.Throw<FormatException>(() => new Checkpoint("", 1, root));
        Should.Throw<FormatException>(() => new Checkpoint("a\nb", 1, root));
        Should.Throw<FormatException>(() => new Checkpoint("o", -1, root));
        Should.Throw<FormatException>(() => new Checkpoint("o", 0, root));
        Should.Throw<FormatException>(() => new Checkpoint("o", 1, root[1..]));
        Should.Throw<FormatException>(() => new Checkpoint("o", 1, root, "fine", ""));
        new Checkpoint("o", 0, Hash.Empty).Text.ShouldBe("o\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
    }

    [Fact]
    public void Checkpoints_go_there_and_back() =>
        Gen.Select(Gen.String[Gen.Char["aé省 +/."], 1, 20], Gen.Long[1, long.MaxValue], Gen.Byte.Array[32], Gen.String[Gen.Char["aé 1"], 1, 5].Array[0, 3]).Sample((origin, size, root, extensions) =>
        {
            var read = Checkpoint.Parse(new Checkpoint(origin, size, root, extensions).Text);
            (read.Origin, read.Size).ShouldBe((origin, size));
            read.Root.ShouldBe(root);
            read.Extensions.ShouldBe(extensions);
        });

    [Fact]
    public void A_checkpoint_is_opened_with_the_key_of_its_ledger_only()
    {
        var checkpoint = new Checkpoint("ledger.example/henan", 3, Convert.FromBase64String(Root));
        var note = checkpoint.Sign(Key);

        Checkpoint.Open(note, Key.Verifier).ShouldNotBeNull().Text.ShouldBe(checkpoint.Text);
        Checkpoint.Open(note, SignerKey.Generate("ledger.example/henan").Verifier).ShouldBeNull();
        Checkpoint.Open(note with { Text = note.Text.Replace("\n3\n", "\n4\n", StringComparison.Ordinal) }, Key.Verifier).ShouldBeNull();
        Checkpoint.Open(SignedNote.Sign(new Checkpoint("ledger.example/hebei", 3, checkpoint.Root).Text, Key), Key.Verifier).ShouldBeNull("a key vouches for its own ledger");
        Should.Throw<ArgumentException>(() => checkpoint.Sign(SignerKey.Generate("ledger.example/hebei")));
        Should.Throw<FormatException>(() => Checkpoint.Open(SignedNote.Sign("not a checkpoint\n", Key), Key.Verifier));
    }
}
