using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Reflection;
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

    private static readonly ConcurrentDictionary<Type, (string Name, PropertyInfo Property)[]> PersonalProperties = new();

    /// <summary>The public payload: the fact's members, but for the personal ones, after a nonce that keeps a guess from being checked.</summary>
    public static byte[] Payload<T>(T fact) where T : IFact
    {
        var members = JsonSerializer.SerializeToUtf8Bytes(fact, Public);
        var payload = new byte[NonceBefore.Length + Base64.GetMaxEncodedToUtf8Length(NonceSize) + (members.Length > 2 ? 2 : 1) + members.Length - 1];
        NonceBefore.CopyTo(payload);
        var at = NonceBefore.Length;
        Base64.EncodeToUtf8(Unguessable.Bytes(NonceSize), payload.AsSpan(at), out _, out var written);
        at += written;
        payload[at++] = (byte)'"';
        if (members.Length > 2) payload[at++] = (byte)',';
        members.AsSpan(1).CopyTo(payload.AsSpan(at));
        return payload;
    }

    private static ReadOnlySpan<byte> NonceBefore => "{\"nonce\":\""u8;

    public static IReadOnlyList<PersonalMember> Personal<T>(T fact) where T : IFact
    {
        var properties = PersonalProperties.GetOrAdd(typeof(T), type => [.. type.GetProperties().Where(IsPersonal).Select(property => (JsonNamingPolicy.CamelCase.ConvertName(property.Name), property))]);
        if (properties.Length is 0) return [];
        var members = new List<PersonalMember>(properties.Length);
        foreach (var (name, property) in properties)
        {
            if (property.GetValue(fact) is not { } value) continue;
            if (value is string text) members.Add(Salted(name, JsonSerializer.Serialize(text, Json)));
            // An object is committed to member by member, so that each of them can be shown or erased alone.
            else if (JsonSerializer.SerializeToNode(value, property.PropertyType, Json) is JsonObject several)
                members.AddRange(several.Select(member => Salted($"{name}.{member.Key}", member.Value?.ToJsonString(Json) ?? "null")));
            else members.Add(Salted(name, JsonSerializer.Serialize(value, property.PropertyType, Json)));
        }
        return members;
    }

    private static PersonalMember Salted(string name, string value) => new(name, Unguessable.Bytes(PersonalMember.SaltSize), value);

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
