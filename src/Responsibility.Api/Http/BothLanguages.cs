namespace Responsibility.Api.Http;

/// <summary>A text in Chinese and in English.</summary>
/// <param name="Zh">In Chinese.</param>
/// <param name="En">In English.</param>
public sealed record BothLanguages(string Zh, string En)
{
    internal static BothLanguages Of(Text text) => new(text.Zh, text.En);
}
