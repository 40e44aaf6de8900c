using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Responsibility.Api.Access;

namespace Responsibility.Api.Changes;

/// <summary>The change feed as it happens, as server-sent events: each fact with its position as the event's id.</summary>
/// <remarks>
/// Whoever was cut off sends the last id that was seen as <c>Last-Event-ID</c>, as browsers do by themselves, and gets everything after it. An event <c>passed</c> tells
/// from time to time how far the feed has looked where nothing was asked for, so that nobody has to look through it again, and keeps the line from falling silent.
/// </remarks>
internal sealed class FollowChanges(IServiceScopeFactory scopes, IHostApplicationLifetime lifetime, KeyRing keys, TimeProvider clock)
{
    private const int Largest = 1000;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(15);

    public static bool IsWanted(HttpRequest http) =>
        http.GetTypedHeaders().Accept.Any(accepted => accepted.MediaType.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase));

    /// <summary>The stream, or the refusal of what was asked.</summary>
    public async Task<IResult> Answer(ListChanges asked, HttpRequest http, CancellationToken ct)
    {
        var start = asked with { Limit = Largest };
        if (http.Headers["Last-Event-ID"].ToString() is { Length: > 0 } last)
        {
            if (!long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
                return Refusals.ParameterInvalid.At("Last-Event-ID", last).ToProblem();
            start = start with { After = position };
        }
        // What cannot be asked is refused before the stream begins, while there is a status to say so with.
        var first = await Ask(start, ct);
        var caller = http.HttpContext.Features.Get<Recognised>()!;
        return first.ToHttp(page => TypedResults.ServerSentEvents(Events(start, page, caller, ct)));
    }

    private async IAsyncEnumerable<SseItem<string>> Events(ListChanges start, ChangePage page, Recognised caller, [EnumeratorCancellation] CancellationToken ct)
    {
        using var until = CancellationTokenSource.CreateLinkedTokenSource(ct, lifetime.ApplicationStopping);
        var (told, spoken) = (start.After, clock.GetTimestamp());
        while (!until.IsCancellationRequested)
        {
            foreach (var change in page.Items)
            {
                yield return new SseItem<string>(JsonSerializer.Serialize(change, ApiJson.Options)) { EventId = change.Id };
                (told, spoken) = (change.Data.Position, clock.GetTimestamp());
            }
            if (page.Next > told && page.Next < page.Head || clock.GetElapsedTime(spoken) > LongestSilence)
            {
                (told, spoken) = (page.Next, clock.GetTimestamp());
                yield return new SseItem<string>("{}", "passed") { EventId = told.ToString(CultureInfo.InvariantCulture) };
            }
            if (page.Next >= page.Head) await Task.Delay(BetweenLooks, clock, until.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (until.IsCancellationRequested || !await keys.StillTakes(caller, until.Token)) break;
            var next = await Ask(start with { After = page.Next }, until.Token);
            if (next.Refusal is not null) break;
            page = next.Required();
        }
    }

    private async Task<Result<ChangePage>> Ask(ListChanges changes, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(changes, ct);
    }
}
