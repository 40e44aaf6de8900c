using System.Text.Json;
using Responsibility.Ledger;

namespace Responsibility.Api.Imports;

/// <summary>A job as its row stands.</summary>
internal sealed record JobRow
{
    public long Id { get; init; }
    public ImportState State { get; init; }
    public required string Params { get; init; }
    public string? FileName { get; init; }
    public required string Sha256 { get; init; }
    public required string Actor { get; init; }
    public string? Divisions { get; init; }
    public required string Language { get; init; }
    public string? Lease { get; init; }
    public string? Header { get; init; }
    public required string CreatedAt { get; init; }
    public string? StartedAt { get; init; }
    public string? FinishedAt { get; init; }
    public long RowsDone { get; init; }
    public long Ahead { get; init; }
    public required string Report { get; init; }

    /// <summary>Who had it started, with what they reached then.</summary>
    public Caller Caller => new(Actor) { Scope = AccessScope.Parse(Divisions) };

    public ImportParams ReadParams() => JsonSerializer.Deserialize<ImportParams>(Params, ApiJson.Options)!;

    /// <param name="now">At which rate it goes is told up to this instant, where it still goes on.</param>
    public ImportJob Show(DateTimeOffset now)
    {
        var (report, stated, rate) = (ImportReport.Read(Report), ReadParams(), Rate(now));
        return new ImportJob(
            Id, stated.Type, State, report.Outcome, stated, new ImportSource(FileName, Sha256, report.Format, report.Encoding, report.Rows), report.Stats, report.Warnings, report.ErrorGroups, report.Ledger, RowsDone,
            State is ImportState.Queued ? Ahead : null, rate, State is ImportState.Running && rate > 0 && report.Rows is { } rows ? (long)Math.Ceiling((rows - RowsDone) / rate.Value) : null,
            CreatedAt, StartedAt, FinishedAt);
    }

    private double? Rate(DateTimeOffset now) =>
        RowsDone > 0 && Instant.TryParse(StartedAt ?? "", out var started) && (FinishedAt is null || Instant.TryParse(FinishedAt, out now)) && now > started
            ? Math.Round(RowsDone / (now - started).TotalSeconds, 1)
            : null;

    public const string Select =
        """
        SELECT id, state, params, file_name, sha256, actor, divisions, language, lease, header, created_at, started_at, finished_at, rows_done, report,
               CASE WHEN state = 'queued' THEN (SELECT count(*) FROM import_job a WHERE a.state IN ('queued', 'running') AND a.id < import_job.id) ELSE 0 END AS ahead
          FROM import_job
        """;
}

/// <summary>The table of jobs: operational, and with a lease, so that of several processes one runs a job and another takes over when that one is gone.</summary>
internal static class ImportJobs
{
    /// <summary>State of a job whose file is still coming in; not shown.</summary>
    public const string Receiving = "receiving";

    /// <summary>Each chunk renews the lease, and a chunk takes less than a second; a rehearsal renews it by the clock.</summary>
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(10);

    /// <summary>Uploads and rejects are kept so long.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>An upload that takes longer has been given up.</summary>
    private static readonly TimeSpan LongestUpload = TimeSpan.FromHours(6);

    /// <summary>A job; one who does not reach everything sees their own only, since a file tells of whatever it tells.</summary>
    public static async Task<JobRow?> Find(Session session, long id) =>
        await session.Find<JobRow>($"{JobRow.Select} WHERE id = @id AND state <> '{Receiving}'", new { id }) is { } job && (session.Caller.Scope is null || job.Actor == session.Caller.Actor) ? job : null;

    /// <summary>A job that waits for its bytes.</summary>
    public static Task<long> Open(Session session, ImportParams import, string? fileName, string language, DateTimeOffset now) => session.Get<long>(
        """
        INSERT INTO import_job (type, state, params, file_name, sha256, actor, language, created_at, report)
        VALUES (@Type, 'receiving', @stated, @fileName, '', '', @language, @at, @report)
        RETURNING id
        """,
        new { import.Type, stated = JsonSerializer.Serialize(import, ApiJson.Options), fileName, language, at = Leaf.Time(now), report = new ImportReport().ToString() });

    /// <summary>The bytes are all there: the job may run.</summary>
    public static Task Queue(Session session, long id, string sha256, ImportReport report) => session.Write(
        "UPDATE import_job SET state = 'queued', sha256 = @sha256, report = @report, actor = @Actor, divisions = @divisions WHERE id = @id", new { id, sha256, report = report.ToString(), session.Caller.Actor, divisions = session.Caller.Scope?.Text });

    /// <summary>Forgets a job whose bytes were refused.</summary>
    public static async Task Discard(Session session, long id)
    {
        await session.Write("DELETE FROM import_upload WHERE job_id = @id", new { id });
        await session.Write("DELETE FROM import_job WHERE id = @id", new { id });
    }

    /// <summary>Whether there is a job to run.</summary>
    public static async Task<bool> IsWaiting(Session session, DateTimeOffset now) => await session.Find<long>(NextSql, new { at = Leaf.Time(now) }) > 0;

    /// <summary>Takes the next job, unless another process is running one.</summary>
    public static async Task<JobRow?> Claim(Session session, DateTimeOffset now)
    {
        var at = Leaf.Time(now);
        if (await session.Find<long>(NextSql, new { at }) is not (var id and > 0)) return null;
        await session.Execute(
            "UPDATE import_job SET state = 'running', lease = @lease, leased_until = @until, started_at = coalesce(started_at, @at) WHERE id = @id",
            new { id, lease = Guid.NewGuid().ToString("N"), until = Leaf.Time(now + LeaseTime), at });
        return await Find(session, id);
    }

    /// <summary>Keeps what a job has come to, if it is still this process's to run.</summary>
    /// <returns>False where it was cancelled, or another process has taken it over.</returns>
    public static async Task<bool> Keep(Session session, JobRow job, DateTimeOffset now) => await session.Execute(
        """
        UPDATE import_job SET rows_done = @RowsDone, report = @Report, header = @Header, leased_until = @until
         WHERE id = @Id AND lease = @Lease AND state = 'running'
        """,
        new { job.Id, job.Lease, job.RowsDone, job.Report, job.Header, until = Leaf.Time(now + LeaseTime) }) > 0;

    /// <summary>The job is over.</summary>
    public static Task Close(Session session, JobRow job, ImportState state, DateTimeOffset now) => session.Write(
        """
        UPDATE import_job SET state = @state, rows_done = @RowsDone, report = @Report, header = @Header, leased_until = NULL, finished_at = @at
         WHERE id = @Id AND lease = @Lease AND state = 'running'
        """,
        new { job.Id, job.Lease, job.RowsDone, job.Report, job.Header, state, at = Leaf.Time(now) });

    /// <summary>Gives the job back, so that whoever comes next need not wait for the lease to run out.</summary>
    public static Task Release(Session session, JobRow job, DateTimeOffset now) => session.Write(
        "UPDATE import_job SET leased_until = @at WHERE id = @Id AND lease = @Lease AND state = 'running'", new { job.Id, job.Lease, at = Leaf.Time(now) });

    public static Task<int> Cancel(Session session, long id, DateTimeOffset now) => session.Execute(
        "UPDATE import_job SET state = 'cancelled', finished_at = @at WHERE id = @id AND state IN ('queued', 'running')", new { id, at = Leaf.Time(now) });

    /// <summary>Notes that what was recorded between two positions, both included, is the job's own.</summary>
    public static Task Note(Session session, long job, long first, long last) => session.Write("INSERT INTO import_fact (job_id, first, last) VALUES (@job, @first, @last)", new { job, first, last });

    /// <summary>Notes of which things rows spoke.</summary>
    public static async Task Note(Session session, long job, IEnumerable<long> things)
    {
        foreach (var thing in things) await session.Write("INSERT INTO import_seen (job_id, thing_id) VALUES (@job, @thing) ON CONFLICT DO NOTHING", new { job, thing });
    }

    /// <summary>Forgets what was rejected, since all rows are decided on anew.</summary>
    public static Task ForgetRejects(Session session, long job) => session.Write("DELETE FROM import_reject WHERE job_id = @job", new { job });

    public static async Task Reject(Session session, long job, IEnumerable<Dealt> rows)
    {
        foreach (var (row, outcome) in rows)
            if (outcome.Fault is { } fault)
                await session.Write(
                    "INSERT INTO import_reject (job_id, row, code, message, raw) VALUES (@job, @Line, @Code, @Message, @Raw)",
                    new { job, row.Line, fault.Code, fault.Message, row.Raw });
    }

    /// <summary>The types of files that tell of officials.</summary>
    private const string OfOfficials = "type IN ('roster', 'officials', 'appointments')";

    /// <summary>A job that waits or runs and whose file tells of officials.</summary>
    public static Task<long?> InProgress(Session session) =>
        session.Find<long?>($"SELECT id FROM import_job WHERE {OfOfficials} AND state IN ('queued', 'running') ORDER BY id LIMIT 1");

    /// <summary>Forgets what jobs that are over and told of officials hold of <paramref name="texts"/>: rows that were rejected, values in reports, and the files, of which it cannot be told.</summary>
    public static async Task Forget(Session session, IReadOnlyList<string> texts)
    {
        const string Over = $"SELECT id FROM import_job WHERE {OfOfficials} AND finished_at IS NOT NULL";
        await session.Write($"DELETE FROM import_upload WHERE job_id IN ({Over})");
        foreach (var text in texts)
        {
            await session.Write(
                $"DELETE FROM import_reject WHERE job_id IN ({Over}) AND (raw LIKE @pattern ESCAPE '\\' OR message LIKE @pattern ESCAPE '\\')", new { pattern = Erasure.Holding(text) });
            var written = Erasure.Holding(JsonSerializer.Serialize(text, ApiJson.Options).Trim('"'));
            foreach (var (id, report) in await session.List<(long, string)>($"SELECT id, report FROM import_job WHERE id IN ({Over}) AND report LIKE @written ESCAPE '\\'", new { written }))
                await session.Write("UPDATE import_job SET report = @report WHERE id = @id", new { id, report = ImportReport.Read(report).Without(text).ToString() });
        }
    }

    /// <summary>Deletes what has been kept long enough, and uploads that never came to an end.</summary>
    public static async Task Purge(Session session, DateTimeOffset now)
    {
        var over = new { before = Leaf.Time(now - Kept), given = Leaf.Time(now - LongestUpload) };
        await session.Write("DELETE FROM import_upload WHERE job_id IN (SELECT id FROM import_job WHERE finished_at < @before OR (state = 'receiving' AND created_at < @given))", over);
        await session.Write("DELETE FROM import_reject WHERE job_id IN (SELECT id FROM import_job WHERE finished_at < @before)", over);
        await session.Write("DELETE FROM import_seen WHERE job_id IN (SELECT id FROM import_job WHERE finished_at IS NOT NULL)");
        await session.Write("DELETE FROM import_job WHERE state = 'receiving' AND created_at < @given", over);
    }

    private const string NextSql =
        """
        SELECT j.id
          FROM import_job j
         WHERE (j.state = 'queued' OR (j.state = 'running' AND j.leased_until <= @at))
           AND NOT EXISTS (SELECT 1 FROM import_job r WHERE r.state = 'running' AND r.leased_until > @at)
         ORDER BY j.id
         LIMIT 1
        """;
}
