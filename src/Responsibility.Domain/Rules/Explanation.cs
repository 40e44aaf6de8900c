namespace Responsibility.Rules;

/// <summary>A post that the official holds that day.</summary>
/// <param name="Post">The post.</param>
/// <param name="Body">The body that it belongs to.</param>
/// <param name="Place">The division of the body.</param>
public sealed record HeldPost(Seat Post, Body Body, Place Place);

/// <summary>What one rule makes of an official, for one division: the links, or else the first condition that fails.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Links">The links that the official bears by it.</param>
/// <param name="Unmet">Why there is none.</param>
public sealed record RuleExplanation(Rule Rule, IReadOnlyList<ChainLink> Links, Unmet? Unmet);

/// <summary>The first condition of a rule that fails; of several posts that of the one which comes furthest.</summary>
/// <param name="Condition">Which condition.</param>
/// <param name="Held">The post that was looked at; null where none is held.</param>
/// <param name="Expected">What the rule asks for, in the words of the API or of the rule set; any one of these.</param>
/// <param name="Found">What there is instead; null where there is nothing.</param>
public sealed record Unmet(UnmetCondition Condition, HeldPost? Held, IReadOnlyList<string> Expected, string? Found);

/// <summary>Tells why somebody is accountable for a division, or why not, rule by rule.</summary>
public static class Explanation
{
    /// <param name="rules">The rule set.</param>
    /// <param name="ground">What the chain was derived from, as far as it concerns the posts held.</param>
    /// <param name="filter">Which part of the chain is asked about.</param>
    /// <param name="chain">The chain.</param>
    /// <param name="official">The official.</param>
    /// <param name="held">The posts that the official holds that day.</param>
    public static IReadOnlyList<RuleExplanation> Of(RuleSet rules, Ground ground, ChainFilter filter, ChainAnswer chain, OfficialId official, IReadOnlyList<HeldPost> held)
    {
        var index = new Index(ground);
        var mine = chain.Links.Where(link => link.Holders.Any(holder => holder.Official.Id == official)).ToList();
        return [.. rules.Rules.Select(rule =>
        {
            var links = mine.FindAll(link => link.Rule == rule.Order);
            return new RuleExplanation(rule, links, links.Count > 0 ? null : Fails(rules, rule, ground, filter, index, held));
        })];
    }

    private static Unmet Fails(RuleSet rules, Rule rule, Ground ground, ChainFilter filter, Index index, IReadOnlyList<HeldPost> held) =>
        held.Select(post => Fails(rules, rule, ground, filter, index, post)).MaxBy(unmet => unmet.Condition) ?? new Unmet(UnmetCondition.NoTerm, null, [], null);

    /// <summary>The conditions in the order in which a rule asks for them.</summary>
    private static Unmet Fails(RuleSet rules, Rule rule, Ground ground, ChainFilter filter, Index index, HeldPost held)
    {
        Unmet Unmet(UnmetCondition condition, IEnumerable<string> expected, string? found) => new(condition, held, [.. expected], found);
        var onPath = index.OnPath(held.Place.Id) is not null;
        var byContact = rule.Scopes.Any(scope => scope is Scope.ByContact);

        if (!rule.Bearer.IsPost) return Unmet(UnmetCondition.BodyBears, rule.Bearer.Organizations.Select(Wire<OrganizationKind>.Name), null);
        if (!rule.Bearer.Positions.Contains(held.Post.Position, StringComparer.Ordinal)) return Unmet(UnmetCondition.OtherPosition, rule.Bearer.Positions, held.Post.Position);
        var kinds = rule.Bearer.Organizations.Count > 0 ? rule.Bearer.Organizations : rules.OrganizationsOf(held.Post.Position);
        if (kinds.Count > 0 && !kinds.Contains(held.Body.Kind)) return Unmet(UnmetCondition.OtherBody, kinds.Select(Wire<OrganizationKind>.Name), Wire<OrganizationKind>.Name(held.Body.Kind));
        if (!onPath && !(byContact && ground.Beside.Any(place => place.Id == held.Place.Id))) return Unmet(UnmetCondition.OtherDivision, ground.Path.Select(place => place.Code), held.Place.Code);
        if (!rule.Levels.Contains(held.Place.Level)) return Unmet(UnmetCondition.OtherLevel, rule.Levels.Select(Wire<Level>.Name), Wire<Level>.Name(held.Place.Level));
        if (Fulfilment.Of(rule.When, index.AttributesOf(held.Place), ground.AsOf) is null) return Unmet(UnmetCondition.DivisionLacks, Asked(rule.When), null);
        if (!filter.Admits(rule.Kind)) return Unmet(UnmetCondition.OtherKind, filter.Kinds.Select(Wire<ResponsibilityKind>.Name), Wire<ResponsibilityKind>.Name(rule.Kind));
        var grounds = new Grounds(rule, index).Of(held.Body, held.Post).Where(found => onPath || found.Contact is not null).ToList();
        return grounds.Count is 0
            ? Unmet(UnmetCondition.NotInCharge, InCharge(rule), null)
            : Unmet(UnmetCondition.OtherProgramme, filter.Programmes, string.Join(", ", grounds.SelectMany(found => found.Programmes ?? []).Distinct(StringComparer.Ordinal)));
    }

    private static IEnumerable<string> Asked(Condition? when) => when switch
    {
        Condition.AnyTag any => any.Tags,
        Condition.Number number => [string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{number.Name} >= {number.AtLeast}")],
        _ => [],
    };

    private static IEnumerable<string> InCharge(Rule rule) =>
        rule.Scopes.SelectMany(scope => scope switch { Scope.ByPortfolio => ["portfolio"], Scope.ByContact => ["contact"], _ => Array.Empty<string>() });
}
