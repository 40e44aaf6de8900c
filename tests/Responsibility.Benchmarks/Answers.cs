using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Responsibility.Benchmarks;

/// <summary>What a service answers to some paths, and bare Kestrel, which does nothing but return the very bytes: the limit.</summary>
internal sealed class Answers : IAsyncDisposable
{
    private readonly Service service;
    private readonly Service bare;
    private readonly string captured;

    private Answers(Service service, Service bare, string captured, List<string> paths)
    {
        (this.service, this.bare, this.captured) = (service, bare, captured);
        Requests = paths.ConvertAll(path => Load.Get(path, Service.Key));
    }

    /// <summary>The bytes of each path's request.</summary>
    public IReadOnlyList<byte[]> Requests { get; }

    /// <summary>Bytes of an answer, on average.</summary>
    public double Bytes { get; private init; }

    /// <summary>Half of the paths, each asked for once, one after the other, were answered within so many microseconds.</summary>
    public double FirstAsked { get; private init; }

    public static async Task<Answers> Of(Service service, List<string> paths)
    {
        var (answers, times) = (new Dictionary<string, byte[]>(StringComparer.Ordinal), new List<double>());
        foreach (var path in paths)
        {
            var watch = Stopwatch.StartNew();
            using var answer = await service.Client.GetAsync(path);
            answers[path] = await answer.Content.ReadAsByteArrayAsync();
            if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{path}: {Encoding.UTF8.GetString(answers[path])}");
            times.Add(watch.Elapsed.TotalMicroseconds);
        }
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, JsonSerializer.SerializeToUtf8Bytes(answers));
        return new Answers(service, await Service.Bare(file), file, paths) { Bytes = answers.Values.Average(answer => answer.Length), FirstAsked = times.Order().ElementAt(times.Count / 2) };
    }

    /// <summary>Both asked for a while, so that what is made once is made.</summary>
    public async Task Warm(int clients, TimeSpan time)
    {
        await Asked(clients, time);
        await Limit(clients, time);
    }

    /// <summary>The service, asked by each client for path after path.</summary>
    public Task<Load.Shown> Asked(int clients, TimeSpan time) => Load.Run(service.Port, clients, time, Request);

    public Task<Load.Shown> Limit(int clients, TimeSpan time) => Load.Run(bare.Port, clients, time, Request);

    public async ValueTask DisposeAsync()
    {
        await bare.DisposeAsync();
        File.Delete(captured);
    }

    private byte[] Request(int client, long n) => Requests[(int)((n + (client * 37)) % Requests.Count)];
}
