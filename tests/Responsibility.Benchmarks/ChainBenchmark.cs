using System.Text.Json;

namespace Responsibility.Benchmarks;

/// <summary>Chains of random villages against bare Kestrel returning the same bytes.</summary>
internal static class ChainBenchmark
{
    private const int Villages = 400;
    private const int Clients = 16;
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(6);

    public static async Task Run(string? postgres)
    {
        await using var service = await Service.Start(postgres);
        await service.LoadSample();
        var paths = await RandomVillages(service);
        var captured = Path.Combine(Path.GetTempPath(), $"chains-{Environment.ProcessId}.json");
        var answers = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var path in paths) answers[path] = await service.Client.GetByteArrayAsync(path);
        await File.WriteAllBytesAsync(captured, JsonSerializer.SerializeToUtf8Bytes(answers));
        await using var bare = await Service.Bare(captured);

        var requests = paths.ConvertAll(path => Load.Get(path, Service.Key));
        byte[] Request(int client, long n) => requests[(int)((n + (client * 37)) % requests.Count)];
        await Load.Run(service.Port, Clients, Warm, Request);
        await Load.Run(bare.Port, Clients, Warm, Request);
        Console.WriteLine($"chain of {Villages} random villages of 兰考县 and 卢氏县, {Clients} clients, {answers.Values.Average(a => a.Length):N0} bytes, {(postgres is null ? "SQLite" : "PostgreSQL")}");
        var ratios = new List<double>();
        for (var round = 0; round < 3; round++)
        {
            var limit = await Load.Run(bare.Port, Clients, Measured, Request);
            var chain = await Load.Run(service.Port, Clients, Measured, Request);
            ratios.Add(chain.PerSecond / limit.PerSecond);
            Console.WriteLine($"  bare Kestrel {limit.PerSecond,9:N0}/s   chain {chain.PerSecond,9:N0}/s p50 {chain.P50,7:N0} µs p99 {chain.P99,7:N0} µs   ratio {ratios[^1]:F2}   failures {limit.Failures + chain.Failures}");
        }
        Console.WriteLine($"  ratio, median of three: {ratios.Order().ElementAt(1):F2}");
        File.Delete(captured);
    }

    /// <summary>Villages whose chains are fully staffed, and so the longest.</summary>
    private static async Task<List<string>> RandomVillages(Service service)
    {
        var codes = new List<string>();
        foreach (var county in new[] { "410225", "411224" })
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
        return [.. codes.OrderBy(_ => random.Next()).Take(Villages).Select(code => $"/api/v1/divisions/{code}/chain?asOf=2017-07-09")];
    }
}
