using System.Globalization;

namespace Responsibility.Api.Imports;

/// <summary>Reads a row's cells as what they should be, and keeps in mind what cannot be read.</summary>
/// <remarks>A blank cell states nothing, <c>-</c> clears: both are null in a new thing, but only the second changes a known one.</remarks>
internal sealed class Cells(Row row)
{
    /// <summary>By the first cell that cannot be read, with all of them.</summary>
    private Refusal? unread;

    /// <summary>Why the row cannot be read, if it cannot.</summary>
    public Refusal? Refusal => row.Malformed ?? unread;

    /// <summary>Whether the row says something in this column, be it only that there is nothing.</summary>
    public bool Says(string column) => row[column] is not null;

    /// <summary>A text as it is written: names keep whatever characters they have.</summary>
    public string? Text(string column) => row[column] is { } text && !IsCleared(text) ? text : null;

    /// <summary>A code, an id or another word of machines: full-width characters are taken as their usual forms, and what a spreadsheet made of it is undone where it can be.</summary>
    public string? Code(string column)
    {
        if (Text(column) is not { } text) return null;
        var code = Typed.Folded(text);
        if (!Typed.IsCutShort(code)) return Typed.WithoutFraction(code);
        Fault(Refusals.CellTurnedNumber, column, new Text(
            "A spreadsheet turned the code into a number, and its last digits are lost. Format the column as text, and enter the code again.", "电子表格已将代码转为数字,末位丢失。请将该列设为文本格式后重新填写代码。"), text);
        return null;
    }

    /// <summary>The same, where the row has to say it.</summary>
    public string RequiredCode(string column) => Required(column).Length is 0 ? "" : Code(column) ?? "";

    public string Required(string column)
    {
        if (Text(column) is { } text) return text;
        Fault(Refusals.CellMissing, column, Refusals.CellMissing.Title);
        return "";
    }

    public DateOnly? Day(string column)
    {
        if (Text(column) is not { } text) return null;
        if (Typed.Day(text) is { } day) return day;
        Invalid(column, text, "Write days as 2017-07-09, 2017/7/9, 20170709 or 2017年7月9日.", "日期请写作 2017-07-09、2017/7/9、20170709 或 2017年7月9日。");
        return null;
    }

    /// <summary>The same, where the row has to say it.</summary>
    public DateOnly RequiredDay(string column) => Required(column).Length is 0 ? default : Day(column) ?? default;

    public double RequiredNumber(string column) => Required(column).Length is 0 ? default : Number(column) ?? default;

    public double? Number(string column)
    {
        if (Text(column) is not { } text) return null;
        if (double.TryParse(Typed.Folded(text), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)) return number;
        Invalid(column, text, "Write numbers as 1234.5.", "数字请写作 1234.5。");
        return null;
    }

    /// <summary>A word of the API, or the Chinese that stands for it.</summary>
    public T? Word<T>(string column) where T : struct, Enum
    {
        if (Text(column) is not { } text) return null;
        if (Words<T>.Find(Typed.Folded(text)) is { } word) return word;
        Invalid(column, text, $"One of {string.Join(", ", Enum.GetValues<T>().Select(w => Parameters.Word(w)))}.", $"可用:{string.Join('、', Enum.GetValues<T>().Select(w => Labels.Of(w).Zh))}。");
        return null;
    }

    /// <summary>The same, where the row has to say it.</summary>
    public T RequiredWord<T>(string column) where T : struct, Enum => Required(column).Length is 0 ? default : Word<T>(column) ?? default;

    /// <summary>As people type it, narrow or wide.</summary>
    private static bool IsCleared(string text) => text is "-" or "\uFF0D";

    private void Invalid(string column, string value, string en, string zh) =>
        Fault(Refusals.CellInvalid, column, new Text(en, zh), value);

    private void Fault(Refusal refusal, string column, Text detail, string? value = null) =>
        unread = (unread ?? refusal) with { Faults = [.. unread?.Faults ?? [], new Fault($"/{column}", refusal.Code, detail, value)] };
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
