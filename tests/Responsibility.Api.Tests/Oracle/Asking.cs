namespace Responsibility.Api.Tests.Oracle;

/// <summary>Questions at random about a county: any day, any time from the county's beginning on.</summary>
internal sealed class Asking(Register register, Dice dice, IReadOnlyList<Law> laws, string prefix)
{
    private readonly Questions questions = new(register, laws);

    public int Asked => questions.Asked;

    /// <summary>The last chain that was asked for as things stood then.</summary>
    private Func<Task>? again;

    public Task Next()
    {
        // What was kept from one answer must not serve the same question after a write.
        if (again is not null && dice.OneIn(4)) return again();
        var (day, knownAt, ruleSet) = (dice.Asked(), KnownAt(), dice.OneIn(6) ? "henan-2017" : OracleRules.Id);
        return dice.Below(20) switch
        {
            < 2 => questions.Chain(Code(), day, knownAt, ruleSet, Filter()),
            < 5 => Remember(Code(), day, ruleSet)(),
            < 8 => questions.Gaps(Within(day, knownAt), day, knownAt, ruleSet, Listed()),
            < 10 => questions.Coverage(Within(day, knownAt), day, knownAt, ruleSet, dice.Pick(["level", "kind", "clause", "child"]), Listed()),
            < 13 => questions.Vacancies(Within(day, knownAt), day, knownAt, Posts()),
            < 16 => questions.Explanation(Code(), Official(), day, knownAt, ruleSet, Filter()),
            _ => Comparison(day, knownAt, ruleSet),
        };
    }

    private Func<Task> Remember(string code, int day, string ruleSet) => again = () => questions.Chain(code, day, register.Now.Position, ruleSet, new Filter([], []));

    private Task Comparison(int day, long knownAt, string ruleSet)
    {
        var code = Code();
        var (other, later) = dice.Below(3) switch { 0 => (dice.Asked(), knownAt), 1 => (day, KnownAt()), _ => (dice.Asked(), KnownAt()) };
        return questions.Comparison(code, (day, knownAt), (other, later), ruleSet, dice.OneIn(3) ? Filter() : new Filter([], []));
    }

    /// <summary>The county, or a division of it.</summary>
    private string Within(int day, long knownAt) => dice.OneIn(3)
        ? dice.Pick(register.At(knownAt).All("division").Select(thing => thing.On(day)?.Text("code")).OfType<string>().Where(code => code.Contains(prefix)).ToList())
        : $"{prefix}000000";

    private long KnownAt() => dice.OneIn(2) ? register.Now.Position : dice.Pick(register.Worlds.Skip(5).ToList()).Position;

    private string Code() => dice.Pick([.. register.Worlds.TakeLast(5).SelectMany(world => world.All("division")).SelectMany(thing => thing.Runs()).Select(run => run.Cell.Text("code")!).Distinct().Where(code => code.Contains(prefix)).Order()]);

    private long Official() => dice.Pick(register.Now.All("official").ToList()).Id;

    private Filter Filter() => dice.Below(4) switch
    {
        0 => new Filter([dice.Pick(["industry", "funds", "relocation", "relief"])], []),
        1 => new Filter([], [dice.Pick(["mainBody", "leadership", "townshipVillageContract", "supervisionInspection"])]),
        _ => new Filter([], []),
    };

    private Listed Posts() => dice.Below(4) switch { 0 => new Listed(Position: "leader"), 1 => new Listed(Tag: "poorVillage"), _ => new Listed() };

    private Listed Listed() => dice.Below(12) switch
    {
        0 => new Listed(Position: dice.Pick(["leader", "villagePartySecretary"])),
        1 => new Listed(Tag: "poorVillage"),
        2 => new Listed(NotTag: "poorVillage"),
        3 => new Listed(Level: dice.Pick(["township", "village"])),
        4 => new Listed(Clause: dice.Pick(["2", "4", "14"])),
        5 => new Listed(Kind: "townshipVillageContract"),
        6 => new Listed(Programme: dice.Pick(["industry", "relief"])),
        _ => new Listed(),
    };
}
