using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Responsibility.Benchmarks;

/// <summary>The whole country with three generations of holders, beside one county: what a chain, coverage and gaps cost.</summary>
internal static class NationalBenchmark
{
    private const int Villages = 1000;
    private const int Clients = 32;
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(8);

    /// <param name="divisions">The divisions of the country: code,name,level,parent_code, parents first.</param>
    /// <param name="keep">Where the country's register is kept for the next run; null where it is thrown away.</param>
    public static async Task Run(string divisions, string? postgres, string? keep)
    {
        Console.WriteLine($"national scale, {(postgres is null ? "SQLite" : "PostgreSQL")}");
        var rows = File.ReadLines(divisions).Skip(1).Select(line => line.Split(',')).ToList();
        var provinces = rows.Where(row => row[2] is "province").Select(row => row[0]).ToArray();
        var folder = Directory.CreateTempSubdirectory("responsibility-bench-").FullName;
        var county = postgres is null ? $"Data Source={Path.Combine(folder, "county.db")}" : await Service.EmptyDatabase(postgres);
        var nation = keep is not null ? $"Data Source={keep}" : postgres is null ? $"Data Source={Path.Combine(folder, "nation.db")}" : await Service.EmptyDatabase(postgres);

        await Generate(divisions, county, "410225");
        if (keep is null || !File.Exists(keep)) await Generate(divisions, nation, provinces);
        var random = new Random(2017);
        var inCounty = rows.Where(row => row[2] is "village" && row[0].StartsWith("410225", StringComparison.Ordinal)).Select(row => row[0]).OrderBy(_ => random.Next()).Take(Villages).ToList();
        var anywhere = rows.Where(row => row[2] is "village").Select(row => row[0]).OrderBy(_ => random.Next()).Take(Villages).ToList();

        await using (var small = await Service.Start(postgres, county)) await Chains("villages of one county, 兰考", small, inCounty);
        await using (var large = await Service.Start(postgres, nation))
        {
            await Chains("villages of the whole country", large, anywhere);
            foreach (var (what, path) in new[]
            {
                ("coverage of Henan by level", "coverage?within=41&by=level"), ("coverage of the nation by level", "coverage?by=level"), ("coverage of the nation by child", "coverage?by=child"),
                ("gaps of Henan, a page", "gaps?within=41&limit=1000"), ("gaps of the nation, a page", "gaps?limit=1000"), ("vacancies of Henan, a page", "vacancies?within=41&limit=1000"),
            })
            {
                var times = new List<double>();
                for (var i = 0; i < 5; i++)
                {
                    var watch = Stopwatch.StartNew();
                    await large.Client.GetByteArrayAsync($"/api/v1/{path}{(path.Contains('?', StringComparison.Ordinal) ? "&" : "?")}asOf=2017-07-{10 + i}");
                    times.Add(watch.Elapsed.TotalSeconds);
                }
                Console.WriteLine($"  {what}: {times.Order().ElementAt(2):F3} s, the median of five days (first {times[0]:F3} s)");
            }
        }
        Directory.Delete(folder, recursive: true);
    }

    private static async Task Generate(string divisions, string into, params string[] full)
    {
        var watch = Stopwatch.StartNew();
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        var code = await Cli.CommandLine.Create().Parse(["generate", "--divisions", divisions, "--full", .. full, "--into", into]).InvokeAsync(new System.CommandLine.InvocationConfiguration { Output = output });
        if (code is not 0) throw new InvalidOperationException("Nothing was generated.");
        var facts = long.Parse(output.ToString().Split(' ')[0], CultureInfo.InvariantCulture);
        Console.WriteLine($"  {facts:N0} facts loaded in {watch.Elapsed.TotalSeconds:N0} s, {facts / watch.Elapsed.TotalSeconds:N0}/s; peak memory {Process.GetCurrentProcess().PeakWorkingSet64 / 1024.0 / 1024:N0} MB");
    }

    private static async Task Chains(string what, Service service, List<string> codes)
    {
        var paths = codes.ConvertAll(code => $"/api/v1/divisions/{code}/chain?asOf=2017-07-09");
        var captured = Path.Combine(Path.GetTempPath(), $"national-{Environment.ProcessId}.json");
        var answers = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var watch = Stopwatch.StartNew();
        foreach (var path in paths) answers[path] = await service.Client.GetByteArrayAsync(path);
        var cold = watch.Elapsed.TotalMilliseconds / paths.Count;
        await File.WriteAllBytesAsync(captured, JsonSerializer.SerializeToUtf8Bytes(answers));
        await using var bare = await Service.Bare(captured);
        var requests = paths.ConvertAll(path => Load.Get(path, Service.Key));
        byte[] Request(int client, long n) => requests[(int)((n + (client * 37)) % requests.Count)];
        await Load.Run(service.Port, Clients, Warm, Request);
        await Load.Run(bare.Port, Clients, Warm, Request);
        var limit = await Load.Run(bare.Port, Clients, Measured, Request);
        var alone = await Load.Run(service.Port, 1, Measured, Request);
        var chain = await Load.Run(service.Port, Clients, Measured, Request);
        Console.WriteLine($"  {codes.Count:N0} {what}: {answers.Values.Average(a => a.Length):N0} bytes; first asked {cold:F2} ms each; one client p50 {alone.P50:N0} µs; {Clients} clients {chain.PerSecond:N0}/s p50 {chain.P50:N0} µs; bare Kestrel {limit.PerSecond:N0}/s; ratio {chain.PerSecond / limit.PerSecond:F2}; failures {chain.Failures + alone.Failures}");
        File.Delete(captured);
    }
}
