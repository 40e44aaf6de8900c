using System.Globalization;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Responsibility.Api.Tests.Storage;

namespace Responsibility.Api.Tests.Changes;

/// <summary>The change feed as a stream: nobody who follows it misses a fact or sees one twice, whatever happens to the program.</summary>
public sealed class FollowChangesTests
{
    private const int Writers = 64;

    [Theory, OnEveryDatabase]
    public async Task Who_follows_sees_what_was_and_what_comes_and_goes_on_after_the_last_id(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var head = await api.Head();
        var follower = new Follower();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Api.Ct);

        var following = follower.Follow(api.Client, enough.Token);
        await follower.Until(head);
        var post = await api.HasPost("县委书记");
        await follower.Until(post);
        await enough.CancelAsync();
        await following;
        var official = await api.HasOfficial("王某");
        using var again = CancellationTokenSource.CreateLinkedTokenSource(Api.Ct);
        following = follower.Follow(api.Client, again.Token);
        await follower.Until(official);
        await again.CancelAsync();
        await following;

        follower.Seen.ShouldBe(Enumerable.Range(1, (int)official).Select(p => (long)p));
    }

    [Theory, OnEveryDatabase]
    public async Task Two_followers_of_64_writers_and_a_kill_miss_nothing_and_see_nothing_twice(Backend backend)
    {
        var (connectionString, folder) = await Api.EmptyDatabase(backend);
        var followers = new[] { new Follower(), new Follower() };
        long head = 0;
        for (var round = 0; round < 2; round++)
        {
            await using var child = await Child.Start(connectionString, Api.Ct);
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(Api.Ct);
            var following = followers.Select(f => f.Follow(child.Client, enough.Token)).ToArray();
            var written = 0;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var writers = Enumerable.Range(0, Writers).Select(async writer =>
            {
                for (var n = 0; await Write(child, $"F{round}-{writer:00}-{n:0000}"); n++)
                    if (Interlocked.Increment(ref written) == 500) reached.SetResult();
            }).ToArray();
            await reached.Task.WaitAsync(TimeSpan.FromSeconds(60), Api.Ct);
            if (round is 0)
            {
                await child.Kill();
                await Task.WhenAll([.. writers, .. following]);
                continue;
            }
            head = (await child.Client.GetFromJsonAsync<JsonObject>("/api/v1/changes", Api.Ct))!["head"]!.GetValue<long>();
            foreach (var follower in followers) await follower.Until(head);
            await enough.CancelAsync();
            await child.Kill();
            await Task.WhenAll([.. writers, .. following]);
        }
        if (folder is not null) Directory.Delete(folder, recursive: true);

        head.ShouldBeGreaterThan(1000);
        foreach (var follower in followers) follower.Seen.Where(p => p <= head).ShouldBe(Enumerable.Range(1, (int)head).Select(p => (long)p));
    }

    private static async Task<bool> Write(Child child, string number)
    {
        try
        {
            using var answer = await child.Client.PostAsJsonAsync("/api/v1/officials", new { staffNumber = number, name = "某" }, Api.Ct);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException)
        {
            return false;
        }
    }

    /// <summary>A client that remembers only the last id, as a browser does.</summary>
    private sealed class Follower
    {
        private readonly Lock door = new();
        private readonly List<long> seen = [];
        private string last = "0";

        public IReadOnlyList<long> Seen { get { lock (door) return [.. seen]; } }

        public async Task Follow(HttpClient client, CancellationToken ct)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/changes");
                request.Headers.Accept.ParseAdd("text/event-stream");
                request.Headers.Add("Last-Event-ID", last);
                using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
                answer.EnsureSuccessStatusCode();
                await using var body = await answer.Content.ReadAsStreamAsync(ct);
                await foreach (var item in SseParser.Create(body).EnumerateAsync(ct))
                {
                    last = item.EventId!;
                    if (item.EventType is not "message") continue;
                    var told = JsonNode.Parse(item.Data)!["data"]!["position"]!.GetValue<long>();
                    told.ToString(CultureInfo.InvariantCulture).ShouldBe(item.EventId);
                    lock (door) seen.Add(told);
                }
            }
            catch (Exception cut) when (cut is HttpRequestException or IOException or OperationCanceledException)
            {
                // Cut off, or told to stop: the last id says where to go on.
            }
        }

        public async Task Until(long position)
        {
            for (var waited = 0; waited < 3000 && (Seen is [] || Seen[^1] < position); waited++) await Task.Delay(20, Api.Ct);
            Seen[^1].ShouldBeGreaterThanOrEqualTo(position);
        }
    }
}
