using System.Text.Json.Nodes;

namespace Responsibility.Api.Tests.Duties;

/// <summary>Synthetic leaders of 兰考县, each linked to a township with villages of its own.</summary>
internal sealed class DutyStory(Api api)
{
    public const string Monday = "2017-07-03";

    /// <summary>Ranks of the rule set, one for each leader.</summary>
    private static readonly string[] Ranks = ["县处级正职", "县处级正职", "县处级副职", "县处级副职", "副处级", "正处级", "副县级", "正县级", "县处级副职", "厅局级副职"];

    public List<(long Post, long Official, string Township)> Leaders { get; } = [];

    public static async Task<DutyStory> Of(Api api, int leaders)
    {
        var story = new DutyStory(api);
        await api.HasDivision("41", "河南省", "province");
        await api.HasDivision("4102", "开封市", "city", "41");
        await api.HasDivision("410225", "兰考县", "county", "4102");
        var committee = await api.HasOrganization("410225", "partyCommittee", "中共兰考县委");
        for (var i = 0; i < leaders; i++)
        {
            var township = $"4102251{i + 10}";
            await api.HasDivision(township, $"第{i}镇", "township", "410225");
            foreach (var village in new[] { "201", "202" }) await api.HasDivision(township + village, $"第{i}镇{village}村", "village", township);
            var post = Api.Id(await api.Has("posts", new { organization = committee, position = "leader", title = $"县领导{i}", rank = Ranks[i] }));
            var official = await api.HasOfficial($"甲{i}", $"DU{i:0000}");
            await api.HasAppointment(official, post, "2016-05-01");
            await api.Has("contacts", new { post, division = township, validFrom = Monday, document = "兰办〔2017〕40号" });
            story.Leaders.Add((post, official, township));
        }
        return story;
    }

    /// <summary>A night that a leader spends in a village of the linked township, in the week of that number.</summary>
    public async Task<long> Night(int leader, int week, int weekday = 1, string village = "201") =>
        Api.Id(await api.Has("duty-records", new { official = Leaders[leader].Official, act = "nightStay", division = Leaders[leader].Township + village, day = Day(week, weekday) }));

    /// <summary>A day of the week of that number, from 0 on; weekday 0 is its Monday.</summary>
    public static string Day(int week, int weekday) => Api.Day(Monday).AddDays((7 * week) + weekday).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Each row as leader, Monday, done of due and state.</summary>
    public async Task<IReadOnlyList<string>> Rows(string query) => [.. (await api.Ask($"duty-compliance?{query}"))["items"]!.AsArray().Select(Line)];

    private string Line(JsonNode? row) => $"{Leaders.FindIndex(l => $"{l.Post}" == row.At("post/id"))} {row.At("interval/from")} {row.At("done")}/{row.At("due")} {row.At("state")}";
}
