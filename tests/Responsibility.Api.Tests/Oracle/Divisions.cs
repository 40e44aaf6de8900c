namespace Responsibility.Api.Tests.Oracle;

/// <summary>What a change of divisions does, said of ids instead of codes, so that it can be done again on another day.</summary>
/// <param name="About">The division that changes, or that closes; of a merge the result.</param>
/// <param name="Closing">The divisions that end that day.</param>
/// <param name="Set">What the division is from then on.</param>
/// <param name="Moves">What goes elsewhere: the thing, the member that says where it is, and where to.</param>
/// <param name="Established">Divisions that it brings about.</param>
/// <param name="GoesOn">Whether the division it is about is an original among the results, and so is stated by what it is from then on.</param>
internal sealed record Doing(
    string Type, int Day, long About, IReadOnlyList<long> Closing, IReadOnlyDictionary<string, object?> Set, IReadOnlyList<(long Thing, string Member, long To)> Moves, IReadOnlyList<long> Established, bool GoesOn)
{
    /// <summary>The same on another day: what was stated of the division that goes on is stated of it there, so that it takes its name and its parent again.</summary>
    public Doing OnAnother(int day, World stated, World world)
    {
        if (!GoesOn || stated.On(About, Day) is not { } then) return this with { Day = day };
        return this with { Day = day, Set = Differing(world, About, day, new() { ["name"] = then["name"], ["parent"] = then["parent"] }) };
    }

    /// <summary>What is said of the division and is not so already.</summary>
    public static Dictionary<string, object?> Differing(World world, long about, int day, Dictionary<string, object?> said) =>
        said.Where(s => !Equals(world.On(about, day)?[s.Key], s.Value)).ToDictionary();

    /// <summary>The world after the change; what is moved is moved before anything ends.</summary>
    public World On(World world, long position)
    {
        foreach (var (id, member, to) in Moves)
        {
            var thing = world.Find(id)!;
            // What does not exist yet that day goes with its first day.
            var from = thing.On(Day) is null && thing.Runs().FirstOrDefault(run => run.Start > Day) is { Cell: not null } later ? later.Start : Day;
            world = world.Put(position, thing.Change(position, from, new Dictionary<string, object?> { [member] = to }));
        }
        if (Set.Count > 0) world = world.Put(position, world.Find(About)!.Change(position, Day, Set));
        world = world.With(position, world.Changes);
        return Closing.Aggregate(world, (now, id) => now.Ended(position, now.Find(id)!, Day));
    }
}

/// <summary>What changes of divisions come to, step by step: a world for each fact.</summary>
internal static class Divisions
{
    /// <summary>The worlds that a change makes, the last at <paramref name="last"/>; none where nothing changes.</summary>
    public static IReadOnlyList<World> Change(World world, DivisionStatement said, long last)
    {
        if (said.Type is "establish") return [Established(world, said, said.Result!, last)];
        var results = said.Results ?? (said.Result is { } only ? [only] : []);
        long[] originals = [.. (said.Originals ?? [said.Division!]).Select(code => world.Meant(code, said.Day - 1)!.Id)];
        var fresh = results.Where(result => !GoesOn(world, said, originals, result) && !IsThere(world, said, result)).ToList();
        List<World> worlds = [];
        foreach (var (index, result) in fresh.Index()) worlds.Add(world = Established(world, said, result, last - fresh.Count + index));
        if (Doing(world, said, originals, results, [.. worlds.Select(w => w.Position)]) is not { } doing) return [];
        var after = doing.On(world, last);
        worlds.Add(after.With(last, new Dictionary<long, Altered>(world.Changes) { [last] = new(last, last, doing, world, after) }));
        return worlds;
    }

    /// <summary>The world in which the change never was; nothing where something rests on it.</summary>
    public static World? Retracted(World world, Altered change, long position)
    {
        if (Undone(world, change, position) is not { } undone) return null;
        foreach (var id in change.Doing.Established) undone = undone.Put(position, Thing.New("division", id, 0, 0, new Dictionary<string, object?>()));
        return undone.With(position, undone.Changes.Where(other => other.Key != change.Id).ToDictionary());
    }

    /// <summary>The worlds in which the change was on another day: undone, the divisions that it brought about begun on that day, done again; nothing where something rests on it.</summary>
    public static IReadOnlyList<World>? Corrected(World world, Altered change, int day, long last)
    {
        var begun = day == change.Doing.Day ? [] : change.Doing.Established;
        if (Undone(world, change, last - begun.Count - 1) is not { } undone) return null;
        List<World> worlds = [undone];
        foreach (var (index, id) in begun.Index())
        {
            var (division, position) = (worlds[^1].Find(id)!, last - begun.Count + index);
            var first = division.Runs()[0];
            if (division.Corrected(position, first, day, first.End, new Dictionary<string, object?>()) is not { } anew) return null;
            worlds.Add(worlds[^1].Put(position, anew));
        }
        var doing = change.Doing.OnAnother(day, world, worlds[^1]);
        var after = doing.On(worlds[^1], last);
        return [.. worlds, after.With(last, new Dictionary<long, Altered>(world.Changes) { [change.Id] = new(change.Id, last, doing, worlds[^1], after) })];
    }

    private static World? Undone(World world, Altered change, long position)
    {
        foreach (var after in change.After.Things.Values)
        {
            var before = change.Before.Find(after.Id);
            if (ReferenceEquals(before, after)) continue;
            if (world.Find(after.Id)!.Undone(position, before, after) is not { } undone) return null;
            world = world.Put(position, undone);
        }
        return world.With(position, world.Changes);
    }

    private static World Established(World world, DivisionStatement said, Resulting result, long position) => world.Put(position, Thing.New("division", position, said.Day, Days.Count,
        new Dictionary<string, object?> { ["code"] = result.Code, ["name"] = result.Name, ["level"] = result.Level, ["parent"] = world.Meant(result.Parent!, said.Day)!.Id }));

    /// <summary>One of the originals goes on where its code is among the results.</summary>
    private static bool GoesOn(World world, DivisionStatement said, long[] originals, Resulting result) => Original(world, said, originals, result) is not null;

    private static long? Original(World world, DivisionStatement said, long[] originals, Resulting result) => originals
        .Where((id, index) => (said.Originals?[index] ?? said.Division) == result.Code || world.On(id, said.Day)?.Is("code", result.Code) is true).Select(id => (long?)id).FirstOrDefault();

    private static bool IsThere(World world, DivisionStatement said, Resulting result) => world.Meant(result.Code, said.Day)?.On(said.Day)?.Is("code", result.Code) is true;

    private static Doing? Doing(World world, DivisionStatement said, long[] originals, IReadOnlyList<Resulting> results, IReadOnlyList<long> established)
    {
        var moves = (said.Moves ?? []).Select(move => Going(world, said.Day, move)).ToList();
        var about = said.Type is "merge" ? Original(world, said, originals, results[0]) ?? world.Meant(results[0].Code, said.Day)!.Id : originals[0];
        var goesOn = results.FirstOrDefault(result => Original(world, said, originals, result) is not null);
        var closing = said.Type is "abolish" || (said.Type is "split" && goesOn is null) ? originals : said.Type is "merge" ? [.. originals.Where(id => id != about)] : [];
        if (said.Type is "abolish" && world.Find(about)!.End == said.Day) return null;
        var set = new Dictionary<string, object?>();
        if ((said.Name ?? goesOn?.Name) is { } name) set["name"] = name;
        if ((said.Parent ?? goesOn?.Parent) is { } parent) set["parent"] = world.Meant(parent, said.Day)!.Id;
        if (said.Code is { } code) set["code"] = code;
        set = Oracle.Doing.Differing(world, about, said.Day, set);
        return closing.Length + set.Count + results.Count is 0 ? null : new Doing(said.Type, said.Day, about, closing, set, moves, established, goesOn is not null);
    }

    private static (long Thing, string Member, long To) Going(World world, int day, Moving move) => move switch
    {
        { Division: { } code } => (world.Meant(code, day)!.Id, "parent", world.Meant(move.To!, day)!.Id),
        { Organization: { } body } => (body, "division", world.Meant(move.To!, day)!.Id),
        _ => (move.Post!.Value, "organization", move.ToOrganization!.Value),
    };
}
