using System.Globalization;
using Responsibility.Api.RuleSets;
using Responsibility.Rules;

namespace Responsibility.Api.Chain;

/// <summary>Gathers the ground of a chain from one snapshot and derives the chain from it, place by place.</summary>
internal static class Chains
{
    /// <summary>A chain, its parts from the top down, and the fact that recorded the rule set by which it was derived.</summary>
    internal sealed record Derived(ChainAnswer Answer, RuleSetId RuleSet, IReadOnlyList<ShelvedPart> Parts);

    /// <param name="code">Code of the division that is asked about.</param>
    /// <param name="filter">Which part of the chain is wanted.</param>
    /// <param name="ruleSet">By which rule set; the one in force where absent.</param>
    public static async Task<Result<Derived>> Derive(Session session, Moment moment, string code, ChainFilter filter, string? ruleSet)
    {
        var rules = await RuleSetShelf.InForce(session, moment, ruleSet);
        if (rules.Refusal is { } refusal) return refusal;
        var found = await DivisionCodes.Find(session, code, moment);
        if (found is null || found.ValidUntil <= moment.AsOf) return Refusals.DivisionUnknown.At("division", code);
        return await Derive(session, moment, found.Id, filter, rules.Required());
    }

    /// <summary>The same, for a division and a rule set that are known already.</summary>
    public static async Task<Derived> Derive(Session session, Moment moment, DivisionId division, ChainFilter filter, RuleSetShelf.Shelved rules)
    {
        var on = new { Division = division, moment.AsOf, moment.KnownAt };
        var path = await session.List<Place>(GroundSql.Path, on);
        var contacts = await session.List<BorneContact>(GroundSql.Contacts, on);
        var parts = new List<ShelvedPart>(path.Count);
        foreach (var place in path)
        {
            var linked = contacts.Where(contact => contact.BearerDivision == place.Id).ToList();
            // Parts of upper places are the same in every chain below them; the asked place's own is asked for once.
            var key = place == path[^1] ? null : Key(place, moment, filter, rules, linked);
            if (key is not null && session.Shelf.Find<ShelvedPart>(key) is { } known)
            {
                parts.Add(known);
                continue;
            }
            var ground = await Gather(session, moment, place, rules) with { Path = path, Contacts = [.. linked.Select(contact => contact.Row())] };
            var part = new ShelvedPart(Responsibility.Rules.Chain.DeriveAt(rules.Set, ground, place, filter));
            if (key is not null) session.Shelf.Keep(key, part, part.Size);
            parts.Add(part);
        }
        return new(Responsibility.Rules.Chain.Join(rules.Set, path, moment.AsOf, [.. parts.Select(p => p.Part)]), rules.Id, parts);
    }

    private static async Task<Ground> Gather(Session session, Moment moment, Place place, RuleSetShelf.Shelved rules)
    {
        var sql = SqlOf(session, rules);
        var here = new { Place = place.Id, moment.AsOf, moment.KnownAt };
        return new Ground
        {
            AsOf = moment.AsOf,
            Path = [],
            Attributes = await session.List<AttributeRow>(GroundSql.Attributes, here),
            Bodies = await session.List<Body>(sql.Bodies, here),
            Seats = await session.List<Seat>(sql.Seats, here),
            Terms = await session.List<Term>(sql.Terms, here),
            Portfolios = await session.List<Responsibility.Rules.Portfolio>(GroundSql.Portfolios, here),
        };
    }

    /// <summary>Everything that a place's part depends on: as known at a position, what the register holds of it never changes.</summary>
    private static string Key(Place place, Moment moment, ChainFilter filter, RuleSetShelf.Shelved rules, IEnumerable<BorneContact> linked) => string.Create(
        CultureInfo.InvariantCulture,
        $"chain/{place.Id.Value}/{moment.AsOf.DayNumber}/{moment.KnownAt}/{rules.Id.Value}/{string.Join(',', filter.Programmes)}/{string.Join(',', filter.Kinds)}/{string.Join(",", linked.Select(c => c.Id.Value))}");

    private static GroundSql SqlOf(Session session, RuleSetShelf.Shelved rules)
    {
        var key = ("groundSql", rules.Id.Value);
        if (session.Remembered.TryGetValue(key, out var known)) return (GroundSql)known;
        var sql = new GroundSql(rules.Set);
        session.Remember(key, sql);
        return sql;
    }

    /// <summary>A contact, and the division in which its bearer is.</summary>
    private sealed record BorneContact
    {
        public required ContactId Id { get; init; }
        public PostId? Post { get; init; }
        public OrganizationId? Organization { get; init; }
        public required DivisionId Division { get; init; }
        public required string Code { get; init; }
        public required string Name { get; init; }
        public DateOnly ValidFrom { get; init; }
        public DateOnly ValidUntil { get; init; }
        public string? Document { get; init; }
        public required long Ledger { get; init; }
        public required DivisionId BearerDivision { get; init; }

        public Responsibility.Rules.Contact Row() => new()
        {
            Id = Id, Post = Post, Organization = Organization, Division = Division, Code = Code, Name = Name,
            ValidFrom = ValidFrom, ValidUntil = ValidUntil, Document = Document, Ledger = Ledger,
        };
    }
}
