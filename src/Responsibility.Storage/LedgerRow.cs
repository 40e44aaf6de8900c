using Responsibility.Ledger;

namespace Responsibility.Storage;

/// <summary>A fact as the ledger holds it.</summary>
public sealed record LedgerRow
{
    public required long Position { get; init; }
    public required string RecordedAt { get; init; }
    public required string Kind { get; init; }
    public required string Actor { get; init; }
    public required byte[] Payload { get; init; }
    public required byte[] Leaf { get; init; }
    public required byte[] LeafHash { get; init; }

    /// <summary>What the ledger takes of a fact, and what is kept apart of it.</summary>
    internal static (LedgerRow Row, IReadOnlyList<PersonalMember> Personal) Of<T>(T fact, long position, DateTimeOffset recordedAt, string actor) where T : IFact
    {
        var payload = FactCodec.Payload(fact);
        var personal = FactCodec.Personal(fact);
        var leaf = Ledger.Leaf.Data(T.Kind, recordedAt, actor, payload, personal.Count is 0 ? null : Commitment.Of(personal));
        return (new LedgerRow
        {
            Position = position,
            RecordedAt = Ledger.Leaf.Time(recordedAt),
            Kind = T.Kind,
            Actor = actor,
            Payload = payload,
            Leaf = leaf,
            LeafHash = Hash.Leaf(leaf),
        }, personal);
    }
}

/// <summary>What a fact says about a person, as the register holds it; salt and value are null once erased.</summary>
public sealed record PersonalRow
{
    public required long Position { get; init; }
    public required string Member { get; init; }
    public byte[]? Salt { get; init; }
    public string? Value { get; init; }
}
