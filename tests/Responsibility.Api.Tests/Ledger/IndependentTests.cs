using System.Diagnostics;
using System.Text.Json;
using Responsibility.Ledger;

namespace Responsibility.Api.Tests.Ledger;

/// <summary>Go's own checksum database verifies what is served, and refuses every altered copy; skipped where Go or Debian's golang-golang-x-mod-dev is absent.</summary>
public sealed class IndependentTests
{
    private const string GoPath = "/usr/share/gocode";

    [Fact]
    public async Task A_verifier_that_is_not_ours_accepts_what_is_served_and_nothing_that_was_altered()
    {
        Assert.SkipUnless(Directory.Exists($"{GoPath}/src/golang.org/x/mod/sumdb"), "golang-golang-x-mod-dev is not installed");
        Assert.SkipUnless(File.Exists("/usr/bin/go"), "golang-go is not installed");
        await using var api = await Api.On(Backend.Sqlite);
        await api.Database.Facts(530);
        var auditor = await Auditor.Of(api);
        var checkpoint = await auditor.WhenSigned();
        var note = await api.Client.GetStringAsync("/ledger/checkpoint", Api.Ct);

        var tiles = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var leaves = new List<byte[]>();
        foreach (var tile in Tile.Between(0, checkpoint.Size))
        {
            tiles[tile.Path] = await auditor.Tile(tile.Path);
            if (tile.Level is 0) leaves.AddRange(EntryBundle.Read(await auditor.Tile(new EntryBundle(tile.Index, tile.Width).Path)));
        }
        var inclusion = new List<object>();
        for (var index = 0; index < checkpoint.Size; index += 53)
            inclusion.Add(new { index, leaf = leaves[index], hashes = Auditor.Hashes(await api.Ask($"ledger/proofs/inclusion?position={index + 1}&size={checkpoint.Size}")) });
        var consistent = new List<object>();
        for (var from = 1L; from < checkpoint.Size; from += 67)
        {
            var proof = await api.Ask($"ledger/proofs/consistency?from={from}&to={checkpoint.Size}");
            consistent.Add(new { from, to = checkpoint.Size, fromRoot = Auditor.Bytes(proof, "fromRoot"), toRoot = checkpoint.Root, hashes = Auditor.Hashes(proof) });
        }

        var said = await Go(JsonSerializer.Serialize(new { key = auditor.Key.ToString(), checkpoint = note, tiles, leaves, inclusion, consistent }));

        var counted = said.Split(' ');
        int.Parse(counted[1], System.Globalization.CultureInfo.InvariantCulture).ShouldBe(1 + leaves.Count + inclusion.Count + consistent.Count, said);
        int.Parse(counted[3], System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(note.Length + leaves.Count, said);
    }

    private static async Task<string> Go(string input)
    {
        var cache = Directory.CreateTempSubdirectory("responsibility-go-").FullName;
        try
        {
            var start = new ProcessStartInfo("/usr/bin/go") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var argument in new[] { "run", Path.Combine(AppContext.BaseDirectory, "Ledger", "independent", "main.go") }) start.ArgumentList.Add(argument);
            (start.Environment["GOPATH"], start.Environment["GO111MODULE"], start.Environment["GOCACHE"], start.Environment["GOFLAGS"]) = (GoPath, "off", cache, "");
            using var go = Process.Start(start)!;
            var (output, error) = (go.StandardOutput.ReadToEndAsync(Api.Ct), go.StandardError.ReadToEndAsync(Api.Ct));
            await go.StandardInput.WriteAsync(input);
            go.StandardInput.Close();
            await go.WaitForExitAsync(Api.Ct);
            go.ExitCode.ShouldBe(0, await error);
            return await output;
        }
        finally
        {
            Directory.Delete(cache, recursive: true);
        }
    }
}
