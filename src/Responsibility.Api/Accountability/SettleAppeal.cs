using Responsibility.Api.Tasks;

namespace Responsibility.Api.Accountability;

/// <summary>Decides upon an appeal.</summary>
/// <param name="Outcome">The sanction is upheld, changed or revoked.</param>
/// <param name="Decider">Id of the body that decides upon it: another than the one that proposed the sanction.</param>
/// <param name="Document">Number of the document that says so.</param>
/// <param name="SettledOn">The day; today where absent.</param>
/// <param name="Form">The form to which it is changed; only where it is.</param>
/// <param name="Liability">The liability to which it is changed; only where it is.</param>
/// <param name="EffectiveUntil">First day on which it has no effect any more; only where it is changed.</param>
/// <param name="Note">Why; it can be erased.</param>
/// <example>{"outcome": "upheld", "decider": 972, "document": "豫纪复〔2017〕4号", "settledOn": "2017-10-10"}</example>
public sealed record AppealDecision(
    AppealOutcome Outcome, OrganizationId Decider, string Document, DateOnly? SettledOn = null, string? Form = null, Liability? Liability = null, DateOnly? EffectiveUntil = null, string? Note = null);

internal sealed record SettleAppeal(long Id, AppealDecision Body) : IRequest<Result<Repeated<Sanction>>>;

internal sealed record SanctionAppealSettled(
    SanctionId Sanction, AppealOutcome Outcome, DateOnly SettledOn, OrganizationId Decider, string Document, string? Form, Liability? Liability, DateOnly? EffectiveUntil, [property: Personal] string? Note) : IFact
{
    public static string Kind => "sanctionAppealSettled/1";

    public Task Apply(Session session, long position) => SanctionSteps.Move(
        session, position, Sanction, SettledOn, State(Outcome), ("decided_on", SettledOn), ("decider_id", Decider), ("document", Document), ("form", Form), ("liability", Liability),
        ("effective_until", EffectiveUntil), ("note", Note));

    public static SanctionState State(AppealOutcome outcome) => outcome switch
    {
        AppealOutcome.Upheld => SanctionState.Upheld,
        AppealOutcome.Changed => SanctionState.Changed,
        _ => SanctionState.Revoked,
    };
}

internal sealed class SettleAppealValidator : AbstractValidator<SettleAppeal>
{
    public SettleAppealValidator()
    {
        RuleFor(a => a.Body.Document).NotEmpty().DocumentNumber().OverridePropertyName("document");
        RuleFor(a => a.Body.Note).MaximumLength(Rules.TextLength).OverridePropertyName("note");
        RuleFor(a => a.Body.Outcome).Must((a, outcome) => (outcome is AppealOutcome.Changed) == ((a.Body.Form, a.Body.Liability, a.Body.EffectiveUntil) is not (null, null, null))).WithErrorCode("what-changes")
            .WithMessage(_ => Rules.Say("What is changed, and nothing else, says to what.", "仅变更时须且应给出变更内容。")).OverridePropertyName("outcome");
    }
}

internal sealed class SettleAppealHandler(Database database, Caller caller) : IRequestHandler<SettleAppeal, Result<Repeated<Sanction>>>
{
    public Task<Result<Repeated<Sanction>>> Handle(SettleAppeal request, CancellationToken ct) => SanctionSteps.Take(
        database, caller, request.Id, SanctionAppealSettled.State(request.Body.Outcome), request.Body.SettledOn, async Task<Result<SanctionAppealSettled>> (session, standing, day) =>
        {
            var body = request.Body;
            if (standing.State is not SanctionState.Appealed) return SanctionSteps.Refusal(standing, SanctionState.Upheld, day, session.Today)!;
            var decision = new SanctionDecision(body.Decider, body.Document, day, body.Form, body.Liability, body.EffectiveUntil);
            return (DecideSanctionHandler.Refusal(decision, standing, day) ?? await TaskBodies.Unknown(session, "decider", [body.Decider])) is { } refusal
                ? refusal
                : new SanctionAppealSettled(standing.Id, body.Outcome, day, body.Decider, body.Document, body.Form, body.Liability, body.EffectiveUntil, body.Note);
        }, ct);
}

internal static class SettleAppealEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapSanctionStep<AppealDecision>("appeal-outcomes", nameof(SettleAppeal), "Decide upon an appeal", (id, body) => new SettleAppeal(id, body))
        .Refuses(Refusals.OrganizationUnknown, Refusals.ProposerDecides, Refusals.SanctionFormUnknown, Refusals.EffectEndsBefore);
}
