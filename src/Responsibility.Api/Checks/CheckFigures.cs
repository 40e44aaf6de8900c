using System.Data.Common;
using System.Globalization;

namespace Responsibility.Api.Checks;

/// <summary>What each check found in the whole register on a day, as known at a position of the ledger.</summary>
internal sealed record CheckSnapshot(DateOnly AsOf, long KnownAt, IReadOnlyDictionary<CheckName, long> Broken, TimeSpan Took);

/// <summary>The figures of all checks for metrics: counted when somebody asks for them, by one at a time, and not again within a minute. Nothing is counted where nobody asks.</summary>
/// <remarks>
/// It is counted beside the request, check by check, each from a snapshot of its own; they agree, since what was known at a position is the same in every later one. Who asks waits for it a
/// little while and then gets the figures before. Where neither the ledger nor the day has moved on, they are the same still.
/// </remarks>
internal sealed partial class CheckFigures(
    [FromKeyedServices(Access.Doors.Everything)] Database database, TimeProvider clock, IHostApplicationLifetime life, ILogger<CheckFigures> logger) : IAsyncDisposable
{
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock counting = new();
    private Task running = Task.CompletedTask;
    private long? ended;
    private volatile CheckSnapshot? last;

    /// <summary>The last figures; null where there are none yet.</summary>
    public async Task<CheckSnapshot?> Last(CancellationToken ct)
    {
        var counted = Count();
        if (counted.IsCompleted) return last;
        await Task.WhenAny(counted, Task.Delay(Patience, clock, ct));
        ct.ThrowIfCancellationRequested();
        return last;
    }

    public async ValueTask DisposeAsync() => await running;

    private Task Count()
    {
        lock (counting)
        {
            // What takes long rests for as long again, so that it never keeps the database busy.
            var rest = last is { } figures && figures.Took > Rest ? figures.Took : Rest;
            if (running.IsCompleted && (ended is not { } end || clock.GetElapsedTime(end) >= rest) && !life.ApplicationStopping.IsCancellationRequested)
                running = Task.Run(() => CountNow(life.ApplicationStopping));
            return running;
        }
    }

    private async Task CountNow(CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        try
        {
            var (day, head) = (database.Today, await database.Read(session => session.Get<long>("SELECT coalesce(max(position), 0) FROM ledger"), ct));
            if (last is { } before && before.AsOf == day && before.KnownAt == head) return;
            var at = new At(day, string.Create(CultureInfo.InvariantCulture, $"pos:{head}"));
            var broken = new Dictionary<CheckName, long>();
            foreach (var check in DataChecks.All)
                broken[check.Name] = (await database.Ask<CheckCount>(at, async (session, moment) => await check.Count((await CheckGround.Of(session, moment, null)).Required()), ct)).Required().Broken;
            last = new CheckSnapshot(day, head, broken, clock.GetElapsedTime(started));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The program stops.
        }
        catch (Exception broken) when (broken is DbException or TimeoutException)
        {
            LogFailed(broken);
        }
        finally
        {
            ended = clock.GetTimestamp();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The checks of the register could not be counted.")]
    private partial void LogFailed(Exception broken);
}
