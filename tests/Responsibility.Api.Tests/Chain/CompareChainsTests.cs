using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Responsibility.Api.Tests.Storage;

namespace Responsibility.Api.Tests.Chain;

public sealed class CompareChainsTests
{
    private const string Village = "divisions/410225101201/chain/comparison";

    [Theory, OnEveryDatabase]
    public async Task Two_days_differ_by_who_left_and_who_came_and_by_the_facts_that_say_so(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var post = await api.HasPost("县委书记");
        var first = await api.HasAppointment(await api.HasOfficial("王某", "LK0001"), post, "2016-05-01");
        await api.HasOfficial("不相干", "LK0009");
        await api.Has($"appointments/{first}/end", new { validUntil = "2017-09-01", document = "豫组干〔2017〕12号" });
        var end = await api.Head();
        var second = await api.HasAppointment(await api.HasOfficial("李某", "LK0002"), post, "2017-09-01");

        var comparison = await api.Ask($"{Village}?asOf=2017-07-09&asOf=2018-07-09");

        comparison.At("one/asOf").ShouldBe("2017-07-09");
        comparison.At("other/asOf").ShouldBe("2018-07-09");
        var changed = comparison["changed"]!.AsArray().ShouldHaveSingleItem()!;
        changed["members"]!.AsArray().Select(m => (string)m!).ShouldBe(["holders"]);
        changed.At("one/holders/0/official/name").ShouldBe("王某");
        changed.At("other/holders/0/official/name").ShouldBe("李某");
        changed["facts"]!.AsArray().Select(f => (long)f!).ShouldBe([end, second]);
        Kinds(comparison).ShouldBe(["appointmentEnded/1 豫组干〔2017〕12号", "officialAppointed/1 "]);
        comparison["added"]!.AsArray().Concat(comparison["removed"]!.AsArray()).Concat(comparison["gapsOpened"]!.AsArray()).Concat(comparison["gapsClosed"]!.AsArray()).ShouldBeEmpty();
    }

    [Theory, OnEveryDatabase]
    public async Task Two_times_differ_by_what_was_recorded_between_them(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var post = await api.HasPost("县委书记");
        var before = await api.Head();
        var official = await api.HasOfficial("王某", "LK0001");
        var term = await api.HasAppointment(official, post, "2016-05-01");
        var between = await api.Head();
        var tag = await api.Database.Read(session => session.Get<long>("SELECT max(id) FROM attribute"), Api.Ct);
        await api.Has($"attributes/{tag}/end", new { validUntil = "2017-01-01", document = "豫扶贫办〔2017〕1号" });
        var after = await api.Head();

        var came = await api.Ask($"{Village}?asOf=2017-07-09&knownAt=pos:{before}&knownAt=pos:{between}");
        var ended = await api.Ask($"{Village}?asOf=2017-07-09&knownAt=pos:{between}&knownAt=pos:{after}");

        came["changed"]!.AsArray().Single()!["facts"]!.AsArray().Select(f => (long)f!).ShouldBe([official, term]);
        came["gapsClosed"]!.AsArray().Single()!.At("gap/clause").ShouldBe("7");
        ended["gapsClosed"]!.AsArray().ShouldNotBeEmpty("a village that is no longer poor needs no group");
        ended["gapsClosed"]!.AsArray().ShouldAllBe(g => g!["facts"]!.AsArray().Select(f => (long)f!).SequenceEqual(new[] { after }));
        Kinds(ended).ShouldBe(["attributeEnded/1 豫扶贫办〔2017〕1号"]);
    }

    [Theory, OnEveryDatabase]
    public async Task A_village_that_moved_has_other_townships_above_it(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.HasDivision("410225102", "南彰镇", "township", "410225");
        await api.HasOrganization("410225101", "partyCommittee", "堌阳镇党委");
        await api.HasOrganization("410225102", "partyCommittee", "南彰镇党委");
        var change = Api.Id(await api.Has("division-changes", new { type = "reparent", effectiveOn = "2018-01-01", document = "兰政文〔2018〕1号", division = "410225101201", parent = "410225102" }));

        var comparison = await api.Ask($"{Village}?asOf=2017-07-09&asOf=2018-07-09");

        comparison["removed"]!.AsArray().Single()!.At("link/organization/name").ShouldBe("堌阳镇党委");
        comparison["added"]!.AsArray().Single()!.At("link/organization/name").ShouldBe("南彰镇党委");
        comparison["facts"]!.AsArray().Select(f => (long)f!["position"]!).ShouldBe([change]);
    }

    /// <summary>From one position to the next a single fact was recorded: wherever two chains differ there, it is that fact, and no other.</summary>
    [Theory, OnEveryDatabase]
    public async Task From_one_position_to_the_next_the_difference_is_the_fact_there(Backend backend)
    {
        await using var api = await Api.On(backend);
        await BusyHistory.Happens(api);
        var told = await api.Database.Read(session => session.List<(long, string)>("SELECT DISTINCT f.position, d.code FROM fact_division f JOIN division d ON d.id = f.division_id WHERE f.position > 3 ORDER BY 1, 2"), Api.Ct);
        var random = new Random(20170709);
        string[] days = ["2017-02-01", "2017-07-09", "2018-01-15", "2018-06-15", "2019-06-01"];
        var differing = 0;
        foreach (var (position, code) in told.OrderBy(_ => random.Next()).Take(150))
        {
            var question = string.Create(CultureInfo.InvariantCulture, $"divisions/{code}/chain/comparison?asOf={days[random.Next(days.Length)]}&knownAt=pos:{position - 1}&knownAt=pos:{position}");
            var answer = await api.Get(question);
            if (answer.StatusCode is not HttpStatusCode.OK) continue;
            var comparison = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Api.Ct))!;
            var differences = new[] { "added", "removed", "changed", "gapsOpened", "gapsClosed" }.SelectMany(list => comparison[list]!.AsArray()).ToList();
            foreach (var difference in differences) difference!["facts"]!.AsArray().Select(f => (long)f!).ShouldBe([position], $"{question}: {difference.ToJsonString()}");
            if (differences.Count > 0) differing++;
        }
        differing.ShouldBeGreaterThan(20);
    }

    /// <summary>What is compared is what each chain says by itself, and where they say the same nothing is told.</summary>
    [Theory, OnEveryDatabase]
    public async Task The_differences_are_those_of_the_two_chains(Backend backend)
    {
        await using var api = await Api.On(backend);
        await BusyHistory.Happens(api);
        var head = await api.Head();
        var codes = await api.Database.Read(session => session.List<string>("SELECT DISTINCT code FROM division ORDER BY code"), Api.Ct);
        var random = new Random(7);
        string[] days = ["2017-02-01", "2017-07-09", "2018-01-15", "2018-06-15", "2019-06-01"];
        var compared = 0;
        for (var tried = 0; tried < 600 && compared < 60; tried++)
        {
            var code = codes[random.Next(codes.Count)];
            (string Day, long Known)[] at = [.. Enumerable.Range(0, 2).Select(_ => (days[random.Next(days.Length)], head - random.Next((int)head / 2)))];
            var answer = await api.Get(string.Create(CultureInfo.InvariantCulture, $"divisions/{code}/chain/comparison?asOf={at[0].Day}&asOf={at[1].Day}&knownAt=pos:{at[0].Known}&knownAt=pos:{at[1].Known}"));
            if (answer.StatusCode is not HttpStatusCode.OK) continue;
            compared++;
            var comparison = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Api.Ct))!;
            var chains = new List<JsonObject>();
            foreach (var (day, known) in at) chains.Add(await api.Ask(string.Create(CultureInfo.InvariantCulture, $"divisions/{code}/chain?asOf={day}&knownAt=pos:{known}")));

            var (one, other) = (Said(chains[0], "links"), Said(chains[1], "links"));
            List(comparison, "removed", "link").Concat(List(comparison, "changed", "one")).ShouldBe(one.Except(other, StringComparer.Ordinal), ignoreOrder: true);
            List(comparison, "added", "link").Concat(List(comparison, "changed", "other")).ShouldBe(other.Except(one, StringComparer.Ordinal), ignoreOrder: true);
            List(comparison, "gapsClosed", "gap").ShouldBe(Said(chains[0], "gaps").Except(Said(chains[1], "gaps"), StringComparer.Ordinal), ignoreOrder: true);
            List(comparison, "gapsOpened", "gap").ShouldBe(Said(chains[1], "gaps").Except(Said(chains[0], "gaps"), StringComparer.Ordinal), ignoreOrder: true);
            foreach (var list in new[] { "added", "removed", "changed", "gapsOpened", "gapsClosed" })
                comparison[list]!.AsArray().ShouldAllBe(difference => difference!["facts"]!.AsArray().Count > 0, comparison.ToJsonString());
        }
        compared.ShouldBe(60);
    }

    [Theory, OnEveryDatabase]
    public async Task What_a_clause_says_twice_is_compared_one_by_one(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.HasClause10Twice(2);
        await api.HasPost("责任组组长", "villageGroupLeader", "410225101201", "villageGroup");
        await api.Has("divisions/410225101201/attributes", new { number = "poorPopulation", value = 120, validFrom = "2018-01-01" });

        var comparison = await api.Ask($"{Village}?asOf=2017-07-09&asOf=2018-07-09");

        comparison["added"]!.AsArray().ShouldHaveSingleItem()!.At("link/basis/clause").ShouldBe("10");
        comparison["removed"]!.AsArray().ShouldBeEmpty();
        comparison["changed"]!.AsArray().ShouldBeEmpty();
    }

    [Theory, OnEveryDatabase]
    public async Task What_moves_in_later_does_not_change_a_comparison_as_known_before(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.HasDivision("410225101202", "徐场村", "village", "410225101");
        var body = await api.HasOrganization("410225101202", "partyCommittee", "徐场村党支部");
        // What is missing in the village is told under another name.
        await api.Has("division-changes", new { type = "rename", effectiveOn = "2018-01-01", document = "兰政文〔2018〕1号", division = "410225101201", name = "范庄村" });
        var before = await api.Head();
        await api.Has("posts", new { organization = body, position = "villagePartySecretary", validFrom = "2010-01-01", validUntil = "2012-01-01" });
        var question = $"{Village}?asOf=2017-07-09&asOf=2018-07-09&knownAt=pos:{before}&knownAt=pos:{await api.Head()}";
        var answer = await api.Text(question);

        await api.Has("division-changes", new
        {
            type = "abolish",
            effectiveOn = "2019-01-01",
            document = "兰政文〔2019〕1号",
            division = "410225101202",
            moves = new[] { new { organization = body, to = "410225101201" } },
        });

        (await api.Text(question)).ShouldBe(answer);
    }

    [Fact]
    public async Task It_takes_two_days_or_two_times()
    {
        await using var api = await Api.On(Backend.Sqlite);
        await api.HasLankao();

        (await api.Get($"{Village}?asOf=2017-07-09").Refuses(HttpStatusCode.BadRequest, "invalid")).Faults().ShouldBe(["/asOf two-needed"]);
        (await api.Get($"{Village}?asOf=2017-07-09&asOf=2017-07-10&asOf=2017-07-11").Refuses(HttpStatusCode.BadRequest, "invalid")).Faults().ShouldBe(["/asOf two-at-most"]);
        await api.Get("divisions/419999999999/chain/comparison?asOf=2017-07-09&asOf=2017-07-10").Refuses(HttpStatusCode.NotFound, "division-unknown");
        await api.Get($"{Village}?asOf=2000-07-09&asOf=2017-07-10").Refuses(HttpStatusCode.UnprocessableEntity, "rule-set-not-in-force");
        await api.Get($"{Village}?knownAt=pos:1&knownAt=pos:1000000").Refuses(HttpStatusCode.BadRequest, "known-at-in-future");
    }

    private static IEnumerable<string> Kinds(JsonObject comparison) => comparison["facts"]!.AsArray().Select(f => $"{f.At("kind")} {f.At("document")}");

    private static List<string> Said(JsonObject chain, string list) => [.. chain[list]!.AsArray().Select(Text)];

    private static IEnumerable<string> List(JsonNode comparison, string list, string member) => comparison[list]!.AsArray().Select(difference => Text(difference![member]));

    /// <summary>Of a link everything but the positions on which it rests.</summary>
    private static string Text(JsonNode? said)
    {
        var copy = said!.DeepClone().AsObject();
        copy.Remove("ledger");
        return copy.ToJsonString();
    }
}
