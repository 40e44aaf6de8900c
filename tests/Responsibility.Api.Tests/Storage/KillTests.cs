using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Responsibility.Api.Tests.Ledger;
using Responsibility.Ledger;
using Responsibility.Storage;

namespace Responsibility.Api.Tests.Storage;

/// <summary>The program is killed in the midst of writes: what it acknowledged is there, once, and what it did not can be sent again.</summary>
[Trait("Campaign", "kill")]
public sealed class KillTests
{
    private const int Clients = 16;
    private const int Seed = 20170709;
    private static readonly int Rounds = Environment.GetEnvironmentVariable("RESPONSIBILITY_CAMPAIGN") is "kill" ? 100 : 5;

    [Fact]
    public Task What_was_acknowledged_survives_a_kill_on_SQLite() => Campaign(Backend.Sqlite, Rounds);

    [Fact]
    public async Task What_was_acknowledged_survives_a_kill_on_PostgreSQL()
    {
        Assert.SkipWhen(Api.Postgres is null, "RESPONSIBILITY_TEST_POSTGRES is not set");
        await Campaign(Backend.Postgres, (Rounds + 4) / 5);
    }

    /// <summary>Every round goes on with the database that the rounds before left behind, so that a fault stays to be seen.</summary>
    private static async Task Campaign(Backend backend, int rounds)
    {
        var (connectionString, folder) = await Api.EmptyDatabase(backend);
        var random = new Random(Seed);
        var written = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        var open = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        for (var round = 0; round < rounds; round++)
        {
            await using (var child = await Child.Start(connectionString, Api.Ct))
            {
                await SendAgain(child, open, written);
                await WriteUntilKilled(child, round, random.Next(100, 400), TimeSpan.FromMilliseconds(random.Next(0, 20)), written, open);
            }
            await Check(connectionString, written, open);
        }
        await SignsWhatIsThere(connectionString);
        if (folder is not null) Directory.Delete(folder, recursive: true);
    }

    private static async Task WriteUntilKilled(Child child, int round, int enough, TimeSpan later, ConcurrentDictionary<string, long> written, ConcurrentDictionary<string, bool> open)
    {
        var (next, acknowledged) = (0, 0);
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var clients = Enumerable.Range(0, Clients).Select(async _ =>
        {
            while (true)
            {
                var number = string.Create(CultureInfo.InvariantCulture, $"K{round:000}-{Interlocked.Increment(ref next):00000}");
                open[number] = true;
                if (!await Send(child, number, open, written)) return;
                if (Interlocked.Increment(ref acknowledged) == enough) reached.SetResult();
            }
        }).ToArray();
        var all = Task.WhenAll(clients);
        await (await Task.WhenAny(reached.Task, all)).WaitAsync(TimeSpan.FromSeconds(60), Api.Ct);
        reached.Task.IsCompleted.ShouldBeTrue("the program stopped answering before it was killed");
        await Task.Delay(later, Api.Ct);
        await child.Kill();
        await all.WaitAsync(TimeSpan.FromSeconds(60), Api.Ct);
    }

    /// <summary>A client that got no answer asks again under the same key: it must end with one official, whether the first request got through or not.</summary>
    private static async Task SendAgain(Child child, ConcurrentDictionary<string, bool> open, ConcurrentDictionary<string, long> written)
    {
        foreach (var number in open.Keys) (await Send(child, number, open, written)).ShouldBeTrue(number);
        open.ShouldBeEmpty();
    }

    private static async Task<bool> Send(Child child, string number, ConcurrentDictionary<string, bool> open, ConcurrentDictionary<string, long> written)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/officials") { Content = JsonContent.Create(new { staffNumber = number, name = $"干部{number}" }) };
            request.Headers.Add("Idempotency-Key", number);
            using var response = await child.Client.SendAsync(request, Api.Ct);
            var body = await response.Content.ReadAsStringAsync(Api.Ct);
            response.IsSuccessStatusCode.ShouldBeTrue(body);
            written.TryAdd(number, JsonNode.Parse(body)!["id"]!.GetValue<long>()).ShouldBeTrue();
            open.TryRemove(number, out _);
            return true;
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException)
        {
            return false;
        }
    }

    private static async Task Check(string connectionString, ConcurrentDictionary<string, long> written, ConcurrentDictionary<string, bool> open)
    {
        await using var database = Database.Open(connectionString, TimeProvider.System, TimeZoneInfo.Utc, NullLogger.Instance);
        var found = await database.Read(session => session.List<(string Number, long Id)>("SELECT staff_number, id FROM official"), Api.Ct);
        var there = found.ToLookup(row => row.Number, row => row.Id, StringComparer.Ordinal);
        foreach (var (number, id) in written) there[number].ShouldBe([id], number);
        there.Where(row => !written.ContainsKey(row.Key)).ShouldAllBe(row => open.ContainsKey(row.Key) && row.Count() == 1);

        var (head, count) = await database.Read(session => session.Get<(long, long)>("SELECT max(position), count(*) FROM ledger"), Api.Ct);
        head.ShouldBe(count, "positions are contiguous");
        // Killed between COMMIT and signing, or between the file and the database: what was signed is the beginning of what is there.
        var signed = Signed(connectionString);
        signed.Root.ShouldBe((await database.Tree((int)signed.Size)).Root);
        await database.TilesAreThoseOfTheLeaves();
        await using var second = await Second.On(Backend.Sqlite);
        await Replay.Into(database, second.Database, FactKinds.Of(FactTypes.All), Api.Ct);
        (await Replay.Differences(database, second.Database, 10, Api.Ct)).ShouldBeEmpty();
    }

    /// <summary>Started once more, the program signs all that is there, as the continuation of what was signed before.</summary>
    private static async Task SignsWhatIsThere(string connectionString)
    {
        var before = Signed(connectionString);
        await using var child = await Child.Start(connectionString, Api.Ct);
        for (var waited = 0; ; waited++)
        {
            var ledger = JsonNode.Parse(await child.Client.GetStringAsync("/api/v1/ledger", Api.Ct))!;
            if (ledger["signing"]!["state"]!.GetValue<string>() is "signed") break;
            waited.ShouldBeLessThan(600, ledger.ToString());
            await Task.Delay(50, Api.Ct);
        }
        var after = Signed(connectionString);
        var proof = JsonNode.Parse(await child.Client.GetStringAsync($"/api/v1/ledger/proofs/consistency?from={before.Size}&to={after.Size}", Api.Ct))!.AsObject();
        Verify.Consistency(before.Size, after.Size, before.Root, after.Root, Auditor.Hashes(proof)).ShouldBeTrue();
    }

    /// <summary>The last checkpoint in the file beside the key, which stands there before anybody sees it.</summary>
    private static Checkpoint Signed(string connectionString)
    {
        var file = Api.KeyFileOf(connectionString);
        var key = SignerKey.Parse(File.ReadAllText(file).Trim()).Verifier;
        return Checkpoint.Open(SignedNote.Parse(File.ReadAllBytes(file + ".checkpoint")), key).ShouldNotBeNull();
    }
}
