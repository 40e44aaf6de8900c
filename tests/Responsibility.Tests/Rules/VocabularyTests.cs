namespace Responsibility.Rules;

public sealed class VocabularyTests
{
    private static RuleSet Henan => Story.Henan;

    private static IEnumerable<string> Conflicts(RuleSet other) => other.ConflictsWith(Henan).Select(fault => $"{fault.Pointer} {fault.Code}");

    [Fact]
    public void A_set_agrees_with_itself_and_with_more_aliases()
    {
        Conflicts(Henan).ShouldBeEmpty();
        Conflicts(Henan with { Positions = [Henan.Positions[0] with { Aliases = ["县委一把手"] }], Tags = [], Programmes = [] }).ShouldBeEmpty();
    }

    [Fact]
    public void Another_name_for_a_declared_word_is_a_conflict()
    {
        var name = new Text("Other", "别名");
        Conflicts(Henan with { Programmes = [Henan.Programmes[0] with { Name = name }] }).ShouldBe(["/programmes/0 vocabulary-conflict"]);
        Conflicts(Henan with { Tags = [Henan.Tags[0] with { Type = AttributeType.Number }] }).ShouldBe(["/tags/0 vocabulary-conflict"]);
        Conflicts(Henan with { Positions = [Henan.Positions[0] with { Name = name }] }).ShouldBe(["/positions/0 vocabulary-conflict"]);
        Conflicts(Henan with { Positions = [Henan.Positions[0] with { Organizations = [OrganizationKind.Government] }] }).ShouldBe(["/positions/0 vocabulary-conflict"]);
    }

    [Fact]
    public void An_alias_of_another_position_is_a_conflict() =>
        Conflicts(Henan with { Positions = [new Position("riverChief", new Text("River chief", "河长"), ["县长"], [])] }).ShouldBe(["/positions/0 alias-taken"]);
}
