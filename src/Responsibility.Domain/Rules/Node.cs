using System.Globalization;
using System.Text.Json;

namespace Responsibility.Rules;

/// <summary>A value of a JSON file, read strictly: what is wrong becomes a fault with its pointer, and reading goes on, so that one pass finds every fault.</summary>
/// <remarks>A node whose member is absent, or has been found at fault, gives empty values and no further faults.</remarks>
internal sealed class Node(JsonElement? element, string pointer, List<Fault> faults)
{
    public string Pointer => pointer;

    public bool Exists => element is not null;

    public bool IsObject => element?.ValueKind is JsonValueKind.Object;

    public bool IsArray => element?.ValueKind is JsonValueKind.Array;

    /// <summary>A member that must be there.</summary>
    public Node this[string member]
    {
        get
        {
            var node = Maybe(member);
            if (Exists && !node.Exists) faults.Add(RuleSetFaults.Missing(node.Pointer));
            return node;
        }
    }

    public Node Maybe(string member) =>
        new(IsObject && element!.Value.TryGetProperty(member, out var value) ? value : null, Child(member), faults);

    /// <summary>This node as an object with no other members than these, and none of them twice.</summary>
    public Node Object(params ReadOnlySpan<string> members)
    {
        if (!Exists) return this;
        if (!IsObject) return Fail(RuleSetFaults.Type(pointer, "an object", "对象"));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in element!.Value.EnumerateObject())
        {
            if (!members.Contains(property.Name)) faults.Add(RuleSetFaults.Unknown(Child(property.Name)));
            else if (!seen.Add(property.Name)) faults.Add(RuleSetFaults.Duplicate(Child(property.Name)));
        }
        return this;
    }

    public IReadOnlyList<T> List<T>(Func<Node, T> read, bool mayBeEmpty = false)
    {
        if (!Exists) return [];
        if (!IsArray)
        {
            faults.Add(RuleSetFaults.Type(pointer, "a list", "列表"));
            return [];
        }
        var items = element!.Value.EnumerateArray().Select((item, i) => read(new Node(item, $"{pointer}/{i}", faults))).ToList();
        if (items.Count is 0 && !mayBeEmpty) faults.Add(RuleSetFaults.Empty(pointer));
        return items;
    }

    public string String()
    {
        if (!Exists) return "";
        if (element!.Value.ValueKind is not JsonValueKind.String)
        {
            faults.Add(RuleSetFaults.Type(pointer, "a string", "字符串"));
            return "";
        }
        var text = element.Value.GetString()!;
        if (string.IsNullOrWhiteSpace(text)) faults.Add(RuleSetFaults.Value(pointer, "a text that is not blank", "非空文本"));
        return text;
    }

    /// <summary>A name for machines: letters, digits and hyphens, at most 64.</summary>
    public string Id()
    {
        var id = String();
        if (id.Length > 0 && (id.Length > 64 || !char.IsAsciiLetter(id[0]) || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-')))
            faults.Add(RuleSetFaults.Value(pointer, "a name of letters, digits and hyphens, at most 64", "由字母、数字和连字符组成且不超过 64 个字符的名称", id));
        return id;
    }

    /// <summary>A text in both languages.</summary>
    public Text Text()
    {
        var both = Object("zh", "en");
        return new Text(both["en"].String(), both["zh"].String());
    }

    public DateOnly Day()
    {
        var text = String();
        if (text.Length is 0 || DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) is false)
        {
            if (text.Length > 0) faults.Add(RuleSetFaults.Value(pointer, "a day, YYYY-MM-DD", "YYYY-MM-DD 格式的日期", text));
            return default;
        }
        return day;
    }

    public DateOnly DayOr(DateOnly otherwise) => Exists ? Day() : otherwise;

    public int Integer(int atLeast)
    {
        if (!Exists) return atLeast;
        if (element!.Value.ValueKind is JsonValueKind.Number && element.Value.TryGetInt32(out var number) && number >= atLeast) return number;
        faults.Add(RuleSetFaults.Value(pointer, $"a whole number, {atLeast} or more", $"不小于 {atLeast} 的整数", element.Value.GetRawText()));
        return atLeast;
    }

    public decimal Number()
    {
        if (!Exists) return 0;
        if (element!.Value.ValueKind is JsonValueKind.Number && element.Value.TryGetDecimal(out var number)) return number;
        faults.Add(RuleSetFaults.Type(pointer, "a number", "数字"));
        return 0;
    }

    public bool Boolean(bool otherwise = false)
    {
        if (!Exists) return otherwise;
        if (element!.Value.ValueKind is JsonValueKind.True or JsonValueKind.False) return element.Value.GetBoolean();
        faults.Add(RuleSetFaults.Type(pointer, "true or false", "true 或 false"));
        return otherwise;
    }

    public TEnum Enum<TEnum>() where TEnum : struct, Enum
    {
        var text = String();
        if (text.Length is 0) return default;
        if (Wire<TEnum>.Values.TryGetValue(text, out var value)) return value;
        faults.Add(RuleSetFaults.NotOneOf(pointer, text, Wire<TEnum>.Values.Keys));
        return default;
    }

    public Node Fail(Fault fault)
    {
        faults.Add(fault);
        return new Node(null, pointer, faults);
    }

    private string Child(string member) =>
        $"{pointer}/{member.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
}

/// <summary>The names of an enumeration's values on the wire.</summary>
internal static class Wire<TEnum> where TEnum : struct, Enum
{
    public static readonly IReadOnlyDictionary<string, TEnum> Values =
        Enum.GetValues<TEnum>().ToDictionary(Name, value => value, StringComparer.Ordinal);

    public static string Name(TEnum value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
