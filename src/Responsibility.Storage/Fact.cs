namespace Responsibility.Storage;

/// <summary>Something that happened, as the ledger keeps it: the only way in which a domain table changes.</summary>
public interface IFact
{
    /// <summary>The kind under which the ledger keeps it, such as <c>officialAppointed/1</c>; it outlives every renaming of the type.</summary>
    static abstract string Kind { get; }

    /// <summary>Brings the domain tables up to date with this fact. Reads nothing but the domain tables and the fact, so that replay holds.</summary>
    /// <param name="session">The unit of work that records the fact, or a replay of the ledger into an empty database.</param>
    /// <param name="position">Where the ledger holds it: the id of what it creates, and the time from which it is known.</param>
    Task Apply(Session session, long position);
}

/// <summary>A fact that creates a thing with a period, whose id is the position of the fact.</summary>
public interface ICreation : IFact
{
    Period Period { get; }
}

/// <summary>Marks a member that says something about a person: it is committed to with a salt, kept apart and can be erased.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class PersonalAttribute : Attribute;
