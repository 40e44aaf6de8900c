using System.Text;
using System.Text.Json.Nodes;
using Responsibility.Ledger;

namespace Responsibility.Api.Tests.Ledger;

/// <summary>Somebody outside who has the key of the ledger and nothing else but what is served.</summary>
internal sealed class Auditor(Api api)
{
    /// <summary>The key, as it was learnt at the beginning.</summary>
    public VerifierKey Key { get; private set; } = null!;

    public static async Task<Auditor> Of(Api api)
    {
        var auditor = new Auditor(api);
        auditor.Key = VerifierKey.Parse((await api.Ask("ledger"))["verifierKey"]!.GetValue<string>());
        return auditor;
    }

    public async Task<Checkpoint> Checkpoint()
    {
        using var response = await api.Client.GetAsync("/ledger/checkpoint", Api.Ct);
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync(Api.Ct));
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; charset=utf-8");
        return Open(await response.Content.ReadAsByteArrayAsync(Api.Ct));
    }

    public Checkpoint Open(byte[] note) => Responsibility.Ledger.Checkpoint.Open(SignedNote.Parse(note), Key).ShouldNotBeNull("not signed by the key that is known");

    /// <summary>The checkpoint that covers all that is recorded now.</summary>
    public async Task<Checkpoint> WhenSigned()
    {
        var head = await api.Head();
        for (var waited = 0; waited < 300; waited++)
        {
            if (await Checkpoint() is var checkpoint && checkpoint.Size >= head) return checkpoint;
            await Task.Delay(50, Api.Ct);
        }
        throw new TimeoutException($"The ledger was not signed: {await api.Ask("ledger")}");
    }

    public async Task Proves(Checkpoint earlier, Checkpoint later)
    {
        var proof = await api.Ask($"ledger/proofs/consistency?from={earlier.Size}&to={later.Size}");
        Verify.Consistency(earlier.Size, later.Size, earlier.Root, later.Root, Hashes(proof)).ShouldBeTrue();
    }

    public static IReadOnlyList<byte[]> Hashes(JsonObject proof) => [.. proof["hashes"]!.AsArray().Select(h => Convert.FromBase64String(h!.GetValue<string>()))];

    public static byte[] Bytes(JsonObject answer, string member) => Convert.FromBase64String(answer[member]!.GetValue<string>());

    public async Task<byte[]> Tile(string path)
    {
        using var response = await api.Client.GetAsync($"/ledger/{path}", Api.Ct);
        response.IsSuccessStatusCode.ShouldBeTrue($"{path}: {await response.Content.ReadAsStringAsync(Api.Ct)}");
        return await response.Content.ReadAsByteArrayAsync(Api.Ct);
    }

    /// <summary>What keeps the service from being ready; empty where nothing does.</summary>
    public async Task<string> Unready()
    {
        using var response = await api.Client.GetAsync("/healthz/ready", Api.Ct);
        return response.IsSuccessStatusCode ? "" : Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(Api.Ct));
    }

    public async Task<string> State() => (await api.Ask("ledger"))["signing"]!["state"]!.GetValue<string>();

    /// <summary>Waits until it stands so with the signing.</summary>
    public async Task Becomes(string state)
    {
        for (var waited = 0; waited < 200 && await State() != state; waited++) await Task.Delay(50, Api.Ct);
        (await State()).ShouldBe(state);
    }
}
