using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Metadata;

namespace Responsibility.Api.Http;

/// <summary>Something bound from a request that may have turned out not to be what it should be.</summary>
internal interface IBound
{
    Refusal? Refusal { get; }

    /// <summary>Whether every parameter of the query has been looked at.</summary>
    bool ReadsQuery => false;

    /// <summary>The body that was read; null for a question.</summary>
    object? Body => null;
}

/// <summary>A JSON body, checked member by member, so that each fault is told with the member's name.</summary>
internal sealed class Body<T> : IBound, IEndpointParameterMetadataProvider where T : notnull
{
    private readonly Result<T> result;

    private Body(Result<T> result) => this.result = result;

    public Refusal? Refusal => result.Refusal;

    object? IBound.Body => result.Match<object?>(body => body, _ => null);

    /// <summary>The body; a filter has already answered where there is none.</summary>
    public T Value => result.Required();

    public static async ValueTask<Body<T>> BindAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType()) return new(Refusals.MediaTypeUnsupported);
        try
        {
            using var document = await JsonDocument.ParseAsync(context.Request.Body, new JsonDocumentOptions { MaxDepth = 32 }, context.RequestAborted);
            return new(JsonBody.Read<T>(document.RootElement));
        }
        catch (JsonException malformed)
        {
            return new(Refusals.MalformedJson.Because(
                $"Line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1}.", $"第 {malformed.LineNumber + 1} 行,第 {malformed.BytePositionInLine + 1} 字节。"));
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode is StatusCodes.Status413PayloadTooLarge)
        {
            return new(Refusals.BodyTooLarge);
        }
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(typeof(T) == typeof(JsonObject) ? ["application/merge-patch+json", "application/json"] : ["application/json"], typeof(T)));
}

/// <summary>Reads a request from JSON and says of every member what is wrong with it.</summary>
internal static class JsonBody
{
    public static Result<T> Read<T>(JsonElement json) where T : notnull
    {
        var faults = new List<Fault>();
        Check(json, typeof(T), "", faults);
        if (faults.Count > 0) return Of(faults[0].Code) with { Faults = faults };
        try
        {
            return json.Deserialize<T>(ApiJson.Options)!;
        }
        catch (JsonException refused)
        {
            // What the walk above cannot see, such as a converter's own refusal.
            return Refusals.MemberType with { Faults = [Fault(Refusals.MemberType, Pointer(refused.Path), null)] };
        }
    }

    private static void Check(JsonElement json, Type type, string pointer, List<Fault> faults)
    {
        var contract = ApiJson.Options.GetTypeInfo(type);
        if (json.ValueKind is JsonValueKind.Null && Nullable.GetUnderlyingType(type) is not null) return;
        if (contract.Kind is JsonTypeInfoKind.Object || type == typeof(JsonObject))
        {
            if (json.ValueKind is not JsonValueKind.Object) faults.Add(Fault(Refusals.MemberType, pointer, json));
            else if (type == typeof(JsonObject)) CheckDuplicates(json, pointer, faults);
            else CheckMembers(json, contract, pointer, faults);
        }
        else if (contract.Kind is JsonTypeInfoKind.Enumerable && json.ValueKind is JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in json.EnumerateArray()) Check(item, contract.ElementType!, $"{pointer}/{index++}", faults);
        }
        else if (!Fits(json, type))
        {
            faults.Add(Fault(Refusals.MemberType, pointer, json));
        }
    }

    private static void CheckMembers(JsonElement json, JsonTypeInfo contract, string pointer, List<Fault> faults)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in json.EnumerateObject())
        {
            var at = Below(pointer, member.Name);
            if (!seen.Add(member.Name)) faults.Add(Fault(Refusals.MemberDuplicate, at, null));
            else if (contract.Properties.FirstOrDefault(p => p.Name == member.Name) is not { } property) faults.Add(Fault(Refusals.MemberUnknown, at, null));
            else if (member.Value.ValueKind is JsonValueKind.Null && AllowsNull(property)) continue;
            else Check(member.Value, property.PropertyType, at, faults);
        }
        foreach (var missing in contract.Properties.Where(p => p.IsRequired && !seen.Contains(p.Name)))
            faults.Add(Fault(Refusals.MemberMissing, $"{pointer}/{missing.Name}", null));
    }

    /// <summary>Of an object whose members are checked later, only that none is there twice, at any depth, and that texts are such.</summary>
    private static void CheckDuplicates(JsonElement json, string pointer, List<Fault> faults)
    {
        if (json.ValueKind is JsonValueKind.Object)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var member in json.EnumerateObject())
            {
                if (!seen.Add(member.Name)) faults.Add(Fault(Refusals.MemberDuplicate, Below(pointer, member.Name), null));
                else CheckDuplicates(member.Value, Below(pointer, member.Name), faults);
            }
        }
        else if (json.ValueKind is JsonValueKind.Array)
        {
            foreach (var (index, item) in json.EnumerateArray().Index()) CheckDuplicates(item, $"{pointer}/{index}", faults);
        }
        else if (json.ValueKind is JsonValueKind.String && !Fits(json, typeof(string)))
        {
            faults.Add(Fault(Refusals.MemberType, pointer, null));
        }
    }

    /// <summary>JSON Pointer (RFC 6901) to a member.</summary>
    private static string Below(string pointer, string name) =>
        $"{pointer}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    private static bool AllowsNull(JsonPropertyInfo property) =>
        Nullable.GetUnderlyingType(property.PropertyType) is not null || (!property.PropertyType.IsValueType && property.IsSetNullable);

    private static bool Fits(JsonElement json, Type type)
    {
        // The serializer would take a word in any case, and several with commas between.
        if ((Nullable.GetUnderlyingType(type) ?? type) is { IsEnum: true } words)
            return json.ValueKind is JsonValueKind.String && Enum.GetValues(words).Cast<Enum>().Any(word => json.ValueEquals(Parameters.Word(word)));
        try
        {
            // PostgreSQL's text cannot hold it.
            if (json.ValueKind is JsonValueKind.String && json.GetString()!.Contains('\0', StringComparison.Ordinal)) return false;
            return json.Deserialize(type, ApiJson.Options) is not null || json.ValueKind is not JsonValueKind.Null;
        }
        catch (JsonException)
        {
            return false;
        }
        catch (NotSupportedException)
        {
            return false;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static Fault Fault(Refusal refusal, string pointer, JsonElement? value) => new(
        pointer.Length is 0 ? "/" : pointer, refusal.Code, refusal.Title, Written(value));

    /// <summary>The value as it was given; null for half a surrogate pair, which is no text.</summary>
    private static string? Written(JsonElement? value)
    {
        try
        {
            return value is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Array) } plain ? plain.ToString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static Refusal Of(string code) => code switch
    {
        "member-unknown" => Refusals.MemberUnknown,
        "member-duplicate" => Refusals.MemberDuplicate,
        "member-missing" => Refusals.MemberMissing,
        _ => Refusals.MemberType,
    };

    private static string Pointer(string? path) => path is null ? "/" : "/" + path.TrimStart('$', '.').Replace('.', '/');
}
