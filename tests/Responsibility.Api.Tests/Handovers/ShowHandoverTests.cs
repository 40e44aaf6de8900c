using System.Net;

namespace Responsibility.Api.Tests.Handovers;

public sealed class ShowHandoverTests
{
    [Theory, OnEveryDatabase]
    public async Task A_handover_names_who_left_who_came_and_the_tasks_that_were_open_on_that_day(Backend backend)
    {
        await using var api = await Api.On(backend);
        var story = await HandoverStory.Of(api);
        var known = await api.Head();
        await api.Has($"tasks/{story.Open}/cancellations", new { cancelledOn = "2017-08-15", reason = "并入" });

        var handover = await api.Ask($"posts/{story.Post}/handover");

        handover.At("post/title").ShouldBe("县委书记");
        handover.At("division/code").ShouldBe("410225000000");
        $"{handover.At("predecessor/official/name")} {handover.At("predecessor/appointment")} {handover.At("predecessor/leftOn")}".ShouldBe($"王某 {story.Left} 2017-08-01");
        $"{handover.At("successor/official/name")} {handover.At("successor/appointment")} {handover.At("changedOn")}".ShouldBe($"李某 {story.Came} 2017-08-01");
        handover["tasks"]!.AsArray().Select(t => $"{t.At("id")} {t.At("title")} {t.At("state")} {t.At("dueOn")}").ShouldBe([$"{story.Open} 易地搬迁 issued 2017-12-31"]);
        handover.At("signature").ShouldBeNull();
        (await api.Get($"posts/{story.Post}/handover")).Headers.CacheControl!.NoStore.ShouldBeTrue();
        // The day before nobody had come yet, and before the successor's appointment was recorded nobody knew.
        await api.Get($"posts/{story.Post}/handover?asOf=2017-07-31").Refuses(HttpStatusCode.Conflict, "handover-none");
        await api.Get($"posts/{story.Post}/handover?knownAt=pos:{story.Came - 1}").Refuses(HttpStatusCode.Conflict, "handover-none");
        (await api.Ask($"posts/{story.Post}/handover?knownAt=pos:{known}&asOf=2017-08-20")).At("tasks/0/id").ShouldBe($"{story.Open}");
        await api.Get($"posts/{story.Came}/handover").Refuses(HttpStatusCode.NotFound, "post-unknown");
    }

    [Theory, OnEveryDatabase]
    public async Task Who_goes_on_otherwise_or_comes_back_takes_nothing_over_and_who_acts_is_no_holder(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var (post, first, second) = (await api.HasPost("县委书记"), await api.HasOfficial("王某"), await api.HasOfficial("李某"));
        await api.HasAppointment(first, post, "2015-01-01", "2016-01-01");
        var term = await api.HasAppointment(second, post, "2016-03-01", "2017-01-01", kind: "substantive");
        await api.Has($"appointments/{term}/changes", new { effectiveOn = "2016-06-01", kind = "concurrent" });
        // Appointed anew without a break, and once more after one in which the other acted.
        await api.HasAppointment(second, post, "2017-01-01", "2017-06-01");
        await api.HasAppointment(first, post, "2017-06-01", "2017-07-01", kind: "acting");
        var last = await api.HasAppointment(second, post, "2017-07-01");

        foreach (var day in new[] { "2016-03-01", "2016-12-31", "2017-05-31" })
            (await api.Ask($"posts/{post}/handover?asOf={day}")).At("changedOn").ShouldBe("2016-03-01", day);
        foreach (var day in new[] { "2015-06-01", "2016-02-01", "2017-06-15" })
            await api.Get($"posts/{post}/handover?asOf={day}").Refuses(HttpStatusCode.Conflict, "handover-none");
        (await api.Ask("handovers?asOf=2017-12-31&from=2000-01-01"))["items"]!.AsArray().Select(h => $"{h.At("successor/appointment")} {h.At("changedOn")}").ShouldBe([$"{term} 2016-03-01"]);
        last.ShouldBeGreaterThan(term);
    }

    [Theory, OnEveryDatabase]
    public async Task Of_several_seats_the_one_who_left_last_and_no_longer_holds_one_is_the_predecessor(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var post = await api.HasPost("县委常委", "leader", capacity: 2);
        var (stays, leaves, comes) = (await api.HasOfficial("甲"), await api.HasOfficial("乙"), await api.HasOfficial("丙"));
        await api.HasAppointment(leaves, post, "2015-01-01", "2017-01-01");
        await api.HasAppointment(stays, post, "2015-01-01", "2017-01-01");
        await api.HasAppointment(stays, post, "2017-01-01");
        await api.HasAppointment(comes, post, "2017-01-01");

        var changes = (await api.Ask("handovers?asOf=2017-06-30"))["items"]!.AsArray();

        changes.Select(h => $"{h.At("predecessor/official/name")} {h.At("successor/official/name")}").ShouldBe(["乙 丙"]);
    }
}
