using System.Net;
using System.Text.Json.Nodes;

namespace Responsibility.Api.Tests.Access;

/// <summary>Who reads what only some may read gives a reason where one is asked for, and is written down.</summary>
public sealed class AccessLogTests
{
    private const string Phone = "13803711234";

    [Theory, OnEveryDatabase]
    public async Task A_telephone_is_shown_for_a_reason_to_those_who_may_and_that_is_written_down(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var home = await api.HasOrganization("410225", "government", "兰考县人民政府");
        var official = Api.Id(await api.Has("officials", new { staffNumber = "LK1", name = "王某", phone = Phone, homeOrganization = home }));
        var auditor = await api.Has("api-keys", new { role = "auditor" });

        (await Seen(api, auditor, official, null))["phone"]!.GetValue<string>().ShouldBe("138****34");
        (await Log(api)).ShouldBeEmpty("nothing was unmasked");
        (await Seen(api, auditor, official, Uri.EscapeDataString("核对联系方式")))["phone"]!.GetValue<string>().ShouldBe(Phone);
        using var kept = await Read(api, auditor["key"]!.GetValue<string>(), official, "again");
        kept.Headers.CacheControl!.NoStore.ShouldBeTrue();
        kept.Headers.ETag.ShouldBeNull();

        var log = await Log(api);
        log.Select(entry => (Text(entry, "actor"), Text(entry, "operation"), Text(entry, "noun"), entry!["thing"]!.GetValue<long>(), Text(entry, "reason")))
            .ShouldBe([($"key:{Api.Id(auditor)}", "showOfficial", "official", official, "核对联系方式"), ($"key:{Api.Id(auditor)}", "showOfficial", "official", official, "again")]);
        foreach (var role in new[] { "reader", "clerk" })
        {
            using var refused = await Read(api, (await api.Has("api-keys", new { role }))["key"]!.GetValue<string>(), official, "just so");
            refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden, role);
        }
        using var unsaid = await Read(api, auditor["key"]!.GetValue<string>(), official, " ");
        (await Api.CodeOf(unsaid)).ShouldBe("invalid");
        (await Log(api)).Count.ShouldBe(2);

        await api.Has($"officials/{official}/erasure", new { ground = "本人申请" });
        (await Log(api)).Select(entry => entry!["reason"]).ShouldBe([null, null], "a reason may name the official");
    }

    [Theory, OnEveryDatabase]
    public async Task Whoever_reads_of_sanctions_is_written_down(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.HasDivision("410221", "杞县", "county", "4102");
        var own = Api.Id(await api.Has("accountability-cases", new { division = "410225", incidentOn = "2017-06-20", description = "某事" }));
        var other = Api.Id(await api.Has("accountability-cases", new { division = "410221", incidentOn = "2017-06-20", description = "某事" }));

        await api.Ask($"accountability-cases/{own}");
        await api.Ask($"accountability-cases/{other}/history");
        await api.Ask("accountability-cases?division=410225");
        (await api.Get("accountability-cases/999999")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        (await Log(api)).Select(entry => (Text(entry, "operation"), Text(entry, "noun"), entry!["thing"]?.GetValue<long>()))
            .ShouldBe([("showCase", "accountabilityCase", own), ("showCaseHistory", "accountabilityCase", other), ("listCases", "accountabilityCase", null)]);
        (await api.Ask("access-log?noun=accountabilityCase&count=exact"))["total"]!.GetValue<long>().ShouldBe(3);
        (await api.Ask($"access-log?thing={other}"))["items"]!.AsArray().Count.ShouldBe(1);

        using var auditor = await api.As("auditor", "410225");
        var seen = await Api.Body(await auditor.GetAsync("/api/v1/access-log", Api.Ct));
        seen["items"]!.AsArray().Select(entry => entry!["thing"]!.GetValue<long>()).ShouldBe([own]);
    }

    private static string? Text(JsonNode? entry, string member) => entry![member]?.GetValue<string>();

    private static async Task<JsonArray> Log(Api api) => (await api.Ask("access-log"))["items"]!.AsArray();

    private static async Task<JsonObject> Seen(Api api, JsonObject key, long official, string? reason) => await Api.Body(await Read(api, key["key"]!.GetValue<string>(), official, reason));

    private static async Task<HttpResponseMessage> Read(Api api, string key, long official, string? reason)
    {
        using var client = api.Connect(key);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/officials/{official}");
        if (reason is not null) request.Headers.TryAddWithoutValidation("X-Access-Reason", reason);
        return await client.SendAsync(request, Api.Ct);
    }
}
