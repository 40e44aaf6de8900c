using System.Net;

namespace Responsibility.Api.Tests.Divisions;

public sealed class CorrectDivisionChangeTests
{
    private const string Fan = "410225101201";
    private const string Both = "410225101208";

    [Theory, OnEveryDatabase]
    public async Task A_post_that_would_begin_on_the_corrected_day_never_begins(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var team = await api.HasOrganization("410225101201", "residentTeam", "驻村工作队");
        var post = Api.Id(await api.Has("posts", new { organization = team, position = "residentFirstSecretary", validFrom = "2018-01-01" }));
        var change = Api.Id(await api.Has("division-changes", new { type = "abolish", effectiveOn = "2019-01-01", document = "兰政文〔2019〕1号", division = "410225101201" }));

        await Api.Body(await api.Patch($"division-changes/{change}", new { effectiveOn = "2018-01-01", reason = "生效日期录入错误" }));

        (await api.Get($"posts/{post}")).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
    }

    [Theory, OnEveryDatabase]
    public async Task A_merge_corrected_a_year_later_is_otherwise_from_then_on_and_as_it_was_known_before(Backend backend)
    {
        await using var api = await Api.On(backend);
        var village = await Villages.Of(api);
        var change = await api.Post("division-changes", MergeDivisionsTests.Merge(moves: [new { organization = village.Branch, to = Both }])).Succeeds();
        var id = Api.Id(change);
        var result = change.At("division/id");
        await api.HasOrganizationFrom(Both, "residentTeam", "驻村工作队", "2020-03-01");
        var known = await api.Head();
        string[] asked = [$"divisions/{Fan}?asOf=2019-11-15", $"divisions/{Fan}/chain?asOf=2019-11-15", $"divisions/{Both}?asOf=2019-11-15", $"appointments/{village.Left}", $"appointments/{village.Stays}?asOf=2019-11-15", $"divisions/{Both}/lineage?asOf=2020-01-01"];
        var before = await RetractDivisionChangeTests.Answers(api, asked, $"knownAt=pos:{known}");

        // It took effect a month later than was recorded, and 孙某's body went along.
        var corrected = await api.Patch($"division-changes/{id}", new
        {
            effectiveOn = "2019-12-01",
            moves = new[] { new { organization = village.Branch, to = Both }, new { organization = village.Group, to = Both } },
            reason = "生效日期录入错误",
        }).Succeeds();

        (corrected.At("id"), corrected.At("effectiveOn"), corrected.At("division/id"), corrected.At("moved/organizations")).ShouldBe((id.ToString(System.Globalization.CultureInfo.InvariantCulture), "2019-12-01", result, "2"));
        (await api.Ask($"divisions/{Fan}?asOf=2019-11-15")).At("validUntil").ShouldBe("2019-12-01");
        (await api.Get($"divisions/{Both}?asOf=2019-11-15")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await api.Ask($"divisions/{Both}?asOf=2019-12-01")).At("id").ShouldBe(result);
        var left = await api.Ask($"appointments/{village.Left}?asOf=2020-01-01");
        (left.At("validUntil"), left.At("endReason"), left.At("division/code")).ShouldBe((null, null, Both));
        (await api.Ask($"divisions/{Both}/lineage?asOf=2020-01-01"))["edges"]!.AsArray().Select(e => e.At("effectiveOn")).ShouldBe(["2019-12-01", "2019-12-01"]);

        (await RetractDivisionChangeTests.Answers(api, asked, $"knownAt=pos:{known}")).ShouldBe(before, "what was known then does not change");
        var history = await api.Ask($"division-changes/{id}/history");
        history.Items("fact").ShouldBe(["divisionsMerged/1", "divisionsMerged/1"]);
        history.Items("validFrom").ShouldBe(["2019-11-01", "2019-12-01"]);
        (await api.Ask($"appointments/{village.Left}/history")).Items("reason").ShouldContain("生效日期录入错误");
    }

    [Theory, OnEveryDatabase]
    public async Task A_correction_passes_the_checks_of_a_new_change_and_leaves_what_rests_on_it(Backend backend)
    {
        await using var api = await Api.On(backend);
        var village = await Villages.Of(api);
        await api.HasDivision("410225101203", "李庄村", "village", "410225101");
        var change = Api.Id(await api.Post("division-changes", MergeDivisionsTests.Merge()).Succeeds());
        await api.HasOrganizationFrom(Both, "residentTeam", "驻村工作队", "2019-11-15");
        await api.Records(0, async () =>
        {
            await Corrects(api, change, new { effectiveOn = "2019-12-01" }).Refuses(HttpStatusCode.BadRequest, "member-missing");
            await Corrects(api, change, new { reason = "x", type = "split" }).Refuses(HttpStatusCode.BadRequest, "member-unknown");
            await Corrects(api, change, new { reason = "x", colour = 1 }).Refuses(HttpStatusCode.BadRequest, "member-unknown");
            (await Corrects(api, change, new { reason = "x", effectiveOn = "2019-12-01" }).Refuses(HttpStatusCode.Conflict, "in-use")).At("errors/0/value").ShouldStartWith("organization/");
            await Corrects(api, change, new { reason = "x", originals = new[] { Fan, "410225101299" } }).Refuses(HttpStatusCode.UnprocessableEntity, "division-unknown");
            (await Corrects(api, change, new { reason = "x", result = new { code = "410225101203", name = "李庄村" } }).Refuses(HttpStatusCode.Conflict, "in-use")).At("errors/0/value").ShouldStartWith("organization/");
            await Corrects(api, change, new { reason = "x", document = "兰政文〔2019〕31号" }).Succeeds();
        });
        // One more village was merged than was recorded; the village that came of them had another name.
        await Corrects(api, change, new { reason = "漏录", originals = new[] { Fan, "410225101202", "410225101203" }, result = new { name = "三合村" } }).Succeeds();
        (await api.Ask($"divisions/{Both}?asOf=2020-01-01")).At("name").ShouldBe("三合村");
        (await api.Ask("divisions/410225101203?asOf=2020-01-01")).At("successors/0/name").ShouldBe("三合村");
        (await api.Ask($"appointments/{village.Left}")).At("endReason").ShouldBe("divisionClosed");

        var rename = Api.Id(await api.Post("division-changes", new { type = "rename", division = "410225101", name = "堌阳新镇", effectiveOn = "2018-01-01", document = "豫政文〔2018〕1号" }).Succeeds());
        await Corrects(api, rename, new { reason = "名称录入错误", name = "固阳镇", effectiveOn = "2018-03-01" }).Succeeds();
        (await api.Ask("divisions/410225101?asOf=2018-02-28")).At("name").ShouldBe("堌阳镇");
        (await api.Ask("divisions/410225101?asOf=2018-03-01")).At("name").ShouldBe("固阳镇");
        await api.Records(0, async () => (await Corrects(api, rename, new { reason = "x", name = "堌阳镇" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest));
    }

    private static Task<HttpResponseMessage> Corrects(Api api, long change, object patch) => api.Patch($"division-changes/{change}", patch);

    [Theory, OnEveryDatabase]
    public async Task A_code_that_another_division_has_by_now_goes_on_meaning_the_one_that_was_stated(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.HasDivision("410225101202", "曹寨村", "village", "410225101");
        var old = (await api.Ask($"divisions/{Fan}?asOf=2017-01-01")).At("id");
        var body = await api.HasOrganization(Fan, "residentTeam", "驻村工作队");
        await api.Post("division-changes", new { type = "recode", effectiveOn = "2019-01-01", document = "兰政文〔2019〕1号", division = Fan, code = "410225101301" }).Succeeds();
        var renamed = await api.Post("division-changes", new { type = "rename", effectiveOn = "2018-01-01", document = "兰政文〔2018〕1号", division = Fan, name = "范场新村" }).Succeeds();
        await api.Post("division-changes", new { type = "recode", effectiveOn = "2020-01-01", document = "兰政文〔2020〕1号", division = "410225101202", code = Fan }).Succeeds();

        var corrected = await api.Patch($"division-changes/{Api.Id(renamed)}", new { effectiveOn = "2021-01-01", reason = "生效日期录入错误" }).Succeeds();

        corrected.At("division/id").ShouldBe(old);
        (await api.Ask("divisions/410225101301?asOf=2021-01-01")).At("name").ShouldBe("范场新村");
        (await api.Ask($"divisions/{Fan}?asOf=2021-01-01")).At("name").ShouldBe("曹寨村");

        // The body's first day is before records, when nobody has the code that the village had.
        await api.Post("division-changes", new { type = "abolish", effectiveOn = "2022-01-01", document = "兰政文〔2022〕1号", division = "410225101301" }).Succeeds();
        await api.Post("division-changes", new { type = "establish", effectiveOn = "2022-06-01", document = "兰政文〔2022〕2号", result = new { code = "410225101301", name = "他村", level = "village", parent = "410225101" } }).Succeeds();
        var put = await api.Patch($"organizations/{body}?asOf=2021-06-01", new { kind = "villageGroup", reason = "机构类型录入错误" }).Succeeds();
        put.At("kind").ShouldBe("villageGroup");
        put.At("division/name").ShouldBe("范场新村");
    }

    [Theory, OnEveryDatabase]
    public async Task A_merge_whose_result_was_split_the_same_day_can_be_put_on_an_earlier_one(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.HasDivision("410225101202", "曹寨村", "village", "410225101");
        static object Village(string code, string name) => new { code, name, level = "village", parent = "410225101" };
        var merge = await api.Post("division-changes", new
        {
            type = "merge",
            effectiveOn = "2019-11-01",
            document = "兰政文〔2019〕31号",
            originals = new[] { Fan, "410225101202" },
            result = Village(Fan, "范场村"),
        }).Succeeds();
        await api.Post("division-changes", new
        {
            type = "split",
            effectiveOn = "2019-11-01",
            document = "兰政文〔2019〕99号",
            division = Fan,
            results = new[] { Village("410225101301", "东村"), Village("410225101302", "西村") },
        }).Succeeds();

        await api.Patch($"division-changes/{Api.Id(merge)}", new { effectiveOn = "2019-10-01", reason = "生效日期录入错误" }).Succeeds();

        (await api.Ask("divisions/410225101202?asOf=2019-01-01")).At("validUntil").ShouldBe("2019-10-01");
        (await api.Ask($"divisions/{Fan}?asOf=2019-01-01")).At("validUntil").ShouldBe("2019-11-01");
    }
}
