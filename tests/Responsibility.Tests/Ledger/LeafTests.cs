using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Responsibility.Ledger;
using Hash = Responsibility.Ledger.Hash;

namespace Responsibility.Tests.Ledger;

/// <summary>The leaf format, computed here a second time with nothing but SHA-256: an auditor's program must come to the same bytes.</summary>
public sealed class LeafTests
{
    private static readonly DateTimeOffset At = new(2017, 7, 9, 9, 2, 3, 456, 789, TimeSpan.FromHours(8));

    [Fact]
    public void A_leaf_is_six_lines_and_its_hash_has_a_zero_byte_before_them()
    {
        var payload = "{\"nonce\":\"AAAA\",\"document\":\"豫组干〔2016〕12号\"}"u8.ToArray();

        var leaf = Leaf.Data("officialAppointed/1", At, "key:1", payload, null);

        Encoding.UTF8.GetString(leaf).ShouldBe(
            "rcl/v1\nofficialAppointed/1\n2017-07-09T01:02:03.456789Z\nkey:1\nOgeqjrcQGHFIG6MIcPOxepaILjoMJVPybrV4boJJcsI=\n-\n");
        Hash.Leaf(leaf).ShouldBe(SHA256.HashData([0x00, .. leaf]));
    }

    [Fact]
    public void The_bytes_of_one_leaf_are_pinned()
    {
        var salt = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();
        var leaf = Leaf.Data("officialRegistered/1", At, "key:2", "{\"nonce\":\"AAAAAAAAAAAAAAAAAAAAAA==\",\"staffNumber\":\"HN000123\"}"u8, Commitment.Of([new("name", salt, "\"王某\"")]));

        Encoding.UTF8.GetString(leaf).ShouldBe(PinnedLeaf);
        Convert.ToHexStringLower(Hash.Leaf(leaf)).ShouldBe(PinnedHash);
    }

    // Computed outside this program.
    private const string PinnedLeaf = "rcl/v1\nofficialRegistered/1\n2017-07-09T01:02:03.456789Z\nkey:2\nagDO90ujgVlS3nF31onwQnJm9Wi1c0+bnR/wuJ4KNdU=\noil9bZf+D3/bLGaOyKxxfx/KhsR+J2Bu9jISRScrv30=\n";
    private const string PinnedHash = "018c830b177adf906cb3811555768fa98e7e74c78490d18e77697b0337457b62";

    [Fact]
    public void A_node_hashes_a_one_byte_and_both_children()
    {
        var (left, right) = (SHA256.HashData("l"u8), SHA256.HashData("r"u8));
        Hash.Node(left, right).ShouldBe(SHA256.HashData([0x01, .. left, .. right]));
        Hash.Leaf(new byte[5000]).ShouldBe(SHA256.HashData(new byte[5001]), "long leaves take another path");
    }

    [Fact]
    public void A_leaf_is_read_as_it_was_written() => GenFact.Sample(fact =>
    {
        var lines = Leaf.Parse(Written(fact));

        lines.ShouldSatisfyAllConditions(
            l => l.Kind.ShouldBe(fact.Kind),
            l => l.RecordedAt.ShouldBe(Leaf.Time(fact.At)),
            l => l.Actor.ShouldBe(fact.Actor),
            l => l.PayloadHash.ShouldBe(SHA256.HashData(fact.Payload)),
            l => l.Commitment.ShouldBe(fact.Commitment));
    });

    [Fact]
    public void A_leaf_is_that_of_its_fact_and_of_no_other() => Gen.Select(GenFact, GenFact, Gen.Int[0, 10_000], Gen.Int[0, 7]).Sample((fact, other, place, bit) =>
    {
        var leaf = Written(fact);
        bool Is(byte[] data, Fact of) => Leaf.Is(data, of.Kind, Leaf.Time(of.At), of.Actor, of.Payload, of.Commitment);

        Is(leaf, fact).ShouldBeTrue();
        Is(leaf, other).ShouldBe(leaf.AsSpan().SequenceEqual(Written(other)));
        Is(leaf, fact with { Kind = fact.Kind + "1" }).ShouldBeFalse();
        Is(leaf, fact with { Actor = "key:99" }).ShouldBeFalse();
        Is(leaf, fact with { At = fact.At.AddTicks(10) }).ShouldBeFalse();
        Is(leaf, fact with { Payload = [.. fact.Payload, 0] }).ShouldBeFalse();
        Is(leaf, fact with { Commitment = fact.Commitment is null ? new byte[32] : null }).ShouldBeFalse();
        Is([.. leaf, (byte)'\n'], fact).ShouldBeFalse();
        Is(leaf[..^1], fact).ShouldBeFalse();
        leaf[place % leaf.Length] ^= (byte)(1 << bit);
        Is(leaf, fact).ShouldBeFalse();
    });

    [Theory]
    [InlineData("rcl/v2\nk/1\n2017-07-09T01:02:03.456789Z\nkey:1\nOgeqjrcQGHFIG6MIcPOxepaILjoMJVPybrV4boJJcsI=\n-\n", "six lines")]
    [InlineData("rcl/v1\nk/1\n2017-07-09T01:02:03.456789Z\nkey:1\nOgeqjrcQGHFIG6MIcPOxepaILjoMJVPybrV4boJJcsI=\n-", "six lines")]
    [InlineData("rcl/v1\nk/1\n2017-07-09T01:02:03.456789Z\nkey:1\nOgeqjrcQGHFIG6MIcPOxepaILjoMJVPybrV4boJJcsI=\n-\n\n", "six lines")]
    [InlineData("rcl/v1\n\n2017-07-09T01:02:03.456789Z\nkey:1\nOgeqjrcQGHFIG6MIcPOxepaILjoMJVPybrV4boJJcsI=\n-\n", "six lines")]
    [InlineData("rcl/v1\nk/1\n2017-07-09 01:02:03Z\nkey:1\nOgeqjrcQGHFIG6MIcPOxepaILjoMJVPybrV4boJJcsI=\n-\n", "third line")]
    [InlineData("rcl/v1\nk/1\n2017-02-30T01:02:03.456789Z\nkey:1\nOgeqjrcQGHFIG6MIcPOxepaILjoMJVPybrV4boJJcsI=\n-\n", "third line")]
    [InlineData("rcl/v1\nk/1\n2017-07-09T01:02:03.456789Z\nkey:1\nOgeqjrcQGHFIG6MIcPOxepaILjoMJVPybrV4boJJcsJ=\n-\n", "fifth line")]
    [InlineData("rcl/v1\nk/1\n2017-07-09T01:02:03.456789Z\nkey:1\nOgeqjrcQGHFIG6MIcPOxepaILjoMJVPybrV4boJJcsI=\n--\n", "sixth line")]
    public void What_is_not_spelled_as_a_leaf_is_none(string text, string why) =>
        Should.Throw<FormatException>(() => Leaf.Parse(Encoding.UTF8.GetBytes(text))).Message.ShouldContain(why);

    [Fact]
    public void Bytes_that_are_no_text_are_no_leaf() => Should.Throw<FormatException>(() => Leaf.Parse([0xff, (byte)'\n'])).Message.ShouldContain("UTF-8");

    private static readonly Gen<Fact> GenFact = Gen.Select(
        Gen.OneOf(Gen.Const("officialRegistered/1"), Gen.Const("officialErased/1"), Gen.Const("k/1")), Gen.Long[0, 3], Gen.OneOf(Gen.Const("key:1"), Gen.Const("key:2"), Gen.Const("system")), Gen.Byte.Array[0, 60],
        Gen.OneOf(Gen.Const((byte[]?)null), Gen.Byte.Array[SHA256.HashSizeInBytes].Select(b => (byte[]?)b)))
        .Select(f => new Fact(f.Item1, At.AddTicks(f.Item2 * 10), f.Item3, f.Item4, f.Item5));

    private static byte[] Written(Fact fact) => Leaf.Data(fact.Kind, fact.At, fact.Actor, fact.Payload, fact.Commitment);

    private sealed record Fact(string Kind, DateTimeOffset At, string Actor, byte[] Payload, byte[]? Commitment);
}
