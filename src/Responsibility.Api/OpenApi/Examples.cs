using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Responsibility.Api.OpenApi;

/// <summary>The examples that stand beside the types, in <c>example</c> elements of their doc comments.</summary>
/// <remarks>In the example of a generic type the text <c>"{T}"</c> stands for the example of that type argument.</remarks>
internal sealed class Examples(XmlDocs docs)
{
    /// <summary>An example of the type; null where nobody has written one.</summary>
    public JsonNode? Of(Type type)
    {
        if (ApiJson.Options.GetTypeInfo(type) is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } element })
            return Of(element) is { } item ? new JsonArray(item) : null;
        if (docs.Example(type) is not { } example) return null;
        return type.IsGenericType ? Fill(example, type) : example;
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
        var parameters = type.GetGenericTypeDefinition().GetGenericArguments();
        var text = example.ToJsonString(ApiJson.Options);
        for (var i = 0; i < parameters.Length; i++)
        {
            if (Of(type.GenericTypeArguments[i]) is not { } filling) return null;
            text = text.Replace($"\"{{{parameters[i].Name}}}\"", filling.ToJsonString(ApiJson.Options), StringComparison.Ordinal);
        }
        return JsonNode.Parse(text);
    }
}
