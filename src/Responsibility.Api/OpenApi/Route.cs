using Microsoft.AspNetCore.Authorization;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Responsibility.Api.OpenApi;

/// <summary>What is known of a route from its metadata and its delegate.</summary>
internal sealed record Route(string Path, string Method, IReadOnlyList<object> Metadata, Type? Question)
{
    public static Route Of(OperationFilterContext context) => new(
        // A parameter that takes the rest of the path is written like any other.
        "/" + context.ApiDescription.RelativePath!.TrimEnd('/').Replace("{**", "{", StringComparison.Ordinal),
        context.ApiDescription.HttpMethod!,
        [.. context.ApiDescription.ActionDescriptor.EndpointMetadata],
        context.MethodInfo?.GetParameters().Select(p => p.ParameterType).FirstOrDefault(t => t.IsGenericType && t.GetGenericTypeDefinition() == typeof(Question<>))?.GenericTypeArguments[0]);

    public TakesMetadata? Takes => Metadata.OfType<TakesMetadata>().LastOrDefault();

    public TakesFileMetadata? TakesFile => Metadata.OfType<TakesFileMetadata>().LastOrDefault();

    public AnswersMetadata? Answers => Metadata.OfType<AnswersMetadata>().LastOrDefault();

    public IEnumerable<Refusal> Refusals => Metadata.OfType<RefusesMetadata>().SelectMany(r => r.Refusals);

    public IEnumerable<string> Policies => Metadata.OfType<IAuthorizeData>().Select(a => a.Policy).OfType<string>();

    public bool IsOpen => Metadata.OfType<IAllowAnonymous>().Any() || !Metadata.OfType<IAuthorizeData>().Any();

    /// <summary>Whether what was recorded before is answered with 200 beside the 201 of what is new.</summary>
    public bool Repeats => Metadata.OfType<RepeatsMetadata>().Any();

    /// <summary>Whether masked members are shown for a reason.</summary>
    public bool Unmasks => Metadata.OfType<UnmasksMetadata>().Any();

    /// <summary>Whether those may call it who do not reach everything.</summary>
    public bool HeedsScope => IsOpen || Metadata.OfType<HeedsScopeMetadata>().Any();

    public bool IsGet => Method is "GET";

    /// <summary>Whether the route needs If-Match.</summary>
    public bool ComparesVersion => Refusals.Any(r => r.Code == Responsibility.Refusals.IfMatchRequired.Code);

    /// <summary>Whether a repeated request may carry the key of the first.</summary>
    public bool TakesIdempotencyKey => Method is "POST" && !IsOpen && !Metadata.OfType<AsksMetadata>().Any();

    /// <summary>Whether the answer is one resource, which tells its version and its two dates in headers; every other answer tells the dates in its body; a few do both and say so.</summary>
    public bool HasVersion => Answers is { Status: 200 or 201, Type: { IsGenericType: false } type }
        && (Answers.Seen ?? (type.GetProperty("AsOf") is null && (Takes is not null || Question?.GetProperty("AsOf") is not null)));
}
