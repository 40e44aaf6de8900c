using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Responsibility.Api.Ledger;
using Responsibility.Ledger;

namespace Responsibility.Api.Verification;

/// <summary>What vouches for a ledger besides its own database.</summary>
/// <param name="Keys">Keys of the ledger that are known to be its own.</param>
/// <param name="Checkpoints">Checkpoints that were kept outside the database.</param>
internal sealed record Vouching(IReadOnlyList<VerifierKey> Keys, IReadOnlyList<SignedNote> Checkpoints);

/// <summary>What a verification has come to.</summary>
/// <param name="Size">Facts in the ledger.</param>
/// <param name="Root">Root of the tree over them, made anew.</param>
/// <param name="Faults">How much is wrong.</param>
/// <param name="Findings">What is wrong, the first of it where it is very much.</param>
/// <param name="Checkpoints">What was signed, and compared.</param>
internal sealed record VerifiedLedger(long Size, byte[] Root, long Faults, IReadOnlyList<LedgerFinding> Findings, IReadOnlyList<ComparedCheckpoint> Checkpoints);

/// <summary>How far a verification has come.</summary>
internal sealed record VerificationProgress(VerificationPhase Phase, long Done, long Of);

/// <summary>Verifies a register: the ledger against itself and what was signed of it and, if wanted, every domain row against the ledger.</summary>
internal sealed class LedgerVerifier(Database database, FactKinds kinds, Vouching vouching, IProgress<VerificationProgress>? progress)
{
    private const int MostDifferences = 100;

    private readonly List<LedgerFinding> findings = [];
    private readonly List<ComparedCheckpoint> compared = [];
    private readonly List<Checkpoint> signed = [];

    public async Task<VerifiedLedger> Run(bool replay, CancellationToken ct)
    {
        await Open(ct);
        var audit = new LedgerAudit(database, signed) { Progress = progress is null ? null : new Told(progress) };
        var ledger = await audit.Run(ct);
        var rows = replay ? await Replayed(ledger.Size, ct) : [];
        return new VerifiedLedger(ledger.Size, ledger.Root, findings.Count + ledger.Count + rows.Count, [.. findings, .. ledger.Findings, .. rows], compared);
    }

    /// <summary>Opens the checkpoints, those in the database by its own word where nobody vouches for a key.</summary>
    private async Task Open(CancellationToken ct)
    {
        var published = await database.Read(PublishedCheckpoint.All, ct);
        foreach (var checkpoint in published) Open(checkpoint);
        foreach (var note in vouching.Checkpoints)
        {
            var name = note.Text.Split('\n')[0];
            var known = vouching.Keys.FirstOrDefault(key => key.Name == name);
            if (Key(known, published.FirstOrDefault(p => p.Note.StartsWith(name + "\n", StringComparison.Ordinal))?.VerifierKey) is not { } key)
                findings.Add(new LedgerFinding(LedgerFault.CheckpointInvalid, null, $"A checkpoint from outside is of {name}, of which no key is known."));
            else Open(note, key, known is not null, outside: true);
        }
        if (vouching.Keys.Count > 0 && compared.Count > 0 && !compared.Exists(c => c.KeyKnown))
            findings.Add(new LedgerFinding(LedgerFault.CheckpointInvalid, null, $"Nothing that was signed is of {string.Join(" or ", vouching.Keys)}: the ledger is that of {string.Join(" and ", compared.Select(c => c.Origin).Distinct(StringComparer.Ordinal))}."));
    }

    private void Open(PublishedCheckpoint published)
    {
        try
        {
            var note = SignedNote.Parse(Encoding.UTF8.GetBytes(published.Note));
            var known = vouching.Keys.FirstOrDefault(key => key.Name == note.Text.Split('\n')[0]);
            if (Key(known, published.VerifierKey) is not { } key || Open(note, key, known is not null, outside: false) is not { } checkpoint) return;
            if (checkpoint.Size != published.Size || Origin.Parse(checkpoint.Origin)?.Incarnation != published.Incarnation)
                findings.Add(new LedgerFinding(LedgerFault.CheckpointInvalid, null, $"The row of incarnation {published.Incarnation} says something else than the checkpoint in it."));
        }
        catch (FormatException malformed)
        {
            findings.Add(new LedgerFinding(LedgerFault.CheckpointInvalid, null, $"The checkpoint of incarnation {published.Incarnation}: {malformed.Message}"));
        }
    }

    private Checkpoint? Open(SignedNote note, VerifierKey key, bool known, bool outside)
    {
        var checkpoint = Checkpoint.Open(note, key);
        if (checkpoint is null)
        {
            findings.Add(new LedgerFinding(LedgerFault.CheckpointInvalid, null, $"The checkpoint of {note.Text.Split('\n')[0]} is not signed by {key}."));
            return null;
        }
        signed.Add(checkpoint);
        compared.Add(new ComparedCheckpoint(checkpoint.Origin, checkpoint.Size, known, outside));
        return checkpoint;
    }

    private VerifierKey? Key(VerifierKey? known, string? claimed)
    {
        if (claimed is null) return known;
        if (known is null) return VerifierKey.Parse(claimed);
        if (known.ToString() != claimed) findings.Add(new LedgerFinding(LedgerFault.CheckpointInvalid, null, $"The database says that {claimed} is the key of the ledger; it is {known}."));
        return known;
    }

    /// <summary>Makes the domain tables anew from the ledger alone, in a database that is thrown away, and compares.</summary>
    private async Task<IReadOnlyList<LedgerFinding>> Replayed(long size, CancellationToken ct)
    {
        await using var scratch = Scratch.Create();
        try
        {
            await Replay.Into(database, scratch.Database, kinds, progress is null ? null : new Fed(progress, size), ct);
            progress?.Report(new VerificationProgress(VerificationPhase.Comparing, size, size));
            return [.. (await Replay.DifferencesNow(database, scratch.Database, kinds, MostDifferences, ct)).Select(row => new LedgerFinding(LedgerFault.RowDiffers, null, row))];
        }
        catch (InapplicableFactException inapplicable)
        {
            return [new LedgerFinding(LedgerFault.Inapplicable, inapplicable.Position, inapplicable.Message)];
        }
    }

    /// <summary>At once and in order, where <see cref="Progress{T}"/> would tell later.</summary>
    private sealed class Told(IProgress<VerificationProgress> progress) : IProgress<(long Done, long Of)>
    {
        public void Report((long Done, long Of) value) => progress.Report(new VerificationProgress(VerificationPhase.Reading, value.Done, value.Of));
    }

    private sealed class Fed(IProgress<VerificationProgress> progress, long size) : IProgress<long>
    {
        public void Report(long value) => progress.Report(new VerificationProgress(VerificationPhase.Replaying, value, size));
    }
}

/// <summary>An empty register in a folder of its own that goes when it is no longer needed.</summary>
internal sealed class Scratch : IAsyncDisposable
{
    private readonly string folder;

    private Scratch(string folder, Database database) => (this.folder, Database) = (folder, database);

    public Database Database { get; }

    public static Scratch Create()
    {
        var own = Directory.CreateTempSubdirectory("responsibility-").FullName;
        var empty = Database.Open($"Data Source={Path.Combine(own, "scratch.db")}", TimeProvider.System, TimeZoneInfo.Utc, NullLogger.Instance);
        Migrations.Apply(empty);
        return new Scratch(own, empty);
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
