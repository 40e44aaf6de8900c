using System.Globalization;

namespace Responsibility.Api.Imports;

/// <summary>Runs one job from where it stands to its end.</summary>
/// <remarks>
/// Rows are read and checked beside the writer, a chunk ahead of it. A chunk is one unit of work, and with its facts it keeps how far the job has come:
/// whatever happens, no row is loaded twice and none is left out. Chunks are as long as those who write by hand may wait.
/// What is only validated, or kept as a whole or not at all, is decided on beside the writer first (<see cref="Database.Rehearse"/>).
/// </remarks>
internal sealed class ImportRun(Database database, IImportRows rows, JobRow claimed, TimeProvider clock)
{
    private const int SmallestChunk = 200;
    private const int LargestChunk = 5000;

    /// <summary>Without leave, 2 % end at most.</summary>
    private const long Fiftieth = 50;

    /// <summary>How long a chunk should keep the writer: whoever writes by hand waits for two at most.</summary>
    private static readonly TimeSpan ChunkTime = TimeSpan.FromMilliseconds(150);

    /// <summary>How often a rehearsal tells how far it has come, and that it goes on.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private readonly ImportParams stated = claimed.ReadParams();
    private readonly CultureInfo language = CultureInfo.GetCultureInfo(claimed.Language);
    private JobRow job = claimed;
    private int size = 1000;

    /// <summary>What ends of a type that is synced.</summary>
    private Synced Ending => Synced.Of(stated.Type)!;

    public async Task Go(CancellationToken ct)
    {
        CultureInfo.CurrentUICulture = language;
        var report = ImportReport.Read(job.Report);
        if (report.Rows is null)
        {
            var surveyed = await Survey(report, ct);
            if (surveyed.Refusal is { } unread)
            {
                await Close(report.Failed(Causes(unread)), ImportState.Failed, ct);
                return;
            }
            report = surveyed.Required();
        }
        if (stated.IsRehearsed && (job.RowsDone is 0 || report.Ledger is null))
        {
            var rehearsed = await Rehearse(report.Anew(), ct);
            if (rehearsed.Refusal is { } refused)
            {
                await Close(report.Anew().Failed(Causes(refused)), ImportState.Failed, ct);
                return;
            }
            if (stated.ImportMode is ImportMode.Validate || (stated.AtomicMode is AtomicMode.All && rehearsed.Required().Stats.Rejected > 0))
            {
                await Close(rehearsed.Required().Finished(stated.AtomicMode is AtomicMode.All), ImportState.Finished, ct);
                return;
            }
            (report, job) = (report.Anew(), job with { RowsDone = 0 });
            await database.Operate(session => ImportJobs.ForgetRejects(session, job.Id), ct);
        }
        if (await (stated.AtomicMode is AtomicMode.All ? Apply(report, ct) : Commit(report, ct)) is not { } done) return;
        await database.TakeStock(ct);
        await Close(done.Finished(stated.AtomicMode is AtomicMode.All), ImportState.Finished, ct);
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
            Warnings = [.. file.Unknown.Select(name => ImportReport.Warned(Refusals.ColumnUnknown, name))],
        };
    }

    private async Task<IRowFile> Open(CancellationToken ct)
    {
        var file = RowFile.Open(database, job, ct);
        (await file.ReadHeader(rows.Columns)).Required();
        return file;
    }

    /// <summary>Records chunk by chunk.</summary>
    /// <returns>Null where the job is no longer this process's to run.</returns>
    private async Task<ImportReport?> Commit(ImportReport report, CancellationToken ct)
    {
        using var file = await Open(ct);
        await file.Skip(job.RowsDone);
        var chunk = await Next(file);
        while (chunk.Count > 0)
        {
            var writing = Commit(chunk, report, ct);
            chunk = await Next(file);
            if (await writing is not { } kept) return null;
            report = kept;
        }
        return stated.ImportStrategy is ImportStrategy.Sync ? await EndMissing(report, ct) : report;
    }

    private async Task<ImportReport?> Commit(IReadOnlyList<StatedRow> chunk, ImportReport report, CancellationToken ct)
    {
        var kept = await database.Write<ImportReport>(job.Caller, async session =>
        {
            var began = clock.GetTimestamp();
            var now = clock.GetUtcNow();
            if (!await ImportJobs.Keep(session, job with { Report = report.ToString() }, now)) return Refusals.ImportEnded;
            var after = await Record(session, chunk, report);
            await ImportJobs.Keep(session, job with { RowsDone = job.RowsDone + chunk.Count, Report = after.ToString() }, now);
            Measure(chunk.Count, clock.GetElapsedTime(began));
            return after;
        }, ct);
        MustBeOver(kept.Refusal);
        if (kept.Refusal is not null) return null;
        job = job with { RowsDone = job.RowsDone + chunk.Count };
        return kept.Required();
    }

    /// <summary>Records all rows in one unit of work, or nothing: what was rehearsed without any fault may have got one since.</summary>
    private async Task<ImportReport?> Apply(ImportReport survey, CancellationToken ct)
    {
        var report = survey;
        var kept = await database.Write<ImportReport>(job.Caller, async session =>
        {
            report = survey;
            if (!await ImportJobs.Keep(session, job with { Report = survey.ToString() }, clock.GetUtcNow())) return Refusals.ImportEnded;
            using var file = await Open(ct);
            for (var chunk = await Next(file); chunk.Count > 0; chunk = await Next(file)) report = await Record(session, chunk, report);
            if (report.Stats.Rejected > 0) return Refusals.NothingKept;
            if (stated.ImportStrategy is ImportStrategy.Sync)
            {
                var missing = await Missing(session);
                if (missing.Refusal is { } refusal) return refusal;
                report = await EndMissing(session, missing.Required(), report);
            }
            // Over in the same unit of work: whatever happens, it is not applied twice.
            job = job with { RowsDone = report.Stats.Total };
            await ImportJobs.Close(session, job with { Report = report.Finished(all: true).ToString() }, ImportState.Finished, clock.GetUtcNow());
            return report;
        }, ct);
        if (kept.Refusal is null || kept.Refusal.Code == Refusals.ImportEnded.Code) return kept.Refusal is null ? kept.Required() : null;
        if (kept.Refusal.Code == Refusals.NothingKept.Code) return await Rehearse(survey, ct) is { Refusal: null } again ? again.Required() : report;
        await Close(survey.Failed(Causes(kept.Refusal)), ImportState.Failed, ct);
        return null;
    }

    /// <summary>Decides on all rows beside the writer, on what the register held when it began: a row may rest on any row before it.</summary>
    /// <returns>What would become of them, or why the file as a whole is refused.</returns>
    private async Task<Result<ImportReport>> Rehearse(ImportReport survey, CancellationToken ct)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var report = survey;
        using var over = new CancellationTokenSource();
        var beating = KeepTelling(() => report, gone, over.Token);
        try
        {
            return await database.Rehearse<Result<ImportReport>>(job.Caller, async (session, giveWay) =>
            {
                await database.Operate(operating => ImportJobs.ForgetRejects(operating, job.Id), gone.Token);
                (report, job) = (survey, job with { RowsDone = 0 });
                using var file = await Open(gone.Token);
                for (var chunk = await Next(file); chunk.Count > 0; chunk = await Next(file))
                {
                    gone.Token.ThrowIfCancellationRequested();
                    await giveWay();
                    var dealt = await Deal(session, chunk);
                    if (dealt.Any(d => d.Outcome.Fault is not null)) await database.Operate(operating => ImportJobs.Reject(operating, job.Id, dealt), gone.Token);
                    (report, job) = (report.With(dealt, 0, 0), job with { RowsDone = job.RowsDone + chunk.Count });
                }
                if (stated.ImportStrategy is not ImportStrategy.Sync || report.Stats.Rejected > 0) return report;
                var missing = await Missing(session);
                return missing.Refusal is { } refusal ? refusal : report.WithEnded(missing.Required().Count, 0, 0);
            }, gone.Token);
        }
        finally
        {
            await over.CancelAsync();
            await beating;
        }
    }

    /// <summary>Tells from time to time how far a rehearsal has come, and keeps the lease; stops it where the job was cancelled or is another process's.</summary>
    private async Task KeepTelling(Func<ImportReport> report, CancellationTokenSource gone, CancellationToken over)
    {
        while (true)
        {
            await Task.Delay(Beat, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (over.IsCancellationRequested || gone.IsCancellationRequested) return;
            var mine = true;
            await database.Operate(async session => mine = await ImportJobs.Keep(session, job with { Report = report().ToString() }, clock.GetUtcNow()), CancellationToken.None);
            if (!mine) await gone.CancelAsync();
        }
    }

    /// <summary>Decides on rows and records what follows, with what the job has to remember of it.</summary>
    private async Task<ImportReport> Record(Session session, IReadOnlyList<StatedRow> chunk, ImportReport report)
    {
        var head = session.Head;
        var dealt = await Deal(session, chunk);
        await ImportJobs.Reject(session, job.Id, dealt);
        if (session.Head > head) await ImportJobs.Note(session, job.Id, head + 1, session.Head);
        return report.With(dealt, head, session.Head);
    }

    private async Task<IReadOnlyList<Dealt>> Deal(Session session, IReadOnlyList<StatedRow> chunk)
    {
        // The writer's thread has a language of its own.
        CultureInfo.CurrentUICulture = language;
        await rows.Begin(session, chunk);
        var dealt = new List<Dealt>(chunk.Count);
        foreach (var row in chunk) dealt.Add(new Dealt(row.Row, await rows.Take(session, row)));
        if (stated.ImportStrategy is ImportStrategy.Sync) await ImportJobs.Note(session, job.Id, dealt.Where(d => d.Outcome.Thing > 0).Select(d => d.Outcome.Thing));
        return dealt;
    }

    /// <summary>What ends, since it holds under the division and no row spoke of it; refused where that is more than may.</summary>
    private async Task<Result<List<long>>> Missing(Session session)
    {
        var day = stated.EffectiveOn ?? session.Today;
        if (await DivisionCodes.Meant(session, stated.Within!, day) is not { } within) return Refusals.DivisionUnknown.At("within", stated.Within);
        List<long> missing = [.. await Ending.Missing(session, job.Id, within.Id, day)];
        var most = stated.MaxEnded ?? (await Ending.Holding(session, within.Id, day)) / Fiftieth;
        return missing.Count > most
            ? Refusals.SyncEndsTooMuch.Because($"{missing.Count} would end, {most} may: name maxEnded to allow more.", $"将终止 {missing.Count} 条,上限 {most} 条;确需更多请设 maxEnded。").At("maxEnded", missing.Count)
            : missing;
    }

    /// <summary>Ends what no row spoke of, chunk by chunk; where rows were rejected nothing, since they may have spoken of it.</summary>
    private async Task<ImportReport?> EndMissing(ImportReport report, CancellationToken ct)
    {
        if (report.Stats.Rejected > 0) return report with { Warnings = [.. report.Warnings, ImportReport.Warned(Refusals.SyncIncomplete)] };
        var missing = await database.Read(session => Missing(session), ct);
        if (missing.Refusal is { } refusal)
        {
            await Close(report.Failed(Causes(refusal)), ImportState.Failed, ct);
            return null;
        }
        foreach (var ids in missing.Required().Chunk(SmallestChunk))
        {
            var kept = await database.Write<ImportReport>(job.Caller, async session =>
            {
                var after = await EndMissing(session, ids, report);
                return await ImportJobs.Keep(session, job with { Report = after.ToString() }, clock.GetUtcNow()) ? after : Refusals.ImportEnded;
            }, ct);
            MustBeOver(kept.Refusal);
            if (kept.Refusal is not null) return null;
            report = kept.Required();
        }
        return report;
    }

    private async Task<ImportReport> EndMissing(Session session, IReadOnlyList<long> ids, ImportReport report)
    {
        var (head, ended) = (session.Head, 0L);
        foreach (var id in ids)
            if (await Ending.EndOne(session, id, stated.EffectiveOn ?? session.Today)) ended++;
        if (session.Head > head) await ImportJobs.Note(session, job.Id, head + 1, session.Head);
        return report.WithEnded(ended, head, session.Head);
    }

    /// <summary>How many rows the chunks after the next have, so that they take as long as they should.</summary>
    private void Measure(int count, TimeSpan taken) => size = (int)Math.Clamp(count * (ChunkTime / taken), Math.Max(SmallestChunk, size / 2), Math.Min(LargestChunk, size * 2));

    private async Task<IReadOnlyList<StatedRow>> Next(IRowFile file) => [.. (await file.Take(size)).Select(rows.Read)];

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
