using System.Net;

namespace Responsibility.Api.Tests.Posts;

public sealed class CreatePostTests
{
    [Theory, OnEveryDatabase]
    public async Task A_post_is_held_by_as_many_as_it_has_seats(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var organization = await api.HasOrganization("410225", "government", "兰考县人民政府");
        var made = await api.Has("posts", new { organization, position = "deputyHeadInCharge", capacity = 2, rank = "县处级副职", validFrom = "2010-01-01" });
        made.At("title").ShouldBe("政府分管领导", "the position's name where no title was given");
        var (id, path) = (Api.Id(made), $"posts/{made.At("id")}");
        var (wang, li, zhao) = (await api.HasOfficial("王某"), await api.HasOfficial("李某"), await api.HasOfficial("赵某"));

        await Status(null, "vacant");
        await api.HasAppointment(wang, id, "2016-01-01");
        await Status("2016-01-01", "vacant");
        var second = await api.HasAppointment(li, id, "2016-06-01", "2017-07-20");
        await Status("2016-06-01", "filled");
        await Status("2017-06-19", "filled");
        await Status("2017-06-20", "endingSoon");
        await Status("2017-07-20", "vacant");
        await api.Post("appointments", new { official = zhao, post = id, validFrom = "2017-07-19" }).Refuses(HttpStatusCode.Conflict, "post-occupied");
        await api.HasAppointment(zhao, id, "2017-07-20");
        await Status("2017-07-09", "filled");

        // Nor can the seats become fewer than those who sit on them, nor the post younger than their terms.
        await api.Records(0, async () =>
        {
            await api.Post($"{path}/changes", new { effectiveOn = "2018-01-01", capacity = 1 }).Refuses(HttpStatusCode.Conflict, "post-occupied");
            await Correct(new { capacity = 1, reason = "录入错误" }, "post-occupied");
            await Correct(new { validFrom = "2016-02-01", reason = "录入错误" }, "in-use");
        });

        // A third seat from a day on: before it the post stays as full as it was.
        var qian = await api.HasOfficial("钱某");
        await api.Post($"{path}/changes", new { effectiveOn = "2018-01-01", capacity = 3, document = "豫编〔2018〕1号" }).Succeeds();
        await api.Post("appointments", new { official = qian, post = id, validFrom = "2017-12-31" }).Refuses(HttpStatusCode.Conflict, "post-occupied");
        await Status("2018-01-01", "vacant");
        await api.HasAppointment(qian, id, "2018-01-01");
        await Status("2018-01-01", "filled");
        (await api.Ask($"posts?position=deputyHeadInCharge&status=filled&asOf=2018-06-01&within=41")).Items("id").ShouldBe([$"{id}"]);
        (await api.Ask($"posts?status=vacant&status=actingOnly&asOf=2018-06-01")).Items("id").ShouldBeEmpty();
        (await api.Ask($"posts?organization={organization}&asOf=2018-06-01")).Items("capacity").ShouldBe(["3"]);
        (await api.Get("posts?asOf=9999-12-31")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await api.Get($"{path}?asOf=9999-12-31")).StatusCode.ShouldBe(HttpStatusCode.OK);
        _ = second;

        async Task Correct(object patch, string code) =>
            await api.Patch(path, patch).Refuses(HttpStatusCode.Conflict, code);

        async Task Status(string? day, string status) => (await api.Ask(day is null ? path : $"{path}?asOf={day}")).At("status").ShouldBe(status, day);
    }

    [Theory, OnEveryDatabase]
    public async Task What_cannot_be_a_post_is_refused_and_a_post_that_ends_ends_its_terms(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var organization = await api.HasOrganization("410225", "partyCommittee", "中共兰考县委");
        var id = Api.Id(await api.Has("posts", new { organization, position = "partySecretary", title = "县委书记", validFrom = "2010-01-01" }));
        var path = $"posts/{id}";
        await api.Records(0, async () =>
        {
            await api.Post("posts", new { organization, position = "partySecretary", title = "县委书记" }).Refuses(HttpStatusCode.Conflict, "post-exists");
            await api.Post("posts", new { organization, position = "emperor" }).Refuses(HttpStatusCode.UnprocessableEntity, "position-unknown");
            await api.Post("posts", new { organization = 99999, position = "leader" }).Refuses(HttpStatusCode.UnprocessableEntity, "organization-unknown");
            await api.Post("posts", new { organization, position = "leader", capacity = 0 }).Refuses(HttpStatusCode.BadRequest, "invalid");
            await api.Post("posts", new { organization, position = "leader", capacity = 1.5 }).Refuses(HttpStatusCode.BadRequest, "member-type");
            await api.Patch(path, new { title = "县委书记", reason = "无" }).Succeeds();
            await api.Post($"{path}/changes", new { effectiveOn = "2017-01-01", capacity = 1 }).Succeeds();
        });
        var term = await api.HasAppointment(await api.HasOfficial("王某"), id, "2016-05-01");
        await api.Delete(path).Refuses(HttpStatusCode.Conflict, "in-use");

        await api.Patch(path, new { rank = "县处级正职", reason = "补录" }).Succeeds();
        (await api.Ask(path)).At("rank").ShouldBe("县处级正职");
        await api.Post($"{path}/end", new { validUntil = "2018-01-01" }).Succeeds();

        (await api.Ask($"appointments/{term}")).At("endReason").ShouldBe("postEnded");
        (await api.Ask($"{path}?asOf=2018-01-01")).At("status").ShouldBe("abolished");
        (await api.Ask($"{path}?asOf=2017-12-31")).At("status").ShouldBe("endingSoon");
        (await api.Ask($"{path}/history")).Items("fact").Distinct().ShouldBe(["postCreated/1", "postCorrected/1", "postEnded/1"]);
        await api.Post("appointments", new { official = await api.HasOfficial("李某"), post = id, validFrom = "2017-12-31" }).Refuses(HttpStatusCode.Conflict, "post-not-in-force");
    }
}
