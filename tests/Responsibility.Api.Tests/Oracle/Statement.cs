namespace Responsibility.Api.Tests.Oracle;

/// <summary>What the register must refuse, found by looking at every day; the same for a new thing, one that changes and one that is put right.</summary>
internal static class Statement
{
    /// <summary>The code of the refusal, or nothing.</summary>
    /// <param name="self">The thing that changes or is put right; nothing for a new one.</param>
    public static string? Refused(World world, string noun, long? self, int from, int until, IReadOnlyDictionary<string, object?> said) => noun switch
    {
        "organization" => Twin(world, noun, self, from, until, said, "division", "name") ? "organization-exists" : null,
        "post" when Gone(world, said["organization"]) => "organization-unknown",
        "portfolio" or "contact" when Gone(world, said["post"]) => "post-unknown",
        "portfolio" or "contact" when Gone(world, said["organization"]) || Gone(world, said.GetValueOrDefault("department")) => "organization-unknown",
        "appointment" when Gone(world, said["post"]) => "post-unknown",
        "post" => Twin(world, noun, self, from, until, said, "organization", "position", "title") ? "post-exists" : null,
        "portfolio" => Twin(world, noun, self, from, until, said, "post", "organization", "programme", "department") ? "portfolio-exists" : null,
        "contact" => Twin(world, noun, self, from, until, said, "post", "organization", "division") ? "contact-exists" : null,
        "attribute" => Attribute(world, self, from, until, said),
        "appointment" => Term(world, self, from, until, said),
        _ => null,
    };

    /// <summary>What may not be so once a post was changed or put right: terms outside its days, more holders than seats.</summary>
    public static string? Broken(World world, long post)
    {
        var terms = world.All("appointment").Where(term => term.Ever("post", post)).ToList();
        var thing = world.Find(post)!;
        if (terms.Exists(term => term.First < thing.First || term.End > thing.End)) return "in-use";
        return Enumerable.Range(thing.First, thing.End - thing.First).Any(day => Filling(terms, day) > (long)thing.On(day)!["capacity"]!) ? "post-occupied" : null;
    }

    /// <summary>Whether anything rests on it.</summary>
    public static bool InUse(World world, Thing thing) => (thing.Noun switch
    {
        "division" => [("division", "parent"), ("attribute", "division"), ("organization", "division"), ("contact", "division")],
        "organization" => [("post", "organization"), ("portfolio", "organization"), ("portfolio", "department"), ("contact", "organization")],
        "post" => [("appointment", "post"), ("portfolio", "post"), ("contact", "post")],
        "official" => [("appointment", "official")],
        _ => Array.Empty<(string Noun, string Member)>(),
    }).Any(use => world.All(use.Noun).Any(other => other.Ever(use.Member, thing.Id)))
        || (thing.Noun is "division" && world.Changes.Values.Any(change => change.Doing.About == thing.Id || change.Doing.Closing.Contains(thing.Id) || change.Doing.Established.Contains(thing.Id)));

    /// <summary>Whether anything rests on what never was, or is held so no longer.</summary>
    public static bool Dangles(World world) => new[]
    {
        ("division", "parent"), ("attribute", "division"), ("organization", "division"), ("post", "organization"), ("appointment", "official"), ("appointment", "post"),
        ("portfolio", "post"), ("portfolio", "organization"), ("portfolio", "department"), ("contact", "post"), ("contact", "organization"), ("contact", "division"),
    }.Any(rests => world.All(rests.Item1).Any(thing => thing.Runs().Any(run => Gone(world, run.Cell[rests.Item2]))));

    /// <summary>What would only have begun after its division had closed never began: it is named, and never was.</summary>
    private static bool Gone(World world, object? id) => id is long known && !world.Find(known)!.Exists;

    public static bool Fills(object? kind) => kind is "substantive" or "concurrent" or "seconded";

    private static int Filling(IEnumerable<Thing> terms, int day) => terms.Count(term => Fills(term.On(day)?["kind"]));

    private static bool Twin(World world, string noun, long? self, int from, int until, IReadOnlyDictionary<string, object?> said, params string[] members) =>
        world.All(noun).Any(other => other.Id != self && Enumerable.Range(from, until - from).Any(day => other.On(day) is { } cell && members.All(member => Equals(cell[member], said[member]))));

    /// <summary>A tag never overlaps itself; a new number ends the one before, but may not run into a later one.</summary>
    private static string? Attribute(World world, long? self, int from, int until, IReadOnlyDictionary<string, object?> said)
    {
        var ends = said["value"] is not null && self is null;
        var overlapping = world.All("attribute").Where(other => other.Id != self).SelectMany(other => other.Runs())
            .Where(run => run.Cell.Is("division", said["division"]) && run.Cell.Is("name", said["name"]) && run.Start < until && from < run.End).ToList();
        // What is already held to be so is not stated anew; of a number the end does not count, for the next number may have set it.
        if (self is null && overlapping.Exists(run => run.Start == from && Equals(run.Cell["value"], said["value"]) && (ends || run.End == until))) return null;
        return overlapping.Exists(run => !ends || run.Start >= from) ? "attribute-overlaps" : null;
    }

    private static string? Term(World world, long? self, int from, int until, IReadOnlyDictionary<string, object?> said)
    {
        var post = world.Find((long)said["post"]!)!;
        if (from < post.First || until > post.End) return "post-not-in-force";
        var terms = world.All("appointment").Where(term => term.Id != self && term.Ever("post", post.Id)).ToList();
        var days = Enumerable.Range(from, until - from).ToList();
        if (terms.Exists(term => days.Exists(day => term.On(day)?.Is("official", said["official"]) is true))) return "appointment-overlaps";
        return Fills(said["kind"]) && days.Exists(day => Filling(terms, day) + 1 > (long)post.On(day)!["capacity"]!) ? "post-occupied" : null;
    }
}
