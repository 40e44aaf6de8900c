using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Responsibility.Api.RuleSets;

/// <summary>A rule set as it was recorded.</summary>
/// <param name="Id">Its id, such as <c>henan-2017</c>.</param>
/// <param name="Version">Which version; where absent, the newest that is in force on the day, or else the newest.</param>
internal sealed record ShowRuleSet(string Id, long? Version = null, DateOnly? AsOf = null, string? KnownAt = null) : IRequest<Result<Seen<RawJson>>>;

/// <summary>A rule set file, byte for byte as it was recorded; <c>openapi/rule-set.schema.json</c> describes it to the last member.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Its version.</param>
/// <param name="Title">Its title, <c>zh</c> and <c>en</c>.</param>
/// <param name="Issuer">Who issued the document, <c>zh</c> and <c>en</c>.</param>
/// <param name="DocumentNumber">Number of the document.</param>
/// <param name="ValidFrom">First day on which it is in force.</param>
/// <param name="ValidUntil">First day on which it is no longer in force; absent while open.</param>
/// <param name="Programmes">Programmes (专项) that it declares.</param>
/// <param name="Positions">Positions (职务类别) that it declares, with their aliases.</param>
/// <param name="Tags">Tags and numbers (标签、指标) that it declares.</param>
/// <param name="Rules">Who bears what, clause by clause.</param>
/// <param name="Examples">Its own test cases.</param>
/// <example>
/// {
///   "id": "henan-2017", "version": 1,
///   "title": {"zh": "河南省脱贫攻坚责任制(2017)", "en": "Responsibility for poverty alleviation in Henan (2017)"},
///   "issuer": {"zh": "中共河南省委、河南省人民政府", "en": "Henan Provincial Committee and People's Government"},
///   "documentNumber": "代用文号", "validFrom": "2017-01-01",
///   "programmes": [{"id": "relocation", "name": {"zh": "易地搬迁", "en": "Relocation"}}],
///   "positions": [{"id": "partySecretary", "name": {"zh": "党委书记", "en": "Party secretary"}, "aliases": ["县委书记"], "organizations": ["partyCommittee"]}],
///   "tags": [{"id": "poorVillage", "type": "tag", "name": {"zh": "贫困村", "en": "Poor village"}}],
///   "rules": [
///     {
///       "clause": "7", "text": {"zh": "市、县党政正职为第一责任人", "en": "The two heads of a city or county are the first responsible"}, "level": ["city", "county"],
///       "bearer": {"position": ["partySecretary"]}, "kind": "mainBody", "grade": "firstResponsible", "scope": "all", "required": true
///     }
///   ],
///   "examples": []
/// }
/// </example>
public sealed record RuleSetDocument(
    string Id, long Version, JsonObject Title, JsonObject Issuer, string DocumentNumber, DateOnly ValidFrom,
    IReadOnlyList<JsonObject> Programmes, IReadOnlyList<JsonObject> Positions, IReadOnlyList<JsonObject> Tags, IReadOnlyList<JsonObject> Rules, IReadOnlyList<JsonObject> Examples,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateOnly? ValidUntil = null);

internal sealed class ShowRuleSetHandler(Database database) : IRequestHandler<ShowRuleSet, Result<Seen<RawJson>>>
{
    public Task<Result<Seen<RawJson>>> Handle(ShowRuleSet request, CancellationToken ct) =>
        database.Ask<Seen<RawJson>>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
            await session.Find<Row>(Sql, new { request.Id, version = request.Version ?? 0, moment.AsOf, moment.KnownAt }) is { } row
                ? new Seen<RawJson>(new RawJson(row.Body), row.KnownFrom, moment)
                : Refusals.RuleSetUnknown.At("id", request.Id) with { Status = StatusCodes.Status404NotFound }, ct);

    private sealed record Row
    {
        public long KnownFrom { get; init; }
        public required string Body { get; init; }
    }

    private static readonly string Sql =
        $"""
        SELECT r.known_from, r.body
          FROM rule_set r
         WHERE r.name = @Id AND (@version = 0 OR r.version = @version) AND {Known.At("r")}
         ORDER BY CASE WHEN r.valid_from <= @AsOf AND r.valid_until > @AsOf THEN 0 ELSE 1 END, r.version DESC
         LIMIT 1
        """;
}

internal static class ShowRuleSetEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/rule-sets/{id}", async (Question<ShowRuleSet> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToHttp(seen => seen.ToOk()))
        .Describes<RuleSetDocument>(nameof(ShowRuleSet), "Rule sets", "A rule set file, byte for byte as it was recorded", StatusCodes.Status200OK)
        .HeedsScope().Refuses(Refusals.RuleSetUnknown with { Status = 404 }, Refusals.KnownAtInFuture);
}
