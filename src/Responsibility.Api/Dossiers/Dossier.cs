using Responsibility.Api.Accountability;
using Responsibility.Api.Appointments;
using Responsibility.Api.Duties;
using Responsibility.Api.Posts;
using Responsibility.Api.Problems;
using Responsibility.Api.Supervision;
using Responsibility.Api.Tasks;
using Responsibility.Rules;

namespace Responsibility.Api.Dossiers;

/// <summary>All that the register holds of an official over the years (履职档案): what was so up to a day, as known at a time.</summary>
/// <param name="Official">The official; without a name once erased.</param>
/// <param name="Posts">Posts that the official held up to that day, one item for each run of days on which the kind of the term was the same.</param>
/// <param name="Responsibilities">What the official was accountable for in these posts, by every rule set that was in force then; cut where there are very many changes, and then the latest are told.</param>
/// <param name="Tasks">Tasks that these posts bore on a day on which the official held them and the task was open, as they stand on that day.</param>
/// <param name="Problems">Problems whose rectification was such a task, as they stand on that day.</param>
/// <param name="Notices">Notices (督办单) that came to these posts while the official held them, as they stand on that day.</param>
/// <param name="DutyRecords">What the official did of duties by that day.</param>
/// <param name="DutyCompliance">How often the posts did what an obligation asks while the official held them, of the last ten years.</param>
/// <param name="Handovers">Handovers that the official signed for by that day.</param>
/// <param name="Sanctions">How the official was held to account, as it stands on that day.</param>
/// <param name="Appraisals">How the official was appraised, as it was published by that day.</param>
/// <param name="Confirmations">Reasons that were stated with appointments of the official, most of all in spite of a sanction.</param>
/// <param name="AsOf">The day up to which it is told.</param>
/// <param name="KnownAt">The ledger position whose knowledge the answer rests on, as <c>pos:N</c>.</param>
/// <example>
/// {
///   "official": {"id": 903, "staffNumber": "HN000123", "name": "王某"},
///   "posts": {"items": ["{DossierTerm}"], "total": 1, "complete": true}, "responsibilities": {"items": ["{DossierResponsibility}"], "total": 1, "complete": true},
///   "tasks": {"items": ["{AssignedTask}"], "total": 1, "complete": true}, "problems": {"items": [], "total": 0, "complete": true}, "notices": {"items": ["{SupervisionNotice}"], "total": 1, "complete": true},
///   "dutyRecords": {"items": ["{DutyRecord}"], "total": 1, "complete": true}, "dutyCompliance": {"items": ["{DossierCompliance}"], "total": 1, "complete": true},
///   "handovers": {"items": [], "total": 0, "complete": true}, "sanctions": {"items": ["{Sanction}"], "total": 1, "complete": true},
///   "appraisals": {"items": ["{DossierAppraisal}"], "total": 1, "complete": true},
///   "confirmations": {"items": ["{AppointmentConfirmation}"], "total": 1, "complete": true}, "asOf": "2018-06-30", "knownAt": "pos:48210"
/// }
/// </example>
public sealed record Dossier(
    OfficialRef Official, Section<DossierTerm> Posts, Section<DossierResponsibility> Responsibilities, Section<AssignedTask> Tasks, Section<FoundProblem> Problems, Section<SupervisionNotice> Notices,
    Section<DutyRecord> DutyRecords, Section<DossierCompliance> DutyCompliance, Section<DossierHandover> Handovers, Section<Sanction> Sanctions, Section<DossierAppraisal> Appraisals, Section<AppointmentConfirmation> Confirmations,
    DateOnly AsOf, string KnownAt);

/// <summary>A part of a dossier, which says whether it is all there is.</summary>
/// <param name="Items">At most 1,000 of them.</param>
/// <param name="Total">How many there are; null where that was not found out.</param>
/// <param name="Complete">Whether the items are all of them.</param>
public sealed record Section<T>(IReadOnlyList<T> Items, long? Total, bool Complete);

/// <summary>A post that an official held.</summary>
/// <param name="Appointment">Id of the appointment.</param>
/// <param name="Post">The post, as it was on the first day.</param>
/// <param name="Organization">Its body, likewise.</param>
/// <param name="Division">The division of that body, likewise.</param>
/// <param name="Kind">How it was held.</param>
/// <param name="ValidFrom">First day.</param>
/// <param name="ValidUntil">First day no longer; null while the end is not known.</param>
/// <param name="Days">Days in office up to the day that is asked about.</param>
/// <param name="EndDocument">The document that ended it.</param>
/// <param name="EndReason">Why it ended; null once erased.</param>
/// <example>
/// {
///   "appointment": 904, "post": {"id": 902, "position": "partySecretary", "title": "县委书记"}, "organization": {"id": 901, "name": "中共兰考县委", "kind": "partyCommittee"},
///   "division": {"code": "410225000000", "name": "兰考县", "level": "county"}, "kind": "substantive", "validFrom": "2016-05-01", "validUntil": "2017-08-01", "days": 457,
///   "document": "豫组干〔2016〕12号", "documentDate": "2016-04-28", "endDocument": "豫组干〔2017〕12号", "endReason": "另有任用"
/// }
/// </example>
public sealed record DossierTerm(
    AppointmentId Appointment, PostRef Post, OrganizationRef Organization, DivisionRef Division, AppointmentKind Kind, DateOnly ValidFrom, DateOnly? ValidUntil, int Days,
    string? Document, DateOnly? DocumentDate, string? EndDocument, string? EndReason);

/// <summary>What an official was accountable for, and when.</summary>
/// <param name="Post">The post that bore it.</param>
/// <param name="Appointment">Id of the appointment by which it was held.</param>
/// <param name="Organization">The body of the post.</param>
/// <param name="Division">The division in whose body it was borne.</param>
/// <param name="Kind">Kind of the responsibility.</param>
/// <param name="Scope">What it covered.</param>
/// <param name="Basis">The clause, and the portfolio or contact on which it rested.</param>
/// <param name="RuleSet">The rule set, and its version.</param>
/// <param name="Days">When.</param>
/// <example>
/// {
///   "post": {"id": 902, "position": "partySecretary", "title": "县委书记"}, "appointment": 904, "organization": {"id": 901, "name": "中共兰考县委", "kind": "partyCommittee"},
///   "division": {"code": "410225000000", "name": "兰考县", "level": "county"}, "kind": "mainBody", "grade": "firstResponsible", "scope": {"programmes": null},
///   "basis": {"clause": "7", "text": "The heads of party committee and government of a city or county are the first responsible.", "portfolio": null, "contact": null},
///   "ruleSet": {"id": "henan-2017", "version": 1}, "days": [{"from": "2017-01-01", "until": "2017-08-01"}]
/// }
/// </example>
public sealed record DossierResponsibility(
    PostReference Post, AppointmentId Appointment, OrganizationReference Organization, DivisionReference Division, ResponsibilityKind Kind, Grade Grade, LinkScope Scope, Basis Basis, RuleSetReference RuleSet,
    IReadOnlyList<DossierDays> Days);

/// <summary>Days, one after another.</summary>
/// <param name="From">The first.</param>
/// <param name="Until">The first no longer among them; null where it was still so on the day that is asked about.</param>
/// <example>{"from": "2017-01-01", "until": "2017-08-01"}</example>
public sealed record DossierDays(DateOnly From, DateOnly? Until);

/// <summary>How often posts did what an obligation asks while an official held them.</summary>
/// <param name="Obligation">Id of the obligation.</param>
/// <param name="RuleSet">The rule set, and its version, that says so.</param>
/// <param name="From">First day of the first interval.</param>
/// <param name="Until">First day after the last one.</param>
/// <param name="Intervals">How many intervals there were.</param>
/// <param name="Met">In how many of them as much was done as was due.</param>
/// <param name="Behind">In how many less was.</param>
/// <param name="Open">How many are not over.</param>
/// <example>{"obligation": "weekly-village-night", "ruleSet": {"id": "henan-2017", "version": 1}, "from": "2017-01-02", "until": "2017-07-31", "intervals": 30, "met": 28, "behind": 2, "open": 0}</example>
public sealed record DossierCompliance(string Obligation, RuleSetReference RuleSet, DateOnly From, DateOnly Until, int Intervals, int Met, int Behind, int Open);

/// <summary>A handover for which an official signed on coming to a post.</summary>
/// <param name="Id">Ledger position of the fact that says so.</param>
/// <param name="Appointment">Id of the appointment by which the official came.</param>
/// <param name="Predecessor">Id of the appointment that had ended.</param>
/// <param name="ChangedOn">The day of the change.</param>
/// <param name="SignedOn">The day of the signature.</param>
/// <param name="Listed">How many tasks, problems and notices were listed.</param>
/// <param name="Note">A note; null once erased.</param>
/// <example>
/// {"id": 1501, "post": {"id": 902, "position": "partySecretary", "title": "县委书记"}, "appointment": 991, "predecessor": 904, "changedOn": "2017-08-01", "signedOn": "2017-08-03", "listed": 3, "note": "已逐项核对"}
/// </example>
public sealed record DossierHandover(HandoverId Id, PostRef Post, AppointmentId Appointment, AppointmentId Predecessor, DateOnly ChangedOn, DateOnly SignedOn, long Listed, string? Note);

/// <summary>How an official was appraised for a year in a post.</summary>
/// <param name="Year">The year.</param>
/// <param name="Post">The post.</param>
/// <param name="Division">The division of its body.</param>
/// <param name="Months">How many months of the year the official filled the post, two decimals.</param>
/// <param name="Total">The total, 0 to 100; null where there was nothing that could tell.</param>
/// <param name="Band">The band (等次), as in the rule set.</param>
/// <param name="Rank">The place among those of the same level of division that were published together.</param>
/// <param name="Publication">Id of the publication.</param>
/// <param name="PublishedOn">The day of that.</param>
/// <example>
/// {
///   "year": 2017, "post": {"id": 902, "position": "partySecretary", "title": "县委书记"}, "division": {"code": "410225000000", "name": "兰考县", "level": "county"}, "months": 12, "total": 86.25, "band": "good",
///   "rank": 12, "publication": 1501, "publishedOn": "2018-02-20"
/// }
/// </example>
public sealed record DossierAppraisal(int Year, PostRef Post, DivisionRef Division, decimal Months, decimal? Total, string? Band, int? Rank, AppraisalId Publication, DateOnly PublishedOn);
