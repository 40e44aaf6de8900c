namespace Responsibility.Storage;

/// <summary>Who writes, and under which idempotency key: what a unit of work keeps beside the facts.</summary>
/// <param name="Actor">Pseudonym in the ledger, such as <c>key:1</c>; never a name.</param>
public sealed record Caller(string Actor)
{
    /// <summary>The process itself: migrations, shipped rule sets.</summary>
    public static readonly Caller System = new("system");

    public Idempotency? Idempotency { get; init; }

    /// <summary>What the caller reaches; everything where null.</summary>
    public AccessScope? Scope { get; init; }
}

/// <summary>A request that may come again: its key, what it is about, and what its body was.</summary>
public sealed record Idempotency(string Operation, string Key, byte[] BodyHash);
