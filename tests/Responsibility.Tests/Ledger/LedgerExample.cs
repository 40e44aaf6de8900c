using System.Text;
using Responsibility.Ledger;

namespace Responsibility.Tests.Ledger;

/// <summary>The ledger of three facts that docs/LEDGER.md is worked through with.</summary>
internal static class LedgerExample
{
    private static readonly DateTimeOffset At = new(2017, 7, 9, 1, 2, 3, TimeSpan.Zero);

    /// <summary>The salt of the name of the second fact; random in life.</summary>
    private static readonly byte[] Salt = Encoding.ASCII.GetBytes("0123456789abcdef0123456789abcdef");

    public static IReadOnlyList<byte[]> Leaves { get; } =
    [
        Leaf.Data("ruleSetRecorded/1", At, "key:1", Encoding.UTF8.GetBytes("{\"nonce\":\"AAAAAAAAAAAAAAAAAAAAAA==\",\"name\":\"henan-2017\"}"), null),
        Leaf.Data("officialRegistered/1", At.AddSeconds(1), "key:1", Encoding.UTF8.GetBytes("{\"nonce\":\"AQEBAQEBAQEBAQEBAQEBAQ==\",\"staffNumber\":\"HN000123\"}"), Commitment.Of([new("name", Salt, "\"王某\"")])),
        Leaf.Data("officialAppointed/1", At.AddSeconds(2), "key:1", Encoding.UTF8.GetBytes("{\"nonce\":\"AgICAgICAgICAgICAgICAg==\",\"official\":2}"), null),
    ];

    /// <summary>That the second fact stands in the ledger.</summary>
    public static TlogProof Proof(SignerKey key)
    {
        var tiling = new Tiling();
        foreach (var leaf in Leaves) tiling.Append(Hash.Leaf(leaf));
        var path = Responsibility.Ledger.Proof.Inclusion(1, tiling.Size);
        var tiles = tiling.Take().ToDictionary(t => t.Tile, t => new TileNodes(t.Bytes));
        return new TlogProof(1, new TileHashes(tiling.Size, tiles).Of(path), new Checkpoint(key.Verifier.Name, tiling.Size, tiling.Root).Sign(key));
    }
}
