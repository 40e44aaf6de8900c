using System.Globalization;

namespace Responsibility.Api.Http;

/// <summary>The only place where a refusal becomes HTTP.</summary>
internal static class Problems
{
    public const string MediaType = "application/problem+json";

    /// <summary>The refusal as a problem document (RFC 9457) in the language of the request.</summary>
    public static IResult ToProblem(this Refusal refusal) => new ProblemResult(refusal);

    extension<T>(Result<T> result) where T : notnull
    {
        public IResult ToHttp(Func<T, IResult> success) => result.Match(success, ToProblem);
    }

    extension(RouteHandlerBuilder route)
    {
        /// <summary>Lists, in OpenAPI, every refusal with which the route can answer, beside those that any request can meet.</summary>
        public RouteHandlerBuilder Refuses(params IEnumerable<Refusal> refusals) => route.WithMetadata(new RefusesMetadata([.. refusals]));
    }
}

/// <summary>The refusals of a route, for its OpenAPI text.</summary>
internal sealed record RefusesMetadata(IReadOnlyList<Refusal> Refusals);

/// <summary>A problem document.</summary>
/// <param name="Type">URN of the kind of problem: <c>urn:responsibility:problem:</c> and the code.</param>
/// <param name="Title">What went wrong, in the language asked for.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What was wrong with this request in particular.</param>
/// <param name="Code">Stable code of the kind of problem.</param>
/// <param name="Errors">The members at fault; empty where no member is.</param>
/// <param name="TraceId">Names the request in the logs.</param>
public sealed record Problem(string Type, string Title, int Status, string? Detail, string Code, IReadOnlyList<ProblemError> Errors, string TraceId);

/// <summary>One member at fault.</summary>
/// <param name="Pointer">JSON Pointer to the member, or <c>/</c> and the name of a query parameter.</param>
/// <param name="Code">Stable code of the fault.</param>
/// <param name="Detail">The fault in the language asked for.</param>
/// <param name="Value">The value that was given, where it helps.</param>
/// <param name="Row">Line of the file, in an import.</param>
public sealed record ProblemError(string Pointer, string Code, string Detail, string? Value, long? Row);

internal sealed class ProblemResult(Refusal refusal) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var culture = CultureInfo.CurrentUICulture;
        httpContext.Response.StatusCode = refusal.Status;
        var problem = new Problem(
            $"urn:responsibility:problem:{refusal.Code}",
            refusal.Title.In(culture),
            refusal.Status,
            refusal.Detail?.In(culture),
            refusal.Code,
            [.. refusal.Faults.Select(f => new ProblemError(f.Pointer, f.Code, f.Detail.In(culture), f.Value, f.Row))],
            System.Diagnostics.Activity.Current?.TraceId.ToString() ?? httpContext.TraceIdentifier);
        httpContext.Response.Headers.ContentLanguage = culture.TwoLetterISOLanguageName is "zh" ? "zh-CN" : "en";
        // Also where the request was given up because it took too long: its token is cancelled then.
        return httpContext.Response.WriteAsJsonAsync(problem, ApiJson.Options, Problems.MediaType, CancellationToken.None);
    }
}

/// <summary>Answers a request whose route, query or body could not be read, before the endpoint sees it.</summary>
internal sealed class RefuseUnbound : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        (context.Arguments.OfType<IBound>().FirstOrDefault(bound => bound.Refusal is not null)?.Refusal ?? Unasked(context)) is { } refusal
            ? ValueTask.FromResult<object?>(refusal.ToProblem())
            : next(context);

    /// <summary>A query that is given to a route which asks for none: the caller expects something of it that would not happen.</summary>
    private static Refusal? Unasked(EndpointFilterInvocationContext context)
    {
        var query = context.HttpContext.Request.Query;
        return query.Count is 0 || context.Arguments.OfType<IBound>().Any(bound => bound.ReadsQuery)
            ? null
            : query.Keys.Aggregate(Refusals.ParameterUnknown, (refusal, name) => refusal.At(name));
    }
}
