using System.Text.Json.Nodes;

namespace Responsibility.Api.Tests.Tasks;

internal static class TaskStory
{
    /// <summary>A task of 12,000 people to be moved, in 兰考县 with its committee and the provincial government above it.</summary>
    public static async Task<JsonObject> HasTask(
        this Api api, string title = "2017年易地搬迁", string division = "410225", string? programme = null, string dueOn = "2017-12-31")
    {
        if ((await api.Ask("organizations?q=河南省人民政府"))["items"]!.AsArray().Count is 0)
            await api.HasOrganization("41", "government", "河南省人民政府");
        return await api.Has("tasks", new { title, division, programme, target = new { metric = "搬迁人口", quantity = 12000, unit = "人" }, startsOn = "2017-03-01", dueOn });
    }

    /// <summary>兰考县, and in it the body that leads and one that assists; in 开封市 one that assesses.</summary>
    public static async Task<(long Lead, long Assisting, long Assessor)> HasBodies(this Api api)
    {
        await api.HasLankao();
        await api.HasOrganization("41", "government", "河南省人民政府");
        return (
            await api.HasOrganization("410225", "department", "兰考县扶贫办"), await api.HasOrganization("410225", "department", "兰考县住建局"),
            await api.HasOrganization("4102", "department", "开封市审计局"));
    }
}
