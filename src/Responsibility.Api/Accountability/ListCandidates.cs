using Responsibility.Api.Chain;
using Responsibility.Api.RuleSets;
using Responsibility.Rules;

namespace Responsibility.Api.Accountability;

/// <summary>Who answered for the place of a case on the day of the incident, wherever they are now.</summary>
/// <param name="Id">Ledger position of the fact that opened the case.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
internal sealed record ListCandidates(long Id, string? KnownAt = null) : IRequest<Result<Candidates>>;

/// <summary>Those who can be held to account in a case: whoever held a post in the chain of the place on the day of the incident.</summary>
/// <param name="Case">Id of the case.</param>
/// <param name="AsOf">The day of the incident.</param>
/// <param name="KnownAt">The ledger position whose knowledge the answer rests on, as <c>pos:N</c>.</param>
/// <param name="RuleSet">The rule set, and its version, by which they answered.</param>
/// <param name="Items">Officials, from the top down; one who answered on several grounds is there with each.</param>
/// <param name="Vacancies">Posts in the chain that were vacant, or held by somebody acting only.</param>
/// <param name="Bodies">Bodies in the chain that answered as such.</param>
/// <param name="Missing">Posts and bodies that the rules required and that did not exist, as among the gaps of the chain.</param>
/// <example>
/// {"case": 1301, "asOf": "2017-07-09", "knownAt": "pos:48210", "ruleSet": {"id": "henan-2017", "version": 1}, "items": ["{Candidate}"], "vacancies": ["{CandidateVacancy}"], "bodies": ["{CandidateBody}"], "missing": ["{ChainGap}"]}
/// </example>
public sealed record Candidates(
    CaseId Case, DateOnly AsOf, string KnownAt, RuleSetReference RuleSet, IReadOnlyList<Candidate> Items, IReadOnlyList<CandidateVacancy> Vacancies, IReadOnlyList<CandidateBody> Bodies,
    IReadOnlyList<ChainGap> Missing);

/// <summary>An official who answered for the place on that day.</summary>
/// <param name="Official">The official.</param>
/// <param name="Appointment">The appointment by which the post was held; <c>acting</c> and <c>inCharge</c> say that it did not fill the seat.</param>
/// <param name="Post">The post.</param>
/// <param name="Organization">The body.</param>
/// <param name="Division">The division in whose body it was borne.</param>
/// <param name="Kind">Kind of responsibility.</param>
/// <param name="Grade">Grade of responsibility.</param>
/// <param name="Clause">Clause of the rule set.</param>
/// <param name="Scope">What the responsibility covers.</param>
/// <param name="Basis">On what ground, as the link of the chain says.</param>
/// <param name="Ledger">Positions in the ledger of everything that it rests on.</param>
/// <example>
/// {
///   "official": {"id": 903, "staffNumber": "HN000123", "name": "王某"},
///   "appointment": {"id": 904, "kind": "substantive", "validFrom": "2016-05-01", "validUntil": "2017-08-01", "document": "豫组干〔2016〕12号"},
///   "post": {"id": 902, "position": "partySecretary", "title": "县委书记"}, "organization": {"id": 901, "name": "中共兰考县委", "kind": "partyCommittee"},
///   "division": {"code": "410225000000", "name": "兰考县", "level": "county"}, "kind": "mainBody", "grade": "firstResponsible", "clause": "7",
///   "scope": {"programmes": null}, "basis": {"clause": "7", "text": "As the clause says, in our own words.", "portfolio": null, "contact": null}, "ledger": [15, 812, 901, 902]
/// }
/// </example>
public sealed record Candidate(
    HolderOfficial Official, HolderAppointment Appointment, PostReference Post, OrganizationReference Organization, DivisionReference Division,
    ResponsibilityKind Kind, Grade Grade, string Clause, LinkScope Scope, Basis Basis, IReadOnlyList<long> Ledger);

/// <summary>A post that answered for the place and that nobody filled.</summary>
/// <param name="Post">The post.</param>
/// <param name="Organization">The body.</param>
/// <param name="Division">The division of the body.</param>
/// <param name="Kind">Kind of responsibility.</param>
/// <param name="Grade">Grade of responsibility.</param>
/// <param name="Clause">Clause of the rule set.</param>
/// <param name="Scope">What the responsibility covers.</param>
/// <param name="Basis">On what ground, as the link of the chain says.</param>
/// <param name="Ledger">Positions in the ledger of everything that it rests on.</param>
/// <param name="Status">Vacant, or acting only.</param>
/// <param name="Since">First day of the vacancy; null if it was so before records began.</param>
/// <example>
/// {
///   "post": {"id": 912, "position": "governmentHead", "title": "县长"}, "organization": {"id": 911, "name": "兰考县人民政府", "kind": "government"},
///   "division": {"code": "410225000000", "name": "兰考县", "level": "county"}, "kind": "mainBody", "grade": "firstResponsible", "clause": "7", "status": "vacant", "since": "2017-06-01",
///   "scope": {"programmes": null}, "basis": {"clause": "7", "text": "As the clause says, in our own words.", "portfolio": null, "contact": null}, "ledger": [15, 812, 901, 902]
/// }
/// </example>
public sealed record CandidateVacancy(
    PostReference Post, OrganizationReference Organization, DivisionReference Division, ResponsibilityKind Kind, Grade Grade, string Clause, VacancyStatus Status, DateOnly? Since,
    LinkScope Scope, Basis Basis, IReadOnlyList<long> Ledger);

/// <summary>A body that answered for the place.</summary>
/// <param name="Organization">The body.</param>
/// <param name="Division">Its division.</param>
/// <param name="Kind">Kind of responsibility.</param>
/// <param name="Grade">Grade of responsibility.</param>
/// <param name="Clause">Clause of the rule set.</param>
/// <param name="Scope">What the responsibility covers.</param>
/// <param name="Basis">On what ground, as the link of the chain says.</param>
/// <param name="Ledger">Positions in the ledger of everything that it rests on.</param>
/// <example>
/// {
///   "organization": {"id": 901, "name": "中共兰考县委", "kind": "partyCommittee"}, "division": {"code": "410225000000", "name": "兰考县", "level": "county"},
///   "kind": "mainBody", "grade": "mainBody", "clause": "6",
///   "scope": {"programmes": null}, "basis": {"clause": "6", "text": "As the clause says, in our own words.", "portfolio": null, "contact": null}, "ledger": [15, 812, 901, 902]
/// }
/// </example>
public sealed record CandidateBody(OrganizationReference Organization, DivisionReference Division, ResponsibilityKind Kind, Grade Grade, string Clause, LinkScope Scope, Basis Basis,
    IReadOnlyList<long> Ledger);

internal sealed class ListCandidatesHandler(Database database) : IRequestHandler<ListCandidates, Result<Candidates>>
{
    public Task<Result<Candidates>> Handle(ListCandidates request, CancellationToken ct) =>
        database.Ask<Candidates>(new At(null, request.KnownAt), async (session, moment) =>
        {
            var derived = await Incident.Chain(session, request.Id, moment.KnownAt);
            if (derived.Refusal is { } refusal) return refusal;
            var answer = derived.Required().Answer;
            return new Candidates(
                new CaseId(request.Id), answer.AsOf, moment.KnownAtText, answer.RuleSet, Incident.Holders(answer),
                [.. from link in answer.Links
                    where link is { Post: not null, Vacancy.Status: VacancyStatus.Vacant or VacancyStatus.ActingOnly }
                    select new CandidateVacancy(link.Post!, link.Organization, link.Division, link.Kind, link.Grade, link.Basis.Clause, link.Vacancy!.Status, link.Vacancy.Since,
                        link.Scope, link.Basis, link.Ledger)],
                [.. from link in answer.Links
                    where link.Post is null
                    select new CandidateBody(link.Organization, link.Division, link.Kind, link.Grade, link.Basis.Clause, link.Scope, link.Basis, link.Ledger)],
                [.. answer.Gaps.Where(gap => gap.Reason is GapReason.PostMissing or GapReason.OrganizationMissing)]);
        }, ct);
}

/// <summary>The chain of a case: that of its place on the day of the incident.</summary>
internal static class Incident
{
    public static async Task<Result<Chains.Derived>> Chain(Session session, long id, long knownAt)
    {
        if (await session.Find<Row>(Sql, new { id, KnownAt = knownAt }) is not { } incident) return Refusals.CaseUnknown with { Status = StatusCodes.Status404NotFound };
        var moment = new Moment { AsOf = incident.IncidentOn, KnownAt = knownAt };
        var rules = await RuleSetShelf.InForce(session, moment, null);
        return rules.Refusal is { } refusal
            ? refusal
            : await Chains.Derive(await session.Everything(), moment, incident.DivisionId, new ChainFilter { Programmes = incident.Programme is { } programme ? [programme] : [] }, rules.Required());
    }

    /// <summary>Each holder with each ground.</summary>
    public static IReadOnlyList<Candidate> Holders(ChainAnswer answer) =>
    [
        .. from link in answer.Links
           from holder in link.Holders
           select new Candidate(holder.Official, holder.Appointment, link.Post!, link.Organization, link.Division, link.Kind, link.Grade, link.Basis.Clause,
               link.Scope, link.Basis, link.Ledger),
    ];

    private sealed record Row
    {
        public DivisionId DivisionId { get; init; }
        public string? Programme { get; init; }
        public DateOnly IncidentOn { get; init; }
    }

    private static readonly string Sql =
        $"SELECT c.division_id, c.programme, c.incident_on FROM accountability_case c WHERE c.id = @id AND {Known.At("c")} ORDER BY c.valid_from LIMIT 1";
}

internal static class ListCandidatesEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/accountability-cases/{id}/candidates", async (Question<ListCandidates> ask, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(ask.Value, ct)).ToHttp(found => new JsonResult<Candidates>(found, found.AsOf, stable: false)))
        .Describes<Candidates>(nameof(ListCandidates), "Accountability", "Who answered for the place of a case on the day of the incident", StatusCodes.Status200OK)
        .Confides(Access.AccessedNoun.AccountabilityCase).IsNotStored()
        .HeedsScope().Refuses(Refusals.CaseUnknown with { Status = 404 }, Refusals.KnownAtInFuture, Refusals.RuleSetNotInForce);
}
