namespace Responsibility.Rules;

public sealed class HenanTests
{
    private static readonly RuleSet Henan = RuleSet.Parse(Files.Read("rules", "henan-2017.json")).Match(set => set, refusal => throw new InvalidOperationException(
        string.Join(Environment.NewLine, refusal.Faults.Select(fault => $"{fault.Pointer} {fault.Code} {fault.Detail.En}"))));

    [Fact]
    public void The_shipped_file_passes_its_own_examples() => Henan.Examples.Count.ShouldBeGreaterThanOrEqualTo(14);
}
