using System.Net;
using Responsibility.Api.Tests.Handovers;

namespace Responsibility.Api.Tests.Reports;

public sealed class ListUnsignedHandoversTests
{
    [Theory, OnEveryDatabase]
    public async Task What_is_not_signed_some_days_after_the_change_is_told_with_how_late_it_is(Backend backend)
    {
        await using var api = await Api.On(backend);
        var story = await HandoverStory.Of(api);
        var mayor = await api.HasPost("市长", "governmentHead", "4102", "government");
        await api.HasAppointment(await api.HasOfficial("赵某"), mayor, "2007-01-01", "2009-09-01");
        var came = await api.HasAppointment(await api.HasOfficial("钱某"), mayor, "2009-10-01");
        var known = await api.Head();
        await api.Has($"posts/{story.Post}/handovers", new { official = story.Successor, signedOn = "2017-08-20" });

        foreach (var (query, expected) in new[]
        {
            ("asOf=2017-08-12", new[] { $"{story.Came} 1", $"{came} 2862" }), ("asOf=2017-08-11", [$"{came} 2861"]), ("asOf=2017-08-12&within=410225", [$"{story.Came} 1"]), ("asOf=2017-08-12&days=11", [$"{came} 2861"]),
            ("asOf=2017-08-19&days=0", [$"{story.Came} 18", $"{came} 2879"]), ("asOf=2017-08-20", [$"{came} 2870"]), ($"asOf=2017-08-20&knownAt=pos:{known}", [$"{story.Came} 9", $"{came} 2870"]),
            ("asOf=2017-08-12&from=2017-01-01", [$"{story.Came} 1"]), ("asOf=2009-10-11", []), ("asOf=2009-10-12", [$"{came} 1"]), ("asOf=2017-08-12&within=42", null),
        })
        {
            if (expected is null) await api.Get($"reports/unsigned-handovers?{query}").Refuses(HttpStatusCode.UnprocessableEntity, "division-unknown");
            else (await Late(query)).ShouldBe(expected, query);
        }
        var first = await api.Ask("reports/unsigned-handovers?asOf=2017-08-12&limit=1&count=exact");
        first.At("total").ShouldBe("2");
        first.At("items/0/predecessor/official/name").ShouldBe("王某");
        (await Late("asOf=2017-08-12&limit=1")).ShouldBe([$"{story.Came} 1", $"{came} 2862"]);
        var csv = await (await api.Send(HttpMethod.Get, "reports/unsigned-handovers?asOf=2017-08-12&limit=1", null, ("Accept", "text/csv"))).Content.ReadAsStringAsync(Api.Ct);
        csv.ShouldContain("HO0001,王某,2017-08-01,HO0002,李某,2017-08-01,1");
        csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(3);
        (await api.Get("reports/unsigned-handovers?days=-1").Refuses(HttpStatusCode.BadRequest, "invalid")).At("errors/0/pointer").ShouldBe("/days");
        using var reader = await api.As("reader");
        (await reader.GetAsync("/api/v1/reports/unsigned-handovers", Api.Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        async Task<IEnumerable<string>> Late(string query) => (await api.Whole($"reports/unsigned-handovers?{query}")).Select(item => $"{item.At("successor/appointment")} {item.At("daysLate")}");
    }
}
