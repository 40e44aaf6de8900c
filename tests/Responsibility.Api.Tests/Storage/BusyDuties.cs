namespace Responsibility.Api.Tests.Storage;

/// <summary>Letters that are signed, corrected and retracted; nights in villages and visits that are recorded, corrected and retracted; a post that passes on with a task, and a successor who signs for it.</summary>
internal static class BusyDuties
{
    public static async Task Happen(Api api)
    {
        await api.HasDivision("410221", "杞县", "county", "4102");
        await api.HasDivision("410221101", "五里河镇", "township", "410221");
        await api.HasDivision("410221101201", "前村", "village", "410221101");
        await Letters(api);
        var government = await api.HasOrganization("410221", "government", "杞县人民政府");
        var post = Api.Id(await api.Has("posts", new { organization = government, position = "deputyHeadInCharge", rank = "县处级副职" }));
        var (first, second) = (await api.HasOfficial("吴某", "LK0061"), await api.HasOfficial("郑某", "LK0062"));
        await api.HasAppointment(first, post, "2016-01-01", "2017-06-01");
        await api.HasAppointment(second, post, "2017-06-01");
        await api.Has("tasks", new { title = "危房改造", division = "410221", startsOn = "2017-03-01", dueOn = "2017-12-31" });
        await api.Has("contacts", new { post, division = "410221101", validFrom = "2016-01-01" });
        var night = Api.Id(await api.Has("duty-records", new { official = second, act = "nightStay", division = "410221101201", day = "2017-06-06", nights = 2, note = "走访五户", document = "杞办〔2017〕40号" }));
        await Api.Body(await api.Patch($"duty-records/{night}", new { nights = 1, note = "走访四户", reason = "多计一晚" }));
        var mistake = Api.Id(await api.Has("duty-records", new { official = second, obligation = "weekly-village-night", division = "410221101201", day = "2017-06-13" }));
        (await api.Delete($"duty-records/{mistake}", "未成行")).IsSuccessStatusCode.ShouldBeTrue();
        await api.Has("duty-records", new { official = second, act = "visit", division = "410221101", day = "2017-06-20" });
        await api.Has($"posts/{post}/handovers", new { official = second, signedOn = "2017-06-03", note = "已核对" });
    }

    private static async Task Letters(Api api)
    {
        var (city, township) = (await api.HasOrganization("4102", "government", "开封市人民政府"), await api.HasOrganization("410221101", "government", "五里河镇人民政府"));
        var letter = Api.Id(await api.Has("responsibility-letters", new { year = 2017, superior = city, subordinate = township, signedOn = "2017-02-20", document = "汴责〔2017〕1号" }));
        await Api.Body(await api.Patch($"responsibility-letters/{letter}", new { signedOn = "2017-02-21", reason = "日期录入错误" }));
        var mistake = Api.Id(await api.Has("responsibility-letters", new { year = 2016, superior = city, subordinate = township, signedOn = "2017-02-20" }));
        (await api.Delete($"responsibility-letters/{mistake}", "未签")).IsSuccessStatusCode.ShouldBeTrue();
    }
}
