using System.Net;
using System.Text.Json.Nodes;

namespace Responsibility.Api.Tests.Problems;

public sealed class RecordProblemTests
{
    [Theory, OnEveryDatabase]
    public async Task A_problem_is_recorded_once_and_found_again_by_everything_that_it_says(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (_, _, _, _, inspection) = await api.HasInspected();
        var stated = ProblemStory.Problem(inspection: inspection);
        var created = await api.Post("problems", stated);
        var problem = await Api.Body(created);
        var other = await api.HasProblem("账目不公开", "410225101", foundOn: "2017-03-21");
        var id = problem.At("id");

        await api.Records(0, async () => (await api.Post("problems", stated)).StatusCode.ShouldBe(HttpStatusCode.OK));
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        var again = new List<string?>();
        foreach (var _ in new[] { 1, 2 })
        {
            using var body = System.Net.Http.Json.JsonContent.Create(ProblemStory.Problem("群众来信", "410225101", foundOn: "2017-03-22"));
            again.Add((await Api.Body(await api.Send(HttpMethod.Post, "problems", body, ("Idempotency-Key", "letter-1")))).At("id"));
        }
        again[1].ShouldBe(again[0]);
        (await api.Delete($"problems/{again[0]}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        created.Headers.Location!.ToString().ShouldBe($"/api/v1/problems/{id}");
        created.Headers.CacheControl!.NoStore.ShouldBeTrue();
        problem.At("division/name").ShouldBe("范场村");
        problem.At("state").ShouldBe("found");
        problem.At("task").ShouldBeNull();
        (await api.Ask($"problems/{id}")).ToJsonString().ShouldBe(problem.ToJsonString());
        foreach (var question in new[]
        {
            "within=410225101201", "division=410225101201", "source=audit&source=provincialInspection&q=涣散", "severity=serious&q=软弱", "programme=partyBuilding&foundUntil=2017-03-21", "state=found&q=村党组织",
            $"inspection={inspection}", "foundFrom=2017-03-20&foundUntil=2017-03-21", "asOf=2017-03-20",
        })
            (await api.Ask($"problems?{question}")).Items("id").ShouldBe([id], question);
        foreach (var question in new[] { "within=410225101201&source=audit", "severity=grave", "programme=relocation", "state=closed", "task=1", "q=不存在", "foundUntil=2017-03-20", "asOf=2017-03-19" })
            (await api.Ask($"problems?{question}"))["items"]!.AsArray().ShouldBeEmpty(question);
        var page = await api.Ask("problems?limit=1&count=exact&within=41");
        page.At("total").ShouldBe("2");
        (await api.Ask($"problems?limit=1&within=41&cursor={page.At("nextCursor")}")).Items("id").ShouldBe([$"{other}"]);
        var csv = await (await api.Send(HttpMethod.Get, "problems?within=41&limit=1", null, ("Accept", "text/csv"))).Content.ReadAsStringAsync(Api.Ct);
        csv.Split("\r\n").Length.ShouldBe(4);
        csv.ShouldContain("410225101201000,范场村,village,partyBuilding,provincialInspection,serious,2017-03-20,村党组织软弱涣散".Replace("201000", "201", StringComparison.Ordinal));
        (await api.Ask("vocabulary"))["severities"]![1].At("zh").ShouldBe("较重");
    }

    [Theory, OnEveryDatabase]
    public async Task What_was_recorded_wrongly_is_corrected_or_taken_back_and_what_was_known_stays_known(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (_, team, _, _, inspection) = await api.HasInspected();
        var problem = await api.HasProblem(inspection: inspection);
        var twin = await api.HasProblem("支部长期无书记");
        var before = await api.Head();

        var corrected = await api.Patch($"problems/{problem}", new { severity = "grave", title = "班子瘫痪", foundOn = "2017-03-18", reason = "复核" }).Succeeds();
        corrected.At("severity").ShouldBe("grave");
        (await api.Ask("problems?asOf=2017-03-19&q=瘫痪")).Items("id").ShouldBe([$"{problem}"]);
        (await api.Ask($"problems?q=涣散&knownAt=pos:{before}")).Items("severity").ShouldBe(["serious"]);
        (await api.Ask("problems?q=涣散"))["items"]!.AsArray().ShouldBeEmpty();
        (await api.Ask($"problems/{problem}/history"))["items"]!.AsArray().Select(v => $"{v.At("fact")} {v.At("reason")}").ShouldBe(["problemFound/1 ", "problemCorrected/1 复核"]);

        await api.Patch($"problems/{problem}", new { foundOn = "2117-03-18", reason = "误" }).Refuses(HttpStatusCode.UnprocessableEntity, "found-in-future");
        await api.Patch($"problems/{problem}", new { foundOn = "2017-05-01", reason = "误" }).Refuses(HttpStatusCode.UnprocessableEntity, "found-after-inspection");
        await api.Patch($"problems/{twin}", new { title = "班子瘫痪", foundOn = "2017-03-18", reason = "误" }).Refuses(HttpStatusCode.Conflict, "problem-exists");
        await api.HasRectification(problem, team);
        await api.Patch($"problems/{problem}", new { division = "410225101", reason = "误" }).Refuses(HttpStatusCode.Conflict, "in-use");
        await api.Patch($"problems/{problem}", new { programme = (string?)null, reason = "误" }).Refuses(HttpStatusCode.Conflict, "in-use");
        (await api.Patch($"problems/{problem}", new { severity = "minor", reason = "复核" }).Succeeds()).At("state").ShouldBe("rectifying");
        await api.Delete($"problems/{problem}").Refuses(HttpStatusCode.Conflict, "in-use");

        (await api.Delete($"problems/{twin}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await api.Get($"problems/{twin}").Refuses(HttpStatusCode.NotFound, "problem-unknown");
        (await api.Ask($"problems/{twin}?knownAt=pos:{before}")).At("title").ShouldBe("支部长期无书记");
        await api.Delete("divisions/410225101201").Refuses(HttpStatusCode.Conflict, "in-use");
    }

    [Theory, OnEveryDatabase]
    public async Task A_problem_that_cannot_be_is_refused_by_its_own_code_and_leaves_nothing(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (group, _, _, _, inspection) = await api.HasInspected();
        await api.HasDivision("4107", "新乡市", "city", "41");
        await api.HasDivision("410225109", "新设镇", "township", "410225", "2018-01-01");
        var head = await api.Head();

        await Refused("invalid", "/title not-empty", p => p["title"] = " ");
        await Refused("invalid", "/division division-code", p => p["division"] = "41022");
        await Refused("invalid", "/description maximum-length", p => p["description"] = new string('长', 4001));
        await Refused("invalid", "/document maximum-length", p => p["document"] = new string('9', 101));
        await Refused("member-type", "/source member-type", p => p["source"] = "rumour");
        await Refused("member-type", "/severity member-type", p => p["severity"] = 3);
        await Refused("member-missing", "/foundOn member-missing", p => p.Remove("foundOn"));
        await Refused("member-unknown", "/state member-unknown", p => p["state"] = "closed");
        await Refused("found-in-future", "/foundOn found-in-future", p => p["foundOn"] = "2117-01-01");
        await Refused("division-unknown", "/division division-unknown", p => p["division"] = "419999");
        await Refused("division-not-in-force", "/division division-not-in-force", p => p["division"] = "410225109");
        await Refused("programme-unknown", "/programme programme-unknown", p => p["programme"] = "moon");
        await Refused("inspection-unknown", "/inspection inspection-unknown", p => p["inspection"] = group);
        await Refused("found-before-inspection", "/foundOn found-before-inspection", p => p["foundOn"] = "2017-02-28");
        await Refused("found-after-inspection", "/foundOn found-after-inspection", p => p["foundOn"] = "2017-05-01");
        await Refused("found-outside-scope", "/division found-outside-scope", p => p["division"] = "4107");
        (await api.Head()).ShouldBe(head);
        (await api.Ask("problems?count=exact")).At("total").ShouldBe("0");

        async Task Refused(string code, string fault, Action<JsonObject> change)
        {
            var body = ProblemStory.Problem(inspection: inspection);
            change(body);
            (await (await api.Post("problems", body)).Refusing(code)).Faults().ShouldBe([fault], code);
        }
    }
}
