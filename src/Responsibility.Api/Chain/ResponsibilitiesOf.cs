using Responsibility.Api.RuleSets;
using Responsibility.Rules;

namespace Responsibility.Api.Chain;

/// <summary>What an official is accountable for on a day, on what ground.</summary>
/// <param name="Id">Ledger position of the fact that registered the official.</param>
/// <param name="AsOf">The day on which it was so; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Programme">Only what covers one of these programmes (专项).</param>
/// <param name="Kind">Only these kinds of responsibility.</param>
/// <param name="RuleSet">By which rule set; the one in force on that day where absent.</param>
internal sealed record ResponsibilitiesOf(
    long Id, DateOnly? AsOf = null, string? KnownAt = null, string[]? Programme = null, ResponsibilityKind[]? Kind = null, string? RuleSet = null)
    : IRequest<Result<OfficialResponsibilities>>;

/// <summary>The responsibilities of an official: the links of chains in which the official holds the post.</summary>
/// <param name="Official">The official.</param>
/// <param name="RuleSet">The rule set, and its version, by which they were derived.</param>
/// <param name="Items">All of them; those of a portfolio hold in every division under the post's, those of a contact inside the linked division.</param>
/// <example>
/// {
///   "official": {"id": 903, "staffNumber": "HN000123", "name": "王某"}, "ruleSet": {"id": "henan-2017", "version": 1}, "items": ["{ChainLink}"],
///   "asOf": "2017-07-09", "knownAt": "pos:48210"
/// }
/// </example>
public sealed record OfficialResponsibilities(
    HolderOfficial Official, RuleSetReference RuleSet, IReadOnlyList<ChainLink> Items, DateOnly AsOf, string KnownAt)
{
    internal bool Stable { get; init; }
}

internal sealed class ResponsibilitiesOfHandler(Database database) : IRequestHandler<ResponsibilitiesOf, Result<OfficialResponsibilities>>
{
    public Task<Result<OfficialResponsibilities>> Handle(ResponsibilitiesOf request, CancellationToken ct) =>
        database.Ask<OfficialResponsibilities>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
        {
            if (await session.Find<OfficialRow>(OfficialSql, new { request.Id, moment.AsOf, moment.KnownAt }) is not { } official)
                return Refusals.OfficialUnknown with { Status = StatusCodes.Status404NotFound };
            var rules = await RuleSetShelf.InForce(session, moment, request.RuleSet);
            if (rules.Refusal is { } notInForce) return notInForce;
            var filter = await ChainFilters.Of(session, request.Programme, request.Kind);
            if (filter.Refusal is { } unknown) return unknown;

            var links = await Links(await session.Everything(), moment, await Places(session, request.Id, moment), filter.Required(), rules.Required());
            return new OfficialResponsibilities(
                new HolderOfficial(official.Id, official.StaffNumber, official.Name), new RuleSetReference(rules.Required().Set.Id, rules.Required().Set.Version),
                links, moment.AsOf, moment.KnownAtText)
            { Stable = moment.Stable };
        }, ct);

    /// <summary>The posts that the official holds on the moment's day, each with a division in which it can bear something.</summary>
    internal static Task<IReadOnlyList<Place>> Places(Session session, long official, Moment moment) => session.List<Place>(PlacesSql, new { Id = official, moment.AsOf, moment.KnownAt });

    /// <summary>The links of chains through these divisions that these posts bear.</summary>
    internal static async Task<IReadOnlyList<ChainLink>> Links(Session everything, Moment moment, IReadOnlyList<Place> posts, ChainFilter filter, RuleSetShelf.Shelved rules)
    {
        var links = new List<ChainLink>();
        var mine = posts.Select(p => p.PostId).ToHashSet();
        // A contact shows only inside the linked division, so that division's chain is asked too.
        foreach (var division in posts.Select(p => p.DivisionId).Distinct())
        {
            var derived = await Chains.Derive(everything, moment, division, filter, rules);
            links.AddRange(derived.Answer.Links.Where(link => link.Post is { } post && mine.Contains(post.Id)));
        }
        return [.. links.DistinctBy(Ground)];
    }

    /// <summary>A link is the same link in whichever chain it shows.</summary>
    private static (PostId?, string, Grade, PortfolioId?, ContactId?) Ground(ChainLink link) =>
        (link.Post?.Id, link.Basis.Clause, link.Grade, link.Basis.Portfolio?.Id, link.Basis.Contact?.Id);

    private sealed record OfficialRow
    {
        public OfficialId Id { get; init; }
        public required string StaffNumber { get; init; }
        public string? Name { get; init; }
    }

    internal sealed record Place
    {
        public PostId PostId { get; init; }
        public DivisionId DivisionId { get; init; }
    }

    private static readonly string OfficialSql = $"SELECT f.id, f.staff_number, f.name FROM official f WHERE f.id = @Id AND {Known.On("f")}";

    /// <summary>The divisions in which a post of the official's can bear something: the post's own, and those to which it or its body is linked.</summary>
    private static readonly string PlacesSql =
        $"""
        WITH held AS (
            SELECT DISTINCT p.id AS post_id, o.id AS organization_id, o.division_id
              FROM appointment a
              JOIN post p ON p.id = a.post_id AND {Known.On("p")}
              JOIN organization o ON o.id = p.organization_id AND {Known.On("o")}
             WHERE a.official_id = @Id AND {Known.On("a")}
        )
        SELECT post_id, division_id FROM held
         UNION
        SELECT h.post_id, c.division_id FROM held h JOIN contact c ON c.post_id = h.post_id AND {Known.On("c")}
         UNION
        SELECT h.post_id, c.division_id FROM held h JOIN contact c ON c.organization_id = h.organization_id AND {Known.On("c")}
         ORDER BY 1, 2
        """;
}

internal static class ResponsibilitiesOfEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/officials/{id}/responsibilities", async (Question<ResponsibilitiesOf> ask, HttpRequest http, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(ask.Value, ct)).ToHttp(found => Csv.IsWanted(http)
                ? new CsvResult<ChainCsv>(ChainCsv.Rows(found.Items), new Moment { AsOf = found.AsOf, KnownAt = 0, Stable = found.Stable }, found.KnownAt)
                : new JsonResult<OfficialResponsibilities>(found, found.AsOf, found.Stable)))
        .Describes(nameof(ResponsibilitiesOf), "Chain", "What an official is accountable for on a day, on what ground",
            new AnswersMetadata(StatusCodes.Status200OK, typeof(OfficialResponsibilities), Csv: true))
        .HeedsScope().Refuses(Refusals.OfficialUnknown with { Status = 404 }, Refusals.KnownAtInFuture, Refusals.RuleSetNotInForce, Refusals.RuleSetUnknown, Refusals.ProgrammeUnknown);
}
