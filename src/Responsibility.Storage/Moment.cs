using System.Globalization;

namespace Responsibility.Storage;

/// <summary>The two dates at which a question is asked, as the asker gave them.</summary>
/// <param name="AsOf">The day on which it was so in the world; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:48210</c> or an RFC 3339 instant; now where absent.</param>
public sealed record At(DateOnly? AsOf = null, string? KnownAt = null)
{
    public static readonly At Now = new();
}

/// <summary>The two dates at which a question is answered: a day and a ledger position.</summary>
public sealed record Moment
{
    public required DateOnly AsOf { get; init; }

    /// <summary>The last ledger position that counts as known.</summary>
    public required long KnownAt { get; init; }

    /// <summary>Whether the same question will always get this answer: both dates were given and nothing can still be recorded before the second, nor is it of one whose scope may change.</summary>
    public bool Stable { get; init; }

    public string KnownAtText => $"pos:{KnownAt.ToString(CultureInfo.InvariantCulture)}";
}
