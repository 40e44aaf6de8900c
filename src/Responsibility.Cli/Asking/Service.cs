using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Responsibility.Cli.Asking;

/// <summary>The service as commands ask it.</summary>
internal sealed class Service : IDisposable
{
    private readonly HttpClient client;

    public Service(Login login)
    {
        client = new HttpClient { BaseAddress = login.Server, Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", login.Key);
        client.DefaultRequestHeaders.AcceptLanguage.Add(new StringWithQualityHeaderValue(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName is "zh" ? "zh-CN" : "en"));
    }

    /// <exception cref="UnusableException">The service refuses, with its reasons.</exception>
    public async Task<JsonObject> Get(string path, CancellationToken ct) => await Answer(await client.GetAsync(path, ct), ct);

    /// <summary>Writes the answer as it comes, however large it is.</summary>
    /// <exception cref="UnusableException">The service refuses, with its reasons.</exception>
    /// <exception cref="IOException">The answer broke off.</exception>
    public async Task Download(string path, Stream into, CancellationToken ct)
    {
        using var response = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, ct);
        if (!response.IsSuccessStatusCode) await Answer(response, ct);
        else await response.Content.CopyToAsync(into, ct);
    }

    /// <summary>The body goes out as it is read, however large it is.</summary>
    public async Task<JsonObject> Post(string path, HttpContent body, CancellationToken ct) => await Answer(await client.PostAsync(path, body, ct), ct);

    public void Dispose() => client.Dispose();

    private static async Task<JsonObject> Answer(HttpResponseMessage response, CancellationToken ct)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(ct);
            JsonObject? body = null;
            try
            {
                body = JsonNode.Parse(text) as JsonObject;
            }
            catch (JsonException)
            {
                // A proxy's page is told by its status alone.
            }
            if (response.IsSuccessStatusCode && body is not null) return body;
            throw new UnusableException(body?["code"] is null ? $"The service answered {(int)response.StatusCode} {response.ReasonPhrase}." : Problem(body));
        }
    }

    /// <summary>A problem document as people read it.</summary>
    private static string Problem(JsonObject problem)
    {
        var lines = new List<string> { $"{problem["code"]}: {problem["title"]}{(problem["detail"] is { } detail ? $". {detail}" : "")}" };
        lines.AddRange((problem["errors"] as JsonArray ?? []).Select(error => $"  {error!["pointer"]} {error["code"]}: {error["detail"]}{(error["value"] is { } value ? $" ({value})" : "")}"));
        return string.Join(Environment.NewLine, lines);
    }
}
