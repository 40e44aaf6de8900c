using System.Net;
using System.Text.Json.Nodes;
using Responsibility.Api.Tests.Accountability;

namespace Responsibility.Api.Tests.Dossiers;

/// <summary>What the register holds of an official over the years, at two dates, for those who may see it.</summary>
public sealed class ShowDossierTests
{
    private const string Name = "王某<script>alert('x')</script>&";
    private const string Reason = "平级调整,工作急需";

    [Theory, OnEveryDatabase]
    public async Task It_tells_what_was_so_up_to_a_day_as_known_at_a_time(Backend backend)
    {
        await using var api = await Api.On(backend);
        var story = await Story.Of(api);
        var path = $"officials/{story.Official}/dossier";

        var early = await api.Ask($"{path}?asOf=2017-07-30&knownAt=pos:{story.BeforeCorrection}");
        Terms(early).ShouldBe(["县委书记 2016-05-01 2017-08-01 456"]);
        (early.At("official/name"), early.At("asOf"), early.At("knownAt")).ShouldBe((Name, "2017-07-30", $"pos:{story.BeforeCorrection}"));
        Items(early, "tasks", "title").ShouldBe(["易地搬迁", "问题整改"], ignoreOrder: true);
        early.At("tasks/items/0/light/colour").ShouldBe("red");
        Items(early, "notices", "state").ShouldBe(["issued"]);
        Items(early, "sanctions", "id").ShouldBeEmpty();
        Items(early, "handovers", "id").ShouldBeEmpty();

        var late = await api.Ask($"{path}?asOf=2018-06-30");
        Terms(late).ShouldBe(["县委书记 2016-06-01 2017-08-01 426", "县长 2017-08-01  334", "县政府专班召集人 2018-01-01 2018-02-01 31"]);
        Terms(await api.Ask($"{path}?asOf=2018-06-30&knownAt=pos:{story.BeforeCorrection}"))[0].ShouldBe("县委书记 2016-05-01 2017-08-01 457");
        late["responsibilities"]!["items"]!.AsArray().Select(r => $"{r.At("post/title")} {r.At("basis/clause")} {r.At("grade")} {r.At("days")}").ShouldBe(
            [$"县委书记 7 firstResponsible {Days(story.Rules, "2017-08-01")}", $"县长 7 firstResponsible {Days("2017-08-01", null)}"]);
        Items(late, "tasks", "title").ShouldBe(["易地搬迁", "产业扶贫", "问题整改"], ignoreOrder: true);
        Items(late, "problems", "title").ShouldBe(["台账不实"]);
        Items(late, "notices", "state").ShouldBe(["acknowledged"]);
        Items(late, "dutyRecords", "day").ShouldBe(["2017-07-04"]);
        var nights = late["dutyCompliance"]!["items"]!.AsArray().Single(c => c.At("obligation") == "weekly-village-night")!;
        (nights.At("met"), nights.At("behind")!.Length > 0, nights.At("open")).ShouldBe(("1", true, "0"));
        Items(late, "handovers", "post/title").ShouldBe(["县长"]);
        Items(late, "sanctions", "form").ShouldBe(["admonition"]);
        Items(late, "confirmations", "reason").ShouldBe([Reason]);
        foreach (var (section, found) in late.Where(member => member.Value is JsonObject value && value.ContainsKey("complete")))
            (section, found.At("complete"), found.At("total")).ShouldBe((section, "true", $"{found!["items"]!.AsArray().Count}"));

        await api.Has($"officials/{story.Official}/erasure", new { ground = "《个人信息保护法》第四十七条" });
        var erased = await api.Ask($"{path}?asOf=2018-06-30");
        (erased.At("official/name"), erased.At("official/staffNumber"), erased.At("confirmations/items/0/reason")).ShouldBe((null, "LK0001", null));
        (await Page(api, $"{path}?asOf=2018-06-30", "zh")).Text.ShouldContain("(已清除) LK0001");
    }

    [Theory, OnEveryDatabase]
    public async Task A_page_says_the_same_and_is_safe_to_open(Backend backend)
    {
        await using var api = await Api.On(backend);
        var story = await Story.Of(api);
        var path = $"officials/{story.Official}/dossier?asOf=2018-06-30";

        var (zh, headers) = await Page(api, path, "zh");
        var (en, _) = await Page(api, path, "en");

        headers.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'; style-src 'sha256-");
        headers.Headers.CacheControl!.NoStore.ShouldBeTrue();
        headers.Headers.GetValues("As-Of").Single().ShouldBe("2018-06-30");
        foreach (var text in new[] { zh, en })
        {
            text.ShouldNotContain("<script", Case.Insensitive);
            text.ShouldContain("王某&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;&amp; LK0001");
            foreach (var told in new[] { "县委书记", "县长", "2016-06-01", "易地搬迁", "台账不实", Reason, "豫纪〔2017〕31号" }) text.ShouldContain(told);
        }
        zh.ShouldContain("<h2>问责处理</h2>");
        zh.ShouldContain("诫勉");
        en.ShouldContain("<h2>Sanctions</h2>");
        en.ShouldContain("Admonition");
    }

    [Theory, OnEveryDatabase]
    public async Task It_is_for_auditors_and_administrators_who_reach_the_official_and_each_reading_is_written_down(Backend backend)
    {
        await using var api = await Api.On(backend);
        var story = await Story.Of(api);
        await api.HasDivision("410221", "杞县", "county", "4102");
        var path = $"/api/v1/officials/{story.Official}/dossier?asOf=2018-06-30";

        foreach (var role in new[] { "reader", "clerk" })
        {
            using var refused = await (await api.As(role)).GetAsync(path, Api.Ct);
            refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden, role);
        }
        using var neighbour = await (await api.As("auditor", "410221")).GetAsync(path, Api.Ct);
        (await Api.CodeOf(neighbour)).ShouldBe("official-unknown");
        using var own = await (await api.As("auditor", "410225")).GetAsync(path, Api.Ct);
        Terms(await Api.Body(own)).Count.ShouldBe(3);
        own.Headers.CacheControl!.NoStore.ShouldBeTrue();
        using var administrator = await (await api.As("administrator")).GetAsync(path, Api.Ct);
        administrator.StatusCode.ShouldBe(HttpStatusCode.OK);

        (await api.Ask("access-log?noun=official")).Items("operation").ShouldBe(["showDossier", "showDossier"]);
        // One who reaches only the place of the second post is told of that alone.
        await api.HasAppointment(story.Official, await api.HasPost("杞县县长", "governmentHead", "410221", "government"), "2018-06-15");
        using var part = await (await api.As("auditor", "410221")).GetAsync(path, Api.Ct);
        var told = await Api.Body(part);
        Terms(told).ShouldBe(["杞县县长 2018-06-15  16"]);
        (Items(told, "sanctions", "id").Count(), Items(told, "tasks", "id").Count(), Items(told, "confirmations", "id").Count()).ShouldBe((0, 0, 0));
        told["responsibilities"]!["items"]!.AsArray().ShouldAllBe(r => r.At("post/title") == "杞县县长");
    }

    /// <summary>A ground that changed more often than is derived at once.</summary>
    [Theory, OnEveryDatabase]
    public async Task What_is_cut_says_so_and_tells_the_latest(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var official = await api.HasOfficial("王某");
        await api.HasAppointment(official, await api.HasPost("县委书记"), "2017-02-01");
        var number = Api.Id(await api.Has("divisions/410225/attributes", new { number = "poorPopulation", value = 1, validFrom = "2017-02-01" }));
        for (var day = 1; day <= 110; day++)
            await api.Has($"attributes/{number}/changes", new { effectiveOn = Api.Day("2017-02-01").AddDays(day).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), value = 1 + day });

        var whole = await api.Ask($"officials/{official}/dossier?asOf=2017-05-01");
        var cut = await api.Ask($"officials/{official}/dossier?asOf=2018-06-30");

        (whole.At("responsibilities/complete"), whole.At("responsibilities/total"), whole.At("responsibilities/items/0/days")).ShouldBe(("true", "1", Days("2017-02-01", null)));
        (cut.At("responsibilities/complete"), cut.At("responsibilities/total"), cut.At("responsibilities/items/0/days")).ShouldBe(("false", null, Days("2017-02-12", null)));
        (await Page(api, $"officials/{official}/dossier?asOf=2018-06-30", "zh")).Text.ShouldContain("未列全");
    }

    private static List<string> Terms(JsonObject dossier) => [.. dossier["posts"]!["items"]!.AsArray().Select(t => $"{t.At("post/title")} {t.At("validFrom")} {t.At("validUntil")} {t.At("days")}")];

    private static IEnumerable<string?> Items(JsonObject dossier, string section, string member) => dossier[section]!["items"]!.AsArray().Select(item => item.At(member));

    private static string Days(string from, string? until) => new JsonArray(new JsonObject { ["from"] = from, ["until"] = until }).ToJsonString();

    private static async Task<(string Text, HttpResponseMessage Answer)> Page(Api api, string path, string language)
    {
        var answer = await api.Send(HttpMethod.Get, path, null, ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"), ("Accept-Language", language));
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        return (await answer.Content.ReadAsStringAsync(Api.Ct), answer);
    }

    /// <summary>The secretary of 兰考县 becomes its head; a task is late, a notice comes, a problem is to be put right, a sanction follows, and a post in spite of it.</summary>
    private sealed record Story(long Official, long BeforeCorrection, string Rules)
    {
        public static async Task<Story> Of(Api api)
        {
            await api.HasLankao();
            var committee = await api.HasOrganization("410225", "partyCommittee", "中共兰考县委");
            var government = await api.HasOrganization("410225", "government", "兰考县人民政府");
            var secretary = Api.Id(await api.Has("posts", new { organization = committee, position = "partySecretary", title = "县委书记", rank = "县处级正职" }));
            var head = Api.Id(await api.Has("posts", new { organization = government, position = "governmentHead", title = "县长" }));
            var official = Api.Id(await api.Has("officials", new { staffNumber = "LK0001", name = Name }));
            var first = await api.HasAppointment(official, secretary, "2016-05-01", "2017-08-01");
            await api.HasAppointment(await api.HasOfficial("李某"), head, "2016-01-01", "2017-08-01");
            await api.Has("contacts", new { post = secretary, division = "410225101", validFrom = "2017-06-05" });
            var task = Api.Id(await api.Has("tasks", new { title = "易地搬迁", division = "410225", startsOn = "2017-03-01", dueOn = "2017-06-30" }));
            await api.Has($"tasks/{task}/acknowledgements", new { acknowledgedOn = "2017-03-03" });
            var problem = Api.Id(await api.Has("problems", new { source = "selfCheck", division = "410225", severity = "serious", foundOn = "2017-03-15", title = "台账不实" }));
            await api.Has($"problems/{problem}/rectifications", new { lead = government, title = "问题整改", startsOn = "2017-03-20", dueOn = "2017-12-31" });
            await api.Has("duty-records", new { official, act = "nightStay", division = "410225101201", day = "2017-07-04" });
            await api.Has("supervision-runs", new { day = "2017-07-12" });
            var notice = (await api.Ask($"supervision-notices?post={secretary}&asOf=2017-07-12")).Items("id").Single();

            await api.HasAppointment(official, head, "2017-08-01");
            await api.Has($"posts/{head}/handovers", new { official, signedOn = "2017-08-03", note = "已逐项核对" });
            await api.Has($"supervision-notices/{notice}/acknowledgements", new { acknowledgedOn = "2017-08-05" });
            await api.Has("tasks", new { title = "产业扶贫", division = "410225", startsOn = "2017-09-01", dueOn = "2018-12-31" });
            await api.HasSanction(await api.HasCase(), official);
            var convener = Api.Id(await api.Has("posts", new { organization = government, position = "leader", title = "县政府专班召集人" }));
            await api.Has("appointments", new { official, post = convener, validFrom = "2018-01-01", validUntil = "2018-02-01", kind = "concurrent", confirmation = Reason });
            var before = await api.Head();
            await Api.Body(await api.Patch($"appointments/{first}", new { validFrom = "2016-06-01", reason = "任职日期录入错误" }));
            var rules = (await api.Ask("rule-sets"))["items"]!.AsArray().First(r => r.At("id") == "henan-2017").At("validFrom")!;
            return new(official, before, rules);
        }
    }
}
