namespace Responsibility.Rules;

/// <summary>Applies each rule of a rule set to each division from the top down to the one asked about.</summary>
public static class Chain
{
    /// <summary>Derives who is accountable; pure, so that the same ground always gives the same answer.</summary>
    public static ChainAnswer Derive(RuleSet rules, Ground ground, ChainFilter filter)
    {
        var index = new Index(ground);
        var links = new List<ChainLink>();
        var gaps = new List<ChainGap>();
        foreach (var place in ground.Path)
        {
            foreach (var rule in rules.Rules)
            {
                if (!rule.Levels.Contains(place.Level) || !filter.Admits(rule.Kind)) continue;
                if (Fulfilment.Of(rule.When, index.AttributesOf(place), ground.AsOf) is not { } fulfilment) continue;
                new RuleAtPlace(rules, rule, place, fulfilment, ground.AsOf, index, filter).AddTo(links, gaps);
            }
        }
        var asked = ground.Path[^1];
        return new ChainAnswer
        {
            Division = new DivisionReference(asked.Code, asked.Name, asked.Level),
            AsOf = ground.AsOf,
            RuleSet = new RuleSetReference(rules.Id, rules.Version),
            Complete = gaps.Count is 0,
            Links = links,
            Gaps = gaps,
        };
    }
}
