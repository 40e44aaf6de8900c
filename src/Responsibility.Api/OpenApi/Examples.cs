using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace Responsibility.Api.OpenApi;

/// <summary>The examples that stand beside the types, in <c>example</c> elements of their doc comments.</summary>
/// <remarks>In an example the text <c>"{T}"</c> stands for the example of that type argument, <c>"{Division}"</c> for that of the type.</remarks>
internal sealed partial class Examples(XmlDocs docs)
{
    private static readonly Type[] Types = [.. typeof(Examples).Assembly.GetExportedTypes(), .. typeof(Labels).Assembly.GetExportedTypes()];

    /// <summary>An example of the type; null where nobody has written one.</summary>
    public JsonNode? Of(Type type)
    {
        if (ApiJson.Options.GetTypeInfo(type) is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } element })
            return Of(element) is { } item ? new JsonArray(item) : null;
        return docs.Example(type) is { } example ? Fill(example, type) : null;
    }

    /// <summary>An example of a body.</summary>
    public JsonNode? Of(TakesMetadata takes) => takes.Form switch
    {
        BodyForm.Whole => Of(takes.Type),
        var form => docs.Example(takes.Type, Parameters.Word(form)),
    };

    /// <summary>A problem document for a refusal, as a reader of English gets it.</summary>
    public static JsonNode Of(Refusal refusal) => JsonSerializer.SerializeToNode(
        new Problem(
            $"urn:responsibility:problem:{refusal.Code}", refusal.Title.En, refusal.Status, refusal.Detail?.En, refusal.Code, [], "0af7651916cd43dd8448eb211c80319c"),
        ApiJson.Options)!;

    private JsonNode? Fill(JsonNode example, Type type)
    {
        var complete = true;
        var text = Placeholder().Replace(example.ToJsonString(ApiJson.Options), match =>
        {
            var filling = Of(Meant(match.Groups["name"].Value, type));
            complete &= filling is not null;
            return filling?.ToJsonString(ApiJson.Options) ?? "null";
        });
        return complete ? JsonNode.Parse(text) : null;
    }

    /// <summary>The type argument of that name, or else the type.</summary>
    private static Type Meant(string name, Type within)
    {
        var argument = within.IsGenericType ? Array.FindIndex(within.GetGenericTypeDefinition().GetGenericArguments(), parameter => parameter.Name == name) : -1;
        return argument >= 0 ? within.GenericTypeArguments[argument] : Types.Single(type => type.Name == name);
    }

    [GeneratedRegex("\"\\{(?<name>\\w+)\\}\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();
}
