namespace Responsibility.Tests;

public sealed class LabelsTests
{
    [Fact]
    public void Every_word_of_the_domain_has_a_label_in_both_languages() =>
        Labels.Enums.SelectMany(type => Enum.GetValues(type).Cast<Enum>())
            .Where(value => Labels.Find(value) is not { En.Length: > 0, Zh.Length: > 0 })
            .Select(value => $"{value.GetType().Name}.{value}")
            .ShouldBeEmpty();

    [Fact]
    public void No_two_words_of_a_group_read_alike() =>
        Labels.Enums.SelectMany(type => Enum.GetValues(type).Cast<Enum>().GroupBy(value => Labels.Of(value).Zh, StringComparer.Ordinal))
            .Where(same => same.Count() > 1)
            .Select(same => same.Key)
            .ShouldBeEmpty();
}
