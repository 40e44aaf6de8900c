using System.Net;

namespace Responsibility.Api.Tests.Duties;

public sealed class ListDutyComplianceTests
{
    private const int Weeks = 8;

    [Theory, OnEveryDatabase]
    public async Task Of_ten_leaders_of_a_county_the_two_who_miss_weeks_are_found_and_earlier_days_and_earlier_knowledge_stay_as_they_were(Backend backend)
    {
        await using var api = await Api.On(backend);
        var story = await DutyStory.Of(api, leaders: 10);
        var records = new Dictionary<(int Leader, int Week), long>();
        for (var week = 0; week < Weeks; week++)
        {
            for (var leader = 0; leader < 10; leader++)
                if ((leader, week) is not ((3, 1) or (3, 4) or (7, 7))) records[(leader, week)] = await story.Night(leader, week, weekday: (leader + week) % 7);
        }
        var (asOf, known) = (DutyStory.Day(Weeks, 0), await api.Head());
        string[] behind = [$"3 {DutyStory.Day(1, 0)} 0/1 behind", $"3 {DutyStory.Day(4, 0)} 0/1 behind", $"7 {DutyStory.Day(7, 0)} 0/1 behind"];

        (await story.Rows($"within=410225&behind=true&asOf={asOf}")).ShouldBe(behind);
        (await api.Ask($"duty-compliance?within=4102&asOf={asOf}&count=exact&limit=1")).At("total").ShouldBe("80");
        (await api.Ask($"duty-compliance?behind=false&asOf={asOf}&count=exact&limit=1")).At("total").ShouldBe("77");
        // As of an earlier week: of the later ones nobody could say anything yet.
        (await story.Rows($"within=410225&behind=true&asOf={DutyStory.Day(2, 0)}")).ShouldBe([behind[0]]);
        (await story.Rows($"post={story.Leaders[7].Post}&from={DutyStory.Day(7, 0)}&asOf={DutyStory.Day(7, 6)}")).ShouldBe([$"7 {DutyStory.Day(7, 0)} 0/1 open"]);
        (await api.Ask($"duty-compliance?asOf={DutyStory.Day(2, 0)}&count=exact")).At("total").ShouldBe("20");

        await story.Night(7, 7, weekday: 6, village: "202");
        await Api.Body(await api.Patch($"duty-records/{records[(5, 2)]}", new { division = story.Leaders[6].Township + "201", reason = "村名录入错误" }));
        (await api.Delete($"duty-records/{records[(1, 0)]}", "查无此事")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await story.Rows($"within=410225&behind=true&asOf={asOf}")).ShouldBe([$"1 {DutyStory.Day(0, 0)} 0/1 behind", .. behind[..2], $"5 {DutyStory.Day(2, 0)} 0/1 behind"]);
        (await story.Rows($"within=410225&behind=true&asOf={asOf}&knownAt=pos:{known}")).ShouldBe(behind);
        (await story.Rows($"within=410225&behind=true&asOf={DutyStory.Day(2, 0)}&knownAt=pos:{known}")).ShouldBe([behind[0]]);
    }

    [Theory, OnEveryDatabase]
    public async Task A_row_names_post_holders_interval_and_records_and_pages_and_csv_have_every_row_once(Backend backend)
    {
        await using var api = await Api.On(backend);
        var story = await DutyStory.Of(api, leaders: 3);
        var night = await story.Night(1, 0);
        var query = $"within=410225&from={DutyStory.Monday}&until={DutyStory.Day(3, 0)}&asOf=2017-08-28";

        var row = (await api.Ask($"duty-compliance?{query}&official={story.Leaders[1].Official}&limit=1"))["items"]![0];
        var (pages, cursor) = (new List<string?>(), "");
        do
        {
            var page = await api.Ask($"duty-compliance?{query}&limit=2{cursor}");
            pages.AddRange(page["items"]!.AsArray().Select(item => $"{item.At("post/id")} {item.At("interval/from")}"));
            cursor = page.At("nextCursor") is { } next ? $"&cursor={next}" : "";
        }
        while (cursor.Length > 0);

        row.At("post/title").ShouldBe("县领导1");
        row.At("organization/name").ShouldBe("中共兰考县委");
        row.At("division/code").ShouldBe("410225000000");
        row.At("obligation").ShouldBe("weekly-village-night");
        row.At("ruleSet/id").ShouldBe("henan-2017");
        row.At("interval/until").ShouldBe(DutyStory.Day(1, 0));
        row.At("holders/0/staffNumber").ShouldBe("DU0001");
        row.At("records/0").ShouldBe($"{night}");
        pages.ShouldBe(from leader in story.Leaders from week in Enumerable.Range(0, 3) select $"{leader.Post} {DutyStory.Day(week, 0)}");
        var csv = await (await api.Send(HttpMethod.Get, $"duty-compliance?{query}&limit=2", null, ("Accept", "text/csv"))).Content.ReadAsStringAsync(Api.Ct);
        csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1 + 9);
        csv.ShouldContain($"{DutyStory.Monday},{DutyStory.Day(1, 0)},1,1,met,DU0001,甲1,{night}");
    }

    [Theory, OnEveryDatabase]
    public async Task A_post_owes_from_the_week_in_which_it_is_linked_whoever_holds_it_and_a_vacant_one_is_not_behind(Backend backend)
    {
        await using var api = await Api.On(backend);
        var story = await DutyStory.Of(api, leaders: 3);
        var (second, third) = (story.Leaders[1], story.Leaders[2]);
        var term = (await api.Ask($"appointments?post={second.Post}")).Items("id").Single();
        // The first holder leaves on the Wednesday of week 1; nobody follows until week 3, and then somebody acts.
        await api.Has($"appointments/{term}/end", new { validUntil = DutyStory.Day(1, 2) });
        var successor = await api.HasOfficial("乙");
        await api.HasAppointment(successor, second.Post, DutyStory.Day(3, 0), kind: "acting");
        await story.Night(1, 0);
        await api.Has("duty-records", new { official = second.Official, act = "nightStay", division = second.Township + "201", day = DutyStory.Day(1, 3) });
        await api.Has("duty-records", new { official = successor, act = "nightStay", division = second.Township + "202", day = DutyStory.Day(3, 6), nights = 2 });
        // The third is linked to another township from the Thursday of week 1 on.
        var contact = (await api.Ask($"contacts?post={third.Post}")).Items("id").Single();
        await api.Has($"contacts/{contact}/changes", new { effectiveOn = DutyStory.Day(1, 3), division = story.Leaders[0].Township });
        await story.Night(2, 0);
        await story.Night(2, 1, weekday: 3);
        await api.Has("duty-records", new { official = third.Official, act = "nightStay", division = story.Leaders[0].Township + "201", day = DutyStory.Day(2, 0) });

        (await story.Rows($"post={second.Post}&asOf=2017-08-07")).ShouldBe(
        [
            $"1 {DutyStory.Monday} 1/1 met", $"1 {DutyStory.Day(1, 0)} 0/1 behind", $"1 {DutyStory.Day(2, 0)} 0/1 vacant", $"1 {DutyStory.Day(3, 0)} 1/1 met", $"1 {DutyStory.Day(4, 0)} 1/1 met",
        ]);
        (await story.Rows($"post={second.Post}&official={successor}&asOf=2017-08-07")).Count.ShouldBe(2);
        (await story.Rows($"post={second.Post}&from={DutyStory.Day(4, 0)}&asOf=2017-08-06")).ShouldBe([$"1 {DutyStory.Day(4, 0)} 1/1 met"]);
        (await story.Rows($"post={third.Post}&asOf=2017-07-24")).ShouldBe([$"2 {DutyStory.Monday} 1/1 met", $"2 {DutyStory.Day(1, 0)} 0/1 behind", $"2 {DutyStory.Day(2, 0)} 1/1 met"]);
        (await story.Rows($"post={third.Post}&asOf={DutyStory.Day(0, 6)}&from=2017-06-01")).ShouldBe([$"2 {DutyStory.Monday} 1/1 met"]);
    }

    [Theory, OnEveryDatabase]
    public async Task A_visit_counts_where_the_village_was_poor_on_that_day_and_the_obligation_is_the_one_meant(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var head = await api.HasOfficial("省长某");
        await api.HasAppointment(head, await api.HasPost("省长", "governmentHead", "41", "government"), "2016-05-01");
        await api.HasDivision("410225101202", "非贫困村", "village", "410225101");
        var poor = (await api.Ask("divisions/410225101201"))["tags"]!.ToJsonString();
        poor.ShouldContain("poorVillage");

        async Task<string> State() => (await api.Ask("duty-compliance?obligation=provincial-heads-visit-villages&from=2017-04-01&until=2017-07-01&asOf=2017-07-09"))["items"]![0].At("state")!;
        (await State()).ShouldBe("behind");
        await api.Has("duty-records", new { official = head, act = "visit", division = "410225101202", day = "2017-06-01" });
        await api.Has("duty-records", new { official = head, obligation = "linked-leaders-visit-counties", division = "410225101201", day = "2017-06-02" });
        (await State()).ShouldBe("behind");
        await api.Has("duty-records", new { official = head, obligation = "provincial-heads-visit-villages", division = "410225101201", day = "2017-06-03" });
        (await State()).ShouldBe("met");
        (await api.Ask("duty-compliance?obligation=provincial-heads-visit-villages&asOf=2017-07-09"))["items"]!.AsArray().Select(row => row.At("interval/from")).ShouldBe(["2017-01-01", "2017-04-01"]);
    }

    [Theory, OnEveryDatabase]
    public async Task A_question_that_cannot_be_answered_says_why(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();

        await api.Get("duty-compliance?obligation=nothing&asOf=2017-07-09").Refuses(HttpStatusCode.UnprocessableEntity, "obligation-unknown");
        await api.Get("duty-compliance?within=999999").Refuses(HttpStatusCode.UnprocessableEntity, "division-unknown");
        await api.Get("duty-compliance?ruleSet=nowhere").Refuses(HttpStatusCode.UnprocessableEntity, "rule-set-unknown");
        await api.Get("duty-compliance?asOf=1990-01-01").Refuses(HttpStatusCode.UnprocessableEntity, "rule-set-not-in-force");
        await api.Get("duty-compliance?from=1990-01-01&asOf=2017-07-09").Refuses(HttpStatusCode.UnprocessableEntity, "duty-range-too-long");
        await api.Get("duty-compliance?from=2017-07-09&until=2017-07-09").Refuses(HttpStatusCode.BadRequest, "invalid");
        foreach (var day in new[] { "9999-12-30", "2017-01-01" })
            (await api.Ask($"duty-compliance?asOf={day}"))["items"]!.AsArray().ShouldBeEmpty();
    }
}
