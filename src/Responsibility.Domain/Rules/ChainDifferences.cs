namespace Responsibility.Rules;

/// <summary>What tells two chains apart.</summary>
/// <param name="Added">Links of the other alone.</param>
/// <param name="Removed">Links of the one alone.</param>
/// <param name="Changed">The same bearer, on the same ground, of whom something else is said.</param>
/// <param name="Opened">Gaps of the other alone.</param>
/// <param name="Closed">Gaps of the one alone.</param>
public sealed record ChainDifferences(
    IReadOnlyList<ChainLink> Added, IReadOnlyList<ChainLink> Removed, IReadOnlyList<LinkChange> Changed, IReadOnlyList<ChainGap> Opened, IReadOnlyList<ChainGap> Closed)
{
    public static ChainDifferences Between(ChainAnswer one, ChainAnswer other)
    {
        var (ones, others) = (Identified(one), Identified(other));
        var changed = from link in ones
                      where others.ContainsKey(link.Key)
                      let change = new LinkChange(link.Value, others[link.Key])
                      where change.Members.Count > 0
                      select change;
        return new ChainDifferences(
            [.. others.Where(link => !ones.ContainsKey(link.Key)).Select(link => link.Value)], [.. ones.Where(link => !others.ContainsKey(link.Key)).Select(link => link.Value)], [.. changed],
            [.. other.Gaps.Except(one.Gaps)], [.. one.Gaps.Except(other.Gaps)]);
    }

    /// <summary>The links of a chain in its order, by what makes each the same in another chain.</summary>
    private static OrderedDictionary<(LinkIdentity, int), ChainLink> Identified(ChainAnswer chain)
    {
        var (found, times) = (new OrderedDictionary<(LinkIdentity, int), ChainLink>(), new Dictionary<LinkIdentity, int>());
        foreach (var link in chain.Links)
        {
            var identity = new LinkIdentity(link.Organization.Id, link.Post?.Id, link.Basis.Clause, link.Grade, link.Basis.Portfolio?.Id, link.Basis.Contact?.Id);
            // Rules that say the same under different conditions make the same link twice.
            found.Add((identity, times[identity] = times.GetValueOrDefault(identity) + 1), link);
        }
        return found;
    }

    /// <summary>A link is the same while the same body or post bears the same by the same clause, portfolio or contact.</summary>
    private readonly record struct LinkIdentity(OrganizationId Organization, PostId? Post, string Clause, Grade Grade, PortfolioId? Portfolio, ContactId? Contact);
}

/// <summary>A link as the one chain has it, and as the other has it.</summary>
public sealed record LinkChange(ChainLink One, ChainLink Other)
{
    /// <summary>The members of the link that differ, but for its ledger positions.</summary>
    public IReadOnlyList<string> Members { get; } =
    [
        .. Differs("division", One.Division == Other.Division), .. Differs("kind", One.Kind == Other.Kind),
        .. Differs("scope", (One.Scope.Programmes is null) == (Other.Scope.Programmes is null) && (One.Scope.Programmes ?? []).SequenceEqual(Other.Scope.Programmes ?? [], StringComparer.Ordinal)),
        .. Differs("organization", One.Organization == Other.Organization), .. Differs("post", One.Post == Other.Post), .. Differs("holders", One.Holders.SequenceEqual(Other.Holders)),
        .. Differs("vacancy", One.Vacancy == Other.Vacancy), .. Differs("basis", One.Basis == Other.Basis),
    ];

    private static string[] Differs(string member, bool same) => same ? [] : [member];
}
