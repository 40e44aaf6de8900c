using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Responsibility.Api.Tests;

/// <summary>Looks, in every test, for what must not get out: key secrets and telephones in log lines, problem bodies and addresses, names of officials in log lines and addresses, and any of them in the ledger's leaves and payloads.</summary>
internal sealed partial class Canaries : ILoggerProvider, ILogger
{
    /// <summary>Names shorter than this are parts of other words.</summary>
    private const int ShortestName = 3;

    private readonly ConcurrentDictionary<string, bool> names = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> found = new(StringComparer.Ordinal);

    /// <summary>What got out, and where.</summary>
    public IEnumerable<string> Found => found.Keys;

    /// <summary>The log lines of refused accesses.</summary>
    public ConcurrentQueue<string> Refusals { get; } = [];

    /// <summary>Looks at what the ledger makes public of a fact; a rule set has words by which tests call officials too.</summary>
    public void LookAt(string kind, byte[] leaf, byte[] payload)
    {
        LookFor(Encoding.UTF8.GetString(leaf), "a leaf", named: true);
        LookFor(Encoding.UTF8.GetString(payload), "a payload", named: !kind.StartsWith("ruleSet", StringComparison.Ordinal));
    }

    /// <summary>Looks at what a client sends and gets.</summary>
    public DelegatingHandler Again() => new Looking(this);

    private sealed class Looking(Canaries canaries) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method == HttpMethod.Post && request.RequestUri!.AbsolutePath.EndsWith("/officials", StringComparison.Ordinal) && request.Content is not null)
                canaries.Note(await request.Content.ReadAsStringAsync(cancellationToken));
            var answer = await base.SendAsync(request, cancellationToken);
            // A link to the next page repeats what was asked, and so a name that was looked for.
            if (answer.Headers.Location is { } location) canaries.LookFor(Uri.UnescapeDataString(location.OriginalString), "a location", named: true);
            foreach (var link in answer.Headers.TryGetValues("Link", out var links) ? links : []) canaries.LookFor(Uri.UnescapeDataString(link), "a link", named: false);
            if (answer.Content.Headers.ContentType?.MediaType is "application/problem+json") canaries.LookFor(await answer.Content.ReadAsStringAsync(cancellationToken), "a problem", named: false);
            return answer;
        }
    }

    private void Note(string body)
    {
        try
        {
            if (JsonNode.Parse(body)?["name"] is JsonValue value && value.TryGetValue<string>(out var name) && name.Length >= ShortestName) names[name] = true;
        }
        catch (System.Text.Json.JsonException)
        {
            // A test of what cannot be read names nobody.
        }
    }

    private void LookFor(string text, string where, bool named)
    {
        if (Secret().IsMatch(text) || Phone().IsMatch(text)) found[$"A secret or a telephone in {where}: {text}"] = true;
        if (named && names.Keys.FirstOrDefault(name => text.Contains(name, StringComparison.Ordinal)) is { } official) found[$"{official} in {where}: {text}"] = true;
    }

    [GeneratedRegex("rk_[A-Za-z0-9_-]{43}", RegexOptions.None, 1000)]
    private static partial Regex Secret();

    [GeneratedRegex("(?<![0-9a-fA-F])1[3-9][0-9]{9}(?![0-9a-fA-F])", RegexOptions.None, 1000)]
    private static partial Regex Phone();

    public void Dispose()
    {
        // Nothing is held.
    }

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var line = formatter(state, exception);
        if (line.StartsWith("Refused", StringComparison.Ordinal)) Refusals.Enqueue(line);
        LookFor($"{line} {exception}", "a log line", named: true);
    }
}
