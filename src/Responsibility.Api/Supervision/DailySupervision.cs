using System.Globalization;
using System.Threading.Channels;

namespace Responsibility.Api.Supervision;

/// <summary>Looks for what is late once a day, at the configured time; after a start past that time, at once, unless that day was looked at already.</summary>
internal sealed partial class DailySupervision([FromKeyedServices(Access.Doors.Everything)] Database database, Supervisor supervisor, Settings settings, TimeProvider clock, ILogger<DailySupervision> logger) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The sample is of 2017: all its tasks would be overdue.
        if (settings.Demo || settings.Supervision.Time is not { } time) return;
        using var timer = new PeriodicTimer(Look, clock);
        try
        {
            do await RunWhereDue(time, stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (Exception over) when (stoppingToken.IsCancellationRequested || over is ChannelClosedException)
        {
            // The program stops.
        }
    }

    private async Task RunWhereDue(TimeOnly time, CancellationToken ct)
    {
        try
        {
            var now = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), settings.Zone).DateTime;
            if (TimeOnly.FromDateTime(now) < time) return;
            var day = DateOnly.FromDateTime(now);
            if (await database.Read(session => session.Get<long>(RanSql, new { day, Caller.System.Actor }), ct) > 0) return;
            var run = await supervisor.Run(Caller.System, day, ct);
            if (run.Refusal is { } refusal) LogRefused(day, refusal.Code);
        }
#pragma warning disable CA1031 // Whatever went wrong, such as a database that is away for a while, the next look may find it mended
        catch (Exception broken) when (!ct.IsCancellationRequested && broken is not ChannelClosedException)
#pragma warning restore CA1031
        {
            LogBroken(broken);
        }
    }

    private const string RanSql = "SELECT count(*) FROM supervision_run WHERE day = @day AND actor = @Actor";

    [LoggerMessage(LogLevel.Information, "What is late on {Day} was not looked for: {Code}")]
    private partial void LogRefused(DateOnly day, string code);

    [LoggerMessage(LogLevel.Error, "What is late could not be looked for; trying again")]
    private partial void LogBroken(Exception exception);
}

/// <summary>What is configured under <c>Responsibility:Supervision</c>.</summary>
internal sealed record SupervisionSettings
{
    /// <summary>When, in the zone of the register, each day is looked at for what is late: <c>HH:mm</c>, or <c>off</c>.</summary>
    public string At { get; init; } = "07:00";

    /// <summary>Null where no day is looked at by itself.</summary>
    public TimeOnly? Time => At is "off" ? null
        : TimeOnly.ParseExact(At, "HH:mm", CultureInfo.InvariantCulture);

    /// <summary>What is wrong with it, if anything.</summary>
    public string? Fault => At is "off" || TimeOnly.TryParseExact(At, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? null
        : $"Responsibility:Supervision:At is '{At}', which is neither a time such as 07:00 nor off.";
}
