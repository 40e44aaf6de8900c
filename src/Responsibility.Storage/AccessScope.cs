namespace Responsibility.Storage;

/// <summary>The divisions that a caller reaches, each with all below it.</summary>
public sealed class AccessScope
{
    public AccessScope(IEnumerable<long> divisions)
    {
        Divisions = [.. divisions.Distinct().Order()];
        Text = string.Join(',', Divisions);
    }

    /// <summary>Their ids, in order.</summary>
    public IReadOnlyList<long> Divisions { get; }

    /// <summary>The ids with commas between, as the register keeps them.</summary>
    public string Text { get; }

    /// <summary>The ids as a JSON array, as a statement takes them.</summary>
    internal string Json => $"[{Text}]";

    /// <summary>The scope that was kept as <paramref name="text"/>; null, for everything, where there is none.</summary>
    public static AccessScope? Parse(string? text) =>
        text is null ? null : new(text.Split(',').Select(id => long.Parse(id, System.Globalization.CultureInfo.InvariantCulture)));
}

/// <summary>A unit of work would have written, or named, what its caller does not reach.</summary>
/// <param name="made">Whether it was made by the unit of work itself, and belongs nowhere.</param>
internal sealed class OutOfScopeException(string noun, long id, bool made) : Exception($"{noun} {id} is not reached.")
{
    public string Noun => noun;

    public bool Made => made;
}
