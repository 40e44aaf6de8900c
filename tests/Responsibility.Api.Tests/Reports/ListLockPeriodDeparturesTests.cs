using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace Responsibility.Api.Tests.Reports;

public sealed class ListLockPeriodDeparturesTests
{
    private static readonly DateOnly First = new(2016, 11, 1);
    private static readonly string[] Allowed = ["去世", "健康原因", "divisionClosed", "organizationEnded", "postEnded"];

    /// <summary>The report against the rule read out term by term.</summary>
    [Theory, OnEveryDatabase]
    public async Task Who_left_is_told_where_the_county_was_poor_on_that_day_and_nothing_excuses_it(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (dice, world) = (new Random(23), new World(api));
        await world.Stands(dice);
        await world.Serve(dice, 3);
        var (known, before) = (await api.Head(), world.Terms.ToList());
        await world.Serve(dice, 3);

        foreach (var (question, from, until, within, asOf, terms) in new[]
        {
            ("", "0001-01-01", "9999-12-31", "", "9999-12-30", world.Terms), ("&from=2017-03-01&until=2017-09-01", "2017-03-01", "2017-09-01", "", "9999-12-30", world.Terms),
            ("&within=4102", "0001-01-01", "9999-12-31", "4102", "9999-12-30", world.Terms), ("&asOf=2017-06-01", "0001-01-01", "9999-12-31", "", "2017-06-01", world.Terms),
            ($"&knownAt=pos:{known}", "0001-01-01", "9999-12-31", "", "9999-12-30", before),
        })
            (await All(api, question)).ShouldBe(world.Left(Api.Day(from), Api.Day(until), within, Api.Day(asOf), terms), question);
        world.Left(DateOnly.MinValue, DateOnly.MaxValue, "", DateOnly.MaxValue, world.Terms).Count.ShouldBeInRange(5, 60);
    }

    [Theory, OnEveryDatabase]
    public async Task It_says_why_who_followed_and_how_long_the_county_was_still_poor(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.Has("divisions/410225/attributes", new { tag = "poorCounty", validFrom = "2012-01-01", validUntil = "2017-03-28" });
        var post = Api.Id(await api.Has("posts", new { organization = await api.HasOrganization("410225", "partyCommittee", "中共兰考县委"), position = "partySecretary", title = "县委书记" }));
        var left = await api.HasAppointment(await api.HasOfficial("王某", "HN0001"), post, "2014-01-01");
        await api.Has($"appointments/{left}/end", new { validUntil = "2017-03-01", document = "豫组干〔2017〕12号", reason = "另有任用" });
        var came = await api.HasAppointment(await api.HasOfficial("李某", "HN0002"), post, "2017-03-10");

        var report = await api.Ask("reports/lock-period-departures?count=exact");
        report.At("total").ShouldBe("1");
        new[] { "official/name", "appointment", "post/title", "division/code", "endedOn", "endReason", "endDocument", "ruleSet/id", "clause", "daysLeft", "followedBy/official/name", "followedBy/appointment", "followedBy/from" }
            .Select(member => report.At($"items/0/{member}"))
            .ShouldBe(["王某", $"{left}", "县委书记", "410225000000", "2017-03-01", "另有任用", "豫组干〔2017〕12号", "henan-2017", "17", "27", "李某", $"{came}", "2017-03-10"]);
        (await api.Ask("reports/lock-period-departures?asOf=2017-03-05")).At("items/0/followedBy").ShouldBeNull();
        (await api.Ask("reports/lock-period-departures?ruleSet=river-chief"))["items"]!.AsArray().ShouldBeEmpty();
        var csv = await (await api.Send(HttpMethod.Get, "reports/lock-period-departures", null, ("Accept", "text/csv"))).Content.ReadAsStringAsync(Api.Ct);
        csv.ShouldContain($"HN0001,王某,{left},2017-03-01,另有任用,豫组干〔2017〕12号,17,27,HN0002,李某,2017-03-10");

        await api.Get("reports/lock-period-departures?ruleSet=none").Refuses(HttpStatusCode.UnprocessableEntity, "rule-set-unknown");
        (await api.Get("reports/lock-period-departures?from=2017-06-01&until=2017-06-01").Refuses(HttpStatusCode.BadRequest, "invalid")).Faults().ShouldBe(["/until period-empty"]);
        using var reader = await api.As("reader");
        (await reader.GetAsync("/api/v1/reports/lock-period-departures", Api.Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    /// <summary>A version from July on binds by a number, and by another list of reasons.</summary>
    [Theory, OnEveryDatabase]
    public async Task Each_end_is_judged_by_the_rules_of_its_day(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.HasDivision("410221", "杞县", "county", "4102");
        await api.Has("divisions/410225/attributes", new { tag = "poorCounty", validFrom = "2012-01-01" });
        foreach (var (value, validFrom) in new[] { (999, "2017-01-01"), (1000, "2017-08-01"), (900, "2017-09-01") }) await api.Has("divisions/410221/attributes", new { number = "poorPopulation", value, validFrom });
        var (lankao, qixian) = (await Post("410225", "兰考"), await Post("410221", "杞县"));
        var (byTag, byNoTag) = (await Left(lankao, "2014-01-01", "2017-06-30", null), await Left(lankao, "2017-06-30", "2017-08-15", null));
        var before = await api.Head();
        var (tooFew, byNumber, excused) = (await Left(qixian, "2014-01-01", "2017-07-31", null), await Left(qixian, "2017-07-31", "2017-08-10", "健康原因"), await Left(qixian, "2017-08-10", "2017-08-20", "组织决定"));
        (await api.Whole("reports/lock-period-departures?")).Select(Told).ShouldBe([$"{byTag} 2017-06-30 -", $"{byNoTag} 2017-08-15 -"]);

        await api.HasRules(2, rules =>
        {
            rules.Parent!["validFrom"] = "2017-07-01";
            var bound = rules.Parent["locks"]![0]!;
            (bound["when"], bound["allow"]) = (new JsonObject { ["number"] = "poorPopulation", ["atLeast"] = 1000 }, new JsonArray("组织决定"));
        });
        (await api.Whole("reports/lock-period-departures?")).Select(Told).ShouldBe([$"{byTag} 2017-06-30 -", $"{byNumber} 2017-08-10 22"]);
        (await api.Whole("reports/lock-period-departures?")).Select(item => item.At("ruleSet/version")).ShouldBe(["1", "2"]);
        (await api.Whole($"reports/lock-period-departures?knownAt=pos:{before}")).Select(Told).ShouldBe([$"{byTag} 2017-06-30 -", $"{byNoTag} 2017-08-15 -"]);
        (await api.Whole("reports/lock-period-departures?until=2017-07-31")).Select(Told).ShouldBe([$"{byTag} 2017-06-30 -"]);
        new[] { tooFew, excused }.ShouldAllBe(term => term > 0);

        string Told(JsonNode item) => $"{item.At("appointment")} {item.At("endedOn")} {item.At("daysLeft") ?? "-"}";

        async Task<long> Post(string division, string title) =>
            Api.Id(await api.Has("posts", new { organization = await api.HasOrganization(division, "partyCommittee", $"中共{title}委"), position = "partySecretary", title = $"{title}书记" }));

        async Task<long> Left(long post, string from, string until, string? reason)
        {
            var term = await api.HasAppointment(await api.HasOfficial("干部"), post, from);
            await api.Has($"appointments/{term}/end", new { validUntil = until, reason });
            return term;
        }
    }

    private static async Task<IReadOnlyList<string>> All(Api api, string question)
    {
        var (items, cursor) = (new List<string>(), "");
        do
        {
            var page = await api.Ask($"reports/lock-period-departures?limit=2&count=exact{(question.Contains("asOf", StringComparison.Ordinal) || cursor.Length > 0 ? "" : "&asOf=9999-12-30")}{question}{cursor}");
            items.AddRange(page["items"]!.AsArray().Select(item => Text(item!)));
            cursor = page.At("nextCursor") is { } next ? $"&cursor={next}" : "";
            if (cursor.Length is 0) page.At("total").ShouldBe($"{items.Count}");
        }
        while (cursor.Length > 0);
        return items;
    }

    private static string Text(JsonNode item) =>
        $"{item.At("appointment")} {item.At("endedOn")} {item.At("division/code")} {item.At("endReason") ?? "-"} {item.At("daysLeft") ?? "-"} {item.At("followedBy/appointment") ?? "-"}";

    private sealed record Term(long Id, long Post, long Official, string Kind, DateOnly From, DateOnly Until, string? Reason);

    private sealed class World(Api api)
    {
        private readonly Dictionary<long, (string Division, bool Bound)> posts = [];
        private readonly Dictionary<string, List<(DateOnly From, DateOnly Until)>> poor = [];
        private readonly List<long> officials = [];

        public List<Term> Terms { get; } = [];

        /// <summary>Counties that were poor on some days, one without interruption by two tags on end, one for good, one never; a city's and a department's head are not bound.</summary>
        public async Task Stands(Random dice)
        {
            await api.HasDivision("41", "河南省", "province");
            foreach (var (code, level, parent) in new[] { ("4101", "city", "41"), ("4102", "city", "41"), ("410101", "county", "4101"), ("410102", "county", "4101"), ("410201", "county", "4102"), ("410202", "county", "4102") })
                await api.HasDivision(code, $"地{code}", level, parent);
            await Poor("4101", 0, null);
            await Poor("410101", 0, 150);
            await Poor("410101", 150, 260);
            await Poor("410102", 90, 120);
            await Poor("410102", 200, 300);
            await Poor("410201", 30, null);
            foreach (var code in new[] { "4101", "410101", "410102", "410201", "410202" })
            {
                foreach (var (kind, position) in new[] { ("partyCommittee", "partySecretary"), ("government", "governmentHead"), ("department", "partySecretary"), ("government", "leader") })
                {
                    var organization = await api.HasOrganization(code, kind, $"{code}{kind}{position}");
                    var post = Api.Id(await api.Has("posts", new { organization, position, title = $"{position}{code}", capacity = dice.Next(1, 3) }));
                    posts[post] = (code, code.Length > 4 && kind is not "department" && position is not "leader");
                }
            }
            for (var i = 0; i < 6; i++) officials.Add(await api.HasOfficial($"干部{i}"));
        }

        private async Task Poor(string code, int from, int? until)
        {
            await api.Has($"divisions/{code}/attributes", new { tag = "poorCounty", validFrom = Text(First.AddDays(from)), validUntil = until is { } day ? Text(First.AddDays(day)) : null });
            if (!poor.TryGetValue(code, out var periods)) poor[code] = periods = [];
            periods.Add((First.AddDays(from), until is { } end ? First.AddDays(end) : DateOnly.MaxValue));
        }

        /// <summary>Terms one after the other or beside each other, as far as they fit; each is ended later, if at all.</summary>
        public async Task Serve(Random dice, int rounds)
        {
            foreach (var post in posts.Keys.Order().ToList())
            {
                for (var round = 0; round < rounds; round++)
                {
                    // Now and then the term goes on where another ended.
                    var last = Terms.LastOrDefault(t => t.Post == post && t.Until < DateOnly.MaxValue);
                    var (official, from) = last is not null && dice.Next(3) is 0 ? (dice.Next(2) is 0 ? last.Official : officials[dice.Next(officials.Count)], last.Until) : (officials[dice.Next(officials.Count)], First.AddDays(dice.Next(0, 300)));
                    var (kind, until) = (dice.Next(5) is 0 ? "acting" : "substantive", from.AddDays(dice.Next(5, 90)));
                    var answer = await api.Post("appointments", new { official, post, kind, validFrom = Text(from) });
                    if (answer.StatusCode is not HttpStatusCode.Created)
                    {
                        answer = await api.Post("appointments", new { official, post, kind, validFrom = Text(from), validUntil = Text(until) });
                        if (answer.StatusCode is HttpStatusCode.Created) Terms.Add(new(Api.Id(await Api.Body(answer)), post, official, kind, from, until, null));
                        continue;
                    }
                    var id = Api.Id(await Api.Body(answer));
                    var reason = dice.Next(4) switch { 0 => Allowed[dice.Next(2)], 1 => "另有任用", _ => null };
                    var ends = dice.Next(5) is not 0;
                    if (ends) await api.Has($"appointments/{id}/end", new { validUntil = Text(until), reason });
                    Terms.Add(new(id, post, official, kind, from, ends ? until : DateOnly.MaxValue, ends ? reason : null));
                }
            }
        }

        public IReadOnlyList<string> Left(DateOnly from, DateOnly until, string within, DateOnly asOf, IReadOnlyList<Term> terms)
        {
            var left = new List<string>();
            foreach (var term in terms.Where(t => t.Kind is "substantive" && posts[t.Post].Bound && posts[t.Post].Division.StartsWith(within, StringComparison.Ordinal)).OrderBy(t => t.Id))
            {
                var (day, division) = (term.Until, posts[term.Post].Division);
                if (day == DateOnly.MaxValue || day < from || day >= until || day > asOf || day < Api.Day("2017-01-01") || Allowed.Contains(term.Reason)) continue;
                if (!IsPoor(division, day) || terms.Any(t => t.Post == term.Post && t.Official == term.Official && t.Kind is "substantive" && t.From <= day && day < t.Until)) continue;
                var last = day;
                while (last < First.AddDays(400) && IsPoor(division, last)) last = last.AddDays(1);
                var next = terms.Where(t => t.Post == term.Post && t.Official != term.Official && t.Kind is "substantive" && t.From >= day && t.From <= asOf).OrderBy(t => t.From).ThenBy(t => t.Id).FirstOrDefault();
                left.Add(string.Create(CultureInfo.InvariantCulture,
                    $"{term.Id} {Text(day)} {division.PadRight(12, '0')} {term.Reason ?? "-"} {(last == First.AddDays(400) ? "-" : $"{last.DayNumber - day.DayNumber}")} {next?.Id.ToString(CultureInfo.InvariantCulture) ?? "-"}"));
            }
            return left;
        }

        private bool IsPoor(string division, DateOnly day) => poor.TryGetValue(division, out var periods) && periods.Any(p => p.From <= day && day < p.Until);

        private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }
}
