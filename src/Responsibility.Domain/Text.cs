namespace Responsibility;

/// <summary>A sentence for people, in English and in Chinese.</summary>
public sealed record Text(string En, string Zh)
{
    /// <summary>A text that is the same in both languages, such as a message that another library has already put into the reader's language.</summary>
    public static Text Same(string text) => new(text, text);

    /// <summary>The text in the language of <paramref name="culture"/>: Chinese where it asks for Chinese, English everywhere else.</summary>
    public string In(System.Globalization.CultureInfo culture) => culture.TwoLetterISOLanguageName is "zh" ? Zh : En;
}
