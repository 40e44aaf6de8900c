using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Timeouts;

namespace Responsibility.Api.Http;

/// <summary>What is configured under <c>Responsibility:Limits</c>.</summary>
internal sealed record LimitSettings
{
    /// <summary>How many requests a key may make each second in the long run; 0: as many as it likes.</summary>
    public int RequestsPerSecond { get; init; } = 1000;

    /// <summary>How many it may make at once, after a pause.</summary>
    public int Burst { get; init; } = 5000;

    /// <summary>How many keys that are none an address may try at once; one more is allowed each second.</summary>
    public int FailedKeys { get; init; } = 50;

    /// <summary>How many exports and batch questions are answered at once, whoever asks; as many again may wait.</summary>
    public int HeavyRequests { get; init; } = 8;

    /// <summary>How long an answer may take, in seconds; uploads, exports and streams may take longer.</summary>
    public int RequestSeconds { get; init; } = 60;
}

/// <summary>Who asks too often, too much at once, or for too long.</summary>
internal sealed class Limits : IAsyncDisposable
{
    /// <summary>Policy of routes that answer much at once.</summary>
    public const string Heavy = "heavy";

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly LimitSettings settings;
    private readonly PartitionedRateLimiter<HttpContext>? requests;
    private readonly PartitionedRateLimiter<IPAddress> failed;
    private readonly string policy;

    public Limits(Settings all)
    {
        settings = all.Limits;
        failed = PartitionedRateLimiter.Create<IPAddress, IPAddress>(address => RateLimitPartition.GetTokenBucketLimiter(address, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = settings.FailedKeys,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        }));
        if (settings.RequestsPerSecond > 0)
            requests = PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetTokenBucketLimiter(Asker(context), _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = settings.Burst,
                TokensPerPeriod = Math.Max(1, (int)(settings.RequestsPerSecond * Period.TotalSeconds)),
                ReplenishmentPeriod = settings.RequestsPerSecond * Period.TotalSeconds >= 1 ? Period : TimeSpan.FromSeconds(1.0 / settings.RequestsPerSecond),
            }));
        policy = string.Create(CultureInfo.InvariantCulture, $"\"requests\";q={settings.Burst};w={Seconds(settings.Burst)}");
    }

    /// <summary>Lets a request of a known caller through, and tells it how many more there may be; refuses one too many.</summary>
    public async Task Ask(HttpContext context, RequestDelegate next)
    {
        if (requests is null || context.Features.Get<Caller>() is null || context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            await next(context);
            return;
        }
        using var lease = requests.AttemptAcquire(context);
        var left = requests.GetStatistics(context)?.CurrentAvailablePermits ?? 0;
        context.Response.Headers["RateLimit-Policy"] = policy;
        context.Response.Headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"requests\";r={left};t={Seconds(settings.Burst - left)}");
        if (lease.IsAcquired) await next(context);
        else await Refuse(context, lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : Period);
    }

    /// <summary>Whether an address has tried too many keys that are none.</summary>
    public bool HasFailedTooOften(HttpContext context) => failed.GetStatistics(AddressOf(context))?.CurrentAvailablePermits is 0;

    /// <summary>Notes that an address tried a key that is none.</summary>
    public void Failed(HttpContext context) => failed.AttemptAcquire(AddressOf(context)).Dispose();

    public async ValueTask DisposeAsync()
    {
        await failed.DisposeAsync();
        if (requests is not null) await requests.DisposeAsync();
    }

    /// <summary>429, and when to come again.</summary>
    public static Task Refuse(HttpContext context, TimeSpan after)
    {
        context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return Refusals.TooManyRequests.ToProblem().ExecuteAsync(context);
    }

    private int Seconds(long requestsLeft) => (int)Math.Ceiling((double)requestsLeft / Math.Max(1, settings.RequestsPerSecond));

    private static string Asker(HttpContext context) => context.Features.Get<Caller>()!.Actor;

    private static IPAddress AddressOf(HttpContext context) => context.Connection.RemoteIpAddress ?? IPAddress.None;
}

internal static class Limiting
{
    private static readonly TimeSpan WhereManyWait = TimeSpan.FromSeconds(1);

    extension(IServiceCollection services)
    {
        public IServiceCollection AddLimits(LimitSettings settings) => services
            .AddSingleton<Limits>()
            .AddRateLimiter(limiter =>
            {
                // All of them share one line: what is scarce is the machine, not anybody's share of it.
                limiter.AddPolicy(Limits.Heavy, context => IsHeavy(context)
                    ? RateLimitPartition.GetConcurrencyLimiter(true, _ => new ConcurrencyLimiterOptions { PermitLimit = settings.HeavyRequests, QueueLimit = settings.HeavyRequests })
                    : RateLimitPartition.GetNoLimiter(false));
                limiter.OnRejected = async (rejected, _) => await Limits.Refuse(rejected.HttpContext, WhereManyWait);
            })
            .AddRequestTimeouts(timeouts => timeouts.DefaultPolicy = new RequestTimeoutPolicy
            {
                Timeout = TimeSpan.FromSeconds(settings.RequestSeconds),
                TimeoutStatusCode = StatusCodes.Status408RequestTimeout,
                WriteTimeoutResponse = context => Refusals.TookTooLong.ToProblem().ExecuteAsync(context),
            });
    }

    /// <summary>Uploads, exports and streams take as long as they take.</summary>
    public static Task GiveTime(HttpContext context, RequestDelegate next)
    {
        var endpoint = context.GetEndpoint();
        if (Csv.IsWanted(context.Request) || Changes.FollowChanges.IsWanted(context.Request)
            || endpoint?.Metadata.GetMetadata<TakesFileMetadata>() is not null || endpoint?.Metadata.GetMetadata<ExportsMetadata>() is not null || endpoint?.Metadata.GetMetadata<AnswersMetadata>()?.Media is "text/event-stream")
            context.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        return next(context);
    }

    /// <summary>Batch questions, exports, and whole lists as CSV.</summary>
    private static bool IsHeavy(HttpContext context) =>
        context.GetEndpoint() is { } endpoint && (endpoint.Metadata.GetMetadata<AsksMetadata>() is not null || endpoint.Metadata.GetMetadata<ExportsMetadata>() is not null) || Csv.IsWanted(context.Request);
}
