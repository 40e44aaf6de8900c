using System.Threading.Channels;
using Responsibility.Api.Ledger;

namespace Responsibility.Api.Verification;

/// <summary>Tells the runner of this process that a job was queued.</summary>
internal sealed class VerificationSignal
{
    private readonly Bell bell = new();

    public void Ring() => bell.Ring();

    public Task Wait(TimeSpan patience, CancellationToken ct) => bell.Wait(patience, ct);
}

/// <summary>Runs queued verifications, one at a time, and begins those anew that another process has left.</summary>
internal sealed partial class VerificationRunner(
    [FromKeyedServices(Access.Doors.Everything)] Database database, FactKinds kinds, Settings settings, VerificationSignal signal, TimeProvider clock, ILogger<VerificationRunner> logger) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenNotes = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
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

    private async Task<VerificationRow?> Next(CancellationToken ct)
    {
        // A look that finds nothing should not keep the writer busy.
        if (!await database.Read(session => VerificationJobs.IsWaiting(session, clock.GetUtcNow()), ct)) return null;
        VerificationRow? job = null;
        await database.Operate(async session => job = await VerificationJobs.Claim(session, clock.GetUtcNow()), ct);
        return job;
    }

    private async Task Run(VerificationRow job, CancellationToken stopping)
    {
        var latest = new Latest();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var notes = Note(job, latest, over.Token);
        VerificationOutcome? outcome = null;
        try
        {
            var vouching = await Vouching(stopping);
            outcome = VerificationOutcome.Of(await Task.Run(() => new LedgerVerifier(database, kinds, vouching, latest).Run(job.Replay, stopping), stopping));
            if (!outcome.Sound) LogUnsound(outcome.Faults, job.Id);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await database.Operate(session => VerificationJobs.Release(session, job, clock.GetUtcNow()), CancellationToken.None);
            return;
        }
#pragma warning disable CA1031 // Whatever broke it would break it again: the job is over
        catch (Exception broken) when (broken is not ChannelClosedException)
#pragma warning restore CA1031
        {
            LogJobBroken(broken, job.Id);
        }
        finally
        {
            await over.CancelAsync();
            await notes;
        }
        await database.Operate(session => VerificationJobs.Close(session, job, outcome, clock.GetUtcNow()), stopping);
    }

    /// <summary>The key and the last checkpoint that this process keeps outside the database.</summary>
    private async Task<Vouching> Vouching(CancellationToken ct)
    {
        using var file = await KeyFile.Open(KeyKeeping.PathOf(database, settings.Ledger), ct);
        return file.Read() is { } kept ? new Vouching([kept.Key.Verifier], [Responsibility.Ledger.SignedNote.Parse(System.Text.Encoding.UTF8.GetBytes(kept.Note))]) : new Vouching([], []);
    }

    /// <summary>Notes from time to time how far the job is, which also keeps it this process's.</summary>
    private async Task Note(VerificationRow job, Latest latest, CancellationToken over)
    {
        using var timer = new PeriodicTimer(BetweenNotes, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(over)) await database.Operate(session => VerificationJobs.Keep(session, job, latest.Step, clock.GetUtcNow()), over);
        }
        catch (Exception ended) when (over.IsCancellationRequested || ended is ChannelClosedException)
        {
            // The job is over.
        }
    }

    private sealed class Latest : IProgress<VerificationProgress>
    {
        public VerificationStep? Step { get; private set; }

        public void Report(VerificationProgress value) => Step = new VerificationStep(value.Phase, value.Done, value.Of);
    }

    [LoggerMessage(LogLevel.Error, "Verifications could not be looked after; trying again")]
    private partial void LogBroken(Exception exception);

    [LoggerMessage(LogLevel.Error, "Verification {Id} broke off")]
    private partial void LogJobBroken(Exception exception, long id);

    [LoggerMessage(LogLevel.Critical, "The ledger is not sound: verification {Id} found {Faults} faults")]
    private partial void LogUnsound(long faults, long id);
}
