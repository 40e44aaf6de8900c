using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Responsibility.Api.Tests.Http;

/// <summary>Who asks too often, too much or for too long is told so, and when to come again.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task A_key_that_asks_too_often_is_told_how_much_is_left_and_then_when_to_come_again()
    {
        await using var api = await Api.On(Backend.Sqlite, ("Responsibility:Limits:RequestsPerSecond", "1"), ("Responsibility:Limits:Burst", "3"));
        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 5; i++) answers.Add(await api.Get("whoami"));

        answers[0].Headers.GetValues("RateLimit-Policy").ShouldBe(["\"requests\";q=3;w=3"]);
        answers[0].Headers.GetValues("RateLimit").ShouldBe(["\"requests\";r=2;t=1"]);
        answers.Count(answer => answer.StatusCode is HttpStatusCode.OK).ShouldBeInRange(3, 4, "one may have come back meanwhile");
        var refused = answers[^1];
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeGreaterThanOrEqualTo(1);
        (await Api.CodeOf(refused)).ShouldBe("too-many-requests");
        (await api.Client.GetAsync("/healthz/live", Api.Ct)).StatusCode.ShouldBe(HttpStatusCode.OK, "health counts for nobody");
    }

    [Fact]
    public async Task Another_key_has_a_share_of_its_own()
    {
        await using var api = await Api.On(Backend.Sqlite, ("Responsibility:Limits:RequestsPerSecond", "1"), ("Responsibility:Limits:Burst", "2"));
        using var other = await api.As("reader");
        for (var i = 0; i < 3; i++) await api.Get("whoami");

        (await api.Get("whoami")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await other.GetAsync("/api/v1/whoami", Api.Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Whoever_guesses_keys_is_kept_out_and_those_who_have_one_are_not()
    {
        await using var api = await Api.On(Backend.Sqlite, ("Responsibility:Limits:FailedKeys", "3"));
        (await api.Get("whoami")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 5; i++)
        {
            using var guesser = api.Connect(string.Create(CultureInfo.InvariantCulture, $"rk_guess-{i}"));
            var answer = await guesser.GetAsync("/api/v1/whoami", Api.Ct);
            statuses.Add(answer.StatusCode);
            if (answer.StatusCode is HttpStatusCode.TooManyRequests) (await Api.CodeOf(answer)).ShouldBe("too-many-requests");
        }

        statuses[..3].ShouldAllBe(status => status == HttpStatusCode.Unauthorized);
        statuses.ShouldContain(HttpStatusCode.TooManyRequests);
        (await api.Get("whoami")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory, OnEveryDatabase]
    public async Task An_answer_that_takes_too_long_is_given_up_down_to_the_database(Backend backend)
    {
        await using var api = await Api.On(backend, ("Responsibility:Limits:RequestSeconds", "1"));
        api.Listen();
        // Each question goes through all of these pairs: minutes, unless it is stopped.
        var endless = backend is Backend.Sqlite
            ? "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT count(*) FROM n a, n b WHERE a.i % 7 = b.i % 5"
            : "SELECT pg_sleep(600)::text";
        using var given = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Should.ThrowAsync<OperationCanceledException>(() => api.Database.Read(session => session.Find<string>(endless), given.Token));
        (await api.Get("whoami")).StatusCode.ShouldBe(HttpStatusCode.OK, "the connection is as good as before");

        // A body that does not come to its end.
        using var line = new TcpClient();
        await line.ConnectAsync(api.Client.BaseAddress!.Host, api.Client.BaseAddress.Port, Api.Ct);
        await line.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /api/v1/divisions HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer {Api.Key}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{\"code\": "), Api.Ct);
        using var reader = new StreamReader(line.GetStream());
        (await reader.ReadLineAsync(Api.Ct)).ShouldBe("HTTP/1.1 408 Request Timeout");
        (await reader.ReadToEndAsync(Api.Ct)).ShouldContain("\"code\":\"took-too-long\"");
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_with_a_problem()
    {
        await using var api = await Api.On(Backend.Sqlite);
        api.Listen();
        using var large = new StringContent($$"""{"code": "41", "name": "{{new string('x', 1024 * 1024)}}"}""", Encoding.UTF8, "application/json");
        var answer = await api.Client.PostAsync("/api/v1/divisions", large, Api.Ct);
        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await Api.CodeOf(answer)).ShouldBe("body-too-large");
    }

    [Fact]
    public async Task Exports_take_turns_where_too_many_are_asked_for_at_once()
    {
        await using var api = await Api.On(Backend.Sqlite, ("Responsibility:Limits:HeavyRequests", "1"));
        await api.HasLankao();
        var asked = Enumerable.Range(0, 40).Select(async _ =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/coverage?within=41&by=level");
            request.Headers.Add("Accept", "text/csv");
            return await api.Client.SendAsync(request, Api.Ct);
        }).ToList();
        var answers = await Task.WhenAll(asked);

        answers.ShouldContain(answer => answer.StatusCode == HttpStatusCode.OK);
        foreach (var refused in answers.Where(answer => answer.StatusCode is not HttpStatusCode.OK))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            refused.Headers.RetryAfter.ShouldNotBeNull();
        }
        (await api.Get("coverage?within=41&by=level")).StatusCode.ShouldBe(HttpStatusCode.OK, "what is small does not wait for it");
    }

    [Theory, OnEveryDatabase]
    public async Task A_stream_ends_with_the_key_that_opened_it(Backend backend)
    {
        await using var api = await Api.On(backend);
        var issued = await api.Has("api-keys", new { role = "auditor" });
        using var follower = api.Connect(issued["key"]!.GetValue<string>());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/changes?after=0");
        request.Headers.Add("Accept", "text/event-stream");
        using var stream = await follower.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Api.Ct);
        var body = await stream.Content.ReadAsStreamAsync(Api.Ct);
        (await body.ReadAsync(new byte[10], Api.Ct)).ShouldBeGreaterThan(0);

        await api.Has($"api-keys/{Api.Id(issued)}/revocation", new { });
        await api.HasDivision("41", "没有人看到的省", "province");

        using var reader = new StreamReader(body);
        (await reader.ReadToEndAsync(Api.Ct).WaitAsync(TimeSpan.FromSeconds(30), Api.Ct)).ShouldNotContain("没有人看到的省");
    }
}
