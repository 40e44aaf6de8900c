using System.Globalization;

namespace Responsibility.Api.Imports;

/// <summary>Runs one job from where it stands to its end.</summary>
/// <remarks>
/// Rows are read and checked beside the writer, a chunk ahead of it. A chunk is one unit of work, and with its facts it keeps how far the job has come:
/// whatever happens, no row is loaded twice and none is left out. Chunks are short, so that those who write by hand hardly wait.
/// </remarks>
internal sealed class ImportRun(Database database, IImportRows rows, JobRow claimed, TimeProvider clock)
{
    private const int ChunkSize = 1000;

    /// <summary>Rejected rows of a validation that are kept for reading; all are counted.</summary>
    private const int MostValidationRejects = 100_000;

    private readonly ImportParams stated = claimed.ReadParams();
    private readonly CultureInfo language = CultureInfo.GetCultureInfo(claimed.Language);
    private JobRow job = claimed;

    public async Task Go(CancellationToken ct)
    {
        CultureInfo.CurrentUICulture = language;
        var report = ImportReport.Read(job.Report);
        if (report.Rows is null)
        {
            var counted = await Survey(report, ct);
            if (counted.Refusal is { } refusal)
            {
                await Close(report.Failed(Causes(refusal)), ImportState.Failed, ct);
                return;
            }
            report = counted.Required();
        }
        using var file = RowFile.Open(database, job, ct);
        (await file.ReadHeader(rows.Columns)).Required();
        if (stated.ImportMode is ImportMode.Validate) report = await Validate(file, report, ct);
        else if (await Commit(file, report, ct) is { } committed)
        {
            report = committed;
            await database.TakeStock(ct);
        }
        else return;
        await Close(report.Finished(), ImportState.Finished, ct);
    }

    /// <summary>Reads the whole file once: whether it is one, which columns it has, how many rows.</summary>
    private async Task<Result<ImportReport>> Survey(ImportReport report, CancellationToken ct)
    {
        using var file = RowFile.Open(database, job, ct);
        var header = await file.ReadHeader(rows.Columns);
        if (header.Refusal is { } refusal) return refusal;
        var count = await file.Count();
        if (count.Refusal is { } malformed) return malformed;
        job = job with { Header = header.Required().Raw };
        return report with
        {
            Rows = count.Required(),
            Warnings = [.. file.Unknown.Select(name => new ImportWarning(Refusals.ColumnUnknown.Code, name, Refusals.ColumnUnknown.Title.In(language)))],
        };
    }

    /// <returns>Null where the job is no longer this process's to run.</returns>
    private async Task<ImportReport?> Commit(IRowFile file, ImportReport report, CancellationToken ct)
    {
        await file.Skip(job.RowsDone);
        var chunk = await Next(file);
        while (chunk.Count > 0)
        {
            var writing = Commit(chunk, report, ct);
            chunk = await Next(file);
            if (await writing is not { } kept) return null;
            report = kept;
        }
        return report;
    }

    private async Task<ImportReport?> Commit(IReadOnlyList<StatedRow> chunk, ImportReport report, CancellationToken ct)
    {
        var kept = await database.Write<ImportReport>(job.Caller, async session =>
        {
            var now = clock.GetUtcNow();
            if (!await ImportJobs.Keep(session, job with { Report = report.ToString() }, now)) return Refusals.ImportEnded;
            var head = session.Head;
            var dealt = await Deal(session, chunk);
            await ImportJobs.Reject(session, job.Id, dealt);
            var after = report.With(dealt, head, session.Head);
            await ImportJobs.Keep(session, job with { RowsDone = job.RowsDone + chunk.Count, Report = after.ToString() }, now);
            return after;
        }, ct);
        MustBeOver(kept.Refusal);
        if (kept.Refusal is not null) return null;
        job = job with { RowsDone = job.RowsDone + chunk.Count };
        return kept.Required();
    }

    /// <summary>Decides on all rows in one unit of work that is not kept: a row may rest on any row before it.</summary>
    private async Task<ImportReport> Validate(IRowFile file, ImportReport report, CancellationToken ct)
    {
        var rejected = new List<Dealt>();
        var decided = await database.Write<ImportReport>(job.Caller, async session =>
        {
            for (var chunk = await Next(file); chunk.Count > 0; chunk = await Next(file))
            {
                ct.ThrowIfCancellationRequested();
                var dealt = await Deal(session, chunk);
                rejected.AddRange(dealt.Where(d => d.Outcome.Fault is not null).Take(MostValidationRejects - rejected.Count));
                report = report.With(dealt, 0, 0);
                job = job with { RowsDone = job.RowsDone + chunk.Count };
            }
            return Refusals.ImportEnded;
        }, ct);
        MustBeOver(decided.Refusal);
        await database.Operate(session => ImportJobs.Reject(session, job.Id, rejected), ct);
        return report;
    }

    private async Task<IReadOnlyList<Dealt>> Deal(Session session, IReadOnlyList<StatedRow> chunk)
    {
        // The writer's thread has a language of its own.
        CultureInfo.CurrentUICulture = language;
        await rows.Begin(session, chunk);
        var dealt = new List<Dealt>(chunk.Count);
        foreach (var row in chunk) dealt.Add(new Dealt(row.Row, await rows.Take(session, row)));
        return dealt;
    }

    private async Task<IReadOnlyList<StatedRow>> Next(IRowFile file) => [.. (await file.Take(ChunkSize)).Select(rows.Read)];

    /// <summary>Rows are refused one by one; a unit of work only because there is nothing to keep.</summary>
    private static void MustBeOver(Refusal? refusal)
    {
        if (refusal is not null && refusal.Code != Refusals.ImportEnded.Code) throw new InvalidOperationException($"Rows were refused as a whole: {refusal.Code}");
    }

    private Task Close(ImportReport report, ImportState state, CancellationToken ct)
    {
        job = job with { Report = report.ToString() };
        return database.Operate(session => ImportJobs.Close(session, job, state, clock.GetUtcNow()), ct);
    }

    /// <summary>Why no row of the file can be read, in the form of all other causes.</summary>
    private static IEnumerable<ErrorGroup> Causes(Refusal refusal) => refusal.Faults.Count is 0
        ? [Cause(RowFault.Of(refusal))]
        : refusal.Faults.Select(fault => Cause(RowFault.Of(refusal with { Faults = [fault] })));

    private static ErrorGroup Cause(RowFault fault) => new(fault.Code, fault.Property, fault.Value, fault.Message, 1, [1]);
}
