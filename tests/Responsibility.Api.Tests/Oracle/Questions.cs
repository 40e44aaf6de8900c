using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Responsibility.Api.Tests.Oracle;

/// <summary>Asks the API and the oracle the same, and compares all that they say.</summary>
internal sealed class Questions(Register register, IReadOnlyList<Law> laws)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public int Asked { get; private set; }

    /// <summary>The rule set in force, by the newest version of that name.</summary>
    public Moment? Moment(long knownAt, int day, string ruleSet) => laws.Where(law => law.Id == ruleSet && law.ValidFrom <= Days.Date(day)).MaxBy(law => law.Version) is { } law
        ? new Moment(register.At(knownAt), day, law) : null;

    public Task Chain(string code, int day, long knownAt, string ruleSet, Filter filter) => Ask(
        $"divisions/{code}/chain?asOf={Days.Text(day)}&knownAt={Pos(knownAt)}&ruleSet={ruleSet}{Text(filter)}", Moment(knownAt, day, ruleSet), moment =>
        {
            if (moment.Place(code) is not { } asked) return null;
            var (links, gaps) = moment.Chain(asked.Id, filter);
            return new JsonObject
            {
                ["division"] = moment.DivisionJson(asked.Id),
                ["asOf"] = Days.Text(day),
                ["knownAt"] = Pos(knownAt),
                ["ruleSet"] = RuleSet(moment),
                ["complete"] = gaps.Count is 0,
                ["links"] = List(links.Select(link => link.Json)),
                ["gaps"] = List(gaps.Select(gap => gap.Json)),
            };
        });

    public Task Gaps(string within, int day, long knownAt, string ruleSet, Listed filter) => Ask(
        $"gaps?within={within}&limit=1000&asOf={Days.Text(day)}&knownAt={Pos(knownAt)}&ruleSet={ruleSet}{filter.Text}", Moment(knownAt, day, ruleSet),
        moment => Page(new Wanting(moment, within, filter).Gaps().Select(gap => gap.Json), day, knownAt), sorted: "items");

    public Task Coverage(string within, int day, long knownAt, string ruleSet, string by, Listed filter) => Ask(
        $"coverage?within={within}&by={by}&asOf={Days.Text(day)}&knownAt={Pos(knownAt)}&ruleSet={ruleSet}{filter.Text}", Moment(knownAt, day, ruleSet), moment =>
        {
            var json = new Wanting(moment, within, filter).Coverage(by);
            (json["asOf"], json["knownAt"]) = (Days.Text(day), Pos(knownAt));
            return json;
        }, sorted: "items");

    public Task Vacancies(string within, int day, long knownAt, Listed filter) => Ask(
        $"vacancies?within={within}&limit=1000&asOf={Days.Text(day)}&knownAt={Pos(knownAt)}{filter.Text}", Moment(knownAt, day, "henan-2017"),
        moment => Page(new Wanting(moment, within, filter).Vacancies(), day, knownAt));

    public Task Explanation(string code, long official, int day, long knownAt, string ruleSet, Filter filter) => Ask(
        string.Create(CultureInfo.InvariantCulture, $"divisions/{code}/chain/explanation?official={official}&asOf={Days.Text(day)}&knownAt={Pos(knownAt)}&ruleSet={ruleSet}{Text(filter)}"),
        Moment(knownAt, day, ruleSet), moment =>
        {
            if (moment.Place(code) is not { } asked || moment.On(official) is not { } person) return null;
            var rules = new Explaining(moment, asked.Id, official, filter).Rules().ToList();
            return new JsonObject
            {
                ["division"] = moment.DivisionJson(asked.Id),
                ["official"] = new JsonObject { ["id"] = official, ["staffNumber"] = person.Text("staffNumber"), ["name"] = person.Text("name") },
                ["asOf"] = Days.Text(day),
                ["knownAt"] = Pos(knownAt),
                ["ruleSet"] = RuleSet(moment),
                ["accountable"] = rules.Exists(rule => rule["links"]!.AsArray().Count > 0),
                ["rules"] = List(rules),
            };
        });

    public async Task Comparison(string code, (int Day, long KnownAt) one, (int Day, long KnownAt) other, string ruleSet, Filter filter)
    {
        var question = $"divisions/{code}/chain/comparison?asOf={Days.Text(one.Day)}&asOf={Days.Text(other.Day)}&knownAt={Pos(one.KnownAt)}&knownAt={Pos(other.KnownAt)}&ruleSet={ruleSet}{Text(filter)}";
        // What stands against the first is told before what stands against the second.
        var (first, second) = (Moment(one.KnownAt, one.Day, ruleSet), Moment(other.KnownAt, other.Day, ruleSet));
        await Ask(question, second is null && first?.Place(code) is not null ? null : first, moment =>
        {
            if (second is null || moment.Place(code) is not { } before || second.Place(code) is not { } after) return null;
            var comparing = new Comparing(register.Worlds, (moment, before.Id, one.KnownAt), (second, after.Id, other.KnownAt), filter);
            var json = comparing.Json();
            JsonObject Side(Moment side, Thing asked, long knownAt, bool complete) => new()
            {
                ["division"] = side.DivisionJson(asked.Id),
                ["asOf"] = Days.Text(side.Day),
                ["knownAt"] = Pos(knownAt),
                ["ruleSet"] = RuleSet(side),
                ["complete"] = complete,
            };
            (json["one"], json["other"]) = (Side(moment, before, one.KnownAt, comparing.Complete.One), Side(second, after, other.KnownAt, comparing.Complete.Other));
            return json;
        }, facts: true);
    }

    /// <param name="moment">Nothing where no rule set is in force.</param>
    /// <param name="expect">Nothing where there is no such division, or official, that day.</param>
    /// <param name="sorted">A list whose order is not compared.</param>
    private async Task Ask(string question, Moment? moment, Func<Moment, JsonObject?> expect, string? sorted = null, bool facts = false)
    {
        Asked++;
        var (status, actual) = await register.Ask(question);
        var expected = moment is null ? null : expect(moment);
        if (expected is null)
        {
            if (moment is null ? status is not 422 : status is not 404) throw new OracleException($"There should be no answer ({(moment is null ? 422 : 404)}), but it is {status}.", $"{question}\n{actual.ToJsonString(Indented)}");
            return;
        }
        if (status is 200 && facts) Positions(actual);
        if (status is 200 && sorted is not null) foreach (var side in new[] { actual, expected }) Sort(side, sorted);
        if (status is not 200 || !JsonNode.DeepEquals(actual, expected))
            throw new OracleException($"The answer ({status}) is not the one expected.", $"{question}\n{Difference.Of(expected, actual, "")}\n-- expected\n{expected.ToJsonString(Indented)}\n-- actual\n{actual.ToJsonString(Indented)}");
    }

    /// <summary>Of the facts that made a difference the positions count; when and by whom they were recorded is no matter of the oracle.</summary>
    private static void Positions(JsonNode comparison) => comparison["facts"] = List(comparison["facts"]!.AsArray().Select(fact => fact!["position"]!.DeepClone()));

    private static void Sort(JsonNode page, string list) => page[list] = List(page[list]!.AsArray().OrderBy(item => item!.ToJsonString().Length).ThenBy(item => Canonical(item!), StringComparer.Ordinal).Select(item => item!.DeepClone()));

    private static string Canonical(JsonNode item) => string.Join(';', item.AsObject().OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"{member.Key}={member.Value?.ToJsonString()}"));

    private static JsonObject Page(IEnumerable<JsonObject> items, int day, long knownAt) => new() { ["items"] = List(items), ["nextCursor"] = null, ["asOf"] = Days.Text(day), ["knownAt"] = Pos(knownAt) };

    private static JsonObject RuleSet(Moment moment) => new() { ["id"] = moment.Law.Id, ["version"] = moment.Law.Version };

    private static JsonArray List(IEnumerable<JsonNode> items) => new([.. items]);

    private static string Pos(long position) => string.Create(CultureInfo.InvariantCulture, $"pos:{position}");

    private static string Text(Filter filter) => string.Concat(filter.Programmes.Select(p => $"&programme={p}").Concat(filter.Kinds.Select(k => $"&kind={k}")));
}

/// <summary>Says in one line each where two answers differ.</summary>
internal static class Difference
{
    public static string Of(JsonNode? expected, JsonNode? actual, string path) => (expected, actual) switch
    {
        _ when JsonNode.DeepEquals(expected, actual) => "",
        (JsonObject one, JsonObject other) => string.Concat(one.Select(m => m.Key).Union(other.Select(m => m.Key)).Select(key => !one.ContainsKey(key) ? $"{path}/{key} is too much\n" : !other.ContainsKey(key) ? $"{path}/{key} is missing\n" : Of(one[key], other[key], $"{path}/{key}"))),
        (JsonArray one, JsonArray other) when one.Count == other.Count => string.Concat(one.Select((item, i) => Of(item, other[i], $"{path}/{i}"))),
        _ => $"{path}: expected {expected?.ToJsonString() ?? "null"}, actual {actual?.ToJsonString() ?? "null"}\n",
    };
}
