using System.Net;
using Responsibility.Api.Tests.Problems;

namespace Responsibility.Api.Tests.Reports;

public sealed class ListSelfVerifiedClosuresTests
{
    [Theory, OnEveryDatabase]
    public async Task What_was_closed_by_those_who_had_to_put_it_right_is_told_whether_it_was_known_then_or_only_since(Backend backend)
    {
        await using var api = await Api.On(backend);
        var story = await Story.Of(api);
        var (first, second, third) = ($"{story.Overridden} overridden", $"{story.Late} knownSince", $"{story.Named} knownSince");

        await Tells("", first, second, third);
        await Tells("basis=knownSince", second, third);
        await Tells("basis=overridden", first);
        await Tells($"knownAt=pos:{story.Before}", first);
        await Tells("asOf=2017-06-14");
        await Tells("asOf=2017-06-15&within=410225", first, second, third);
        await Tells("within=410225101201&basis=overridden&basis=knownSince", first, second, third);
        (await api.Delete($"portfolios/{story.Portfolio}", "登记有误")).IsSuccessStatusCode.ShouldBeTrue();
        await Tells("", first, third);
        await Tells($"knownAt=pos:{story.Known}", first, second, third);
        await api.Get("reports/self-verified-closures?within=999999").Refuses(HttpStatusCode.UnprocessableEntity, "division-unknown");

        async Task Tells(string question, params string[] expected) =>
            (await api.Whole($"reports/self-verified-closures?{question}")).Select(item => $"{item.At("problem")} {item.At("basis")}").ShouldBe(expected, question);
    }

    [Theory, OnEveryDatabase]
    public async Task It_says_what_stands_against_the_verifier_to_whoever_reaches_the_place(Backend backend)
    {
        await using var api = await Api.On(backend);
        var story = await Story.Of(api);

        var report = await api.Ask("reports/self-verified-closures?limit=2&count=exact");
        report.At("total").ShouldBe("3");
        new[] { "verifier/name", "reason", "closedOn", "against" }.Select(member => report.At($"items/0/{member}"))
            .ShouldBe(["中共兰考县委", "督导组已撤回", "2017-06-15", "In the chain of that day: 兰考县, 中共兰考县委; clause 6, responsibility as main body."]);
        new[] { "problem", "title", "verifier/name", "verifiedOn", "reason" }.Select(member => report.At($"items/1/{member}")).ShouldBe([$"{story.Late}", "三", "兰考县民政局", "2017-06-10", null]);
        report.At("items/1/against")!.ShouldContain("clause 12");
        var rest = await api.Ask($"reports/self-verified-closures?limit=2&cursor={report.At("nextCursor")}");
        (rest.At("nextCursor"), rest.At("items/0/official/name")).ShouldBe((null, "赵某"));
        rest.At("items/0/against")!.ShouldContain("县委书记; clause 7");
        var csv = await (await api.Send(HttpMethod.Get, "reports/self-verified-closures", null, ("Accept", "text/csv"), ("Accept-Language", "zh"))).Content.ReadAsStringAsync(Api.Ct);
        csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(4);
        csv.ShouldContain("兰考县民政局,,,2017-06-10,2017-06-15,knownSince,\"当日责任链:兰考县兰考县民政局,第12条");

        // Those who reach the county alone are told the same; those who reach another are told nothing.
        await api.HasDivision("410221", "杞县", "county", "4102");
        foreach (var (division, count) in new[] { ("410225", 3), ("410221", 0) })
        {
            using var auditor = await api.As("auditor", division);
            (await Api.Body(await auditor.GetAsync("/api/v1/reports/self-verified-closures", Api.Ct)))["items"]!.AsArray().Count.ShouldBe(count, division);
        }
        using var reader = await api.As("reader");
        (await reader.GetAsync("/api/v1/reports/self-verified-closures", Api.Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    /// <summary>Six problems of a village that were verified on 2017-06-10, of which five were closed on 2017-06-15; what makes two of the verifiers the bearers is recorded afterwards.</summary>
    private sealed record Story(long Overridden, long Late, long Named, long Portfolio, long Before, long Known)
    {
        public static async Task<Story> Of(Api api)
        {
            var (group, team, county, _, _) = await api.HasInspected();
            var (bureau, office) = (await api.HasOrganization("410225", "department", "兰考县民政局"), await api.HasOrganization("4102", "department", "开封市委办"));
            var secretary = Api.Id(await api.Has("posts", new { organization = county, position = "partySecretary", title = "县委书记" }));
            var official = await api.HasOfficial("赵某", "HN0001");
            var overridden = await Verified("一", new { verifier = county, verifiedOn = "2017-06-10", @override = new { reason = "督导组已撤回" } });
            await Verified("二", new { verifier = group, verifiedOn = "2017-06-10" });
            var late = await Verified("三", new { verifier = bureau, verifiedOn = "2017-06-10" });
            var named = await Verified("四", new { verifier = group, official, verifiedOn = "2017-06-10" });
            await Verified("五", new { verifier = office, verifiedOn = "2017-06-10" });
            await Verified("六", new { verifier = bureau, verifiedOn = "2017-06-10" }, closed: false);
            var before = await api.Head();

            // The bureau had the programme in its charge, and the official the county's post, all along; the city's office has it from the day after.
            var portfolio = Api.Id(await api.Has("portfolios", new { organization = bureau, programme = "partyBuilding", validFrom = "2017-01-01" }));
            await api.Has("portfolios", new { organization = office, programme = "partyBuilding", validFrom = "2017-06-11" });
            await api.HasAppointment(official, secretary, "2016-01-01");
            return new(overridden, late, named, portfolio, before, await api.Head());

            async Task<long> Verified(string title, object verification, bool closed = true)
            {
                var problem = await api.HasProblem(title);
                var task = await api.HasRectification(problem, team);
                await api.IsDone(task);
                await api.Verify(task, verification).Succeeds();
                if (closed) await api.Has($"tasks/{task}/closures", new { closedOn = "2017-06-15" });
                return problem;
            }
        }
    }
}
