using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Responsibility.Api.Tests.Storage;
using Responsibility.Ledger;
using Responsibility.Storage;

namespace Responsibility.Api.Tests.Ledger;

/// <summary>The program is killed after a fact is durable and before it is signed, or while it is signed: the next start signs, and whatever was ever signed is a beginning of it.</summary>
[Trait("Campaign", "killSigning")]
public sealed class KillSigningTests
{
    private const int Seed = 20170709;
    private static readonly int Rounds = Environment.GetEnvironmentVariable("RESPONSIBILITY_CAMPAIGN") is "killSigning" ? 200 : 10;

    /// <summary>Where a round was cut short.</summary>
    private enum Cut { BeforeSigning, BeforePublishing, After }

    [Fact]
    public Task The_next_start_signs_a_consistent_checkpoint_on_SQLite() => Campaign(Backend.Sqlite, Rounds);

    [Fact]
    public async Task The_next_start_signs_a_consistent_checkpoint_on_PostgreSQL()
    {
        Assert.SkipWhen(Api.Postgres is null, "RESPONSIBILITY_TEST_POSTGRES is not set");
        await Campaign(Backend.Postgres, (Rounds + 4) / 5);
    }

    private static async Task Campaign(Backend backend, int rounds)
    {
        var (connectionString, folder) = await Api.EmptyDatabase(backend);
        var random = new Random(Seed);
        var signed = new List<Checkpoint>();
        var cuts = new List<Cut>();
        for (var round = 0; round < rounds; round++)
        {
            await using var child = await Child.Start(connectionString, Api.Ct);
            // Whatever the rounds before left unsigned is signed, before anything is added.
            signed.Add(await Signs(child, connectionString));
            signed.Add(Kept(connectionString));
            await Records(child, round, 0);
            // Now in the midst of writes, of which the last were acknowledged just before; now when the file beside the key has just been replaced.
            if (round % 2 is 0)
            {
                var writing = WriteOn(child, round);
                await Task.Delay(random.Next(20, 120), Api.Ct);
                await child.Kill();
                await writing;
            }
            else
            {
                await Replaced(connectionString, signed[^1]);
                await child.Kill();
            }
            cuts.Add(await CutShort(connectionString));
            signed.Add(Kept(connectionString));
        }
        await using (var last = await Child.Start(connectionString, Api.Ct)) signed.Add(await Signs(last, connectionString));

        TestContext.Current.TestOutputHelper!.WriteLine(string.Join(", ", cuts.CountBy(cut => cut).Select(c => $"{c.Key} {c.Value}")));
        cuts.ShouldContain(Cut.BeforeSigning, "no round was cut short where it matters");
        await Consistent(connectionString, signed);
        if (folder is not null) Directory.Delete(folder, recursive: true);
    }

    private static async Task WriteOn(Child child, int round)
    {
        try
        {
            for (var n = 1; ; n++) await Records(child, round, n);
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException)
        {
            // It was killed.
        }
    }

    private static async Task Records(Child child, int round, int number)
    {
        using var response = await child.Client.PostAsJsonAsync("/api/v1/officials", new { staffNumber = $"S{round:000}-{number}", name = "干部" }, Api.Ct);
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync(Api.Ct));
    }

    /// <summary>What is published once all that is there is signed.</summary>
    private static async Task<Checkpoint> Signs(Child child, string connectionString)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(50, Api.Ct))
        {
            var ledger = JsonNode.Parse(await child.Client.GetStringAsync("/api/v1/ledger", Api.Ct))!;
            if (ledger.At("signing/state") is "signed") break;
            waited.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60), ledger.ToString());
        }
        var checkpoint = Open(connectionString, await child.Client.GetByteArrayAsync("/ledger/checkpoint", Api.Ct));
        checkpoint.Size.ShouldBe(await Ask(connectionString, LedgerTree.Size));
        return checkpoint;
    }

    /// <summary>Waits until another checkpoint stands beside the key; others may look only once it is published.</summary>
    private static async Task Replaced(string connectionString, Checkpoint before)
    {
        var waited = Stopwatch.StartNew();
        while (Kept(connectionString).Size == before.Size)
        {
            waited.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60));
            await Task.Yield();
        }
    }

    private static async Task<Cut> CutShort(string connectionString)
    {
        var (size, published) = await Ask(connectionString, async session => (await LedgerTree.Size(session), await session.Get<long>("SELECT max(size) FROM checkpoint")));
        return Kept(connectionString).Size < size ? Cut.BeforeSigning : published < size ? Cut.BeforePublishing : Cut.After;
    }

    /// <summary>Each was made of the first facts of the ledger as it is now, so each is consistent with every other.</summary>
    private static async Task Consistent(string connectionString, List<Checkpoint> signed)
    {
        foreach (var checkpoint in signed.DistinctBy(c => (c.Size, Convert.ToHexString(c.Root))))
            (await Ask(connectionString, session => LedgerTree.Root(session, checkpoint.Size))).ShouldBe(checkpoint.Root, string.Create(CultureInfo.InvariantCulture, $"signed at {checkpoint.Size}"));
        signed.Zip(signed.Skip(1)).ShouldAllBe(pair => pair.First.Size <= pair.Second.Size && pair.First.Origin == pair.Second.Origin);
    }

    private static async Task<T> Ask<T>(string connectionString, Func<Session, Task<T>> question)
    {
        await using var database = Database.Open(connectionString, TimeProvider.System, TimeZoneInfo.Utc, NullLogger.Instance);
        return await database.Read(question, Api.Ct);
    }

    /// <summary>The last checkpoint beside the key.</summary>
    private static Checkpoint Kept(string connectionString) => Open(connectionString, File.ReadAllBytes(Api.KeyFileOf(connectionString) + ".checkpoint"));

    private static Checkpoint Open(string connectionString, byte[] note) =>
        Checkpoint.Open(SignedNote.Parse(note), SignerKey.Parse(File.ReadAllText(Api.KeyFileOf(connectionString)).Trim()).Verifier).ShouldNotBeNull();
}
