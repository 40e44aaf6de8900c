using System.Net;

namespace Responsibility.Api.Tests.Http;

public sealed class HardeningTests
{
    [Theory]
    [InlineData("/api/v1/whoami", "default-src 'none'")]
    [InlineData("/api/v1/nowhere", "default-src 'none'")]
    [InlineData("/healthz/live", "default-src 'none'")]
    [InlineData("/swagger/index.html", "default-src 'self'")]
    public async Task Every_answer_tells_browsers_what_it_is_not_for(string path, string content)
    {
        await using var api = await Api.On(Backend.Sqlite);
        var answer = await api.Client.GetAsync(path, Api.Ct);

        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.GetValues("X-Frame-Options").ShouldBe(["DENY"]);
        answer.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith(content);
        answer.Headers.Contains("Server").ShouldBeFalse();
    }

    [Fact]
    public async Task A_frontend_that_is_configured_may_call_and_read_what_it_needs_and_no_other()
    {
        await using var api = await Api.On(Backend.Sqlite, ("Responsibility:Cors:Origins:0", "https://app.example"));
        foreach (var (origin, allowed) in new[] { ("https://app.example", true), ("https://evil.example", false) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/whoami");
            request.Headers.Add("Origin", origin);
            var answer = await api.Client.SendAsync(request, Api.Ct);
            answer.Headers.Contains("Access-Control-Allow-Origin").ShouldBe(allowed);
            if (allowed)
                answer.Headers.GetValues("Access-Control-Expose-Headers").Single().Split(',')
                    .ShouldBe(["ETag", "Location", "Link", "Retry-After", "As-Of", "Known-At", "RateLimit", "RateLimit-Policy"]);
        }
    }

    [Fact]
    public async Task What_a_proxy_says_of_the_caller_is_believed_only_of_one_that_is_named()
    {
        foreach (var trusted in new[] { true, false })
        {
            await using var api = trusted
                ? await Api.On(Backend.Sqlite, ("Responsibility:TrustedProxies:0", "127.0.0.0/8"))
                : await Api.On(Backend.Sqlite);
            api.Listen();
            using var request = new HttpRequestMessage(HttpMethod.Get, "/healthz/live");
            request.Headers.Add("X-Forwarded-Proto", "https");
            var answer = await api.Client.SendAsync(request, Api.Ct);
            answer.Headers.Contains("Strict-Transport-Security").ShouldBe(trusted);
        }
    }

    [Theory]
    [InlineData("Responsibility:TimeZone", "Mars/Olympus", "Responsibility:TimeZone is 'Mars/Olympus', which is no time zone known here")]
    [InlineData("Responsibility:Database", "register.db", "Responsibility:Database")]
    [InlineData("Responsibility:BootstrapKey", "short", "Responsibility:BootstrapKey needs 16 characters or more.")]
    [InlineData("Responsibility:Supervision:At", "seven", "neither a time such as 07:00 nor off")]
    [InlineData("Responsibility:Imports:MaxBytes", "0", "Responsibility:Imports:MaxBytes needs a positive number of bytes.")]
    [InlineData("Responsibility:Imports:MaxBytes", "256 MiB", "Responsibility:Imports:MaxBytes is '256 MiB', but needs a whole number.")]
    [InlineData("Responsibility:Ledger:Public", "yes", "Responsibility:Ledger:Public is 'yes', but needs true or false.")]
    [InlineData("Responsibility:Cors:Origins:0", "https://app.example/path", "which is no origin")]
    [InlineData("Responsibility:TrustedProxies:0", "proxy", "neither an address nor a network")]
    [InlineData("Responsibility:Limits:Burst", "0", "Responsibility:Limits needs positive numbers")]
    [InlineData("Responsibility:Datebase", "Data Source=x.db", "Responsibility:Datebase is not a setting; there are Responsibility:Database")]
    [InlineData("Responsibility:Ledger:Keyfile2", "x", "Responsibility:Ledger:Keyfile2 is not a setting")]
    [InlineData("urls", "http://0.0.0.0:8080", "open to the network without TLS")]
    [InlineData("urls", "http://127.0.0.1:0;http://+:8080", "http://+:8080 is open to the network without TLS")]
    public async Task What_is_configured_wrongly_is_said_in_a_sentence_and_nothing_starts(string setting, string value, string said)
    {
        var why = await Api.DoesNotStart($"Data Source={Path.Combine(Path.GetTempPath(), "never-made", "register.db")}", (setting, value));
        why.ShouldContain(said);
        why.ShouldNotContain(" at Responsibility.");
        Directory.Exists(Path.Combine(Path.GetTempPath(), "never-made")).ShouldBeFalse("it is found out before anything is opened");
    }

    [Theory]
    [InlineData("Responsibility:AllowPlainHttp", "true")]
    [InlineData("Responsibility:TrustedProxies:0", "10.0.0.0/8")]
    public async Task Plain_http_is_served_to_the_network_where_that_was_said(string setting, string value)
    {
        await using var api = await Api.On(Backend.Sqlite, ("urls", "http://0.0.0.0:0"), (setting, value));
        (await api.Client.GetAsync("/healthz/live", Api.Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Settings_may_stand_in_files_of_their_own()
    {
        var secrets = Directory.CreateTempSubdirectory("responsibility-secrets-").FullName;
        const string Key = "a-key-that-stands-in-a-file";
        await File.WriteAllTextAsync(Path.Combine(secrets, "Responsibility__BootstrapKey"), Key + "\n", Api.Ct);
        await using (var api = await Api.On(Backend.Sqlite, ("secrets", secrets)))
        {
            using var administrator = api.Connect(Key);
            (await administrator.GetAsync("/api/v1/whoami", Api.Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        Directory.Delete(secrets, recursive: true);
    }
}
