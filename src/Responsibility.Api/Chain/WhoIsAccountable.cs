using Responsibility.Rules;

namespace Responsibility.Api.Chain;

/// <summary>Who is accountable for a division on a day, on what ground.</summary>
/// <param name="Code">Code of the division.</param>
/// <param name="AsOf">The day on which it was so; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Programme">Only what covers one of these programmes (专项).</param>
/// <param name="Kind">Only these kinds of responsibility.</param>
/// <param name="RuleSet">By which rule set; the one in force on that day where absent.</param>
internal sealed record WhoIsAccountable(
    string Code, DateOnly? AsOf = null, string? KnownAt = null, string[]? Programme = null, ResponsibilityKind[]? Kind = null, string? RuleSet = null)
    : IRequest<Result<AccountabilityChain>>;

/// <summary>The chain of accountability of a division: who bears what, on what ground, and what is missing.</summary>
/// <param name="Division">The division that was asked about.</param>
/// <param name="AsOf">The day on which it was so.</param>
/// <param name="KnownAt">The ledger position whose knowledge the answer rests on, as <c>pos:N</c>; as known at it the answer never changes.</param>
/// <param name="RuleSet">The rule set, and its version, by which it was derived.</param>
/// <param name="Complete">Whether there are no gaps.</param>
/// <param name="Links">Who bears what, from the top down.</param>
/// <param name="Gaps">What is required and not filled.</param>
/// <example>
/// {
///   "division": {"code": "410225101201", "name": "任庄村", "level": "village"}, "asOf": "2017-07-09", "knownAt": "pos:48210",
///   "ruleSet": {"id": "henan-2017", "version": 1}, "complete": false, "links": ["{ChainLink}"], "gaps": ["{ChainGap}"]
/// }
/// </example>
public sealed record AccountabilityChain(
    DivisionReference Division, DateOnly AsOf, string KnownAt, RuleSetReference RuleSet, bool Complete, IReadOnlyList<ChainLink> Links, IReadOnlyList<ChainGap> Gaps)
{
    internal bool Stable { get; init; }

    internal IReadOnlyList<ShelvedPart> Parts { get; init; } = [];

    internal static AccountabilityChain Of(Chains.Derived derived, Moment moment)
    {
        var answer = derived.Answer;
        return new(answer.Division, answer.AsOf, moment.KnownAtText, answer.RuleSet, answer.Complete, answer.Links, answer.Gaps) { Stable = moment.Stable, Parts = derived.Parts };
    }
}

internal sealed class WhoIsAccountableHandler(Database database) : IRequestHandler<WhoIsAccountable, Result<AccountabilityChain>>
{
    public Task<Result<AccountabilityChain>> Handle(WhoIsAccountable request, CancellationToken ct) =>
        database.Ask<AccountabilityChain>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
        {
            var filter = await ChainFilters.Of(session, request.Programme, request.Kind);
            if (filter.Refusal is { } unknown) return unknown;
            var derived = await (await session.Beyond(request.Code, moment)).Then(everything => Chains.Derive(everything, moment, request.Code, filter.Required(), request.RuleSet));
            return derived.Refusal is { } refusal
                ? refusal.Code == Refusals.DivisionUnknown.Code ? refusal with { Status = StatusCodes.Status404NotFound } : refusal
                : AccountabilityChain.Of(derived.Required(), moment);
        }, ct);
}

/// <summary>Filters as they are asked for.</summary>
internal static class ChainFilters
{
    /// <summary>The filter, unless it names a programme that no rule set knows.</summary>
    public static async Task<Result<ChainFilter>> Of(Session session, IReadOnlyList<string>? programmes, IReadOnlyList<ResponsibilityKind>? kinds)
    {
        if (programmes is { Count: > 0 })
        {
            var vocabulary = await RuleSets.RuleSetShelf.Vocabulary(session);
            if (programmes.FirstOrDefault(p => !vocabulary.IsProgramme(p)) is { } unknown) return Refusals.ProgrammeUnknown.At("programme", unknown);
        }
        return new ChainFilter { Programmes = programmes ?? [], Kinds = kinds ?? [] };
    }
}

internal static class WhoIsAccountableEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/divisions/{code}/chain", async (Question<WhoIsAccountable> ask, HttpRequest http, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(ask.Value, ct)).ToHttp(chain => ChainCsv.Wanted(http)
                ? new CsvResult<ChainCsv>(ChainCsv.Rows(chain), new Moment { AsOf = chain.AsOf, KnownAt = 0, Stable = chain.Stable }, chain.KnownAt)
                : new ChainResult(chain)))
        .Describes(nameof(WhoIsAccountable), "Chain", "Who is accountable for a division on a day, on what ground, as known at a time",
            new AnswersMetadata(StatusCodes.Status200OK, typeof(AccountabilityChain), Csv: true))
        .HeedsScope().Refuses(Refusals.DivisionUnknown with { Status = 404 }, Refusals.KnownAtInFuture, Refusals.RuleSetNotInForce, Refusals.RuleSetUnknown, Refusals.ProgrammeUnknown);
}
