using System.Globalization;
using System.Text.Json.Nodes;

namespace Responsibility.Api.Tests.Access;

/// <summary>An operation of the document.</summary>
/// <param name="Csv">Whether it answers as CSV too.</param>
/// <param name="Example">A body, if it takes one.</param>
/// <param name="Body">The schema of that, where it is JSON.</param>
/// <param name="Roles">Who may ask it.</param>
internal sealed record Operation(string Id, HttpMethod Method, string Path, IReadOnlySet<string> Parameters, bool Csv, string? Example, JsonObject? Body, IReadOnlyList<string> Roles)
{
    /// <summary>What its path names, or lists.</summary>
    public string Resource => Path.Split('/') is var parts && Array.FindIndex(parts, part => part.StartsWith('{')) is > 0 and var id ? parts[id - 1] : parts[3];
}

/// <summary>What the members of bodies name, by the document's schemas.</summary>
internal static class Naming
{
    /// <summary>The members that name something, and by what resource it is found.</summary>
    private static readonly Dictionary<string, string> Members = new(StringComparer.Ordinal)
    {
        ["division"] = "divisions",
        ["divisions"] = "divisions",
        ["originals"] = "divisions",
        ["scope"] = "divisions",
        ["to"] = "divisions",
        ["organization"] = "organizations",
        ["toOrganization"] = "organizations",
        ["homeOrganization"] = "organizations",
        ["detachedFrom"] = "organizations",
        ["department"] = "organizations",
        ["lead"] = "organizations",
        ["assisting"] = "organizations",
        ["group"] = "organizations",
        ["approver"] = "organizations",
        ["verifier"] = "organizations",
        ["proposer"] = "organizations",
        ["decider"] = "organizations",
        ["publisher"] = "organizations",
        ["superior"] = "organizations",
        ["subordinate"] = "organizations",
        ["post"] = "posts",
        ["official"] = "officials",
        ["appointment"] = "appointments",
        ["task"] = "tasks",
        ["inspection"] = "inspections",
        ["problem"] = "problems",
        ["notice"] = "supervision-notices",
    };

    /// <summary>Whole numbers that name nothing.</summary>
    private static readonly HashSet<string> Plain = ["capacity", "nights", "value", "graceHours", "version", "year"];

    /// <summary>For each member that names something, the example of the operation with everything that it names being <paramref name="own"/>, but for that member.</summary>
    public static IEnumerable<(Func<string, string> Body, string Pointer, string? Resource)> All(Operation operation, ScopedWorld.Place own)
    {
        var example = JsonNode.Parse(operation.Example!) as JsonObject ?? [];
        foreach (var (pointer, resource) in Below(operation, operation.Body!, "").ToList())
            if (resource is not null && Find(example, pointer) is not null) Set(example, pointer, Value(own.Things[resource], resource));
        foreach (var (pointer, resource) in Below(operation, operation.Body!, ""))
            yield return (thing =>
            {
                var body = example.DeepClone().AsObject();
                Set(body, pointer, Value(thing, resource!));
                return body.ToJsonString();
            }, pointer, resource);
    }

    private static IEnumerable<(string Pointer, string? Resource)> Below(Operation operation, JsonObject schema, string pointer)
    {
        foreach (var (name, said) in schema["properties"]?.AsObject() ?? [])
        {
            var (member, at) = (said!, $"{pointer}/{name}");
            if (member["items"] is { } items) (member, at) = (items, $"{at}/0");
            var reference = (member["$ref"] ?? member["anyOf"]?.AsArray().Select(one => one!["$ref"]).FirstOrDefault(one => one is not null))?.GetValue<string>();
            if (reference is not null)
            {
                foreach (var below in Below(operation, schema.Root["components"]!["schemas"]![reference.Split('/')[^1]]!.AsObject(), at)) yield return below;
            }
            else if (name is "parent")
            {
                yield return (at, operation.Id switch { var id when id.Contains("Task", StringComparison.Ordinal) => "tasks", var id when id.Contains("Organization", StringComparison.Ordinal) => "organizations", _ => "divisions" });
            }
            else if (Members.TryGetValue(name, out var resource))
            {
                yield return (at, resource);
            }
            else if ((member["type"] is JsonArray types ? types.Any(IsInteger) : IsInteger(member["type"])) && !Plain.Contains(name))
            {
                yield return (at, null);
            }
        }
    }

    private static bool IsInteger(JsonNode? type) => type?.ToString() is "integer";

    private static JsonNode Value(string thing, string resource) => resource is "divisions" ? JsonValue.Create(thing) : JsonValue.Create(long.Parse(thing, CultureInfo.InvariantCulture));

    private static JsonNode? Find(JsonNode? node, string pointer) => pointer.Split('/')[1..].Aggregate(node, (at, part) => at switch
    {
        JsonArray list => int.Parse(part, CultureInfo.InvariantCulture) is var index && index < list.Count ? list[index] : null,
        JsonObject json => json[part],
        _ => null,
    });

    /// <summary>Puts a value where the pointer says, with as much around it as it takes.</summary>
    private static void Set(JsonObject body, string pointer, JsonNode value)
    {
        var parts = pointer.Split('/')[1..];
        JsonNode at = body;
        foreach (var (index, part) in parts[..^1].Index())
        {
            var next = at is JsonArray list ? list.ElementAtOrDefault(0) : at[part];
            if (next is null)
            {
                next = parts[index + 1] is "0" ? new JsonArray() : Skeleton(part is "0" ? parts[index - 1] : part);
                if (at is JsonArray empty) empty.Add(next);
                else at[part] = next;
            }
            at = next;
        }
        if (at is not JsonArray items)
        {
            at[parts[^1]] = value;
            return;
        }
        items.Clear();
        items.Add(value);
    }

    /// <summary>What the example has none of.</summary>
    private static JsonObject Skeleton(string member) => member switch
    {
        "result" or "results" => new JsonObject { ["code"] = "410225109", ["name"] = "新镇", ["level"] = "township" },
        _ => [],
    };
}
