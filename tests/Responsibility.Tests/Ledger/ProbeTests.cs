using System.Text.Json;
using Responsibility.Ledger;
using Responsibility.Rules;

namespace Responsibility.Tests.Ledger;

/// <summary>Right and wrong proofs that others made: the test data of transparency-dev/merkle (Apache-2.0), which is not part of this repository.</summary>
/// <remarks>Looked for in the file that <c>RESPONSIBILITY_PROOF_PROBES</c> names, then in <c>../shared/data/ledger-vectors</c> beside the repository.</remarks>
public sealed class ProbeTests
{
    private static readonly string Probes = Environment.GetEnvironmentVariable("RESPONSIBILITY_PROOF_PROBES")
        ?? Path.Combine(Files.Root, "..", "shared", "data", "ledger-vectors", "proof-probes.json");

    [Fact]
    public void Every_probe_is_judged_as_its_authors_do()
    {
        Assert.SkipUnless(File.Exists(Probes), $"{Probes} is not there; RESPONSIBILITY_PROOF_PROBES may name another place");
        using var file = JsonDocument.Parse(File.ReadAllBytes(Probes));
        var probes = file.RootElement.GetProperty("probes").EnumerateArray().ToList();

        var misjudged = probes.Where(probe => Holds(probe) == probe.GetProperty("wantErr").GetBoolean()).Select(probe => probe.GetProperty("case").GetString());

        misjudged.ShouldBeEmpty();
        probes.Count(probe => probe.TryGetProperty("leafIdx", out _)).ShouldBe(98);
        probes.Count(probe => probe.TryGetProperty("size1", out _)).ShouldBe(98);
    }

    private static bool Holds(JsonElement probe) => probe.TryGetProperty("leafIdx", out _)
        ? Verify.Inclusion(Number(probe, "leafIdx"), Number(probe, "treeSize"), Bytes(probe.GetProperty("leafHash")), Hashes(probe), Bytes(probe.GetProperty("root")))
        : Verify.Consistency(Number(probe, "size1"), Number(probe, "size2"), Bytes(probe.GetProperty("root1")), Bytes(probe.GetProperty("root2")), Hashes(probe));

    /// <summary>Their numbers go up to 2^64 - 1, which here is negative, and no size.</summary>
    private static long Number(JsonElement probe, string name) => unchecked((long)probe.GetProperty(name).GetUInt64());

    private static byte[][] Hashes(JsonElement probe) => probe.GetProperty("proof") is { ValueKind: JsonValueKind.Array } proof ? [.. proof.EnumerateArray().Select(Bytes)] : [];

    private static byte[] Bytes(JsonElement value) => value.ValueKind is JsonValueKind.String ? value.GetBytesFromBase64() : [];
}
