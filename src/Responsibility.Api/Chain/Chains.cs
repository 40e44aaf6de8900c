using Responsibility.Api.RuleSets;
using Responsibility.Rules;

namespace Responsibility.Api.Chain;

/// <summary>Gathers the ground of a chain from one snapshot and derives the chain from it.</summary>
internal static class Chains
{
    /// <summary>A chain, and the fact that recorded the rule set by which it was derived.</summary>
    internal sealed record Derived(ChainAnswer Answer, RuleSetId RuleSet);

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
    public static async Task<Derived> Derive(Session session, Moment moment, DivisionId division, ChainFilter filter, RuleSetShelf.Shelved rules) =>
        new(Responsibility.Rules.Chain.Derive(rules.Set, await Gather(session, moment, division, rules), filter), rules.Id);

    private static async Task<Ground> Gather(Session session, Moment moment, DivisionId division, RuleSetShelf.Shelved rules)
    {
        var sql = SqlOf(session, rules);
        var path = await session.List<Place>(GroundSql.Path, new { Division = division, moment.AsOf, moment.KnownAt });
        var on = new Dictionary<string, object?>(StringComparer.Ordinal) { ["@AsOf"] = moment.AsOf, ["@KnownAt"] = moment.KnownAt };
        for (var i = 0; i < GroundSql.LongestPath; i++)
            on.Add(GroundSql.Place(i), i < path.Count ? path[i].Id.Value : 0);
        return new Ground
        {
            AsOf = moment.AsOf,
            Path = path,
            Attributes = await session.List<AttributeRow>(GroundSql.Attributes, on),
            Bodies = await session.List<Body>(sql.Bodies, on),
            Seats = await session.List<Seat>(sql.Seats, on),
            Terms = await session.List<Term>(sql.Terms, on),
            Portfolios = await session.List<Responsibility.Rules.Portfolio>(sql.Portfolios, on),
            Contacts = await session.List<Responsibility.Rules.Contact>(GroundSql.Contacts, on),
        };
    }

    private static GroundSql SqlOf(Session session, RuleSetShelf.Shelved rules)
    {
        var key = ("groundSql", rules.Id.Value);
        if (session.Remembered.TryGetValue(key, out var known)) return (GroundSql)known;
        var sql = new GroundSql(rules.Set);
        session.Remember(key, sql);
        return sql;
    }
}
