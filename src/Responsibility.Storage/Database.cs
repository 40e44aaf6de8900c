using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Responsibility.Storage;

/// <summary>The one door to the data: questions at two dates, and units of work that record facts.</summary>
public sealed class Database : IAsyncDisposable
{
    private const int MostRehearsals = 5;

    private readonly Dialect dialect;
    private readonly Writer writer;
    private readonly TimeProvider clock;
    private readonly TimeZoneInfo zone;
    private readonly Caller asker = Caller.System;
    private readonly bool isDoorOnly;

    private Database(Dialect dialect, TimeProvider clock, TimeZoneInfo zone, ILogger logger)
    {
        (this.dialect, this.clock, this.zone) = (dialect, clock, zone);
        writer = new Writer(dialect, clock, logger);
        Logger = logger;
    }

    private Database(Database open, Caller asker)
    {
        (dialect, writer, clock, zone, Logger) = (open.dialect, open.writer, open.clock, open.zone, open.Logger);
        (this.asker, isDoorOnly) = (asker, true);
    }

    /// <summary>A door to the same data for <paramref name="asker"/>: whatever is asked through it sees only what the asker reaches.</summary>
    public Database For(Caller asker) => new(this, asker);

    /// <summary><c>sqlite</c> or <c>postgresql</c>.</summary>
    public string Kind => dialect.Kind;

    /// <summary>Path, without an ending, of files that belong to this database and are not in it.</summary>
    public string Beside => dialect.Beside;

    /// <summary>Whether the writer is alive; it may be busy.</summary>
    public bool TakesWrites => writer.IsRunning;

    /// <summary>Told, after facts were recorded by this process, that they are durable; must not wait for anything.</summary>
    public Action? Recorded { get => writer.Recorded; set => writer.Recorded = value; }

    internal Dialect Dialect => dialect;

    internal ILogger Logger { get; }

    /// <summary>Today, where the register's offices are.</summary>
    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone).DateTime);

    /// <summary>Opens SQLite (<c>Data Source=…</c>) or PostgreSQL (<c>Host=…</c>).</summary>
    public static Database Open(string connectionString, TimeProvider clock, TimeZoneInfo zone, ILogger logger) =>
        new(connectionString.StartsWith("Host=", StringComparison.OrdinalIgnoreCase)
            ? new PostgresDialect(connectionString)
            : new SqliteDialect(connectionString), clock, zone, logger);

    /// <summary>Opens a database that must be there already, as when it is only to be read.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static Database OpenExisting(string connectionString, TimeProvider clock, TimeZoneInfo zone, ILogger logger)
    {
        var database = Open(connectionString, clock, zone, logger);
        return database.dialect.IsThere ? database : throw new FileNotFoundException($"There is no database at {database.Beside}.*.");
    }

    /// <summary>Asks of one snapshot, at the two dates of <paramref name="at"/>.</summary>
    public Task<Result<T>> Ask<T>(At at, Func<Session, Moment, Task<Result<T>>> question, CancellationToken ct) where T : notnull =>
        Read(at.AsOf, async session =>
        {
            var moment = await Resolve(session, at);
            return moment.Refusal is { } refusal ? refusal : await question(session, moment.Required());
        }, ct);

    /// <summary>Asks of one snapshot, at two such pairs of dates.</summary>
    public Task<Result<T>> Ask<T>(At one, At other, Func<Session, Moment, Moment, Task<Result<T>>> question, CancellationToken ct) where T : notnull =>
        Read(async session =>
        {
            var (first, second) = (await Resolve(session, one), await Resolve(session, other));
            return (first.Refusal ?? second.Refusal) is { } refusal ? refusal : await question(session, first.Required(), second.Required());
        }, ct);

    /// <summary>Reads one snapshot.</summary>
    /// <exception cref="OperationCanceledException">Nobody waits for the answer any more; the database was told to stop looking for it.</exception>
    public Task<T> Read<T>(Func<Session, Task<T>> question, CancellationToken ct) => Read(null, question, ct);

    /// <summary>The same about a day.</summary>
    /// <param name="day">One with a scope sees what was reached on it too; today where null.</param>
    public async Task<T> Read<T>(DateOnly? day, Func<Session, Task<T>> question, CancellationToken ct)
    {
        await using var reading = new Reading(dialect, asker, Today, ct);
        try
        {
            var session = await reading.Open(day ?? Today);
            var answer = await question(session);
            await reading.Keep();
            return answer;
        }
        catch (DbException interrupted) when (ct.IsCancellationRequested)
        {
            throw new OperationCanceledException(interrupted.Message, interrupted, ct);
        }
    }

    /// <summary>Runs <paramref name="work"/> as if it were alone, keeps what it did only if it succeeded, and answers once that is durable.</summary>
    /// <remarks>Under an idempotency key the answer is kept in the same savepoint, and a second request gets it without doing anything.</remarks>
    public async Task<Result<T>> Write<T>(Caller caller, Func<Session, Task<Result<T>>> work, CancellationToken ct) where T : notnull
    {
        Result<T> result = default;
        await writer.Enqueue(caller, async session =>
        {
            session.Today = Today;
            if (caller.Idempotency is { } idempotency && await Answers.Find<T>(session, idempotency, clock.GetUtcNow()) is { } known)
            {
                result = known;
                return false;
            }
            try
            {
                result = await work(session);
                if (result.Refusal is null) await session.ReachesWhatItMade();
            }
            catch (OutOfScopeException beyond)
            {
                // What the request names was looked at before: this rests on what it names.
                result = beyond.Made ? Refusals.BelongsNowhere.At(beyond.Noun is "official" ? "homeOrganization" : beyond.Noun) : Refusals.InUse.Because("What is beyond the divisions that you reach rests on it.", "其上有您范围之外的事项。");
            }
            if (result.Refusal is not null) return false;
            if (caller.Idempotency is { } key)
                await Answers.Keep(session, key, result.Required(), clock.GetUtcNow());
            return true;
        }, ct);
        return result;
    }

    /// <summary>The same, answering with what <paramref name="show"/> tells of it: through this door, so as its caller sees it, at the position up to which the unit of work knew.</summary>
    /// <param name="work">Decides and records.</param>
    /// <param name="show">Null where the asker does not see the thing, as where others took it beyond reach meanwhile.</param>
    public async Task<Result<T>> Write<T>(Caller caller, Func<Session, Task<Result<Done>>> work, Func<Session, Moment, Done, Task<T?>> show, CancellationToken ct) where T : class
    {
        var written = await Write(caller, work, ct);
        if (written.Refusal is { } refusal) return refusal;
        var done = written.Required();
        return await Ask<T>(
            new At(done.AsOf, string.Create(CultureInfo.InvariantCulture, $"pos:{done.KnownAt}")),
            async (session, moment) => await show(session, moment with { Stable = false }, done) is { } shown ? shown : Refusals.NotFound, ct);
    }

    /// <summary>Runs <paramref name="work"/> beside the writer on what the register holds now, as if it were recorded, and keeps nothing of it.</summary>
    /// <param name="work">What to do; it is to call what it is given between its steps, and may be begun anew where others want to write what it has tried to.</param>
    public async Task<T> Rehearse<T>(Caller caller, Func<Session, Func<Task>, Task<T>> work, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var rehearsal = await dialect.BeginRehearsal(ct);
            try
            {
                var session = new Session(rehearsal.Connection, rehearsal.Transaction, dialect, await Batch.Rehearsed(rehearsal, clock), caller, ct) { Today = Today };
                await session.Begin();
                return await work(session, async () =>
                {
                    if (await rehearsal.IsInTheWay(ct)) throw new InTheWayException();
                });
            }
            catch (Exception again) when (attempt < MostRehearsals && again is InTheWayException or DbException { IsTransient: true })
            {
                await Task.Delay(TimeSpan.FromSeconds(attempt), clock, ct);
            }
        }
    }

    /// <summary>Changes operational tables: jobs, uploads, stored answers. No fact can be recorded.</summary>
    public Task Operate(Func<Session, Task> work, CancellationToken ct) =>
        writer.Enqueue(Caller.System, async session =>
        {
            await work(session);
            return true;
        }, ct);

    /// <summary>After much was loaded: the database plans for what it holds now.</summary>
    public Task TakeStock(CancellationToken ct) => dialect.TakeStock(ct);

    /// <summary>After a register was loaded in bulk: the database plans for what it holds now, and has put its rows in order.</summary>
    public Task Settle(CancellationToken ct) => dialect.Settle(ct);

    /// <summary>After personal data were erased: overwrites what the database keeps of its former rows, as far as it can.</summary>
    /// <returns>False where somebody still reads of the time before; then it goes with the next checkpoint of the log.</returns>
    public Task<bool> Scrub(CancellationToken ct) => dialect.Scrub(ct);

    public async ValueTask DisposeAsync()
    {
        if (isDoorOnly) return;
        await writer.DisposeAsync();
        await dialect.DisposeAsync();
    }

    private async Task<Result<Moment>> Resolve(Session session, At at)
    {
        var head = await session.Find<(long Position, string RecordedAt)>("SELECT position, recorded_at FROM ledger ORDER BY position DESC LIMIT 1");
        // Whatever is asked, what was erased by now is not shown.
        await session.Follow(head.Position);
        var asOf = at.AsOf ?? Today;
        if (at.KnownAt is null) return new Moment { AsOf = asOf, KnownAt = head.Position };
        if (at.KnownAt.StartsWith("pos:", StringComparison.Ordinal))
        {
            if (!long.TryParse(at.KnownAt.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out var position))
                return Refusals.ParameterInvalid.At("knownAt", at.KnownAt);
            if (position > head.Position)
                return Refusals.KnownAtInFuture.Because(
                    $"The ledger ends at position {head.Position}.", $"账本目前止于位置 {head.Position}。").At("knownAt", at.KnownAt);
            return new Moment { AsOf = asOf, KnownAt = position, Stable = asker.Scope is null && at.AsOf is not null };
        }
        if (!Instant.TryParse(at.KnownAt, out var instant)) return Refusals.ParameterInvalid.At("knownAt", at.KnownAt);
        if (instant > clock.GetUtcNow()) return Refusals.KnownAtInFuture.At("knownAt", at.KnownAt);
        var text = Ledger.Leaf.Time(instant);
        var known = await session.Find<long?>(
            "SELECT position FROM ledger WHERE recorded_at <= @text ORDER BY recorded_at DESC, position DESC LIMIT 1", new { text }) ?? 0;
        return new Moment { AsOf = asOf, KnownAt = known, Stable = asker.Scope is null && at.AsOf is not null && string.CompareOrdinal(head.RecordedAt, text) > 0 };
    }
}

/// <summary>Instants as RFC 3339 writes them.</summary>
public static class Instant
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    public static bool TryParse(string text, out DateTimeOffset instant) =>
        DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out instant)
        && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal));
}

/// <summary>Answers kept under idempotency keys, 24 hours; operational.</summary>
internal static class Answers
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>How the kept answer begins where what was done is shown of that thing.</summary>
    public static string Of(long id) => string.Create(CultureInfo.InvariantCulture, $"{{\"id\":{id},");

    public static async Task<Result<T>?> Find<T>(Session session, Idempotency idempotency, DateTimeOffset now) where T : notnull
    {
        var kept = await session.Find<Row>(
            "SELECT body_hash, answer FROM idempotency WHERE actor = @Actor AND operation = @Operation AND key = @Key AND stored_at >= @oldest",
            new { session.Caller.Actor, idempotency.Operation, idempotency.Key, oldest = Ledger.Leaf.Time(now - Kept) });
        if (kept is null) return null;
        if (!kept.BodyHash.AsSpan().SequenceEqual(idempotency.BodyHash)) return (Result<T>)Refusals.IdempotencyKeyReused;
        return (Result<T>)JsonSerializer.Deserialize<T>(kept.Answer, FactCodec.Json)!;
    }

    public static async Task Keep<T>(Session session, Idempotency idempotency, T answer, DateTimeOffset now)
    {
        await session.Write("DELETE FROM idempotency WHERE stored_at < @before", new { before = Ledger.Leaf.Time(now - Kept) });
        await session.Write(
            """
            INSERT INTO idempotency (actor, operation, key, body_hash, answer, stored_at)
            VALUES (@Actor, @Operation, @Key, @BodyHash, @answer, @now)
            """,
            new
            {
                session.Caller.Actor,
                idempotency.Operation,
                idempotency.Key,
                idempotency.BodyHash,
                answer = JsonSerializer.Serialize(answer, FactCodec.Json),
                now = Ledger.Leaf.Time(now),
            });
    }

    private sealed record Row
    {
        public required byte[] BodyHash { get; init; }
        public required string Answer { get; init; }
    }
}
