using Responsibility.Api.RuleSets;
using Responsibility.Rules;

namespace Responsibility.Api.Duties;

/// <summary>What the rules oblige posts to do again and again.</summary>
/// <param name="RuleSet">Of which rule set; of the one in force on that day where absent.</param>
/// <param name="AsOf">The day on which it was so; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
internal sealed record ListObligations(string? RuleSet = null, DateOnly? AsOf = null, string? KnownAt = null) : IRequest<Result<ObligationList>>;

/// <summary>The obligations of a rule set (履职要求), in the order of its file.</summary>
/// <param name="RuleSet">The rule set, and its version.</param>
/// <param name="Items">All of them.</param>
/// <param name="AsOf">The day on which it was so.</param>
/// <param name="KnownAt">The ledger position whose knowledge the answer rests on, as <c>pos:N</c>.</param>
/// <example>{"ruleSet": {"id": "henan-2017", "version": 1}, "items": ["{ListedObligation}"], "asOf": "2017-07-09", "knownAt": "pos:48210"}</example>
public sealed record ObligationList(RuleSetReference RuleSet, IReadOnlyList<ListedObligation> Items, DateOnly AsOf, string KnownAt)
{
    internal bool Stable { get; init; }
}

/// <summary>Something that posts must do again and again.</summary>
/// <param name="Id">Its name in the rule set.</param>
/// <param name="Text">What it says, in the language asked for.</param>
/// <param name="Levels">Levels of division whose posts are bound.</param>
/// <param name="Positions">Positions that are bound; empty: any.</param>
/// <param name="Ranks">Ranks (职级) that are bound, as the post states them; empty: any.</param>
/// <param name="Contact">Only posts linked to a division of this level are bound, and the act is due inside it; null: everywhere under the post's own division.</param>
/// <param name="Act">What is to be done.</param>
/// <param name="Target">Level of the divisions in which it is to be done.</param>
/// <param name="AnyTag">Such a division bears one of these tags; null where that does not matter.</param>
/// <param name="Number">Such a division has this number, and not less than <c>atLeast</c>; null where that does not matter.</param>
/// <param name="AtLeast">The least that the number may be.</param>
/// <param name="Times">How often in each interval.</param>
/// <param name="Every">The interval; weeks are from Monday to Sunday.</param>
/// <example>
/// {
///   "id": "weekly-village-night", "text": "One night each week in a village of the township to which they are linked.",
///   "levels": ["county"], "positions": [], "ranks": ["县处级正职", "县处级副职"], "contact": "township", "act": "nightStay", "target": "village", "anyTag": null, "number": null, "atLeast": null,
///   "times": 1, "every": "week"
/// }
/// </example>
public sealed record ListedObligation(
    string Id, Text Text, IReadOnlyList<Level> Levels, IReadOnlyList<string> Positions, IReadOnlyList<string> Ranks, Level? Contact, Act Act, Level Target, IReadOnlyList<string>? AnyTag,
    string? Number, decimal? AtLeast, int Times, Interval Every)
{
    internal static ListedObligation Of(Obligation duty) => new(
        duty.Id, duty.Text, duty.Levels, duty.Positions, duty.Ranks, duty.Contact, duty.Act, duty.Target, (duty.When as Condition.AnyTag)?.Tags,
        (duty.When as Condition.Number)?.Name, (duty.When as Condition.Number)?.AtLeast, duty.Times, duty.Every);
}

internal sealed class ListObligationsHandler(Database database) : IRequestHandler<ListObligations, Result<ObligationList>>
{
    public Task<Result<ObligationList>> Handle(ListObligations request, CancellationToken ct) =>
        database.Ask<ObligationList>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
        {
            var rules = await RuleSetShelf.InForce(session, moment, request.RuleSet);
            if (rules.Refusal is { } refusal) return refusal;
            var set = rules.Required().Set;
            return new ObligationList(new RuleSetReference(set.Id, set.Version), [.. set.Obligations.Select(ListedObligation.Of)], moment.AsOf, moment.KnownAtText) { Stable = moment.Stable };
        }, ct);
}

internal static class ListObligationsEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/obligations", async (Question<ListObligations> ask, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(ask.Value, ct)).ToHttp(list => new JsonResult<ObligationList>(list, list.AsOf, list.Stable)))
        .Describes<ObligationList>(nameof(ListObligations), "Duties", "What the rules oblige posts to do again and again: who is bound, to what, how often", StatusCodes.Status200OK)
        .HeedsScope().Refuses(Refusals.RuleSetNotInForce, Refusals.RuleSetUnknown, Refusals.KnownAtInFuture);
}
