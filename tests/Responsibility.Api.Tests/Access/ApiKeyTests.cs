using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Responsibility.Api.Tests.Access;

public sealed class ApiKeyTests
{
    [Theory, OnEveryDatabase]
    public async Task A_key_is_shown_once_and_says_what_its_bearer_may_do(Backend backend)
    {
        await using var api = await Api.On(backend);

        var issued = await api.Has("api-keys", new { role = "clerk", note = "导入脚本", expiresAt = "2999-01-01T08:00:00+08:00" });

        var key = issued["key"]!.GetValue<string>();
        key.ShouldStartWith("rk_");
        key.Length.ShouldBe(3 + 43, "256 bits in base64url");
        using var clerk = api.Connect(key);
        var myself = await Api.Body(await clerk.GetAsync("/api/v1/whoami", Api.Ct));
        myself.ToJsonString().ShouldBe($$"""{"actor":"key:{{Api.Id(issued)}}","role":"clerk","may":["read","confide","write"],"divisions":null,"expiresAt":"2999-01-01T00:00:00.000000Z"}""");

        var shown = await api.Ask($"api-keys/{Api.Id(issued)}");
        shown.ContainsKey("key").ShouldBeFalse();
        (shown["state"]!.GetValue<string>(), shown["note"]!.GetValue<string>(), shown["lastUsedAt"]!.GetValue<string>()[..2]).ShouldBe(("active", "导入脚本", "20"));
        shown["issuedBy"]!.GetValue<string>().ShouldBe((await api.Ask("whoami"))["actor"]!.GetValue<string>());
        (await api.Get("api-keys")).Headers.CacheControl!.NoStore.ShouldBeTrue();
        var listed = (await api.Ask("api-keys?role=clerk&state=active&count=exact"))!;
        JsonNode.DeepEquals(listed["items"]![0], shown).ShouldBeTrue();
        listed["total"]!.GetValue<long>().ShouldBe(1);
    }

    [Theory, OnEveryDatabase]
    public async Task What_is_done_with_a_key_stands_in_the_ledger_under_its_pseudonym(Backend backend)
    {
        await using var api = await Api.On(backend);
        var issued = await api.Has("api-keys", new { role = "clerk" });
        using var clerk = api.Connect(issued["key"]!.GetValue<string>());

        await Api.Body(await clerk.PostAsJsonAsync("/api/v1/divisions", new { code = "41", name = "河南省", level = "province" }, Api.Ct));

        (await api.Ask($"ledger/entries/{await api.Head()}"))["actor"]!.GetValue<string>().ShouldBe($"key:{Api.Id(issued)}");
    }

    [Theory, OnEveryDatabase]
    public async Task A_rotated_key_takes_the_old_secret_for_as_long_as_was_asked(Backend backend)
    {
        await using var api = await Api.On(backend);
        var first = await api.Has("api-keys", new { role = "reader", note = "看板" });

        var second = await api.Has($"api-keys/{Api.Id(first)}/rotation", new { graceHours = 1 });
        Api.Id(second).ShouldBe(Api.Id(first));
        (await Status(api, first)).ShouldBe(HttpStatusCode.OK);
        (await Status(api, second)).ShouldBe(HttpStatusCode.OK);
        (await WhoAmI(api, first))["expiresAt"].ShouldNotBeNull("the old secret ends");
        (await WhoAmI(api, second))["expiresAt"].ShouldBeNull();

        var third = await api.Has($"api-keys/{Api.Id(first)}/rotation", new { });
        (await Status(api, first)).ShouldBe(HttpStatusCode.Unauthorized);
        (await Status(api, second)).ShouldBe(HttpStatusCode.Unauthorized);
        (await Status(api, third)).ShouldBe(HttpStatusCode.OK);
        var shown = await api.Ask($"api-keys/{Api.Id(first)}");
        shown["rotatedAt"]!.GetValue<string>().ShouldBe(third["issuedAt"]!.GetValue<string>());
        shown["note"]!.GetValue<string>().ShouldBe("看板");
        (await Api.CodeOf(await api.Post($"api-keys/{Api.Id(first)}/rotation", new { graceHours = 169 }))).ShouldBe("invalid");
    }

    [Theory, OnEveryDatabase]
    public async Task A_revoked_key_is_refused_at_once_and_by_other_processes_within_a_second(Backend backend)
    {
        await using var api = await Api.On(backend);
        await using var elsewhere = Api.Over(api.ConnectionString, null, (Api.KeySetting, api.KeyFile));
        var issued = await api.Has("api-keys", new { role = "administrator" });
        var key = issued["key"]!.GetValue<string>();
        using var there = elsewhere.Connect(key);
        (await there.GetAsync("/api/v1/whoami", Api.Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await api.HasLankao();
        var county = await api.Has("api-keys", new { role = "reader", divisions = new[] { "410225" } });
        using var countyThere = elsewhere.Connect(county["key"]!.GetValue<string>());
        (await countyThere.GetAsync("/api/v1/divisions/410225", Api.Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await api.Has($"api-keys/{Api.Id(county)}/revocation", new { });
        (await Status(api, issued)).ShouldBe(HttpStatusCode.OK);

        var revoked = await api.Has($"api-keys/{Api.Id(issued)}/revocation", new { reason = "脚本停用" });

        (revoked["state"]!.GetValue<string>(), revoked["revokedBy"]!.GetValue<string>()).ShouldBe(("revoked", (await api.Ask("whoami"))["actor"]!.GetValue<string>()));
        (await Status(api, issued)).ShouldBe(HttpStatusCode.Unauthorized);
        await Task.Delay(TimeSpan.FromSeconds(1), Api.Ct);
        var refused = await there.GetAsync("/api/v1/whoami", Api.Ct);
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        refused.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
        (await Api.CodeOf(refused)).ShouldBe("unauthenticated");
        (await countyThere.GetAsync("/api/v1/divisions/410225", Api.Ct)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        var head = await api.Head();
        JsonNode.DeepEquals(await api.Has($"api-keys/{Api.Id(issued)}/revocation", new { }), revoked).ShouldBeTrue("again changes nothing");
        (await api.Head()).ShouldBe(head);
        (await Api.CodeOf(await api.Post($"api-keys/{Api.Id(issued)}/rotation", new { }))).ShouldBe("api-key-revoked");
        (await Api.CodeOf(await api.Post($"api-keys/{head + 1}/revocation", new { }))).ShouldBe("api-key-unknown");
    }

    [Theory, OnEveryDatabase]
    public async Task The_last_key_of_an_administrator_cannot_be_revoked(Backend backend)
    {
        await using var api = await Api.On(backend);
        var own = (await api.Ask("api-keys"))["items"]![0]!["id"]!.GetValue<long>();
        (await Api.CodeOf(await api.Post($"api-keys/{own}/revocation", new { }))).ShouldBe("last-administrator");

        var soon = TimeProvider.System.GetUtcNow().AddSeconds(1).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
        var expiring = await api.Has("api-keys", new { role = "administrator", expiresAt = soon });
        await Task.Delay(TimeSpan.FromSeconds(1), Api.Ct);
        (await Status(api, expiring)).ShouldBe(HttpStatusCode.Unauthorized);
        (await api.Ask($"api-keys/{Api.Id(expiring)}"))["state"]!.GetValue<string>().ShouldBe("expired");
        (await Api.CodeOf(await api.Post($"api-keys/{own}/revocation", new { }))).ShouldBe("last-administrator", "one that has expired is none");
    }

    [Theory, OnEveryDatabase]
    public async Task A_repeated_request_issues_one_key_and_does_not_show_it_again(Backend backend)
    {
        await using var api = await Api.On(backend);
        async Task<JsonObject> Issue()
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/api-keys") { Content = JsonContent.Create(new { role = "reader" }) };
            request.Headers.Add("Idempotency-Key", "one");
            return await Api.Body(await api.Client.SendAsync(request, Api.Ct));
        }

        var (first, again) = (await Issue(), await Issue());

        Api.Id(again).ShouldBe(Api.Id(first));
        first["key"].ShouldNotBeNull();
        again["key"].ShouldBeNull();
    }

    [Fact]
    public async Task Neither_a_key_nor_its_plain_hash_is_in_the_database()
    {
        var (connectionString, folder) = await Api.EmptyDatabase(Backend.Sqlite);
        var key = "";
        await using (var api = Api.Over(connectionString, null))
        {
            var issued = await api.Has("api-keys", new { role = "reader", note = "看板" });
            key = (await api.Has($"api-keys/{Api.Id(issued)}/rotation", new { }))["key"]!.GetValue<string>();
        }
        var files = Files(folder!);
        bool Holds(byte[] text) => files.Exists(bytes => bytes.AsSpan().IndexOf(text) >= 0);
        Holds(Encoding.UTF8.GetBytes(key)).ShouldBeFalse();
        Holds(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(key))).ShouldBeFalse();
        Holds(Encoding.UTF8.GetBytes("看板")).ShouldBeTrue("what is looked for would be found");

        File.Delete($"{Api.KeyFileOf(connectionString)}.access");
        (await Api.DoesNotStart(connectionString)).ShouldContain("without it no API key is recognised");
        Directory.Delete(folder!, recursive: true);
    }

    /// <summary>All that the database keeps; begun anew where a connection that closes late has just put its log into the file and taken it away.</summary>
    private static List<byte[]> Files(string folder)
    {
        while (true)
        {
            try
            {
                return [.. Directory.GetFiles(folder, "register.db*").Select(File.ReadAllBytes)];
            }
            catch (FileNotFoundException)
            {
            }
        }
    }

    [Fact]
    public async Task A_configured_key_that_was_revoked_does_not_come_back_with_the_next_start()
    {
        var (connectionString, folder) = await Api.EmptyDatabase(Backend.Sqlite);
        string other;
        await using (var api = Api.Over(connectionString, null))
        {
            var own = (await api.Ask("api-keys"))["items"]![0]!["id"]!.GetValue<long>();
            other = (await api.Has("api-keys", new { role = "administrator" }))["key"]!.GetValue<string>();
            await api.Has($"api-keys/{own}/revocation", new { });
        }
        await using (var again = Api.Over(connectionString, folder))
        {
            (await again.Get("whoami")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            using var administrator = again.Connect(other);
            (await administrator.GetAsync("/api/v1/api-keys", Api.Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    private static async Task<HttpStatusCode> Status(Api api, JsonObject issued)
    {
        using var bearer = api.Connect(issued["key"]!.GetValue<string>());
        return (await bearer.GetAsync("/api/v1/whoami", Api.Ct)).StatusCode;
    }

    private static async Task<JsonObject> WhoAmI(Api api, JsonObject issued)
    {
        using var bearer = api.Connect(issued["key"]!.GetValue<string>());
        return await Api.Body(await bearer.GetAsync("/api/v1/whoami", Api.Ct));
    }
}
