using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Responsibility.Api.OpenApi;

/// <summary>Headers that many routes take or answer, each described once.</summary>
internal static class Shared
{
    private static readonly Dictionary<string, OpenApiParameter> Taken = new(StringComparer.Ordinal)
    {
        ["AcceptLanguage"] = Header("Accept-Language", "Language of messages: `en` or `zh-CN`.", new OpenApiSchema { Type = JsonSchemaType.String, Default = "en" }),
        ["IdempotencyKey"] = Header("Idempotency-Key", "Makes repeating safe: within 24 hours the same key, caller, address and body get the first answer again and do nothing.", new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = Idempotent.LongestKey }),
        ["IfMatch"] = Header("If-Match", "ETag of the version that is meant, as last read.", new OpenApiSchema { Type = JsonSchemaType.String }, required: true, example: "\"48210-en-5f2c81d09a3b\""),
        ["IfNoneMatch"] = Header("If-None-Match", "ETag of the version that the asker has; if it is still the one, the answer is 304.", new OpenApiSchema { Type = JsonSchemaType.String }, example: "\"48210-en-5f2c81d09a3b\""),
        ["AccessReason"] = Header(Officials.ShowOfficialEndpoint.ReasonHeader, "Why members that are masked are to be shown, up to 200 characters, with per cent signs where a header does not take them; for auditors and administrators. It is written down with who asked and of whom.", new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 200 }, example: "核对联系方式"),
        ["LastEventId"] = Header("Last-Event-ID", "Id of the last event that was seen; the stream goes on after it, whatever `after` says.", new OpenApiSchema { Type = JsonSchemaType.String, Pattern = "^[0-9]+$" }, example: "904"),
    };

    private static readonly Dictionary<string, OpenApiHeader> Answered = new(StringComparer.Ordinal)
    {
        ["AsOf"] = new() { Description = "The day on which it was so.", Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "date" } },
        ["CacheControl"] = new() { Description = "`immutable` where the question named both dates and nothing can change the answer any more.", Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
        ["ETag"] = new() { Description = "Names the version, the language and what is shown. If-None-Match compares all of it, If-Match the version alone.", Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
        ["KnownAt"] = new() { Description = "The ledger position whose knowledge the answer rests on, as `pos:N`.", Schema = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = "^pos:[0-9]+$" } },
        ["Location"] = new() { Description = "Where what was created is found.", Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri-reference" } },
    };

    public static IEnumerable<IOpenApiParameter> Parameters(Route route, OpenApiDocument document)
    {
        if (route.HasVersion && route.IsGet) yield return Reference("IfNoneMatch");
        if (route.ComparesVersion) yield return Reference("IfMatch");
        if (route.Unmasks) yield return Reference("AccessReason");
        if (route.TakesIdempotencyKey) yield return Reference("IdempotencyKey");
        if (route.Answers is { Events: true }) yield return Reference("LastEventId");
        yield return Reference("AcceptLanguage");

        OpenApiParameterReference Reference(string id)
        {
            document.Components!.Parameters ??= new SortedDictionary<string, IOpenApiParameter>(StringComparer.Ordinal);
            document.Components.Parameters[id] = Taken[id];
            return new OpenApiParameterReference(id, document);
        }
    }

    public static Dictionary<string, IOpenApiHeader>? Headers(Route route, OpenApiDocument document)
    {
        var headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
        if (route.Answers is { Status: 201 or 202 }) Add("Location", "Location");
        if (route.HasVersion)
        {
            Add("ETag", "ETag");
            Add("As-Of", "AsOf");
            Add("Known-At", "KnownAt");
            Add("Cache-Control", "CacheControl");
        }
        return headers.Count is 0 ? null : headers;

        void Add(string name, string id)
        {
            document.Components!.Headers ??= new SortedDictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
            document.Components.Headers[id] = Answered[id];
            headers.Add(name, new OpenApiHeaderReference(id, document));
        }
    }

    private static OpenApiParameter Header(string name, string description, OpenApiSchema schema, bool required = false, JsonNode? example = null) =>
        new() { Name = name, In = ParameterLocation.Header, Description = description, Schema = schema, Required = required, Example = example };
}
