using System.Threading.Channels;
using Responsibility.Ledger;

namespace Responsibility.Api.Ledger;

/// <summary>Signs the ledger soon after it has grown: one process at a time, first into the file beside the key and then for all to see.</summary>
internal sealed partial class Signer([FromKeyedServices(Access.Doors.Everything)] Database database, Settings settings, TimeProvider clock, ILogger<Signer> logger) : BackgroundService
{
    private const string Duty = "sign";

    /// <summary>What another process records is found by looking.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>A ledger that grows all the time is not signed all the time.</summary>
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(600);

    private readonly string holder = Guid.NewGuid().ToString("N");
    private readonly Bell recorded = new();
    private string? signed;
    private DateTimeOffset leadsUntil = DateTimeOffset.MinValue;

    public Signing Now { get; private set; } = Signing.Pending;

    private string KeyPath => KeyKeeping.PathOf(database, settings.Ledger);

    /// <summary>Signs the ledger if it has grown and is the one that was signed before.</summary>
    public async Task Look(CancellationToken ct)
    {
        var before = Now.State;
        try
        {
            Now = await Sign(ct);
            if (Now.State == before) return;
            if (Now.IsOfAnotherLedger) LogNotSigned(Now.Detail!.En);
            else if (Now.State is SigningState.KeyElsewhere) LogElsewhere(KeyPath);
        }
#pragma warning disable CA1031 // Whatever went wrong, such as a disk that is full, the next look may find it mended
        catch (Exception broken) when (!ct.IsCancellationRequested && broken is not ChannelClosedException)
#pragma warning restore CA1031
        {
            if (before is not SigningState.Failing) LogBroken(broken);
            Now = Signing.Failing;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        database.Recorded = recorded.Ring;
        try
        {
            while (true)
            {
                await recorded.Wait(LongestPause, stoppingToken);
                await Look(stoppingToken);
                await Task.Delay(ShortestPause, stoppingToken);
            }
        }
        catch (Exception over) when (stoppingToken.IsCancellationRequested || over is ChannelClosedException)
        {
            // The service stops.
        }
    }

    /// <summary>Gives the lease back, so that another process need not wait for it to run out.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await database.Operate(session => Lease.Release(session, Duty, holder), cancellationToken);
        }
        catch (Exception gone) when (gone is ChannelClosedException or System.Data.Common.DbException or OperationCanceledException)
        {
            // It runs out by itself.
        }
    }

    private async Task<Signing> Sign(CancellationToken ct)
    {
        var (size, published) = await database.Read(async session => (await LedgerTree.Size(session), await PublishedCheckpoint.Latest(session)), ct);
        if (published is not null && published.Note == signed && published.Size == size) return Signing.Signed;

        using var file = await KeyFile.Open(KeyPath, ct);
        if (file.Read() is not { } kept || !MayFollow(kept, published)) return Signing.KeyElsewhere;
        var last = Newer(kept, published);
        var tree = await database.Read(session => Tree.Read(session, last.Last.Size), ct);
        var judged = Signing.Judge(last.Last, tree.Size, tree.RootThen);
        if (judged.IsOfAnotherLedger) return judged;
        if (!await Leads(ct)) return Signing.Pending;

        var note = judged.State is SigningState.Signed ? last.Note : new Checkpoint(kept.Origin.ToString(), tree.Size, tree.Root).Sign(kept.Key).ToString();
        // The file first: what nobody has seen yet binds this key already.
        if (note != kept.Note && !file.Replace(kept, note)) return Signing.Pending;
        await Publish(file, kept, tree.Size, note, ct);
        signed = note;
        return Signing.Signed;
    }

    /// <summary>Whether what the database publishes was signed by this key, or by the one of an earlier incarnation.</summary>
    private static bool MayFollow(KeptKey kept, PublishedCheckpoint? published) =>
        published is null
        || published.VerifierKey == kept.Key.Verifier.ToString()
        || (Origin.Parse(published.Read().Origin) is { } earlier && earlier.Name == kept.Origin.Name && earlier.Incarnation < kept.Origin.Incarnation);

    /// <summary>The file may be behind where several have a copy of one key: what the database publishes counts as signed too.</summary>
    private static KeptKey Newer(KeptKey kept, PublishedCheckpoint? published) =>
        published is not null && published.Incarnation == kept.Origin.Incarnation && published.Size > kept.Last.Size
            ? kept with { Note = published.Note, Last = published.Open(kept.Key.Verifier) }
            : kept;

    private async Task<bool> Leads(CancellationToken ct)
    {
        // Publishing takes it again anyway.
        if (clock.GetUtcNow() >= leadsUntil) await database.Operate(Take, ct);
        return clock.GetUtcNow() < leadsUntil;
    }

    private async Task<bool> Take(Session session)
    {
        var now = clock.GetUtcNow();
        var taken = await Lease.Take(session, Duty, holder, now);
        leadsUntil = taken ? now + (Lease.Time / 2) : DateTimeOffset.MinValue;
        return taken;
    }

    /// <summary>Shows the checkpoint to all, unless the lease was lost meanwhile: then whoever has it looks at the file, or signs anew.</summary>
    private async Task Publish(KeyFile file, KeptKey kept, long size, string note, CancellationToken ct)
    {
        var departure = await Departure.Of(database, file, kept.Origin, size, ct);
        var row = new PublishedCheckpoint
        {
            Incarnation = kept.Origin.Incarnation,
            Size = size,
            Note = note,
            VerifierKey = kept.Key.Verifier.ToString(),
            SignedAt = Leaf.Time(clock.GetUtcNow()),
            DepartsFrom = departure?.Note,
            SharedSize = departure?.SharedSize,
        };
        await database.Operate(async session =>
        {
            if (await Take(session)) await row.Publish(session);
        }, ct);
    }

    [LoggerMessage(LogLevel.Critical, "The ledger is not signed any more. {Why}")]
    private partial void LogNotSigned(string why);

    [LoggerMessage(LogLevel.Warning, "The checkpoints of this database are signed by another key than that of {File}; this process signs none")]
    private partial void LogElsewhere(string file);

    [LoggerMessage(LogLevel.Error, "The ledger could not be signed; trying again")]
    private partial void LogBroken(Exception exception);

    /// <summary>The tree at one moment.</summary>
    private sealed record Tree(long Size, byte[] Root, byte[]? RootThen)
    {
        public static async Task<Tree> Read(Session session, long then)
        {
            var size = await LedgerTree.Size(session);
            return new Tree(size, await LedgerTree.Root(session, size), then > size ? null : await LedgerTree.Root(session, then));
        }
    }
}
