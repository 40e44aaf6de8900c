using System.Net;

namespace Responsibility.Api.Tests.Appointments;

/// <summary>What becomes of a term after the appointment.</summary>
public sealed class TermTests
{
    [Theory, OnEveryDatabase]
    public async Task Acting_stands_beside_a_holder_and_becomes_substantive_when_the_seat_is_free(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var (post, wang, li) = (await api.HasPost("县委书记", validFrom: "2010-01-01"), await api.HasOfficial("王某"), await api.HasOfficial("李某"));
        await api.HasAppointment(wang, post, "2015-01-01", "2017-07-09");
        var term = await api.HasAppointment(li, post, "2017-01-01", kind: "acting");

        await api.Records(0, async () =>
        {
            await api.Post("appointments", new { official = li, post, validFrom = "2018-01-01" }).Refuses(HttpStatusCode.Conflict, "appointment-overlaps");
            await api.Post("appointments", new { official = wang, post, validFrom = "2009-12-31", validUntil = "2011-01-01", kind = "acting" }).Refuses(HttpStatusCode.Conflict, "post-not-in-force");
            await api.Post("appointments", new { official = 99999, post, validFrom = "2018-01-01" }).Refuses(HttpStatusCode.UnprocessableEntity, "official-unknown");
            await api.Post("appointments", new { official = wang, post = 99999, validFrom = "2018-01-01" }).Refuses(HttpStatusCode.UnprocessableEntity, "post-unknown");
            await api.Post("appointments", new { official = wang, post, validFrom = "2018-01-01", validUntil = "2018-01-01" }).Refuses(HttpStatusCode.BadRequest, "invalid");
            await api.Post($"appointments/{term}/changes", new { effectiveOn = "2017-07-08", kind = "substantive" }).Refuses(HttpStatusCode.Conflict, "post-occupied");
        });
        // 代理转正: from the day on which the predecessor leaves.
        await api.Post($"appointments/{term}/changes", new { effectiveOn = "2017-07-09", kind = "substantive", document = "豫组干〔2017〕3号" }).Succeeds();

        (await api.Ask($"appointments/{term}?asOf=2017-07-08")).At("kind").ShouldBe("acting");
        (await api.Ask($"appointments/{term}?asOf=2017-07-09")).At("kind").ShouldBe("substantive");
        (await api.Ask($"appointments?post={post}&asOf=2017-07-08")).Items("kind").ShouldBe(["substantive", "acting"]);
        (await api.Ask($"appointments?post={post}&kind=acting&kind=inCharge&asOf=2017-07-08")).Items("official/name").ShouldBe(["李某"]);
        (await api.Ask($"appointments?official={li}&within=410225&asOf=2017-07-09")).Items("id").ShouldBe([$"{term}"]);
        (await api.Ask($"posts/{post}?asOf=2017-07-09")).At("status").ShouldBe("filled");
    }

    [Theory, OnEveryDatabase]
    public async Task A_correction_today_changes_what_is_said_of_9_July_2017_and_not_what_was_said(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var (post, wang) = (await api.HasPost("县委书记"), await api.HasOfficial("王某"));
        var term = Api.Id(await api.Has("appointments", new { official = wang, post, validFrom = "2017-07-10", document = "豫组干〔2017〕12号" }));
        var at = $"asOf=2017-07-09&knownAt=pos:{await api.Head()}";
        var questions = new[] { $"appointments/{term}?{at}", $"appointments?{at}", $"posts/{post}?{at}", $"divisions/410225101201/chain?{at}" };
        var before = await Task.WhenAll(questions.Select(api.Text));
        (await api.Ask("appointments?asOf=2017-07-09")).Items().ShouldBeEmpty();

        await api.Patch($"appointments/{term}", new { validFrom = "2017-07-01", documentDate = "2017-06-28", reason = "任职日期录入错误" }).Succeeds();

        (await api.Ask("appointments?asOf=2017-07-09")).Items("documentDate").ShouldBe(["2017-06-28"]);
        (await api.Ask($"posts/{post}?asOf=2017-07-09")).At("status").ShouldBe("filled");
        (await Task.WhenAll(questions.Select(api.Text))).ShouldBe(before);
        await api.Records(0, () => api.Patch($"appointments/{term}", new { documentDate = "2017-06-28", reason = "同上" }).Succeeds());

        await api.Post($"appointments/{term}/end", new { validUntil = "2018-01-01", document = "豫组干〔2018〕1号", reason = "另有任用" }).Succeeds();
        var ended = await api.Ask($"appointments/{term}");
        (ended.At("validUntil"), ended.At("endDocument"), ended.At("endReason"), ended.At("document")).ShouldBe(("2018-01-01", "豫组干〔2018〕1号", "另有任用", "豫组干〔2017〕12号"));
        await api.Records(0, () => api.Post($"appointments/{term}/end", new { validUntil = "2018-01-01" }).Succeeds());
        await api.HasAppointment(await api.HasOfficial("李某"), post, "2018-01-01");
        await api.Patch($"appointments/{term}", new { validUntil = "2018-02-01", reason = "免职日期录入错误" }).Refuses(HttpStatusCode.Conflict, "post-occupied");

        (await api.Delete($"appointments/{term}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await api.Get($"appointments/{term}").Refuses(HttpStatusCode.NotFound, "appointment-unknown");
        (await Task.WhenAll(questions.Select(api.Text))).ShouldBe(before);
        var history = await api.Ask($"appointments/{term}/history");
        history["items"]!.AsArray().ShouldAllBe(v => v!["knownUntil"] != null);
        history.Items("fact").ShouldBe(["officialAppointed/1", "appointmentCorrected/1", "appointmentEnded/1"]);
    }
}
