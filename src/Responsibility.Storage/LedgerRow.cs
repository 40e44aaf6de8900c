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
}

/// <summary>What a fact says about a person, as the register holds it; salt and value are null once erased.</summary>
public sealed record PersonalRow
{
    public required long Position { get; init; }
    public required string Member { get; init; }
    public byte[]? Salt { get; init; }
    public string? Value { get; init; }
}
