namespace Responsibility.Rules;

/// <summary>A field of work (专项), such as relocation.</summary>
public sealed record Programme(string Id, Text Name);

/// <summary>A kind of post (职务类别), such as party secretary.</summary>
/// <param name="Id">Name on the wire, such as <c>partySecretary</c>.</param>
/// <param name="Name">Label.</param>
/// <param name="Aliases">Chinese titles by which the position is recognised; each belongs to one position only.</param>
/// <param name="Organizations">
/// Kinds of organization in which a post of this position counts, the expected one first; empty: any. So the party secretary of a department is never
/// taken for the province's.
/// </param>
public sealed record Position(string Id, Text Name, IReadOnlyList<string> Aliases, IReadOnlyList<OrganizationKind> Organizations)
{
    /// <summary>Whether the position goes by this name: its id, its Chinese name or an alias.</summary>
    public bool Answers(string name) => name == Id || name == Name.Zh || Aliases.Contains(name, StringComparer.Ordinal);
}

public enum AttributeType { Tag, Number }

/// <summary>Something that can be said of a division: a tag, or a number.</summary>
public sealed record Tag(string Id, AttributeType Type, Text Name);

/// <summary>Rule sets share one vocabulary: what one declares, no other may declare otherwise.</summary>
internal static class Vocabulary
{
    public static IReadOnlyList<Fault> Conflicts(RuleSet set, RuleSet other)
    {
        var faults = new List<Fault>();
        foreach (var (programme, i) in set.Programmes.Select((programme, i) => (programme, i)))
            if (other.Programmes.FirstOrDefault(theirs => theirs.Id == programme.Id) is { } theirs && theirs != programme)
                faults.Add(RuleSetFaults.Conflict($"/programmes/{i}", programme.Id, other));
        foreach (var (tag, i) in set.Tags.Select((tag, i) => (tag, i)))
            if (other.Tags.FirstOrDefault(theirs => theirs.Id == tag.Id) is { } theirs && theirs != tag)
                faults.Add(RuleSetFaults.Conflict($"/tags/{i}", tag.Id, other));
        foreach (var (position, i) in set.Positions.Select((position, i) => (position, i)))
        {
            if (other.Positions.Any(theirs => theirs.Id == position.Id && !IsSame(theirs, position)))
                faults.Add(RuleSetFaults.Conflict($"/positions/{i}", position.Id, other));
            // Names clash across kinds too: our alias may be their position's proper name.
            foreach (var name in position.Aliases.Prepend(position.Name.Zh).Distinct(StringComparer.Ordinal))
                if (other.Positions.FirstOrDefault(theirs => theirs.Id != position.Id && theirs.Answers(name)) is { } holder)
                    faults.Add(RuleSetFaults.AliasTaken($"/positions/{i}", name, holder.Id));
        }
        return faults;
    }

    private static bool IsSame(Position one, Position other) => one.Name == other.Name && one.Organizations.SequenceEqual(other.Organizations);
}
