using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Responsibility.Api.Tests.Imports;

namespace Responsibility.Api.Tests.Tasks;

/// <summary>The relocation of 100,000 people in 2017, from the province to 17 cities and 济源市, and on to counties and townships.</summary>
public sealed class RelocationTests
{
    private const string Title = "2017年易地搬迁";
    private const int Whole = 100_000;
    private const int Counties = 9;

    /// <summary>Of each county: all on SQLite; on PostgreSQL, where each question is a round trip, so few that it does not take minutes.</summary>
    private int townships;

    /// <summary>17 cities; 济源市 (419001) is a county straight under the province.</summary>
    private static readonly string[] Cities = [.. Enumerable.Range(1, 17).Select(n => $"41{n:00}")];

    [Theory, OnEveryDatabase]
    public async Task One_hundred_thousand_people_are_broken_down_to_the_townships_and_rolled_up_at_every_level(Backend backend)
    {
        await using var api = await Api.On(backend);
        townships = backend is Backend.Sqlite ? 16 : 3;
        (await api.Loads("divisions", Divisions())).Stats().Rejected.ShouldBe(0);
        await api.HasOrganization("41", "government", "河南省人民政府");
        var tasks = Plan().ToList();
        tasks.Count.ShouldBeGreaterThan(backend is Backend.Sqlite ? 2500 : 600);

        (await api.Loads("tasks", "title,division,programme,metric,quantity,unit,startsOn,dueOn,parentDivision\n"
            + string.Concat(tasks.Select(t => $"{Title},{t.Code},relocation,搬迁人口,{t.Quantity},人,2017-03-01,2017-12-31,{t.Parent}\n")))).Stats().ShouldBe((tasks.Count, 0, 0, 0));
        var bottom = tasks.Where(t => !tasks.Exists(p => p.Parent == t.Code)).Select((t, n) => (t.Code, Done: n % t.Quantity)).ToDictionary(t => t.Code, t => (long)t.Done);
        (await api.Loads("progress", "title,division,reportedOn,quantity\n" + string.Concat(bottom.Select(t => $"{Title},{t.Key},2017-06-30,{t.Value}\n")))).Stats().ShouldBe((bottom.Count, 0, 0, 0));
        var province = (await api.Ask("tasks?division=41")).Items("id").Single();

        var tree = await api.Ask($"tasks/{province}/tree?asOf=2017-07-09");

        tree.At("tasks").ShouldBe($"{tasks.Count}");
        long Done(string code) => tasks.Where(t => t.Parent == code).Select(t => Done(t.Code)).DefaultIfEmpty(bottom.GetValueOrDefault(code)).Sum();
        foreach (var node in All(tree["root"]!))
        {
            var code = Short(node.At("division/code")!);
            node.At("reported").ShouldBe(Done(code).ToString(CultureInfo.InvariantCulture), code);
            node.At("allocated").ShouldBe(tasks.Where(t => t.Parent == code).Sum(t => t.Quantity).ToString(CultureInfo.InvariantCulture), code);
        }
        var cities = tree["root"]!["children"]!.AsArray().ToDictionary(c => Short(c.At("division/code")!), c => c);
        cities.Count.ShouldBe(18);
        cities["419001"].At("division/level").ShouldBe("county");
        tree.At("root/unallocated").ShouldBe("0");
        Number(cities["4103"]!["inflation"]!, "percentage").ShouldBe(10);
        cities["4103"].At("inflation/quantity").ShouldBe("500");
        cities["4103"].At("unallocated").ShouldBe("0");
        Number(cities["4103"]!["children"]![0]!, "pathInflation").ShouldBe(10);
        cities["4104"].At("inflation").ShouldBeNull();
        cities["4104"].At("unallocated").ShouldBe("1000");
        Number(cities["4104"]!, "pathInflation").ShouldBe(0);
        await Adds_up(api, tasks);
    }

    /// <summary>Sums by place are those of the list behind them, and a place's own list is as long as its sum says.</summary>
    private static async Task Adds_up(Api api, IReadOnlyList<(string Code, int Quantity, string? Parent)> tasks)
    {
        var summary = await api.Ask("tasks/summary?within=41&by=child&asOf=2017-07-09");
        summary.At("total/tasks").ShouldBe($"{tasks.Count}");
        summary.Items("id").ShouldBe(Cities.Append("419001").Append("41").Select(code => code.PadRight(12, '0')).Order(StringComparer.Ordinal));
        summary["items"]!.AsArray().Single(item => item.At("id") == "410300000000").At("tasks").ShouldBe($"{tasks.Count(t => t.Code.StartsWith("4103", StringComparison.Ordinal))}");
        foreach (var light in new[] { "green", "yellow", "red" })
            (await api.Ask($"tasks?within=41&light={light}&asOf=2017-07-09&count=exact&limit=1")).At("total").ShouldBe(summary.At($"total/{light}"), light);
        (await api.Ask("tasks/summary?within=41&by=state&asOf=2017-07-09")).Items("id").ShouldBe(["inProgress", "issued"]);
    }

    private static decimal Number(JsonNode node, string member) => node[member]!.GetValue<decimal>();

    private static string Short(string code) => code switch
    {
        [.., '0', '0', '0', '0', '0', '0', '0', '0', '0', '0'] => code[..2],
        [.., '0', '0', '0', '0', '0', '0', '0', '0'] => code[..4],
        [.., '0', '0', '0', '0', '0', '0'] => code[..6],
        _ => code[..9],
    };

    private static IEnumerable<JsonNode> All(JsonNode node) => [node, .. node["children"]!.AsArray().SelectMany(child => All(child!))];

    private static IEnumerable<string> CountiesOf(string city) => Enumerable.Range(1, Counties).Select(n => $"{city}{n:00}");

    private IEnumerable<string> TownshipsOf(string county) => Enumerable.Range(1, townships).Select(n => $"{county}1{n:00}");

    private string Divisions()
    {
        var csv = new StringBuilder("code,name,level,parent_code\n41,河南省,province,\n419001,济源市,county,41\n");
        foreach (var city in Cities)
        {
            csv.Append(CultureInfo.InvariantCulture, $"{city},{city}市,city,41\n");
            foreach (var county in CountiesOf(city))
            {
                csv.Append(CultureInfo.InvariantCulture, $"{county},{county}县,county,{city}\n");
                foreach (var township in TownshipsOf(county)) csv.Append(CultureInfo.InvariantCulture, $"{township},{township}镇,township,{county}\n");
            }
        }
        foreach (var township in TownshipsOf("419001")) csv.Append(CultureInfo.InvariantCulture, $"{township},{township}镇,township,419001\n");
        return csv.ToString();
    }

    /// <summary>Each city is to move 5,000 people, 济源市 15,000; 洛阳市 (4103) passes on 110 % of it, 平顶山市 (4104) 80 %, all others just what they were given.</summary>
    private IEnumerable<(string Code, int Quantity, string? Parent)> Plan()
    {
        yield return ("41", Whole, null);
        foreach (var (city, given) in Cities.Select(c => (c, 5000)).Append(("419001", 15_000)))
        {
            yield return (city, given, "41");
            var passed = city switch { "4103" => given * 11 / 10, "4104" => given * 8 / 10, _ => given };
            if (city is "419001")
            {
                foreach (var (township, share) in Split(TownshipsOf(city), passed)) yield return (township, share, city);
                continue;
            }
            foreach (var (county, part) in Split(CountiesOf(city), passed))
            {
                yield return (county, part, city);
                foreach (var (township, share) in Split(TownshipsOf(county), part)) yield return (township, share, county);
            }
        }
    }

    /// <summary>In parts as alike as whole people allow.</summary>
    private static IEnumerable<(string Code, int Quantity)> Split(IEnumerable<string> codes, int quantity)
    {
        string[] all = [.. codes];
        return all.Select((code, n) => (code, (quantity / all.Length) + (n < quantity % all.Length ? 1 : 0)));
    }
}
