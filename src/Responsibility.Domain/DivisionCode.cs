using System.Diagnostics.CodeAnalysis;

namespace Responsibility;

/// <summary>The code of a division (区划代码): 12 digits 2+2+2+3+3 as in GB/T 2260 and GB/T 10114, or an area's own code.</summary>
/// <remarks>
/// 2, 4, 6 and 9 digits are accepted and padded with zeros. An area without an official code has letters, digits and <c>-</c>, at most 32,
/// and at least one letter or <c>-</c>, so that it can never be taken for an official code.
/// </remarks>
public readonly record struct DivisionCode
{
    private const int Length = 12;
    private const int AreaLength = 32;

    private DivisionCode(string value) => Value = value;

    public string Value { get; }

    /// <summary>Whether this is a code of the official 12 digits.</summary>
    public bool IsOfficial => IsDigits(Value);

    public static bool TryParse([NotNullWhen(true)] string? text, out DivisionCode code)
    {
        code = default;
        if (string.IsNullOrEmpty(text)) return false;
        if (IsDigits(text))
        {
            if (text.Length is not (2 or 4 or 6 or 9 or Length)) return false;
            code = new DivisionCode(text.PadRight(Length, '0'));
            return true;
        }
        if (text.Length > AreaLength || !text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-')) return false;
        code = new DivisionCode(text);
        return true;
    }

    /// <summary>The code that a validator has already accepted.</summary>
    public static DivisionCode Parse(string text) =>
        TryParse(text, out var code) ? code : throw new FormatException($"'{text}' is not the code of a division.");

    public override string ToString() => Value;

    private static bool IsDigits(string text) => text.All(char.IsAsciiDigit);
}
