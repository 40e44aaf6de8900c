using System.Text.Json.Nodes;

namespace Responsibility.Api.Tests.Oracle;

/// <summary>What tells two chains of a division apart, and the facts that made the difference.</summary>
/// <remarks>
/// A link is the same while the same body or post bears the same by the same clause, portfolio or contact; where a clause says so twice, the first is compared with the first. A gap is opened or closed where
/// only one of the chains says just that.
/// A link or gap rests on versions: of its place (where that is in one chain only, of all places of both, for one of them was moved), of the place's tags and numbers where the clause has a condition, of body and
/// post and all terms on it, of the officials that hold it, of contact or portfolio, and of what is in the charge of a department; a gap without a post on all bodies of the place and on all posts of that
/// position in them. A version made a difference where only one of the two times knows it (and one of the two days, or, of terms and missing posts, any day, lies in it): then it is the fact between the two
/// times that opened or closed it. Known at both, it did so where only one of the days lies in it: then it is the fact that says so. Two versions of a rule set differ by the later one.
/// </remarks>
internal sealed class Comparing(
    IReadOnlyList<World> worlds, (Moment Moment, long Asked, long KnownAt) one, (Moment Moment, long Asked, long KnownAt) other, Filter filter)
{
    private static readonly string[] Members = ["division", "kind", "scope", "organization", "post", "holders", "vacancy", "basis"];

    private readonly SortedSet<long> decisive = [];
    private readonly HashSet<long> ones = [.. one.Moment.Places(one.Moment.Path(one.Asked))];
    private readonly HashSet<long> others = [.. other.Moment.Places(other.Moment.Path(other.Asked))];

    /// <summary>Whether each of the chains has no gaps; known once they were compared.</summary>
    public (bool One, bool Other) Complete { get; private set; }

    public JsonObject Json()
    {
        var (before, after) = (one.Moment.Chain(one.Asked, filter), other.Moment.Chain(other.Asked, filter));
        Complete = (before.Gaps.Count is 0, after.Gaps.Count is 0);
        var (links, second) = (Identified(before.Links), Identified(after.Links));
        HashSet<string> gaps = [.. before.Gaps.Select(Text)], more = [.. after.Gaps.Select(Text)];
        var json = new JsonObject
        {
            ["added"] = List(second.Where(link => !links.ContainsKey(link.Key)).Select(link => Told("link", link.Value.Json, FactsOf(link.Value)))),
            ["removed"] = List(links.Where(link => !second.ContainsKey(link.Key)).Select(link => Told("link", link.Value.Json, FactsOf(link.Value)))),
            ["changed"] = List(links.Where(link => second.ContainsKey(link.Key)).Select(link => Changed(link.Value, second[link.Key])).OfType<JsonObject>()),
            ["gapsOpened"] = List(after.Gaps.DistinctBy(Text).Where(gap => !gaps.Contains(Text(gap))).Select(gap => Told("gap", gap.Json, FactsOf(gap)))),
            ["gapsClosed"] = List(before.Gaps.DistinctBy(Text).Where(gap => !more.Contains(Text(gap))).Select(gap => Told("gap", gap.Json, FactsOf(gap)))),
        };
        json["facts"] = Positions(decisive);
        return json;
    }

    private static Dictionary<string, Link> Identified(IReadOnlyList<Link> links)
    {
        var found = new Dictionary<string, Link>();
        foreach (var group in links.GroupBy(link => FormattableString.Invariant($"{link.Body}/{link.Post}/{link.Rule.Clause}/{link.Rule.Grade}/{link.Portfolio}/{link.Contact}")))
            foreach (var (index, link) in group.Index()) found.Add($"{group.Key}/{index}", link);
        // In the order of the chain.
        return links.ToDictionary(link => found.First(entry => entry.Value == link).Key);
    }

    private static string Text(Gap gap) => gap.Json.ToJsonString();

    private JsonObject? Changed(Link before, Link after)
    {
        var members = Members.Where(member => !JsonNode.DeepEquals(before.Json[member], after.Json[member])).ToList();
        if (members.Count is 0) return null;
        return new JsonObject
        {
            ["members"] = List(members.Select(member => JsonValue.Create(member))),
            ["one"] = before.Json.DeepClone(),
            ["other"] = after.Json.DeepClone(),
            ["facts"] = Positions([.. FactsOf(before), .. FactsOf(after)]),
        };
    }

    private SortedSet<long> FactsOf(Link link)
    {
        List<(long Thing, bool Whenever)> rests = [.. Place(link.Place, link.Rule), (link.Body, false)];
        if (link.Post is { } post) rests.AddRange([(post, false), .. Terms(post)]);
        rests.AddRange(link.Officials.Select(official => (official, false)));
        if (link.Contact is { } contact) rests.Add((contact, false));
        if (link.Portfolio is { } portfolio) rests.Add((portfolio, false));
        if (link.Department is { } department) rests.AddRange(Known("portfolio", "organization", department).Select(thing => (thing, false)));
        return Facts(rests);
    }

    private SortedSet<long> FactsOf(Gap gap)
    {
        List<(long Thing, bool Whenever)> rests = [.. Place(gap.Place, gap.Rule)];
        if (gap.Body is { } body) rests.Add((body, false));
        if (gap.Post is { } post) rests.AddRange([(post, false), .. Terms(post)]);
        var facts = Facts(rests);
        if (gap.Post is not null) return facts;
        var bodies = Known("organization", "division", gap.Place).ToList();
        foreach (var id in bodies) facts.UnionWith(Between(id, false, cell => cell.Is("division", gap.Place)));
        if (gap.Position.Length > 0)
            foreach (var id in bodies.SelectMany(home => Known("post", "organization", home)).Distinct())
                facts.UnionWith(Between(id, true, cell => cell.Is("position", gap.Position) && bodies.Contains(cell.Id("organization")!.Value)));
        decisive.UnionWith(facts);
        return facts;
    }

    private IEnumerable<(long, bool)> Place(long place, LawRule rule)
    {
        foreach (var id in ones.Contains(place) && others.Contains(place) ? [place] : ones.Union(others)) yield return (id, false);
        if (new[] { one, other }.Any(side => side.Moment.Law.Rules.Any(any => any.Clause == rule.Clause && any.IsConditional)))
            foreach (var attribute in Known("attribute", "division", place)) yield return (attribute, false);
    }

    private IEnumerable<(long, bool)> Terms(long post) => Known("appointment", "post", post).Select(term => (term, true));

    /// <summary>Things that, as known at one of the two times, some day had that member.</summary>
    private IEnumerable<long> Known(string noun, string member, long value) =>
        new[] { one, other }.SelectMany(side => side.Moment.World.All(noun)).Where(thing => thing.Ever(member, value)).Select(thing => thing.Id).Distinct();

    private SortedSet<long> Facts(IEnumerable<(long Thing, bool Whenever)> rests)
    {
        SortedSet<long> facts = [.. rests.SelectMany(rest => Between(rest.Thing, rest.Whenever, _ => true))];
        if (one.Moment.Law != other.Moment.Law) facts.Add(Math.Max(one.Moment.Law.Position, other.Moment.Law.Position));
        decisive.UnionWith(facts);
        return facts;
    }

    private IEnumerable<long> Between(long thing, bool whenever, Func<Cell, bool> counts)
    {
        var (before, after) = (one.Moment.World.Find(thing)?.Runs().ToList() ?? [], other.Moment.World.Find(thing)?.Runs().ToList() ?? []);
        foreach (var run in before.Union(after).Where(run => counts(run.Cell)))
        {
            bool On(int day) => run.Start <= day && day < run.End;
            var (first, last) = (before.Contains(run), after.Contains(run));
            if (first && last) { if (On(one.Moment.Day) != On(other.Moment.Day)) yield return run.Cell.Ledger; }
            else if (whenever || On(one.Moment.Day) || On(other.Moment.Day))
                yield return first == one.KnownAt < other.KnownAt ? worlds.First(world => world.Position > Math.Min(one.KnownAt, other.KnownAt) && world.Find(thing)?.Runs().Contains(run) is not true).Position : run.Cell.Ledger;
        }
    }

    private static JsonObject Told(string member, JsonObject json, SortedSet<long> facts) => new() { [member] = json.DeepClone(), ["facts"] = Positions(facts) };

    private static JsonArray Positions(IEnumerable<long> positions) => List(positions.Distinct().Order().Select(position => JsonValue.Create(position)));

    private static JsonArray List(IEnumerable<JsonNode> items) => new([.. items]);
}
