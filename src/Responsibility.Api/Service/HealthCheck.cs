using System.Globalization;

namespace Responsibility.Api.Service;

/// <summary>The verb <c>--healthcheck</c>: asks the process that serves beside it whether it is ready. The image has no shell and no curl.</summary>
internal static class HealthCheck
{
    public const string Verb = "--healthcheck";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <returns>0 where it is ready, 1 where it is not or does not answer.</returns>
    public static async Task<int> Run(string[] args)
    {
        using var client = new HttpClient { Timeout = Patience };
        try
        {
            using var response = await client.GetAsync(Address(args));
            return response.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception silent) when (silent is HttpRequestException or TaskCanceledException)
        {
            return 1;
        }
    }

    /// <summary>Where the service listens, as the service itself reads it, but from within: on the loopback address.</summary>
    private static Uri Address(string[] args)
    {
        var configuration = new ConfigurationBuilder()
            .SetBasePath(AppContext.BaseDirectory)
            .AddEnvironmentVariables("ASPNETCORE_")
            .AddJsonFile("appsettings.json", optional: true)
            .AddEnvironmentVariables()
            .AddCommandLine([.. args.Where(argument => argument != Verb)])
            .Build();
        var urls = (configuration["urls"] ?? SettingsReading.StandardUrls).Split(';', StringSplitOptions.RemoveEmptyEntries);
        var address = BindingAddress.Parse(Array.Find(urls, url => url.StartsWith("http:", StringComparison.OrdinalIgnoreCase)) ?? urls[0]);
        return new Uri(string.Create(CultureInfo.InvariantCulture, $"{address.Scheme}://127.0.0.1:{address.Port}/healthz/ready"));
    }
}
