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
        var (ones, others) = (one.Links.ToDictionary(Identity), other.Links.ToDictionary(Identity));
        var changed = from link in one.Links
                      where others.ContainsKey(Identity(link))
                      let change = new LinkChange(link, others[Identity(link)])
                      where change.Members.Count > 0
                      select change;
        return new ChainDifferences(
            [.. other.Links.Where(link => !ones.ContainsKey(Identity(link)))], [.. one.Links.Where(link => !others.ContainsKey(Identity(link)))], [.. changed],
            [.. other.Gaps.Except(one.Gaps)], [.. one.Gaps.Except(other.Gaps)]);
    }

    /// <summary>A link is the same while the same body or post bears the same by the same clause, portfolio or contact.</summary>
    private static (OrganizationId, PostId?, string, Grade, PortfolioId?, ContactId?) Identity(ChainLink link) =>
        (link.Organization.Id, link.Post?.Id, link.Basis.Clause, link.Grade, link.Basis.Portfolio?.Id, link.Basis.Contact?.Id);
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
