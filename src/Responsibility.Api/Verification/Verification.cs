namespace Responsibility.Api.Verification;

/// <summary>A verification of the ledger, as a job.</summary>
/// <param name="Id">Number of the job.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Replay">Whether every domain row is compared with the ledger too.</param>
/// <param name="Actor">Who asked for it.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="StartedAt">When it was taken up; null while it waits.</param>
/// <param name="FinishedAt">When it came to an end; null while it goes on.</param>
/// <param name="Progress">How far it is; null while it waits and once it is over.</param>
/// <param name="Outcome">What it has come to; null until it is finished.</param>
/// <example>
/// {
///   "id": 1, "state": "finished", "replay": true, "actor": "key:1", "createdAt": "2017-07-09T01:02:03.456789Z", "startedAt": "2017-07-09T01:02:03.556789Z", "finishedAt": "2017-07-09T01:02:15.456789Z",
///   "progress": null, "outcome": "{VerificationOutcome}"
/// }
/// </example>
public sealed record LedgerVerification(
    long Id, VerificationState State, bool Replay, string Actor, string CreatedAt, string? StartedAt, string? FinishedAt, VerificationStep? Progress, VerificationOutcome? Outcome);

/// <summary>How far a verification is.</summary>
/// <param name="Phase">What it is doing.</param>
/// <param name="Done">Facts that are done with.</param>
/// <param name="Of">Facts in all.</param>
/// <example>{"phase": "reading", "done": 24576, "of": 48210}</example>
public sealed record VerificationStep(VerificationPhase Phase, long Done, long Of);

/// <summary>What a verification has come to.</summary>
/// <param name="Sound">Whether nothing is wrong.</param>
/// <param name="Size">Facts that were verified.</param>
/// <param name="Root">Root of the tree over their leaves, made anew, in base64.</param>
/// <param name="Faults">How much is wrong.</param>
/// <param name="Findings">What is wrong, the first thousand of each kind of check.</param>
/// <param name="Checkpoints">The signed checkpoints with which the tree was compared. Somebody who can write to the database and has the key can change these too: keep checkpoints elsewhere.</param>
/// <example>{"sound": true, "size": 48210, "root": "8vYwBehmxu/iKzbaw+z46O7cCDTVGXw8XlSRGrQgIac=", "faults": 0, "findings": [], "checkpoints": ["{ComparedCheckpoint}"]}</example>
public sealed record VerificationOutcome(bool Sound, long Size, string Root, long Faults, IReadOnlyList<VerificationFinding> Findings, IReadOnlyList<ComparedCheckpoint> Checkpoints)
{
    internal static VerificationOutcome Of(VerifiedLedger verified) => new(
        verified.Faults is 0, verified.Size, Convert.ToBase64String(verified.Root), verified.Faults,
        [.. verified.Findings.Select(f => new VerificationFinding(f.Fault, f.Position, f.Detail))], verified.Checkpoints);
}

/// <summary>Something that is wrong, and where.</summary>
/// <param name="Fault">What is wrong.</param>
/// <param name="Position">At which position of the ledger; null where it is no single one.</param>
/// <param name="Detail">What was found; of personal data only whether they differ.</param>
/// <example>{"fault": "payloadAltered", "position": 1204, "detail": "The payload has another hash than the leaf says."}</example>
public sealed record VerificationFinding(LedgerFault Fault, long? Position, string Detail);

/// <summary>A signed checkpoint with which the ledger was compared.</summary>
/// <param name="Origin">Name of the ledger and, behind it, its incarnation.</param>
/// <param name="Size">Facts that it vouches for.</param>
/// <param name="KeyKnown">Whether its key was known beforehand, and not taken from the database itself.</param>
/// <param name="Outside">Whether it was kept outside the database.</param>
/// <example>{"origin": "henan.example/responsibility/1", "size": 48210, "keyKnown": true, "outside": true}</example>
public sealed record ComparedCheckpoint(string Origin, long Size, bool KeyKnown, bool Outside);
