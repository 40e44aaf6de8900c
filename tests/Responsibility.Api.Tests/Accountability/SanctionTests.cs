using System.Net;

namespace Responsibility.Api.Tests.Accountability;

/// <summary>From the proposal to the end of the appeal, and who may be meant by it.</summary>
public sealed class SanctionTests
{
    [Theory, OnEveryDatabase]
    public async Task A_case_is_opened_investigated_proposed_decided_served_appealed_upheld_and_closed(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var (then, now) = (await api.HasOfficial("王某"), await api.HasOfficial("李某"));
        var secretary = await api.HasPost("县委书记");
        var term = await api.HasAppointment(then, secretary, "2016-05-01", "2017-08-01");
        await api.HasAppointment(now, secretary, "2017-08-01");
        var @case = await api.HasCase();
        var proposals = $"accountability-cases/{@case}/proposals";
        var anyBody = await api.HasOrganization("4102", "institution", "开封市问责办");
        await Refuses(proposals, CaseStory.Proposal(then, anyBody), "case-step-illegal");
        var (proposer, decider) = await api.HasInvestigated(@case);
        (await State("2017-08-12")).ShouldBe("investigated");

        await Refuses(proposals, CaseStory.Proposal(now, proposer), "not-a-candidate");
        var sanction = await api.Has(proposals, CaseStory.Proposal(then, proposer));
        var path = $"sanctions/{Api.Id(sanction)}";
        (sanction.At("state"), sanction.At("appointment"), sanction.At("clause"), sanction.At("grade"), sanction.At("official/name"), sanction.At("decider")).ShouldBe(("proposed", $"{term}", "7", "firstResponsible", "王某", null));
        await Refuses($"{path}/services", new { servedOn = "2017-09-03" }, "sanction-step-illegal");
        await Refuses($"{path}/decisions", CaseStory.Decision(proposer), "proposer-decides");
        await Refuses($"{path}/decisions", CaseStory.Decision(decider, "2017-08-19"), "sanction-step-illegal");
        await Refuses($"{path}/decisions", CaseStory.Decision(decider, effectiveUntil: "2017-09-01"), "effect-ends-before");
        var decided = await api.Has($"{path}/decisions", CaseStory.Decision(decider, effectiveUntil: "2018-03-01"));
        (decided.At("state"), decided.At("decider/id"), decided.At("document"), decided.At("effectiveUntil"), decided.At("text")).ShouldBe(("decided", $"{decider}", "豫纪〔2017〕31号", "2018-03-01", "诫勉谈话"));
        await Refuses($"accountability-cases/{@case}/closures", new { closedOn = "2017-09-02" }, "in-use");
        await api.Has($"{path}/services", new { servedOn = "2017-09-03" });
        await api.Has($"{path}/appeals", new { appealedOn = "2017-09-20", note = "当月已离任" });
        await Refuses($"{path}/appeal-outcomes", new { outcome = "upheld", decider = proposer, document = "豫纪复〔2017〕4号", settledOn = "2017-10-10" }, "proposer-decides");
        await Refuses($"{path}/appeal-outcomes", new { outcome = "upheld", decider, document = "豫纪复〔2017〕4号", settledOn = "2017-10-10", form = "warning" }, "invalid");
        var upheld = await api.Has($"{path}/appeal-outcomes", new { outcome = "upheld", decider, document = "豫纪复〔2017〕4号", settledOn = "2017-10-10" });
        (upheld.At("state"), upheld.At("form"), upheld.At("document"), upheld.At("effectiveUntil")).ShouldBe(("upheld", "admonition", "豫纪复〔2017〕4号", "2018-03-01"));
        await api.Has($"accountability-cases/{@case}/closures", new { closedOn = "2017-11-01" });
        await Refuses(proposals, CaseStory.Proposal(then, proposer, "warning"), "already-proposed");
        await Refuses($"accountability-cases/{@case}/investigations", new { findings = "再查" }, "case-step-illegal");

        foreach (var (day, state) in new[]
        {
            ("2017-07-09", "opened"), ("2017-08-25", "proposed"), ("2017-09-01", "decided"), ("2017-09-10", "served"), ("2017-10-01", "appealed"), ("2017-10-10", "upheld"), ("2017-11-01", "closed"),
        })
            (await State(day)).ShouldBe(state, day);
        (await api.Ask($"{path}?asOf=2017-09-10")).At("state").ShouldBe("served");
        (await api.Ask($"sanctions?official={then}&inEffect=true&asOf=2018-02-28")).Items("id").ShouldBe([$"{Api.Id(sanction)}"]);
        (await api.Ask($"sanctions?official={then}&inEffect=true&asOf=2018-03-01")).Items("id").ShouldBeEmpty();
        (await api.Ask("sanctions?within=410225&state=upheld&form=admonition")).Items("official/name").ShouldBe(["王某"]);

        async Task Refuses(string step, object body, string code) => await api.Records(0, async () => (await Api.CodeOf(await api.Post(step, body))).ShouldBe(code, step));
        async Task<string?> State(string day) => (await api.Ask($"accountability-cases/{@case}?asOf={day}")).At("state");
    }

    [Theory, OnEveryDatabase]
    public async Task A_changed_sanction_has_its_new_form_and_a_revoked_one_stays_to_be_seen(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var official = await api.HasOfficial("王某");
        await api.HasAppointment(official, await api.HasPost("县委书记"), "2016-05-01");
        var @case = await api.HasCase();
        var sanction = await api.HasSanction(@case, official);
        var path = $"sanctions/{Api.Id(sanction)}";
        var court = await api.HasOrganization("41", "disciplineCommission", "省纪委");
        await api.Has($"{path}/services", new { servedOn = "2017-09-03" });
        await api.Has($"{path}/appeals", new { appealedOn = "2017-09-20" });

        var changed = await api.Has($"{path}/appeal-outcomes", new { outcome = "changed", decider = court, document = "豫纪复〔2017〕4号", settledOn = "2017-10-10", form = "circulatedCriticism" });
        (changed.At("state"), changed.At("form"), changed.At("liability")).ShouldBe(("changed", "circulatedCriticism", "mainLeadership"));
        (await api.Ask($"{path}?asOf=2017-09-30")).At("form").ShouldBe("admonition");
        var revoked = await api.Has($"{path}/revocations", new { document = "豫纪〔2018〕2号", reason = "复查证据不足", revokedOn = "2018-01-20" });
        revoked.At("state").ShouldBe("revoked");
        (await api.Post($"{path}/revocations", new { document = "豫纪〔2018〕2号", reason = "复查证据不足", revokedOn = "2018-01-20" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Api.CodeOf(await api.Post($"{path}/appeals", new { }))).ShouldBe("sanction-step-illegal");
        (await api.Ask($"sanctions?official={official}&inEffect=true")).Items("id").ShouldBeEmpty();
        (await api.Ask($"{path}/history"))["items"]!.AsArray().Select(v => v.At("fact")).Distinct()
            .ShouldBe(["sanctionProposed/1", "sanctionDecided/2", "sanctionServed/1", "sanctionAppealed/1", "sanctionAppealSettled/1", "sanctionRevoked/1"]);
        (await Api.CodeOf(await api.Delete($"officials/{official}", "误录"))).ShouldBe("in-use");
    }

    [Theory, OnEveryDatabase]
    public async Task Where_several_appointments_answered_the_proposal_says_which_is_meant(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var official = await api.HasOfficial("王某");
        var county = await api.HasAppointment(official, await api.HasPost("县委书记"), "2016-05-01");
        var city = await api.HasAppointment(official, await api.HasPost("市委专职副书记", "deputyPartySecretary", "4102"), "2016-05-01", kind: "concurrent");
        var @case = await api.HasCase();
        var (proposer, _) = await api.HasInvestigated(@case);

        var ambiguous = await Api.Problem(await api.Post($"accountability-cases/{@case}/proposals", CaseStory.Proposal(official, proposer)));
        var proposed = await api.Has($"accountability-cases/{@case}/proposals", CaseStory.Proposal(official, proposer, appointment: city));

        ambiguous["code"]!.GetValue<string>().ShouldBe("candidate-ambiguous");
        ambiguous["errors"]!.AsArray().Select(e => e!["value"]!.GetValue<string>()).ShouldBe([$"{city}", $"{county}"], ignoreOrder: true);
        proposed.At("post/title").ShouldBe("市委专职副书记");
        using var again = await api.Post($"accountability-cases/{@case}/proposals", CaseStory.Proposal(official, proposer, appointment: city));
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Api.CodeOf(await api.Post($"accountability-cases/{@case}/proposals", CaseStory.Proposal(official, proposer, "warning", appointment: city)))).ShouldBe("already-proposed");
    }

    [Theory, OnEveryDatabase]
    public async Task Bodies_are_held_to_account_in_forms_of_their_own(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var official = await api.HasOfficial("王某");
        await api.HasAppointment(official, await api.HasPost("县委书记"), "2016-05-01");
        var government = await api.HasOrganization("410225", "government", "兰考县人民政府");
        var @case = await api.HasCase();
        var (proposer, decider) = await api.HasInvestigated(@case);

        (await Refused(CaseStory.Proposal(official, proposer, "exile"))).ShouldBe("sanction-form-unknown");
        (await Refused(CaseStory.Proposal(official, proposer, "reorganization"))).ShouldBe("sanction-form-unknown");
        (await Refused(new { organization = government, proposer, form = "admonition", proposedOn = "2017-08-20" })).ShouldBe("sanction-form-unknown");
        (await Refused(new { organization = proposer, proposer, form = "inspection", proposedOn = "2017-08-20" })).ShouldBe("not-a-candidate");
        (await Refused(new { organization = government, official, proposer, form = "inspection", liability = "direct" })).ShouldBe("invalid");
        (await Refused(new { official, proposer, form = "admonition" })).ShouldBe("invalid");
        (await Refused(CaseStory.Proposal(official, proposer, proposedOn: "2017-07-08"))).ShouldBe("proposed-before-incident");
        (await Refused(CaseStory.Proposal(official, proposer, proposedOn: "2999-01-01"))).ShouldBe("day-in-future");
        var proposed = await api.Has($"accountability-cases/{@case}/proposals", new { organization = government, proposer, form = "inspection", proposedOn = "2017-08-20" });
        (proposed.At("organization/name"), proposed.At("clause"), proposed.At("grade"), proposed.At("official")).ShouldBe(("兰考县人民政府", "6", "mainBody", null));
        (await Api.CodeOf(await api.Post($"sanctions/{Api.Id(proposed)}/decisions", CaseStory.Decision(decider, form: "warning")))).ShouldBe("sanction-form-unknown");
        (await api.Has($"sanctions/{Api.Id(proposed)}/decisions", CaseStory.Decision(decider, form: "reorganization"))).At("form").ShouldBe("reorganization");
        (await api.Ask($"sanctions?organization={government}")).Items("id").ShouldBe([$"{Api.Id(proposed)}"]);
        (await Api.CodeOf(await api.Delete($"organizations/{government}", "误录"))).ShouldBe("in-use");

        var forms = (await api.Ask("catalogues/sanctions"))["items"]!.AsArray();
        forms.Count.ShouldBe(10);
        forms.Single(f => f!["id"]!.GetValue<string>() == "reorganization")!["appliesTo"]!.AsArray().Select(a => a!.GetValue<string>()).ShouldBe(["organization"]);

        async Task<string> Refused(object body) => await Api.CodeOf(await api.Post($"accountability-cases/{@case}/proposals", body));
    }
}
