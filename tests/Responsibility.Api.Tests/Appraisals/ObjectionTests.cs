using System.Net;

namespace Responsibility.Api.Tests.Appraisals;

/// <summary>Objections to published results, and what the roles may see.</summary>
public sealed class ObjectionTests
{
    [Theory, OnEveryDatabase]
    public async Task An_objection_changes_a_score_and_with_it_the_ranks_and_what_was_known_before_is_still_told(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (heads, publisher) = await Published(api, 90, 80, 70);
        (await Ranks(api)).ShouldBe(["1 95.71 excellent", "2 91.43 excellent", "3 87.14 good"], await api.Text("appraisals/2017/results"));
        var before = await api.Head();

        var statement = new { official = heads[2].Official, heads[2].Post, text = "实地考核遗漏两村", indicator = "assessment", objectedOn = "2018-02-25" };
        var objection = await api.Has("appraisals/2017/objections", statement);
        objection.At("state").ShouldBe("lodged");
        (await api.Post("appraisals/2017/objections", statement)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await api.Post("appraisals/2017/objections", statement with { text = "另一理由" }).Refuses(HttpStatusCode.Conflict, "appraisal-objection-open");
        var settlement = new { outcome = "changed", decider = publisher, indicator = "assessment", score = 100, settledOn = "2018-03-10", document = "豫脱贫组〔2018〕9号" };
        var path = $"appraisal-objections/{Api.Id(objection)}/outcomes";
        await api.Post(path, settlement with { settledOn = "2018-02-01" }).Refuses(HttpStatusCode.UnprocessableEntity, "appraisal-objection-day");
        (await api.Post(path, new { outcome = "upheld", decider = publisher, score = 3 }).Refuses(HttpStatusCode.BadRequest, "invalid")).Faults().ShouldBe(["/score for-changes"]);
        await api.Post(path, settlement with { indicator = "none" }).Refuses(HttpStatusCode.UnprocessableEntity, "indicator-unknown");

        (await api.Has(path, settlement)).At("state").ShouldBe("changed");
        (await api.Post(path, settlement)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await api.Post(path, settlement with { score = 99 }).Refuses(HttpStatusCode.Conflict, "appraisal-objection-settled");

        (await Ranks(api)).ShouldBe(["1 100 excellent", "2 95.71 excellent", "3 91.43 excellent"]);
        (await Ranks(api, $"knownAt=pos:{before}")).ShouldBe(["1 95.71 excellent", "2 91.43 excellent", "3 87.14 good"]);
        (await api.Ask("appraisals/2017/objections?state=changed")).Items("score").ShouldBe(["100"]);
        (await api.Ask("appraisals/2017/objections?asOf=2018-03-01")).Items("state").ShouldBe(["lodged"]);
        (await api.Ask($"appraisals/2017/officials/{heads[2].Official}"))["results"]![0]!["evidence"]!.AsArray().Select(e => e.At("noun")).ShouldBe(["appraisalScore", "appraisalObjection"]);

        var told = (await api.Ask($"officials/{heads[2].Official}/dossier"))["appraisals"]!;
        (told.At("items/0/year"), told.At("items/0/total"), told.At("items/0/rank"), told.At("items/0/months"), told.At("total")).ShouldBe(("2017", "100", "1", "12", "1"));
        (await api.Ask($"officials/{heads[2].Official}/dossier?asOf=2018-01-01")).At("appraisals/total").ShouldBe("0");

        var second = Api.Id(await api.Has("appraisals/2017/objections", new { official = heads[0].Official, heads[0].Post, text = "总分有误" }));
        (await api.Has($"appraisal-objections/{second}/outcomes", new { outcome = "upheld", decider = publisher })).At("state").ShouldBe("upheld");
        (await Ranks(api)).ShouldBe(["1 100 excellent", "2 95.71 excellent", "3 91.43 excellent"]);
        await api.Post("appraisals/2016/objections", statement).Refuses(HttpStatusCode.Conflict, "appraisal-not-published");
    }

    [Theory, OnEveryDatabase]
    public async Task Scores_are_for_those_who_are_appraised_and_may_be_entered_again_until_they_are_published(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (post, official) = await Head(api, "41", "4102", "开封市", "city");
        var score = new { official, post, indicator = "assessment", score = 80m };
        var entered = await api.Has("appraisals/2017/scores", score);
        (await api.Post("appraisals/2017/scores", score)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var before = await api.Head();
        Api.Id(await api.Has("appraisals/2017/scores", score with { score = 92.5m })).ShouldBe(Api.Id(entered));
        (await api.Ask("appraisals/2017/scores?within=4102")).Items("score").ShouldBe(["92.5"]);
        (await api.Ask($"appraisals/2017/scores?knownAt=pos:{before}")).Items("score").ShouldBe(["80"]);
        (await api.Ask("appraisals/2017/results?asOf=2017-12-31")).Items("total").ShouldBe(["96.79"], "15 of 35 points of weight by the score, the rest are full");

        await api.Post("appraisals/2017/scores", score with { score = 100.5m }).Refuses(HttpStatusCode.BadRequest, "invalid");
        await api.Post("appraisals/2017/scores", score with { score = 1.234m }).Refuses(HttpStatusCode.BadRequest, "invalid");
        await api.Post("appraisals/2017/scores", score with { indicator = "sanctions" }).Refuses(HttpStatusCode.UnprocessableEntity, "indicator-unknown");
        await api.Post("appraisals/2017/scores", score with { official = await api.HasOfficial("他某") }).Refuses(HttpStatusCode.UnprocessableEntity, "not-appraised");
        await api.Post("appraisals/2015/scores", score).Refuses(HttpStatusCode.UnprocessableEntity, "rule-set-not-in-force");
        await api.Get("appraisals/2017/results?asOf=2016-12-31").Refuses(HttpStatusCode.UnprocessableEntity, "appraisal-not-begun");
        await api.Get("appraisals/2017/results?ruleSet=river-chief").Refuses(HttpStatusCode.UnprocessableEntity, "nobody-appraised");
        await api.Get("appraisals/17/results").Refuses(HttpStatusCode.BadRequest, "invalid");
        await api.Get("appraisals/then/results").Refuses(HttpStatusCode.BadRequest, "parameter-invalid");
        var publisher = await api.HasOrganization("41", "partyCommittee", "中共河南省委");
        await api.HasDivision("42", "湖北省", "province");
        await api.Post("appraisals/2017/publications", new { division = "42", publisher }).Refuses(HttpStatusCode.UnprocessableEntity, "appraisal-empty");
        await api.Post("appraisals/2017/publications", new { division = "41", publisher, publishedOn = "2999-01-01" }).Refuses(HttpStatusCode.UnprocessableEntity, "day-in-future");
    }

    [Theory, OnEveryDatabase]
    public async Task Results_are_not_for_readers_and_each_sees_no_more_than_is_reached(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (heads, _) = await Published(api, 90, 80, 70);
        using var reader = await api.As("reader");
        foreach (var path in new[] { "results", "scores", "objections", $"officials/{heads[0].Official}" })
            (await reader.GetAsync($"/api/v1/appraisals/2017/{path}", Api.Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
        (await Api.Body(await reader.GetAsync("/api/v1/appraisals/2017/ranking", Api.Ct)))["items"]!.AsArray().Count.ShouldBe(3);

        using var clerk = await api.As("clerk", "4102");
        (await Api.Body(await clerk.GetAsync("/api/v1/appraisals/2017/results", Api.Ct))).Items("rank").ShouldBe(["1"]);
        (await Api.Body(await clerk.GetAsync("/api/v1/appraisals/2017", Api.Ct))).At("publications/0/results").ShouldBe("1");
        (await clerk.GetAsync($"/api/v1/appraisals/2017/officials/{heads[1].Official}", Api.Ct)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await api.Ask("access-log?noun=appraisal")).Items("operation").ShouldContain("listAppraisalResults");
    }

    private static async Task<IReadOnlyList<string>> Ranks(Api api, string query = "") =>
        [.. (await api.Ask($"appraisals/2017/results?{query}"))["items"]!.AsArray().Select(item => $"{item.At("rank")} {item.At("total")} {item.At("band")}")];

    /// <summary>Three cities whose mayors have these assessments, published by the province.</summary>
    private static async Task<(IReadOnlyList<(long Post, long Official)> Heads, long Publisher)> Published(Api api, params int[] scores)
    {
        var heads = new List<(long Post, long Official)>();
        foreach (var (index, score) in scores.Index())
        {
            heads.Add(await Head(api, "41", $"410{index + 2}", $"第{index}市", "city"));
            await api.Has("appraisals/2017/scores", new { official = heads[^1].Official, heads[^1].Post, indicator = "assessment", score });
        }
        var publisher = await api.HasOrganization("41", "partyCommittee", "中共河南省委");
        (await api.Has("appraisals/2017/publications", new { division = "41", publisher, document = "豫脱贫组〔2018〕4号", publishedOn = "2018-02-20" })).At("results").ShouldBe($"{scores.Length}");
        return (heads, publisher);
    }

    private static async Task<(long Post, long Official)> Head(Api api, string province, string code, string name, string level)
    {
        if ((await api.Get($"divisions/{province}")).StatusCode is HttpStatusCode.NotFound) await api.HasDivision(province, "河南省", "province");
        await api.HasDivision(code, name, level, province);
        var post = await api.HasPost($"{name}市长", "governmentHead", code, "government");
        var official = await api.HasOfficial($"{name}甲");
        await api.HasAppointment(official, post, "2016-01-01");
        return (post, official);
    }
}
