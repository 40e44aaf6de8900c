using System.Security.Cryptography;

namespace Responsibility.Api.Http;

/// <summary>Takes <c>Idempotency-Key</c> on POST into the unit of work, which answers a second request with the first one's answer.</summary>
internal sealed class Idempotent(RequestDelegate next)
{
    public const int LongestKey = 200;

    public async Task InvokeAsync(HttpContext context)
    {
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length > 0 && HttpMethods.IsPost(context.Request.Method) && context.Features.Get<Caller>() is { } caller && context.GetEndpoint()?.Metadata.GetMetadata<AsksMetadata>() is null)
        {
            if (key.Length > LongestKey)
            {
                await Refusals.ParameterInvalid.At("Idempotency-Key", key[..40]).ToProblem().ExecuteAsync(context);
                return;
            }
            context.Request.EnableBuffering();
            var hash = await SHA256.HashDataAsync(context.Request.Body, context.RequestAborted);
            context.Request.Body.Position = 0;
            context.Features.Set(caller with { Idempotency = new Idempotency($"{context.Request.Method} {context.Request.Path}", key, hash) });
        }
        await next(context);
    }
}

/// <summary>Marks a POST that only asks, and so ignores an idempotency key.</summary>
internal sealed record AsksMetadata;
