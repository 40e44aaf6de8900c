using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Responsibility.Api.Tests.Imports;
using Responsibility.Api.Tests.Problems;

namespace Responsibility.Api.Tests.Reports;

public sealed class ListBackdatedFactsTests
{
    private static readonly string[] Places = ["410225000000", "410225101000", "410225101201"];

    /// <summary>The report against a list of what the test itself recorded.</summary>
    [Theory, OnEveryDatabase]
    public async Task What_was_recorded_late_is_what_was_stated_of_days_long_gone(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var history = new History(api);
        history.Began("attribute", await api.Head(), Places[2], Api.Day("2014-01-01"));
        await history.Happens(new Random(3), 60);
        var cut = await api.Head();
        await history.Happens(new Random(4), 30);

        string[] all = ["created", "ended", "corrected"];
        foreach (var (question, days, where, upTo, what) in new[]
        {
            ("", 30, "", long.MaxValue, all), ("&days=1", 1, "", long.MaxValue, all), ("&days=31", 31, "", long.MaxValue, all), ("&within=410225101", 30, "410225101", long.MaxValue, all),
            ($"&knownAt=pos:{cut}", 30, "", cut, all), ("&what=created", 30, "", long.MaxValue, ["created"]), ("&what=ended", 30, "", long.MaxValue, ["ended"]),
            ("&what=corrected&days=3&within=410225101", 3, "410225101", long.MaxValue, ["corrected"]), ("&what=ended&what=corrected", 30, "", long.MaxValue, ["ended", "corrected"]),
        })
        {
            var items = await All(api, question);
            items.Select(Text).ShouldBe(await history.Late(days, where, upTo, what), question);
            items.ShouldAllBe(item => item.At("initialLoad") == "false" && item.At("id") == item.At("position") == (item.At("what") == "created"));
            items.Select(item => item.At("what")!).Distinct().ShouldBe(what, ignoreOrder: true);
        }
        foreach (var (question, any) in new[] { ("initialLoad=true", false), ("initialLoad=false", true), ("until=2017-01-01", false), ("from=2017-01-01", true), ("from=9999-01-01", false), ("until=9999-12-31&from=0001-01-01", true) })
            ((await api.Ask($"reports/backdating?{question}"))["items"]!.AsArray().Count > 0).ShouldBe(any, question);
        var csv = await (await api.Send(HttpMethod.Get, "reports/backdating", null, ("Accept", "text/csv"))).Content.ReadAsStringAsync(Api.Ct);
        csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe((await history.Late(30, "", long.MaxValue, all)).Count + 1);

        (await api.Get("reports/backdating?days=0").Refuses(HttpStatusCode.BadRequest, "invalid")).At("errors/0/pointer").ShouldBe("/days");
        using var clerk = await api.As("clerk");
        (await clerk.GetAsync("/api/v1/reports/backdating", Api.Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory, OnEveryDatabase]
    public async Task What_came_with_an_initial_load_says_so_and_what_came_with_another_file_does_not(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var first = await api.Loads("roster", Roster("A1", "2015-01-01"), "&initialLoad=true");
        var second = await api.Loads("roster", Roster("A2", "2015-02-01"));
        var byHand = await api.HasAppointment(await api.HasOfficial("赵某"), await api.HasPost("县委常委", "leader"), "2015-03-01");

        var items = (await api.Ask("reports/backdating?within=410225&limit=1000"))["items"]!.AsArray().Where(item => item.At("noun") is "appointment").ToList();
        items.Select(item => (item.At("validFrom"), item.At("initialLoad"))).ShouldBe([("2015-03-01", "false"), ("2015-02-01", "false"), ("2015-01-01", "true")]);
        items[0].At("id").ShouldBe($"{byHand}");
        foreach (var (job, item) in new[] { (second, items[1]), (first, items[2]) })
            long.Parse(item.At("position")!, CultureInfo.InvariantCulture).ShouldBeInRange(long.Parse(job.At("ledger/first")!, CultureInfo.InvariantCulture), long.Parse(job.At("ledger/last")!, CultureInfo.InvariantCulture));
        (await api.Ask("reports/backdating?initialLoad=true")).Items("initialLoad").Distinct().ShouldBe(["true"]);
        (await api.Ask("reports/backdating?initialLoad=false")).Items("initialLoad").Distinct().ShouldBe(["false"]);
    }

    [Theory, OnEveryDatabase]
    public async Task A_correction_of_days_before_records_is_told_without_a_day_and_what_ends_with_something_else_with_that(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var post = await api.HasPost("县委常委", "leader");
        var term = await api.HasAppointment(await api.HasOfficial("王某"), post, "2015-01-01");
        await Api.Body(await api.Patch($"posts/{post}", new { rank = "县处级副职", reason = "补录" }));
        await api.Has($"posts/{post}/end", new { validUntil = "2017-01-01" });

        var items = (await api.Ask("reports/backdating?within=410225&what=ended&what=corrected&what=created"))["items"]!.AsArray().Where(item => item.At("noun") is "post" or "appointment").ToList();
        items.Select(item => $"{item.At("what")} {item.At("noun")} {item.At("id")} {item.At("validFrom") ?? "-"} {item.At("day") ?? "-"} {item.At("division/code")}").ShouldBe(
            [$"ended post {post} - 2017-01-01 410225000000", $"corrected post {post} - - 410225000000", $"created appointment {term} 2015-01-01 2015-01-01 410225000000"]);
        (items[1].At("daysLate"), items[0].At("position")).ShouldBe((null, $"{await api.Head()}"));
        (await api.Get("reports/backdating?what=changed").Refuses(HttpStatusCode.BadRequest, "parameter-invalid")).At("errors/0/pointer").ShouldBe("/what");
    }

    private static string Roster(string number, string validFrom) =>
        $"{Loading.RosterHeader}{number},王某,410225,中共兰考县委{number},partyCommittee,leader,县委常委{number},substantive,{validFrom},,兰组〔2015〕1号,\n";

    private static string Text(JsonNode item) =>
        $"{item.At("position")} {item.At("what")} {item.At("noun")} {item.At("id")} {item.At("division/code")} {item.At("validFrom")} {item.At("day")} {item.At("daysLate")} {item.At("afterProblem") ?? "-"}";

    /// <summary>All items, page by page.</summary>
    private static async Task<IReadOnlyList<JsonNode>> All(Api api, string question)
    {
        var (items, cursor) = (new List<JsonNode>(), "");
        do
        {
            var page = await api.Ask($"reports/backdating?limit=7&count=exact{question}{cursor}");
            items.AddRange(page["items"]!.AsArray().Select(item => item!));
            cursor = page.At("nextCursor") is { } next ? $"&cursor={next}" : "";
            if (cursor.Length is 0) page.At("total").ShouldBe($"{items.Count}");
        }
        while (cursor.Length > 0);
        return items;
    }

    private sealed record Stated(string What, string Noun, long Id, long Position, string Division, DateOnly From, DateOnly Day);

    /// <summary>A thing as it is now held to have been.</summary>
    private sealed record Thing(string Noun, long Id, string Division)
    {
        public DateOnly From { get; set; }
        public DateOnly Until { get; set; } = DateOnly.MaxValue;
    }

    private sealed record Wrong(long Id, string Division, DateOnly FoundOn)
    {
        public long RetractedAt { get; set; } = long.MaxValue;
    }

    /// <summary>What was recorded, as whoever recorded it remembers.</summary>
    private sealed class History(Api api)
    {
        private readonly List<Wrong> problems = [];

        private readonly List<Thing> things = [];

        private readonly List<Stated> facts = [];

        public void Began(string noun, long id, string division, DateOnly from)
        {
            facts.Add(new("created", noun, id, id, division, from, from));
            things.Add(new(noun, id, division) { From = from });
        }

        /// <summary>Things begin; half of them, or others, end or are corrected.</summary>
        public async Task Happens(Random dice, int steps)
        {
            var today = api.Database.Today;
            async Task Revise()
            {
                var thing = things[dice.Next(things.Count)];
                await (dice.Next(2) is 0 ? End(thing, Near(today, dice)) : Correct(thing, Near(today, dice), dice));
            }
            for (var i = 0; i < steps; i++)
            {
                var (place, from) = (Places[dice.Next(Places.Length)], Near(today, dice));
                var validFrom = from.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
                var body = await api.HasOrganization(place, "institution", $"单位{steps}-{i}");
                switch (dice.Next(7))
                {
                    case 0:
                        await State("post", place, from, "posts", new { organization = body, position = "leader", title = $"岗位{i}", validFrom });
                        break;
                    case 1:
                        await State("attribute", place, from, $"divisions/{place}/attributes", new { tag = dice.Next(2) is 0 ? "weakOrganization" : "keyArea", validFrom });
                        break;
                    case 2:
                        await State("contact", Places[2], from, "contacts", new { organization = body, division = Places[2], validFrom });
                        break;
                    case 3:
                        await State("portfolio", place, from, "portfolios", new { organization = body, programme = "industry", validFrom });
                        break;
                    case 4:
                        problems.Add(new(await api.HasProblem($"问题{steps}-{i}", place, foundOn: validFrom), place, from));
                        if (dice.Next(4) is not 0) break;
                        var wrong = problems.First(p => p.RetractedAt is long.MaxValue);
                        (await api.Delete($"problems/{wrong.Id}")).IsSuccessStatusCode.ShouldBeTrue();
                        wrong.RetractedAt = await api.Head();
                        break;
                    default:
                        var post = Api.Id(await api.Has("posts", new { organization = body, position = "leader", title = $"岗位{i}" }));
                        await State("appointment", place, from, "appointments", new { official = await api.HasOfficial($"干部{i}"), post, kind = "substantive", validFrom });
                        // That it never was does not undo that it was recorded late.
                        if (dice.Next(5) is 0 && things[^1] is { Noun: "appointment" } made)
                        {
                            await api.Delete($"appointments/{made.Id}");
                            things.Remove(made);
                        }
                        break;
                }
                if (dice.Next(2) is 0) await Revise();
            }
        }

        private async Task State(string noun, string division, DateOnly from, string path, object body)
        {
            var before = await api.Head();
            var answer = await api.Post(path, body);
            if (answer.IsSuccessStatusCode && Api.Id(await Api.Body(answer)) == before + 1) Began(noun, before + 1, division, from);
        }

        private async Task End(Thing thing, DateOnly day)
        {
            var before = await api.Head();
            var answer = await api.Post($"{thing.Noun}s/{thing.Id}/end", new { validUntil = Day(day) });
            if (!answer.IsSuccessStatusCode || await api.Head() == before) return;
            facts.Add(new("ended", thing.Noun, thing.Id, before + 1, thing.Division, thing.From, day));
            thing.Until = day;
        }

        private async Task Correct(Thing thing, DateOnly day, Random dice)
        {
            var (before, was) = (await api.Head(), (thing.From, thing.Until));
            var (from, until, otherwise) = dice.Next(thing.Noun is "attribute" ? 3 : 4) switch
            {
                0 => (day, thing.Until, false),
                1 => (thing.From, day, false),
                2 => (thing.From, DateOnly.MaxValue, false),
                _ => (thing.From, thing.Until, true),
            };
            var patch = new JsonObject { ["reason"] = "录入错误" };
            if (from != thing.From) patch["validFrom"] = Day(from);
            if (until != thing.Until) patch["validUntil"] = until == DateOnly.MaxValue ? null : Day(until);
            if (otherwise) patch[thing.Noun is "post" ? "title" : "document"] = $"更正{before}号";
            var answer = await api.Patch($"{thing.Noun}s/{thing.Id}", patch);
            if (!answer.IsSuccessStatusCode || await api.Head() == before) return;
            // From the first day on that is otherwise now.
            var first = otherwise || from != was.From ? Earlier(from, was.From) : Earlier(until, was.Until);
            facts.Add(new("corrected", thing.Noun, thing.Id, before + 1, thing.Division, was.From, first));
            (thing.From, thing.Until) = (from, until);
        }

        private static DateOnly Near(DateOnly today, Random dice) => today.AddDays(-(dice.Next(4) switch { 0 => dice.Next(28, 35), 1 => dice.Next(0, 4), _ => dice.Next(1, 400) }));

        private static DateOnly Earlier(DateOnly one, DateOnly other) => one < other ? one : other;

        private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        public async Task<IReadOnlyList<string>> Late(int days, string within, long upTo, string[] what)
        {
            var late = new List<string>();
            foreach (var made in facts.Where(m => what.Contains(m.What) && m.Position <= upTo && m.Division.StartsWith(within, StringComparison.Ordinal)).OrderByDescending(m => m.Position))
            {
                var recorded = DateTimeOffset.Parse((await api.Ask($"ledger/entries/{made.Position}")).At("recordedAt")!, CultureInfo.InvariantCulture);
                var lateness = DateOnly.FromDateTime(recorded.ToOffset(TimeSpan.FromHours(8)).DateTime).DayNumber - made.Day.DayNumber;
                var problem = problems.Where(p => p.Division == made.Division && p.FoundOn >= made.Day && p.Id < made.Position && made.Position <= p.RetractedAt).Select(p => (long?)p.Id).Min();
                if (lateness > days) late.Add($"{made.Position} {made.What} {made.Noun} {made.Id} {made.Division} {made.From:yyyy-MM-dd} {made.Day:yyyy-MM-dd} {lateness} {problem?.ToString(CultureInfo.InvariantCulture) ?? "-"}");
            }
            return late;
        }
    }
}
