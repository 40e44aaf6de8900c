namespace Responsibility.Api.Checks;

/// <summary>The checks that the register can be put to.</summary>
internal sealed record ListChecks : IRequest<Result<CheckCatalogue>>;

/// <summary>The checks, by name.</summary>
/// <param name="Items">The checks, all of them.</param>
/// <example>{"items": ["{ListedCheck}"]}</example>
public sealed record CheckCatalogue(IReadOnlyList<ListedCheck> Items);

/// <summary>A check of the register: what does not hold together in it, or is wanting.</summary>
/// <param name="Name">Its name, as paths and metrics have it.</param>
/// <param name="Title">What it looks for.</param>
/// <param name="Severity">How bad it is where it finds something.</param>
/// <param name="Section">What it is about.</param>
/// <param name="Noun">What its items are, as facts call them.</param>
/// <param name="Introduction">What it looks for, in full.</param>
/// <param name="Recommendation">What to do where it finds something.</param>
/// <param name="Issues">What one of its items is.</param>
/// <param name="NeedsWithin">Whether those who reach every division must ask within one.</param>
/// <example>
/// {
///   "name": "postVacant", "title": {"zh": "职务空缺", "en": "Posts that are vacant"}, "severity": "warning", "section": "posts", "noun": "post",
///   "introduction": {"zh": "有空缺席位且无人代理的职务。", "en": "Posts with a seat that nobody fills or carries."},
///   "recommendation": {"zh": "任命人选。", "en": "Appoint somebody."}, "issues": {"zh": "一个职务。", "en": "A post."}, "needsWithin": false
/// }
/// </example>
public sealed record ListedCheck(
    CheckName Name, BothLanguages Title, CheckSeverity Severity, CheckSection Section, string Noun, BothLanguages Introduction, BothLanguages Recommendation, BothLanguages Issues, bool NeedsWithin)
{
    internal static ListedCheck Of(DataCheck check) => new(
        check.Name, BothLanguages.Of(Labels.Of(check.Name)), check.Severity, check.Section, check.Noun, check.Introduction, check.Recommendation, check.Issues, check.NeedsWithin);
}

internal sealed class ListChecksHandler : IRequestHandler<ListChecks, Result<CheckCatalogue>>
{
    private static readonly CheckCatalogue Catalogue = new([.. DataChecks.All.Select(ListedCheck.Of)]);

    public Task<Result<CheckCatalogue>> Handle(ListChecks request, CancellationToken ct) => Task.FromResult<Result<CheckCatalogue>>(Catalogue);
}

internal static class ListChecksEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/checks", async (IMediator mediator, CancellationToken ct) => (await mediator.Send(new ListChecks(), ct)).ToHttp(TypedResults.Ok))
        .Describes<CheckCatalogue>(nameof(ListChecks), "Checks", "The checks that the register can be put to", StatusCodes.Status200OK).HeedsScope();
}
