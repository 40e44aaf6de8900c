using System.Globalization;
using Responsibility.Rules;

namespace Responsibility.Api.RuleSets;

/// <summary>Rule sets in force on a day.</summary>
internal sealed record ListRuleSets(DateOnly? AsOf = null, string? KnownAt = null, int Limit = 50, string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<ListedRuleSet>>>, IListing;

/// <summary>A version of a rule set, by what stands at its head.</summary>
/// <param name="Id">Its id, such as <c>henan-2017</c>.</param>
/// <param name="Version">Its version.</param>
/// <param name="Title">Its title, in the language asked for.</param>
/// <param name="Issuer">Who issued the document, in the language asked for.</param>
/// <param name="DocumentNumber">Number of the document.</param>
/// <param name="ValidFrom">First day on which it is in force.</param>
/// <param name="ValidUntil">First day on which it is no longer in force; null while open.</param>
/// <example>
/// {
///   "id": "henan-2017", "version": 1, "title": "Responsibility for poverty alleviation in Henan (2017)", "issuer": "Henan Provincial Committee and People's Government",
///   "documentNumber": "代用文号", "validFrom": "2017-01-01", "validUntil": null
/// }
/// </example>
public sealed record ListedRuleSet(string Id, long Version, Text Title, Text Issuer, string DocumentNumber, DateOnly ValidFrom, DateOnly? ValidUntil)
{
    internal static ListedRuleSet Of(RuleSet set) => new(set.Id, set.Version, set.Title, set.Issuer, set.DocumentNumber, set.ValidFrom, Stated.Until(set.ValidUntil));
}

internal sealed class ListRuleSetsHandler(Database database) : IRequestHandler<ListRuleSets, Result<Page<ListedRuleSet>>>
{
    public Task<Result<Page<ListedRuleSet>>> Handle(ListRuleSets request, CancellationToken ct) =>
        Listing.Ask(database, request, async Task<Result<Page<ListedRuleSet>>> (session, moment) =>
        {
            var page = (await new Listing(session, Select, "r.id").Page<ListRuleSets, long, long>(
                request, moment, id => id.ToString(CultureInfo.InvariantCulture), id => id)).Required();
            var items = new List<ListedRuleSet>();
            foreach (var id in page.Items) items.Add(ListedRuleSet.Of(await RuleSetShelf.Read(session, new RuleSetId(id))));
            return new Page<ListedRuleSet>(items, page.NextCursor, page.AsOf, page.KnownAt, page.Total) { Stable = page.Stable };
        }, ct);

    private static readonly string Select = $"SELECT r.id FROM rule_set r WHERE {Known.On("r")}";
}

internal sealed class ListRuleSetsValidator : AbstractValidator<ListRuleSets>
{
    public ListRuleSetsValidator() => Include(new ListingValidator<ListRuleSets>());
}

internal static class ListRuleSetsEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/rule-sets", async (Question<ListRuleSets> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes<Page<ListedRuleSet>>(nameof(ListRuleSets), "Rule sets", "Rule sets in force on a day", StatusCodes.Status200OK)
        .HeedsScope().Refuses(Refusals.Invalid, Refusals.CursorInvalid, Refusals.KnownAtInFuture);
}
