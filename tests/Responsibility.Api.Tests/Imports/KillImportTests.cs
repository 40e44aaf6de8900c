using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Responsibility.Api.Tests.Storage;
using Responsibility.Storage;

namespace Responsibility.Api.Tests.Imports;

/// <summary>The program is killed again and again in the midst of one import: in the end the register holds what it would hold had nobody disturbed it.</summary>
[Trait("Campaign", "killImport")]
public sealed class KillImportTests
{
    private const int Seed = 20170709;
    private static readonly int Kills = Environment.GetEnvironmentVariable("RESPONSIBILITY_CAMPAIGN") is "killImport" ? 50 : 3;

    /// <summary>So many that there is time to be killed in.</summary>
    private static readonly int Rows = 1_500 * Kills;

    [Fact]
    public Task An_import_that_is_killed_goes_on_and_loads_each_row_once_on_SQLite() => Campaign(Backend.Sqlite, Kills);

    [Fact]
    public async Task An_import_that_is_killed_goes_on_and_loads_each_row_once_on_PostgreSQL()
    {
        Assert.SkipWhen(Api.Postgres is null, "RESPONSIBILITY_TEST_POSTGRES is not set");
        await Campaign(Backend.Postgres, (Kills + 2) / 3);
    }

    private static async Task Campaign(Backend backend, int kills)
    {
        var roster = Roster();
        await using var undisturbed = await Api.On(Backend.Sqlite);
        await undisturbed.Loads("divisions", Loading.Lankao);
        var expected = await undisturbed.Loads("roster", roster);

        var (connectionString, folder) = await Api.EmptyDatabase(backend);
        var random = new Random(Seed);
        await Start(connectionString, "divisions", Loading.Lankao);
        var id = await Start(connectionString, "roster", roster);
        for (var kill = 1; kill <= kills; kill++)
        {
            await using var child = await Child.Start(connectionString, Api.Ct);
            var enough = (long)(Rows * (kill - random.NextDouble()) / (kills + 1));
            await Until(child, id, job => job["rowsDone"]!.GetValue<long>() >= enough || IsOver(job));
            await Task.Delay(random.Next(0, 150), Api.Ct);
            await child.Kill();
        }
        JsonNode last;
        await using (var child = await Child.Start(connectionString, Api.Ct)) last = await Until(child, id, IsOver);

        last["state"]!.GetValue<string>().ShouldBe("finished");
        last["stats"]!.ToJsonString().ShouldBe(expected["stats"]!.ToJsonString());
        last["ledger"]!.ToJsonString().ShouldBe(expected["ledger"]!.ToJsonString());
        await using var database = Database.Open(connectionString, TimeProvider.System, TimeZoneInfo.Utc, NullLogger.Instance);
        // Ids are positions, and every row was recorded at the position that it has undisturbed: the tables are the same to the row.
        (await Replay.Differences(database, undisturbed.Database, 10, Api.Ct)).ShouldBeEmpty();
        await using var replayed = await Second.On(Backend.Sqlite);
        await Replay.Into(database, replayed.Database, FactKinds.Of(FactTypes.All), Api.Ct);
        (await Replay.Differences(database, replayed.Database, 10, Api.Ct)).ShouldBeEmpty();
        await database.DisposeAsync();
        if (folder is not null) Directory.Delete(folder, recursive: true);
    }

    private static async Task<long> Start(string connectionString, string type, string csv)
    {
        await using var child = await Child.Start(connectionString, Api.Ct);
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(csv));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("text/csv");
        using var response = await child.Client.PostAsync($"/api/v1/imports?type={type}", content, Api.Ct);
        var id = JsonNode.Parse(await response.Content.ReadAsStringAsync(Api.Ct))!["id"]!.GetValue<long>();
        if (type is "divisions") await Until(child, id, IsOver);
        return id;
    }

    private static bool IsOver(JsonNode job) => job["state"]!.GetValue<string>() is not ("queued" or "running");

    private static async Task<JsonNode> Until(Child child, long id, Func<JsonNode, bool> enough)
    {
        while (true)
        {
            var job = JsonNode.Parse(await child.Client.GetStringAsync($"/api/v1/imports/{id}", Api.Ct))!;
            if (enough(job)) return job;
            await Task.Delay(10, Api.Ct);
        }
    }

    /// <summary>Bureaux with a head and another from 2019 on, some rows that nobody can load, and some that correct the one before.</summary>
    private static string Roster()
    {
        var text = new StringBuilder(Loading.RosterHeader);
        for (var i = 1; i <= Rows; i++)
        {
            var (official, bureau, from, until, phone) = (i % 2 is 0 ? i : i + 1_000_000, (i + 1) / 2, i % 2 is 0 ? "2019-01-01" : "2017-01-01", i % 2 is 0 ? "" : "2019-01-01", i % 7 is 0 ? "19900000000" : "");
            var division = i % 101 is 0 ? "419999" : "410225";
            text.Append(CultureInfo.InvariantCulture, $"HN{official:0000000},干部{i},{division},兰考县第{bureau}局,department,leader,局长,,{from},{until},,{phone}\n");
        }
        return text.ToString();
    }
}
