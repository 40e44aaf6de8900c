using System.Collections.Concurrent;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Responsibility.Ledger;

namespace Responsibility.Storage;

/// <summary>Facts as bytes and back: a public payload with a nonce, and the personal members apart.</summary>
public static class FactCodec
{
    /// <summary>How facts and stored answers are written; part of the format, so never changed.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new IdJson(), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private const int NonceSize = 16;

    private static readonly JsonSerializerOptions Public = new(Json)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { OmitPersonal } },
    };

    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> PersonalProperties = new();

    /// <summary>The public payload: the fact's members, but for the personal ones, after a nonce that keeps a guess from being checked.</summary>
    public static byte[] Payload<T>(T fact) where T : IFact
    {
        var members = JsonSerializer.SerializeToUtf8Bytes(fact, Public);
        var nonce = Encoding.ASCII.GetBytes($"{{\"nonce\":\"{Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceSize))}\"{(members.Length > 2 ? "," : "")}");
        return [.. nonce, .. members.AsSpan(1)];
    }

    public static IReadOnlyList<PersonalMember> Personal<T>(T fact) where T : IFact
    {
        var properties = PersonalProperties.GetOrAdd(typeof(T), type => [.. type.GetProperties().Where(IsPersonal)]);
        if (properties.Length is 0) return [];
        return [.. from property in properties
                   let value = property.GetValue(fact)
                   where value is not null
                   from member in Members(JsonNamingPolicy.CamelCase.ConvertName(property.Name), value, property.PropertyType)
                   select new PersonalMember(member.Name, RandomNumberGenerator.GetBytes(PersonalMember.SaltSize), member.Value)];
    }

    /// <summary>An object is committed to member by member, so that each of them can be shown or erased alone.</summary>
    private static IEnumerable<(string Name, string Value)> Members(string name, object value, Type type) =>
        value is not string && JsonSerializer.SerializeToNode(value, type, Json) is JsonObject several
            ? several.Select(member => ($"{name}.{member.Key}", member.Value?.ToJsonString(Json) ?? "null"))
            : [(name, JsonSerializer.Serialize(value, type, Json))];

    /// <summary>The fact again; a personal member that was erased comes back as null.</summary>
    internal static T Read<T>(byte[] payload, IEnumerable<(string Member, string? Value)> personal) where T : IFact
    {
        var members = JsonNode.Parse(payload)!.AsObject();
        members.Remove("nonce");
        foreach (var (member, value) in personal)
        {
            var node = value is null ? null : JsonNode.Parse(value);
            if (member.Split('.') is [var outer, var inner])
            {
                if (members[outer] is not JsonObject several) members[outer] = several = [];
                several[inner] = node;
            }
            else
            {
                members[member] = node;
            }
        }
        return members.Deserialize<T>(Json)!;
    }

    private static bool IsPersonal(PropertyInfo property) => property.IsDefined(typeof(PersonalAttribute));

    private static void OmitPersonal(JsonTypeInfo type)
    {
        if (!typeof(IFact).IsAssignableFrom(type.Type)) return;
        foreach (var property in type.Properties.Where(p => p.AttributeProvider is PropertyInfo info && IsPersonal(info)).ToList())
            type.Properties.Remove(property);
    }
}
