using System.Text.Json;
using Responsibility.Ledger;

namespace Responsibility.Api.Verification;

/// <summary>A job as its row stands.</summary>
internal sealed record VerificationRow
{
    public long Id { get; init; }
    public VerificationState State { get; init; }
    public bool Replay { get; init; }
    public required string Actor { get; init; }
    public required string CreatedAt { get; init; }
    public string? StartedAt { get; init; }
    public string? FinishedAt { get; init; }
    public string? Lease { get; init; }
    public string? Progress { get; init; }
    public string? Outcome { get; init; }

    public LedgerVerification Show() => new(
        Id, State, Replay, Actor, CreatedAt, StartedAt, FinishedAt,
        State is VerificationState.Running && Progress is not null ? JsonSerializer.Deserialize<VerificationStep>(Progress, ApiJson.Options) : null,
        Outcome is null ? null : JsonSerializer.Deserialize<VerificationOutcome>(Outcome, ApiJson.Options));

    public const string Select = "SELECT id, state, replay, actor, created_at, started_at, finished_at, lease, progress, outcome FROM verification";
}

/// <summary>The table of jobs: operational, and with a lease, so that of several processes one runs a job and another takes over when that one is gone.</summary>
internal static class VerificationJobs
{
    /// <summary>How long a job is left alone by others; renewed several times within.</summary>
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(30);

    public static Task<VerificationRow?> Find(Session session, long id) => session.Find<VerificationRow>($"{VerificationRow.Select} WHERE id = @id", new { id });

    public static Task<long> Queue(Session session, bool replay, DateTimeOffset now) => session.Get<long>(
        "INSERT INTO verification (state, replay, actor, created_at) VALUES ('queued', @replay, @Actor, @at) RETURNING id", new { replay, session.Caller.Actor, at = Leaf.Time(now) });

    /// <summary>Whether there is a job to run.</summary>
    public static async Task<bool> IsWaiting(Session session, DateTimeOffset now) => await session.Find<long>(NextSql, new { at = Leaf.Time(now) }) > 0;

    /// <summary>Takes the next job, unless another process is running one.</summary>
    public static async Task<VerificationRow?> Claim(Session session, DateTimeOffset now)
    {
        var at = Leaf.Time(now);
        if (await session.Find<long>(NextSql, new { at }) is not (var id and > 0)) return null;
        await session.Execute(
            "UPDATE verification SET state = 'running', lease = @lease, leased_until = @until, started_at = coalesce(started_at, @at) WHERE id = @id",
            new { id, lease = Guid.NewGuid().ToString("N"), until = Leaf.Time(now + LeaseTime), at });
        return await Find(session, id);
    }

    /// <summary>Notes how far a job is, if it is still this process's to run.</summary>
    public static Task Keep(Session session, VerificationRow job, VerificationStep? step, DateTimeOffset now) => session.Execute(
        "UPDATE verification SET progress = @progress, leased_until = @until WHERE id = @Id AND lease = @Lease AND state = 'running'",
        new { job.Id, job.Lease, progress = step is null ? null : JsonSerializer.Serialize(step, ApiJson.Options), until = Leaf.Time(now + LeaseTime) });

    /// <summary>The job is over; without an outcome it has failed.</summary>
    public static Task Close(Session session, VerificationRow job, VerificationOutcome? outcome, DateTimeOffset now) => session.Execute(
        """
        UPDATE verification SET state = @state, outcome = @outcome, progress = NULL, leased_until = NULL, finished_at = @at
         WHERE id = @Id AND lease = @Lease AND state = 'running'
        """,
        new
        {
            job.Id,
            job.Lease,
            state = outcome is null ? VerificationState.Failed : VerificationState.Finished,
            outcome = outcome is null ? null : JsonSerializer.Serialize(outcome, ApiJson.Options),
            at = Leaf.Time(now),
        });

    /// <summary>Gives the job back, so that whoever comes next need not wait for the lease to run out.</summary>
    public static Task Release(Session session, VerificationRow job, DateTimeOffset now) => session.Execute(
        "UPDATE verification SET leased_until = @at WHERE id = @Id AND lease = @Lease AND state = 'running'", new { job.Id, job.Lease, at = Leaf.Time(now) });

    private const string NextSql =
        """
        SELECT j.id
          FROM verification j
         WHERE (j.state = 'queued' OR (j.state = 'running' AND j.leased_until <= @at))
           AND NOT EXISTS (SELECT 1 FROM verification r WHERE r.state = 'running' AND r.leased_until > @at)
         ORDER BY j.id
         LIMIT 1
        """;
}
