using System.Text.Json.Nodes;

namespace Responsibility.Api.Tests.Problems;

/// <summary>A village with what stands above it, the team that rectifies there, and the group that inspects.</summary>
internal sealed record Inspected(long Group, long Team, long County, long Township, long Inspection)
{
    public const string Village = "410225101201";
}

internal static class ProblemStory
{
    /// <summary>兰考县 with its bodies; a provincial group inspects it from 2017-03-01 to 2017-04-30.</summary>
    public static async Task<Inspected> HasInspected(this Api api)
    {
        await api.HasLankao();
        await api.HasOrganization("41", "partyCommittee", "中共河南省委");
        var county = await api.HasOrganization("410225", "partyCommittee", "中共兰考县委");
        var township = await api.HasOrganization("410225101", "government", "堌阳镇人民政府");
        var team = await api.HasOrganization(Inspected.Village, "rectificationTeam", "范场村整顿工作队");
        var group = await api.HasOrganization("41", "inspectionGroup", "省第三督导巡察组");
        return new(group, team, county, township, await api.HasInspection(group, "410225"));
    }

    public static async Task<long> HasInspection(this Api api, long group, params string[] scope) =>
        Api.Id(await api.Has("inspections", new { group, title = "软弱涣散村党组织专项督导", scope, startsOn = "2017-03-01", endsOn = "2017-04-30", document = "豫督〔2017〕1号" }));

    /// <summary>What a problem usually says.</summary>
    public static JsonObject Problem(string title = "村党组织软弱涣散", string division = Inspected.Village, long? inspection = null, string foundOn = "2017-03-20", string? programme = "partyBuilding") => new()
    {
        ["source"] = "provincialInspection",
        ["division"] = division,
        ["severity"] = "serious",
        ["foundOn"] = foundOn,
        ["title"] = title,
        ["inspection"] = inspection,
        ["programme"] = programme,
        ["description"] = "班子不团结,三会一课长期不开",
        ["document"] = "豫督〔2017〕3号",
    };

    public static async Task<long> HasProblem(this Api api, string title = "村党组织软弱涣散", string division = Inspected.Village, long? inspection = null, string foundOn = "2017-03-20") =>
        Api.Id(await api.Has("problems", Problem(title, division, inspection, foundOn)));

    /// <summary>A rectification of the problem from 2017-03-25 on, issued.</summary>
    public static async Task<long> HasRectification(this Api api, long problem, long lead, string startsOn = "2017-03-25") =>
        Api.Id(await api.Has($"problems/{problem}/rectifications", new { lead, startsOn, dueOn = "2017-06-30", document = "兰组〔2017〕9号" }));

    /// <summary>It is said to be done on 2017-06-01.</summary>
    public static async Task IsDone(this Api api, long task)
    {
        await api.Has($"tasks/{task}/acknowledgements", new { acknowledgedOn = "2017-03-27" });
        await api.Has($"tasks/{task}/completions", new { completedOn = "2017-06-01", note = "支部换届完成" });
    }

    /// <summary>It is verified on 2017-06-10 and closed on 2017-06-15.</summary>
    public static async Task IsClosed(this Api api, long task, long verifier)
    {
        await api.Has($"tasks/{task}/verifications", new { verifier, verifiedOn = "2017-06-10" });
        await api.Has($"tasks/{task}/closures", new { closedOn = "2017-06-15" });
    }

    public static Task<HttpResponseMessage> Verify(this Api api, long task, object body) => api.Post($"tasks/{task}/verifications", body);
}
