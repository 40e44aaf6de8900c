namespace Responsibility.Api.Chain;

/// <summary>Many chains at once, from one snapshot.</summary>
/// <param name="Queries">1 to 1,000 questions; they are answered in their order.</param>
/// <param name="AsOf">The day for questions that name none; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent. It is the same for all.</param>
/// <example>{"queries": [{"division": "410225101201"}, {"division": "410225", "kind": ["mainBody"]}], "asOf": "2017-07-09"}</example>
public sealed record AskChains(IReadOnlyList<ChainQuery> Queries, DateOnly? AsOf = null, string? KnownAt = null) : IRequest<Result<ChainAnswers>>;

/// <summary>One question for a chain.</summary>
/// <param name="Division">Code of the division.</param>
/// <param name="AsOf">The day on which it was so.</param>
/// <param name="Programme">Only what covers one of these programmes.</param>
/// <param name="Kind">Only these kinds of responsibility.</param>
/// <param name="RuleSet">By which rule set; the one in force on that day where absent.</param>
public sealed record ChainQuery(string Division, DateOnly? AsOf = null, IReadOnlyList<string>? Programme = null, IReadOnlyList<ResponsibilityKind>? Kind = null, string? RuleSet = null);

/// <summary>An answer for each question, in their order.</summary>
/// <example>
/// {
///   "items": [{"chain": "{AccountabilityChain}", "error": null}, {"chain": null, "error": {"code": "division-unknown", "detail": "No such division", "value": "419999"}}],
///   "asOf": "2017-07-09", "knownAt": "pos:48210"
/// }
/// </example>
public sealed record ChainAnswers(IReadOnlyList<ChainQueryAnswer> Items, DateOnly AsOf, string KnownAt);

/// <summary>A chain, or why there is none.</summary>
/// <param name="Chain">The chain; null where the question could not be answered.</param>
/// <param name="Error">Why it could not; null where it could.</param>
public sealed record ChainQueryAnswer(AccountabilityChain? Chain, ChainQueryError? Error);

/// <summary>Why a question could not be answered.</summary>
/// <param name="Code">Stable code, such as <c>division-unknown</c>.</param>
/// <param name="Detail">The same in words.</param>
/// <param name="Value">The value at fault.</param>
public sealed record ChainQueryError(string Code, Text Detail, string? Value);

internal sealed class AskChainsValidator : AbstractValidator<AskChains>
{
    private const int Most = 1000;

    public AskChainsValidator()
    {
        RuleFor(a => a.Queries).NotEmpty().Must(queries => queries is null || queries.Count <= Most).WithErrorCode("too-many")
            .WithMessage(_ => Rules.Say("At most 1,000 questions at once.", "一次最多 1000 个查询。"));
        RuleForEach(a => a.Queries).ChildRules(query => query.RuleFor(q => q.Division).NotEmpty().DivisionCode());
    }
}

internal sealed class AskChainsHandler(Database database) : IRequestHandler<AskChains, Result<ChainAnswers>>
{
    public Task<Result<ChainAnswers>> Handle(AskChains request, CancellationToken ct) =>
        database.Ask<ChainAnswers>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
        {
            var answers = new List<ChainQueryAnswer>(request.Queries.Count);
            foreach (var query in request.Queries)
            {
                var chain = await Answer(session, query.AsOf is { } day ? moment with { AsOf = day } : moment, query);
                answers.Add(chain.Match(
                    found => new ChainQueryAnswer(found, null),
                    refusal => new ChainQueryAnswer(null, new ChainQueryError(refusal.Code, refusal.Detail ?? refusal.Title, refusal.Faults.Select(f => f.Value).FirstOrDefault()))));
            }
            return new ChainAnswers(answers, moment.AsOf, moment.KnownAtText);
        }, ct);

    private static async Task<Result<AccountabilityChain>> Answer(Session session, Moment moment, ChainQuery query)
    {
        var filter = await ChainFilters.Of(session, query.Programme, query.Kind);
        if (filter.Refusal is { } unknown) return unknown;
        var derived = await (await session.Beyond(query.Division, moment)).Then(everything => Chains.Derive(everything, moment, query.Division, filter.Required(), query.RuleSet));
        return derived.Match<Result<AccountabilityChain>>(found => AccountabilityChain.Of(found, moment), refusal => refusal);
    }
}

internal static class AskChainsEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/chain-queries", async (Body<AskChains> body, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(body.Value, ct)).ToHttp(answers => new JsonResult<ChainAnswers>(answers, answers.AsOf, stable: false)))
        .Describes<ChainAnswers>(nameof(AskChains), "Chain", "Many chains at once, from one snapshot", StatusCodes.Status200OK)
        .Takes<AskChains>().Asks()
        .HeedsScope().Refuses(Refusals.Invalid, Refusals.KnownAtInFuture);
}
