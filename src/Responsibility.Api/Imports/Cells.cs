using System.Globalization;

namespace Responsibility.Api.Imports;

/// <summary>Reads a row's cells as what they should be, and keeps in mind what cannot be read.</summary>
/// <remarks>A blank cell states nothing, <c>-</c> clears: both are null in a new thing, but only the second changes a known one.</remarks>
internal sealed class Cells(Row row)
{
    private const string Cleared = "-";

    private List<Fault>? faults;

    /// <summary>Why the row cannot be read, if it cannot.</summary>
    public Refusal? Refusal => row.Malformed ? Refusals.RowMalformed
        : faults is null ? null
        : (faults[0].Code == Refusals.CellMissing.Code ? Refusals.CellMissing : Refusals.CellInvalid) with { Faults = faults };

    /// <summary>Whether the row says something in this column, be it only that there is nothing.</summary>
    public bool Says(string column) => row[column] is not null;

    public string? Text(string column) => row[column] is { } text && text != Cleared ? text : null;

    public string Required(string column)
    {
        if (Text(column) is { } text) return text;
        (faults ??= []).Add(new Fault($"/{column}", Refusals.CellMissing.Code, Refusals.CellMissing.Title));
        return "";
    }

    public DateOnly? Day(string column)
    {
        if (Text(column) is not { } text) return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
        Invalid(column, text, "Write days as 2017-07-09.", "日期请写作 2017-07-09。");
        return null;
    }

    /// <summary>The same, where the row has to say it.</summary>
    public DateOnly RequiredDay(string column) => Required(column).Length is 0 ? default : Day(column) ?? default;

    public double RequiredNumber(string column) => Required(column).Length is 0 ? default : Number(column) ?? default;

    public double? Number(string column)
    {
        if (Text(column) is not { } text) return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)) return number;
        Invalid(column, text, "Write numbers as 1234.5.", "数字请写作 1234.5。");
        return null;
    }

    /// <summary>A word of the API, or the Chinese that stands for it.</summary>
    public T? Word<T>(string column) where T : struct, Enum
    {
        if (Text(column) is not { } text) return null;
        if (Words<T>.Find(text) is { } word) return word;
        Invalid(column, text, $"One of {string.Join(", ", Enum.GetValues<T>().Select(w => Parameters.Word(w)))}.", $"可用:{string.Join('、', Enum.GetValues<T>().Select(w => Labels.Of(w).Zh))}。");
        return null;
    }

    /// <summary>The same, where the row has to say it.</summary>
    public T RequiredWord<T>(string column) where T : struct, Enum => Required(column).Length is 0 ? default : Word<T>(column) ?? default;

    private void Invalid(string column, string value, string en, string zh) =>
        (faults ??= []).Add(new Fault($"/{column}", Refusals.CellInvalid.Code, new Text(en, zh), value));
}

/// <summary>The words of an enum as files write them.</summary>
internal static class Words<T> where T : struct, Enum
{
    private static readonly Dictionary<string, T> Known = All();

    public static T? Find(string text) => Known.TryGetValue(text, out var word) ? word : null;

    private static Dictionary<string, T> All()
    {
        var words = new Dictionary<string, T>(StringComparer.OrdinalIgnoreCase);
        foreach (var value in Enum.GetValues<T>())
        {
            words.TryAdd(Parameters.Word(value), value);
            // "挂职/选派" is known by either half.
            foreach (var label in Labels.Of(value).Zh.Split('/')) words.TryAdd(label, value);
            if (value is Level and not Level.Area) words.TryAdd(Labels.Of(value).Zh + "级", value);
        }
        return words;
    }
}
