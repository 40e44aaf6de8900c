using System.Net;
using System.Text.Json.Nodes;

namespace Responsibility.Api.Tests.Accountability;

public sealed class ListCandidatesTests
{
    [Theory, OnEveryDatabase]
    public async Task Candidates_are_those_of_the_day_with_acting_ones_marked_vacant_posts_and_bodies_apart(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var (secretary, deputy) = (await api.HasPost("县委书记"), await api.HasPost("专职副书记", "deputyPartySecretary"));
        await api.HasPost("县长", "governmentHead", "410225", "government");
        await api.HasAppointment(await api.HasOfficial("王某"), secretary, "2016-05-01", "2017-08-01");
        await api.HasAppointment(await api.HasOfficial("李某"), secretary, "2017-08-01");
        await api.HasAppointment(await api.HasOfficial("赵某"), deputy, "2017-01-01", kind: "acting");
        var @case = await api.HasCase();

        var found = await api.Ask($"accountability-cases/{@case}/candidates");

        $"{found["asOf"]} {found["until"]}".ShouldBe("2017-07-09 2017-07-10");
        found["items"]!.AsArray().Select(c => $"{c!["clause"]} {c["official"]!["name"]} {c["appointment"]!["kind"]}").ShouldBe(["7 王某 substantive", "8 赵某 acting"]);
        found["vacancies"]!.AsArray().Select(v => $"{v!["post"]!["title"]} {v["status"]}").ShouldBe(["县长 vacant", "专职副书记 actingOnly"], ignoreOrder: true);
        found["bodies"]!.AsArray().Select(b => $"{b!["clause"]} {b["grade"]}").Distinct().ShouldBe(["6 mainBody"]);
    }

    [Theory, OnEveryDatabase]
    public async Task Candidates_rest_on_the_links_of_the_chain_and_what_did_not_exist_is_named(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.HasAppointment(await api.HasOfficial("王某"), await api.HasPost("县委书记"), "2016-05-01");
        await api.HasPost("县长", "governmentHead", "410225", "government");
        var @case = await api.HasCase();

        var found = await api.Ask($"accountability-cases/{@case}/candidates");

        var chain = await api.Ask($"divisions/410225101201/chain?asOf=2017-07-09&knownAt={found["knownAt"]}");
        var links = chain["links"]!.AsArray().ToLookup(l => $"{l!["organization"]!["id"]} {l["post"]?["id"]} {l["basis"]!["clause"]}");
        var all = new[] { "items", "vacancies", "bodies" }.SelectMany(list => found[list]!.AsArray()).ToList();
        all.Count.ShouldBe(links.Count);
        foreach (var candidate in all)
        {
            var link = links[$"{candidate!["organization"]!["id"]} {candidate["post"]?["id"]} {candidate["clause"]}"].ShouldHaveSingleItem()!;
            foreach (var member in new[] { "scope", "basis", "ledger" })
                JsonNode.DeepEquals(candidate[member], link[member]).ShouldBeTrue(member);
        }
        var missing = chain["gaps"]!.AsArray().Where(g => g!["reason"]!.GetValue<string>() is not "postVacant").Select(g => g!.ToJsonString()).ToList();
        missing.ShouldContain(g => g.Contains("Missing", StringComparison.Ordinal));
        found["missing"]!.AsArray().Select(g => g!.ToJsonString()).ShouldBe(missing);
    }

    [Theory, OnEveryDatabase]
    public async Task What_is_recorded_later_shows_unless_an_earlier_knowledge_is_asked_for(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var post = await api.HasPost("县委书记");
        var before = await api.Head();
        var @case = await api.HasCase();
        var head = await api.Head();
        await api.HasAppointment(await api.HasOfficial("王某"), post, "2016-05-01");

        (await api.Ask($"accountability-cases/{@case}/candidates"))["items"]!.AsArray().Count.ShouldBe(1);
        (await api.Ask($"accountability-cases/{@case}/candidates?knownAt=pos:{head}"))["items"]!.AsArray().ShouldBeEmpty();
        var unknown = await api.Get($"accountability-cases/{@case}/candidates?knownAt=pos:{before}");
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Api.CodeOf(unknown)).ShouldBe("case-unknown");
    }

    [Theory, OnEveryDatabase]
    public async Task Only_those_who_answer_for_the_programme_of_the_case_are_candidates(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.HasAppointment(await api.HasOfficial("王某"), await api.HasPost("常务副省长", "executiveDeputyHead", "41", "government"), "2016-05-01");

        var relocation = await api.HasCase("relocation");
        var employment = await api.HasCase("employment");

        (await api.Ask($"accountability-cases/{relocation}/candidates"))["items"]!.AsArray().Count.ShouldBe(1);
        (await api.Ask($"accountability-cases/{employment}/candidates"))["items"]!.AsArray().ShouldBeEmpty();
    }
}
