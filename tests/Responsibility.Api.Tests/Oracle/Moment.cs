using System.Text.Json.Nodes;

namespace Responsibility.Api.Tests.Oracle;

/// <summary>What is asked about a chain.</summary>
internal sealed record Filter(IReadOnlyList<string> Programmes, IReadOnlyList<string> Kinds)
{
    public bool Admits(IReadOnlyList<string>? programmes) => Programmes.Count is 0 || programmes is null || programmes.Any(Programmes.Contains);

    public bool AdmitsKind(string kind) => Kinds.Count is 0 || Kinds.Contains(kind);
}

/// <summary>A link as the API should tell it, and what it is of.</summary>
internal sealed record Link(LawRule Rule, long Place, long Body, long? Post, long? Portfolio, long? Contact, long? Department, IReadOnlyList<long> Officials, JsonObject Json);

/// <summary>A gap as the API should tell it, and what it is of.</summary>
internal sealed record Gap(LawRule Rule, long Place, string Position, long? Body, long? Post, JsonObject Json);

/// <summary>The register on one day as known at one position, under one rule set: chains found by looking at everything there is.</summary>
internal sealed class Moment(World world, int day, Law law)
{
    private readonly Dictionary<long, Seat> seats = [];

    public World World => world;

    public int Day => day;

    public Law Law => law;

    public Cell? On(long? id) => world.On(id, day);

    /// <summary>The division that has the code on the day; between the facts of one correction two may have it, and the one that had it last is meant.</summary>
    public Thing? Place(string code) => world.All("division").Where(thing => thing.On(day)?.Is("code", code) is true).MaxBy(thing => thing.RunOn(day).Start);

    /// <summary>A division and those above it, from the top down.</summary>
    public IReadOnlyList<long> Path(long asked)
    {
        var path = new List<long>();
        for (long? next = asked; On(next) is { } cell; next = cell.Id("parent")) path.Insert(0, next!.Value);
        return path;
    }

    /// <summary>The path, and between its divisions those of which a post or body is linked to one of them: each before the first of the path that is of a lower level.</summary>
    public IReadOnlyList<long> Places(IReadOnlyList<long> path)
    {
        if (!law.Rules.Any(rule => rule.By("contact"))) return path;
        var beside = world.All("contact").Where(contact => On(contact.Id) is { } cell && path.Contains(cell.Id("division")!.Value)).Select(contact => Bearing(On(contact.Id)!)?.Id("division"))
            .Where(place => On(place) is not null && !path.Contains(place!.Value)).Select(place => place!.Value).Distinct()
            .OrderBy(place => LevelOf(place)).ThenBy(place => On(place)!.Text("code"), StringComparer.Ordinal).ToList();
        var places = new List<long>();
        foreach (var place in path)
        {
            places.AddRange(beside.Where(other => !places.Contains(other) && LevelOf(other) < LevelOf(place)));
            places.Add(place);
        }
        return [.. places, .. beside.Where(other => !places.Contains(other))];
    }

    public (IReadOnlyList<Link> Links, IReadOnlyList<Gap> Gaps) Chain(long asked, Filter filter)
    {
        var path = Path(asked);
        var places = Places(path).Select(place => new PlaceInChain(this, place, path, filter)).ToList();
        return ([.. places.SelectMany(place => place.Links())], [.. places.SelectMany(place => place.Gaps())]);
    }

    /// <summary>The body that bears it, or the body of the post that bears it.</summary>
    public Cell? Bearing(Cell borne) => On(borne.Id("organization") ?? On(borne.Id("post"))?.Id("organization"));

    /// <summary>Tags or numbers of the place because of which the rule holds there on a day.</summary>
    public IEnumerable<Thing> Fulfilling(LawRule rule, long place, int then) => world.All("attribute").Where(attribute => attribute.On(then) is { } cell && cell.Is("division", place)
        && (rule.Tags.Contains(cell.Text("name")!) || (rule.Number is { } number && cell.Is("name", number) && (double?)cell["value"] >= rule.AtLeast)));

    public bool Holds(LawRule rule, long place) => !rule.IsConditional || Fulfilling(rule, place, day).Any();

    /// <summary>Since when the rule has held there without a day between.</summary>
    public DateOnly RuleSince(LawRule rule, long place)
    {
        var since = 0;
        if (rule.IsConditional)
            for (since = day; since > 0 && Fulfilling(rule, place, since - 1).Any();) since--;
        return Later(law.ValidFrom, Days.Date(since));
    }

    /// <summary>Bodies of these kinds in the place; no kinds: any.</summary>
    public IEnumerable<Thing> Bodies(long place, IReadOnlyList<string> kinds, int then) => world.All("organization")
        .Where(body => body.On(then) is { } cell && cell.Is("division", place) && (kinds.Count is 0 || kinds.Contains(cell.Text("kind")!)));

    public IEnumerable<(Thing Body, Thing Post)> Posts(long place, IReadOnlyList<string> kinds, string position, int then) =>
        from post in world.All("post")
        let cell = post.On(then)
        where cell is not null && cell.Is("position", position)
        from body in Bodies(place, kinds, then)
        where cell.Is("organization", body.Id)
        orderby body.Id, post.Id
        select (body, post);

    public Seat Seat(long post)
    {
        if (!seats.TryGetValue(post, out var seat)) seats.Add(post, seat = new Seat(world, post, day));
        return seat;
    }

    public JsonObject DivisionJson(long place) => new() { ["code"] = On(place)!.Text("code"), ["name"] = On(place)!.Text("name"), ["level"] = On(place)!.Text("level") };

    public JsonObject BodyJson(long body) => new() { ["id"] = body, ["name"] = On(body)!.Text("name"), ["kind"] = On(body)!.Text("kind") };

    public JsonObject PostJson(long post) => new() { ["id"] = post, ["position"] = On(post)!.Text("position"), ["title"] = On(post)!.Text("title") };

    public static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;

    private int LevelOf(long place) => Array.IndexOf(["province", "city", "county", "township", "village", "area"], On(place)!.Text("level"));
}
