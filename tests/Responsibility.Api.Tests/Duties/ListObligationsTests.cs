using System.Net;

namespace Responsibility.Api.Tests.Duties;

public sealed class ListObligationsTests
{
    [Theory, OnEveryDatabase]
    public async Task Obligations_are_those_of_the_rule_set_in_force_with_who_is_bound_to_what_and_how_often(Backend backend)
    {
        await using var api = await Api.On(backend);

        var list = await api.Ask("obligations?asOf=2017-07-09");

        list.At("ruleSet/id").ShouldBe("henan-2017");
        list.Items("id").ShouldBe(["weekly-village-night", "provincial-heads-visit-villages", "linked-leaders-visit-counties"]);
        var night = list["items"]![0];
        $"{night.At("levels/0")} {night.At("contact")} {night.At("act")} {night.At("target")} {night.At("times")} {night.At("every")}".ShouldBe("county township nightStay village 1 week");
        list.At("items/1/anyTag/0").ShouldBe("poorVillage");
        (await api.Ask("obligations?ruleSet=river-chief&asOf=2018-06-01")).Items("id").ShouldBeEmpty();
        await api.Get("obligations?asOf=1990-01-01").Refuses(HttpStatusCode.UnprocessableEntity, "rule-set-not-in-force");
        await api.Get("obligations?ruleSet=nowhere").Refuses(HttpStatusCode.UnprocessableEntity, "rule-set-unknown");
    }
}
