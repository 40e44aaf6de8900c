using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Responsibility.Api.Tests.Storage;

/// <summary>The program as it is built, in a process of its own that can be killed.</summary>
internal sealed class Child : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(60);
    private readonly Process process;

    private Child(Process process, HttpClient client) => (this.process, Client) = (process, client);

    public HttpClient Client { get; }

    /// <summary>Starts it over that database and waits until it takes requests.</summary>
    public static async Task<Child> Start(string connectionString, CancellationToken ct)
    {
        var url = $"http://127.0.0.1:{FreePort()}";
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { Path.Combine(AppContext.BaseDirectory, "Responsibility.Api.dll"), "--urls", url }) start.ArgumentList.Add(argument);
        start.Environment["Responsibility__Database"] = connectionString;
        start.Environment["Responsibility__BootstrapKey"] = Api.Key;
        start.Environment["Responsibility__Ledger__KeyFile"] = Api.KeyFileOf(connectionString);
        start.Environment["Responsibility__Limits__RequestsPerSecond"] = "0";
        start.Environment["Logging__LogLevel__Default"] = "Error";
        var client = new HttpClient { BaseAddress = new Uri(url), Timeout = LongestStart };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Api.Key);
        var child = new Child(Process.Start(start)!, client);
        child.process.BeginOutputReadLine();
        child.process.BeginErrorReadLine();
        try
        {
            await child.UntilReady(ct);
            return child;
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task Kill()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await Kill();
        process.Dispose();
        Client.Dispose();
    }

    private async Task UntilReady(CancellationToken ct)
    {
        for (var started = Stopwatch.StartNew(); ; await Task.Delay(50, ct))
        {
            if (process.HasExited) throw new InvalidOperationException($"The program ended with {process.ExitCode}.");
            if (started.Elapsed > LongestStart) throw new TimeoutException("The program was not ready in time.");
            try
            {
                if ((await Client.GetAsync("/healthz/ready", ct)).IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
