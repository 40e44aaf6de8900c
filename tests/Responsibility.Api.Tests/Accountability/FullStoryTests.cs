using System.Text.Json.Nodes;
using Responsibility.Api.Tests.Problems;

namespace Responsibility.Api.Tests.Accountability;

/// <summary>A village's first secretary leaves and nobody comes; what went wrong there meanwhile is held against those who answered for it, and told years after. README.md walks through the same on the sample.</summary>
public sealed class FullStoryTests
{
    private const string Village = Inspected.Village;
    private const string Incident = "2017-06-15";

    [Theory, OnEveryDatabase]
    public async Task From_a_vacant_post_to_the_dossier_of_the_one_who_was_admonished(Backend backend)
    {
        await using var api = await Api.On(backend);
        var place = await api.HasInspected();
        var (county, team, branch) = (
            Api.Id(await api.Has("posts", new { organization = place.County, position = "partySecretary", title = "县委书记" })),
            Api.Id(await api.Has("posts", new { organization = await api.HasOrganization(Village, "residentTeam", "范场村驻村工作队"), position = "residentFirstSecretary", title = "驻村第一书记" })),
            Api.Id(await api.Has("posts", new { organization = await api.HasOrganization(Village, "partyCommittee", "范场村党支部"), position = "villagePartySecretary", title = "村党支部书记" })));
        var (gone, secretary, former, present) = (await api.HasOfficial("甲某"), await api.HasOfficial("乙某"), await api.HasOfficial("丙某"), await api.HasOfficial("丁某"));
        var seconded = await api.HasAppointment(gone, team, "2015-08-01", kind: "seconded");
        await api.HasAppointment(secretary, branch, "2014-01-01");
        await api.HasAppointment(former, county, "2016-05-01", "2017-08-01");
        await api.HasAppointment(present, county, "2017-08-01");

        // The post falls vacant; the village's own secretary is in charge.
        await api.Has($"appointments/{seconded}/end", new { validUntil = "2017-05-01", document = "豫组通〔2017〕5号", reason = "选派期满" });
        await api.HasAppointment(secretary, team, "2017-05-10", kind: "inCharge");
        (await api.Ask($"vacancies?within={Village}&position=residentFirstSecretary&asOf={Incident}")).Items("status").ShouldBe(["actingOnly"]);

        // A problem is found, put right, verified by those who found it, and comes back.
        var problem = await Comes_back(api, place);

        // A case is opened: whoever answered for the village on those days, and who carried the duty of the vacant post.
        var @case = Api.Id(await api.Has("accountability-cases", new { division = Village, problem, incidentOn = Incident, incidentUntil = "2017-10-11", description = "贫困户识别不准,整改反弹" }));
        var candidates = await api.Ask($"accountability-cases/{@case}/candidates");
        Named(candidates).ShouldBe(
        [
            "丙某 县委书记 firstResponsible 7 47: 2017-06-15–2017-08-01", "丁某 县委书记 firstResponsible 7 71: 2017-08-01–2017-10-11",
            "乙某 驻村第一书记 main 11 118: 2017-06-15–2017-10-11", "乙某 村党支部书记 main 11 118: 2017-06-15–2017-10-11",
        ], ignoreOrder: true);
        var vacancy = candidates["vacancies"]!.AsArray().Single(v => v.At("post/id") == $"{team}");
        (vacancy.At("clause"), vacancy.At("status"), vacancy.At("since"), vacancy.At("days"), vacancy.At("carriedBy/0/official/name"), vacancy.At("carriedBy/0/days")).ShouldBe(("11", "actingOnly", "2017-05-01", "118", "乙某", "118"));

        // One is admonished, appeals, is upheld.
        var sanction = await Is_admonished(api, @case, secretary, Id(candidates, "乙某", "村党支部书记"));

        // The dossier tells it, and did not yet before the decision.
        var dossier = await api.Ask($"officials/{secretary}/dossier?asOf=2018-01-31");
        dossier["posts"]!["items"]!.AsArray().Select(post => $"{post.At("post/title")} {post.At("kind")} {post.At("validFrom")}").ShouldBe(["村党支部书记 substantive 2014-01-01", "驻村第一书记 inCharge 2017-05-10"]);
        dossier["problems"]!["items"]!.AsArray().Select(found => $"{found.At("title")} {found.At("state")}").ShouldBe(["贫困户识别不准 reopened"]);
        var told = dossier["sanctions"]!["items"]!.AsArray().ShouldHaveSingleItem()!;
        (told.At("id"), told.At("form"), told.At("state"), told.At("clause"), told.At("liability"), told.At("effectiveUntil")).ShouldBe(($"{sanction}", "admonition", "upheld", "11", "direct", "2018-05-01"));
        (await api.Ask($"officials/{secretary}/dossier?asOf=2017-10-31")).At("sanctions/items/0/state").ShouldBe("proposed");

        await One_late_correction(api, seconded, team, @case);
    }

    private static async Task<long> Comes_back(Api api, Inspected place)
    {
        var inspection = Api.Id(await api.Has("inspections", new { group = place.Group, title = "精准识别专项督导", scope = new[] { Village }, startsOn = "2017-06-01", endsOn = "2017-06-30" }));
        var problem = await api.HasProblem("贫困户识别不准", Village, inspection, Incident);
        var task = Api.Id(await api.Has($"problems/{problem}/rectifications", new { lead = place.Team, startsOn = "2017-06-16", dueOn = "2017-08-31" }));
        await api.Has($"tasks/{task}/acknowledgements", new { acknowledgedOn = "2017-06-17" });
        await api.Has($"tasks/{task}/completions", new { completedOn = "2017-08-10" });
        await api.Has($"tasks/{task}/verifications", new { verifier = place.Group, verifiedOn = "2017-08-20" });
        await api.Has($"tasks/{task}/closures", new { closedOn = "2017-08-25" });
        await api.Has($"tasks/{task}/reopenings", new { reopenedOn = "2017-10-10", reason = "回访发现档案仍缺失" });
        (await api.Ask($"problems/{problem}?asOf=2017-10-10")).At("state").ShouldBe("reopened");
        (await api.Ask($"reports/overridden-verifications?within={Village}"))["items"]!.AsArray().ShouldBeEmpty();
        return problem;
    }

    private static async Task<long> Is_admonished(Api api, long @case, long official, long appointment)
    {
        var (proposer, decider) = await api.HasInvestigated(@case);
        var sanction = Api.Id(await api.Has($"accountability-cases/{@case}/proposals", new
        {
            official,
            appointment,
            liability = "direct",
            form = "admonition",
            proposer,
            proposedOn = "2017-10-20",
        }));
        await api.Has($"sanctions/{sanction}/decisions", CaseStory.Decision(decider, "2017-11-01", "2018-05-01"));
        await api.Has($"sanctions/{sanction}/services", new { servedOn = "2017-11-03" });
        await api.Has($"sanctions/{sanction}/appeals", new { appealedOn = "2017-11-20" });
        await api.Has($"sanctions/{sanction}/appeal-outcomes", new { outcome = "upheld", decider, document = "汴纪复〔2017〕4号", settledOn = "2017-12-15" });
        await api.Has($"accountability-cases/{@case}/closures", new { closedOn = "2017-12-20" });
        (await api.Ask($"accountability-cases/{@case}")).At("state").ShouldBe("closed");
        return sanction;
    }

    /// <summary>The first secretary had in truth gone seven weeks later: what the chain of the incident's day was then known to be is told still, and what made it another.</summary>
    private static async Task One_late_correction(Api api, long seconded, long team, long @case)
    {
        var then = await api.Head();
        await Api.Body(await api.Patch($"appointments/{seconded}?asOf=2017-04-30", new { validUntil = "2017-06-20", reason = "离任日期录入错误" }, await api.ETag($"appointments/{seconded}?asOf=2017-04-30")));
        var correction = await api.Head();
        correction.ShouldBe(then + 1);

        var chain = $"divisions/{Village}/chain?asOf={Incident}";
        Holders(await api.Ask($"{chain}&knownAt=pos:{then}"), team).ShouldBe(["乙某"]);
        Holders(await api.Ask(chain), team).ShouldBe(["甲某", "乙某"]);
        var comparison = await api.Ask($"divisions/{Village}/chain/comparison?asOf={Incident}&knownAt=pos:{then}&knownAt=pos:{correction}");
        comparison["facts"]!.AsArray().Select(fact => $"{fact.At("position")} {fact.At("kind")}").ShouldBe([$"{correction} appointmentCorrected/1"]);
        var changed = comparison["changed"]!.AsArray().ShouldHaveSingleItem()!;
        changed.At("one/post/id").ShouldBe($"{team}");
        comparison["gapsClosed"]!.AsArray().ShouldHaveSingleItem().At("gap/clause").ShouldBe("11");
        (comparison["added"]!.AsArray().Count, comparison["removed"]!.AsArray().Count, comparison["gapsOpened"]!.AsArray().Count).ShouldBe((0, 0, 0));

        Named(await api.Ask($"accountability-cases/{@case}/candidates")).ShouldContain("甲某 驻村第一书记 main 11 5: 2017-06-15–2017-06-20");
        Named(await api.Ask($"accountability-cases/{@case}/candidates?knownAt=pos:{then}")).ShouldNotContain(line => line != null && line.StartsWith("甲某", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Named(JsonObject candidates) => candidates["items"]!.AsArray().Select(c =>
        $"{c.At("official/name")} {c.At("post/title")} {c.At("grade")} {c.At("clause")} {c.At("days")}: {string.Join(", ", c!["periods"]!.AsArray().Select(p => $"{p.At("from")}–{p.At("until")}"))}");

    private static long Id(JsonObject candidates, string name, string title) =>
        candidates["items"]!.AsArray().Single(c => c.At("official/name") == name && c.At("post/title") == title)!["appointment"]!["id"]!.GetValue<long>();

    private static IEnumerable<string?> Holders(JsonObject chain, long post) => chain["links"]!.AsArray().Single(link => link.At("post/id") == $"{post}")!["holders"]!.AsArray().Select(holder => holder.At("official/name"));
}
