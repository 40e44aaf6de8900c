using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Responsibility.Api.Tests.Storage;
using Responsibility.Storage;

namespace Responsibility.Api.Tests.RuleSets;

public sealed class AddRuleSetTests
{
    private static readonly string Shipped = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "rules", "henan-2017.json"));

    [Theory, OnEveryDatabase]
    public async Task A_later_version_is_in_force_from_its_day_on_and_known_from_now_on(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var before = await api.Head();
        // From 2019 on the county's heads answer by another text.
        var later = Version(2, set => set["validFrom"] = "2019-01-01", set => set["examples"] = new JsonArray(), set => Rule(set, "7")["text"]!["en"] = "Heads of city and county, as of 2019.");

        var added = await Added(api, later);

        added.StatusCode.ShouldBe(HttpStatusCode.Created);
        added.Headers.Location!.ToString().ShouldBe("/api/v1/rule-sets/henan-2017?version=2");
        (await Api.Body(added)).At("validFrom").ShouldBe("2019-01-01");
        (await RuleSet(api, "asOf=2018-12-31")).ShouldBe("henan-2017/1");
        (await RuleSet(api, "asOf=2019-01-01")).ShouldBe("henan-2017/2");
        (await RuleSet(api, $"asOf=2019-01-01&knownAt=pos:{before}")).ShouldBe("henan-2017/1");
        (await api.Text("rule-sets/henan-2017?version=2")).ShouldBe(later);
        (await api.Text("rule-sets/henan-2017?version=1")).ShouldBe(Shipped);
        (await api.Text("rule-sets/henan-2017?asOf=2018-12-31")).ShouldBe(Shipped);
        (await api.Ask("rule-sets?asOf=2019-01-01")).Items("id").ShouldContain("henan-2017", "one item for each version in force");
    }

    [Theory, OnEveryDatabase]
    public async Task The_same_file_again_records_nothing_and_other_bytes_under_its_version_are_refused(Backend backend)
    {
        await using var api = await Api.On(backend);
        await Api.Body(await Added(api, Version(3)));

        await api.Records(0, async () =>
        {
            (await Added(api, Version(3))).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await Added(api, Shipped)).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await Added(api, Version(3, set => set["documentNumber"] = "另一文号")).Refuses(HttpStatusCode.Conflict, "rule-set-version")).At("errors/0/pointer").ShouldBe("/version");
            await Added(api, Version(2)).Refuses(HttpStatusCode.Conflict, "rule-set-version");
        });
    }

    [Theory, OnEveryDatabase]
    public async Task A_file_whose_example_fails_or_whose_words_clash_is_refused_by_name(Backend backend)
    {
        await using var api = await Api.On(backend);

        await api.Records(0, async () =>
        {
            // The examples still expect what the rule no longer says.
            var failing = await Added(api, Version(2, set => Rule(set, "7")["grade"] = "directResponsible")).Refuses(HttpStatusCode.UnprocessableEntity, "rule-set-invalid");
            failing["errors"]!.AsArray().ShouldContain(e => e.At("code") == "example-failed" && e.At("detail")!.Contains('7'), failing.ToJsonString());
            var clashing = await Added(api, Version(1, set => set["id"] = "other", set => set["programmes"]![0]!["name"]!["zh"] = "另一名称")).Refuses(HttpStatusCode.UnprocessableEntity, "rule-set-invalid");
            clashing.At("errors/0/pointer").ShouldBe("/programmes/0");
            (await Added(api, "{\"id\": 1}").Refuses(HttpStatusCode.UnprocessableEntity, "rule-set-invalid"))["errors"]!.AsArray().Count.ShouldBeGreaterThan(3);
            await Added(api, "no json").Refuses(HttpStatusCode.UnprocessableEntity, "rule-set-invalid");
            await Added(api, Version(2), "text/plain").Refuses(HttpStatusCode.UnsupportedMediaType, "media-type-unsupported");
        });
    }

    [Theory, OnEveryDatabase]
    public async Task It_replays_and_gaps_follow_the_version_of_the_day(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await Api.Body(await Added(api, Version(2, set => set["validFrom"] = "2019-01-01", set => set["examples"] = new JsonArray(), set => Remove(set, "1"))));
        await using var second = await Second.On(backend);

        (await Clauses(api, "2018-06-01")).ShouldContain("1");
        (await Clauses(api, "2019-06-01")).ShouldNotContain("1");
        await Replay.Into(api.Database, second.Database, api.Kinds, Api.Ct);
        (await Replay.Differences(api.Database, second.Database, 10, Api.Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Only_administrators_may()
    {
        await using var api = await Api.On(Backend.Sqlite);
        using var stranger = api.Connect(null);
        using var content = new StringContent(Version(2), Encoding.UTF8, "application/json");
        (await stranger.PostAsync("/api/v1/rule-sets", content, Api.Ct)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task<HttpResponseMessage> Added(Api api, string file, string mediaType = "application/json")
    {
        using var content = new StringContent(file, Encoding.UTF8, mediaType);
        return await api.Client.PostAsync("/api/v1/rule-sets", content, Api.Ct);
    }

    private static async Task<string> RuleSet(Api api, string question)
    {
        var chain = await api.Ask($"divisions/410225101201/chain?{question}");
        return $"{chain.At("ruleSet/id")}/{chain.At("ruleSet/version")}";
    }

    private static async Task<IEnumerable<string?>> Clauses(Api api, string day) => (await api.Ask($"gaps?within=41&asOf={day}&limit=1000")).Items("clause");

    private static string Version(int version, params Action<JsonObject>[] changes)
    {
        var set = JsonNode.Parse(Shipped)!.AsObject();
        set["version"] = version;
        foreach (var change in changes) change(set);
        return set.ToJsonString();
    }

    private static JsonObject Rule(JsonObject set, string clause) => set["rules"]!.AsArray().First(rule => rule.At("clause") == clause)!.AsObject();

    private static void Remove(JsonObject set, string clause) => set["rules"]!.AsArray().Remove(Rule(set, clause));
}
