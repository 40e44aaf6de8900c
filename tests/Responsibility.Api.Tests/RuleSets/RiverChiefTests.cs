using System.Text.Json.Nodes;
using Responsibility.Api.Evidence;
using Responsibility.Api.Tests.Ledger;

namespace Responsibility.Api.Tests.RuleSets;

/// <summary>The second rule set, of another field, on the same divisions: river chiefs, and a reach with a county on either bank.</summary>
public sealed class RiverChiefTests
{
    private const string Reach = "HJH-QX-LK";

    [Theory, OnEveryDatabase]
    public async Task A_reach_between_two_counties_has_the_chiefs_of_both_beside_the_other_rule_set(Backend backend)
    {
        await using var api = await Api.On(backend);
        await Rivers(api);

        var chain = await api.Ask($"divisions/{Reach}/chain?asOf=2018-06-01&ruleSet=river-chief");

        chain.At("ruleSet/id").ShouldBe("river-chief");
        Links(chain).ShouldBe(
        [
            "2 410000000000 riverChief 甲", "4 410200000000 riverChief 乙", "4 410221000000 riverChief 丙", "4 410225000000 riverChief 丁",
        ]);
        chain["links"]!.AsArray().ShouldAllBe(link => link.At("basis/contact/division/code") == Reach);
        chain["gaps"]!.AsArray().Select(gap => $"{gap.At("clause")} {gap.At("division/code")}").ShouldBe(["1 410000000000", "3 410200000000"], "counties beside the reach are not asked what they lack");
        // The same place on the same day, by the rules of another field.
        var poverty = await api.Ask($"divisions/{Reach}/chain?asOf=2018-06-01");
        poverty.At("ruleSet/id").ShouldBe("henan-2017");
        Links(poverty).ShouldBe(["7 410200000000 partySecretary 戊"]);
    }

    [Theory, OnEveryDatabase]
    public async Task What_is_beside_a_reach_is_in_its_chain_alone(Backend backend)
    {
        await using var api = await Api.On(backend);
        var chiefs = await Rivers(api);

        Links(await api.Ask("divisions/410221/chain?asOf=2018-06-01&ruleSet=river-chief")).ShouldBeEmpty();
        var responsibilities = await api.Ask($"officials/{chiefs[2]}/responsibilities?asOf=2018-06-01&ruleSet=river-chief");
        responsibilities["items"]!.AsArray().Select(link => link.At("basis/contact/division/code")).ShouldBe([Reach]);
        // A term that ends, and a link that is no more, tell of the county and of the reach.
        var contact = (await api.Ask("contacts?asOf=2018-06-01"))["items"]!.AsArray().Single(c => c.At("post/title") == "杞县段河长")!;
        await api.Has($"contacts/{contact.At("id")}/end", new { validUntil = "2018-03-01" });
        Links(await api.Ask($"divisions/{Reach}/chain?asOf=2018-06-01&ruleSet=river-chief")).ShouldNotContain("4 410221000000 riverChief 丙");
        Links(await api.Ask($"divisions/{Reach}/chain?asOf=2018-02-01&ruleSet=river-chief")).ShouldContain("4 410221000000 riverChief 丙");
        var term = (await api.Ask($"appointments?official={chiefs[3]}&asOf=2018-06-01"))["items"]![0]!;
        await api.Has($"appointments/{term.At("id")}/end", new { validUntil = "2018-05-01" });
        Links(await api.Ask($"divisions/{Reach}/chain?asOf=2018-06-01&ruleSet=river-chief")).ShouldContain("4 410225000000 riverChief ");
    }

    [Theory, OnEveryDatabase]
    public async Task Its_chain_can_be_proved_by_the_facts_of_both_banks(Backend backend)
    {
        await using var api = await Api.On(backend);
        await Rivers(api);
        var auditor = await Auditor.Of(api);
        await auditor.WhenSigned();

        var file = await (await api.Get($"divisions/{Reach}/chain/evidence?asOf=2018-06-01&ruleSet=river-chief")).Content.ReadAsByteArrayAsync(Api.Ct);

        (await new EvidenceVerifier(auditor.Key, api.Kinds).Run(file, null, Api.Ct)).Faults.ShouldBeEmpty();
    }

    /// <summary>A reach of 惠济河 under 开封市, with 杞县 and 兰考县 on its banks; chiefs of province, city and both counties, and a party secretary.</summary>
    private static async Task<IReadOnlyList<long>> Rivers(Api api)
    {
        await api.HasLankao();
        await api.HasDivision("410221", "杞县", "county", "4102");
        await api.HasDivision(Reach, "惠济河杞县兰考段", "area", "4102");
        var officials = new List<long>();
        foreach (var (code, title, name) in new[] { ("41", "惠济河省级河长", "甲"), ("4102", "惠济河市级河长", "乙"), ("410221", "杞县段河长", "丙"), ("410225", "兰考段河长", "丁") })
        {
            var post = await api.HasPost(title, "riverChief", code, "government");
            officials.Add(await api.HasOfficial(name));
            await api.HasAppointment(officials[^1], post, "2017-06-01", kind: "concurrent");
            await api.Has("contacts", new { post, division = Reach, validFrom = "2017-06-01", document = "汴河长办〔2017〕3号" });
        }
        await api.HasAppointment(await api.HasOfficial("戊"), await api.HasPost("市委书记", "partySecretary", "4102"), "2016-01-01");
        return officials;
    }

    private static IEnumerable<string> Links(JsonObject chain) => chain["links"]!.AsArray()
        .Where(link => link!["post"] is not null)
        .Select(link => $"{link.At("basis/clause")} {link.At("division/code")} {link.At("post/position")} {link.At("holders/0/official/name")}");
}
