using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Responsibility.Storage;

/// <summary>A column of a table of versions, and the member of a fact that carries it.</summary>
/// <param name="Name">Column, such as <c>home_organization_id</c>.</param>
/// <param name="Type">What it holds.</param>
/// <param name="Personal">Whether it says something about a person.</param>
/// <param name="Of">Of what it holds the id, as the word under which that is searched.</param>
/// <param name="OrAbove">Whether it may also be a body of a division above those that the caller reaches: one that approves or verifies.</param>
public sealed record Column(string Name, ColumnType Type = ColumnType.Text, bool Personal = false, string? Of = null, bool OrAbove = false)
{
    /// <summary>The member that carries it: camelCase, and without the <c>_id</c> of a reference.</summary>
    public string Member { get; } = JsonNamingPolicy.CamelCase.ConvertName(
        string.Concat((Name.EndsWith("_id", StringComparison.Ordinal) ? Name[..^3] : Name).Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..])));

    internal string Parameter { get; } = "@" + Name;

    /// <summary>The value as a database hands it out, in the form in which values are compared.</summary>
    public object? Read(object? value) => value switch
    {
        null or DBNull => null,
        _ => Type switch
        {
            ColumnType.Whole => Convert.ToInt64(value, CultureInfo.InvariantCulture),
            ColumnType.Number => Convert.ToDouble(value, CultureInfo.InvariantCulture),
            ColumnType.Day => Days.Of(value),
            _ => (string)value,
        },
    };

    /// <summary>A member of a fact in the form in which values are compared and kept.</summary>
    internal object? Plain(object? value) => value switch
    {
        null => null,
        IId id => id.Value,
        Enum word => Parameters.Word(word),
        _ => Read(value),
    };

    public static JsonNode? ToJson(object? value) => value switch
    {
        null => null,
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        long whole => JsonValue.Create(whole),
        double number => JsonValue.Create(number),
        _ => (string)value,
    };

    public object? FromJson(JsonNode? node) => node is null ? null : Type switch
    {
        ColumnType.Whole => node.GetValue<long>(),
        ColumnType.Number => node.GetValue<double>(),
        ColumnType.Day => Days.Of(node.GetValue<string>()),
        _ => node.GetValue<string>(),
    };
}

/// <summary>What a column holds: text, a whole number or an id, a number, a day.</summary>
public enum ColumnType { Text, Whole, Number, Day }
