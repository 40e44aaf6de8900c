namespace Responsibility.Rules;

/// <summary>The rules of one document, and the words, duties and test cases that belong to them.</summary>
public sealed record RuleSet
{
    public required string Id { get; init; }

    public required int Version { get; init; }

    public required Text Title { get; init; }

    public required Text Issuer { get; init; }

    public required string DocumentNumber { get; init; }

    /// <summary>What a reader must know besides, such as the source.</summary>
    public Text? Note { get; init; }

    public required DateOnly ValidFrom { get; init; }

    /// <summary><see cref="Period.Open"/> where the file names no end.</summary>
    public required DateOnly ValidUntil { get; init; }

    public required IReadOnlyList<Programme> Programmes { get; init; }

    public required IReadOnlyList<Position> Positions { get; init; }

    public required IReadOnlyList<Tag> Tags { get; init; }

    public required IReadOnlyList<Rule> Rules { get; init; }

    public required IReadOnlyList<Obligation> Obligations { get; init; }

    /// <summary>Who signs a responsibility letter each year; empty: nobody must.</summary>
    public IReadOnlyList<LetterRule> Letters { get; init; } = [];

    /// <summary>Whose holders stay while something is so of their division; empty: nobody's.</summary>
    public IReadOnlyList<LockRule> Locks { get; init; } = [];

    public Escalation? Escalation { get; init; }

    public Appraisal? Appraisal { get; init; }

    /// <summary>The set's own test cases; <see cref="Parse"/> has already run them.</summary>
    public required IReadOnlyList<Example> Examples { get; init; }

    public Period Period => new(ValidFrom, ValidUntil);

    /// <summary>Reads a rule set file, strictly, and runs its examples.</summary>
    /// <returns>The set, or <see cref="Refusals.RuleSetInvalid"/> with every fault of the first stage that finds one: form, references, examples.</returns>
    public static Result<RuleSet> Parse(ReadOnlyMemory<byte> json)
    {
        var faults = new List<Fault>();
        var set = RuleSetFile.Read(json, faults);
        if (set is null || faults.Count > 0) return Refuse(faults);
        References.Check(set, faults);
        if (faults.Count > 0) return Refuse(faults);
        foreach (var example in set.Examples) faults.AddRange(example.Run(set));
        return faults.Count > 0 ? Refuse(faults) : set;
    }

    /// <summary>Words that this set and the other declare differently; empty: both can be in force.</summary>
    public IReadOnlyList<Fault> ConflictsWith(RuleSet other) => Vocabulary.Conflicts(this, other);

    /// <summary>The position with this id, Chinese name or alias.</summary>
    public Position? FindPosition(string name) => Positions.FirstOrDefault(position => position.Answers(name));

    /// <summary>Kinds of organization in which a post of that position counts; empty: any.</summary>
    public IReadOnlyList<OrganizationKind> OrganizationsOf(string position) =>
        Positions.FirstOrDefault(declared => declared.Id == position)?.Organizations ?? [];

    private static Refusal Refuse(List<Fault> faults) =>
        Refusals.RuleSetInvalid.Because(faults[0].Detail.En, faults[0].Detail.Zh) with { Faults = faults };
}
