using System.Globalization;
using System.Text;
using Responsibility.Ledger;

namespace Responsibility.Api.Imports;

/// <summary>Works off import jobs, one at a time over all processes: a lease on the job's row says who is at it.</summary>
/// <remarks>A chunk's facts and the job's progress are one unit of work, so that a job goes on at its chunk wherever it was stopped.</remarks>
internal sealed partial class ImportWorker(Database database, RowImporters importers, ImportBell bell, TimeProvider clock, ILogger<ImportWorker> logger) : BackgroundService
{
    /// <summary>Rows of a unit of work: enough to share the wait for the disk, few enough that others need not wait long.</summary>
    private const int ChunkRows = 1000;

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await bell.Prepared;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await Take(stoppingToken) is { } job) await Work(job, stoppingToken);
                else await bell.Wait(TimeSpan.FromSeconds(1), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The worker outlives whatever one job or one moment brings
            catch (Exception broken)
#pragma warning restore CA1031
            {
                LogBroken(logger, broken);
                await bell.Wait(TimeSpan.FromSeconds(5), stoppingToken);
            }
        }
    }

    /// <summary>Takes the next job: the oldest that waits, or one whose worker let its lease run out.</summary>
    private async Task<ImportRow?> Take(CancellationToken ct)
    {
        var (now, until) = (Leaf.Time(clock.GetUtcNow()), Leaf.Time(clock.GetUtcNow() + Lease));
        // Asking costs a reader nothing; only where there is something to take does the writer have to be asked.
        if (await database.Read(session => session.Get<long>("SELECT count(*) FROM import_job WHERE state IN ('queued', 'running')"), ct) is 0) return null;
        ImportRow? taken = null;
        await database.Operate(async session =>
        {
            taken = await session.Find<ImportRow>(
                $"""
                {ImportRow.Select}
                 WHERE (state = 'queued' OR (state = 'running' AND leased_until < @now))
                   AND NOT EXISTS (SELECT 1 FROM import_job busy WHERE busy.state = 'running' AND busy.leased_until >= @now)
                 ORDER BY id LIMIT 1
                """,
                new { now });
            if (taken is not null)
                await session.Execute(
                    "UPDATE import_job SET state = 'running', leased_until = @until, started_at = coalesce(started_at, @now) WHERE id = @Id", new { until, now, taken.Id });
            await session.Execute(
                "DELETE FROM import_upload WHERE job_id IN (SELECT id FROM import_job WHERE finished_at < @old)", new { old = Leaf.Time(clock.GetUtcNow() - Kept) });
            await session.Execute(
                "DELETE FROM import_reject WHERE job_id IN (SELECT id FROM import_job WHERE finished_at < @old)", new { old = Leaf.Time(clock.GetUtcNow() - Kept) });
        }, ct);
        return taken;
    }

    private async Task Work(ImportRow job, CancellationToken ct)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(job.Language);
        var report = ImportReport.Read(job.Report);
        using var file = new ImportFile(database, job.Id);
        try
        {
            var columns = await Columns(job, file, report);
            if (columns is null)
            {
                await End(job, ImportState.Failed, report, ct);
                return;
            }
            var state = await Rows(job, file, columns, report, ct);
            if (state is not null) await End(job, state.Value, report, ct);
        }
        catch (DecoderFallbackException)
        {
            report.Reject(0, Refusals.EncodingUnsupported.Code, null, null, Refusals.EncodingUnsupported.Title.In(CultureInfo.CurrentUICulture));
            await End(job, ImportState.Failed, report, ct);
        }
    }

    /// <summary>Reads the header; null where columns are missing.</summary>
    private static async Task<Dictionary<string, int>?> Columns(ImportRow job, ImportFile file, ImportReport report)
    {
        var (found, unknown, missing) = ImportColumns.Match(job.Type, (await file.Header())?.Cells ?? []);
        if (job.RowsDone is 0)
            report.Warnings.AddRange(unknown.Select(name => Rules.Say($"Column '{name}' is not known and was ignored.", $"未知列“{name}”,已忽略。")));
        foreach (var name in missing)
            report.Reject(1, Refusals.ColumnMissing.Code, name, null, Refusals.ColumnMissing.Title.In(CultureInfo.CurrentUICulture));
        return missing.Count > 0 ? null : found;
    }

    /// <summary>Works through the rows that are left; null where somebody else ended the job.</summary>
    private async Task<ImportState?> Rows(ImportRow job, ImportFile file, Dictionary<string, int> columns, ImportReport report, CancellationToken ct)
    {
        var importer = importers.Of(job);
        var (seen, done) = (0L, job.RowsDone);
        var chunk = new List<ImportFileRow>(ChunkRows);
        await foreach (var row in file.Rows(columns).WithCancellation(ct))
        {
            if (seen++ < job.RowsDone) continue;
            chunk.Add(row);
            if (chunk.Count < ChunkRows) continue;
            if (!await Chunk(job, importer, chunk, done += chunk.Count, report, ct)) return null;
            chunk.Clear();
        }
        return chunk.Count is 0 || await Chunk(job, importer, chunk, done + chunk.Count, report, ct) ? ImportState.Finished : null;
    }

    /// <summary>One unit of work: the rows' facts, the rejects and the progress, all or nothing. False where the job was cancelled.</summary>
    private async Task<bool> Chunk(ImportRow job, RowImporter importer, List<ImportFileRow> rows, long done, ImportReport report, CancellationToken ct)
    {
        var written = await database.Write<bool>(new Caller(job.Actor), async session =>
        {
            var before = session.Head;
            foreach (var row in rows)
            {
                var outcome = await importer.Import(session, row);
                if (outcome.Refusal is { } refusal) await Reject(session, job, row, refusal, report);
                else Count(report, outcome.Required().Row);
            }
            report.Ended = importer.Ended;
            report.Recorded(before, session.Head);
            var until = Leaf.Time(clock.GetUtcNow() + Lease);
            return await session.Execute(
                "UPDATE import_job SET rows_done = @done, report = @report, leased_until = @until WHERE id = @Id AND state = 'running'",
                new { done, report = report.Write(), until, job.Id }) is 1 ? true : Refusals.ImportEnded;
        }, ct);
        return written.Refusal is null;
    }

    private static void Count(ImportReport report, RowOutcome outcome)
    {
        switch (outcome)
        {
            case RowOutcome.Created:
                report.Created++;
                break;
            case RowOutcome.Updated:
                report.Updated++;
                break;
            default:
                report.Unchanged++;
                break;
        }
    }

    private static async Task Reject(Session session, ImportRow job, ImportFileRow row, Refusal refusal, ImportReport report)
    {
        var fault = refusal.Faults.Count > 0 ? refusal.Faults[0] : null;
        var message = (refusal.Detail ?? fault?.Detail ?? refusal.Title).In(CultureInfo.CurrentUICulture);
        var code = refusal.Code == Refusals.Invalid.Code && fault is not null ? fault.Code : refusal.Code;
        report.Reject(row.Line, code, fault?.Pointer.TrimStart('/'), fault?.Value, message);
        await session.Execute(
            "INSERT INTO import_reject (job_id, row, code, message, raw) VALUES (@Id, @Line, @code, @message, @Raw)", new { job.Id, row.Line, code, message, row.Raw });
    }

    private Task End(ImportRow job, ImportState state, ImportReport report, CancellationToken ct) => database.Operate(session => session.Execute(
        "UPDATE import_job SET state = @state, report = @report, finished_at = @now WHERE id = @Id AND state = 'running'",
        new { state, report = report.Write(), now = Leaf.Time(clock.GetUtcNow()), job.Id }), ct);

    [LoggerMessage(LogLevel.Error, "An import could not go on; it is tried again")]
    private static partial void LogBroken(ILogger logger, Exception exception);
}

/// <summary>Tells the worker that there is something to do.</summary>
internal sealed class ImportBell : IDisposable
{
    private readonly SemaphoreSlim rung = new(0);
    private readonly TaskCompletionSource prepared = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes once the tables are there.</summary>
    public Task Prepared => prepared.Task;

    public void Ready() => prepared.TrySetResult();

    public void Ring() => rung.Release();

    public Task Wait(TimeSpan longest, CancellationToken ct) => rung.WaitAsync(longest, ct);

    public void Dispose() => rung.Dispose();
}

/// <summary>The importer of each type.</summary>
internal sealed class RowImporters(IServiceProvider services)
{
    public RowImporter Of(ImportRow job)
    {
        var parameters = System.Text.Json.JsonSerializer.Deserialize<ImportParams>(job.Params, FactCodec.Json)!;
        var reason = $"import {job.Id.ToString(CultureInfo.InvariantCulture)}";
        return job.Type switch
        {
            ImportType.Divisions => new DivisionRows(parameters, reason, Validator<EstablishDivision>()),
            ImportType.Attributes => new AttributeRows(parameters, reason, Validator<StateAttribute>()),
            ImportType.Roster => new RosterRows(parameters, reason, new(
                Validator<Officials.RegisterOfficial>(), Validator<Organizations.EstablishOrganization>(), Validator<Posts.CreatePost>(), Validator<Appointments.AppointOfficial>())),
            ImportType.Portfolios => new PortfolioRows(parameters, reason, Validator<Portfolios.AssignPortfolio>()),
            ImportType.Contacts => new ContactRows(parameters, reason, Validator<Contacts.LinkContact>()),
            _ => throw new InvalidOperationException($"No importer for {job.Type}."),
        };
    }

    private IValidator<T> Validator<T>() => services.GetRequiredService<IValidator<T>>();
}
