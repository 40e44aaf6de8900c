using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace Responsibility.Api.Tests.Reports;

public sealed class ListVacancyPeriodsTests
{
    private const int Days = 30;
    private static readonly DateOnly First = new(2017, 3, 1);

    /// <summary>The report against what the list of vacancies says of each day.</summary>
    [Theory, OnEveryDatabase]
    public async Task Periods_agree_with_the_vacancies_of_each_of_their_days(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await Happens(api, new Random(7));
        var before = await api.Head();
        var days = await EachDay(api);

        foreach (var (from, until) in new[] { (0, Days), (5, 17), (11, 12) })
        {
            var items = await All(api, $"from={Day(from)}&until={Day(until)}");
            var told = new Dictionary<(string Post, string Day), (string Open, int Acting)>();
            foreach (var item in items)
            {
                var (start, length) = (Number(item.At("from")!), int.Parse(item.At("days")!, CultureInfo.InvariantCulture));
                for (var d = start; d < start + length; d++) told.TryAdd((item.At("post/id")!, Day(d)), (item.At("seats")!, 0)).ShouldBeTrue($"{item}");
                // No longer and no shorter than it was so, and open only where it was so on the day after.
                Seats(item, start - 1).ShouldSatisfy(seats => start == from || seats != item.At("seats"), $"{item}");
                Seats(item, start + length).ShouldSatisfy(seats => (seats == item.At("seats")) == (item.At("until") is null) && (item.At("until") ?? Day(until)) == Day(start + length), $"{item}");
                item["actedBy"]!.AsArray().Sum(acted => acted!["days"]!.GetValue<int>()).ShouldBe(
                    Enumerable.Range(start, length).Sum(d => int.Parse(days[(item.At("post/id")!, Day(d))].At("acting")!, CultureInfo.InvariantCulture)), $"{item}");
            }
            told.ToDictionary(t => t.Key, t => t.Value.Open).ShouldBe(
                days.Where(d => Number(d.Key.Day) >= from && Number(d.Key.Day) < until).ToDictionary(d => d.Key, d => d.Value.At("openSeats")!), ignoreOrder: true);
        }

        string? Seats(JsonNode item, int day) => days.GetValueOrDefault((item.At("post/id")!, Day(day)))?.At("openSeats");
        var whole = $"reports/vacancies?from={Day(0)}&until={Day(Days)}";
        var asKnown = await api.Text($"{whole}&asOf=2017-03-01&limit=1000&knownAt=pos:{before}");
        await Happens(api, new Random(8));
        (await api.Text($"{whole}&asOf=2017-03-01&limit=1000&knownAt=pos:{before}")).ShouldBe(asKnown, "what was known at a position is known for ever");
        (await api.Ask($"{whole}&within=410225101201&limit=1000"))["items"]!.AsArray().Select(i => i.At("division/code")).Distinct().ShouldBe(["410225101201"]);
    }

    [Theory, OnEveryDatabase]
    public async Task A_period_names_who_acted_and_is_open_while_it_goes_on(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var post = await api.HasPost("县委书记");
        await api.HasAppointment(await api.HasOfficial("王某"), post, "2016-01-01", "2017-03-01");
        var acting = await api.HasAppointment(await api.HasOfficial("李某"), post, "2017-04-01", "2017-04-11", "acting");
        await api.HasAppointment(await api.HasOfficial("赵某"), post, "2017-06-01");

        var report = await api.Ask("reports/vacancies?from=2016-01-01&until=2018-01-01&within=410225&count=exact");
        report.At("total").ShouldBe("1");
        new[] { "post/id", "from", "until", "days", "seats", "actedBy/0/official/name", "actedBy/0/appointment", "actedBy/0/kind", "actedBy/0/days" }.Select(member => report.At($"items/0/{member}"))
            .ShouldBe([$"{post}", "2017-03-01", "2017-06-01", "92", "1", "李某", $"{acting}", "acting", "10"]);
        new[] { "from", "until", "days" }.Select(member => api.Ask("reports/vacancies?from=2017-03-10&until=2017-05-31").Result.At($"items/0/{member}")).ShouldBe(["2017-03-10", null, "82"]);
        (await api.Ask("reports/vacancies?from=2017-03-10&until=2017-06-01")).At("items/0/until").ShouldBe("2017-06-01");
        (await api.Ask("reports/vacancies?from=2017-06-01&until=2017-07-01"))["items"]!.AsArray().ShouldBeEmpty();
        var csv = await (await api.Send(HttpMethod.Get, "reports/vacancies?from=2016-01-01&until=2018-01-01", null, ("Accept", "text/csv"))).Content.ReadAsStringAsync(Api.Ct);
        csv.ShouldContain("2017-03-01,2017-06-01,92,1,");
        csv.ShouldContain("李某 (10)");

        await api.Get("reports/vacancies?from=2017-06-01").Refuses(HttpStatusCode.BadRequest, "parameter-invalid");
        (await api.Get("reports/vacancies?from=2017-06-01&until=2017-06-01").Refuses(HttpStatusCode.BadRequest, "invalid")).Faults().ShouldBe(["/until period-empty"]);
        (await api.Get("reports/vacancies?from=2000-01-01&until=2017-06-01").Refuses(HttpStatusCode.BadRequest, "invalid")).Faults().ShouldBe(["/until period-too-long"]);
        await api.Get("reports/vacancies?from=2017-01-01&until=2017-06-01&within=999999").Refuses(HttpStatusCode.UnprocessableEntity, "division-unknown");
        using var reader = await api.As("reader");
        (await reader.GetAsync("/api/v1/reports/vacancies?from=2017-01-01&until=2017-06-01", Api.Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    /// <summary>Posts of one to three seats that begin, change and end; terms of all kinds, as far as they fit.</summary>
    private static async Task Happens(Api api, Random dice)
    {
        string[] places = ["410225", "410225101", "410225101201"];
        for (var i = 0; i < 6; i++)
        {
            var post = await api.HasPost($"岗位{i}", "leader", places[i % places.Length], capacity: dice.Next(1, 4), validFrom: dice.Next(2) is 0 ? null : Day(dice.Next(0, 8)));
            if (dice.Next(2) is 0) await api.Post($"posts/{post}/changes", new { effectiveOn = Day(dice.Next(9, 20)), capacity = dice.Next(1, 4), document = "兰编〔2017〕1号" });
            for (var term = 0; term < 5; term++)
            {
                var (from, kind) = (dice.Next(0, Days - 2), dice.Next(3) is 0 ? "acting" : "substantive");
                await api.Post("appointments", new { official = await api.HasOfficial($"干部{i}{term}"), post, kind, validFrom = Day(from), validUntil = dice.Next(4) is 0 ? null : Day(from + dice.Next(1, 12)) });
            }
            if (dice.Next(3) is 0) await api.Post($"posts/{post}/end", new { validUntil = Day(dice.Next(20, Days + 2)), document = "兰编〔2017〕2号" });
        }
    }

    /// <summary>What the list of vacancies says, by post and day.</summary>
    private static async Task<Dictionary<(string Post, string Day), JsonNode>> EachDay(Api api)
    {
        var days = new Dictionary<(string, string), JsonNode>();
        for (var d = -1; d <= Days; d++)
            foreach (var item in (await api.Ask($"vacancies?asOf={Day(d)}&limit=1000&status=vacant&status=actingOnly"))["items"]!.AsArray()) days.Add((item.At("post/id")!, Day(d)), item!);
        return days;
    }

    /// <summary>All items, page by page, each page as short as it may be.</summary>
    private static async Task<IReadOnlyList<JsonNode>> All(Api api, string question)
    {
        var (items, cursor) = (new List<JsonNode>(), "");
        do
        {
            var page = await api.Ask($"reports/vacancies?{question}&limit=2&count=exact{cursor}");
            items.AddRange(page["items"]!.AsArray().Select(item => item!));
            cursor = page.At("nextCursor") is { } next ? $"&cursor={next}" : "";
            if (cursor.Length is 0) page.At("total").ShouldBe($"{items.Count}");
        }
        while (cursor.Length > 0);
        return items;
    }

    private static string Day(int n) => First.AddDays(n).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static int Number(string day) => Api.Day(day).DayNumber - First.DayNumber;
}

file static class Satisfying
{
    public static void ShouldSatisfy(this string? seats, Func<string?, bool> condition, string why) => condition(seats).ShouldBeTrue($"{seats}: {why}");
}
