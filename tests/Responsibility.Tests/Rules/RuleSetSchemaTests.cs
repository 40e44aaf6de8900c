using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Responsibility.Rules;

/// <summary>The schema is for people and their editors; <see cref="RuleSet.Parse"/> does not read it, so a test keeps the two together.</summary>
public sealed class RuleSetSchemaTests
{
    private static readonly JsonNode Schema = JsonNode.Parse(Files.Read("openapi", "rule-set.schema.json"))!;

    [Theory, InlineData("henan-2017.json"), InlineData("river-chief.json")]
    public void A_shipped_file_fits_the_schema(string file) => Faults(Schema, JsonNode.Parse(Files.Read("rules", file)), "").ShouldBeEmpty();

    [Fact]
    public void The_schema_refuses_what_the_parser_refuses()
    {
        var file = JsonNode.Parse(Files.Read("rules", "henan-2017.json"))!;
        file["rules"]![0]!["extra"] = 1;
        file["rules"]![1]!.AsObject().Remove("grade");
        file["rules"]![2]!["kind"] = "other";
        Faults(Schema, file, "").ShouldBe(["/rules/0/extra is unknown", "/rules/1/grade is missing", "/rules/2/kind is not one of the values"]);
    }

    [Fact]
    public void Enumerations_have_the_same_values_in_schema_and_code()
    {
        Values("level").ShouldBe(Names<Level>());
        Values("organizationKind").ShouldBe(Names<OrganizationKind>());
        Values("appointmentKind").ShouldBe(Names<AppointmentKind>());
        Values("responsibilityKind").ShouldBe(Names<ResponsibilityKind>());
        Values("grade").ShouldBe(Names<Grade>());
        Values("interval").ShouldBe(Names<Interval>());
    }

    private static IEnumerable<string> Values(string name) => Schema["$defs"]![name]!["enum"]!.AsArray().Select(value => (string)value!);

    private static IEnumerable<string> Names<TEnum>() where TEnum : struct, Enum =>
        Enum.GetNames<TEnum>().Select(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName);

    /// <summary>As much of JSON Schema as this schema uses.</summary>
    private static IEnumerable<string> Faults(JsonNode schema, JsonNode? value, string pointer)
    {
        if (schema["$ref"] is { } reference)
            foreach (var fault in Faults(Schema["$defs"]![((string)reference!).Split('/')[^1]]!, value, pointer)) yield return fault;
        if (schema["type"] is { } type && !Is((string)type!, value)) yield return $"{pointer} is no {type}";
        if (schema["enum"] is JsonArray values && !values.Any(one => JsonNode.DeepEquals(one, value))) yield return $"{pointer} is not one of the values";
        if (schema["pattern"] is { } pattern && value?.GetValueKind() is System.Text.Json.JsonValueKind.String && !Fits((string)pattern!, (string)value!)) yield return $"{pointer} has another form";
        if (schema["oneOf"] is JsonArray ways && ways.Count(way => !Faults(way!, value, pointer).Any()) is not 1) yield return $"{pointer} fits none or several";
        if (value is JsonArray array && schema["minItems"] is { } least && array.Count < (int)least!) yield return $"{pointer} is too short";
        if (value is JsonArray list && schema["items"] is { } items)
            foreach (var fault in list.SelectMany((item, i) => Faults(items, item, $"{pointer}/{i}"))) yield return fault;
        if (value is not JsonObject members || schema["properties"] is not JsonObject properties) yield break;
        foreach (var required in schema["required"]?.AsArray() ?? [])
            if (!members.ContainsKey((string)required!)) yield return $"{pointer}/{required} is missing";
        foreach (var (name, member) in members)
        {
            if (properties[name] is not { } known) yield return $"{pointer}/{name} is unknown";
            else foreach (var fault in Faults(known, member, $"{pointer}/{name}")) yield return fault;
        }
    }

    private static bool Fits(string pattern, string text) => Regex.IsMatch(text, pattern, RegexOptions.None, TimeSpan.FromSeconds(1));

    private static bool Is(string type, JsonNode? value) => type switch
    {
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value?.GetValueKind() is System.Text.Json.JsonValueKind.String,
        "boolean" => value?.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False,
        "number" => value?.GetValueKind() is System.Text.Json.JsonValueKind.Number,
        "integer" => value?.GetValueKind() is System.Text.Json.JsonValueKind.Number && value.AsValue().TryGetValue<int>(out _),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "The schema uses another type."),
    };
}
