using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Responsibility.Api.Imports;

/// <summary>What people and spreadsheets type, as what it means.</summary>
internal static partial class Typed
{
    private const int Milliseconds = 1000;

    /// <summary>Days as people write them; the day is never guessed from an order of which there are two.</summary>
    private static readonly string[] Days = ["yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyyMMdd", "yyyy年M月d日"];

    /// <summary>The day before the first of a spreadsheet's, which takes 1900 for a leap year.</summary>
    private static readonly DateOnly SerialsFrom = new(1899, 12, 30);

    /// <summary>Serial numbers of days from 1954 to 2119: a number outside is taken for no day.</summary>
    private const int FirstSerial = 20_000;
    private const int LastSerial = 80_000;

    /// <summary>Full-width letters, digits, punctuation and spaces (全角) as their usual forms, without spaces around.</summary>
    public static string Folded(string text) => text.AsSpan().IndexOfAny(Wide) < 0 ? text.Trim() : string.Concat(text.Select(Narrow)).Trim();

    /// <summary>A code of which a spreadsheet made a number and showed it as 4.10225E+11: its last digits are lost.</summary>
    public static bool IsCutShort(string code) => code.Contains('+', StringComparison.Ordinal) && Scientific().IsMatch(code);

    /// <summary>410225000000.0 is 410225000000.</summary>
    public static string WithoutFraction(string code) => code.Contains('.', StringComparison.Ordinal) && Fraction().Match(code) is { Success: true } whole ? whole.Groups["digits"].Value : code;

    /// <summary>A day in any of the forms, or as a spreadsheet's serial number; null where it is none.</summary>
    public static DateOnly? Day(string text)
    {
        var day = Midnight().Replace(Folded(text), "");
        if (DateOnly.TryParseExact(day, Days, CultureInfo.InvariantCulture, DateTimeStyles.None, out var read)) return read;
        return int.TryParse(WithoutFraction(day), NumberStyles.None, CultureInfo.InvariantCulture, out var serial) && serial is >= FirstSerial and <= LastSerial ? SerialsFrom.AddDays(serial) : null;
    }

    private static readonly SearchValues<char> Wide = SearchValues.Create([.. Enumerable.Range(0xFF01, 0xFF5E - 0xFF01 + 1).Select(c => (char)c), '\u3000', '\u00A0']);

    private static char Narrow(char c) => c switch
    {
        >= '\uFF01' and <= '\uFF5E' => (char)(c - 0xFEE0),
        '\u3000' or '\u00A0' => ' ',
        _ => c,
    };

    [GeneratedRegex(@"^[0-9]([.][0-9]+)?[eE][+][0-9]+$", RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex Scientific();

    [GeneratedRegex(@"^(?<digits>[0-9]+)[.]0+$", RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex Fraction();

    [GeneratedRegex(@"[ T]0?0:00(:00)?$", RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex Midnight();
}
