using System.Net;

namespace Responsibility.Api.Tests.Handovers;

public sealed class SignHandoverTests
{
    [Theory, OnEveryDatabase]
    public async Task The_successor_signs_once_for_what_was_listed_and_a_later_correction_leaves_the_signed_list(Backend backend)
    {
        await using var api = await Api.On(backend);
        var story = await HandoverStory.Of(api);
        var path = $"posts/{story.Post}/handovers";
        var statement = new { official = story.Successor, signedOn = "2017-08-03", note = "已逐项核对" };

        var answer = await api.Post(path, statement);
        var signed = await Api.Body(answer);
        await api.Records(0, async () =>
        {
            (await api.Post(path, statement)).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await api.Post(path, new { official = story.Successor })).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await api.Post(path, new { official = story.Successor, signedOn = "2017-08-04" }).Refuses(HttpStatusCode.Conflict, "handover-signed")).At("errors/0/value").ShouldBe("2017-08-03");
            await api.Post(path, new { official = story.Successor, note = "未核对" }).Refuses(HttpStatusCode.Conflict, "handover-signed");
        });

        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        $"{signed.At("signature/signedOn")} {signed.At("signature/note")} {signed.At("signature/tasks/0")}".ShouldBe($"2017-08-03 已逐项核对 {story.Open}");
        await api.Has($"tasks/{story.Open}/cancellations", new { cancelledOn = "2017-07-31", reason = "补录" });
        var later = await api.Ask($"posts/{story.Post}/handover");
        later["tasks"]!.AsArray().ShouldBeEmpty();
        later.At("signature/tasks/0").ShouldBe($"{story.Open}");
        (await api.Ask($"posts/{story.Post}/handover?asOf=2017-08-02")).At("signature").ShouldBeNull();
        foreach (var thing in new[] { $"appointments/{story.Left}", $"appointments/{story.Came}", $"posts/{story.Post}", $"officials/{story.Successor}" })
            await api.Delete(thing).Refuses(HttpStatusCode.Conflict, "in-use");
        await api.Has($"officials/{story.Successor}/erasure", new { ground = "《个人信息保护法》第四十七条" });
        (await api.Ask($"posts/{story.Post}/handover")).At("signature/note").ShouldBeNull();
    }

    [Theory, OnEveryDatabase]
    public async Task Only_the_successor_signs_on_a_day_that_has_come_and_only_where_there_is_somebody_to_follow(Backend backend)
    {
        await using var api = await Api.On(backend);
        var story = await HandoverStory.Of(api);
        var path = $"posts/{story.Post}/handovers";
        var first = await api.HasPost("县长", "governmentHead", kind: "government");
        await api.HasAppointment(story.Predecessor, first, "2017-08-01");

        await api.Records(0, async () =>
        {
            await api.Post(path, new { official = story.Predecessor, signedOn = "2017-08-03" }).Refuses(HttpStatusCode.UnprocessableEntity, "not-the-successor");
            await api.Post(path, new { official = story.Successor, signedOn = api.Database.Today.AddDays(1) }).Refuses(HttpStatusCode.UnprocessableEntity, "day-in-future");
            (await api.Post(path, new { official = story.Successor, signedOn = "2017-07-31" }).Refuses(HttpStatusCode.Conflict, "handover-none")).At("errors/0/pointer").ShouldBe("/signedOn");
            await api.Post($"posts/{first}/handovers", new { official = story.Predecessor }).Refuses(HttpStatusCode.Conflict, "handover-none");
            await api.Post($"posts/{story.Came}/handovers", new { official = story.Successor }).Refuses(HttpStatusCode.NotFound, "post-unknown");
            await api.Post(path, new { official = story.Successor, note = new string('长', 4001) }).Refuses(HttpStatusCode.BadRequest, "invalid");
        });
    }

    /// <summary>What the post had to have put right, and what had been sent to it, go over with it; what is settled since stays in the signature.</summary>
    [Theory, OnEveryDatabase]
    public async Task Open_problems_and_notices_go_over_with_the_post_and_stay_in_the_signature(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var post = await api.HasPost("兰考县委书记");
        await api.HasAppointment(await api.HasOfficial("王某"), post, "2016-05-01", "2017-08-01");
        var successor = await api.HasOfficial("李某");
        await api.HasAppointment(successor, post, "2017-08-01");
        var team = await api.HasOrganization("410225", "rectificationTeam", "整顿工作队");
        var problem = Api.Id(await api.Has("problems", new { source = "audit", division = "410225", severity = "serious", foundOn = "2017-03-20", title = "资金滞留" }));
        var task = Api.Id(await api.Has($"problems/{problem}/rectifications", new { lead = team, startsOn = "2017-03-21", dueOn = "2017-06-30" }));
        await api.Has("supervision-runs", new { day = "2017-07-20" });
        var notice = (await api.Ask($"supervision-notices?post={post}&asOf=2017-07-20")).Items("id").Single();

        var signed = await api.Has($"posts/{post}/handovers", new { official = successor, signedOn = "2017-08-03" });
        await api.Has($"supervision-notices/{notice}/acknowledgements", new { acknowledgedOn = "2017-08-04" });
        await api.Has($"tasks/{task}/cancellations", new { cancelledOn = "2017-08-05", reason = "并入" });

        foreach (var handover in new[] { signed, await api.Ask($"posts/{post}/handover") })
        {
            handover["tasks"]!.AsArray().Select(t => t.At("id")).ShouldBe([$"{task}"]);
            handover["problems"]!.AsArray().Select(p => $"{p.At("id")} {p.At("state")} {p.At("task")}").ShouldBe([$"{problem} rectifying {task}"]);
            handover["notices"]!.AsArray().Select(n => $"{n.At("id")} {n.At("rung")}").ShouldBe([$"{notice} firstResponsible"]);
            new[] { handover.At("signature/tasks/0"), handover.At("signature/problems/0"), handover.At("signature/notices/0") }.ShouldBe([$"{task}", $"{problem}", notice]);
        }
    }
}
