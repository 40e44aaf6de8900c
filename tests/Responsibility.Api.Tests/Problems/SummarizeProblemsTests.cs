using System.Net;

namespace Responsibility.Api.Tests.Problems;

public sealed class SummarizeProblemsTests
{
    [Theory, OnEveryDatabase]
    public async Task A_summary_counts_what_the_list_holds_however_it_is_filtered_and_broken_down(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (group, team, _, township, inspection) = await api.HasInspected();
        await api.HasDivision("4107", "新乡市", "city", "41");
        await api.HasDivision("11", "北京市", "province");
        var closed = await api.HasRectification(await api.HasProblem(inspection: inspection), team);
        await api.IsDone(closed);
        await api.IsClosed(closed, group);
        await api.HasRectification(await api.HasProblem("账目不公开", "410225101", inspection), township);
        await api.HasProblem("县级问题", "410225", inspection);
        await api.HasProblem("市级问题", "4107", foundOn: "2017-05-02");
        await api.HasProblem("外省问题", "11");
        var other = ProblemStory.Problem("审计问题", "4102", programme: null);
        (other["source"], other["severity"]) = ("audit", "grave");
        await api.Has("problems", other);

        foreach (var filter in new[] { "", "within=41", "within=410225", "within=410225101201", "state=found&state=closed", "source=audit", "foundFrom=2017-03-21", $"inspection={inspection}", "q=问题", "asOf=2017-03-20", "severity=serious&within=4102" })
            foreach (var by in new[] { "child", "programme", "state", "severity", "source" })
            {
                var summary = await api.Ask($"problems/summary?by={by}&{filter}");
                var total = (await api.Ask($"problems?count=exact&limit=1&{filter}")).At("total");
                summary.At("total/total").ShouldBe(total, $"{by} {filter}");
                summary.Items("total").Sum(n => long.Parse(n!, System.Globalization.CultureInfo.InvariantCulture)).ToString(System.Globalization.CultureInfo.InvariantCulture).ShouldBe(total, $"{by} {filter}");
            }
        (await api.Ask("problems/summary")).Items("id").ShouldBe(["110000000000", "410000000000"]);
        (await api.Ask("problems/summary?within=41")).Items("name").ShouldBe(["开封市", "新乡市"]);
        (await api.Ask("problems/summary?within=410225")).Items().ShouldBe(["兰考县", "堌阳镇"]);
        (await api.Ask("problems/summary?within=410225"))["items"]![1]!.AsObject().Select(member => $"{member.Key} {member.Value}").ShouldBe(
            ["id 410225101000", "name 堌阳镇", "found 0", "rectifying 1", "completionRequested 0", "verified 0", "closed 1", "reopened 0", "total 2"]);
        (await api.Ask("problems/summary?by=severity")).Items("id").ShouldBe(["serious", "grave"]);
        (await api.Ask("problems/summary?by=source")).Items("id").ShouldBe(["provincialInspection", "audit"]);
        (await api.Ask("problems/summary?by=state")).Items("id").ShouldBe(["found", "rectifying", "closed"]);
        (await api.Ask("problems/summary?by=programme")).Items("id").ShouldBe(["partyBuilding", null]);
        var csv = await (await api.Send(HttpMethod.Get, "problems/summary?within=41", null, ("Accept", "text/csv"))).Content.ReadAsStringAsync(Api.Ct);
        csv.ShouldContain("410700000000,新乡市,1,0,0,0,0,0,1");
        await api.Get("problems/summary?within=419999").Refuses(HttpStatusCode.UnprocessableEntity, "division-unknown");
    }

    [Theory, OnEveryDatabase]
    public async Task A_problem_of_a_division_that_is_no_more_still_counts(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasInspected();
        await api.HasProblem();
        await api.Has("division-changes", new { type = "abolish", effectiveOn = "2018-01-01", document = "兰政〔2018〕1号", division = Inspected.Village });

        (await api.Ask("problems/summary?asOf=2018-06-01")).At("items/0/total").ShouldBe("1");
        (await api.Ask("problems?asOf=2018-06-01")).Items("division/name").ShouldBe(["范场村"]);
    }
}
