using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Responsibility.Api.Imports;

namespace Responsibility.Api.Tests.Access;

/// <summary>Every operation of the OpenAPI document, asked by each role over one county, about what is its own and what is not; an operation that the document has and nobody here knows fails.</summary>
public sealed partial class ScopeMatrixTests
{
    private const string Unknown = "999999999";
    private const string UnknownCode = "999999";
    private const string OfCheck = "/checks/{name}/";
    private const string OfType = "/exports/{type}.";
    private const string OfYear = "/appraisals/{year}";

    private static readonly string[] Roles = ["reader", "auditor", "clerk", "administrator"];

    /// <summary>What tells of the whole register and is closed to those who do not reach it.</summary>
    private static readonly string[] Closed =
    [
        "listChanges", "runSupervision", "listSupervisionRuns", "showSupervisionRun", "addRuleSet",
        "showLedger", "showProofFile", "listLedgerEntries", "showLedgerEntry", "proveInclusion", "proveConsistency", "startVerification", "listVerifications", "showVerification", "showMetrics",
    ];

    /// <summary>What is the same for everybody.</summary>
    private static readonly string[] Common = ["listHolidays", "listSanctionForms", "listChecks", "listObligations", "showImportTemplate", "listRuleSets", "showRuleSet", "whoAmI", "showMeta", "showVocabulary", "showLiveness", "showReadiness", "showCheckpoint", "showTile"];

    /// <summary>What shows those above, since a chain needs them.</summary>
    private static readonly string[] Upward = ["whoIsAccountable", "compareChains", "showEvidence", "explainChain", "listAncestors", "showDivision", "listDivisions", "listChildren", "askChains", "listCandidates", "whoAnswersForTask", "listTasks", "showTask", "listContacts", "showContact", "showDivisionHistory", "listUnsignedLetters", "exportCsv", "exportNdjson"];

    [Theory, OnEveryDatabase]
    public async Task No_operation_tells_of_what_is_beyond(Backend backend)
    {
        await using var api = await Api.On(backend);
        var world = await ScopedWorld.Of(api);
        var head = await api.Head();
        var operations = await Operations(api);
        var leaks = new List<string>();
        foreach (var role in Roles)
        {
            using var client = await api.As(role, world.Own.Code);
            head = await api.Head();
            foreach (var operation in operations) await new Asker(api, client, role, world, operation, leaks).Ask();
            (await api.Head()).ShouldBe(head, $"as {role} something was written");
        }
        leaks.ShouldBeEmpty(string.Join('\n', leaks.Take(40)));
    }

    /// <summary>One operation, as it is asked by one who reaches one county.</summary>
    private sealed class Asker(Api api, HttpClient client, string role, ScopedWorld world, Operation operation, List<string> leaks)
    {
        private bool IsGet => operation.Method == HttpMethod.Get;

        public async Task Ask()
        {
            if (Common.Contains(operation.Id, StringComparer.Ordinal)) return;
            if (Closed.Contains(operation.Id, StringComparer.Ordinal))
            {
                var (status, _) = await Send(Fill(operation.Path, "1"));
                if (status is not HttpStatusCode.Forbidden) Leak($"is not closed: {status}");
                return;
            }
            if (operation.Path.Contains(OfYear, StringComparison.Ordinal))
            {
                await new Asker(api, client, role, world, operation with { Path = operation.Path.Replace(OfYear, "/appraisals/2017", StringComparison.Ordinal) }, leaks).Ask();
                return;
            }
            if (operation.Path.Contains(OfType, StringComparison.Ordinal)) await AskExports();
            else if (operation.Path.Contains(OfCheck, StringComparison.Ordinal)) await AskChecks();
            else if (operation.Path.Contains('{', StringComparison.Ordinal)) await AskForOne();
            else if (IsGet) await AskForMany();
            if (operation.Body is not null && Allowed) await AskWithBodies();
        }

        /// <summary>Checks are the same for everybody, what they find is not. One role asks them all.</summary>
        private async Task AskChecks()
        {
            foreach (var name in Enum.GetValues<CheckName>().Take(role is "reader" ? int.MaxValue : 1))
                await new Asker(api, client, role, world, operation with { Path = operation.Path.Replace(OfCheck, $"/checks/{Responsibility.Storage.Parameters.Word(name)}/", StringComparison.Ordinal) }, leaks).Ask();
        }

        /// <summary>A file of each type, of all days and of one, shows nothing of what is beyond, and confined to that is refused. One role asks for all types.</summary>
        private async Task AskExports()
        {
            foreach (var type in role is "reader" ? Enum.GetValues<ImportType>() : [ImportType.Roster])
            {
                var path = operation.Path.Replace("{type}", Responsibility.Storage.Parameters.Word(type), StringComparison.Ordinal);
                foreach (var query in new[] { "", "?asOf=2017-07-09" })
                {
                    var (status, text) = await Send(path + query);
                    if (status is not HttpStatusCode.OK || text.Split('\n').Length < 2) Leak($"{path}{query} is not shown: {status} {text}");
                    LookFor(text, path + query);
                }
                if (type is not ImportType.Roster) continue;
                var (nothing, said) = await Send($"{path}?within={UnknownCode}");
                foreach (var (where, place) in world.Beyond)
                {
                    var hidden = place.Things["divisions"];
                    var (status, text) = await Send($"{path}?within={hidden}");
                    if (status != nothing || Same(text, hidden) != Same(said, UnknownCode)) Leak($"{path} within={where}: {status} {text} instead of {nothing} {said}");
                }
            }
        }

        private async Task AskForOne()
        {
            var resource = operation.Resource;
            var unknown = resource is "divisions" ? UnknownCode : Unknown;
            if (!world.Own.Things.TryGetValue(resource, out var own))
            {
                Leak($"nobody here knows what a path below {resource} names");
                return;
            }
            var (nothing, said) = await Send(Fill(operation.Path, unknown));
            foreach (var (where, place) in world.Beyond)
            {
                var hidden = place.Things[resource];
                var (status, text) = await Send(Fill(operation.Path, hidden));
                if (status != nothing || Same(text, hidden) != Same(said, unknown)) Leak($"{where} {hidden}: {status} {text} instead of {nothing} {said}");
                if (IsGet && (await api.Get(Fill(operation.Path, hidden)["/api/v1/".Length..])).Headers.ETag is { } tag)
                {
                    var (known, _) = await Send(Fill(operation.Path, hidden), ifNoneMatch: tag.ToString());
                    if (known != nothing) Leak($"{where} {hidden} by its ETag: {known}");
                }
            }
            // A job is seen by whoever had it started, which here is another.
            if (!IsGet || resource is "imports") return;
            foreach (var (where, id) in new[] { ("own", own), ("child", world.Child.Things[resource]) })
            {
                var (status, text) = await Send(Fill(operation.Path, id));
                if (status is not HttpStatusCode.OK && (await Administrator(Fill(operation.Path, id))).IsSuccessStatusCode && Allowed) Leak($"{where} {id} is not shown: {status} {text}");
                LookFor(text, $"{where} {id}");
                if (operation.Csv) LookFor((await Send(Fill(operation.Path, id), accept: "text/csv")).Text, $"{where} {id} as CSV");
            }
        }

        /// <summary>Whether the role may ask this at all.</summary>
        private bool Allowed => operation.Roles.Contains(role, StringComparer.Ordinal);

        private async Task AskForMany()
        {
            var whole = operation.Parameters.Contains("limit") ? "?limit=1000" : "?";
            if (operation.Parameters.Contains("count")) whole += "&count=exact";
            whole += Range;
            var (status, text) = await Send(operation.Path + whole);
            if (!Allowed)
            {
                if (status is not HttpStatusCode.Forbidden) Leak($"is answered to a {role}: {status}");
                return;
            }
            if (status is not HttpStatusCode.OK) Leak($"{whole} {status} {text}");
            LookFor(text, "all");
            LookForIds(text);
            if (operation.Path.Split('/') is [_, _, _, not "imports" and var resource] && Json(text)?["items"] is JsonArray shown && world.Own.Things.TryGetValue(resource, out var mine)
                && !shown.Any(item => resource is "divisions" ? item!["code"]!.ToString().StartsWith(mine, StringComparison.Ordinal) : item!["id"]!.ToString() == mine))
                Leak($"does not list {mine}, which is its own");
            if (JsonNode.Parse(text) is JsonObject page && page["items"] is JsonArray items && page["total"] is JsonValue total && total.TryGetValue<long>(out var counted) && counted != items.Count) Leak($"says there are {counted} and shows {items.Count}");
            if (operation.Csv) LookFor((await Send(operation.Path + whole.Replace("&count=exact", "", StringComparison.Ordinal), accept: "text/csv")).Text, "all as CSV");
            await AskFiltered(whole);
            await AskOn();
        }

        /// <summary>Filters that name what is beyond find as little as those that name nothing.</summary>
        private async Task AskFiltered(string whole)
        {
            foreach (var parameter in operation.Parameters.Where(ScopedWorld.Named.ContainsKey))
            {
                var resource = parameter is "parent" && operation.Id is not "listDivisions" ? "tasks" : ScopedWorld.Named[parameter];
                if (parameter is "q")
                {
                    foreach (var (where, place) in world.Beyond) LookFor((await Send($"{operation.Path}{whole}&q={Uri.EscapeDataString(place.Mark)}")).Text, $"q={where}", all: true);
                    continue;
                }
                var unknown = resource is "divisions" ? UnknownCode : Unknown;
                var (nothing, said) = await Send($"{operation.Path}{whole}&{parameter}={unknown}");
                foreach (var (where, place) in world.Beyond)
                {
                    var hidden = place.Things[resource];
                    var (status, text) = await Send($"{operation.Path}{whole}&{parameter}={hidden}");
                    if (status != nothing || (status is not HttpStatusCode.OK && Same(text, hidden) != Same(said, unknown))) Leak($"{parameter}={where}: {status} {text} instead of {nothing} {said}");
                    if (status is HttpStatusCode.OK && JsonNode.Parse(text)!["items"] is JsonArray { Count: > 0 } && JsonNode.Parse(said)!["items"] is JsonArray { Count: 0 }) Leak($"{parameter}={where} finds something: {text}");
                    LookFor(text, $"{parameter}={where}");
                }
            }
        }

        /// <summary>The days without which some lists are not asked.</summary>
        private string Range => operation.Id switch
        {
            "listDutyCompliance" => "&from=2017-06-05&until=2017-06-12",
            "listUnsignedLetters" => "&year=2017",
            "listVacancyPeriods" => "&from=2016-01-01&until=2018-01-01",
            _ => "",
        };

        /// <summary>A cursor that was given to somebody who sees everything.</summary>
        private async Task AskOn()
        {
            if (!operation.Parameters.Contains("cursor")) return;
            using var given = await Administrator($"{operation.Path}?limit=1{Range}");
            if (!given.IsSuccessStatusCode || (await Api.Body(given))["nextCursor"]?.GetValue<string>() is not { } cursor) return;
            var (_, text) = await Send($"{operation.Path}?limit=1{Range}&cursor={Uri.EscapeDataString(cursor)}");
            LookFor(text, "a cursor of another's");
            LookForIds(text);
        }

        private static JsonNode? Json(string text) => text.StartsWith('{') ? JsonNode.Parse(text) : null;

        private void LookFor(string text, string what, bool all = false)
        {
            var plain = Regex.Unescape(text.Replace("\\\"", "", StringComparison.Ordinal));
            foreach (var (where, place) in world.Beyond)
                if (plain.Contains(place.Mark, StringComparison.Ordinal) && !(where is "parent" && !all && Upward.Contains(operation.Id, StringComparer.Ordinal))) Leak($"{what} tells of {where}: {plain}");
        }

        /// <summary>Items of a list that are things beyond.</summary>
        private void LookForIds(string text)
        {
            if (JsonNode.Parse(text)?["items"] is not JsonArray items) return;
            var resource = operation.Resource;
            foreach (var (where, place) in world.Beyond)
                if (place.Things.TryGetValue(resource, out var id) && items.Any(item => item?["id"]?.ToString() == id)) Leak($"lists {id} of {where}");
        }

        private async Task<(HttpStatusCode Status, string Text)> Send(string path, string? ifNoneMatch = null, string accept = "application/json", string? body = null)
        {
            using var request = new HttpRequestMessage(operation.Method, path);
            if ((body ?? operation.Example) is { } sent) request.Content = new StringContent(sent, Encoding.UTF8, "application/json");
            request.Headers.TryAddWithoutValidation("Accept", accept);
            if (ifNoneMatch is not null) request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
            if (operation.Method == HttpMethod.Patch || operation.Method == HttpMethod.Delete) request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Api.Ct);
            return (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType is "text/event-stream" ? "" : await answer.Content.ReadAsStringAsync(Api.Ct));
        }

        private Task<HttpResponseMessage> Administrator(string path) => api.Client.GetAsync(path, Api.Ct);

        /// <summary>A body that names what is beyond is refused as one that names nothing; of many questions, the one that does is.</summary>
        private async Task AskWithBodies()
        {
            var resource = operation.Resource;
            var path = operation.Path.Contains('{', StringComparison.Ordinal) ? Fill(operation.Path, world.Own.Things[resource]) : operation.Path;
            foreach (var (body, pointer, named) in Naming.All(operation, world.Own))
            {
                if (named is null)
                {
                    Leak($"nobody here knows what {pointer} of its body names");
                    continue;
                }
                var unknown = named is "divisions" ? UnknownCode : Unknown;
                var (nothing, said) = await Send(path, body: body(unknown));
                if (!said.Contains($"\"{pointer}\"", StringComparison.Ordinal) && operation.Id is not "askChains") Leak($"{pointer} {unknown} is not what is refused: {nothing} {said}");
                foreach (var (where, place) in world.Beyond)
                {
                    // Those above approve and verify.
                    if (where is "parent" && pointer is "/approver" or "/verifier" or "/proposer" or "/decider" or "/publisher" or "/superior") continue;
                    var hidden = place.Things[named];
                    var (status, text) = await Send(path, body: body(hidden));
                    if (status != nothing || Same(text, hidden) != Same(said, unknown)) Leak($"{pointer} {where} {hidden}: {status} {text} instead of {nothing} {said}");
                }
            }
        }

        /// <summary>The path with what it needs besides.</summary>
        private string Fill(string path, string id)
        {
            var filled = Braces().Replace(path, id);
            if (operation.Parameters.Contains("reason") && operation.Method == HttpMethod.Delete) filled += "?reason=x";
            return operation.Id switch
            {
                "compareChains" => filled + "?asOf=2016-06-01&asOf=2018-06-01",
                "explainChain" => $"{filled}?official={world.Own.Things["officials"]}",
                _ => filled,
            };
        }

        /// <summary>An answer without what it says of the request.</summary>
        private static string Same(string text, string id) => Regex.Replace(Trace().Replace(text, ""), $"(?<![0-9A-Z]){id}(?![0-9])", "?", RegexOptions.None, TimeSpan.FromSeconds(1));

        private void Leak(string what) => leaks.Add($"{operation.Id} by {role}: {what}");
    }

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.None, 1000)]
    private static partial Regex Braces();

    [GeneratedRegex("\"(traceId|instance)\":\"[^\"]*\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Trace();

    private static async Task<IReadOnlyList<Operation>> Operations(Api api) =>
    [
        .. from told in await RoleTests.Operations(api)
           let operation = told.Operation
           select new Operation(
               operation["operationId"]!.GetValue<string>(), new HttpMethod(told.Method.ToUpperInvariant()), told.Path,
               (operation["parameters"]?.AsArray() ?? []).Select(parameter => parameter!["name"]?.GetValue<string>()).OfType<string>().ToHashSet(StringComparer.Ordinal),
               operation["responses"]!["200"]?["content"]?["text/csv"] is not null,
               Example(operation.Root, operation["requestBody"]), operation["requestBody"]?["content"]?.AsObject().FirstOrDefault().Value?["schema"]?["$ref"]?.GetValue<string>().Split('/')[^1] is { } name
                   ? operation.Root["components"]!["schemas"]![name]!.AsObject()
                   : null,
               [.. Roles.Where(role => operation["description"]?.GetValue<string>() is { } said && said[Math.Max(0, said.IndexOf("Roles:", StringComparison.Ordinal))..].Contains($"`{role}`", StringComparison.Ordinal))]),
    ];

    private static string? Example(JsonNode document, JsonNode? body)
    {
        if (body is null) return null;
        if (body["content"]!.AsObject() is not { Count: > 0 } content || content.First().Value is not JsonObject media) return "{}";
        if (media["example"] is { } example) return example.ToJsonString();
        var reference = media["schema"]?["$ref"]?.GetValue<string>().Split('/')[^1];
        return (reference is null ? null : document["components"]!["schemas"]![reference]?["example"]?.ToJsonString()) ?? "{}";
    }
}
