using System.Reflection;
using System.Text.RegularExpressions;

namespace Responsibility.Tests;

public sealed partial class RefusalsTests
{
    private static readonly IReadOnlyList<Refusal> All =
        [.. typeof(Refusals).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)).OfType<Refusal>()];

    [Fact]
    public void Every_refusal_has_a_code_of_its_own() => All.Select(refusal => refusal.Code).ShouldBeUnique();

    [Fact]
    public void Codes_are_lower_case_words_with_hyphens() => All.Where(refusal => !Code().IsMatch(refusal.Code)).ShouldBeEmpty();

    [Fact]
    public void Every_refusal_has_a_status_of_an_error_and_a_title_in_both_languages() =>
        All.Where(refusal => refusal.Status is < 400 or > 599 || refusal.Title.En.Length is 0 || !refusal.Title.Zh.Any(c => c is >= '一' and <= '鿿')).ShouldBeEmpty();

    [GeneratedRegex("^[a-z]+(-[a-z]+)*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();
}
