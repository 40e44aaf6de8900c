using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Responsibility.Ledger;

namespace Responsibility.Api.Access;

/// <summary>The keys in force. What was found is trusted for half a second, so that a key which another process revokes is refused within one.</summary>
internal sealed class KeyRing([FromKeyedServices(Doors.Everything)] Database database, KeyHash hash, TimeProvider clock)
{
    private static readonly TimeSpan Trusted = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, Known> known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, DateTimeOffset> used = new();

    /// <summary>The key, if it is in force now.</summary>
    public Task<KeyInForce?> Find(string key, CancellationToken ct) => Find(hash.Of(key), ct);

    /// <summary>Whether somebody may go on who was recognised a while ago, as in a stream.</summary>
    public async Task<bool> StillTakes(Recognised caller, CancellationToken ct) => caller.Digest is { } digest
        ? await Find(digest, ct) is not null
        : caller.Until is not { } until || string.CompareOrdinal(until, Leaf.Time(clock.GetUtcNow())) > 0;

    private async Task<KeyInForce?> Find(byte[] digest, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var name = Convert.ToHexString(digest);
        if (!known.TryGetValue(name, out var found) || Stopwatch.GetElapsedTime(found.At) > Trusted)
        {
            var at = Stopwatch.GetTimestamp();
            if (await database.Read(session => session.Find<KeyInForce>(FindSql, new { digest }), ct) is not { } issued || !CryptographicOperations.FixedTimeEquals(issued.Digest, digest))
            {
                known.TryRemove(name, out _);
                return null;
            }
            known[name] = found = new Known(issued, at);
        }
        if (!found.Key.IsInForce(now)) return null;
        used[found.Key.Id] = now;
        return found.Key;
    }

    /// <summary>Whether this key was in force here lately.</summary>
    public bool HasSeen(string key) => known.ContainsKey(Convert.ToHexString(hash.Of(key)));

    /// <summary>Takes no key on trust any more: one was revoked or given another secret here.</summary>
    public void Forget() => known.Clear();

    /// <summary>When each key was last used here since this was last asked.</summary>
    public IReadOnlyList<(long Key, DateTimeOffset At)> TakeUses() =>
        [.. from key in used.Keys let at = used.TryRemove(key, out var last) ? last : (DateTimeOffset?)null where at is not null select (key, at.Value)];

    /// <summary>When a key was last used here, where that is not written down yet.</summary>
    public string? LastUse(long key) => used.TryGetValue(key, out var at) ? Leaf.Time(at) : null;

    private static readonly string FindSql =
        $"""
        SELECT k.id, k.role, k.divisions, k.expires_at, s.ends_at, s.digest
          FROM api_key_secret s
          JOIN api_key k ON k.id = s.key_id AND {Storage.Known.Now("k")}
         WHERE s.digest = @digest
        """;

    private sealed record Known(KeyInForce Key, long At);
}

/// <summary>A key that was recognised.</summary>
internal sealed record KeyInForce
{
    public long Id { get; init; }
    public Role Role { get; init; }
    public string? Divisions { get; init; }
    public string? ExpiresAt { get; init; }
    public string? EndsAt { get; init; }
    public required byte[] Digest { get; init; }

    public string Actor => $"key:{Id.ToString(CultureInfo.InvariantCulture)}";

    public AccessScope? Scope => AccessScope.Parse(Divisions);

    /// <summary>From when on the key, or this secret of it, is taken no longer.</summary>
    public string? Until => new[] { ExpiresAt, EndsAt }.Where(end => end is not null).Min(StringComparer.Ordinal);

    public bool IsInForce(DateTimeOffset now) => Until is not { } until || string.CompareOrdinal(until, Leaf.Time(now)) > 0;
}

/// <summary>Writes down once a minute, and on stopping, when keys were last used.</summary>
internal sealed partial class KeyUses([FromKeyedServices(Doors.Everything)] Database database, KeyRing keys, TimeProvider clock, ILogger<KeyUses> logger) : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Between, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await Keep(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program stops.
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Keep(cancellationToken);
    }

    private async Task Keep(CancellationToken ct)
    {
        var uses = keys.TakeUses();
        if (uses.Count is 0) return;
        try
        {
            await database.Operate(async session =>
            {
                foreach (var (key, at) in uses) await session.Write(KeepSql, new { key, at = Leaf.Time(at) });
            }, ct);
        }
#pragma warning disable CA1031 // When a key was last used is worth a line in the log, not the service
        catch (Exception broken)
#pragma warning restore CA1031
        {
            LogBroken(broken);
        }
    }

    private const string KeepSql =
        """
        INSERT INTO api_key_use (key_id, last_used_at) VALUES (@key, @at)
            ON CONFLICT (key_id) DO UPDATE SET last_used_at = excluded.last_used_at WHERE excluded.last_used_at > api_key_use.last_used_at
        """;

    [LoggerMessage(LogLevel.Warning, "When keys were last used could not be written down")]
    private partial void LogBroken(Exception exception);
}
