namespace Responsibility.Rules;

/// <summary>One rule: who bears which responsibility for a division, by which clause.</summary>
public sealed record Rule
{
    /// <summary>Place in the file, from 0.</summary>
    public required int Order { get; init; }

    /// <summary>Clause of the document that the rule puts into practice. Several rules may cite one clause.</summary>
    public required string Clause { get; init; }

    public required Text Text { get; init; }

    /// <summary>Levels of division to which the rule applies.</summary>
    public required IReadOnlyList<Level> Levels { get; init; }

    public required Bearer Bearer { get; init; }

    public required ResponsibilityKind Kind { get; init; }

    public required Grade Grade { get; init; }

    /// <summary>What the responsibility is for; several mean or.</summary>
    public required IReadOnlyList<Scope> Scopes { get; init; }

    /// <summary>What the division must be for the rule to apply to it; null: it always applies.</summary>
    public Condition? When { get; init; }

    /// <summary>Whether the division lacks something where nobody bears the responsibility.</summary>
    public required bool Required { get; init; }

    /// <summary>Whether a missing bearer is a gap: only where the bearer does not first come about through a portfolio or a contact.</summary>
    public bool MakesGaps => Required && Scopes.All(scope => scope is Scope.Everything or Scope.Programmes);
}

/// <summary>Who bears a responsibility: posts of a position, or bodies of a kind.</summary>
/// <remarks>With both, posts of that position in bodies of that kind; then the body's portfolios and contacts count for the post too.</remarks>
/// <param name="Positions">Positions, each of which is required by itself.</param>
/// <param name="Organizations">Kinds of organization, each of which is required by itself.</param>
public sealed record Bearer(IReadOnlyList<string> Positions, IReadOnlyList<OrganizationKind> Organizations)
{
    public bool IsPost => Positions.Count > 0;
}

/// <summary>What a responsibility is for.</summary>
public abstract record Scope
{
    private Scope() { }

    /// <summary>Everything.</summary>
    public sealed record Everything : Scope;

    /// <summary>Some programmes.</summary>
    public sealed record Programmes(IReadOnlyList<string> Names) : Scope;

    /// <summary>What the bearer's portfolios say, in every division under the bearer's own.</summary>
    public sealed record ByPortfolio : Scope;

    /// <summary>Everything, but only inside the divisions to which the bearer is linked.</summary>
    public sealed record ByContact : Scope;
}

/// <summary>What a division must be.</summary>
public abstract record Condition
{
    private Condition() { }

    /// <summary>It has at least one of these tags.</summary>
    public sealed record AnyTag(IReadOnlyList<string> Tags) : Condition;

    /// <summary>A number of it is known and not lower than that.</summary>
    public sealed record Number(string Name, decimal AtLeast) : Condition;

    /// <summary>Whether the row, on the days on which it is valid, makes the condition true.</summary>
    public bool IsMetBy(AttributeRow row) => this switch
    {
        AnyTag any => any.Tags.Contains(row.Name, StringComparer.Ordinal),
        Number number => row.Name == number.Name && row.Value >= number.AtLeast,
        _ => false,
    };
}
