using Responsibility.Rules;

namespace Responsibility.Api.Chain;

/// <summary>Why an official is accountable for a division, or why not.</summary>
/// <param name="Code">Code of the division.</param>
/// <param name="Official">Id of the official.</param>
/// <param name="AsOf">The day on which it was so; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Programme">Only what covers one of these programmes (专项).</param>
/// <param name="Kind">Only these kinds of responsibility.</param>
/// <param name="RuleSet">By which rule set; the one in force on that day where absent.</param>
internal sealed record ExplainChain(
    string Code, OfficialId Official, DateOnly? AsOf = null, string? KnownAt = null, string[]? Programme = null, ResponsibilityKind[]? Kind = null, string? RuleSet = null)
    : IRequest<Result<ChainExplanation>>;

/// <summary>What each rule makes of an official, for one division.</summary>
/// <param name="Division">The division.</param>
/// <param name="Official">The official.</param>
/// <param name="AsOf">The day on which it was so.</param>
/// <param name="KnownAt">The ledger position whose knowledge the answer rests on, as <c>pos:N</c>.</param>
/// <param name="RuleSet">The rule set, and its version, that was applied.</param>
/// <param name="Accountable">Whether any rule makes the official accountable.</param>
/// <param name="Rules">Every rule, in the order of its file.</param>
/// <example>
/// {
///   "division": {"code": "410225101201", "name": "任庄村", "level": "village"}, "official": {"id": 903, "staffNumber": "HN000123", "name": "王某"}, "asOf": "2017-07-09", "knownAt": "pos:48210",
///   "ruleSet": {"id": "henan-2017", "version": 1}, "accountable": true, "rules": ["{ExplainedRule}"]
/// }
/// </example>
public sealed record ChainExplanation(
    DivisionReference Division, HolderOfficial Official, DateOnly AsOf, string KnownAt, RuleSetReference RuleSet, bool Accountable, IReadOnlyList<ExplainedRule> Rules)
{
    internal Moment At { get; init; } = null!;
}

/// <summary>A rule, and what it makes of the official.</summary>
/// <param name="Clause">Clause of the rule set.</param>
/// <param name="Text">What the clause says, in our own words, in the language asked for.</param>
/// <param name="Kind">Kind of responsibility.</param>
/// <param name="Grade">Grade of responsibility.</param>
/// <param name="Links">The links of the chain that the official bears by it; empty where there is none.</param>
/// <param name="Unmet">The first condition that fails; null where there is a link.</param>
/// <example>
/// {
///   "clause": "7", "text": "The heads of party committee and government of a city or county are the first responsible.", "kind": "mainBody", "grade": "firstResponsible", "links": [],
///   "unmet": "{UnmetRule}"
/// }
/// </example>
public sealed record ExplainedRule(string Clause, Text Text, ResponsibilityKind Kind, Grade Grade, IReadOnlyList<ChainLink> Links, UnmetRule? Unmet);

/// <summary>The first condition of a rule that fails; of several posts that of the one which comes furthest.</summary>
/// <param name="Condition">Which condition.</param>
/// <param name="Post">The post that was looked at; null where none is held.</param>
/// <param name="Organization">Its body.</param>
/// <param name="Division">The division of the body.</param>
/// <param name="Expected">What the rule asks for: any one of these words.</param>
/// <param name="Found">What there is instead; null where there is nothing.</param>
/// <example>
/// {
///   "condition": "otherPosition", "post": {"id": 902, "position": "leader", "title": "副县长"}, "organization": {"id": 901, "name": "兰考县人民政府", "kind": "government"},
///   "division": {"code": "410225000000", "name": "兰考县", "level": "county"}, "expected": ["partySecretary", "governmentHead"], "found": "leader"
/// }
/// </example>
public sealed record UnmetRule(
    UnmetCondition Condition, PostReference? Post, OrganizationReference? Organization, DivisionReference? Division, IReadOnlyList<string> Expected, string? Found)
{
    internal static UnmetRule Of(Unmet unmet) => new(
        unmet.Condition,
        unmet.Held is { } held ? new PostReference(held.Post.Id, held.Post.Position, held.Post.Title) : null,
        unmet.Held is { } body ? new OrganizationReference(body.Body.Id, body.Body.Name, body.Body.Kind) : null,
        unmet.Held is { } place ? new DivisionReference(place.Place.Code, place.Place.Name, place.Place.Level) : null,
        unmet.Expected, unmet.Found);
}

internal sealed class ExplainChainHandler(Database database) : IRequestHandler<ExplainChain, Result<ChainExplanation>>
{
    public Task<Result<ChainExplanation>> Handle(ExplainChain request, CancellationToken ct) =>
        database.Ask<ChainExplanation>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
        {
            var filter = await ChainFilters.Of(session, request.Programme, request.Kind);
            if (filter.Refusal is { } unknown) return unknown;
            var derived = await (await session.Beyond(request.Code, moment)).Then(everything => Chains.Derive(everything, moment, request.Code, filter.Required(), request.RuleSet));
            if (derived.Refusal is { } refusal) return refusal.Code == Refusals.DivisionUnknown.Code ? refusal with { Status = StatusCodes.Status404NotFound } : refusal;
            var everything = await session.Everything();
            var bears = derived.Required().Answer.Links.Any(link => link.Holders.Any(holder => holder.Official.Id == request.Official));
            if (await (bears ? everything : session).Find<HolderOfficial>(OfficialSql, new { request.Official, moment.AsOf, moment.KnownAt }) is not { } official)
                return Refusals.OfficialUnknown.At("official", request.Official.Value) with { Status = StatusCodes.Status404NotFound };

            var chain = derived.Required();
            var held = await Held(session, everything, request.Official, moment, chain);
            var rules = Explanation.Of(chain.RuleSet.Set, await Ground(everything, moment, chain, held), filter.Required(), chain.Answer, request.Official, held);
            return new ChainExplanation(
                chain.Answer.Division, official, moment.AsOf, moment.KnownAtText, chain.Answer.RuleSet, rules.Any(rule => rule.Links.Count > 0),
                [.. rules.Select(rule => new ExplainedRule(rule.Rule.Clause, rule.Rule.Text, rule.Rule.Kind, rule.Rule.Grade, rule.Links, rule.Unmet is { } unmet ? UnmetRule.Of(unmet) : null))])
            {
                At = moment,
            };
        }, ct);

    /// <summary>The posts that the official holds; beyond what is reached only those from which the chain takes its links.</summary>
    private static async Task<IReadOnlyList<HeldPost>> Held(Session session, Session everything, OfficialId official, Moment moment, Chains.Derived chain)
    {
        var question = new { Official = official, moment.AsOf, moment.KnownAt };
        var seen = (await session.List<HeldRow>(HeldSql, question)).Select(row => row.Held()).ToList();
        if (session == everything) return seen;
        var above = (await everything.List<HeldRow>(HeldSql, question)).Select(row => row.Held()).Where(post => chain.Places.Any(place => place.Id == post.Place.Id));
        return [.. seen.Concat(above).DistinctBy(post => post.Post.Id).OrderBy(post => post.Post.Id.Value)];
    }

    /// <summary>What the chain was derived from in the divisions in which the official holds a post.</summary>
    private static async Task<Ground> Ground(Session session, Moment moment, Chains.Derived chain, IReadOnlyList<HeldPost> held)
    {
        var above = chain.Above;
        var places = chain.Places.Where(place => held.Any(post => post.Place.Id == place.Id)).ToList();
        var grounds = new List<Ground>();
        foreach (var place in places) grounds.Add(await Chains.Gather(session, moment, place, chain.RuleSet));
        return new Ground
        {
            AsOf = moment.AsOf,
            Path = above,
            Beside = [.. chain.Places.Except(above)],
            Attributes = [.. grounds.SelectMany(ground => ground.Attributes)],
            Portfolios = [.. grounds.SelectMany(ground => ground.Portfolios)],
            Contacts = [.. chain.Contacts],
        };
    }

    private static readonly string OfficialSql = $"SELECT f.id, f.staff_number, f.name FROM official f WHERE f.id = @Official AND {Known.On("f")}";

    private static readonly string HeldSql =
        $"""
        SELECT p.id AS post, p.position, p.title, p.capacity, p.known_from AS post_ledger, o.id AS organization, o.name AS organization_name, o.kind AS organization_kind, o.known_from AS organization_ledger,
               d.id AS division, d.code, d.name, d.level, d.known_from AS division_ledger
          FROM appointment a
          JOIN post p ON p.id = a.post_id AND {Known.On("p")}
          JOIN organization o ON o.id = p.organization_id AND {Known.On("o")}
          JOIN division d ON d.id = o.division_id AND {Known.On("d")}
         WHERE a.official_id = @Official AND {Known.On("a")}
         ORDER BY p.id
        """;

    private sealed record HeldRow
    {
        public PostId Post { get; init; }
        public required string Position { get; init; }
        public required string Title { get; init; }
        public long Capacity { get; init; }
        public long PostLedger { get; init; }
        public OrganizationId Organization { get; init; }
        public required string OrganizationName { get; init; }
        public OrganizationKind OrganizationKind { get; init; }
        public long OrganizationLedger { get; init; }
        public DivisionId Division { get; init; }
        public required string Code { get; init; }
        public required string Name { get; init; }
        public Level Level { get; init; }
        public long DivisionLedger { get; init; }

        public HeldPost Held() => new(
            new Seat { Id = Post, Organization = Organization, Position = Position, Title = Title, Capacity = Capacity, Ledger = PostLedger },
            new Body { Id = Organization, Division = Division, Kind = OrganizationKind, Name = OrganizationName, Ledger = OrganizationLedger },
            new Place { Id = Division, Code = Code, Name = Name, Level = Level, Ledger = DivisionLedger });
    }
}

internal static class ExplainChainEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/divisions/{code}/chain/explanation", async (Question<ExplainChain> ask, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(ask.Value, ct)).ToHttp(explained => new JsonResult<ChainExplanation>(explained, explained.At.AsOf, explained.At.Stable)))
        .Describes<ChainExplanation>(nameof(ExplainChain), "Chain", "Why an official is accountable for a division, or why not: for each rule the link, or the first condition that fails", StatusCodes.Status200OK)
        .HeedsScope().Refuses(
            Refusals.DivisionUnknown with { Status = 404 }, Refusals.OfficialUnknown with { Status = 404 }, Refusals.KnownAtInFuture, Refusals.RuleSetNotInForce, Refusals.RuleSetUnknown, Refusals.ProgrammeUnknown);
}
