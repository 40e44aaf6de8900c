using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Responsibility.Benchmarks;

/// <summary>A program of this solution as a process of its own, so that what is measured is what would run.</summary>
internal sealed class Service : IAsyncDisposable
{
    public const string Key = "administrator-key-of-the-benchmarks";

    private readonly Process process;
    private readonly Place? place;

    private Service(Process process, int port, Place? place)
    {
        (this.process, Port, this.place) = (process, port, place);
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromMinutes(10) };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
    }

    public int Port { get; }

    public HttpClient Client { get; }

    /// <summary>The most memory that the program has had so far, in bytes.</summary>
    public long PeakMemory
    {
        get
        {
            process.Refresh();
            return process.PeakWorkingSet64;
        }
    }

    /// <summary>The service over an empty database, or over <paramref name="existing"/>.</summary>
    public static async Task<Service> Start(string? postgres, string? existing = null)
    {
        var own = existing is null ? await Place.Create(postgres) : null;
        var port = FreePort();
        var service = new Service(
            Launch(typeof(BareKestrel).Assembly.Location.Replace("Responsibility.Benchmarks.dll", "Responsibility.Api.dll", StringComparison.Ordinal), ["--urls", $"http://127.0.0.1:{port}"], new(StringComparer.Ordinal)
            {
                ["Responsibility__Database"] = existing ?? own!.ConnectionString,
                ["Responsibility__BootstrapKey"] = Key,
                // Counted like anybody's requests, but never refused.
                ["Responsibility__Limits__RequestsPerSecond"] = "1000000",
                ["Responsibility__Limits__Burst"] = "1000000",
                ["Responsibility__Imports__MaxBytes"] = "1000000000",
                ["Logging__LogLevel__Default"] = "Warning",
            }),
            port, own);
        await service.Ready("/healthz/live");
        return service;
    }

    /// <summary>Bare Kestrel with captured answers.</summary>
    public static async Task<Service> Bare(string captured)
    {
        var port = FreePort();
        var service = new Service(Launch(typeof(BareKestrel).Assembly.Location, ["bare", port.ToString(CultureInfo.InvariantCulture), captured], new(StringComparer.Ordinal)), port, null);
        await service.Ready("/");
        return service;
    }

    /// <summary>Loads the sample of Henan through the import endpoint.</summary>
    public async Task LoadSample()
    {
        var samples = Path.Combine(AppContext.BaseDirectory, "samples", "henan");
        foreach (var (type, file) in new[] { ("divisions", "divisions.csv"), ("attributes", "attributes.csv"), ("roster", "roster.csv"), ("portfolios", "portfolios.csv"), ("contacts", "contacts.csv") })
        {
            await using var bytes = File.OpenRead(Path.Combine(samples, file));
            await Import(type, bytes);
        }
    }

    /// <summary>Loads a file of CSV through the import endpoint.</summary>
    /// <returns>The job, finished.</returns>
    public async Task<JsonObject> Import(string type, Stream csv)
    {
        using var content = new StreamContent(csv);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var accepted = await Client.PostAsync($"/api/v1/imports?type={type}", content);
        accepted.EnsureSuccessStatusCode();
        return await Finished(accepted.Headers.Location!);
    }

    public async Task<JsonObject> Ask(string path) => JsonNode.Parse(await Client.GetStringAsync(path))!.AsObject();

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        Client.Dispose();
        if (place is not null) await place.DisposeAsync();
    }

    private async Task<JsonObject> Finished(Uri job)
    {
        for (var waited = 0; waited < 6000; waited++)
        {
            var told = await Ask(job.ToString());
            var state = told["state"]!.GetValue<string>();
            if (state is "finished") return told;
            if (state is not ("queued" or "running")) throw new InvalidOperationException($"The import {job} is {state}.");
            await Task.Delay(100);
        }
        throw new TimeoutException($"The import {job} takes too long.");
    }

    private async Task Ready(string path)
    {
        for (var waited = 0; waited < 300; waited++)
        {
            try
            {
                using var answer = await Client.GetAsync(path);
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(100);
            }
        }
        throw new TimeoutException("The program did not start.");
    }

    private static Process Launch(string dll, IEnumerable<string> arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", [dll, .. arguments]) { RedirectStandardOutput = true, UseShellExecute = false, WorkingDirectory = AppContext.BaseDirectory };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var started = Process.Start(start)!;
        // Only warnings and errors are logged, and none is expected.
        started.OutputDataReceived += (_, said) => Console.Error.Write(said.Data is { Length: > 0 } line ? $"{line}\n" : "");
        started.BeginOutputReadLine();
        return started;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
