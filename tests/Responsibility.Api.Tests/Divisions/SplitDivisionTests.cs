using System.Net;

namespace Responsibility.Api.Tests.Divisions;

public sealed class SplitDivisionTests
{
    private const string Fan = "410225101201";
    private const string East = "410225101209";

    [Theory, OnEveryDatabase]
    public async Task A_division_that_is_not_among_the_results_closes_and_what_is_in_it_goes_where_it_is_told(Backend backend)
    {
        await using var api = await Api.On(backend);
        var village = await Villages.Of(api);
        var head = await api.Head();
        var change = await api.Post("division-changes", Split(
            [Village("410225101210", "西范场村"), Village(East, "东范场村")], [new { organization = village.Branch, to = "410225101210" }, new { organization = village.Group, to = East }])).Succeeds();

        (await api.Head() - head).ShouldBe(3, "one fact for each new division, then the change");
        change.At("id").ShouldBe((head + 3).ToString(System.Globalization.CultureInfo.InvariantCulture));
        change["results"]!.AsArray().Select(r => r.At("name")).ShouldBe(["西范场村", "东范场村"]);
        change.At("division/name").ShouldBe("范场村");
        (change.At("closed/appointments"), change.At("closed/contacts"), change.At("closed/attributes"), change.At("moved/organizations")).ShouldBe(("0", "0", "1", "2"));
        (await api.Ask($"appointments/{village.Left}?asOf=2018-01-01")).At("division/code").ShouldBe(East);
        (await api.Ask($"appointments/{village.Stays}?asOf=2018-01-01")).At("division/code").ShouldBe("410225101210");
        (await api.Ask($"divisions/{Fan}?asOf=2018-01-01"))["successors"]!.AsArray().Select(s => s.At("name")).ShouldBe(["东范场村", "西范场村"]);
        (await api.Ask($"divisions/{East}?asOf=2018-01-01")).At("predecessors/0/code").ShouldBe(Fan);
    }

    [Theory, OnEveryDatabase]
    public async Task A_division_among_the_results_goes_on_and_another_may_take_a_part(Backend backend)
    {
        await using var api = await Api.On(backend);
        var village = await Villages.Of(api);
        var known = (await api.Ask($"divisions/{Fan}")).At("id");
        var change = await api.Post("division-changes", Split([Village(Fan, "西范场村", null), Village(East, "东范场村"), Village("410225101202", "徐场村")], [new { organization = village.Group, to = East }])).Succeeds();

        (change.At("division/id"), change.At("division/name")).ShouldBe((known, "西范场村"));
        (change.At("closed/divisions"), change.At("closed/organizations")).ShouldBe(("0", "0"));
        (await api.Ask($"appointments/{village.Stays}?asOf=2018-01-01")).At("division/name").ShouldBe("西范场村");
        (await api.Ask($"divisions/{Fan}?asOf=2018-01-01")).At("tags").ShouldBe("""["poorVillage"]""");
        (await api.Ask("divisions/410225101202?asOf=2018-01-01")).At("predecessors/0/name").ShouldBe("范场村");
        await api.Records(0, async () =>
        {
            (await api.Post("division-changes", Split([Village(Fan, "西范场村", null), Village(East, "东范场村"), Village("410225101202", "徐场村")], null)).Succeeds()).At("id").ShouldBeNull();
            (await api.Post("division-changes", Split([Village(East, "东范场村")], null)).Refuses(HttpStatusCode.BadRequest, "invalid")).Faults().ShouldBe(["/results results-too-few"]);
            (await api.Post("division-changes", Split([Village("410225101211", "甲"), Village("410225101212", "乙", "4199")], null)).Refuses(HttpStatusCode.UnprocessableEntity, "division-unknown"))
                .Faults().ShouldBe(["/results/1/parent division-unknown"]);
            (await api.Post("division-changes", Split([Village("410225101211", "甲"), Village("410225101211", "乙")], null)).Refuses(HttpStatusCode.BadRequest, "invalid")).Faults().ShouldBe(["/results code-twice"]);
            (await api.Post("division-changes", Split([Village("410225101211", "甲"), Village("410", "乙")], null)).Refuses(HttpStatusCode.BadRequest, "invalid")).Faults().ShouldBe(["/results/1/code division-code"]);
        });
    }

    private static object Village(string code, string name, string? parent = "410225101") => new { code, name, level = "village", parent };

    private static object Split(object[] results, object[]? moves) =>
        new { type = "split", effectiveOn = "2018-01-01", document = "兰政文〔2018〕1号", division = Fan, results, moves };
}
