namespace Responsibility.Api.Supervision;

/// <summary>A day that was looked at for what is late (督办运行), and what came of it.</summary>
/// <param name="Id">Its number; not a ledger position, for a run that issues nothing says nothing.</param>
/// <param name="Day">The day that was looked at.</param>
/// <param name="Actor">Who ran it, as in the ledger; <c>system</c> for the daily run.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="FinishedAt">When it ended.</param>
/// <param name="Late">How many tasks called for a warning on that day, whether or not notices of it had been issued before.</param>
/// <param name="Blue">How many blue notices it issued.</param>
/// <param name="Yellow">How many yellow notices it issued.</param>
/// <param name="Red">How many red notices it issued.</param>
/// <example>
/// {"id": 7, "day": "2017-07-10", "actor": "key:1", "startedAt": "2017-07-10T07:00:00.120000Z", "finishedAt": "2017-07-10T07:00:00.480000Z", "late": 12, "blue": 3, "yellow": 1, "red": 2}
/// </example>
public sealed record SupervisionRun(long Id, DateOnly Day, string Actor, string StartedAt, string FinishedAt, long Late, long Blue, long Yellow, long Red);

internal sealed record RunRow
{
    public long Id { get; init; }
    public DateOnly Day { get; init; }
    public required string Actor { get; init; }
    public required string StartedAt { get; init; }
    public required string FinishedAt { get; init; }
    public long Late { get; init; }
    public long Blue { get; init; }
    public long Yellow { get; init; }
    public long Red { get; init; }

    public const string Select = "SELECT id, day, actor, started_at, finished_at, late, blue, yellow, red FROM supervision_run";

    public const string InsertSql =
        """
        INSERT INTO supervision_run (day, actor, started_at, finished_at, late, blue, yellow, red)
        VALUES (@day, @Actor, @started, @finished, @late, @blue, @yellow, @red)
        RETURNING id, day, actor, started_at, finished_at, late, blue, yellow, red
        """;

    public SupervisionRun Show() => new(Id, Day, Actor, StartedAt, FinishedAt, Late, Blue, Yellow, Red);
}
