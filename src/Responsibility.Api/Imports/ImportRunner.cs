using System.Threading.Channels;

namespace Responsibility.Api.Imports;

/// <summary>Tells the runner of this process that a job was queued or cancelled, so that it need not wait for its next look.</summary>
internal sealed class ImportSignal
{
    private readonly Bell bell = new();

    private CancellationTokenSource? running;
    private long job;

    public void Ring() => bell.Ring();

    /// <summary>Waits for a ring, or for as long as <paramref name="patience"/>.</summary>
    public Task Wait(TimeSpan patience, CancellationToken ct) => bell.Wait(patience, ct);

    /// <summary>Notes which job runs here and how to stop it.</summary>
    public void Runs(long id, CancellationTokenSource? stop) => (job, running) = (id, stop);

    /// <summary>Stops the job at once where it runs here; elsewhere its next chunk finds that it was cancelled.</summary>
    public void Stop(long id)
    {
        if (job == id) running?.Cancel();
    }
}

/// <summary>Runs queued jobs, one at a time, and takes up those that another process has left.</summary>
internal sealed partial class ImportRunner([FromKeyedServices(Access.Doors.Everything)] Database database, IServiceProvider services, ImportSignal signal, TimeProvider clock, ILogger<ImportRunner> logger) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenPurges = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var purged = DateTimeOffset.MinValue;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (clock.GetUtcNow() - purged > BetweenPurges)
                {
                    purged = clock.GetUtcNow();
                    await database.Operate(session => ImportJobs.Purge(session, purged), stoppingToken);
                }
                while (await Next(stoppingToken) is { } job) await Run(job, stoppingToken);
                await signal.Wait(Look, stoppingToken);
            }
            catch (Exception over) when (stoppingToken.IsCancellationRequested || over is ChannelClosedException)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever went wrong, such as a database that is away for a while, the next look may find it mended
            catch (Exception broken)
#pragma warning restore CA1031
            {
                LogBroken(broken);
                await Task.Delay(Look, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<JobRow?> Next(CancellationToken ct)
    {
        // A look that finds nothing should not keep the writer busy.
        if (!await database.Read(session => ImportJobs.IsWaiting(session, clock.GetUtcNow()), ct)) return null;
        JobRow? job = null;
        await database.Operate(async session => job = await ImportJobs.Claim(session, clock.GetUtcNow()), ct);
        return job;
    }

    private async Task Run(JobRow job, CancellationToken stopping)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        signal.Runs(job.Id, stop);
        try
        {
            await new ImportRun(database, ImportTypes.Rows(services, job), job, clock).Go(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            if (stopping.IsCancellationRequested) await database.Operate(session => ImportJobs.Release(session, job, clock.GetUtcNow()), CancellationToken.None);
        }
        catch (Exception broken) when (broken is not (ChannelClosedException or System.Data.Common.DbException { IsTransient: true }))
        {
            LogJobBroken(broken, job.Id);
            await Fail(job.Id, job.Lease, stopping);
        }
        finally
        {
            signal.Runs(0, null);
        }
    }

    /// <summary>A job that breaks the program would break it again: it is over, with what its chunks have kept.</summary>
    private Task Fail(long id, string? lease, CancellationToken ct) => database.Operate(async session =>
    {
        if (await ImportJobs.Find(session, id) is not { } job || job.Lease != lease) return;
        var cause = RowFault.Of(Refusals.Unexpected);
        var report = ImportReport.Read(job.Report).Failed([new ErrorGroup(cause.Code, null, null, cause.Message, 1, [])]);
        await ImportJobs.Close(session, job with { Report = report.ToString() }, ImportState.Failed, clock.GetUtcNow());
    }, ct);

    [LoggerMessage(LogLevel.Error, "Imports could not be looked after; trying again")]
    private partial void LogBroken(Exception exception);

    [LoggerMessage(LogLevel.Error, "Import {Id} broke off")]
    private partial void LogJobBroken(Exception exception, long id);
}
