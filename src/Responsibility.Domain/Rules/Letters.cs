namespace Responsibility.Rules;

/// <summary>Bodies that sign a responsibility letter (责任书) each year: each with one of the same kind of the next division above that has one.</summary>
/// <param name="Clause">Clause of the document that the rule puts into practice.</param>
/// <param name="Text">What it says.</param>
/// <param name="Levels">Levels of division whose bodies sign.</param>
/// <param name="Organizations">Kinds of organization that sign.</param>
public sealed record LetterRule(string Clause, Text Text, IReadOnlyList<Level> Levels, IReadOnlyList<OrganizationKind> Organizations)
{
    /// <summary>Whether it binds a body of that kind in a division of that level.</summary>
    public bool Binds(Level level, OrganizationKind kind) => Levels.Contains(level) && Organizations.Contains(kind);
}
