namespace Responsibility.Api.Accountability;

/// <summary>Holds an official to account in a case (问责决定).</summary>
/// <param name="Official">Id of the official: one of the case's candidates, wherever the official is now.</param>
/// <param name="Liability">What the official is found liable for.</param>
/// <param name="Form">Form of the sanction, as in <c>/catalogues/sanctions</c>, among those for officials.</param>
/// <param name="Document">Number of the document that says so.</param>
/// <param name="DecidedOn">The day of the decision.</param>
/// <param name="Text">What it says; it can be erased.</param>
/// <param name="Appointment">Id of the appointment by which the official answered; needed where there were several.</param>
/// <example>{"official": 903, "liability": "mainLeadership", "form": "admonition", "document": "豫纪〔2017〕31号", "decidedOn": "2017-09-01"}</example>
public sealed record CaseDecision(
    OfficialId Official, Liability Liability, string Form, string Document, DateOnly DecidedOn, string? Text = null, AppointmentId? Appointment = null);

internal sealed record DecideCase(long Id, CaseDecision Body) : IRequest<Result<Decided>>;

/// <summary>A case after a decision.</summary>
/// <param name="Recorded">Whether it was recorded just now; false where just that had been decided already.</param>
internal sealed record Decided(Seen<AccountabilityCase> Seen, bool Recorded);

internal sealed record SanctionDecided(
    CaseId Case, OfficialId Official, AppointmentId Appointment, PostId Post, RuleSetId RuleSet, string Clause, Grade Grade, Liability Liability, string Form, string Document,
    DateOnly DecidedOn, [property: Personal] string? Text) : IFact
{
    public static string Kind => "sanctionDecided/1";

    public async Task Apply(Session session, long position)
    {
        await session.Write(
            InsertSql,
            new { position, Case, Official, Appointment, Post, RuleSet, Clause, Grade, Liability, Form, Document, DecidedOn, Text });
        await Tables.Case.Supersede(
            session, position, Case.Value,
            now => now.Change(DecidedOn, new Dictionary<string, object?>(StringComparer.Ordinal) { ["state"] = Parameters.Word(CaseState.Decided) }));
    }

    private const string InsertSql =
        """
        INSERT INTO accountability_decision
               (id, case_id, official_id, appointment_id, post_id, rule_set_id, clause, grade, liability, form, document, decided_on, text)
        VALUES (@position, @Case, @Official, @Appointment, @Post, @RuleSet, @Clause, @Grade, @Liability, @Form, @Document, @DecidedOn, @Text)
        """;
}

internal sealed class DecideCaseValidator : AbstractValidator<DecideCase>
{
    public DecideCaseValidator()
    {
        RuleFor(d => d.Body.Form).NotEmpty().OverridePropertyName("form");
        RuleFor(d => d.Body.Document).NotEmpty().DocumentNumber().OverridePropertyName("document");
        RuleFor(d => d.Body.Text).MaximumLength(Rules.TextLength).OverridePropertyName("text");
    }
}

internal sealed class DecideCaseHandler(Database database, Caller caller) : IRequestHandler<DecideCase, Result<Decided>>
{
    public Task<Result<Decided>> Handle(DecideCase request, CancellationToken ct) =>
        database.Write<Decided>(caller, async session =>
        {
            var body = request.Body;
            var found = await Incident.Of(session, request.Id, session.Head);
            if (found.Refusal is { } unknown) return unknown;
            var incident = found.Required();
            var earlier = await session.Find<Earlier>(EarlierSql, new { request.Id, body.Official });
            if (earlier?.IsSame(body) is true) return Done(false);
            if (Refusal(body, incident.From, earlier) is { } refusal) return refusal;
            var holders = incident.Holders().Where(holder => holder.Candidate.Official.Id == body.Official).ToList();
            var candidate = Choose(body, [.. holders.Select(holder => holder.Candidate)]);
            if (candidate.Refusal is { } unfit) return unfit;
            var ground = candidate.Required();
            await session.Record(new SanctionDecided(
                new CaseId(request.Id), body.Official, ground.Appointment.Id, ground.Post.Id, holders.First(holder => holder.Candidate == ground).RuleSet, ground.Clause, ground.Grade,
                body.Liability, body.Form, body.Document, body.DecidedOn, body.Text));
            return Done(true);

            Done Done(bool recorded) => session.Done(request.Id, session.Today < body.DecidedOn ? body.DecidedOn : session.Today, recorded);
        }, async (session, moment, done) => await CaseRow.Show(session, done.Id, moment) is { } seen ? new Decided(seen, done.Recorded) : null, ct);

    /// <summary>Whether the decision as such can stand.</summary>
    internal static Refusal? Refusal(CaseDecision decision, DateOnly incidentOn, Earlier? earlier) =>
        !Sanctions.IsForOfficials(decision.Form) ? Refusals.SanctionFormUnknown.At("form", decision.Form)
        : decision.DecidedOn < incidentOn ? Refusals.DecidedBeforeIncident.At("decidedOn", decision.DecidedOn)
        : earlier is not null ? Refusals.AlreadyDecided.At("official", decision.Official.Value)
        : null;

    /// <summary>The ground on which the official is held to account: the first in the chain's order, of the one appointment that can be meant.</summary>
    internal static Result<Candidate> Choose(CaseDecision decision, IReadOnlyList<Candidate> grounds)
    {
        if (grounds.Count is 0) return Refusals.NotACandidate.At("official", decision.Official.Value);
        if (decision.Appointment is { } meant)
            return grounds.FirstOrDefault(g => g.Appointment.Id == meant) is { } ground ? ground : Refusals.NotACandidate.At("appointment", meant.Value);
        var appointments = grounds.Select(g => g.Appointment.Id).Distinct().ToList();
        return appointments.Count is 1
            ? grounds[0]
            : appointments.Aggregate(Refusals.CandidateAmbiguous, (refusal, appointment) => refusal.At("appointment", appointment.Value));
    }

    /// <summary>What the case says of the official already.</summary>
    internal sealed record Earlier
    {
        public AppointmentId AppointmentId { get; init; }
        public Liability Liability { get; init; }
        public required string Form { get; init; }
        public required string Document { get; init; }
        public DateOnly DecidedOn { get; init; }
        public string? Text { get; init; }

        public bool IsSame(CaseDecision decision) =>
            (decision.Liability, decision.Form, decision.Document, decision.DecidedOn) == (Liability, Form, Document, DecidedOn)
            && (decision.Text is null || decision.Text == Text)
            && (decision.Appointment is null || decision.Appointment == AppointmentId);
    }

    private const string EarlierSql =
        """
        SELECT x.appointment_id, x.liability, x.form, x.document, x.decided_on, x.text
          FROM accountability_decision x
         WHERE x.case_id = @Id AND x.official_id = @Official
        """;
}

internal static class DecideCaseEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/accountability-cases/{id}/decisions", async (Question<Whole> ask, Body<CaseDecision> body, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(new DecideCase(ask.Value.Id, body.Value), ct)).ToHttp(decided => decided.Recorded
                ? decided.Seen.ToCreated($"/api/v1/accountability-cases/{ask.Value.Id}")
                : decided.Seen.ToOk()))
        .Describes<AccountabilityCase>(nameof(DecideCase), "Accountability", "Hold an official to account; 200 where just that was decided before", StatusCodes.Status201Created)
        .Takes<CaseDecision>().Writes().Repeats().IsNotStored()
        .HeedsScope().Refuses(
            Refusals.Invalid, Refusals.CaseUnknown with { Status = 404 }, Refusals.NotACandidate, Refusals.CandidateAmbiguous, Refusals.SanctionFormUnknown,
            Refusals.DecidedBeforeIncident, Refusals.AlreadyDecided);
}
