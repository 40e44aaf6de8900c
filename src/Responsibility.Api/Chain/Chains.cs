using System.Globalization;
using Responsibility.Api.RuleSets;
using Responsibility.Rules;

namespace Responsibility.Api.Chain;

/// <summary>Gathers the ground of a chain from one snapshot and derives the chain from it, place by place.</summary>
internal static class Chains
{
    /// <summary>A chain, the division, those above it and those linked to them with their parts, from the top down, and the rule set by which it was derived.</summary>
    /// <param name="Above">The division and those above it alone.</param>
    /// <param name="Contacts">Links that lead into these.</param>
    internal sealed record Derived(
        ChainAnswer Answer, RuleSetShelf.Shelved RuleSet, IReadOnlyList<Place> Places, IReadOnlyList<ShelvedPart> Parts, IReadOnlyList<Place> Above, IEnumerable<Responsibility.Rules.Contact> Contacts);

    /// <param name="code">Code of the division that is asked about.</param>
    /// <param name="filter">Which part of the chain is wanted.</param>
    /// <param name="ruleSet">By which rule set; the one in force where absent.</param>
    public static async Task<Result<Derived>> Derive(Session session, Moment moment, string code, ChainFilter filter, string? ruleSet)
    {
        var rules = await RuleSetShelf.InForce(session, moment, ruleSet);
        if (rules.Refusal is { } refusal) return refusal;
        if (!DivisionCode.TryParse(code, out var parsed)) return Refusals.DivisionUnknown.At("division", code);
        // As long as nothing at all is recorded, the same question gets the same answer without asking for the place.
        var key = string.Create(CultureInfo.InvariantCulture, $"derived/{parsed.Value}/{moment.AsOf.DayNumber}/{moment.KnownAt}/{rules.Required().Id.Value}/{Of(filter)}");
        if (session.Shelf.Find<Derived>(key) is { } known) return known;
        var asked = await session.Find<KnownPlace>(GroundSql.Asked, new { code = parsed.Value, moment.AsOf, moment.KnownAt });
        if (asked is null || asked.ValidUntil <= moment.AsOf) return Refusals.DivisionUnknown.At("division", code);
        var derived = await Derive(session, moment, asked.Id, asked, filter, rules.Required());
        // The division's own part may be off the shelf when this still stands on it.
        const long BytesOfDerived = 2000;
        session.Shelf.Keep(key, derived, BytesOfDerived + derived.Parts[^1].Size);
        return derived;
    }

    /// <summary>The same, for a division and a rule set that are known already.</summary>
    public static Task<Derived> Derive(Session session, Moment moment, DivisionId division, ChainFilter filter, RuleSetShelf.Shelved rules) =>
        Derive(session, moment, division, null, filter, rules);

    /// <param name="asked">The division itself, where it was read already.</param>
    private static async Task<Derived> Derive(Session session, Moment moment, DivisionId division, KnownPlace? asked, ChainFilter filter, RuleSetShelf.Shelved rules)
    {
        await session.Follow(moment.KnownAt);
        var path = await Path(session, moment, division, asked);
        Place[] above = [.. path.Select(p => p.Place)];
        var places = Ground.Ordered(above, await Beside(session, moment, path, rules));
        var parts = new List<ShelvedPart>(path.Count);
        foreach (var place in places)
        {
            var contacts = path.SelectMany(p => p.Contacts).Where(contact => contact.BearerDivision == place.Id).Select(contact => contact.Row).ToList();
            // A place's part is the same in every chain below it, and in its own when it is asked for again, until a fact tells of the place.
            var key = Key(place, moment, filter, rules, contacts, isAbove: above.Contains(place));
            if (session.Shelf.Find<ShelvedPart>(key, place.Id.Value, moment.KnownAt) is { } known)
            {
                parts.Add(known);
                continue;
            }
            var ground = await Gather(session, moment, place, rules) with { Path = above, Contacts = contacts };
            var part = new ShelvedPart(Responsibility.Rules.Chain.DeriveAt(rules.Set, ground, place, filter));
            session.Shelf.Keep(key, place.Id.Value, moment.KnownAt, part, part.Size);
            parts.Add(part);
        }
        return new(Responsibility.Rules.Chain.Join(rules.Set, above, moment.AsOf, [.. parts.Select(p => p.Part)]), rules, places, parts, above, path.SelectMany(p => p.Contacts).Select(contact => contact.Row));
    }

    /// <summary>A division and those above it, from the top down, each with the links that lead into it.</summary>
    /// <param name="asked">The division itself, where it was read already.</param>
    private static async Task<IReadOnlyList<LinkedPlace>> Path(Session session, Moment moment, DivisionId division, KnownPlace? asked)
    {
        var path = new List<LinkedPlace>();
        for (DivisionId? next = division; next is { } id && path.Count < Reach.Deepest; next = path[^1].Parent)
        {
            if (await Linked(session, moment, id, path.Count is 0 ? asked : null) is not { } place) break;
            path.Add(place);
        }
        path.Reverse();
        return path;
    }

    /// <summary>Divisions that are not above the one asked about, and whose posts or bodies are linked to it or to one above it.</summary>
    private static async Task<IReadOnlyList<Place>> Beside(Session session, Moment moment, IReadOnlyList<LinkedPlace> path, RuleSetShelf.Shelved rules)
    {
        if (!rules.Set.Rules.Any(rule => rule.Scopes.Any(scope => scope is Scope.ByContact))) return [];
        var beside = new List<Place>();
        foreach (var bearer in path.SelectMany(p => p.Contacts).Select(contact => contact.BearerDivision).Except(path.Select(p => p.Place.Id)))
            if (await Linked(session, moment, bearer, null) is { } linked) beside.Add(linked.Place);
        return beside;
    }

    private static async Task<LinkedPlace?> Linked(Session session, Moment moment, DivisionId division, KnownPlace? asked)
    {
        const long BytesOfPlace = 500;
        var key = string.Create(CultureInfo.InvariantCulture, $"place/{division.Value}/{moment.AsOf.DayNumber}");
        if (session.Shelf.Find<LinkedPlace>(key, division.Value, moment.KnownAt) is { } known) return known;
        var here = new { Place = division, moment.AsOf, moment.KnownAt };
        if ((asked ?? await session.Find<KnownPlace>(GroundSql.Place, here)) is not { } found) return null;
        var place = found.Place();
        var contacts = await session.List<ContactRow>(GroundSql.Contacts, here);
        var linked = new LinkedPlace(place, found.ParentId, [.. contacts.Select(c => new LinkedContact(c.BearerDivision, c.Row(place)))]);
        session.Shelf.Keep(key, division.Value, moment.KnownAt, linked, BytesOfPlace * (1 + linked.Contacts.Count));
        return linked;
    }

    /// <summary>What the register holds of one place that its part of a chain rests on, but for the contacts.</summary>
    public static async Task<Ground> Gather(Session session, Moment moment, Place place, RuleSetShelf.Shelved rules)
    {
        var here = new { Place = place.Id, moment.AsOf, moment.KnownAt };
        var staff = await session.List<StaffRow>(SqlOf(session, rules).Staff, here);
        return new Ground
        {
            AsOf = moment.AsOf,
            Path = [],
            Attributes = await session.List<AttributeRow>(GroundSql.Attributes, here),
            Bodies = StaffRow.Bodies(staff, place.Id),
            Seats = StaffRow.Seats(staff),
            Terms = StaffRow.Terms(staff),
            Portfolios = staff.Any(row => row.Bears) ? await session.List<Responsibility.Rules.Portfolio>(GroundSql.Portfolios, here) : [],
        };
    }

    /// <summary>Everything that a place's part depends on besides the facts that tell of the place.</summary>
    private static string Key(Place place, Moment moment, ChainFilter filter, RuleSetShelf.Shelved rules, IEnumerable<Responsibility.Rules.Contact> contacts, bool isAbove) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(isAbove ? "chain" : "beside")}/{place.Id.Value}/{moment.AsOf.DayNumber}/{rules.Id.Value}/{Of(filter)}/{string.Join(',', contacts.Select(c => c.Id.Value))}");

    private static string Of(ChainFilter filter) => $"{string.Join(',', filter.Programmes)}/{string.Join(',', filter.Kinds)}";

    private static GroundSql SqlOf(Session session, RuleSetShelf.Shelved rules)
    {
        var key = ("groundSql", rules.Id.Value);
        if (session.Remembered.TryGetValue(key, out var known)) return (GroundSql)known;
        var sql = new GroundSql(rules.Set);
        session.Remember(key, sql);
        return sql;
    }

    /// <summary>A place of a path, and the links that lead into it.</summary>
    private sealed record LinkedPlace(Place Place, DivisionId? Parent, IReadOnlyList<LinkedContact> Contacts);

    /// <summary>A link, and the division in which its bearer is.</summary>
    private sealed record LinkedContact(DivisionId BearerDivision, Responsibility.Rules.Contact Row);

    private sealed record KnownPlace
    {
        public required DivisionId Id { get; init; }
        public DivisionId? ParentId { get; init; }
        public required string Code { get; init; }
        public required string Name { get; init; }
        public required Level Level { get; init; }
        public DateOnly ValidFrom { get; init; }
        public DateOnly ValidUntil { get; init; }
        public required long Ledger { get; init; }

        public Place Place() => new() { Id = Id, Code = Code, Name = Name, Level = Level, ValidFrom = ValidFrom, Ledger = Ledger };
    }

    private sealed record ContactRow
    {
        public required ContactId Id { get; init; }
        public PostId? Post { get; init; }
        public OrganizationId? Organization { get; init; }
        public DateOnly ValidFrom { get; init; }
        public DateOnly ValidUntil { get; init; }
        public string? Document { get; init; }
        public required long Ledger { get; init; }
        public required DivisionId BearerDivision { get; init; }

        public Responsibility.Rules.Contact Row(Place into) => new()
        {
            Id = Id,
            Post = Post,
            Organization = Organization,
            Division = into.Id,
            Code = into.Code,
            Name = into.Name,
            ValidFrom = ValidFrom,
            ValidUntil = ValidUntil,
            Document = Document,
            Ledger = Ledger,
        };
    }
}
