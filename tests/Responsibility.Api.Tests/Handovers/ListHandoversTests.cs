using System.Net;
using Responsibility.Api.Handovers;

namespace Responsibility.Api.Tests.Handovers;

public sealed class ListHandoversTests
{
    [Theory, OnEveryDatabase]
    public async Task Changes_of_holders_are_listed_signed_or_not_by_place_age_and_day_and_as_known_earlier(Backend backend)
    {
        await using var api = await Api.On(backend);
        var story = await HandoverStory.Of(api);
        var mayor = await api.HasPost("市长", "governmentHead", "4102", "government");
        await api.HasAppointment(await api.HasOfficial("赵某"), mayor, "2015-01-01", "2017-09-01");
        var came = await api.HasAppointment(await api.HasOfficial("钱某"), mayor, "2017-10-01");
        var known = await api.Head();
        await api.Has($"posts/{story.Post}/handovers", new { official = story.Successor, signedOn = "2017-08-20" });

        foreach (var (query, expected) in new[]
        {
            ("", new[] { story.Came, came }), ("&within=410225", [story.Came]), ("&signed=true", [story.Came]), ("&signed=false", [came]), ($"&post={mayor}", [came]), ($"&official={story.Successor}", [story.Came]),
            ("&olderThanDays=90", [came]), ("&olderThanDays=91", []), ("&from=2017-08-02", [came]), ($"&signed=false&knownAt=pos:{known}", [story.Came, came]),
            ("&olderThanDays=91&signed=true", []),
        })
            (await Ids($"asOf=2017-12-31{query}")).ShouldBe(expected.Select(id => $"{id}"), query);
        (await Ids("asOf=2017-08-15&olderThanDays=13")).ShouldBe([$"{story.Came}"]);
        (await Ids("asOf=2017-08-15&olderThanDays=14")).ShouldBeEmpty();
        (await Ids("asOf=2018-08-02")).ShouldBe([$"{came}"]);
        var first = await api.Ask("handovers?asOf=2017-12-31&limit=1&count=exact");
        first.At("total").ShouldBe("2");
        (await Ids($"limit=1&cursor={first.At("nextCursor")}")).ShouldBe([$"{came}"]);
        var csv = await (await api.Send(HttpMethod.Get, "handovers?asOf=2017-12-31&limit=1", null, ("Accept", "text/csv"))).Content.ReadAsStringAsync(Api.Ct);
        csv.ShouldContain("HO0001,王某,2017-08-01,HO0002,李某,2017-08-01,2017-08-20");
        csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(3);
        await api.Get("handovers?olderThanDays=-1").Refuses(HttpStatusCode.BadRequest, "invalid");

        async Task<IEnumerable<string?>> Ids(string query) => (await api.Ask($"handovers?{query}"))["items"]!.AsArray().Select(h => h.At("successor/appointment"));
    }

    [Fact]
    public void Days_before_the_calendar_begins_are_its_first() => ListHandoversHandler.Before(new DateOnly(1, 2, 1), 365).ShouldBe(DateOnly.MinValue);
}
