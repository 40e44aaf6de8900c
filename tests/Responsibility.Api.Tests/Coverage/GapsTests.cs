using System.Globalization;
using System.Text.Json.Nodes;

namespace Responsibility.Api.Tests.Coverage;

public sealed class GapsTests
{
    private static readonly string[] Positions =
        ["partySecretary", "governmentHead", "deputyPartySecretary", "deputyHeadInCharge", "executiveDeputyHead", "villageGroupLeader", "residentFirstSecretary", "villagePartySecretary"];

    private static readonly string[] Kinds = ["partyCommittee", "government", "disciplineCommission", "villageGroup", "residentTeam", "department"];

    /// <summary>The set-based SQL and the pure derivation say the same, whatever the register holds.</summary>
    [Theory, OnEveryDatabase]
    public async Task Gaps_and_coverage_agree_with_the_chains_of_every_division(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.HasDivision("410225101202", "二村", "village", "410225101");
        await api.HasDivision("419001", "济源市", "county", "41");
        string[] places = ["41", "4102", "410225", "410225101", "410225101201", "410225101202", "419001"];
        foreach (var seed in new[] { 1, 2, 3 })
        {
            await Populate(api, new Random(seed), places);
            foreach (var day in new[] { "2017-07-09", "2018-03-01", "2020-01-01" })
            {
                foreach (var place in places) await Agree(api, place, day);
                await Adds_up(api, day);
            }
        }
    }

    [Theory, OnEveryDatabase]
    public async Task A_gap_says_since_when_and_whether_somebody_acts(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var post = await api.HasPost("责任组组长", "villageGroupLeader", "410225101201", "villageGroup");
        await api.HasAppointment(await api.HasOfficial("王某"), post, "2016-01-01", "2017-03-01");

        var gap = (await api.Ask("gaps?within=410225&asOf=2017-07-09&clause=10"))["items"]!.AsArray().Single()!;
        gap["reason"]!.GetValue<string>().ShouldBe("postVacant");
        gap["since"]!.GetValue<string>().ShouldBe("2017-03-01");
        gap["acting"]!.GetValue<bool>().ShouldBeFalse();

        await api.HasAppointment(await api.HasOfficial("李某"), post, "2017-03-01", kind: "acting");
        gap = (await api.Ask("gaps?within=410225&asOf=2017-07-09&clause=10"))["items"]!.AsArray().Single()!;
        gap["acting"]!.GetValue<bool>().ShouldBeTrue();
        var vacancy = (await api.Ask("vacancies?within=410225&asOf=2017-07-09"))["items"]!.AsArray().Single()!;
        vacancy["status"]!.GetValue<string>().ShouldBe("actingOnly");
        vacancy["since"]!.GetValue<string>().ShouldBe("2017-03-01");
        (await api.Ask("vacancies?within=410225&asOf=2017-02-10"))["items"]!.AsArray().Single()!["endsOn"]!.GetValue<string>().ShouldBe("2017-03-01");
        (await api.Ask("vacancies?within=410225&asOf=2016-02-10"))["items"]!.AsArray().ShouldBeEmpty();
    }

    /// <summary>A term that is said otherwise from some day on is still that term: its holder has not left, and does so when its last version ends.</summary>
    [Theory, OnEveryDatabase]
    public async Task Who_goes_on_otherwise_has_not_left(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var post = await api.HasPost("责任组组长", "villageGroupLeader", "410225101201", "villageGroup", capacity: 2);
        var term = await api.HasAppointment(await api.HasOfficial("王某"), post, "2017-04-18", "2017-06-20", "seconded");
        await api.Post($"appointments/{term}/changes", new { effectiveOn = "2017-04-29", kind = "substantive" }).Succeeds();

        (await api.Ask("gaps?within=410225&asOf=2017-05-05&clause=10")).At("items/0/since").ShouldBe("2017-01-01", "the rules' first day: nobody has left");
        (await api.Ask("vacancies?within=410225&asOf=2017-05-05")).At("items/0/since").ShouldBeNull();
        (await api.Ask("vacancies?within=410225&asOf=2017-06-20")).At("items/0/since").ShouldBe("2017-06-20");
        (await api.Ask("gaps?within=410225&asOf=2017-06-20&clause=10")).At("items/0/since").ShouldBe("2017-06-20");

        await api.HasAppointment(await api.HasOfficial("李某"), post, "2017-04-18", "2017-06-15");
        foreach (var (day, status, ends) in new[] { ("2017-04-20", null, null), ("2017-05-16", "endingSoon", "2017-06-15"), ("2017-04-28", null, null) })
        {
            var vacancy = await api.Ask($"vacancies?within=410225&asOf={day}");
            vacancy.At("items/0/status").ShouldBe(status, day);
            vacancy.At("items/0/endsOn").ShouldBe(ends, day);
        }
    }

    /// <summary>Near the end of the calendar there are no 30 days to come, and an open term does not end with it.</summary>
    [Theory, OnEveryDatabase]
    public async Task Open_terms_do_not_end_with_the_calendar(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.HasAppointment(await api.HasOfficial("王某"), await api.HasPost("责任组组长", "villageGroupLeader", "410225101201", "villageGroup"), "2017-04-18");

        (await api.Ask("vacancies?within=410225&asOf=9999-12-30")).Items("status").ShouldBeEmpty();
    }

    [Theory, OnEveryDatabase]
    public async Task Gaps_are_paged_filtered_and_offered_as_csv(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();

        var whole = (await api.Ask("gaps?asOf=2017-07-09&limit=1000&count=exact"));
        var paged = new List<string>();
        string? cursor = null;
        do
        {
            var page = await api.Ask($"gaps?asOf=2017-07-09&limit=5{(cursor is null ? "" : $"&cursor={cursor}")}");
            paged.AddRange(page["items"]!.AsArray().Select(i => i!.ToJsonString()));
            cursor = page["nextCursor"]?.GetValue<string>();
        }
        while (cursor is not null);

        paged.ShouldBe(whole["items"]!.AsArray().Select(i => i!.ToJsonString()));
        whole["total"]!.GetValue<long>().ShouldBe(paged.Count);
        (await api.Ask("gaps?asOf=2017-07-09&tag=poorVillage"))["items"]!.AsArray().ShouldAllBe(g => g!["division"]!["code"]!.GetValue<string>() == "410225101201");
        (await api.Ask("gaps?asOf=2017-07-09&level=village&notTag=poorVillage"))["items"]!.AsArray().ShouldBeEmpty();
        (await api.Ask("gaps?asOf=2017-07-09&programme=employment"))["items"]!.AsArray().ShouldNotContain(g => g!["clause"]!.GetValue<string>() == "4");
        (await Api.CodeOf(await api.Get("gaps?within=999999"))).ShouldBe("division-unknown");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/gaps?asOf=2017-07-09") { Headers = { { "Accept", "text/csv" } } };
        var csv = await (await api.Client.SendAsync(request, Api.Ct)).Content.ReadAsStringAsync(Api.Ct);
        csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(paged.Count + 1);
    }

    private static async Task Agree(Api api, string place, string day)
    {
        var chain = await api.Ask($"divisions/{place}/chain?asOf={day}");
        var path = (await api.Ask($"divisions/{place}/ancestors?asOf={day}"))["items"]!.AsArray().Select(a => a!["code"]!.GetValue<string>())
            .Append(chain["division"]!["code"]!.GetValue<string>()).ToHashSet();
        var listed = (await api.Ask($"gaps?asOf={day}&limit=1000"))["items"]!.AsArray().Where(g => path.Contains(g!["division"]!["code"]!.GetValue<string>()));

        listed.Select(g => g!.ToJsonString()).Order().ShouldBe(chain["gaps"]!.AsArray().Select(g => g!.ToJsonString()).Order(), $"{place} {day}");
    }

    private static async Task Adds_up(Api api, string day)
    {
        var gaps = (await api.Ask($"gaps?asOf={day}&limit=1000"))["items"]!.AsArray();
        foreach (var by in new[] { "level", "kind", "clause", "child" })
        {
            var coverage = await api.Ask($"coverage?asOf={day}&by={by}");
            var total = coverage["total"]!;
            (Of(total, "filled") + Of(total, "acting") + Of(total, "vacant") + Of(total, "missing")).ShouldBe(Of(total, "required"));
            coverage["items"]!.AsArray().Sum(i => Of(i!, "required")).ShouldBe(Of(total, "required"));
            Of(total, "missing").ShouldBe(gaps.Count(g => g!["reason"]!.GetValue<string>() != "postVacant"));
            (Of(total, "vacant") + Of(total, "acting")).ShouldBe(gaps.Where(g => g!["reason"]!.GetValue<string>() == "postVacant").Sum(g => g!["seats"]!.GetValue<long>()));
        }
        (await api.Ask($"coverage?asOf={day}&within=4102"))["total"]!["required"]!.GetValue<long>()
            .ShouldBe((await api.Ask($"coverage?asOf={day}&within=4102&by=child"))["items"]!.AsArray().Sum(i => Of(i!, "required")));
    }

    private static long Of(JsonNode figures, string name) => figures[name]!.GetValue<long>();

    /// <summary>Bodies, posts, terms and tags at random; what the register refuses is simply not there.</summary>
    private static async Task Populate(Api api, Random random, string[] places)
    {
        for (var i = 0; i < 12; i++)
        {
            var place = Pick(random, places);
            await api.Post($"divisions/{place}/attributes", new { tag = Pick(random, ["poorVillage", "weakOrganization"]), validFrom = Day(random, 2014, 2017), validUntil = MaybeDay(random, 2017, 2020) });
            var organization = await api.Post("organizations", new { division = place, kind = Pick(random, Kinds), name = $"机构{random.Next()}", validFrom = random.Next(2) is 0 ? null : Day(random, 2012, 2016), validUntil = MaybeDay(random, 2017, 2020) });
            var post = await api.Post("posts", new { organization = Api.Id(await Api.Body(organization)), position = Pick(random, Positions), title = $"职务{random.Next()}", capacity = random.Next(1, 3), validFrom = random.Next(2) is 0 ? null : Day(random, 2016, 2018) });
            var id = Api.Id(await Api.Body(post));
            for (var terms = random.Next(4); terms > 0; terms--)
                await api.Post("appointments", new { official = await api.HasOfficial("某", $"R{random.Next()}"), post = id, validFrom = Day(random, 2016, 2019), validUntil = MaybeDay(random, 2019, 2021), kind = Pick(random, ["substantive", "seconded", "acting", "inCharge"]) });
        }
    }

    private static T Pick<T>(Random random, T[] from) => from[random.Next(from.Length)];

    private static string Day(Random random, int from, int until) =>
        new DateOnly(random.Next(from, until), random.Next(1, 13), random.Next(1, 28)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string? MaybeDay(Random random, int from, int until) => random.Next(2) is 0 ? null : Day(random, from, until);
}
