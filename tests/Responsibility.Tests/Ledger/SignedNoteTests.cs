using System.Text;
using CsCheck;
using Responsibility.Ledger;

namespace Responsibility.Tests.Ledger;

public sealed class SignedNoteTests
{
    // Keys, text and signatures with which the first implementation of signed notes, Go's sumdb/note, is documented and tested.
    private const string Peter = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    private const string PeterSecret = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    private const string Enoch = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
    private const string Text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    private const string PeterLine = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    private const string EnochLine = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

    [Fact]
    public void The_known_key_signs_the_known_text_with_the_known_signature()
    {
        var signer = SignerKey.Parse(PeterSecret);

        signer.Verifier.ToString().ShouldBe(Peter);
        signer.Verifier.Name.ShouldBe("PeterNeumann");
        signer.Verifier.Id.ShouldBe(0xc74f20a3u);
        signer.ToSecretText().ShouldBe(PeterSecret);
        SignedNote.Sign(Text, signer).ToString().ShouldBe($"{Text}\n{PeterLine}");
    }

    [Fact]
    public void A_note_is_signed_by_any_known_key_and_unknown_signatures_say_nothing()
    {
        var note = Parse($"{Text}\n{PeterLine}{EnochLine}");
        var (peter, enoch) = (VerifierKey.Parse(Peter), VerifierKey.Parse(Enoch));

        note.Text.ShouldBe(Text);
        note.IsSignedBy(peter).ShouldBeTrue();
        note.IsSignedBy(enoch).ShouldBeTrue();
        note.IsSignedBy(peter, enoch).ShouldBeTrue();
        note.IsSignedBy().ShouldBeFalse();
        Parse($"{Text}\n{EnochLine}").IsSignedBy(peter).ShouldBeFalse();
        Parse($"{Text}\n{PeterLine}{EnochLine[..60]}AAAA{EnochLine[60..]}").IsSignedBy(peter).ShouldBeTrue("what an unknown key signed is not looked at");
    }

    [Fact]
    public void One_false_signature_of_a_known_key_is_enough_to_refuse_the_note()
    {
        var (peter, enoch) = (VerifierKey.Parse(Peter), VerifierKey.Parse(Enoch));
        var other = Parse($"{Text}\n{PeterLine}") with { Text = Text.Replace("don't", "do", StringComparison.Ordinal) };
        other.IsSignedBy(peter).ShouldBeFalse();

        var mixed = Parse($"{Text}\n{PeterLine}{EnochLine}");
        (mixed with { Signatures = [mixed.Signatures[0], mixed.Signatures[1] with { Bytes = mixed.Signatures[0].Bytes }] }).IsSignedBy(peter, enoch).ShouldBeFalse();
        (mixed with { Signatures = [mixed.Signatures[0] with { Bytes = [.. mixed.Signatures[0].Bytes, 0] }] }).IsSignedBy(peter).ShouldBeFalse();
    }

    [Fact]
    public void A_key_is_known_by_name_and_id_together()
    {
        var (note, peter) = (Parse($"{Text}\n{PeterLine}"), VerifierKey.Parse(Peter));
        var line = note.Signatures[0];

        (note with { Signatures = [line with { Name = "Peter" }] }).IsSignedBy(peter).ShouldBeFalse();
        (note with { Signatures = [line with { KeyId = line.KeyId + 1 }] }).IsSignedBy(peter).ShouldBeFalse();
        (note with { Signatures = [line, line with { Name = "Peter" }, line with { KeyId = 0 }] }).IsSignedBy(peter).ShouldBeTrue();
        note.IsSignedBy(new VerifierKey("Mallory", peter.PublicKey.ToArray())).ShouldBeFalse();
    }

    [Fact]
    public void No_part_and_no_neighbour_of_a_key_is_a_key()
    {
        foreach (var (key, parse) in new (string, Action<string>)[] { (Peter, k => VerifierKey.Parse(k)), (PeterSecret, k => SignerKey.Parse(k)) })
        {
            for (var i = 0; i < key.Length; i++)
            {
                Should.Throw<FormatException>(() => parse(key[i..(i + 1)]));
                if (i > 0) Should.Throw<FormatException>(() => parse(key[i..]));
                Should.Throw<FormatException>(() => parse(key[..i]));
                Should.Throw<FormatException>(() => parse($"{key[..i]}{(char)(key[i] + 1)}{key[(i + 1)..]}"));
            }
            Should.Throw<FormatException>(() => parse(key + "\n"));
            Should.Throw<FormatException>(() => parse(key.Replace("c74f20a3", "C74F20A3", StringComparison.Ordinal)));
        }
        // A key too long, and one of an unknown type, each with the id that would be its own.
        Should.Throw<FormatException>(() => VerifierKey.Parse("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY=="));
        Should.Throw<FormatException>(() => VerifierKey.Parse("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"));
        foreach (var name in new[] { "", "a b", "a+b", "a b", "a b", "a　b", "a\nb", "a\tb" }) Should.Throw<FormatException>(() => SignerKey.Generate(name));
        Should.Throw<FormatException>(() => new SignerKey("a", new byte[31]));
        Should.Throw<FormatException>(() => new VerifierKey("a", new byte[33]));
    }

    public static TheoryData<string> Malformed() => new(
        "", "\n", "\n\n", Text, $"{Text}\n", $"{Text}{PeterLine}", $"{Text}\n{PeterLine[..^1]}", $"{Text}\n{PeterLine}\n", $"{Text}\n{PeterLine}Unexpected line.\n",
        $"\u0001{Text}\n{PeterLine}", $"{Text}\t\n\n{PeterLine}", $"{Text}\r\n\n{PeterLine}",
        $"{Text}\n{PeterLine.Replace("PeterNeumann", "Peter Neumann", StringComparison.Ordinal)}",
        $"{Text}\n{PeterLine.Replace("PeterNeumann", "Peter+Neumann", StringComparison.Ordinal)}",
        $"{Text}\n{PeterLine.Replace("PeterNeumann", "Peter　Neumann", StringComparison.Ordinal)}",
        $"{Text}\n{PeterLine.Replace("PeterNeumann", "", StringComparison.Ordinal)}",
        $"{Text}\n{PeterLine.Replace("AM=", "AN=", StringComparison.Ordinal)}",
        $"{Text}\n{PeterLine.Replace("AM=", "AM", StringComparison.Ordinal)}",
        $"{Text}\n{PeterLine.Replace("— ", "- ", StringComparison.Ordinal)}",
        $"{Text}\n{PeterLine.Replace("— ", "—  ", StringComparison.Ordinal)}",
        $"{Text}\n— PeterNeumann x08gow==\n",
        $"{Text}\n{string.Concat(Enumerable.Repeat(PeterLine, 101))}",
        $"{new string('x', SignedNote.LongestNote)}\n\n{PeterLine}");

    [Theory]
    [MemberData(nameof(Malformed), DisableDiscoveryEnumeration = true)]
    public void What_is_no_note_is_not_read(string note) => Should.Throw<FormatException>(() => Parse(note));

    [Fact]
    public void Bytes_that_are_no_text_are_no_note()
    {
        Should.Throw<FormatException>(() => SignedNote.Parse([0xff, .. Encoding.UTF8.GetBytes($"{Text}\n{PeterLine}")]));
        Should.Throw<FormatException>(() => SignedNote.Sign("no newline", SignerKey.Parse(PeterSecret)));
        Should.Throw<FormatException>(() => SignedNote.Sign("a bell\a\n", SignerKey.Parse(PeterSecret)));
        Should.Throw<FormatException>(() => SignedNote.Sign("half \ud800\n", SignerKey.Parse(PeterSecret)));
    }

    [Fact]
    public void Sixteen_signatures_and_more_are_read()
    {
        var note = SignedNote.Sign(Text, Enumerable.Range(0, 100).Select(i => SignerKey.Generate($"witness{i}.example")));
        Parse(note.ToString()).IsSignedBy(SignerKey.Parse(PeterSecret).Verifier).ShouldBeFalse();
        Parse(note.ToString()).Signatures.Count.ShouldBe(100);
    }

    [Fact]
    public void Notes_go_there_and_back_and_no_bit_of_the_text_can_change() =>
        Gen.Select(Gen.String[Gen.Char["aé省\n —+"], 0, 40], Gen.Byte.Array[32], Gen.Int[0, 10_000]).Sample((text, seed, bit) =>
        {
            var signer = new SignerKey("example.org/责任", seed);
            var note = SignedNote.Sign(text + "\n", signer);

            var parsed = Parse(note.ToString());
            parsed.Text.ShouldBe(text + "\n");
            parsed.IsSignedBy(signer.Verifier, VerifierKey.Parse(Peter)).ShouldBeTrue();
            VerifierKey.Parse(signer.Verifier.ToString()).Id.ShouldBe(signer.Verifier.Id);
            SignerKey.Parse(signer.ToSecretText()).Verifier.ToString().ShouldBe(signer.Verifier.ToString());

            var bytes = Tree.Flip(Encoding.UTF8.GetBytes(note.ToString()), bit);
            IsStillSigned(bytes, signer.Verifier).ShouldBeFalse();
        }, iter: 300);

    private static bool IsStillSigned(byte[] note, VerifierKey key)
    {
        try
        {
            return SignedNote.Parse(note).IsSignedBy(key);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static SignedNote Parse(string note) => SignedNote.Parse(Encoding.UTF8.GetBytes(note));
}
