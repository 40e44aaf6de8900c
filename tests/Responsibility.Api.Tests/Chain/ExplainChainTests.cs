using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Responsibility.Api.Tests.Storage;

namespace Responsibility.Api.Tests.Chain;

public sealed class ExplainChainTests
{
    private const string Village = "divisions/410225101201/chain/explanation";

    [Theory, OnEveryDatabase]
    public async Task Each_rule_has_the_link_or_the_first_condition_that_fails(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.HasDivision("410221", "杞县", "county", "4102");
        var secretary = await api.HasOfficial("书记");
        await api.HasAppointment(secretary, await api.HasPost("县委书记"), "2016-05-01");
        var leader = await api.HasOfficial("省领导");
        await api.HasAppointment(leader, await api.HasPost("副省长", "leader", "41", "government"), "2016-05-01");
        var elsewhere = await api.HasOfficial("邻县书记");
        await api.HasAppointment(elsewhere, await api.HasPost("杞县县委书记", "partySecretary", "410221"), "2016-05-01");
        var idle = await api.HasOfficial("未任职");
        var misplaced = await api.HasOfficial("纪委书记");
        await api.HasAppointment(misplaced, await api.HasPost("县政协书记", "partySecretary", kind: "institution"), "2016-05-01");

        var told = await Explained(api, secretary);
        told.Accountable.ShouldBeTrue();
        told.Rules["7 firstResponsible"].ShouldBe("link");
        told.Rules["1 overall"].ShouldBe("bodyBears partyCommittee,government");
        told.Rules["2 firstResponsible"].ShouldBe("otherLevel province ≠ county");
        told.Rules["8 directResponsible"].ShouldBe("otherPosition deputyPartySecretary,deputyHeadInCharge ≠ partySecretary");
        (await Explained(api, leader)).Rules["5 concreteLeadership"].ShouldBe("notInCharge portfolio,contact");
        told = await Explained(api, elsewhere);
        told.Accountable.ShouldBeFalse();
        told.Rules["7 firstResponsible"].ShouldBe("otherDivision 410000000000,410200000000,410225000000,410225101000,410225101201 ≠ 410221000000");
        (await Explained(api, idle)).Rules.Values.ShouldAllBe(rule => rule == "noTerm ");
        (await Explained(api, misplaced)).Rules["7 firstResponsible"].ShouldBe("otherBody partyCommittee,government ≠ institution");
    }

    /// <summary>A condition is a tag or a number; one that is either takes two rules.</summary>
    [Theory, OnEveryDatabase]
    public async Task Two_rules_of_one_clause_are_told_apart(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.HasClause10Twice(2);
        var head = await api.HasOfficial("组长");
        await api.HasAppointment(head, await api.HasPost("责任组组长", "villageGroupLeader", "410225101201", "villageGroup"), "2016-05-01");

        var told = (await api.Ask($"{Village}?official={head}&asOf=2017-07-09"))["rules"]!.AsArray().Where(rule => rule.At("clause") == "10").ToList();

        told.Select(rule => rule!["links"]!.AsArray().Count).ShouldBe([1, 0]);
        told.Select(rule => rule.At("unmet/condition")).ShouldBe([null, "divisionLacks"]);
    }

    [Theory, OnEveryDatabase]
    public async Task A_village_that_is_not_poor_and_a_programme_that_is_not_asked_for_are_named(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.HasDivision("410225101202", "曹庄村", "village", "410225101");
        var head = await api.HasOfficial("组长");
        await api.HasAppointment(head, await api.HasPost("责任组组长", "villageGroupLeader", "410225101202", "villageGroup"), "2016-05-01");
        var leader = await api.HasOfficial("省领导");
        var post = await api.HasPost("副省长", "leader", "41", "government");
        await api.HasAppointment(leader, post, "2016-05-01");
        await api.Has("portfolios", new { post, programme = "employment", validFrom = "2016-01-01" });

        (await Explained(api, head, "divisions/410225101202/chain/explanation")).Rules["10 overall"].ShouldBe("divisionLacks poorVillage,weakOrganization");
        (await Explained(api, leader)).Rules["5 concreteLeadership"].ShouldBe("link");
        (await Explained(api, leader, query: "&programme=relocation")).Rules["5 concreteLeadership"].ShouldBe("otherProgramme relocation ≠ employment");
        (await Explained(api, leader, query: "&kind=mainBody")).Rules["5 concreteLeadership"].ShouldBe("otherKind mainBody ≠ leadership");
    }

    /// <summary>Whoever the official and whatever the division: the links are those of the chain, and a rule without one says why.</summary>
    [Theory, OnEveryDatabase]
    public async Task The_links_are_those_of_the_chain(Backend backend)
    {
        await using var api = await Api.On(backend);
        await BusyHistory.Happens(api);
        var head = await api.Head();
        var codes = await api.Database.Read(session => session.List<string>("SELECT DISTINCT code FROM division ORDER BY code"), Api.Ct);
        var officials = await api.Database.Read(session => session.List<long>("SELECT DISTINCT id FROM official ORDER BY id"), Api.Ct);
        var random = new Random(20170709);
        string[] days = ["2017-02-01", "2017-07-09", "2018-01-15", "2019-06-01"];
        var (explained, accountable) = (0, 0);
        for (var tried = 0; tried < 1000 && explained < 80; tried++)
        {
            var (code, official) = (codes[random.Next(codes.Count)], officials[random.Next(officials.Count)]);
            var at = string.Create(CultureInfo.InvariantCulture, $"asOf={days[random.Next(days.Length)]}&knownAt=pos:{head - random.Next((int)head / 2)}");
            var answer = await api.Get($"divisions/{code}/chain/explanation?official={official}&{at}");
            if (answer.StatusCode is not HttpStatusCode.OK) continue;
            explained++;
            var explanation = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Api.Ct))!;
            var chain = await api.Ask($"divisions/{code}/chain?{at}");

            var mine = chain["links"]!.AsArray().Where(link => link!["holders"]!.AsArray().Any(h => h.At("official/id") == $"{official}")).Select(link => link!.ToJsonString()).ToList();
            var rules = explanation["rules"]!.AsArray();
            rules.SelectMany(rule => rule!["links"]!.AsArray()).Select(link => link!.ToJsonString()).ShouldBe(mine, ignoreOrder: true, $"{code} {official} {at}");
            rules.ShouldAllBe(rule => (rule!["unmet"] == null) == (rule["links"]!.AsArray().Count > 0));
            explanation.At("accountable").ShouldBe(mine.Count > 0 ? "true" : "false");
            if (mine.Count > 0) accountable++;
        }
        explained.ShouldBe(80);
        accountable.ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task An_official_or_a_division_that_there_is_not_is_not_found()
    {
        await using var api = await Api.On(Backend.Sqlite);
        await api.HasLankao();
        var official = await api.HasOfficial("王某");

        await api.Get($"{Village}?official=999999").Refuses(HttpStatusCode.NotFound, "official-unknown");
        await api.Get($"divisions/419999999999/chain/explanation?official={official}").Refuses(HttpStatusCode.NotFound, "division-unknown");
        await api.Get(Village).Refuses(HttpStatusCode.BadRequest, "parameter-invalid");
    }

    private static async Task<(bool Accountable, Dictionary<string, string> Rules)> Explained(Api api, long official, string path = Village, string query = "")
    {
        var explanation = await api.Ask($"{path}?official={official}&asOf=2017-07-09{query}");
        return (explanation["accountable"]!.GetValue<bool>(), explanation["rules"]!.AsArray().GroupBy(rule => $"{rule.At("clause")} {rule.At("grade")}").ToDictionary(rule => rule.Key, rule => Told(rule.First()!), StringComparer.Ordinal));
    }

    private static string Told(JsonNode rule) => rule["unmet"] is not { } unmet
        ? "link"
        : $"{unmet.At("condition")} {string.Join(',', unmet["expected"]!.AsArray().Select(word => (string)word!))}{(unmet.At("found") is { } found ? $" ≠ {found}" : "")}";
}
