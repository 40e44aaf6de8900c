using System.Net;
using System.Text.Json.Nodes;
using Responsibility.Api.Tests.Problems;

namespace Responsibility.Api.Tests.Inspections;

public sealed class DetachMemberTests
{
    [Theory, OnEveryDatabase]
    public async Task Members_are_listed_by_group_and_official_and_those_who_stay_beyond_the_planned_end(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (group, _, county, _, _) = await api.HasInspected();
        var (first, second) = (await api.HasOfficial("李某"), await api.HasOfficial("张某"));
        var leader = await api.Has("inspection-members", new { group, official = first, leader = true, detachedFrom = county, validFrom = "2017-02-20", plannedUntil = "2017-07-01", document = "豫督〔2017〕1号" });
        var member = Api.Id(await api.Has("inspection-members", new { group, official = second, validFrom = "2017-02-20", plannedUntil = "2020-12-31" }));

        new[] { "group/id", "official/name", "leader", "detachedFrom/name", "validFrom", "plannedUntil", "validUntil" }.Select(m => leader.At(m)).ShouldBe(
            [$"{group}", "李某", "true", "中共兰考县委", "2017-02-20", "2017-07-01", null]);
        (await api.Ask($"inspection-members?group={group}&asOf=2017-03-01")).Items("id").ShouldBe([leader.At("id"), $"{member}"]);
        (await api.Ask($"inspection-members?official={second}&asOf=2017-03-01")).Items("leader").ShouldBe(["false"]);
        (await api.Ask("inspection-members?within=410225&asOf=2017-03-01"))["items"]!.AsArray().ShouldBeEmpty();
        (await api.Ask("inspection-members?within=41&overdue=true&asOf=2017-06-30"))["items"]!.AsArray().ShouldBeEmpty();
        (await api.Ask("inspection-members?overdue=true&asOf=2017-07-02")).Items("official/name").ShouldBe(["李某"]);
        (await api.Ask("inspection-members?overdue=false&asOf=2017-07-02")).Items("official/name").ShouldBe(["张某"]);
        await api.Has($"inspection-members/{leader.At("id")}/end", new { validUntil = "2017-07-10", reason = "回原单位" });
        (await api.Ask("inspection-members?overdue=true&asOf=2017-07-10"))["items"]!.AsArray().ShouldBeEmpty();
    }

    [Theory, OnEveryDatabase]
    public async Task A_member_is_changed_corrected_ended_and_taken_back(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (group, _, _, _, _) = await api.HasInspected();
        var official = await api.HasOfficial("李某");
        var member = Api.Id(await api.Has("inspection-members", new { group, official, validFrom = "2017-02-20", plannedUntil = "2017-04-01" }));
        await api.Has($"inspection-members/{member}/changes", new { effectiveOn = "2017-05-01", leader = true, document = "豫督〔2017〕8号" });
        await Api.Body(await api.Patch($"inspection-members/{member}?asOf=2017-05-01", new { plannedUntil = "2017-08-01", reason = "已延期" }));

        (await api.Ask($"inspection-members/{member}?asOf=2017-04-30")).At("leader").ShouldBe("false");
        (await api.Ask($"inspection-members/{member}?asOf=2017-05-01")).At("leader").ShouldBe("true");
        (await api.Ask($"inspection-members/{member}?asOf=2017-05-01")).At("plannedUntil").ShouldBe("2017-08-01");
        await api.Delete($"officials/{official}").Refuses(HttpStatusCode.Conflict, "in-use");
        await api.Has($"inspection-members/{member}/end", new { validUntil = "2017-07-01", reason = "任务结束" });
        (await api.Ask($"inspection-members/{member}/history"))["items"]!.AsArray().Select(v => v.At("fact")).Distinct().ShouldBe(
            ["inspectionMemberDetached/1", "inspectionMemberChanged/1", "inspectionMemberCorrected/1", "inspectionMemberEnded/1"], ignoreOrder: true);
        (await api.Delete($"inspection-members/{member}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await api.Get($"inspection-members/{member}").Refuses(HttpStatusCode.NotFound, "inspection-member-unknown");
        (await api.Delete($"officials/{official}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Theory, OnEveryDatabase]
    public async Task Why_a_member_left_is_erased_with_the_official(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (group, _, _, _, _) = await api.HasInspected();
        var official = await api.HasOfficial("李某");
        var member = Api.Id(await api.Has("inspection-members", new { group, official, validFrom = "2017-02-20", plannedUntil = "2017-04-01" }));
        await api.Has($"inspection-members/{member}/end", new { validUntil = "2017-03-01", reason = "因健康原因退出" });
        (await api.Ask($"inspection-members/{member}/history"))["items"]!.AsArray()[^1].At("reason").ShouldBe("因健康原因退出");

        await api.Has($"officials/{official}/erasure", new { ground = "《个人信息保护法》第四十七条" });

        (await api.Ask($"inspection-members/{member}/history"))["items"]!.AsArray().ShouldAllBe(v => v.At("reason") == null);
        (await api.Ask($"inspection-members?group={group}&asOf=2017-02-20")).Items("official/name").ShouldBe([null]);
    }

    [Theory, OnEveryDatabase]
    public async Task Membership_ends_with_the_group_and_when_the_official_leaves(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (group, _, _, _, _) = await api.HasInspected();
        var second = await api.HasOrganization("41", "inspectionGroup", "省第四督导巡察组");
        var (first, other) = (await api.HasOfficial("李某"), await api.HasOfficial("张某"));
        await api.Has("inspection-members", new { group, official = first, validFrom = "2017-02-20", plannedUntil = "2020-12-31" });
        await api.Has("inspection-members", new { group = second, official = other, validFrom = "2017-02-20", plannedUntil = "2020-12-31" });

        await api.Has($"organizations/{group}/end", new { validUntil = "2018-01-01" });
        await api.Has($"officials/{other}/end", new { validUntil = "2018-06-01", reason = "退休" });

        (await api.Ask("inspection-members?asOf=2017-12-31")).Items("validUntil").ShouldBe(["2018-01-01", "2018-06-01"]);
        (await api.Ask("inspection-members?asOf=2018-06-01"))["items"]!.AsArray().ShouldBeEmpty();
    }

    [Theory, OnEveryDatabase]
    public async Task What_a_change_of_divisions_ended_goes_on_once_the_change_is_taken_back(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var group = await api.HasOrganization("410225101", "inspectionGroup", "堌阳镇督查组");
        await api.Has("inspection-members", new { group, official = await api.HasOfficial("李某"), validFrom = "2017-02-20", plannedUntil = "2020-12-31" });
        var change = (await api.Has("division-changes", new { type = "abolish", effectiveOn = "2018-01-01", document = "兰政〔2018〕1号", division = "410225101", moves = new[] { new { division = "410225101201", to = "410225" } } })).At("id");
        (await api.Ask("inspection-members?asOf=2018-01-01"))["items"]!.AsArray().ShouldBeEmpty();

        (await api.Delete($"division-changes/{change}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await api.Ask("inspection-members?asOf=2018-01-01")).Items("validUntil").ShouldBe([null]);
    }

    [Theory, OnEveryDatabase]
    public async Task A_member_who_cannot_be_is_refused_by_its_own_code_and_leaves_nothing(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (group, team, _, _, _) = await api.HasInspected();
        var second = await api.HasOrganization("41", "inspectionGroup", "省第四督导巡察组");
        var official = await api.HasOfficial("李某");
        await api.Has("inspection-members", new { group, official, validFrom = "2017-02-20", plannedUntil = "2017-07-01", validUntil = "2017-06-01" });
        var head = await api.Head();

        var elsewhere = await Refused("inspection-member-elsewhere", "/official", _ => { });
        elsewhere.At("detail").ShouldBe("It is 省第三督导巡察组.");
        await Refused("not-an-inspection-group", "/group", m => m["group"] = team);
        await Refused("organization-unknown", "/group", m => m["group"] = official);
        await Refused("official-unknown", "/official", m => m["official"] = group);
        await Refused("organization-unknown", "/detachedFrom", m => m["detachedFrom"] = official);
        await Refused("planned-end-before-start", "/plannedUntil", m => m["plannedUntil"] = "2017-05-01");
        await Refused("invalid", "/validUntil", m => m["validUntil"] = "2017-05-01");
        await Refused("member-missing", "/plannedUntil", m => m.Remove("plannedUntil"));
        (await api.Head()).ShouldBe(head);
        await api.Has("inspection-members", new { group = second, official, validFrom = "2017-06-01", plannedUntil = "2018-01-01" });

        async Task<JsonObject> Refused(string code, string pointer, Action<JsonObject> change)
        {
            var body = new JsonObject { ["group"] = second, ["official"] = official, ["validFrom"] = "2017-05-01", ["plannedUntil"] = "2018-01-01" };
            change(body);
            var problem = await (await api.Post("inspection-members", body)).Refusing(code);
            problem["errors"]![0].At("pointer").ShouldBe(pointer, code);
            return problem;
        }
    }
}
