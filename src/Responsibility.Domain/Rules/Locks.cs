namespace Responsibility.Rules;

/// <summary>Posts whose holders stay as long as something is so of their division (不脱贫不调整).</summary>
/// <param name="Clause">Clause of the document that the rule puts into practice.</param>
/// <param name="Text">What it says.</param>
/// <param name="Levels">Levels of division whose posts are bound.</param>
/// <param name="Positions">Positions that are bound.</param>
/// <param name="When">What the division must be.</param>
/// <param name="Allowed">Reasons for the end of an appointment, as they are recorded, that are no adjustment.</param>
public sealed record LockRule(string Clause, Text Text, IReadOnlyList<Level> Levels, IReadOnlyList<string> Positions, Condition? When, IReadOnlyList<string> Allowed);
