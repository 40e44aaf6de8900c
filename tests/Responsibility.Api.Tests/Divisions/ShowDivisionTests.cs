using System.Net;

namespace Responsibility.Api.Tests.Divisions;

public sealed class ShowDivisionTests
{
    [Theory, OnEveryDatabase]
    public async Task A_correction_changes_what_is_held_to_have_been_and_leaves_what_was_held_before(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var (known, tag) = (await api.Head(), (await api.ETag("divisions/410225101"))!);
        var before = await api.Text($"divisions/410225101?asOf=2017-07-09&knownAt=pos:{known}");

        await api.Send(HttpMethod.Patch, "divisions/410225101", Json(new { name = "固阳镇", reason = "录入错误" })).Refuses(HttpStatusCode.PreconditionRequired, "if-match-required");
        await api.Patch("divisions/410225101", new { name = "固阳镇", reason = "录入错误" }, "\"1-en\"").Refuses(HttpStatusCode.PreconditionFailed, "version-changed");
        await api.Patch("divisions/410225101", new { name = "固阳镇", reason = "录入错误" }, "*").Refuses(HttpStatusCode.PreconditionFailed, "version-changed");
        await api.Patch("divisions/410225101", new { name = "固阳镇" }).Refuses(HttpStatusCode.BadRequest, "member-missing");
        await api.Patch("divisions/410225101", new { nam = "固阳镇", reason = "录入错误" }).Refuses(HttpStatusCode.BadRequest, "member-unknown");
        await api.Patch("divisions/410225101", new { name = (string?)null, reason = "录入错误" }).Refuses(HttpStatusCode.BadRequest, "member-type");
        (await api.Head()).ShouldBe(known);

        await api.Patch("divisions/410225101", new { name = "固阳镇", reason = "录入错误" }, tag).Succeeds();

        (await api.Ask("divisions/410225101?asOf=2017-07-09")).At("name").ShouldBe("固阳镇");
        (await api.Ask("divisions/410225101?asOf=1990-01-01")).At("name").ShouldBe("固阳镇");
        (await api.Text($"divisions/410225101?asOf=2017-07-09&knownAt=pos:{known}")).ShouldBe(before);
        await api.Patch("divisions/410225101", new { name = "堌阳镇", reason = "改回" }, tag).Refuses(HttpStatusCode.PreconditionFailed, "version-changed");
        await api.Records(0, () => api.Patch("divisions/410225101", new { name = "固阳镇", reason = "录入错误" }).Succeeds());
        var last = (await api.Ask("divisions/410225101/history"))["items"]!.AsArray()[^1];
        (last.At("fact"), last.At("reason"), last.At("actor")).ShouldBe(("divisionCorrected/1", "录入错误", (await api.Ask("divisions/410225101/history")).At("items/0/actor")));
    }

    [Theory, OnEveryDatabase]
    public async Task What_others_rest_on_is_not_retracted(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.HasOrganization("410225101201", "villageGroup", "范场村责任组");
        var known = await api.Head();

        (await api.Delete("divisions/410225101201").Refuses(HttpStatusCode.Conflict, "in-use")).Faults().ShouldBe(["/attribute in-use", "/organization in-use"]);
        (await api.Delete("divisions/410225101").Refuses(HttpStatusCode.Conflict, "in-use")).Faults().ShouldBe(["/division in-use"]);
        await api.Send(HttpMethod.Delete, "divisions/410225101", null, ("If-Match", "\"1\"")).Refuses(HttpStatusCode.BadRequest, "parameter-invalid");
        await api.HasDivision("410225102", "错镇", "township", "410225");
        (await api.Delete("divisions/410225102")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await api.Get("divisions/410225102").Refuses(HttpStatusCode.NotFound, "division-unknown");
        (await api.Ask($"divisions/410225102?knownAt=pos:{known + 1}")).At("name").ShouldBe("错镇");
        await api.HasDivision("410225102", "对镇", "township", "410225");
    }

    [Theory, OnEveryDatabase]
    public async Task An_answer_says_its_version_its_dates_and_how_long_it_may_be_kept(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var known = await api.Head();

        var stable = await api.Get($"divisions/410225?asOf=2017-07-09&knownAt=pos:{known}");
        stable.Headers.CacheControl!.ToString().ShouldBe("max-age=31536000, private, immutable");
        stable.Headers.GetValues("As-Of").ShouldBe(["2017-07-09"]);
        stable.Headers.GetValues("Known-At").ShouldBe([$"pos:{known}"]);
        string.Join(", ", stable.Headers.Vary).ShouldBe("Authorization, Accept, Accept-Language");
        foreach (var open in new[] { "", "?asOf=2017-07-09", $"?knownAt=pos:{known}", "?asOf=2017-07-09&knownAt=2999-01-01T00:00:00Z" })
            (await api.Get($"divisions/410225{open}")).Headers.CacheControl?.ToString().ShouldNotContain("immutable", customMessage: open);
        (await api.Get($"divisions?asOf=2017-07-09&knownAt=pos:{known}")).Headers.CacheControl!.ToString().ShouldContain("immutable");

        var tag = (await api.ETag("divisions/410225"))!;
        (await api.Send(HttpMethod.Get, "divisions/410225", null, ("If-None-Match", tag))).StatusCode.ShouldBe(HttpStatusCode.NotModified);
        var chinese = await api.Send(HttpMethod.Get, "divisions/410225", null, ("If-None-Match", tag), ("Accept-Language", "zh-CN"));
        chinese.StatusCode.ShouldBe(HttpStatusCode.OK);
        chinese.Headers.ETag!.ToString().ShouldNotBe(tag);
        await api.Has("divisions/410225/attributes", new { tag = "poorCounty" });
        (await api.Send(HttpMethod.Get, "divisions/410225", null, ("If-None-Match", tag))).StatusCode.ShouldBe(HttpStatusCode.OK, "it bears a tag that the asker has not seen");
        await api.Patch("divisions/410225", new { name = "兰考", reason = "录入错误" }, chinese.Headers.ETag.ToString()).Succeeds();

        await api.Get($"divisions/410225?knownAt=pos:{known + 99}").Refuses(HttpStatusCode.BadRequest, "known-at-in-future");
        await api.Get("divisions/410225?knownAt=2999-01-01T00:00:00Z").Refuses(HttpStatusCode.BadRequest, "known-at-in-future");
        foreach (var bad in new[] { "pos:", "pos:-1", "pos:x", "2017-07-09", "2017-07-09T00:00:00", "now", "2017-13-01T00:00:00Z" })
            await api.Get($"divisions/410225?knownAt={bad}").Refuses(HttpStatusCode.BadRequest, "parameter-invalid");
        foreach (var bad in new[] { "2017-7-9", "2017-02-30", "today", "", "20170709" })
            await api.Get($"divisions/410225?asOf={bad}").Refuses(HttpStatusCode.BadRequest, "parameter-invalid");
        var recorded = (await api.Ask("divisions/410225/history")).At("items/0/recordedAt")!;
        (await api.Ask($"divisions/410225?knownAt={recorded}")).At("name").ShouldBe("兰考县");
        (await api.Ask($"divisions/410225?knownAt={recorded.Replace("Z", "%2B00:00", StringComparison.Ordinal)}")).At("name").ShouldBe("兰考县");
        await api.Get("divisions/410225?knownAt=2016-01-01T00:00:00Z").Refuses(HttpStatusCode.NotFound, "division-unknown");
    }

    private static StringContent Json(object body) => new(System.Text.Json.JsonSerializer.Serialize(body), System.Text.Encoding.UTF8, "application/json");
}
