namespace Responsibility.Api.Tests.Divisions;

/// <summary>What really happened since 1981, recorded change by change through the API and held against the yearly lists.</summary>
public sealed class RealHistoryTests
{
    private const string Absent = "division-history-county-and-above.csv is neither in RESPONSIBILITY_DIVISION_HISTORY nor in shared/data beside the repository";

    [Theory, OnEveryDatabase]
    public async Task Henan_is_in_every_year_what_the_lists_say(Backend backend)
    {
        Assert.SkipUnless(RealHistory.IsThere, Absent);
        await using var api = await Api.On(backend);
        var history = await RealHistory.Happens(api, "41");
        history.Rows.ShouldBe(366);
        await Agrees(api, history);

        (await api.Ask("divisions/410108?asOf=2003-01-01")).At("name").ShouldBe("邙山区");
        (await api.Ask("divisions/410108?asOf=2004-06-01")).At("name").ShouldBe("惠济区");

        // 新密区, until 1987; then 密县; since 1994 新密市.
        var retired = await api.Ask("divisions/410107?asOf=2020-01-01");
        (retired.At("name"), retired.At("successors/0/code"), retired.At("successors/0/name")).ShouldBe(("新密区", "410126000000", "密县"));
        var lineage = await api.Ask("divisions/410107/lineage");
        lineage["nodes"]!.AsArray().Where(n => n!["validUntil"] is null).Select(n => $"{n.At("code")} {n.At("name")}").ShouldBe(["410183000000 新密市"]);
        lineage["edges"]!.AsArray().Select(e => $"{e.At("type")} {e.At("effectiveOn")}").ShouldBe(["merge 1987-12-31", "recode 1994-12-31"]);

        // One code, two divisions: 义马市 from 1987 to 1990, 济源市 since 1996.
        (await api.Ask("divisions/419001?asOf=1989-01-01")).At("name").ShouldBe("义马市");
        (await api.Ask("divisions/419001?asOf=1995-01-01")).At("successors/0/code").ShouldBe("411281000000");
        (await api.Ask("divisions/419001?asOf=2000-01-01")).At("name").ShouldBe("济源市");
        (await api.Ask("divisions/411281?asOf=2000-01-01")).At("id").ShouldBe((await api.Ask("divisions/412502?asOf=1982-01-01")).At("id"));
    }

    [Fact]
    public async Task The_whole_country_is_in_every_year_what_the_lists_say()
    {
        Assert.SkipUnless(RealHistory.IsThere, Absent);
        await using var api = await Api.On(Backend.Sqlite);
        var history = await RealHistory.Happens(api, "");
        history.Rows.ShouldBe(6823);
        await Agrees(api, history);
    }

    private static async Task Agrees(Api api, RealHistory history)
    {
        var years = 0;
        foreach (var year in history.Years)
        {
            var told = new List<string>();
            for (string? next = "", cursor = ""; next is not null; cursor = $"&cursor={Uri.EscapeDataString(next ?? "")}")
            {
                var page = await api.Ask($"divisions?asOf={year}-12-31&limit=1000{cursor}");
                told.AddRange(page["items"]!.AsArray().Select(i => $"{i.At("code")} {i.At("name")} {i.At("parent/code")}"));
                next = page.At("nextCursor");
            }
            told.Order(StringComparer.Ordinal).ShouldBe(history.At(year), $"{year}");
            years++;
        }
        years.ShouldBeGreaterThan(40);
    }
}
