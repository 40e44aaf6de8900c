namespace Responsibility.Api.Tests.Handovers;

/// <summary>A post of 兰考县 that passes from one to another on 2017-08-01, with three tasks: one open, one closed by then, one issued later.</summary>
internal sealed record HandoverStory(long Post, long Predecessor, long Successor, long Left, long Came, long Open, long Closed)
{
    public static async Task<HandoverStory> Of(Api api)
    {
        await api.HasLankao();
        var post = await api.HasPost("县委书记");
        var (predecessor, successor) = (await api.HasOfficial("王某", "HO0001"), await api.HasOfficial("李某", "HO0002"));
        var assessor = await api.HasOrganization("41", "department", "河南省审计厅");
        var left = await api.HasAppointment(predecessor, post, "2016-05-01", "2017-08-01");
        async Task<long> Task(string title, string startsOn) => Api.Id(await api.Has("tasks", new { title, division = "410225", startsOn, dueOn = "2017-12-31" }));
        var (open, closed) = (await Task("易地搬迁", "2017-03-01"), await Task("危房改造", "2017-03-02"));
        await api.Has($"tasks/{closed}/acknowledgements", new { acknowledgedOn = "2017-03-03" });
        await api.Has($"tasks/{closed}/completions", new { completedOn = "2017-06-01" });
        await api.Has($"tasks/{closed}/verifications", new { verifier = assessor, verifiedOn = "2017-06-10" });
        await api.Has($"tasks/{closed}/closures", new { closedOn = "2017-06-20" });
        var came = await api.HasAppointment(successor, post, "2017-08-01");
        await Task("产业扶贫", "2017-09-01");
        return new(post, predecessor, successor, left, came, open, closed);
    }
}
