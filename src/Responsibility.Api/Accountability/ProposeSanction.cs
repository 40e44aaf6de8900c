using System.Text.Json.Serialization;
using Responsibility.Api.Tasks;

namespace Responsibility.Api.Accountability;

/// <summary>Proposes how to hold an official, or a body, to account in a case (处理建议).</summary>
/// <param name="Form">Form of the sanction, as in <c>/catalogues/sanctions</c>, among those for officials or for organizations.</param>
/// <param name="Proposer">Id of the body that proposes it; another decides.</param>
/// <param name="Official">Id of the official: one of the case's candidates, wherever the official is now; exactly one of <c>official</c> and <c>organization</c>.</param>
/// <param name="Organization">Id of the body: one of the case's candidate bodies.</param>
/// <param name="Liability">What the official is found liable for; only for officials.</param>
/// <param name="ProposedOn">The day of the proposal; today where absent.</param>
/// <param name="Text">What it says; it can be erased.</param>
/// <param name="Appointment">Id of the appointment by which the official answered; needed where there were several.</param>
/// <example>{"form": "admonition", "proposer": 970, "official": 903, "liability": "mainLeadership", "proposedOn": "2017-08-20"}</example>
public sealed record SanctionProposal(
    string Form, OrganizationId Proposer, OfficialId? Official = null, OrganizationId? Organization = null, Liability? Liability = null, DateOnly? ProposedOn = null, string? Text = null,
    AppointmentId? Appointment = null);

internal sealed record ProposeSanction(long Id, SanctionProposal Body) : IRequest<Result<Repeated<Sanction>>>;

internal sealed record SanctionProposed(
    CaseId Case, OfficialId? Official, OrganizationId? Organization, AppointmentId? Appointment, PostId? Post, RuleSetId RuleSet, string Clause, Grade Grade, Liability? Liability, string Form,
    OrganizationId Proposer, DateOnly ProposedOn, [property: Personal] string? Text) : ICreation
{
    public static string Kind => "sanctionProposed/1";

    [JsonIgnore]
    public Period Period => new(ProposedOn, Period.Open);

    [JsonIgnore]
    public SanctionState State { get; } = SanctionState.Proposed;

    [JsonIgnore]
    public DateOnly SteppedOn => ProposedOn;

    public Task Apply(Session session, long position) => Tables.Sanction.Create(session, position, this);
}

/// <summary>A decision upon no proposal. No release records this any more; ledgers hold it, and replay reads it.</summary>
internal sealed record SanctionDecidedAtOnce(
    CaseId Case, OfficialId Official, AppointmentId Appointment, PostId Post, RuleSetId RuleSet, string Clause, Grade Grade, Liability Liability, string Form, string Document,
    DateOnly DecidedOn, [property: Personal] string? Text) : ICreation
{
    public static string Kind => "sanctionDecided/1";

    [JsonIgnore]
    public Period Period => new(DecidedOn, Period.Open);

    [JsonIgnore]
    public SanctionState State { get; } = SanctionState.Decided;

    [JsonIgnore]
    public DateOnly SteppedOn => DecidedOn;

    public Task Apply(Session session, long position) => Tables.Sanction.Create(session, position, this);
}

internal sealed class ProposeSanctionValidator : AbstractValidator<ProposeSanction>
{
    public ProposeSanctionValidator()
    {
        RuleFor(p => p.Body.Form).NotEmpty().OverridePropertyName("form");
        RuleFor(p => p.Body.Text).MaximumLength(Rules.TextLength).OverridePropertyName("text");
        RuleFor(p => p.Body.Organization).Must((p, body) => body is null != p.Body.Official is null).WithErrorCode("exactly-one")
            .WithMessage(_ => Rules.Say("Exactly one of official and organization.", "official 与 organization 须且只能给出一个。")).OverridePropertyName("organization");
        RuleFor(p => p.Body.Liability).Must((p, liability) => liability is null == p.Body.Official is null).WithErrorCode("for-officials")
            .WithMessage(_ => Rules.Say("For an official, and for none else.", "仅对干部且必须给出。")).OverridePropertyName("liability");
        RuleFor(p => p.Body.Appointment).Must((p, appointment) => appointment is null || p.Body.Official is not null).WithErrorCode("for-officials")
            .WithMessage(_ => Rules.Say("Only for an official.", "仅适用于干部。")).OverridePropertyName("appointment");
    }
}

internal sealed class ProposeSanctionHandler(Database database, Caller caller) : IRequestHandler<ProposeSanction, Result<Repeated<Sanction>>>
{
    public Task<Result<Repeated<Sanction>>> Handle(ProposeSanction request, CancellationToken ct) =>
        database.Write<Repeated<Sanction>>(caller, async session =>
        {
            var body = request.Body;
            var found = await Incident.Of(session, request.Id, session.Head);
            if (found.Refusal is { } unknown) return unknown;
            var incident = found.Required();
            var day = body.ProposedOn ?? session.Today;
            if (await session.Find<Earlier>(EarlierSql, new { request.Id, official = body.Official?.Value ?? 0, organization = body.Organization?.Value ?? 0 }) is { } earlier)
                return earlier.IsSame(body) ? session.Done(earlier.Id, recorded: false) : Refusals.AlreadyProposed.At(body.Official is null ? "organization" : "official", earlier.Id);
            if (await CaseStanding.Of(session, request.Id) is { State: CaseState.Opened or CaseState.Closed } standing) return CaseSteps.Illegal(standing.State, CaseState.Investigated);
            if (await TaskBodies.Unknown(session, "proposer", [body.Proposer]) is { } noBody) return noBody;
            if (Refusal(body, day, session.Today, incident.From) is { } refusal) return refusal;
            var ground = body.Official is null ? OfBody(body, incident) : OfOfficial(body, incident);
            if (ground.Refusal is { } unfit) return unfit;
            var (appointment, post, ruleSet, clause, grade) = ground.Required();
            return session.Done(await session.Record(new SanctionProposed(
                new CaseId(request.Id), body.Official, body.Organization, appointment, post, ruleSet, clause, grade, body.Liability, body.Form, body.Proposer, day, body.Text)));
        }, SanctionSteps.Show, ct);

    /// <summary>Whether the proposal as such can stand.</summary>
    internal static Refusal? Refusal(SanctionProposal proposal, DateOnly day, DateOnly today, DateOnly incidentOn) =>
        !Sanctions.IsFor(proposal.Official is null ? SanctionSubject.Organization : SanctionSubject.Official, proposal.Form) ? Refusals.SanctionFormUnknown.At("form", proposal.Form)
        : day > today ? Refusals.DayInFuture.At("proposedOn", day)
        : day < incidentOn ? Refusals.ProposedBeforeIncident.At("proposedOn", day)
        : null;

    private sealed record OnGround(AppointmentId? Appointment, PostId? Post, RuleSetId RuleSet, string Clause, Grade Grade);

    private static Result<OnGround> OfBody(SanctionProposal proposal, Incident incident) =>
        incident.Bodies().FirstOrDefault(body => body.Body.Organization.Id == proposal.Organization) is { Body: { } body, RuleSet: var ruleSet }
            ? new OnGround(null, null, ruleSet, body.Clause, body.Grade)
            : Refusals.NotACandidate.At("organization", proposal.Organization!.Value.Value);

    /// <summary>The ground on which the official is held to account: the first in the chain's order, of the one appointment that can be meant.</summary>
    private static Result<OnGround> OfOfficial(SanctionProposal proposal, Incident incident)
    {
        var grounds = incident.Holders().Where(holder => holder.Candidate.Official.Id == proposal.Official).ToList();
        if (grounds.Count is 0) return Refusals.NotACandidate.At("official", proposal.Official!.Value.Value);
        var appointments = grounds.Select(g => g.Candidate.Appointment.Id).Distinct().ToList();
        if (proposal.Appointment is null && appointments.Count > 1)
            return appointments.Aggregate(Refusals.CandidateAmbiguous, (refusal, appointment) => refusal.At("appointment", appointment.Value));
        return grounds.FirstOrDefault(g => proposal.Appointment is null || g.Candidate.Appointment.Id == proposal.Appointment) is { Candidate: { } candidate, RuleSet: var ruleSet }
            ? new OnGround(candidate.Appointment.Id, candidate.Post.Id, ruleSet, candidate.Clause, candidate.Grade)
            : Refusals.NotACandidate.At("appointment", proposal.Appointment!.Value.Value);
    }

    /// <summary>What was proposed of them already, as it was.</summary>
    internal sealed record Earlier
    {
        public long Id { get; init; }
        public AppointmentId? AppointmentId { get; init; }
        public Liability? Liability { get; init; }
        public required string Form { get; init; }
        public OrganizationId? ProposerId { get; init; }
        public DateOnly? ProposedOn { get; init; }
        public string? Text { get; init; }

        public bool IsSame(SanctionProposal proposal) =>
            (proposal.Form, proposal.Proposer, proposal.Liability) == (Form, ProposerId, Liability) && (proposal.ProposedOn is null || proposal.ProposedOn == ProposedOn)
            && (proposal.Text is null || proposal.Text == Text) && (proposal.Appointment is null || proposal.Appointment == AppointmentId);
    }

    /// <summary>Of a revoked sanction another may be proposed.</summary>
    private static readonly string EarlierSql =
        $"""
        SELECT s.id, s.appointment_id, s.liability, s.form, s.proposer_id, s.proposed_on, s.text
          FROM sanction s
         WHERE s.case_id = @Id AND (s.official_id = @official OR s.organization_id = @organization) AND {Known.Now("s")}
           AND NOT EXISTS (SELECT 1 FROM sanction r WHERE r.id = s.id AND {Known.Now("r")} AND r.state = 'revoked')
         ORDER BY s.id, s.valid_from
        """;
}

internal static class ProposeSanctionEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/accountability-cases/{id}/proposals", async (Question<Whole> ask, Body<SanctionProposal> body, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(new ProposeSanction(ask.Value.Id, body.Value), ct)).ToSanction())
        .Describes<Sanction>(nameof(ProposeSanction), "Accountability", "Propose how to hold an official or a body to account; 200 where just that was proposed before", StatusCodes.Status201Created)
        .Takes<SanctionProposal>().Writes().Repeats().IsNotStored()
        .HeedsScope().Refuses(
            Refusals.Invalid, Refusals.CaseUnknown with { Status = 404 }, Refusals.OrganizationUnknown, Refusals.NotACandidate, Refusals.CandidateAmbiguous, Refusals.SanctionFormUnknown, Refusals.DayInFuture,
            Refusals.ProposedBeforeIncident, Refusals.AlreadyProposed, Refusals.CaseStep, Refusals.RuleSetNotInForce);
}
