using System.Text;
using Responsibility.Ledger;

namespace Responsibility.Api.Ledger;

/// <summary>Where an incarnation of the ledger left the one before it.</summary>
/// <param name="Note">The last checkpoint that was signed of the one before, as far as it is known here.</param>
/// <param name="SharedSize">So many facts both have in common for certain; there may be more.</param>
internal sealed record Departure(string? Note, long SharedSize)
{
    /// <summary>Null in the first incarnation.</summary>
    public static async Task<Departure?> Of(Database database, KeyFile file, Origin origin, long size, CancellationToken ct)
    {
        if (origin.Incarnation is 1) return null;
        return await database.Read(async session =>
        {
            var before = origin.Incarnation - 1;
            // The file knows up to where the other was signed; the database, what of that its own facts were when it was copied.
            string?[] notes = [file.LastOf(before)?.ToString(), (await PublishedCheckpoint.Of(session, before))?.Note];
            var known = notes.OfType<string>().Distinct(StringComparer.Ordinal).ToList();
            foreach (var checkpoint in known.Select(note => Checkpoint.Parse(SignedNote.Parse(Encoding.UTF8.GetBytes(note)).Text)).OrderByDescending(c => c.Size))
                if (checkpoint.Size <= size && (await LedgerTree.Root(session, checkpoint.Size)).AsSpan().SequenceEqual(checkpoint.Root)) return new Departure(known[0], checkpoint.Size);
            return new Departure(known.FirstOrDefault(), 0);
        }, ct);
    }
}
