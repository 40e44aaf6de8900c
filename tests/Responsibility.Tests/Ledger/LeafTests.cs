using System.Security.Cryptography;
using System.Text;
using Responsibility.Ledger;

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
}
