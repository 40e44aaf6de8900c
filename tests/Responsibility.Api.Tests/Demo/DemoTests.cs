using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Responsibility.Storage;

namespace Responsibility.Api.Tests.Demo;

/// <summary>What the sample of Henan is there to show, and that its ledger rebuilds it.</summary>
public sealed class DemoTests
{
    private const string Staffed = "divisions/410225101200/chain";
    private const string Gapped = "divisions/410225101201/chain";

    [Fact]
    public async Task The_demo_answers_what_it_promises_loads_again_without_a_trace_and_its_ledger_rebuilds_it()
    {
        var (connectionString, folder) = await Api.EmptyDatabase(Backend.Sqlite);
        long head;
        await using (var first = await Api.WithDemo(connectionString))
        {
            await Chains(first);
            await Times(first);
            head = await first.Head();
        }
        await using var api = await Api.WithDemo(connectionString, folder);
        await Task.Delay(TimeSpan.FromSeconds(1), Api.Ct);
        (await api.Head()).ShouldBe(head);

        await RebuildsItself(api, Backend.Sqlite);
        if (Api.Postgres is not null) await RebuildsItself(api, Backend.Postgres);
    }

    private static async Task Chains(Api api)
    {
        var staffed = await api.Ask($"{Staffed}?asOf=2017-07-09");
        staffed["complete"]!.GetValue<bool>().ShouldBeTrue();
        Clauses(staffed).ShouldBe(["1", "10", "11", "12", "13", "14", "15", "2", "3", "4", "5", "6", "7", "8", "9"]);
        Links(staffed, "7").Select(l => l["division"]!["level"]!.GetValue<string>()).ShouldBe(["city", "city", "county", "county"]);
        Links(staffed, "5").Where(l => l["basis"]!["contact"] is not null).Select(l => l["basis"]!["contact"]!["division"]!["name"]!.GetValue<string>()).ShouldBe(["兰考县"]);
        Links(staffed, "5").Where(l => l["basis"]!["portfolio"] is not null).ShouldAllBe(l => l["scope"]!["programmes"]!.AsArray().Count > 0);
        Links(staffed, "4").Single()["scope"]!["programmes"]!.AsArray().Count.ShouldBe(3);
        Links(await api.Ask($"{Staffed}?asOf=2017-07-09&programme=employment"), "4").ShouldBeEmpty();

        var gap = (await api.Ask($"{Gapped}?asOf=2017-07-09"))["gaps"]!.AsArray().Single()!;
        (gap["clause"]!.GetValue<string>(), gap["reason"]!.GetValue<string>(), gap["since"]!.GetValue<string>()).ShouldBe(("10", "postVacant", "2017-03-01"));
        (await api.Ask("gaps?within=410225101201&asOf=2017-07-09"))["items"]!.AsArray().Single()!.ToJsonString().ShouldBe(gap.ToJsonString());
    }

    private static async Task Times(Api api)
    {
        var corrected = (await api.Ask("officials?staffNumber=HN0000574"))["items"]![0]!["id"]!.GetValue<long>();
        var history = (await api.Ask($"officials/{corrected}/history"))["items"]!.AsArray();
        var before = history[1]!["knownFrom"]!.GetValue<long>() - 1;
        (await api.Ask($"{Staffed}?asOf=2017-07-09&knownAt=pos:{before}")).ToJsonString().ShouldContain(Escaped("陶刚明"));
        (await api.Ask($"{Staffed}?asOf=2017-07-09")).ToJsonString().ShouldContain(Escaped("陶纲明"));
        (await api.Ask("divisions/411603?asOf=2019-12-19"))["name"]!.GetValue<string>().ShouldBe("淮阳县");
        (await api.Ask("divisions/411603?asOf=2019-12-20"))["name"]!.GetValue<string>().ShouldBe("淮阳区");
        (await api.Ask("divisions/410225?asOf=2017-02-26"))["tags"]!.AsArray().Select(t => t!.GetValue<string>()).ShouldContain("poorCounty");
        (await api.Ask("divisions/410225?asOf=2017-02-27"))["tags"]!.AsArray().ShouldBeEmpty();
        (await api.Ask("tasks?within=410225&asOf=2017-07-10"))["items"]!.AsArray().Count.ShouldBe(1);
        (await api.Ask("accountability-cases?within=410225"))["items"]!.AsArray().Count.ShouldBe(1);
        (await api.Ask("divisions/419001"))["parent"]!["name"]!.GetValue<string>().ShouldBe("河南省");
    }

    private static async Task RebuildsItself(Api api, Backend into)
    {
        var (connectionString, folder) = await Api.EmptyDatabase(into);
        await using (var rebuilt = Database.Open(connectionString, TimeProvider.System, TimeZoneInfo.Utc, NullLogger.Instance))
        {
            Migrations.Apply(rebuilt);
            (await Replay.Into(api.Database, rebuilt, api.Kinds, Api.Ct)).ShouldBe(await api.Head());
            (await Replay.Differences(api.Database, rebuilt, 10, Api.Ct)).ShouldBeEmpty();
        }
        if (folder is not null) Directory.Delete(folder, recursive: true);
    }

    private static IEnumerable<string> Clauses(JsonObject chain) =>
        chain["links"]!.AsArray().Select(l => l!["basis"]!["clause"]!.GetValue<string>()).Distinct().Order(StringComparer.Ordinal);

    private static List<JsonObject> Links(JsonObject chain, string clause) =>
        [.. chain["links"]!.AsArray().Select(l => l!.AsObject()).Where(l => l["basis"]!["clause"]!.GetValue<string>() == clause)];

    /// <summary>JsonNode writes Chinese as escapes.</summary>
    private static string Escaped(string text) => string.Concat(text.Select(c => $"\\u{(int)c:X4}"));
}
