using System.Net;
using System.Text.Json.Nodes;
using Responsibility.Api.Tests.Problems;

namespace Responsibility.Api.Tests.Inspections;

public sealed class OrderInspectionTests
{
    [Theory, OnEveryDatabase]
    public async Task An_inspection_is_found_by_its_group_its_scope_and_what_it_covers_also_once_it_is_over(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (group, _, _, _, inspection) = await api.HasInspected();
        await api.HasDivision("4107", "新乡市", "city", "41");
        var second = await api.HasOrganization("41", "inspectionGroup", "省第四督导巡察组");
        var open = Api.Id(await api.Has("inspections", new { group = second, title = "扶贫资金专项督导", scope = new[] { "4107", "410225101" }, startsOn = "2017-04-01" }));

        var shown = await api.Ask($"inspections/{inspection}?asOf=2017-03-05");
        new[] { "group/name", "title", "scope/0/name", "startsOn", "endsOn", "document", "findings/total" }.Select(member => shown.At(member)).ShouldBe(
            ["省第三督导巡察组", "软弱涣散村党组织专项督导", "兰考县", "2017-03-01", "2017-04-30", "豫督〔2017〕1号", "0"]);
        (await api.Ask($"inspections/{open}"))["scope"]!.AsArray().Select(d => d.At("name")).ShouldBe(["堌阳镇", "新乡市"]);
        (await api.Ask($"inspections/{open}")).At("endsOn").ShouldBeNull();
        foreach (var (question, ids) in new (string, long[])[]
        {
            ("asOf=2017-05-01", [inspection, open]), ("asOf=2017-03-31", [inspection]), ("asOf=2017-02-28", []), ("ongoing=true&asOf=2017-04-30", [inspection, open]), ("ongoing=true&asOf=2017-05-01", [open]),
            ("ongoing=false&asOf=2017-05-01", [inspection]), ($"group={second}", [open]), ("within=4107", [open]), ("within=410225", [inspection, open]), ("within=410225101", [open]), ("within=41", [inspection, open]),
            ("division=410225101201", [inspection, open]), ("division=410225", [inspection]), ("division=4102", []), ("q=资金", [open]),
        })
            (await api.Ask($"inspections?{question}")).Items("id").ShouldBe(ids.Select(id => $"{id}"), question);
    }

    [Theory, OnEveryDatabase]
    public async Task An_inspection_is_corrected_ended_and_taken_back_as_far_as_what_it_found_allows(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (group, _, _, _, inspection) = await api.HasInspected();
        var problem = await api.HasProblem(inspection: inspection);
        var before = await api.Head();

        await api.Patch($"inspections/{inspection}", new { startsOn = "2017-03-21", reason = "误" }).Refuses(HttpStatusCode.Conflict, "in-use");
        await api.Patch($"inspections/{inspection}", new { endsOn = "2017-03-19", reason = "误" }).Refuses(HttpStatusCode.Conflict, "in-use");
        await api.Patch($"inspections/{inspection}", new { scope = new[] { "41022510" + "2" }, reason = "误" }).Refuses(HttpStatusCode.UnprocessableEntity, "division-unknown");
        await api.HasDivision("410225102", "南彰镇", "township", "410225");
        var refused = await api.Patch($"inspections/{inspection}", new { scope = new[] { "410225102" }, reason = "误" }).Refuses(HttpStatusCode.Conflict, "in-use");
        refused["errors"]![0].At("value").ShouldBe($"problem/{problem}");
        await api.Post($"inspections/{inspection}/end", new { validUntil = "2017-03-20", reason = "误" }).Refuses(HttpStatusCode.Conflict, "in-use");
        await api.Delete($"inspections/{inspection}").Refuses(HttpStatusCode.Conflict, "in-use");

        var corrected = await api.Patch($"inspections/{inspection}", new { scope = new[] { "410225101", "410225102" }, endsOn = "2017-05-15", reason = "范围录入错误" }).Succeeds();
        corrected["scope"]!.AsArray().Select(d => d.At("name")).ShouldBe(["堌阳镇", "南彰镇"]);
        corrected.At("endsOn").ShouldBe("2017-05-15");
        (await api.Ask("inspections?within=410225102")).Items("id").ShouldBe([$"{inspection}"]);
        (await api.Ask("inspections?division=410225"))["items"]!.AsArray().ShouldBeEmpty();
        (await api.Ask($"inspections?division=410225&knownAt=pos:{before}")).Items("endsOn").ShouldBe(["2017-04-30"]);
        (await api.Post($"inspections/{inspection}/end", new { validUntil = "2017-04-01", document = "豫督〔2017〕5号" }).Succeeds()).At("endsOn").ShouldBe("2017-03-31");
        (await api.Ask($"inspections/{inspection}/history"))["items"]!.AsArray().Select(v => v.At("fact")).ShouldBe(["inspectionOrdered/1", "inspectionCorrected/1", "inspectionEnded/1"]);
        await api.Delete($"organizations/{group}").Refuses(HttpStatusCode.Conflict, "in-use");
        await api.Delete("divisions/410225102").Refuses(HttpStatusCode.Conflict, "in-use");

        (await api.Delete($"problems/{problem}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await api.Delete($"inspections/{inspection}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await api.Get($"inspections/{inspection}").Refuses(HttpStatusCode.NotFound, "inspection-unknown");
        (await api.Delete("divisions/410225102")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Theory, OnEveryDatabase]
    public async Task An_inspection_that_cannot_be_is_refused_by_its_own_code_and_leaves_nothing(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (group, team, _, _, inspection) = await api.HasInspected();
        var head = await api.Head();

        await Refused("not-an-inspection-group", "/group", i => i["group"] = team);
        await Refused("organization-unknown", "/group", i => i["group"] = inspection);
        await Refused("division-unknown", "/scope/1", i => i["scope"] = new JsonArray("41", "419999"));
        await Refused("inspection-exists", "/title", _ => { });
        await Refused("invalid", "/scope", i => i["scope"] = new JsonArray());
        await Refused("invalid", "/scope/0", i => i["scope"] = new JsonArray("4"));
        await Refused("invalid", "/title", i => i["title"] = "");
        await Refused("invalid", "/endsOn", i => i["endsOn"] = "2017-02-28");
        await Refused("member-missing", "/startsOn", i => i.Remove("startsOn"));
        (await api.Head()).ShouldBe(head);

        async Task Refused(string code, string pointer, Action<JsonObject> change)
        {
            var body = new JsonObject { ["group"] = group, ["title"] = "软弱涣散村党组织专项督导", ["scope"] = new JsonArray("410225"), ["startsOn"] = "2017-04-01", ["endsOn"] = "2017-06-30" };
            change(body);
            (await (await api.Post("inspections", body)).Refusing(code))["errors"]![0].At("pointer").ShouldBe(pointer, code);
        }
    }
}
