using System.Globalization;
using System.Net;

namespace Responsibility.Api.Tests.Reports;

public sealed class ListUnsignedLettersTests
{
    private static readonly string[] Levels = ["city", "county", "township"];

    /// <summary>The report against the rules read out one by one over a small world in which bodies come and go.</summary>
    [Theory, OnEveryDatabase]
    public async Task Unsigned_is_what_no_letter_of_the_year_with_a_body_of_the_same_kind_next_above_says(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (dice, world) = (new Random(11), new World(api));
        await world.Stands(dice);
        await world.Signs(dice, 60);
        var known = await api.Head();
        var before = world.Letters.ToList();
        await world.Signs(dice, 60);

        foreach (var (asOf, within, position) in new[]
        {
            (null, "", 0L), ("2017-03-10", "", 0), ("2017-06-01", "", 0), ("2018-06-01", "4101", 0), ("2017-12-31", "410102", 0), ("2017-12-31", "", known),
        })
        {
            var question = $"{(asOf is null ? "" : $"&asOf={asOf}")}{(within.Length is 0 ? "" : $"&within={within}")}{(position is 0 ? "" : $"&knownAt=pos:{position}")}";
            (await All(api, question)).ShouldBe(world.Unsigned(Api.Day(asOf ?? "2017-12-31"), within, position is 0 ? world.Letters : before), question);
        }
        world.Unsigned(Api.Day("2017-12-31"), "", world.Letters).Count.ShouldBeInRange(5, 60);
        await api.Get("reports/unsigned-letters?year=2016&ruleSet=henan-2017").Refuses(HttpStatusCode.UnprocessableEntity, "rule-set-not-in-force");
        (await api.Ask("reports/unsigned-letters?year=2017&ruleSet=river-chief"))["items"]!.AsArray().ShouldBeEmpty();
    }

    [Theory, OnEveryDatabase]
    public async Task It_names_the_body_the_one_above_and_the_clause(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var (province, county) = (await api.HasOrganization("41", "government", "河南省人民政府"), await api.HasOrganization("410225", "government", "兰考县人民政府"));

        var report = await api.Ask("reports/unsigned-letters?year=2017&count=exact");
        (report.At("total"), report.At("asOf")).ShouldBe(("1", "2017-12-31"));
        new[] { "division/code", "organization/id", "superiorDivision/name", "superiors/0/id", "superiors/0/name", "clause" }.Select(member => report.At($"items/0/{member}"))
            .ShouldBe(["410225000000", $"{county}", "河南省", $"{province}", "河南省人民政府", "16"]);
        report.At("items/0/text")!.ShouldContain("level by level");
        var csv = await (await api.Send(HttpMethod.Get, "reports/unsigned-letters?year=2017", null, ("Accept", "text/csv"))).Content.ReadAsStringAsync(Api.Ct);
        csv.ShouldContain($"410225000000,兰考县,county,{county},兰考县人民政府,government,410000000000,河南省,河南省人民政府,16");
        var next = api.Database.Today.Year + 1;
        (await api.Ask($"reports/unsigned-letters?year={next}")).At("asOf").ShouldBe(api.Database.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

        await api.Has("responsibility-letters", new { year = 2017, superior = province, subordinate = county, signedOn = "2018-01-05" });
        (await api.Ask("reports/unsigned-letters?year=2017"))["items"]!.AsArray().Count.ShouldBe(1, "it was not signed by the end of the year");
        (await api.Ask("reports/unsigned-letters?year=2017&asOf=2018-01-05"))["items"]!.AsArray().ShouldBeEmpty();

        await api.Get("reports/unsigned-letters").Refuses(HttpStatusCode.BadRequest, "parameter-invalid");
        (await api.Get("reports/unsigned-letters?year=20170").Refuses(HttpStatusCode.BadRequest, "invalid")).At("errors/0/pointer").ShouldBe("/year");
        await api.Get("reports/unsigned-letters?year=2017&within=999999").Refuses(HttpStatusCode.UnprocessableEntity, "division-unknown");
        using var reader = await api.As("reader");
        (await reader.GetAsync("/api/v1/reports/unsigned-letters?year=2017", Api.Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    /// <summary>All items, page by page, each page as short as it may be.</summary>
    private static async Task<IReadOnlyList<string>> All(Api api, string question)
    {
        var (items, cursor) = (new List<string>(), "");
        do
        {
            var page = await api.Ask($"reports/unsigned-letters?year=2017&limit=3&count=exact{question}{cursor}");
            items.AddRange(page["items"]!.AsArray().Select(item => $"{item.At("organization/id")} {item.At("superiorDivision/code")} {string.Join(',', item!["superiors"]!.AsArray().Select(s => s.At("id")))}"));
            cursor = page.At("nextCursor") is { } next ? $"&cursor={next}" : "";
            if (cursor.Length is 0) page.At("total").ShouldBe($"{items.Count}");
        }
        while (cursor.Length > 0);
        return items;
    }

    private sealed record Body(long Id, string Division, string Kind, DateOnly From, DateOnly Until);

    private sealed record Letter(long Id, int Year, long Above, long Below, DateOnly SignedOn);

    private sealed class World(Api api)
    {
        private readonly Dictionary<string, (string Level, string? Parent)> divisions = new() { ["41"] = ("province", null) };
        private readonly List<Body> bodies = [];

        public List<Letter> Letters { get; private set; } = [];

        /// <summary>Cities, counties of them and of the province, townships; in each none to two bodies of a kind.</summary>
        public async Task Stands(Random dice)
        {
            await api.HasDivision("41", "河南省", "province");
            foreach (var (code, level, parent) in new[]
            {
                ("4101", "city", "41"), ("4102", "city", "41"), ("410102", "county", "4101"), ("410103", "county", "4101"), ("410202", "county", "4102"), ("419001", "county", "41"),
                ("410102101", "township", "410102"), ("410102102", "township", "410102"), ("410202101", "township", "410202"), ("419001101", "township", "419001"), ("410102101201", "village", "410102101"),
            })
            {
                await api.HasDivision(code, $"地{code}", level, parent);
                divisions[code] = (level, parent);
            }
            foreach (var code in divisions.Keys)
            {
                foreach (var kind in new[] { "partyCommittee", "government", "department" })
                {
                    for (var i = 0; i < dice.Next(3); i++)
                    {
                        var (from, until) = (Api.Day("2010-01-01"), DateOnly.MaxValue);
                        if (dice.Next(4) is 0) from = Api.Day("2017-03-01");
                        var id = await api.HasOrganizationFrom(code, kind, $"{code}{kind}{i}", Text(from));
                        if (dice.Next(5) is 0)
                        {
                            until = Api.Day("2017-06-01");
                            await api.Has($"organizations/{id}/end", new { validUntil = Text(until) });
                        }
                        bodies.Add(new(id, code, kind, from, until));
                    }
                }
            }
        }

        /// <summary>Letters of any two bodies, as far as they are accepted; some are taken back.</summary>
        public async Task Signs(Random dice, int tries)
        {
            for (var i = 0; i < tries; i++)
            {
                var below = bodies[dice.Next(bodies.Count)];
                var candidates = bodies.Where(b => b.Kind == below.Kind && Above(below.Division).Contains(b.Division)).ToList();
                if (candidates.Count is 0 || dice.Next(8) is 0) candidates = bodies;
                var (above, year, signedOn) = (candidates[dice.Next(candidates.Count)], dice.Next(4) is 0 ? 2016 : 2017, Api.Day("2017-02-01").AddDays(dice.Next(0, 200)));
                var answer = await api.Post("responsibility-letters", new { year, superior = above.Id, subordinate = below.Id, signedOn = Text(signedOn) });
                if (answer.StatusCode is HttpStatusCode.Created) Letters.Add(new(Api.Id(await Api.Body(answer)), year, above.Id, below.Id, signedOn));
                if (dice.Next(10) is not 0 || Letters.Count is 0) continue;
                var gone = Letters[dice.Next(Letters.Count)];
                (await api.Delete($"responsibility-letters/{gone.Id}")).IsSuccessStatusCode.ShouldBeTrue();
                Letters = [.. Letters.Where(l => l.Id != gone.Id)];
            }
        }

        public IReadOnlyList<string> Unsigned(DateOnly day, string within, IReadOnlyList<Letter> letters)
        {
            var there = bodies.Where(b => b.From <= day && day < b.Until).ToList();
            var unsigned = new List<string>();
            foreach (var body in there.Where(b => Levels.Contains(divisions[b.Division].Level) && b.Kind is not "department").OrderBy(b => b.Id))
            {
                if (within.Length > 0 && body.Division != within && !Above(body.Division).Contains(within)) continue;
                var next = Above(body.Division).FirstOrDefault(above => there.Any(b => b.Division == above && b.Kind == body.Kind));
                if (next is null) continue;
                var superiors = there.Where(b => b.Division == next && b.Kind == body.Kind).Select(b => b.Id).Order().ToList();
                if (letters.Any(l => l.Year is 2017 && l.Below == body.Id && superiors.Contains(l.Above) && l.SignedOn <= day)) continue;
                unsigned.Add($"{body.Id} {next.PadRight(12, '0')} {string.Join(',', superiors)}");
            }
            return unsigned;
        }

        private IEnumerable<string> Above(string code)
        {
            for (var parent = divisions[code].Parent; parent is not null; parent = divisions[parent].Parent) yield return parent;
        }

        private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }
}
