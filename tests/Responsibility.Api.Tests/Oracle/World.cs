namespace Responsibility.Api.Tests.Oracle;

/// <summary>A change of divisions that stands.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Written">Position of the fact by which it is held to have been.</param>
/// <param name="Doing">What it does.</param>
/// <param name="Before">All things before that fact.</param>
/// <param name="After">All things after it.</param>
internal sealed record Altered(long Id, long Written, Doing Doing, World Before, World After);

/// <summary>Everything that is known at one ledger position.</summary>
internal sealed class World(long position, IReadOnlyDictionary<long, Thing> things, IReadOnlyDictionary<long, Altered> changes)
{
    public static readonly World Empty = new(0, new Dictionary<long, Thing>(), new Dictionary<long, Altered>());

    public long Position => position;

    public IReadOnlyDictionary<long, Thing> Things => things;

    public IReadOnlyDictionary<long, Altered> Changes => changes;

    private readonly Dictionary<string, IReadOnlyList<Thing>> byNoun = [];

    public IReadOnlyList<Thing> All(string noun)
    {
        if (!byNoun.TryGetValue(noun, out var all)) byNoun.Add(noun, all = [.. Things.Values.Where(thing => thing.Noun == noun && thing.Exists).OrderBy(thing => thing.Id)]);
        return all;
    }

    public Thing? Find(long? id) => id is { } known ? Things.GetValueOrDefault(known) : null;

    public Cell? On(long? id, int day) => Find(id)?.On(day);

    /// <summary>The world with that thing as it is now held to be; on no day at all where it never was.</summary>
    public World Put(long at, Thing thing)
    {
        var put = new Dictionary<long, Thing>(things) { [thing.Id] = thing };
        return new World(at, put, changes);
    }

    public World With(long at, IReadOnlyDictionary<long, Altered> changed) => new(at, things, changed);

    public World Ended(long at, Thing thing, int until)
    {
        var ended = thing.Ended(at, until);
        var world = Put(at, ended);
        // What would only have begun later never begins, and nothing rests on it on any day.
        if (!ended.Exists) until = 0;
        return thing.Noun switch
        {
            "division" => world.EndAll(at, "attribute", "division", thing.Id, until).EndAll(at, "contact", "division", thing.Id, until)
                .EndAll(at, "organization", "division", thing.Id, until),
            "organization" => world.EndAll(at, "portfolio", "organization", thing.Id, until).EndAll(at, "portfolio", "department", thing.Id, until)
                .EndAll(at, "contact", "organization", thing.Id, until).EndAll(at, "post", "organization", thing.Id, until),
            "post" => world.EndAll(at, "portfolio", "post", thing.Id, until).EndAll(at, "contact", "post", thing.Id, until).EndAll(at, "appointment", "post", thing.Id, until),
            "official" => world.EndAll(at, "appointment", "official", thing.Id, until),
            _ => world,
        };
    }

    /// <summary>What rests on a thing ends with it, and what rests on that in turn.</summary>
    private World EndAll(long at, string noun, string member, long id, int until) =>
        All(noun).Where(thing => thing.Ever(member, id, until)).Aggregate(this, (world, thing) => world.Ended(at, world.Find(thing.Id)!, until));

    /// <summary>The division that a code means on a day: the one that has it then, or else the last that had it.</summary>
    public Thing? Meant(string code, int day) => All("division")
        .SelectMany(thing => thing.Runs().Where(run => run.Cell.Is("code", code)).Select(run => (Thing: thing, Run: run)))
        .OrderBy(found => found.Run.Start <= day && day < found.Run.End ? 0 : 1).ThenByDescending(found => found.Run.Start)
        .Select(found => found.Thing).FirstOrDefault();

    /// <summary>Ids of a division and of all below it on a day.</summary>
    public HashSet<long> Subtree(long root, int day)
    {
        HashSet<long> found = [root];
        for (var before = 0; before < found.Count;)
        {
            before = found.Count;
            found.UnionWith(All("division").Where(thing => thing.On(day)?.Id("parent") is { } parent && found.Contains(parent)).Select(thing => thing.Id));
        }
        return found;
    }
}

/// <summary>A change of divisions as it is stated; codes, not ids.</summary>
internal sealed record DivisionStatement(
    string Type, int Day, string Document, string? Division = null, string? Name = null, string? Parent = null, string? Code = null, IReadOnlyList<string>? Originals = null,
    Resulting? Result = null, IReadOnlyList<Resulting>? Results = null, IReadOnlyList<Moving>? Moves = null);

internal sealed record Resulting(string Code, string Name, string Level, string? Parent);

internal sealed record Moving(string? Division = null, long? Organization = null, long? Post = null, string? To = null, long? ToOrganization = null);
