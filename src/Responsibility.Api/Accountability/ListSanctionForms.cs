using System.Text.Json;

namespace Responsibility.Api.Accountability;

/// <summary>The forms of sanction (问责方式) that a decision can name.</summary>
internal sealed record ListSanctionForms : IRequest<Result<SanctionCatalogue>>;

/// <summary>Forms of sanction, and the regulations from which they are.</summary>
/// <param name="Sources">The regulations.</param>
/// <param name="Items">The forms.</param>
/// <example>
/// {
///   "sources": [{"id": "accountability-2016", "title": {"zh": "中国共产党问责条例", "en": "Regulations of the Communist Party of China on Accountability"}, "validFrom": "2016-07-08"}],
///   "items": [{"id": "admonition", "appliesTo": ["official"], "name": {"zh": "诫勉", "en": "Admonition"}, "article": "accountability-2016/7", "barsPromotion": true, "barsPromotionMonths": 6, "barsPromotionBy": "admonition-2015"}]
/// }
/// </example>
public sealed record SanctionCatalogue(IReadOnlyList<SanctionSource> Sources, IReadOnlyList<SanctionForm> Items);

/// <summary>A regulation.</summary>
/// <param name="Id">Its id, which begins the <c>article</c> of a form.</param>
/// <param name="Title">Its title.</param>
/// <param name="ValidFrom">First day on which this version of it was in force.</param>
public sealed record SanctionSource(string Id, BothLanguages Title, DateOnly ValidFrom);

/// <summary>A form of sanction.</summary>
/// <param name="Id">Its id, as a decision names it.</param>
/// <param name="AppliesTo">On whom it can be imposed.</param>
/// <param name="Name">Its name.</param>
/// <param name="Article">Id of the regulation and number of the article.</param>
/// <param name="BarsPromotion">Whether an official under it is appointed only with a confirmation (影响期内任职须附说明).</param>
/// <param name="BarsPromotionMonths">For how many calendar months from the day of the decision it does; null: as long as it is in effect, where it does at all. What a decision says itself (<c>effectiveUntil</c>) goes before.</param>
/// <param name="BarsPromotionBy">By which regulation, and article where one is named; null where it does not.</param>
public sealed record SanctionForm(
    string Id, IReadOnlyList<SanctionSubject> AppliesTo, BothLanguages Name, string Article, bool BarsPromotion = false, int? BarsPromotionMonths = null, string? BarsPromotionBy = null);

/// <summary>The catalogue that is shipped with the program.</summary>
internal static class Sanctions
{
    private static readonly Lazy<SanctionCatalogue> Read = new(() =>
        JsonSerializer.Deserialize<SanctionCatalogue>(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "catalogues", "sanctions.json")), ApiJson.Options)!);

    public static SanctionCatalogue Catalogue => Read.Value;

    /// <summary>That form; null where the catalogue has none of the name any more.</summary>
    public static SanctionForm? Form(string form) => Catalogue.Items.FirstOrDefault(f => f.Id == form);

    /// <summary>Whether such a subject can be sanctioned in this form.</summary>
    public static bool IsFor(SanctionSubject subject, string form) => Catalogue.Items.Any(f => f.Id == form && f.AppliesTo.Contains(subject));
}

internal sealed class ListSanctionFormsHandler : IRequestHandler<ListSanctionForms, Result<SanctionCatalogue>>
{
    public Task<Result<SanctionCatalogue>> Handle(ListSanctionForms request, CancellationToken ct) => Task.FromResult<Result<SanctionCatalogue>>(Sanctions.Catalogue);
}

internal static class ListSanctionFormsEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/catalogues/sanctions", async (IMediator mediator, CancellationToken ct) => (await mediator.Send(new ListSanctionForms(), ct)).ToHttp(TypedResults.Ok))
        .Describes<SanctionCatalogue>(nameof(ListSanctionForms), "Accountability", "The forms of sanction that a decision can name", StatusCodes.Status200OK).HeedsScope();
}
