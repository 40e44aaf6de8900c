using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Responsibility.Api.Tests.Accountability;
using Responsibility.Api.Tests.Imports;

namespace Responsibility.Api.Tests.Appraisals;

/// <summary>The heads of party and government of all Henan for 2017: real divisions, the sample's poor counties and numbers of the poor, its synthetic heads.</summary>
public sealed class AppraisalOfHenanTests
{
    private const string Year = "appraisals/2017";
    private static readonly DateOnly First = new(2017, 1, 1);
    private static readonly DateOnly Last = new(2017, 12, 31);

    [Theory, OnEveryDatabase]
    public async Task The_right_heads_are_appraised_by_what_an_oracle_counts_and_what_is_published_stands(Backend backend)
    {
        await using var api = await Api.On(backend);
        var heads = await Heads.Of(api);
        var work = await Work.Of(api, heads, new Random(2017));

        // Who: by the files alone.
        var before = await Results(api, "derived=true");
        before.Select(Who).ShouldBe(heads.Expected(), ignoreOrder: true);
        before.Count(result => result.At("division/code") == Heads.Changing && result.At("post/position") == "governmentHead").ShouldBe(3);
        before.Where(result => result.At("division/code") == Heads.Changing && result.At("post/position") == "governmentHead").Sum(result => Number(result, "months")).ShouldBe(12m);

        // By what: each indicator as a slow oracle counts it, question by question.
        foreach (var result in before) Counts_as(result, work);
        foreach (var (indicator, least) in new[] { ("tasks-on-time", 20), ("problems-rectified", 20), ("red-notices", 5), ("duty-compliance", 2), ("sanctions", 2) })
            before.Count(result => Mark(result, indicator).At("counted") is not "0").ShouldBeGreaterThanOrEqualTo(least, indicator);

        // Nothing is published as long as a score is missing, and then all of it at once.
        (await api.Has("organizations", new { division = "41", kind = "partyCommittee", name = "中共河南省委" })).At("id").ShouldNotBeNull();
        var publisher = (await api.Ask("organizations?division=41&kind=partyCommittee")).Items("id").First();
        var publication = new { division = "41", publisher = long.Parse(publisher!, CultureInfo.InvariantCulture), document = "豫脱贫组〔2018〕4号", publishedOn = "2018-02-20" };
        await api.Post($"{Year}/publications", publication).Refuses(HttpStatusCode.Conflict, "appraisal-scores-missing");
        foreach (var (index, result) in before.Index())
            await api.Has($"{Year}/scores", new { official = Id(result, "official/id"), post = Id(result, "post/id"), indicator = "assessment", score = 60 + (index % 41), document = "豫考〔2018〕2号" });
        var derived = await Results(api, "derived=true");
        Totals_and_ranks_follow_from_marks(derived);
        await api.Has($"{Year}/publications", publication);
        var published = await Results(api, "");
        published.Select(Frozen).Except(derived.Select(Frozen), StringComparer.Ordinal).ShouldBeEmpty();
        published.Count.ShouldBe(derived.Count);
        published.ShouldAllBe(result => result.At("publication") != null);
        (await api.Ask($"{Year}?asOf=2018-03-01")).At("publications/0/results").ShouldBe($"{published.Count}");
        using var reader = await api.As("reader");
        var ranking = await Api.Body(await reader.GetAsync($"/api/v1/{Year}/ranking?limit=1000", Api.Ct));
        ranking["items"]!.AsArray().Select(place => $"{place.At("official/id")} {place.At("rank")} {place.At("total")}").ShouldBe(published.Select(result => $"{result.At("official/id")} {result.At("rank")} {result.At("total")}"));

        // Whatever is recorded afterwards, it stands; what it rests on is still told, and what would be derived now is another.
        var sample = published.Where(result => int.Parse(Mark(result, "tasks-on-time").At("counted")!, CultureInfo.InvariantCulture) > 0).Take(5).Select(result => result.At("official/id")!).ToList();
        var evidence = await Evidence(api, sample, published);
        await work.Change();
        (await Results(api, "")).Select(result => result.ToJsonString()).ShouldBe(published.Select(result => result.ToJsonString()));
        (await Evidence(api, sample, published)).ShouldBe(evidence);
        (await Results(api, "derived=true")).Select(Frozen).Except(published.Select(Frozen), StringComparer.Ordinal).ShouldNotBeEmpty();
        await api.Post($"{Year}/scores", new { official = Id(before[0], "official/id"), post = Id(before[0], "post/id"), indicator = "assessment", score = 1 }).Refuses(HttpStatusCode.Conflict, "appraisal-published");
        await api.Post($"{Year}/publications", publication with { division = Heads.Changing }).Refuses(HttpStatusCode.Conflict, "appraisal-published");
        (await api.Post($"{Year}/publications", publication)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>What is told of officials down to the things, whose counts are those of their marks.</summary>
    private static async Task<IReadOnlyList<string>> Evidence(Api api, IEnumerable<string> officials, IReadOnlyList<JsonNode> published)
    {
        var told = new List<string>();
        foreach (var official in officials)
        {
            foreach (var explained in (await api.Ask($"{Year}/officials/{official}"))["results"]!.AsArray())
            {
                var (result, things) = (explained!["result"]!, explained["evidence"]!.AsArray());
                result.ToJsonString().ShouldBe(published.Single(p => Who(p) == Who(result)).ToJsonString());
                foreach (var mark in result["marks"]!.AsArray())
                {
                    var counted = things.Where(thing => thing.At("indicator") == mark.At("indicator")).ToList();
                    $"{counted.Count(thing => thing.At("good") is "true")}/{counted.Count}".ShouldBe($"{mark.At("good")}/{mark.At("counted")}", mark!.ToJsonString());
                }
                told.Add(explained.ToJsonString());
            }
        }
        return told;
    }

    private static void Counts_as(JsonNode result, Work work)
    {
        var days = result["inOffice"]!.AsArray().Select(period => (From: Api.Day(period.At("from")!), Until: Api.Day(period.At("until")!))).ToList();
        bool Held(string? day) => day is not null && Api.Day(day) >= First && Api.Day(day) <= Last && days.Exists(period => period.From <= Api.Day(day) && Api.Day(day) < period.Until);
        var (post, official, code) = (result.At("post/id")!, result.At("official/id")!, result.At("division/code")!);
        foreach (var (indicator, expected) in new[]
        {
            ("tasks-on-time", work.Tasks.Where(t => t.Posts.Contains(post) && t.State != "cancelled" && Held(t.DueOn)).Select(t => t.Good)),
            ("problems-rectified", work.Problems.Where(p => p.Places.Contains(code) && Held(p.Day)).Select(p => p.Good)),
            ("red-notices", work.Red.Where(n => n.Post == post && Held(n.Day)).Select(_ => false)),
            ("sanctions", work.Sanctions.Where(s => s.Official == official && Held(s.Day)).Select(_ => false)),
            ("duty-compliance", work.Duties.Where(d => d.Post == post && d.Holders.Contains(official)).Select(d => d.Good)),
        })
        {
            var counted = expected.ToList();
            $"{Mark(result, indicator).At("good")}/{Mark(result, indicator).At("counted")}".ShouldBe($"{counted.Count(good => good)}/{counted.Count}", $"{indicator} of {result.ToJsonString()}");
        }
    }

    private static void Totals_and_ranks_follow_from_marks(IReadOnlyList<JsonNode> results)
    {
        foreach (var result in results)
        {
            var marks = result["marks"]!.AsArray().Where(mark => mark!["score"] is not null).ToList();
            foreach (var mark in marks.Where(mark => mark.At("indicator") is not "assessment"))
            {
                var (counted, good) = (Number(mark!, "counted"), Number(mark!, "good"));
                Number(mark!, "score").ShouldBe(mark.At("indicator") switch
                {
                    "red-notices" => Math.Max(0, 100 - (10 * counted)),
                    "sanctions" => Math.Max(0, 100 - (50 * counted)),
                    _ => Math.Round(100 * good / counted, 2, MidpointRounding.AwayFromZero),
                });
            }
            var total = Math.Round(marks.Sum(mark => Number(mark!, "weight") * Number(mark!, "score")) / marks.Sum(mark => Number(mark!, "weight")), 2, MidpointRounding.AwayFromZero);
            Number(result, "total").ShouldBe(total);
            result.At("band").ShouldBe(total >= 90 ? "excellent" : total >= 80 ? "good" : total >= 60 ? "fair" : "poor");
            result.At("rank").ShouldBe($"{1 + results.Count(other => other.At("division/level") == result.At("division/level") && Number(other, "total") > total)}");
        }
    }

    private static async Task<IReadOnlyList<JsonNode>> Results(Api api, string query)
    {
        var results = new List<JsonNode>();
        string? cursor = null;
        do
        {
            var page = await api.Ask(cursor is null ? $"{Year}/results?within=41&limit=150&asOf=2018-03-01&{query}" : $"{Year}/results?within=41&limit=150&{query}&cursor={cursor}");
            results.AddRange(page["items"]!.AsArray().Select(item => item!));
            cursor = page.At("nextCursor");
        }
        while (cursor is not null);
        return results;
    }

    private static decimal Number(JsonNode node, string member) => node[member]!.GetValue<decimal>();

    private static long Id(JsonNode node, string path) => long.Parse(node.At(path)!, CultureInfo.InvariantCulture);

    private static JsonNode Mark(JsonNode result, string indicator) => result["marks"]!.AsArray().Single(mark => mark.At("indicator") == indicator)!;

    private static string Who(JsonNode result) =>
        $"{result.At("division/code")} {result.At("post/position")} {result.At("official/staffNumber")} {result.At("days")} {Number(result, "months").ToString("0.00", CultureInfo.InvariantCulture)} {result.At("ground/tag") ?? result.At("ground/number") ?? result.At("division/level")}";

    /// <summary>A result without the publication that froze it.</summary>
    private static string Frozen(JsonNode result)
    {
        var copy = result.DeepClone().AsObject();
        copy.Remove("publication");
        return copy.ToJsonString();
    }

    /// <summary>All cities and counties of Henan with their two heads.</summary>
    private sealed class Heads
    {
        /// <summary>杞县, whose government changes its head twice in June.</summary>
        public const string Changing = "410221000000";

        private List<string[]> divisions = [];
        private List<string[]> attributes = [];
        private List<(string Staff, string Code, string Position, DateOnly From, DateOnly Until)> terms = [];

        public IEnumerable<string> Codes => divisions.Where(row => row[2] is "city" or "county").Select(row => row[0]);

        public static async Task<Heads> Of(Api api)
        {
            var heads = new Heads { divisions = [.. Rows("divisions").Where(row => row[2] is "province" or "city" or "county")] };
            var codes = heads.Codes.ToHashSet(StringComparer.Ordinal);
            heads.attributes = [.. Rows("attributes").Where(row => codes.Contains(row[0]))];
            var roster = Rows("roster").Where(row => codes.Contains(row[2]) && row[5] is "partySecretary" or "governmentHead" && row[7] is not "acting" and not "inCharge").Where(row => codes.Contains(row[2])).ToList();
            await Loads("divisions", "code,name,level,parent_code", heads.divisions);
            await Loads("attributes", "division,tag,number,value,validFrom,validUntil,document", heads.attributes);
            await Loads("roster", "staffNumber,name,division,organization,organizationKind,position,title,kind,validFrom,validUntil,document,documentDate,phone,dispatchedBy", roster);
            heads.terms = [.. roster.Select(row => (row[0], row[2], row[5], Api.Day(row[8]), row[9].Length is 0 ? DateOnly.MaxValue : Api.Day(row[9])))];
            await heads.ChangeTwiceInJune(api);
            return heads;

            async Task Loads(string type, string header, IEnumerable<string[]> rows)
            {
                var job = await api.Loads(type, $"{header}\n{string.Concat(rows.Select(row => string.Join(',', row) + "\n"))}");
                job.Stats().Rejected.ShouldBe(0, job.ToJsonString());
            }
        }

        /// <summary>Who held which of these posts in 2017, where the rule set appraises: as lines of division, position, staff number, days, months and ground.</summary>
        public IEnumerable<string> Expected()
        {
            var parents = divisions.ToDictionary(row => row[0], row => row[2]);
            foreach (var held in terms.GroupBy(term => (term.Code, term.Position, term.Staff)))
            {
                var ground = parents[held.Key.Code] is "city" ? "city" : Ground(held.Key.Code);
                var days = Enumerable.Range(0, 365).Select(First.AddDays).Where(day => held.Any(term => term.From <= day && day < term.Until)).ToList();
                if (ground is null || days.Count is 0) continue;
                var months = Math.Round(days.GroupBy(day => day.Month).Sum(month => (decimal)month.Count() / DateTime.DaysInMonth(2017, month.Key)), 2, MidpointRounding.AwayFromZero);
                yield return $"{held.Key.Code} {held.Key.Position} {held.Key.Staff} {days.Count} {months.ToString("0.00", CultureInfo.InvariantCulture)} {ground}";
            }
        }

        /// <summary>Poor on the last day of the year, or else with a thousand poor people or more.</summary>
        private string? Ground(string code)
        {
            var held = attributes.Where(row => row[0] == code && (row[4].Length is 0 || Api.Day(row[4]) <= Last) && (row[5].Length is 0 || Api.Day(row[5]) > Last)).ToList();
            return held.Exists(row => row[1] is "poorCounty") ? "poorCounty"
                : held.Exists(row => row[2] is "poorPopulation" && decimal.Parse(row[3], CultureInfo.InvariantCulture) >= 1000) ? "poorPopulation" : null;
        }

        private async Task ChangeTwiceInJune(Api api)
        {
            var post = (await api.Ask($"posts?organization={(await api.Ask($"organizations?division={Changing}&kind=government")).Items("id").Single()}"))["items"]!.AsArray().Single(p => p.At("position") == "governmentHead").At("id")!;
            var held = new HashSet<string>(StringComparer.Ordinal);
            for (var day = new DateOnly(2012, 1, 1); day.Year < 2027; day = day.AddMonths(3))
                held.UnionWith((await api.Ask($"appointments?post={post}&asOf={day:yyyy-MM-dd}")).Items("id").OfType<string>());
            foreach (var term in held)
                await api.Send(HttpMethod.Delete, $"appointments/{term}?reason=x", null, ("If-Match", (await api.ETag($"appointments/{term}"))!));
            terms.RemoveAll(term => term.Code == Changing && term.Position == "governmentHead");
            foreach (var (name, from, until) in new[] { ("甲某", "2016-01-01", "2017-06-05"), ("乙某", "2017-06-05", "2017-06-25"), ("丙某", "2017-06-25", (string?)null) })
            {
                var official = await api.HasOfficial(name, $"QX{from}");
                await api.HasAppointment(official, long.Parse(post, CultureInfo.InvariantCulture), from, until);
                terms.Add(($"QX{from}", Changing, "governmentHead", Api.Day(from), until is null ? DateOnly.MaxValue : Api.Day(until)));
            }
        }

        private static IEnumerable<string[]> Rows(string file) =>
            File.ReadLines(Path.Combine(AppContext.BaseDirectory, "samples", "henan", $"{file}.csv")).Skip(1).Select(line => line.TrimEnd('\r').Split(','));
    }

    /// <summary>A year's work, and what an oracle makes of it by asking of each thing alone.</summary>
    private sealed class Work(Api api)
    {
        private readonly List<long> tasks = [];
        private readonly List<long> problems = [];

        public List<(IReadOnlyList<string> Posts, string State, string DueOn, bool Good)> Tasks { get; } = [];
        public List<(IReadOnlyList<string> Places, string Day, bool Good)> Problems { get; } = [];
        public List<(string Post, string Day)> Red { get; } = [];
        public List<(string Official, string Day)> Sanctions { get; } = [];
        public List<(string Post, IReadOnlyList<string> Holders, bool Good)> Duties { get; } = [];

        public static async Task<Work> Of(Api api, Heads heads, Random dice)
        {
            var work = new Work(api);
            var codes = heads.Codes.Order(StringComparer.Ordinal).ToArray();
            var verifier = await api.HasOrganization("41", "institution", "省扶贫开发评估中心");
            foreach (var n in Enumerable.Range(0, 36)) await work.Task(codes[dice.Next(codes.Length)], n, dice, verifier);
            foreach (var n in Enumerable.Range(0, 24)) await work.Problem(codes[dice.Next(codes.Length)], n, dice, verifier);
            await work.Duty();
            foreach (var day in new[] { "2017-08-15", "2017-12-20", "2018-01-20" }) await api.Has("supervision-runs", new { day });
            await work.Sanction(["410200000000", "410300000000", "410400000000", "410500000000"]);
            await work.Look();
            return work;
        }

        /// <summary>After the publication: a task is opened again, a problem never was, another county is poor, a head leaves earlier.</summary>
        public async Task Change()
        {
            foreach (var task in tasks)
                await api.Post($"tasks/{task}/reopenings", new { reason = "回访", reopenedOn = "2017-12-30" });
            foreach (var problem in problems.Take(5)) await api.Delete($"problems/{problem}", "重复");
            await api.Has($"divisions/{Heads.Changing}/attributes", new { tag = "deepPoverty", validFrom = "2017-01-01" });
            var term = (await api.Ask("appointments?asOf=2017-12-31&limit=1")).Items("id").Single();
            await api.Has($"appointments/{term}/end", new { validUntil = "2017-11-01", reason = "调离" });
        }

        private async Task Task(string division, int n, Random dice, long verifier)
        {
            var due = First.AddDays(60 + dice.Next(330));
            var task = Api.Id(await api.Has("tasks", new { title = $"任务{n}", division, startsOn = "2017-02-01", dueOn = Day(due) }));
            await api.Has($"tasks/{task}/acknowledgements", new { acknowledgedOn = "2017-02-02" });
            if (n % 9 is 8)
            {
                await api.Has($"tasks/{task}/cancellations", new { reason = "并入", cancelledOn = "2017-03-01" });
            }
            else if (n % 3 < 2)
            {
                var done = due.AddDays(n % 3 is 0 ? -dice.Next(1, 20) : dice.Next(-5, 20));
                await api.Has($"tasks/{task}/completions", new { completedOn = Day(done) });
                if (n % 4 is 0) await api.Has($"tasks/{task}/verifications", new { verifier, verifiedOn = Day(done.AddDays(3)) });
                if (n % 12 is 0) await api.Has($"tasks/{task}/reopenings", new { reason = "回访", reopenedOn = Day(done.AddDays(10)) });
            }
            else if (n % 2 is 0)
            {
                await api.Has($"tasks/{task}/extensions", new { dueOn = Day(due.AddDays(40)), reason = "汛期", approver = verifier, extendedOn = Day(due.AddDays(-10)) });
            }
            tasks.Add(task);
        }

        private async Task Problem(string division, int n, Random dice, long verifier)
        {
            var found = First.AddDays(dice.Next(-40, 300));
            var problem = Api.Id(await api.Has("problems", new { source = "thirdParty", division, severity = "minor", foundOn = Day(found), title = $"问题{n}" }));
            problems.Add(problem);
            if (n % 3 is 0) return;
            var lead = long.Parse((await api.Ask($"organizations?division={division}&kind=government")).Items("id").Single()!, CultureInfo.InvariantCulture);
            // No rule set was in force before the year.
            if (found < First) found = First.AddDays(1);
            var task = Api.Id(await api.Has($"problems/{problem}/rectifications", new { lead, startsOn = Day(found), dueOn = Day(found.AddDays(dice.Next(20, 90))) }));
            tasks.Add(task);
            if (n % 3 is 1) return;
            await api.Has($"tasks/{task}/acknowledgements", new { acknowledgedOn = Day(found.AddDays(1)) });
            await api.Has($"tasks/{task}/completions", new { completedOn = Day(found.AddDays(dice.Next(5, 60))) });
            if (n % 2 is 0) await api.Has($"tasks/{task}/verifications", new { verifier, verifiedOn = Day(found.AddDays(70)) });
        }

        /// <summary>The heads of 杞县 are linked to a township, and some of them stay there a night.</summary>
        private async Task Duty()
        {
            await api.HasDivision("410221101", "五里河镇", "township", "410221");
            await api.HasDivision("410221101201", "前村", "village", "410221101");
            foreach (var organization in (await api.Ask($"organizations?division={Heads.Changing}&limit=100")).Items("id"))
            {
                foreach (var post in (await api.Ask($"posts?organization={organization}")).Items("id"))
                {
                    await api.Has($"posts/{post}/changes", new { effectiveOn = "2016-02-01", rank = "县处级正职" });
                    await api.Has("contacts", new { post = long.Parse(post!, CultureInfo.InvariantCulture), division = "410221101", validFrom = "2017-05-01", document = "杞办〔2017〕4号" });
                    foreach (var (week, term) in (await api.Ask($"appointments?post={post}&asOf=2017-07-20"))["items"]!.AsArray().Index())
                        await api.Has("duty-records", new { official = Id(term!, "official/id"), act = "nightStay", division = "410221101201", day = Day(new DateOnly(2017, 7, 4).AddDays(7 * week)), nights = 3 });
                }
            }
        }

        /// <summary>Four heads are sanctioned: two in the year, one after it, and one whose sanction is revoked.</summary>
        private async Task Sanction(string[] cities)
        {
            foreach (var (n, decided) in new[] { "2017-09-01", "2017-10-10", "2018-01-10", "2017-11-20" }.Index())
            {
                var @case = Api.Id(await api.Has("accountability-cases", new { division = cities[n], incidentOn = "2017-07-09", description = "调度不力" }));
                await api.Has($"accountability-cases/{@case}/investigations", new { findings = "属实", investigatedOn = "2017-07-20" });
                var proposer = await api.HasOrganization("41", "disciplineCommission", $"省纪委{n}");
                var official = (await api.Ask($"accountability-cases/{@case}/candidates"))["items"]![0].At("official/id")!;
                var sanction = Api.Id(await api.Has($"accountability-cases/{@case}/proposals", CaseStory.Proposal(long.Parse(official, CultureInfo.InvariantCulture), proposer)));
                await api.Has($"sanctions/{sanction}/decisions", CaseStory.Decision(await api.HasOrganization("41", "institution", $"省问责办{n}"), decided));
                if (n is 3) await api.Has($"sanctions/{sanction}/revocations", new { document = "豫纪〔2017〕60号", reason = "证据不足", revokedOn = "2017-12-01" });
            }
        }

        private async Task Look()
        {
            const string Then = "asOf=2017-12-31";
            string[] done = ["completionRequested", "verified", "closed"];
            foreach (var task in tasks)
            {
                var told = await api.Ask($"tasks/{task}?{Then}");
                var due = told.At("dueOn")!;
                var state = (await api.Ask($"tasks/{task}?asOf={due}")).At("state");
                Tasks.Add(([.. told["bearers"]!.AsArray().Select(b => b.At("post/id")).OfType<string>()], told.At("state")!, due, done.Contains(told.At("state")) && done.Contains(state)));
            }
            foreach (var problem in problems)
            {
                var told = await api.Ask($"problems/{problem}?{Then}");
                if (Api.Day(told.At("foundOn")!) > Last) continue;
                var day = told.At("task") is { } task ? (await api.Ask($"tasks/{task}?{Then}")).At("dueOn")! : told.At("foundOn")!;
                var code = told.At("division/code")!;
                Problems.Add(([code, .. (await api.Ask($"divisions/{code}/ancestors?{Then}")).Items("code").OfType<string>()], day, told.At("state") is "verified" or "closed"));
            }
            foreach (var notice in (await api.Ask("supervision-notices?limit=1000&asOf=2018-02-01"))["items"]!.AsArray().OfType<JsonNode>())
                if (notice.At("colour") is "red" && notice.At("post/id") is { } post) Red.Add((post, notice.At("issuedOn")!));
            foreach (var sanction in (await api.Ask($"sanctions?{Then}"))["items"]!.AsArray())
                if (sanction.At("state") is not ("proposed" or "revoked")) Sanctions.Add((sanction.At("official/id")!, sanction.At("decidedOn")!));
            foreach (var duty in (await api.Ask("duty-compliance?within=410221&from=2017-01-01&until=2018-01-01&asOf=2017-12-31&limit=1000"))["items"]!.AsArray())
                if (duty.At("state") is "met" or "behind" && Api.Day(duty.At("interval/until")!).AddDays(-1) >= First)
                    Duties.Add((duty.At("post/id")!, [.. duty!["holders"]!.AsArray().Select(h => h.At("id")!)], duty.At("state") is "met"));
        }

        private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }
}
