using Responsibility.Rules;

namespace Responsibility.Api.Accountability;

/// <summary>Who answered for the place of a case on the days of the incident, wherever they are now.</summary>
/// <param name="Id">Ledger position of the fact that opened the case.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
internal sealed record ListCandidates(long Id, string? KnownAt = null) : IRequest<Result<Candidates>>;

/// <summary>Those who can be held to account in a case: whoever held a post in the chain of the place on a day of the incident.</summary>
/// <param name="Case">Id of the case.</param>
/// <param name="AsOf">The first day of the incident.</param>
/// <param name="Until">First day on which it no longer went on.</param>
/// <param name="KnownAt">The ledger position whose knowledge the answer rests on, as <c>pos:N</c>.</param>
/// <param name="RuleSets">The rule sets, and their versions, by which they answered; several where another version came into force meanwhile.</param>
/// <param name="Items">Officials, from the top down; one who answered on several grounds is there with each.</param>
/// <param name="Vacancies">Posts in the chain that were vacant, or held by somebody acting only, and who carried the duty meanwhile.</param>
/// <param name="Bodies">Bodies in the chain that answered as such.</param>
/// <param name="Missing">Posts and bodies that the rules required and that did not exist, as among the gaps of the chain.</param>
/// <example>
/// {"case": 1301, "asOf": "2017-07-09", "until": "2017-09-01", "knownAt": "pos:48210", "ruleSets": [{"id": "henan-2017", "version": 1}], "items": ["{Candidate}"], "vacancies": ["{CandidateVacancy}"], "bodies": ["{CandidateBody}"], "missing": ["{ChainGap}"]}
/// </example>
public sealed record Candidates(
    CaseId Case, DateOnly AsOf, DateOnly Until, string KnownAt, IReadOnlyList<RuleSetReference> RuleSets, IReadOnlyList<Candidate> Items, IReadOnlyList<CandidateVacancy> Vacancies, IReadOnlyList<CandidateBody> Bodies,
    IReadOnlyList<ChainGap> Missing);

/// <summary>Days of the incident, one after another.</summary>
/// <param name="From">The first.</param>
/// <param name="Until">The first no longer among them.</param>
/// <example>{"from": "2017-07-09", "until": "2017-08-01"}</example>
public sealed record IncidentDays(DateOnly From, DateOnly Until);

/// <summary>An official who carried the duty of a post that nobody filled.</summary>
/// <param name="Official">The official.</param>
/// <param name="Appointment">The appointment, acting or in charge.</param>
/// <param name="Days">On how many days of the incident.</param>
/// <example>{"official": {"id": 903, "staffNumber": "HN000123", "name": "王某"}, "appointment": {"id": 904, "kind": "acting", "validFrom": "2017-06-01", "validUntil": null, "document": null}, "days": 54}</example>
public sealed record CarriedBy(HolderOfficial Official, HolderAppointment Appointment, int Days);

/// <summary>An official who answered for the place on some of those days.</summary>
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
/// <param name="Days">On how many days of the incident.</param>
/// <param name="Periods">On which.</param>
/// <param name="RuleSet">The rule set, and its version.</param>
/// <example>
/// {
///   "official": {"id": 903, "staffNumber": "HN000123", "name": "王某"},
///   "appointment": {"id": 904, "kind": "substantive", "validFrom": "2016-05-01", "validUntil": "2017-08-01", "document": "豫组干〔2016〕12号"},
///   "post": {"id": 902, "position": "partySecretary", "title": "县委书记"}, "organization": {"id": 901, "name": "中共兰考县委", "kind": "partyCommittee"},
///   "division": {"code": "410225000000", "name": "兰考县", "level": "county"}, "kind": "mainBody", "grade": "firstResponsible", "clause": "7",
///   "scope": {"programmes": null}, "basis": {"clause": "7", "text": "As the clause says, in our own words.", "portfolio": null, "contact": null}, "ledger": [15, 812, 901, 902], "days": 54,
///   "periods": [{"from": "2017-07-09", "until": "2017-09-01"}], "ruleSet": {"id": "henan-2017", "version": 1}
/// }
/// </example>
public sealed record Candidate(
    HolderOfficial Official, HolderAppointment Appointment, PostReference Post, OrganizationReference Organization, DivisionReference Division,
    ResponsibilityKind Kind, Grade Grade, string Clause, LinkScope Scope, Basis Basis, IReadOnlyList<long> Ledger, int Days, IReadOnlyList<IncidentDays> Periods, RuleSetReference RuleSet);

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
/// <param name="Days">On how many days of the incident.</param>
/// <param name="Periods">On which.</param>
/// <param name="RuleSet">The rule set, and its version.</param>
/// <param name="Status">Vacant, or acting only, on the first of these days.</param>
/// <param name="Since">First day of the vacancy; null if it was so before records began.</param>
/// <param name="CarriedBy">Who carried the duty meanwhile, acting or in charge.</param>
/// <example>
/// {
///   "post": {"id": 912, "position": "governmentHead", "title": "县长"}, "organization": {"id": 911, "name": "兰考县人民政府", "kind": "government"},
///   "division": {"code": "410225000000", "name": "兰考县", "level": "county"}, "kind": "mainBody", "grade": "firstResponsible", "clause": "7", "status": "vacant", "since": "2017-06-01",
///   "scope": {"programmes": null}, "basis": {"clause": "7", "text": "As the clause says, in our own words.", "portfolio": null, "contact": null}, "ledger": [15, 812, 901, 902], "days": 54,
///   "periods": [{"from": "2017-07-09", "until": "2017-09-01"}], "ruleSet": {"id": "henan-2017", "version": 1}, "carriedBy": ["{CarriedBy}"]
/// }
/// </example>
public sealed record CandidateVacancy(
    PostReference Post, OrganizationReference Organization, DivisionReference Division, ResponsibilityKind Kind, Grade Grade, string Clause, VacancyStatus Status, DateOnly? Since,
    LinkScope Scope, Basis Basis, IReadOnlyList<long> Ledger, int Days, IReadOnlyList<IncidentDays> Periods, RuleSetReference RuleSet, IReadOnlyList<CarriedBy> CarriedBy);

/// <summary>A body that answered for the place.</summary>
/// <param name="Organization">The body.</param>
/// <param name="Division">Its division.</param>
/// <param name="Kind">Kind of responsibility.</param>
/// <param name="Grade">Grade of responsibility.</param>
/// <param name="Clause">Clause of the rule set.</param>
/// <param name="Scope">What the responsibility covers.</param>
/// <param name="Basis">On what ground, as the link of the chain says.</param>
/// <param name="Ledger">Positions in the ledger of everything that it rests on.</param>
/// <param name="Days">On how many days of the incident.</param>
/// <param name="Periods">On which.</param>
/// <param name="RuleSet">The rule set, and its version.</param>
/// <example>
/// {
///   "organization": {"id": 901, "name": "中共兰考县委", "kind": "partyCommittee"}, "division": {"code": "410225000000", "name": "兰考县", "level": "county"},
///   "kind": "mainBody", "grade": "mainBody", "clause": "6",
///   "scope": {"programmes": null}, "basis": {"clause": "6", "text": "As the clause says, in our own words.", "portfolio": null, "contact": null}, "ledger": [15, 812, 901, 902], "days": 54,
///   "periods": [{"from": "2017-07-09", "until": "2017-09-01"}], "ruleSet": {"id": "henan-2017", "version": 1}
/// }
/// </example>
public sealed record CandidateBody(OrganizationReference Organization, DivisionReference Division, ResponsibilityKind Kind, Grade Grade, string Clause, LinkScope Scope, Basis Basis,
    IReadOnlyList<long> Ledger, int Days, IReadOnlyList<IncidentDays> Periods, RuleSetReference RuleSet);

internal sealed class ListCandidatesHandler(Database database) : IRequestHandler<ListCandidates, Result<Candidates>>
{
    public Task<Result<Candidates>> Handle(ListCandidates request, CancellationToken ct) =>
        database.Ask<Candidates>(new At(null, request.KnownAt), async (session, moment) =>
        {
            var incident = await Incident.Of(session, request.Id, moment.KnownAt);
            return incident.Refusal is { } refusal ? refusal : incident.Required().Candidates(new CaseId(request.Id), moment.KnownAtText);
        }, ct);
}

internal static class ListCandidatesEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/accountability-cases/{id}/candidates", async (Question<ListCandidates> ask, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(ask.Value, ct)).ToHttp(found => new JsonResult<Candidates>(found, found.AsOf, stable: false)))
        .Describes<Candidates>(nameof(ListCandidates), "Accountability", "Who answered for the place of a case on the days of the incident, on how many, and who carried the duty of vacant posts", StatusCodes.Status200OK)
        .Confides(Access.AccessedNoun.AccountabilityCase).IsNotStored()
        .HeedsScope().Refuses(Refusals.CaseUnknown with { Status = 404 }, Refusals.KnownAtInFuture, Refusals.RuleSetNotInForce);
}
