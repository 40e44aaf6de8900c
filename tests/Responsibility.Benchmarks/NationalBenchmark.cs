using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Responsibility.Storage;

namespace Responsibility.Benchmarks;

/// <summary>The whole country with three generations of holders, beside one county: what loading, a chain, coverage and gaps cost.</summary>
internal static class NationalBenchmark
{
    private const int Villages = 1000;
    private const int Clients = 32;
    private const int Rounds = 3;
    private const string County = "410225";
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(6);

    private static readonly (string What, string Path)[] Questions =
    [
        ("coverage of 兰考 by level", $"coverage?within={County}&by=level"), ("coverage of Henan by level", "coverage?within=41&by=level"),
        ("coverage of the nation by level", "coverage?by=level"), ("coverage of the nation by child", "coverage?by=child"),
        ("gaps of Henan, a page", "gaps?within=41&limit=1000"), ("gaps of the nation, a page", "gaps?limit=1000"), ("vacancies of Henan, a page", "vacancies?within=41&limit=1000"),
    ];

    /// <param name="divisions">The divisions of the country: code,name,level,parent_code, parents first.</param>
    /// <param name="keep">Under which name the country's register is kept for the next run, a file's or a database's; null where it is thrown away.</param>
    public static async Task Run(string divisions, string? postgres, string? keep)
    {
        Console.WriteLine($"national scale, {(postgres is null ? "SQLite" : "PostgreSQL")}");
        await using var county = await Place.Create(postgres);
        await using var nation = keep is null ? await Place.Create(postgres) : await Place.Kept(postgres, keep);
        await Generate("one county, 兰考", divisions, county, County);
        if (!nation.WasThere) await Generate("the nation", divisions, nation, [.. Codes(divisions, "province")]);

        await using var small = await Service.Start(postgres, county.ConnectionString);
        await using var large = await Service.Start(postgres, nation.ConnectionString);
        await Chains(small, Sample(Codes(divisions, "village").Where(code => code.StartsWith(County, StringComparison.Ordinal))), large, Sample(Codes(divisions, "village")));
        foreach (var (what, path) in Questions) await Ask(large, what, path);
    }

    private static async Task Generate(string what, string divisions, Place into, params string[] full)
    {
        var watch = Stopwatch.StartNew();
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        var code = await Cli.CommandLine.Create().Parse(["generate", "--divisions", divisions, "--full", .. full, "--complete", "--staff-prefix", "SYN", "--into", into.ConnectionString])
            .InvokeAsync(new InvocationConfiguration { Output = output });
        if (code is not 0) throw new InvalidOperationException("Nothing was generated.");
        var seconds = watch.Elapsed.TotalSeconds;
        var facts = long.Parse(output.ToString().Split(' ')[0], CultureInfo.InvariantCulture);
        await using var database = Database.OpenExisting(into.ConnectionString, TimeProvider.System, TimeZoneInfo.Utc, NullLogger.Instance);
        async Task<long> Count(string table) => await database.Read(session => session.Get<long>($"SELECT count(*) FROM {table}"), CancellationToken.None);
        Console.WriteLine($"  {what}: {await Count("division"):N0} divisions, {await Count("post"):N0} posts, {await Count("official"):N0} officials, {await Count("appointment"):N0} appointments");
        Console.WriteLine($"    {facts:N0} facts loaded in {seconds:N0} s, {facts / seconds:N0}/s; peak memory {Process.GetCurrentProcess().PeakWorkingSet64 / 1024.0 / 1024:N0} MB");
    }

    /// <summary>Chains in one county and in the nation, in turns, so that what else the machine does meets both.</summary>
    private static async Task Chains(Service small, List<string> inCounty, Service large, List<string> anywhere)
    {
        await using var county = await Answers.Of(small, inCounty);
        await using var nation = await Answers.Of(large, anywhere);
        (string What, Answers Answers, List<double> P50, List<double> Ratio)[] both = [("one county", county, [], []), ("the nation", nation, [], [])];
        foreach (var (what, answers, _, _) in both)
        {
            Console.WriteLine($"  chain of {answers.Requests.Count:N0} random villages, {what}: {answers.Bytes:N0} bytes on average; first asked p50 {answers.FirstAsked:N0} µs");
            await answers.Warm(Clients, Warm);
        }
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (what, answers, p50, ratio) in both)
            {
                var limit = await answers.Limit(Clients, Measured);
                var chain = await answers.Asked(Clients, Measured);
                var alone = await answers.Asked(1, Measured);
                p50.Add(alone.P50);
                ratio.Add(chain.PerSecond / limit.PerSecond);
                Console.WriteLine($"    {what}: one client p50 {alone.P50,6:N0} µs   {Clients} clients {chain.PerSecond,7:N0}/s p50 {chain.P50,6:N0} µs p99 {chain.P99,7:N0} µs   bare Kestrel {limit.PerSecond,7:N0}/s   ratio {ratio[^1]:F2}   failures {chain.Failures + alone.Failures + limit.Failures}");
            }
        }
        foreach (var (what, _, p50, ratio) in both) Console.WriteLine($"    {what}, medians: one client p50 {Median(p50):N0} µs, {Clients} clients against bare Kestrel {Median(ratio):F2}");
        Console.WriteLine($"    p50 in the nation is {Median(both[1].P50) / Median(both[0].P50):F2} times that in one county");
    }

    /// <summary>One after the other, each time of another day, for which nothing was derived before.</summary>
    private static async Task Ask(Service service, string what, string path)
    {
        var times = new List<double>();
        for (var day = 10; day < 13; day++)
        {
            var watch = Stopwatch.StartNew();
            using var answer = await service.Client.GetAsync($"/api/v1/{path}&asOf=2017-07-{day}");
            await answer.Content.ReadAsByteArrayAsync();
            times.Add(watch.Elapsed.TotalSeconds);
            if (answer.IsSuccessStatusCode) continue;
            Console.WriteLine($"  {what}: refused with {(int)answer.StatusCode} after {times[^1]:F1} s");
            return;
        }
        Console.WriteLine($"  {what}: {Median(times):F3} s, the median of three days (first {times[0]:F3} s)");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static IEnumerable<string> Codes(string divisions, string level) => File.ReadLines(divisions).Skip(1).Select(line => line.Split(',')).Where(row => row[2] == level).Select(row => row[0]);

    private static List<string> Sample(IEnumerable<string> codes)
    {
        var random = new Random(2017);
        return [.. codes.OrderBy(_ => random.Next()).Take(Villages).Select(ChainBenchmark.Path)];
    }
}
