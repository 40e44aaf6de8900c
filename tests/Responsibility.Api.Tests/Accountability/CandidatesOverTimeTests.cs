using System.Net;
using System.Text.Json.Nodes;

namespace Responsibility.Api.Tests.Accountability;

/// <summary>Who answered over the days of an incident: the chain of each of its days, added up.</summary>
public sealed class CandidatesOverTimeTests
{
    private const string Village = "410225101201";
    private static readonly DateOnly First = Api.Day("2017-05-01");
    private static readonly DateOnly Until = Api.Day("2017-07-15");

    [Theory, OnEveryDatabase]
    public async Task Those_who_followed_each_other_are_told_with_their_days_and_whoever_carried_a_vacant_post(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var secretary = await api.HasPost("县委书记");
        await api.HasAppointment(await api.HasOfficial("王某"), secretary, "2016-05-01", "2017-05-11");
        await api.HasAppointment(await api.HasOfficial("赵某"), secretary, "2017-05-16", "2017-05-21", kind: "acting");
        await api.HasAppointment(await api.HasOfficial("李某"), secretary, "2017-05-21");
        var found = await api.Ask($"accountability-cases/{await OpenedFor(api)}/candidates");

        $"{found["asOf"]} {found["until"]}".ShouldBe("2017-05-01 2017-07-15");
        found["items"]!.AsArray().Select(item => $"{item.At("official/name")} {item.At("clause")} {item.At("days")} {item.At("periods/0/from")} {item.At("periods/0/until")}").ShouldBe(
            ["王某 7 10 2017-05-01 2017-05-11", "赵某 7 5 2017-05-16 2017-05-21", "李某 7 55 2017-05-21 2017-07-15"]);
        found["vacancies"]!.AsArray().Select(item => $"{item.At("post/title")} {item.At("status")} {item.At("since")} {item.At("days")} {item.At("carriedBy/0/official/name")} {item.At("carriedBy/0/days")}").ShouldBe(
            ["县委书记 vacant 2017-05-11 10 赵某 5"]);
    }

    /// <summary>Whoever left office in the middle of it stays accountable, by the appointment of then.</summary>
    [Theory, OnEveryDatabase]
    public async Task Whoever_held_office_on_one_of_the_days_can_be_held_to_account(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var secretary = await api.HasPost("县委书记");
        var (first, last, after) = (await api.HasOfficial("王某"), await api.HasOfficial("李某"), await api.HasOfficial("孙某"));
        var term = await api.HasAppointment(first, secretary, "2016-05-01", "2017-05-02");
        await api.HasAppointment(last, secretary, "2017-07-14", "2017-07-15");
        await api.HasAppointment(after, secretary, "2017-07-15");
        var @case = await OpenedFor(api);

        var (proposer, _) = await api.HasInvestigated(@case);
        (await api.Has($"accountability-cases/{@case}/proposals", CaseStory.Proposal(first, proposer))).At("appointment").ShouldBe($"{term}");
        await api.Has($"accountability-cases/{@case}/proposals", CaseStory.Proposal(last, proposer));
        (await Api.CodeOf(await api.Post($"accountability-cases/{@case}/proposals", CaseStory.Proposal(after, proposer)))).ShouldBe("not-a-candidate");
    }

    [Theory, OnEveryDatabase]
    public async Task A_case_says_on_what_it_is_opened_and_its_days_are_days(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var problem = Api.Id(await api.Has("problems", new { source = "selfCheck", division = Village, severity = "minor", foundOn = "2017-05-02", title = "饮水工程未验收" }));
        var opened = await api.Has("accountability-cases", Case("2017-07-15", problem, "豫信访〔2017〕118号"));

        (opened.At("incidentUntil"), opened.At("problem"), opened.At("complaint")).ShouldBe(("2017-07-15", $"{problem}", "豫信访〔2017〕118号"));
        (await api.Has("accountability-cases", Case(null))).At("incidentUntil").ShouldBe("2017-05-02");
        (await api.Delete($"problems/{problem}", "误录")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await api.Post("accountability-cases", Case("2017-05-01")).Refuses(HttpStatusCode.BadRequest, "invalid")).Faults().ShouldBe(["/incidentUntil period"]);
        (await api.Post("accountability-cases", Case("2027-06-01")).Refuses(HttpStatusCode.BadRequest, "invalid")).Faults().ShouldBe(["/incidentUntil period"]);
        await api.Post("accountability-cases", Case(null, 999_999)).Refuses(HttpStatusCode.UnprocessableEntity, "problem-unknown");
    }

    /// <summary>Nobody answers for a place on days on which it is not there any more.</summary>
    [Theory, OnEveryDatabase]
    public async Task A_place_that_was_abolished_meanwhile_has_candidates_up_to_then(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.HasAppointment(await api.HasOfficial("王某"), await api.HasPost("县委书记"), "2016-05-01");
        var @case = await OpenedFor(api);
        await api.Has("division-changes", new { type = "abolish", effectiveOn = "2017-06-01", document = "兰政〔2017〕8号", division = Village });

        var found = await api.Ask($"accountability-cases/{@case}/candidates");

        found.At("until").ShouldBe("2017-07-15");
        found["items"]!.AsArray().Select(item => $"{item.At("days")} {item.At("periods/0/from")} {item.At("periods/0/until")}").ShouldBe(["31 2017-05-01 2017-06-01"]);
    }

    /// <summary>A slow oracle asks for the chain of every day and adds up; the histories are random, and asked about as known then and later.</summary>
    [Theory]
    [InlineData(Backend.Sqlite, 1), InlineData(Backend.Sqlite, 2), InlineData(Backend.Sqlite, 3)]
    [InlineData(Backend.Postgres, 1), InlineData(Backend.Postgres, 4)]
    public async Task They_are_those_of_the_chain_of_each_day(Backend backend, int seed)
    {
        Assert.SkipWhen(backend is Backend.Postgres && Api.Postgres is null, "RESPONSIBILITY_TEST_POSTGRES is not set");
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var @case = await OpenedFor(api);
        var random = new Random(seed);
        var world = await World.Of(api, random);
        for (var step = 0; step < 40; step++) await world.Step();
        var middle = await api.Head();
        for (var step = 0; step < 15; step++) await world.Step();

        foreach (var knownAt in new[] { middle, await api.Head() })
        {
            var told = Told(await api.Ask($"accountability-cases/{@case}/candidates?knownAt=pos:{knownAt}"));
            var found = await Daily(api, knownAt);
            told.Keys.Order(StringComparer.Ordinal).ShouldBe(found.Keys.Order(StringComparer.Ordinal), $"seed {seed}, known at {knownAt}");
            foreach (var (what, days) in found) told[what].ShouldBe(days, $"seed {seed}, known at {knownAt}: {what}");
            found.Count.ShouldBeGreaterThan(5);
        }
    }

    /// <summary>What the answer says: of each holder, vacancy and body with its ground, the days.</summary>
    private static Dictionary<string, SortedSet<DateOnly>> Told(JsonObject answer)
    {
        var told = new Dictionary<string, SortedSet<DateOnly>>(StringComparer.Ordinal);
        foreach (var item in answer["items"]!.AsArray()) Add($"holder {item.At("appointment/id")} {Ground(item!)}", item!);
        foreach (var item in answer["vacancies"]!.AsArray())
        {
            Add($"vacancy {Ground(item!)}", item!);
            foreach (var carried in item!["carriedBy"]!.AsArray()) told[$"carried {carried.At("appointment/id")} {carried.At("days")} {Ground(item)}"] = [];
        }
        foreach (var item in answer["bodies"]!.AsArray()) Add($"body {Ground(item!)}", item!);
        return told;

        void Add(string what, JsonNode item)
        {
            var days = new SortedSet<DateOnly>();
            foreach (var period in item["periods"]!.AsArray())
                for (var day = Api.Day(period.At("from")!); day < Api.Day(period.At("until")!); day = day.AddDays(1)) days.Add(day).ShouldBeTrue();
            item.At("days").ShouldBe($"{days.Count}");
            told.Add(what, days);
        }
    }

    private static async Task<Dictionary<string, SortedSet<DateOnly>>> Daily(Api api, long knownAt)
    {
        var found = new Dictionary<string, SortedSet<DateOnly>>(StringComparer.Ordinal);
        var carried = new Dictionary<(string Term, string Ground), int>();
        for (var day = First; day < Until; day = day.AddDays(1))
        {
            foreach (var link in (await api.Ask($"divisions/{Village}/chain?asOf={day:yyyy-MM-dd}&knownAt=pos:{knownAt}"))["links"]!.AsArray())
            {
                var vacant = link!.At("vacancy/status") is "vacant" or "actingOnly";
                if (link!["post"] is null) Add($"body {Ground(link)}", day);
                else if (vacant) Add($"vacancy {Ground(link)}", day);
                foreach (var holder in link["holders"]!.AsArray())
                {
                    Add($"holder {holder.At("appointment/id")} {Ground(link)}", day);
                    if (vacant && holder.At("appointment/kind") is "acting" or "inCharge") carried[(holder.At("appointment/id")!, Ground(link))] = carried.GetValueOrDefault((holder.At("appointment/id")!, Ground(link))) + 1;
                }
            }
        }
        foreach (var ((term, ground), days) in carried) found[$"carried {term} {days} {ground}"] = [];
        return found;

        void Add(string what, DateOnly day) => (found.TryGetValue(what, out var days) ? days : found[what] = []).Add(day);
    }

    private static string Ground(JsonNode link) =>
        $"{link.At("organization/id")} {link.At("post/id")} {link.At("basis/clause")} {link.At("grade")} {link.At("basis/portfolio/id")} {link.At("basis/contact/id")}";

    private static Task<long> OpenedFor(Api api) => Opened(api, Case("2017-07-15"));

    private static async Task<long> Opened(Api api, object body) => Api.Id(await api.Has("accountability-cases", body));

    private static object Case(string? until, long? problem = null, string? complaint = null) =>
        new { division = Village, incidentOn = "2017-05-01", incidentUntil = until, description = "安置房未按期交付", problem, complaint };

    /// <summary>Posts, officials and bodies to which anything may happen on the days of the incident and around them.</summary>
    private sealed class World(Api api, Random random, IReadOnlyList<long> posts, IReadOnlyList<long> officials, IReadOnlyList<long> bodies)
    {
        private readonly List<long> terms = [];

        public static async Task<World> Of(Api api, Random random)
        {
            await api.HasDivision("4112", "三门峡市", "city", "41");
            long[] posts =
            [
                await api.HasPost("县委书记"), await api.HasPost("县长", "governmentHead", kind: "government"), await api.HasPost("专职副书记", "deputyPartySecretary"),
                await api.HasPost("副省长", "leader", "41", "government"), await api.HasPost("任庄责任组长", "villageGroupLeader", Village, "villageGroup"),
                await api.HasPost("任庄第一书记", "residentFirstSecretary", Village, "residentTeam"), await api.HasPost("督导组长", "inspectionGroupLeader", "41", "inspectionGroup"),
                await api.HasPost("三门峡督导组长", "inspectionGroupLeader", "4112", "inspectionGroup"),
            ];
            var officials = new List<long>();
            for (var one = 0; one < 8; one++) officials.Add(await api.HasOfficial($"干部{one}某"));
            var bodies = new List<long>();
            foreach (var post in posts) bodies.Add((await api.Ask($"posts/{post}"))["organization"]!["id"]!.GetValue<long>());
            return new(api, random, posts, officials, bodies);
        }

        /// <summary>Something that may be refused, as life is.</summary>
        public async Task Step()
        {
            var (from, until) = (Day(), (string?)null);
            if (random.Next(3) > 0) until = $"{Api.Day(from).AddDays(random.Next(1, 40)):yyyy-MM-dd}";
            using var answer = await (random.Next(9) switch
            {
                < 4 => api.Post("appointments", new { official = Any(officials), post = Any(posts), validFrom = from, validUntil = until, kind = Any(["substantive", "acting", "inCharge", "concurrent"]) }),
                4 when terms.Count > 0 => api.Post($"appointments/{Any(terms)}/end", new { validUntil = from }),
                5 => api.Post($"divisions/{Village}/attributes", new { tag = Any(["poorVillage", "weakOrganization"]), validFrom = from, validUntil = until }),
                6 => api.Post("contacts", new { post = Any(posts), division = Any([Village, "410225", "410225101"]), validFrom = from, validUntil = until }),
                7 => api.Post("portfolios", new { post = Any(posts), programme = Any(["industry", "relocation"]), validFrom = from, validUntil = until }),
                _ => api.Post("posts", new { organization = Any(bodies), position = Any(["leader", "partySecretary", "governmentHead"]), title = $"职务{random.Next(1000)}", validFrom = from }),
            });
            if (answer.IsSuccessStatusCode && answer.RequestMessage!.RequestUri!.AbsolutePath.EndsWith("/appointments", StringComparison.Ordinal)) terms.Add(Api.Id(await Api.Body(answer)));
        }

        private T Any<T>(IReadOnlyList<T> several) => several[random.Next(several.Count)];

        private string Day() => $"{First.AddDays(random.Next(-20, 90)):yyyy-MM-dd}";
    }
}
