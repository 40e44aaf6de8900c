using System.Net;

namespace Responsibility.Api.Tests.Divisions;

public sealed class RetractDivisionChangeTests
{
    private const string Fan = "410225101201";
    private const string Xu = "410225101202";
    private const string Both = "410225101208";

    [Theory, OnEveryDatabase]
    public async Task A_merge_that_never_was_gives_back_what_it_closed_and_moved_and_stays_visible_as_known_before(Backend backend)
    {
        await using var api = await Api.On(backend);
        var village = await Villages.Of(api);
        await api.HasDivision("410225101203", "李庄村", "village", "410225101");
        string[] asked =
        [
            $"divisions/{Fan}?asOf=2020-01-01", $"divisions/{Xu}?asOf=2020-01-01", $"divisions/{Fan}/chain?asOf=2020-01-01", "divisions?level=village&asOf=2020-01-01",
            $"appointments/{village.Left}", $"appointments/{village.Stays}", $"posts/{village.Post}", $"organizations/{village.Branch}?asOf=2020-01-01", "contacts?asOf=2020-01-01",
        ];
        var before = await Answers(api, asked);
        var change = Api.Id(await api.Post("division-changes", MergeDivisionsTests.Merge(moves: [new { organization = village.Branch, to = Both }])).Succeeds());
        var merged = await api.Head();
        var during = await Answers(api, asked, $"knownAt=pos:{merged}");
        during.ShouldNotBe(before);

        (await api.Delete($"division-changes/{change}", "文件未生效")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await Answers(api, asked)).ShouldBe(before);
        (await Answers(api, asked, $"knownAt=pos:{merged}")).ShouldBe(during);
        (await api.Get($"divisions/{Both}?asOf=2020-01-01")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await api.Get($"divisions/{Both}?asOf=2020-01-01&knownAt=pos:{merged}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await api.Get($"division-changes/{change}").Refuses(HttpStatusCode.NotFound, "division-change-unknown");
        (await api.Ask($"division-changes/{change}?knownAt=pos:{merged}")).At("closed/appointments").ShouldBe("1");
        (await api.Ask("division-changes")).Items("id").ShouldBeEmpty();
        (await api.Ask($"division-changes/{change}/history")).Items("knownUntil").ShouldNotContain((string?)null);
        (await api.Ask($"appointments/{village.Left}/history")).Items("fact").ShouldBe(["officialAppointed/1", "divisionsMerged/1", "divisionChangeRetracted/1"]);
        (await api.Ask($"divisions/{Fan}/lineage?asOf=2020-01-01"))["edges"]!.AsArray().ShouldBeEmpty();

        // It may be recorded again, as if it had not been recorded before.
        await api.Post("division-changes", MergeDivisionsTests.Merge()).Succeeds();
    }

    /// <summary>A body that would only have begun after its village was gone never was, nor the term in it; then nothing rests on the official any longer.</summary>
    [Theory, OnEveryDatabase]
    public async Task What_would_come_back_without_what_it_rests_on_keeps_the_change(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var body = Api.Id(await api.Has("organizations", new { division = Fan, kind = "villageGroup", name = "责任组", validFrom = "2018-01-01" }));
        var post = Api.Id(await api.Has("posts", new { organization = body, position = "villageGroupLeader", title = "组长" }));
        var official = await api.HasOfficial("王某");
        var term = await api.HasAppointment(official, post, "2018-02-01");
        var change = Api.Id(await api.Has("division-changes", new { type = "abolish", effectiveOn = "2017-05-01", document = "兰政文〔2017〕1号", division = Fan }));
        (await api.Delete($"officials/{official}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        foreach (var undone in new[] { () => api.Delete($"division-changes/{change}"), () => api.Patch($"division-changes/{change}", new { effectiveOn = "2019-05-01", reason = "生效日期录入错误" }) })
            await api.Records(0, async () => (await undone().Refuses(HttpStatusCode.Conflict, "rests-on-retracted")).Faults().ShouldBe(["/appointment rests-on-retracted"]));
        await api.Get($"appointments/{term}").Refuses(HttpStatusCode.NotFound, "appointment-unknown");
    }

    [Theory, OnEveryDatabase]
    public async Task What_the_change_did_not_touch_goes_on_as_it_was_recorded(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        async Task<long> Renamed(string day, string name) => Api.Id(await api.Has("division-changes", new { type = "rename", effectiveOn = day, document = "兰政文〔2018〕1号", division = Fan, name }));
        var first = await Renamed("2016-01-01", "范庄村");
        var second = await Renamed("2018-01-01", "新范庄村");

        (await api.Delete($"division-changes/{second}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        var standing = (await api.Ask($"divisions/{Fan}/history"))["items"]!.AsArray().Where(version => version.At("knownUntil") is null);
        standing.Select(version => $"{version.At("values/name")} {version.At("knownFrom")}").ShouldBe([$"范场村 {first}", $"范庄村 {await api.Head()}"]);
    }

    [Theory, OnEveryDatabase]
    public async Task What_rests_on_a_change_has_to_go_first(Backend backend)
    {
        await using var api = await Api.On(backend);
        var village = await Villages.Of(api);
        var change = Api.Id(await api.Post("division-changes", MergeDivisionsTests.Merge(moves: [new { organization = village.Branch, to = Both }])).Succeeds());
        var renamed = await api.Post($"organizations/{village.Branch}/changes", new { effectiveOn = "2020-01-01", name = "范徐村党支部" }).Succeeds();
        var team = await api.HasOrganizationFrom(Both, "residentTeam", "驻村工作队", "2020-01-01");

        await api.Records(0, async () =>
        {
            (await (await Delete(api, change)).Refusing("in-use")).At("errors/0/value").ShouldBe($"organization/{village.Branch}");
            await api.Delete($"division-changes/{change}", version: "\"1-en-0\"").Refuses(HttpStatusCode.PreconditionFailed, "version-changed");
            using var without = await api.Send(HttpMethod.Delete, $"division-changes/{change}?reason=x", null);
            (await Api.CodeOf(without)).ShouldBe("if-match-required");
        });
        await api.Patch($"organizations/{village.Branch}?asOf=2020-06-01", new { name = "范场村党支部", reason = "未更名" }).Succeeds();
        await api.Records(0, async () => (await (await Delete(api, change)).Refusing("in-use")).Faults().Count().ShouldBe(1));
        (await api.Delete($"organizations/{team}")).EnsureSuccessStatusCode();
        renamed.At("name").ShouldBe("范徐村党支部");

        // A code that was taken since by another stands in the way too.
        await api.Records(0, async () => (await (await Delete(api, change)).Refusing("in-use")).At("errors/0/value").ShouldBe($"organization/{village.Branch}"));
    }

    [Theory, OnEveryDatabase]
    public async Task A_code_that_another_took_since_stands_in_the_way_of_its_return(Backend backend)
    {
        await using var api = await Api.On(backend);
        await Villages.Of(api);
        var change = Api.Id(await api.Post("division-changes", MergeDivisionsTests.Merge()).Succeeds());
        await api.HasDivision(Fan, "新范场村", "village", "410225101", "2021-01-01");
        await api.Records(0, async () => await (await Delete(api, change)).Refusing("division-code-taken"));
    }

    [Theory, OnEveryDatabase]
    public async Task Changes_are_taken_back_one_after_the_other(Backend backend)
    {
        await using var api = await Api.On(backend);
        await Villages.Of(api);
        var before = await Answers(api, ["divisions?level=village&asOf=2022-01-01"]);
        var split = Api.Id(await api.Post("division-changes", new
        {
            type = "split",
            effectiveOn = "2018-01-01",
            document = "兰政文〔2018〕1号",
            division = Fan,
            results = new[] { new { code = Fan, name = "西范场村", level = "village", parent = (string?)null }, new { code = "410225101209", name = "东范场村", level = "village", parent = (string?)"410225101" } },
        }).Succeeds());
        var merge = Api.Id(await api.Post("division-changes", MergeDivisionsTests.Merge(originals: [Fan, Xu])).Succeeds());
        await api.Records(0, async () => (await (await Delete(api, split)).Refusing("in-use")).At("errors/0/value").ShouldStartWith("division/"));

        (await Delete(api, merge)).EnsureSuccessStatusCode();
        (await Delete(api, split)).EnsureSuccessStatusCode();

        (await Answers(api, ["divisions?level=village&asOf=2022-01-01"])).ShouldBe(before);
        foreach (var (type, member) in new[] { ("rename", "name"), ("recode", "code"), ("reparent", "parent") })
        {
            var value = type is "rename" ? "新名" : type is "recode" ? "410225101299" : "410225";
            var change = Api.Id(await api.Post("division-changes", new Dictionary<string, string> { ["type"] = type, ["effectiveOn"] = "2018-01-01", ["document"] = "兰政文〔2018〕1号", ["division"] = Fan, [member] = value }).Succeeds());
            (await Delete(api, change)).EnsureSuccessStatusCode();
            (await Answers(api, ["divisions?level=village&asOf=2022-01-01"])).ShouldBe(before, type);
        }
    }

    private static Task<HttpResponseMessage> Delete(Api api, long change) => api.Delete($"division-changes/{change}");

    /// <summary>What is answered, but for what an answer says of its own time.</summary>
    internal static async Task<string> Answers(Api api, string[] questions, string? at = null)
    {
        var answers = new List<string>();
        foreach (var question in questions)
        {
            var answer = await api.Get(at is null ? question : $"{question}{(question.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{at}");
            var text = await answer.Content.ReadAsStringAsync(Api.Ct);
            text = System.Text.RegularExpressions.Regex.Replace(text, "\"(?:knownAt|ledger|traceId)\":(?:\"[^\"]*\"|\\[[^\\]]*\\])", "", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(5));
            answers.Add($"{question} {(int)answer.StatusCode} {text}");
        }
        return string.Join('\n', answers);
    }
}
