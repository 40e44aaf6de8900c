namespace Responsibility.Rules;

/// <summary>Applies each rule of a rule set to each division from the top down to the one asked about.</summary>
public static class Chain
{
    /// <summary>Derives who is accountable; pure, so that the same ground always gives the same answer.</summary>
    public static ChainAnswer Derive(RuleSet rules, Ground ground, ChainFilter filter) =>
        Join(rules, ground.Path, ground.AsOf, [.. Ground.Ordered(ground.Path, ground.Beside).Select(place => DeriveAt(rules, ground, place, filter))]);

    /// <summary>What one place contributes. Besides the path it needs only the rows of that place, and contacts that lead into the path; a place beside the path contributes by these alone.</summary>
    public static ChainPart DeriveAt(RuleSet rules, Ground ground, Place place, ChainFilter filter)
    {
        var index = new Index(ground);
        var links = new List<ChainLink>();
        var gaps = new List<ChainGap>();
        foreach (var rule in rules.Rules)
        {
            if (!rule.Levels.Contains(place.Level) || !filter.Admits(rule.Kind)) continue;
            if (index.OnPath(place.Id) is null && !rule.Scopes.Any(scope => scope is Scope.ByContact)) continue;
            if (Fulfilment.Of(rule.When, index.AttributesOf(place), ground.AsOf) is not { } fulfilment) continue;
            new RuleAtPlace(rules, rule, place, fulfilment, ground.AsOf, index, filter).AddTo(links, gaps);
        }
        return new ChainPart(links, gaps);
    }

    /// <summary>The chain that the parts of a path and of the places beside it, from the top down, make up.</summary>
    public static ChainAnswer Join(RuleSet rules, IReadOnlyList<Place> path, DateOnly asOf, IReadOnlyList<ChainPart> parts)
    {
        var asked = path[^1];
        return new ChainAnswer
        {
            Division = new DivisionReference(asked.Code, asked.Name, asked.Level),
            AsOf = asOf,
            RuleSet = new RuleSetReference(rules.Id, rules.Version),
            Complete = parts.All(part => part.Gaps.Count is 0),
            Links = [.. parts.SelectMany(part => part.Links)],
            Gaps = [.. parts.SelectMany(part => part.Gaps)],
        };
    }
}
