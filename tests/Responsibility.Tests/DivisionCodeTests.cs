namespace Responsibility.Tests;

public sealed class DivisionCodeTests
{
    [Theory]
    [InlineData("41", "410000000000")]
    [InlineData("4102", "410200000000")]
    [InlineData("410225", "410225000000")]
    [InlineData("410225101", "410225101000")]
    [InlineData("410225101201", "410225101201")]
    public void Shorter_codes_are_padded(string given, string code)
    {
        DivisionCode.TryParse(given, out var parsed).ShouldBeTrue();
        parsed.Value.ShouldBe(code);
        parsed.IsOfficial.ShouldBeTrue();
    }

    [Theory]
    [InlineData("HD-410225-03")]
    [InlineData("-")]
    [InlineData("12345678901234567890123456789-12")]
    public void An_area_has_a_code_of_its_own(string given)
    {
        DivisionCode.TryParse(given, out var parsed).ShouldBeTrue();
        parsed.Value.ShouldBe(given);
        parsed.IsOfficial.ShouldBeFalse();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("4")]
    [InlineData("410")]
    [InlineData("41022510120")]
    [InlineData("4102251012011")]
    [InlineData("４１")]
    [InlineData("41 ")]
    [InlineData("河段-1")]
    [InlineData("a_b")]
    [InlineData("123456789012345678901234567890-12")]
    public void Everything_else_is_no_code(string? given)
    {
        DivisionCode.TryParse(given, out _).ShouldBeFalse();
        if (given is not null) Should.Throw<FormatException>(() => DivisionCode.Parse(given));
    }
}
