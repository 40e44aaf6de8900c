using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Responsibility.Api.Tests.Access;

/// <summary>Every operation of the OpenAPI document, asked by each role and by those whom nobody knows.</summary>
public sealed class RoleTests
{
    private const string Reader = "reader";
    private const string Auditor = "auditor";
    private const string Clerk = "clerk";
    private const string Administrator = "administrator";

    /// <summary>What tells of sanctions: not for readers.</summary>
    private static readonly string[] Confidential = ["listCases", "showCase", "listSanctions", "showSanction", "showSanctionHistory", "showCaseHistory", "listCandidates", "listChanges", "listAppraisalResults", "showAppraisedOfficial", "listScores", "listObjections", "showConfirmation"];

    /// <summary>What shows the ledger's facts and those who use the register: for auditors and administrators.</summary>
    private static readonly string[] Audited = ["listLedgerEntries", "showLedgerEntry", "startVerification", "listVerifications", "showVerification", "listOverriddenVerifications", "listVacancyPeriods", "listBackdatedFacts", "listUnsignedLetters", "listLockPeriodDepartures", "listUnsignedHandovers", "listSelfVerifiedClosures", "listAccessLog", "showDossier"];

    private static readonly string[] Administered = ["issueApiKey", "listApiKeys", "showApiKey", "rotateApiKey", "revokeApiKey", "addRuleSet", "eraseOfficial"];

    /// <summary>What reads and yet is only for those who load files.</summary>
    private static readonly string[] Loading = ["listImports", "showImport", "watchImport", "showRejects", "showImportTemplate"];

    private static readonly string[] Questions = ["askChains"];

    private static readonly string[] Open = ["showLiveness", "showReadiness"];

    [Fact]
    public async Task Every_operation_is_for_the_roles_that_it_is_meant_for_and_says_so()
    {
        await using var api = await Api.On(Backend.Sqlite, ("Responsibility:Limits:FailedKeys", "10000"));
        var keys = new Dictionary<string, string?>(StringComparer.Ordinal) { ["nobody"] = null, ["unknown"] = "rk_" + new string('A', 43) };
        foreach (var role in new[] { Reader, Auditor, Clerk, Administrator }) keys[role] = (await api.Has("api-keys", new { role }))["key"]!.GetValue<string>();
        var revoked = await api.Has("api-keys", new { role = Administrator });
        await api.Has($"api-keys/{Api.Id(revoked)}/revocation", new { });
        keys["revoked"] = revoked["key"]!.GetValue<string>();
        keys["expired"] = (await api.Has("api-keys", new { role = Administrator, expiresAt = TimeProvider.System.GetUtcNow().AddSeconds(1).ToString("O", System.Globalization.CultureInfo.InvariantCulture) }))["key"]!.GetValue<string>();
        await Task.Delay(TimeSpan.FromSeconds(1.1), Api.Ct);

        var different = new List<string>();
        foreach (var (path, method, operation) in await Operations(api))
        {
            var id = operation["operationId"]!.GetValue<string>();
            var allowed = Allowed(id, method);
            var said = operation["description"]?.GetValue<string>() ?? "";
            if (!Open.Contains(id, StringComparer.Ordinal) && !said.Contains($"Roles: {string.Join(", ", allowed.Select(role => $"`{role}`"))}.", StringComparison.Ordinal)) different.Add($"{id} says: {said}");
            foreach (var (who, key) in keys)
            {
                var expected = Open.Contains(id, StringComparer.Ordinal) ? null
                    : who is "nobody" or "unknown" or "revoked" or "expired" ? HttpStatusCode.Unauthorized
                    : allowed.Contains(who, StringComparer.Ordinal) ? (HttpStatusCode?)null : HttpStatusCode.Forbidden;
                var status = await Ask(api, key, method, path);
                if (expected is null ? status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden : status != expected) different.Add($"{id} by {who}: {status}");
            }
        }

        different.ShouldBeEmpty(string.Join('\n', different));
    }

    [Fact]
    public async Task Every_operation_that_this_test_names_is_there()
    {
        await using var api = await Api.On(Backend.Sqlite);
        var ids = (await Operations(api)).Select(o => o.Operation["operationId"]!.GetValue<string>());
        Confidential.Concat(Audited).Concat(Administered).Concat(Loading).Concat(Questions).Concat(Open).Except(ids, StringComparer.Ordinal).ShouldBeEmpty();
    }

    private static string[] Allowed(string id, string method) =>
        Administered.Contains(id, StringComparer.Ordinal) ? [Administrator]
        : Audited.Contains(id, StringComparer.Ordinal) ? [Auditor, Administrator]
        : Confidential.Contains(id, StringComparer.Ordinal) ? [Auditor, Clerk, Administrator]
        : Loading.Contains(id, StringComparer.Ordinal) || (method is not "get" && !Questions.Contains(id, StringComparer.Ordinal)) ? [Clerk, Administrator]
        : [Reader, Auditor, Clerk, Administrator];

    internal static async Task<IReadOnlyList<(string Path, string Method, JsonObject Operation)>> Operations(Api api) =>
    [
        .. from path in JsonNode.Parse(await api.Client.GetStringAsync("/openapi/v1.json", Api.Ct))!["paths"]!.AsObject()
           from operation in path.Value!.AsObject()
           where operation.Key is not ("parameters" or "summary" or "description")
           select (path.Key, operation.Key, operation.Value!.AsObject()),
    ];

    private static async Task<HttpStatusCode> Ask(Api api, string? key, string method, string path)
    {
        using var client = api.Connect(key);
        var address = System.Text.RegularExpressions.Regex.Replace(path, @"\{[^}]+\}", "1", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
        using var request = new HttpRequestMessage(new HttpMethod(method.ToUpperInvariant()), address);
        if (method is not "get") request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Api.Ct);
        return answer.StatusCode;
    }
}
