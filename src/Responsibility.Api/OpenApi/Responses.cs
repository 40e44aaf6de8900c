using System.Globalization;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Responsibility.Api.OpenApi;

/// <summary>The refusals of a route: those that it declares, and those that any route of its kind can meet.</summary>
internal static class Responses
{
    public static IEnumerable<(string Status, IOpenApiResponse Response)> Of(Route route, OperationFilterContext context) =>
        from refusal in Common(route).Concat(route.Refusals).DistinctBy(r => (r.Status, r.Code))
        group refusal by refusal.Status into sameStatus
        orderby sameStatus.Key
        select (sameStatus.Key.ToString(CultureInfo.InvariantCulture), Response([.. sameStatus], context));

    private static IEnumerable<Refusal> Common(Route route)
    {
        yield return Refusals.ParameterUnknown;
        if (route.Question is not null) yield return Refusals.ParameterInvalid;
        if (route.Takes is not null || route.Question?.GetProperty(nameof(IListing.Limit)) is not null) yield return Refusals.Invalid;
        if (route.Takes is not null)
        {
            yield return Refusals.MalformedJson;
            yield return Refusals.MemberUnknown;
            yield return Refusals.MemberDuplicate;
            yield return Refusals.MemberMissing;
            yield return Refusals.MemberType;
            yield return Refusals.BodyTooLarge;
            yield return Refusals.MediaTypeUnsupported;
        }
        if (route.TakesIdempotencyKey) yield return Refusals.IdempotencyKeyReused;
        if (!route.IsOpen)
        {
            yield return Refusals.Unauthenticated;
            yield return Refusals.Forbidden;
            yield return Refusals.TookTooLong;
            yield return Refusals.TooManyRequests;
        }
        yield return Refusals.Unexpected;
    }

    private static IOpenApiResponse Response(IReadOnlyList<Refusal> refusals, OperationFilterContext context)
    {
        var response = new OpenApiResponse
        {
            Description = string.Join("\n", refusals.Select(r => $"- `{r.Code}`: {r.Title.En} ({r.Title.Zh})")),
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                [Http.Problems.MediaType] = new()
                {
                    Schema = context.SchemaGenerator.GenerateSchema(typeof(Problem), context.SchemaRepository),
                    Examples = refusals.ToDictionary<Refusal, string, IOpenApiExample>(r => r.Code, r => Example(r, context.Document), StringComparer.Ordinal),
                },
            },
        };
        // What nearly every route answers in the same words is said once.
        if (refusals is not [{ Status: 401 or 403 or 408 or 413 or 415 or 429 or 500 } only]) return response;
        var id = Id(only.Code);
        context.Document.Components!.Responses ??= new SortedDictionary<string, IOpenApiResponse>(StringComparer.Ordinal);
        context.Document.Components.Responses.TryAdd(id, response);
        return new OpenApiResponseReference(id, context.Document);
    }

    private static OpenApiExampleReference Example(Refusal refusal, OpenApiDocument document)
    {
        var id = $"{Id(refusal.Code)}{refusal.Status}";
        document.Components!.Examples ??= new SortedDictionary<string, IOpenApiExample>(StringComparer.Ordinal);
        document.Components.Examples.TryAdd(id, new OpenApiExample { Summary = refusal.Title.En, Value = Examples.Of(refusal) });
        return new OpenApiExampleReference(id, document);
    }

    /// <summary><c>post-occupied</c> as <c>PostOccupied</c>.</summary>
    private static string Id(string code) => string.Concat(code.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
