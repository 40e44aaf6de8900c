using System.Net;

namespace Responsibility.Api.Tests.Accountability;

public sealed class DecideCaseTests
{
    [Theory, OnEveryDatabase]
    public async Task An_official_who_left_since_stays_accountable_and_the_successor_is_not(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var post = await api.HasPost("县委书记");
        var (then, now) = (await api.HasOfficial("王某"), await api.HasOfficial("李某"));
        var term = await api.HasAppointment(then, post, "2016-05-01", "2017-08-01");
        await api.HasAppointment(now, post, "2017-08-01");
        var @case = await api.HasCase();

        var successor = await api.Post($"accountability-cases/{@case}/decisions", CaseStory.Decision(now));
        var decided = await api.Has($"accountability-cases/{@case}/decisions", CaseStory.Decision(then));

        successor.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Api.CodeOf(successor)).ShouldBe("not-a-candidate");
        decided["state"]!.GetValue<string>().ShouldBe("decided");
        var decision = decided["decisions"]!.AsArray().Single()!;
        decision["appointment"]!.GetValue<long>().ShouldBe(term);
        (decision["clause"]!.GetValue<string>(), decision["grade"]!.GetValue<string>()).ShouldBe(("7", "firstResponsible"));
        decision["ruleSet"]!.ToJsonString().ShouldBe("""{"id":"henan-2017","version":1}""");
        var before = await api.Ask($"accountability-cases/{@case}?asOf=2017-08-31");
        before["state"]!.GetValue<string>().ShouldBe("opened");
        before["decisions"]!.AsArray().ShouldBeEmpty();
    }

    [Theory, OnEveryDatabase]
    public async Task The_same_decision_again_records_nothing_and_a_different_one_is_refused(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var official = await api.HasOfficial("王某");
        await api.HasAppointment(official, await api.HasPost("县委书记"), "2016-05-01");
        var @case = await api.HasCase();
        await api.Has($"accountability-cases/{@case}/decisions", CaseStory.Decision(official));
        var head = await api.Head();

        var again = await api.Post($"accountability-cases/{@case}/decisions", CaseStory.Decision(official));
        var other = await api.Post($"accountability-cases/{@case}/decisions", CaseStory.Decision(official, "warning"));

        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await api.Post($"accountability-cases/{@case}/decisions", new { official, liability = "mainLeadership", form = "admonition", document = "豫纪〔2017〕31号", decidedOn = "2017-09-01" }))
            .StatusCode.ShouldBe(HttpStatusCode.OK);
        other.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await Api.CodeOf(other)).ShouldBe("already-decided");
        (await api.Head()).ShouldBe(head);
    }

    [Theory, OnEveryDatabase]
    public async Task Where_several_appointments_answered_the_decision_says_which_is_meant(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var official = await api.HasOfficial("王某");
        var county = await api.HasAppointment(official, await api.HasPost("县委书记"), "2016-05-01");
        var city = await api.HasAppointment(official, await api.HasPost("市委专职副书记", "deputyPartySecretary", "4102"), "2016-05-01", kind: "concurrent");
        var @case = await api.HasCase();

        var ambiguous = await Api.Problem(await api.Post($"accountability-cases/{@case}/decisions", CaseStory.Decision(official)));
        var decided = await api.Has($"accountability-cases/{@case}/decisions", CaseStory.Decision(official, appointment: city));

        ambiguous["code"]!.GetValue<string>().ShouldBe("candidate-ambiguous");
        ambiguous["errors"]!.AsArray().Select(e => e!["value"]!.GetValue<string>()).ShouldBe([$"{city}", $"{county}"], ignoreOrder: true);
        decided["decisions"]![0]!["post"]!["title"]!.GetValue<string>().ShouldBe("市委专职副书记");
    }

    [Theory, OnEveryDatabase]
    public async Task A_form_that_is_unknown_or_only_for_organizations_and_a_decision_before_the_incident_are_refused(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var official = await api.HasOfficial("王某");
        await api.HasAppointment(official, await api.HasPost("县委书记"), "2016-05-01");
        var @case = await api.HasCase();

        (await Refused(CaseStory.Decision(official, "exile"))).ShouldBe("sanction-form-unknown");
        (await Refused(CaseStory.Decision(official, "reorganization"))).ShouldBe("sanction-form-unknown");
        (await Refused(CaseStory.Decision(official, decidedOn: "2017-07-08"))).ShouldBe("decided-before-incident");
        var forms = (await api.Ask("catalogues/sanctions"))["items"]!.AsArray();
        forms.Count.ShouldBe(10);
        forms.Single(f => f!["id"]!.GetValue<string>() == "reorganization")!["appliesTo"]!.AsArray().Select(a => a!.GetValue<string>()).ShouldBe(["organization"]);
        forms.Single(f => f!["id"]!.GetValue<string>() == "admonition")!["appliesTo"]!.AsArray().Select(a => a!.GetValue<string>()).ShouldBe(["official"]);

        async Task<string> Refused(object body) => await Api.CodeOf(await api.Post($"accountability-cases/{@case}/decisions", body));
    }
}
