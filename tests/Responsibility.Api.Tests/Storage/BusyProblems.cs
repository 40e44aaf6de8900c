namespace Responsibility.Api.Tests.Storage;

/// <summary>An inspection that is corrected and ended, its members, and a problem that it found: corrected, rectified, verified against the rule.</summary>
internal static class BusyProblems
{
    public static async Task Happen(Api api)
    {
        var group = await api.HasOrganization("41", "inspectionGroup", "省第一督导巡察组");
        var team = await api.HasOrganization("410225101", "rectificationTeam", "堌阳镇整顿工作队");
        var inspection = await Inspection("党建督导");
        await Api.Body(await api.Patch($"inspections/{inspection}", new { scope = new[] { "410225101", "4102" }, reason = "范围录入错误" }));
        await api.Has($"inspections/{inspection}/end", new { validUntil = "2017-04-20", reason = "提前结束" });
        (await api.Delete($"inspections/{await Inspection("误录")}")).IsSuccessStatusCode.ShouldBeTrue();

        var member = await Member(await api.HasOfficial("孙某", "DC0001"));
        await api.Has($"inspection-members/{member}/changes", new { effectiveOn = "2017-04-01", leader = true, reason = "原组长调离" });
        await Api.Body(await api.Patch($"inspection-members/{member}?asOf=2017-04-01", new { plannedUntil = "2017-09-01", reason = "计划结束日期录入错误" }));
        await api.Has($"inspection-members/{member}/end", new { validUntil = "2017-08-01", reason = "回原单位" });
        (await api.Delete($"inspection-members/{await Member(await api.HasOfficial("吴某", "DC0002"))}")).IsSuccessStatusCode.ShouldBeTrue();

        var problem = await Problem("三会一课不落实");
        await Api.Body(await api.Patch($"problems/{problem}", new { title = "组织生活不落实", description = "全年未开支部党员大会", reason = "表述不准" }));
        (await api.Delete($"problems/{await Problem("误录问题")}")).IsSuccessStatusCode.ShouldBeTrue();
        var task = Api.Id(await api.Has($"problems/{problem}/rectifications", new { lead = team, startsOn = "2017-03-20", dueOn = "2017-06-30" }));
        await api.Has($"tasks/{task}/acknowledgements", new { acknowledgedOn = "2017-03-21" });
        await api.Has($"tasks/{task}/completions", new { completedOn = "2017-06-01" });
        await api.Has($"tasks/{task}/verifications", new { verifier = team, verifiedOn = "2017-06-10", @override = new { reason = "督导组已撤" } });

        async Task<long> Inspection(string title) =>
            Api.Id(await api.Has("inspections", new { group, title, scope = new[] { "410225" }, startsOn = "2017-03-01", endsOn = "2017-04-30", document = "豫督〔2017〕1号" }));

        async Task<long> Member(long official) =>
            Api.Id(await api.Has("inspection-members", new { group, official, detachedFrom = team, validFrom = "2017-02-20", plannedUntil = "2017-07-01", document = "豫督〔2017〕1号" }));

        async Task<long> Problem(string title) => Api.Id(await api.Has("problems", new
        {
            source = "provincialInspection",
            division = "410225101",
            severity = "minor",
            foundOn = "2017-03-15",
            title,
            inspection,
            programme = "partyBuilding",
            description = "全年只开过一次支部党员大会",
        }));
    }
}
