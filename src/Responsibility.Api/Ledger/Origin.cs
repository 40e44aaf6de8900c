using System.Globalization;
using System.Security.Cryptography;
using Responsibility.Ledger;

namespace Responsibility.Api.Ledger;

/// <summary>Which ledger, <c>henan.example/responsibility/1</c>: a name and, behind it, how often it was begun anew from a backup.</summary>
internal sealed record Origin(string Name, long Incarnation)
{
    /// <summary>A name that no other ledger has, for whoever has not chosen one.</summary>
    public static string AnyName() => $"responsibility.local/{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";

    public static Origin Of(VerifierKey key) => Parse(key.Name) ?? throw new FormatException($"The key of the ledger has a name that ends with the number of an incarnation, such as /1; not {key.Name}.");

    /// <summary>Null where the text does not end with the number of an incarnation.</summary>
    public static Origin? Parse(string text) =>
        text.LastIndexOf('/') is var slash and > 0 && long.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && new Origin(text[..slash], number) is { Incarnation: > 0 } origin && origin.ToString() == text ? origin : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}/{Incarnation}");
}
