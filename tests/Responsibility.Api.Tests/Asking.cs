using System.Net;
using System.Text.Json.Nodes;

namespace Responsibility.Api.Tests;

/// <summary>Short words for what most tests say.</summary>
internal static class Asking
{
    /// <summary>The value at a path such as <c>division/code</c> or <c>items/0/name</c>, as text; null where there is none.</summary>
    public static string? At(this JsonNode? json, string path)
    {
        foreach (var step in path.Split('/'))
            json = json switch
            {
                JsonArray several => int.Parse(step, System.Globalization.CultureInfo.InvariantCulture) is var index && index < several.Count ? several[index] : null,
                JsonObject one => one[step],
                _ => null,
            };
        return json is null ? null : json is JsonValue value && value.TryGetValue<string>(out var text) ? text : json.ToJsonString();
    }

    /// <summary>The same member of each item of a list.</summary>
    public static IEnumerable<string?> Items(this JsonObject page, string path = "name") => page["items"]!.AsArray().Select(item => item.At(path));

    /// <summary>What every answer of a refusal must be.</summary>
    public static async Task<JsonObject> Refuses(this Task<HttpResponseMessage> answer, HttpStatusCode status, string code)
    {
        var response = await answer;
        var problem = await Api.Problem(response);
        $"{(int)response.StatusCode} {problem.At("code")}".ShouldBe($"{(int)status} {code}", problem.ToJsonString());
        return problem;
    }

    /// <summary>What every answer of a refusal must be, whatever its status.</summary>
    public static async Task<JsonObject> Refusing(this HttpResponseMessage answer, string code)
    {
        var problem = await Api.Problem(answer);
        problem.At("code").ShouldBe(code, problem.ToJsonString());
        return problem;
    }

    /// <summary>Codes of the faults that a problem document tells of.</summary>
    public static IEnumerable<string?> Faults(this JsonObject problem) => problem["errors"]!.AsArray().Select(e => $"{e.At("pointer")} {e.At("code")}");

    public static async Task<JsonObject> Succeeds(this Task<HttpResponseMessage> answer) => await Api.Body(await answer);

    /// <summary>The bytes of an answer, as text.</summary>
    public static async Task<string> Text(this Api api, string path) => await (await api.Get(path)).Content.ReadAsStringAsync(Api.Ct);

    public static async Task<string?> ETag(this Api api, string path) => (await api.Get(path)).Headers.ETag?.ToString();

    public static async Task<long> HasOrganizationFrom(this Api api, string division, string kind, string name, string validFrom) =>
        Api.Id(await api.Has("organizations", new { division, kind, name, validFrom }));

    /// <summary>A later version of the shipped rule set, without its examples.</summary>
    public static async Task HasRules(this Api api, int version, Action<JsonArray> change)
    {
        var file = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "rules", "henan-2017.json"), Api.Ct))!.AsObject();
        (file["version"], file["examples"]) = (version, new JsonArray());
        change(file["rules"]!.AsArray());
        using var content = new StringContent(file.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        await Api.Body(await api.Client.PostAsync("/api/v1/rule-sets", content, Api.Ct));
    }

    /// <summary>The same where clause 10 is also said of places with a hundred poor inhabitants.</summary>
    public static Task HasClause10Twice(this Api api, int version) => api.HasRules(version, rules =>
    {
        var other = rules.Single(rule => rule.At("clause") == "10")!.DeepClone();
        other["when"] = new JsonObject { ["number"] = "poorPopulation", ["atLeast"] = 100 };
        rules.Add(other);
    });

    /// <summary>The items of a list on all of its pages, some of which may be empty.</summary>
    public static async Task<IReadOnlyList<JsonNode>> Whole(this Api api, string path)
    {
        var (items, cursor) = (new List<JsonNode>(), "");
        do
        {
            var page = await api.Ask(path + cursor);
            items.AddRange(page["items"]!.AsArray().Select(item => item!));
            cursor = page.At("nextCursor") is { } next ? $"&cursor={next}" : "";
        }
        while (cursor.Length > 0);
        return items;
    }

    /// <summary>That <paramref name="work"/> records so many facts.</summary>
    public static async Task Records(this Api api, int facts, Func<Task> work)
    {
        var before = await api.Head();
        await work();
        (await api.Head() - before).ShouldBe(facts);
    }

    public static async Task<HttpResponseMessage> Send(this Api api, HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, $"/api/v1/{path}") { Content = content };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await api.Client.SendAsync(request, Api.Ct);
    }
}
