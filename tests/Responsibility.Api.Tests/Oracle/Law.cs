using System.Text.Json.Nodes;

namespace Responsibility.Api.Tests.Oracle;

/// <summary>One rule of a rule set file, read for the oracle alone.</summary>
internal sealed record LawRule(int Order, JsonObject File)
{
    public string Clause { get; } = (string)File["clause"]!;

    public string Kind { get; } = (string)File["kind"]!;

    public string Grade { get; } = (string)File["grade"]!;

    public string Text { get; } = (string)File["text"]!["en"]!;

    public IReadOnlyList<string> Levels { get; } = Words(File["level"]);

    public IReadOnlyList<string> Positions { get; } = Words(File["bearer"]!["position"]);

    public IReadOnlyList<string> Bodies { get; } = Words(File["bearer"]!["organization"]);

    public IReadOnlyList<string> Tags { get; } = Words(File["when"]?["anyTag"]);

    public string? Number { get; } = (string?)File["when"]?["number"];

    public double AtLeast { get; } = (double?)File["when"]?["atLeast"] ?? 0;

    public bool IsConditional { get; } = File["when"] is not null;

    public bool By(string word) => Scopes(File).Any(scope => scope is JsonValue value && value.GetValue<string>() == word);

    /// <summary>What the rule by itself covers, whatever portfolios or contacts there are: everything (null), these programmes, or nothing.</summary>
    public (bool Something, IReadOnlyList<string>? Programmes) ByItself
    {
        get
        {
            if (By("all")) return (true, null);
            var named = Scopes(File).OfType<JsonObject>().SelectMany(scope => Words(scope["programmes"])).Distinct().ToList();
            return (Scopes(File).OfType<JsonObject>().Any(), named);
        }
    }

    /// <summary>A missing bearer is a gap only where no portfolio or contact has to come first.</summary>
    public bool MakesGaps { get; } = (bool)File["required"]! && Scopes(File).All(scope => scope is JsonObject || (string)scope! is "all");

    private static IEnumerable<JsonNode> Scopes(JsonObject file) => file["scope"] is JsonArray several ? several.Select(scope => scope!) : [file["scope"]!];

    private static IReadOnlyList<string> Words(JsonNode? list) => list is JsonArray several ? [.. several.Select(word => (string)word!)] : [];
}

/// <summary>A version of a rule set, read for the oracle alone.</summary>
internal sealed record Law(long Position, string Id, int Version, DateOnly ValidFrom, IReadOnlyList<LawRule> Rules, IReadOnlyDictionary<string, IReadOnlyList<string>> Homes)
{
    public static Law Of(long position, JsonObject file) => new(
        position, (string)file["id"]!, (int)file["version"]!, Api.Day((string)file["validFrom"]!),
        [.. file["rules"]!.AsArray().Select((rule, order) => new LawRule(order, rule!.AsObject()))],
        file["positions"]!.AsArray().ToDictionary(p => (string)p!["id"]!, p => (IReadOnlyList<string>)[.. p!["organizations"]!.AsArray().Select(kind => (string)kind!)]));

    /// <summary>Kinds of body in which a post of that position counts for that rule; none: any.</summary>
    public IReadOnlyList<string> HomesOf(LawRule rule, string position) => rule.Bodies.Count > 0 ? rule.Bodies : Homes[position];
}
