using System.Net;
using Responsibility.Api.Duties;
using Responsibility.Rules;

namespace Responsibility.Api.Tests.Duties;

public sealed class RecordDutyTests
{
    [Theory, OnEveryDatabase]
    public async Task A_record_is_shown_listed_corrected_and_retracted_and_stated_again_records_nothing(Backend backend)
    {
        await using var api = await Api.On(backend);
        var story = await DutyStory.Of(api, leaders: 2);
        var (official, township) = (story.Leaders[0].Official, story.Leaders[0].Township);
        var night = new { official, act = "nightStay", division = township + "201", day = "2017-07-04", nights = 2, note = "走访贫困户五户", document = "兰办〔2017〕41号" };

        var answer = await api.Post("duty-records", night);
        var record = Api.Id(await Api.Body(answer));
        var known = await api.Head();
        await api.Records(0, async () =>
        {
            (await api.Post("duty-records", night)).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await api.Post("duty-records", new { official, act = "nightStay", division = township + "201", day = "2017-07-04", nights = 2 })).StatusCode.ShouldBe(HttpStatusCode.OK);
        });
        var visit = Api.Id(await api.Has("duty-records", new { official, act = "visit", division = township, day = "2017-07-05" }));

        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        answer.Headers.Location!.ToString().ShouldBe($"/api/v1/duty-records/{record}");
        var shown = await api.Ask($"duty-records/{record}");
        $"{shown.At("official/id")} {shown.At("act")} {shown.At("division/code")} {shown.At("day")} {shown.At("nights")} {shown.At("note")}".ShouldBe($"{official} nightStay {township}201 2017-07-04 2 走访贫困户五户");
        (await api.Ask($"duty-records/{visit}")).At("nights").ShouldBeNull();
        foreach (var (query, expected) in new[]
        {
            ("within=410225", new[] { record, visit }), ($"division={township}", [visit]), ("act=nightStay", [record]), ($"official={official}", [record, visit]), ($"official={story.Leaders[1].Official}", []),
            ("from=2017-07-05", [visit]), ("until=2017-07-05", [record]), ("asOf=2017-07-04", [record]), ("asOf=2017-07-03", []), ("obligation=weekly-village-night", []),
        })
            (await api.Ask($"duty-records?{query}")).Items("id").ShouldBe(expected.Select(id => $"{id}"), query);

        var corrected = await Api.Body(await api.Patch($"duty-records/{record}", new { day = "2017-07-06", division = township + "202", note = "走访四户", reason = "录入错误" }));
        $"{corrected.At("day")} {corrected.At("division/code")} {corrected.At("nights")} {corrected.At("note")}".ShouldBe($"2017-07-06 {township}202 2 走访四户");
        (await api.Ask($"duty-records/{record}?knownAt=pos:{known}")).At("day").ShouldBe("2017-07-04");
        (await api.Delete($"duty-records/{visit}", "未成行")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await api.Get($"duty-records/{visit}").Refuses(HttpStatusCode.NotFound, "duty-record-unknown");
        (await api.Ask("duty-records?count=exact")).At("total").ShouldBe("1");
        var history = (await api.Ask($"duty-records/{record}/history"))["items"]!.AsArray();
        history.Select(v => v.At("fact")).ShouldBe(["dutyRecorded/1", "dutyRecordCorrected/1"]);
        history[1].At("reason").ShouldBe("录入错误");
        history[1].At("values/note").ShouldBeNull();
        await api.Delete($"officials/{official}").Refuses(HttpStatusCode.Conflict, "in-use");
    }

    [Theory, OnEveryDatabase]
    public async Task What_cannot_have_been_is_refused_each_by_its_own_code_and_nothing_is_left(Backend backend)
    {
        await using var api = await Api.On(backend);
        var story = await DutyStory.Of(api, leaders: 1);
        var (official, village) = (story.Leaders[0].Official, story.Leaders[0].Township + "201");
        await api.HasDivision("410225199", "新镇", "township", "410225", "2018-01-01");
        var night = await story.Night(0, 0, weekday: 4);
        await api.Has("duty-records", new { official, act = "visit", division = village, day = "2017-08-01" });
        var tomorrow = api.Database.Today.AddDays(1);

        await api.Records(0, async () =>
        {
            await Post(new { official, act = "nightStay", division = village, day = tomorrow }, HttpStatusCode.UnprocessableEntity, "day-in-future", "/day");
            await Post(new { official, act = "nightStay", division = village, day = tomorrow.AddDays(-3), nights = 9 }, HttpStatusCode.UnprocessableEntity, "day-in-future", "/nights");
            await Post(new { official = night, act = "nightStay", division = village, day = "2017-08-01" }, HttpStatusCode.UnprocessableEntity, "official-unknown", "/official");
            await Post(new { official, act = "nightStay", division = "999999", day = "2017-08-01" }, HttpStatusCode.UnprocessableEntity, "division-unknown", "/division");
            await Post(new { official, act = "visit", division = "410225199", day = "2017-12-31" }, HttpStatusCode.Conflict, "division-not-in-force", "/division");
            await Post(new { official, act = "nightStay", division = story.Leaders[0].Township + "202", day = "2017-07-05", nights = 3 }, HttpStatusCode.Conflict, "nights-overlap", "/day");
            await Post(new { official, act = "nightStay", division = village, day = "2017-07-07", nights = 2 }, HttpStatusCode.Conflict, "nights-overlap", "/day");
            await Post(new { official, act = "visit", division = village, day = "2017-08-01", note = "又去了" }, HttpStatusCode.Conflict, "duty-record-exists", "/day");
            await Post(new { official, act = "visit", obligation = "weekly-village-night", division = village, day = "2017-08-02" }, HttpStatusCode.UnprocessableEntity, "obligation-act", "/act");
            await Post(new { official, obligation = "nothing", division = village, day = "2017-08-02" }, HttpStatusCode.UnprocessableEntity, "obligation-unknown", "/obligation");
            await Post(new { official, act = "nightStay", division = village, day = "2017-08-02", nights = 0 }, HttpStatusCode.BadRequest, "invalid", "/nights nights-out-of-range");
            await Post(new { official, act = "nightStay", division = village, day = "2017-08-02", nights = 32 }, HttpStatusCode.BadRequest, "invalid", "/nights nights-out-of-range");
            await Post(new { official, act = "visit", division = village, day = "2017-08-02", nights = 1 }, HttpStatusCode.BadRequest, "invalid", "/nights nights-of-visit");
            await Post(new { official, division = village, day = "2017-08-02" }, HttpStatusCode.BadRequest, "invalid", "/act");
            (await api.Patch($"duty-records/{night}", new { day = tomorrow, reason = "录入错误" })).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        });
        // The nights before and after are free.
        await api.Has("duty-records", new { official, act = "nightStay", division = story.Leaders[0].Township + "202", day = "2017-07-05", nights = 2 });
        await api.Has("duty-records", new { official, act = "nightStay", division = story.Leaders[0].Township + "202", day = "2017-07-08" });
        // A night that a longer stay from an earlier day reaches into is not.
        await Post(new { official, act = "nightStay", division = village, day = "2017-07-06" }, HttpStatusCode.Conflict, "nights-overlap", "/day");

        async Task Post(object body, HttpStatusCode status, string code, string fault) =>
            (await api.Post("duty-records", body).Refuses(status, code)).Faults().ShouldContain(f => f!.StartsWith(fault, StringComparison.Ordinal));
    }

    [Theory, OnEveryDatabase]
    public async Task A_note_is_personal_and_is_erased_with_its_official(Backend backend)
    {
        await using var api = await Api.On(backend);
        var story = await DutyStory.Of(api, leaders: 1);
        var official = story.Leaders[0].Official;
        var record = Api.Id(await api.Has("duty-records", new { official, act = "nightStay", division = story.Leaders[0].Township + "201", day = "2017-07-04", note = "因病住院一周" }));
        await Api.Body(await api.Patch($"duty-records/{record}", new { note = "因病休息", reason = "原因为病假" }));

        await api.Has($"officials/{official}/erasure", new { ground = "《个人信息保护法》第四十七条" });

        (await api.Ask($"duty-records/{record}")).At("note").ShouldBeNull();
        var left = await api.Database.Read(s => s.List<string>("SELECT value FROM personal WHERE value IS NOT NULL"), Api.Ct);
        left.ShouldNotContain(value => value.Contains('病', StringComparison.Ordinal));
        (await api.Database.Read(s => s.Get<long>("SELECT count(*) FROM duty_record WHERE note IS NOT NULL"), Api.Ct)).ShouldBe(0);
    }

    [Theory]
    [InlineData("2017-07-04", 1, "2017-07-05", 1, null)]
    [InlineData("2017-07-04", 2, "2017-07-05", 1, "nights-overlap")]
    [InlineData("2017-07-06", 1, "2017-07-04", 3, "nights-overlap")]
    [InlineData("2017-07-07", 1, "2017-07-04", 3, null)]
    public void Nights_overlap_where_one_of_them_is_the_same(string day, long nights, string other, long otherNights, string? refused)
    {
        var fact = new DutyRecorded(new(1), Act.NightStay, null, new(2), Api.Day(day), nights, null, null);
        DutyRecordNoun.Beside[] beside = [new() { Id = new(9), DivisionId = new(3), Day = Api.Day(other), Nights = otherNights }];

        var refusal = DutyRecordNoun.Against(fact, Api.Day("2026-01-01"), beside, out _);
        refusal?.Code.ShouldBe(refused);
        (refusal is null).ShouldBe(refused is null);
    }
}
