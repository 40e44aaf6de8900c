using System.Net.Http.Json;

namespace Responsibility.Benchmarks;

/// <summary>Chains of random villages against bare Kestrel returning the same bytes.</summary>
internal static class ChainBenchmark
{
    private const int Villages = 1000;
    private const int Clients = 16;
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(6);

    public static async Task Run(string? postgres)
    {
        await using var service = await Service.Start(postgres);
        await service.LoadSample();
        Console.WriteLine($"chain of {Villages:N0} random villages, {Clients} clients, {(postgres is null ? "SQLite" : "PostgreSQL")}");
        await Against("all Henan", service, await RandomVillages(service, "41"));
        await Against("兰考 and 卢氏, fully staffed", service, await RandomVillages(service, "410225", "411224"));
    }

    private static async Task Against(string where, Service service, List<string> paths)
    {
        await using var answers = await Answers.Of(service, paths);
        await answers.Warm(Clients, Warm);
        Console.WriteLine($"  {where}: {answers.Bytes:N0} bytes on average");
        var (ratios, first) = (new List<double>(), new List<double>());
        for (var round = 0; round < 3; round++)
        {
            var limit = await answers.Limit(Clients, Measured);
            var chain = await answers.Asked(Clients, Measured);
            ratios.Add(chain.PerSecond / limit.PerSecond);
            first.Add((await FirstAsked(service, round, answers.Requests)).PerSecond / limit.PerSecond);
            Console.WriteLine($"    bare Kestrel {limit.PerSecond,9:N0}/s   chain {chain.PerSecond,9:N0}/s p50 {chain.P50,7:N0} µs p99 {chain.P99,7:N0} µs   ratio {ratios[^1]:F2}   first asked after a write {first[^1]:F2}   failures {limit.Failures + chain.Failures}");
        }
        Console.WriteLine($"    ratio, median of three: {ratios.Order().ElementAt(1):F2}; each village asked for the first time after a write: {first.Order().ElementAt(1):F2}");
    }

    /// <summary>Every village once, after a write that tells of none of them: what was derived before is carried over, village by village.</summary>
    private static async Task<Load.Shown> FirstAsked(Service service, int round, IReadOnlyList<byte[]> requests)
    {
        using var written = await service.Client.PostAsJsonAsync("/api/v1/officials", new { staffNumber = $"B{requests.Count}-{round}-{Environment.TickCount64}", name = "测试" });
        written.EnsureSuccessStatusCode();
        return await Load.Run(service.Port, Clients, Measured, (client, n) => requests[(int)((n * Clients) + client)], requests.Count / Clients);
    }

    private static async Task<List<string>> RandomVillages(Service service, params string[] within)
    {
        var codes = new List<string>();
        foreach (var county in within)
        {
            string? cursor = null;
            do
            {
                var page = await service.Ask($"/api/v1/divisions?within={county}&level=village&limit=1000{(cursor is null ? "" : $"&cursor={cursor}")}");
                codes.AddRange(page["items"]!.AsArray().Select(item => item!["code"]!.GetValue<string>()));
                cursor = page["nextCursor"]?.GetValue<string>();
            }
            while (cursor is not null);
        }
        var random = new Random(2017);
        return [.. codes.OrderBy(_ => random.Next()).Take(Villages).Select(Path)];
    }

    /// <summary>Asks for the chain of a division on the day of the meeting.</summary>
    public static string Path(string code) => $"/api/v1/divisions/{code}/chain?asOf=2017-07-09";
}
