using Responsibility.Rules;

namespace Responsibility.Api.Chain;

/// <summary>The chain of a division on two days, or as known at two times, side by side.</summary>
/// <param name="Code">Code of the division; with two days, of one that has it on both.</param>
/// <param name="AsOf">One day or two, the one and the other; today where absent.</param>
/// <param name="KnownAt">One time or two, the one and the other: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Programme">Only what covers one of these programmes (专项).</param>
/// <param name="Kind">Only these kinds of responsibility.</param>
/// <param name="RuleSet">By which rule set; the one in force on each day where absent.</param>
internal sealed record CompareChains(
    string Code, DateOnly[]? AsOf = null, string[]? KnownAt = null, string[]? Programme = null, ResponsibilityKind[]? Kind = null, string? RuleSet = null)
    : IRequest<Result<ChainComparison>>;

/// <summary>What tells two chains of a division apart, and the facts that made the difference.</summary>
/// <param name="One">The one chain.</param>
/// <param name="Other">The other chain.</param>
/// <param name="Added">Links that the other alone has.</param>
/// <param name="Removed">Links that the one alone has.</param>
/// <param name="Changed">Links of the same bearer on the same ground, of which something else is said.</param>
/// <param name="GapsOpened">What is missing in the other alone.</param>
/// <param name="GapsClosed">What is missing in the one alone.</param>
/// <param name="Facts">The facts that made the difference, by position: who recorded them, when, on which document.</param>
/// <example>
/// {
///   "one": {"division": {"code": "410225000000", "name": "兰考县", "level": "county"}, "asOf": "2017-07-09", "knownAt": "pos:48210", "ruleSet": {"id": "henan-2017", "version": 1}, "complete": true},
///   "other": {"division": {"code": "410225000000", "name": "兰考县", "level": "county"}, "asOf": "2018-07-09", "knownAt": "pos:48210", "ruleSet": {"id": "henan-2017", "version": 1}, "complete": true},
///   "added": [], "removed": [], "changed": ["{ChangedLink}"], "gapsOpened": [], "gapsClosed": [], "facts": ["{DecisiveFact}"]
/// }
/// </example>
public sealed record ChainComparison(
    ComparedChain One, ComparedChain Other, IReadOnlyList<ComparedLink> Added, IReadOnlyList<ComparedLink> Removed, IReadOnlyList<ChangedLink> Changed,
    IReadOnlyList<ComparedGap> GapsOpened, IReadOnlyList<ComparedGap> GapsClosed, IReadOnlyList<DecisiveFact> Facts)
{
    internal Moment At { get; init; } = null!;
}

/// <summary>A chain that is compared, by what it was asked for.</summary>
/// <param name="Division">The division, as it was then.</param>
/// <param name="AsOf">The day on which it was so.</param>
/// <param name="KnownAt">The ledger position whose knowledge it rests on, as <c>pos:N</c>.</param>
/// <param name="RuleSet">The rule set, and its version, by which it was derived.</param>
/// <param name="Complete">Whether there are no gaps.</param>
/// <example>{"division": {"code": "410225000000", "name": "兰考县", "level": "county"}, "asOf": "2017-07-09", "knownAt": "pos:48210", "ruleSet": {"id": "henan-2017", "version": 1}, "complete": true}</example>
public sealed record ComparedChain(DivisionReference Division, DateOnly AsOf, string KnownAt, RuleSetReference RuleSet, bool Complete);

/// <summary>A link that one of two chains has.</summary>
/// <param name="Link">The link.</param>
/// <param name="Facts">Positions of the facts because of which the other chain does not have it.</param>
/// <example>{"link": "{ChainLink}", "facts": [904]}</example>
public sealed record ComparedLink(ChainLink Link, IReadOnlyList<long> Facts);

/// <summary>A link of which two chains say something else.</summary>
/// <param name="Members">Names of the members that differ.</param>
/// <param name="One">As the one chain has it.</param>
/// <param name="Other">As the other chain has it.</param>
/// <param name="Facts">Positions of the facts because of which it differs.</param>
/// <example>{"members": ["holders"], "one": "{ChainLink}", "other": "{ChainLink}", "facts": [912, 913]}</example>
public sealed record ChangedLink(IReadOnlyList<string> Members, ChainLink One, ChainLink Other, IReadOnlyList<long> Facts);

/// <summary>A gap that one of two chains has.</summary>
/// <param name="Gap">The gap.</param>
/// <param name="Facts">Positions of the facts because of which the other chain does not have it.</param>
/// <example>{"gap": "{ChainGap}", "facts": [905]}</example>
public sealed record ComparedGap(ChainGap Gap, IReadOnlyList<long> Facts);

/// <summary>A fact that made a difference.</summary>
/// <param name="Position">Its position in the ledger.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="RecordedAt">When it was recorded, UTC.</param>
/// <param name="Actor">Who recorded it, as a pseudonym.</param>
/// <param name="Document">The document that it names; null where it names none.</param>
/// <example>{"position": 912, "kind": "appointmentEnded/1", "recordedAt": "2017-09-01T02:15:30.123456Z", "actor": "key:2", "document": "豫组干〔2017〕12号"}</example>
public sealed record DecisiveFact(long Position, string Kind, string RecordedAt, string Actor, string? Document);

internal sealed class CompareChainsValidator : AbstractValidator<CompareChains>
{
    public CompareChainsValidator()
    {
        RuleFor(c => c.AsOf).Must(days => days is null or { Length: <= 2 }).WithErrorCode("two-at-most").WithMessage(_ => Rules.Say("One day or two.", "日期至多两个。"));
        RuleFor(c => c.KnownAt).Must(times => times is null or { Length: <= 2 }).WithErrorCode("two-at-most").WithMessage(_ => Rules.Say("One time or two.", "已知时点至多两个。"));
        RuleFor(c => c).Must(c => c.AsOf is { Length: > 1 } || c.KnownAt is { Length: > 1 }).OverridePropertyName("asOf").WithErrorCode("two-needed")
            .WithMessage(_ => Rules.Say("Name two days, or two times.", "请给出两个日期或两个已知时点。"));
    }
}

internal sealed class CompareChainsHandler(Database database) : IRequestHandler<CompareChains, Result<ChainComparison>>
{
    public Task<Result<ChainComparison>> Handle(CompareChains request, CancellationToken ct) =>
        database.Ask<ChainComparison>(
            new At(request.AsOf is [var day, ..] ? day : null, request.KnownAt is [var time, ..] ? time : null),
            new At(request.AsOf is [.., var otherDay] ? otherDay : null, request.KnownAt is [.., var otherTime] ? otherTime : null),
            async (session, one, other) =>
            {
                var filter = await ChainFilters.Of(session, request.Programme, request.Kind);
                if (filter.Refusal is { } unknown) return unknown;
                var (before, after) = (await Derive(session, one, request, filter.Required()), await Derive(session, other, request, filter.Required()));
                if ((before.Refusal ?? after.Refusal) is { } refusal) return refusal;
                return await Compare(await session.Everything(), (one, before.Required()), (other, after.Required()));
            }, ct);

    private static async Task<Result<Chains.Derived>> Derive(Session session, Moment moment, CompareChains request, ChainFilter filter)
    {
        var derived = await (await session.Beyond(request.Code, moment)).Then(everything => Chains.Derive(everything, moment, request.Code, filter, request.RuleSet));
        return derived.Refusal is { } refusal && refusal.Code == Refusals.DivisionUnknown.Code ? refusal with { Status = StatusCodes.Status404NotFound } : derived;
    }

    private static async Task<ChainComparison> Compare(Session session, (Moment Moment, Chains.Derived Chain) one, (Moment Moment, Chains.Derived Chain) other)
    {
        var differences = ChainDifferences.Between(one.Chain.Answer, other.Chain.Answer);
        var between = await FactsBetween.Of(session, one, other, differences);
        return new ChainComparison(
            Compared(one), Compared(other),
            [.. differences.Added.Select(link => new ComparedLink(link, between.Of(link, 1)))], [.. differences.Removed.Select(link => new ComparedLink(link, between.Of(link, 0)))],
            [.. differences.Changed.Select(change => new ChangedLink(change.Members, change.One, change.Other, [.. between.Of(change.One, 0).Union(between.Of(change.Other, 1)).Order()]))],
            [.. differences.Opened.Select(gap => new ComparedGap(gap, between.Of(gap, 1)))], [.. differences.Closed.Select(gap => new ComparedGap(gap, between.Of(gap, 0)))],
            await between.Facts(session))
        {
            At = one.Moment with { Stable = one.Moment.Stable && other.Moment.Stable },
        };
    }

    private static ComparedChain Compared((Moment Moment, Chains.Derived Chain) side) => new(
        side.Chain.Answer.Division, side.Moment.AsOf, side.Moment.KnownAtText, side.Chain.Answer.RuleSet, side.Chain.Answer.Complete);
}

internal static class CompareChainsEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/divisions/{code}/chain/comparison", async (Question<CompareChains> ask, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(ask.Value, ct)).ToHttp(comparison => new JsonResult<ChainComparison>(comparison, comparison.At.AsOf, comparison.At.Stable)))
        .Describes<ChainComparison>(nameof(CompareChains), "Chain", "Two chains of a division side by side, on two days or as known at two times, and the very facts that made the difference", StatusCodes.Status200OK)
        .HeedsScope().Refuses(
            Refusals.Invalid, Refusals.DivisionUnknown with { Status = 404 }, Refusals.KnownAtInFuture, Refusals.RuleSetNotInForce, Refusals.RuleSetUnknown, Refusals.ProgrammeUnknown);
}
