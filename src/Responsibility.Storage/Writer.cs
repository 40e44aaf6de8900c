using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using Dapper;
using Microsoft.Extensions.Logging;

namespace Responsibility.Storage;

/// <summary>The one queue through which a process writes: many requests share a transaction, and so one wait for the disk.</summary>
/// <remarks>
/// Each request runs in a savepoint of its own: what it refuses or breaks leaves nothing, and its positions are used again. Nobody is
/// told of success before COMMIT has returned. While a batch waits for the disk the next one gathers; only where many were served together
/// just before does a batch wait for them to come back, 2 ms at most, so that they share one wait for the disk and not two.
/// </remarks>
internal sealed partial class Writer : IAsyncDisposable
{
    private const int LargestBatch = 64;
    private static readonly TimeSpan LongestGathering = TimeSpan.FromMilliseconds(2);

    private readonly Channel<Request> queue = Channel.CreateBounded<Request>(new BoundedChannelOptions(4096) { SingleReader = true });
    private readonly Dialect dialect;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly TileWriter tiles;
    private readonly Task loop;
    private DbConnection? connection;

    public Writer(Dialect dialect, TimeProvider clock, ILogger logger)
    {
        (this.dialect, this.clock, this.logger, tiles) = (dialect, clock, logger, new TileWriter(logger));
        loop = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
    }

    /// <summary>Whether the queue is still being emptied.</summary>
    public bool IsRunning => !loop.IsCompleted;

    /// <summary>Told, after each batch that recorded facts, that they are durable; must not wait for anything.</summary>
    public Action? Recorded { get; set; }

    /// <summary>Runs <paramref name="work"/> in line with every other writer; its answer comes after it is durable.</summary>
    /// <param name="work">What to do; false keeps nothing of it.</param>
    public async Task Enqueue(Caller caller, Func<Session, Task<bool>> work, CancellationToken ct)
    {
        var request = new Request(caller, work, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), ct);
        await queue.Writer.WriteAsync(request, ct);
        await request.Done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await loop;
    }

    private async Task Run()
    {
        var taken = new List<Request>(LargestBatch);
        while (await queue.Reader.WaitToReadAsync())
        {
            await Gather(taken, taken.Count);
            await Commit(taken);
        }
        // Here, and not by whoever disposes: there may be two of them at once, a host and its container.
        if (connection is not null) await connection.DisposeAsync();
    }

    /// <summary>Takes what is queued; while that is less than <paramref name="before"/> were served last, waits a little for more.</summary>
    private async Task Gather(List<Request> taken, int before)
    {
        taken.Clear();
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            while (taken.Count < LargestBatch && queue.Reader.TryRead(out var request))
                taken.Add(request);
            if (taken.Count >= before || taken.Count >= LargestBatch) return;
            var left = LongestGathering - Stopwatch.GetElapsedTime(started);
            if (left <= TimeSpan.Zero) return;
            var more = queue.Reader.WaitToReadAsync().AsTask();
            if (await Task.WhenAny(more, Task.Delay(left)) != more || !await more) return;
        }
    }

    private async Task Commit(List<Request> requests)
    {
        var outcomes = new Dictionary<Request, Exception?>();
        bool recorded;
        try
        {
            connection ??= await dialect.OpenWriter(CancellationToken.None);
            await using var transaction = await dialect.BeginWrite(connection, CancellationToken.None);
            var batch = await Begin(transaction);
            foreach (var request in requests)
                outcomes[request] = await Try(request, transaction, batch);
            await tiles.Append(transaction, batch.Leaves);
            await transaction.CommitAsync();
            recorded = batch.Leaves.Count > 0;
        }
#pragma warning disable CA1031 // Whatever broke the batch, every request in it must be told, and the queue must go on
        catch (Exception broken)
#pragma warning restore CA1031
        {
            LogBroken(broken, requests.Count);
            foreach (var request in requests) request.Done.TrySetException(broken);
            if (connection is not null) await connection.DisposeAsync();
            connection = null;
            tiles.Forget();
            return;
        }
        foreach (var (request, failure) in outcomes)
        {
            if (failure is null) request.Done.TrySetResult();
            else request.Done.TrySetException(failure);
        }
        if (recorded) Recorded?.Invoke();
    }

    /// <summary>Reads the head under the lock that this transaction holds until COMMIT.</summary>
    private async Task<Batch> Begin(DbTransaction transaction)
    {
        var head = await connection!.QueryFirstOrDefaultAsync<(long Position, string RecordedAt)>(
            "SELECT position, recorded_at FROM ledger ORDER BY position DESC LIMIT 1", transaction: transaction);
        var recordedAt = head.Position is 0
            ? DateTimeOffset.MinValue
            : DateTimeOffset.Parse(head.RecordedAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
        await tiles.CatchUp(transaction, head.Position);
        return new Batch(head.Position, recordedAt, clock);
    }

    private async Task<Exception?> Try(Request request, DbTransaction transaction, Batch batch)
    {
        if (request.Ct.IsCancellationRequested) return new OperationCanceledException(request.Ct);
        var head = batch.Head;
        var session = new Session(connection!, transaction, dialect, batch, request.Caller, request.Ct);
        await session.Begin();
        try
        {
            if (await request.Work(session))
            {
                await session.Keep();
                return null;
            }
        }
#pragma warning disable CA1031 // A broken request must not take the others of its batch with it
        catch (Exception broken)
#pragma warning restore CA1031
        {
            await Undo();
            return broken;
        }
        await Undo();
        return null;

        async Task Undo()
        {
            await session.Undo();
            batch.RewindTo(head);
        }
    }

    [LoggerMessage(LogLevel.Error, "A batch of {Count} writes was lost as a whole; none of it was acknowledged")]
    private partial void LogBroken(Exception exception, int count);

    private sealed record Request(Caller Caller, Func<Session, Task<bool>> Work, TaskCompletionSource Done, CancellationToken Ct);
}
