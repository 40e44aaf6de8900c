using Responsibility.Ledger;

namespace Responsibility.Api.Ledger;

/// <summary>The last checkpoint of an incarnation, as the database publishes it.</summary>
internal sealed record PublishedCheckpoint
{
    public long Incarnation { get; init; }
    public long Size { get; init; }
    public required string Note { get; init; }
    public required string VerifierKey { get; init; }
    public required string SignedAt { get; init; }

    /// <summary>The last checkpoint of the incarnation before; null in the first.</summary>
    public string? DepartsFrom { get; init; }

    /// <summary>Up to which size this incarnation is known to be the same as the one before.</summary>
    public long? SharedSize { get; init; }

    /// <summary>What the note says.</summary>
    public Checkpoint Read() => Checkpoint.Parse(SignedNote.Parse(System.Text.Encoding.UTF8.GetBytes(Note)).Text);

    /// <summary>What the note says, if the key signed it.</summary>
    public Checkpoint Open(VerifierKey key) =>
        Checkpoint.Open(SignedNote.Parse(System.Text.Encoding.UTF8.GetBytes(Note)), key) ?? throw new InvalidDataException("The checkpoint in the database is not signed by the key beside it.");

    private const string Select = "SELECT incarnation, size, note, verifier_key, signed_at, departs_from, shared_size FROM checkpoint";

    /// <summary>That of the current incarnation.</summary>
    public static Task<PublishedCheckpoint?> Latest(Session session) => session.Find<PublishedCheckpoint>($"{Select} ORDER BY incarnation DESC LIMIT 1");

    public static Task<PublishedCheckpoint?> Of(Session session, long incarnation) => session.Find<PublishedCheckpoint>($"{Select} WHERE incarnation = @incarnation", new { incarnation });

    /// <summary>All incarnations, the first one first.</summary>
    public static Task<IReadOnlyList<PublishedCheckpoint>> All(Session session) => session.List<PublishedCheckpoint>($"{Select} ORDER BY incarnation");

    /// <summary>Publishes it in place of an earlier one of the same key.</summary>
    public Task Publish(Session session) => session.Execute(
        """
        INSERT INTO checkpoint (incarnation, size, note, verifier_key, signed_at, departs_from, shared_size)
        VALUES (@Incarnation, @Size, @Note, @VerifierKey, @SignedAt, @DepartsFrom, @SharedSize)
            ON CONFLICT (incarnation) DO UPDATE SET size = excluded.size, note = excluded.note, signed_at = excluded.signed_at
         WHERE checkpoint.size < excluded.size AND checkpoint.verifier_key = excluded.verifier_key
        """, this);
}
