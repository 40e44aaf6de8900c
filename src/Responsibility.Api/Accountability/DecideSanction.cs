using Responsibility.Api.Tasks;

namespace Responsibility.Api.Accountability;

/// <summary>Decides a sanction that was proposed (处理决定).</summary>
/// <param name="Decider">Id of the body that decides: another than the one that proposed it.</param>
/// <param name="Document">Number of the document that says so.</param>
/// <param name="DecidedOn">The day of the decision; today where absent.</param>
/// <param name="Form">Form of the sanction, as in <c>/catalogues/sanctions</c>; the proposed one where absent.</param>
/// <param name="Liability">What the official is found liable for; as proposed where absent.</param>
/// <param name="EffectiveUntil">First day on which it has no effect any more (影响期); absent while open.</param>
/// <param name="Text">What it says; it can be erased.</param>
/// <example>{"decider": 971, "document": "豫纪〔2017〕31号", "decidedOn": "2017-09-01", "effectiveUntil": "2018-03-01"}</example>
public sealed record SanctionDecision(
    OrganizationId Decider, string Document, DateOnly? DecidedOn = null, string? Form = null, Liability? Liability = null, DateOnly? EffectiveUntil = null, string? Text = null);

internal sealed record DecideSanction(long Id, SanctionDecision Body) : IRequest<Result<Repeated<Sanction>>>;

internal sealed record SanctionDecided(
    SanctionId Sanction, DateOnly DecidedOn, OrganizationId Decider, string Document, string? Form, Liability? Liability, DateOnly? EffectiveUntil, [property: Personal] string? Text) : IFact
{
    public static string Kind => "sanctionDecided/2";

    public Task Apply(Session session, long position) => SanctionSteps.Move(
        session, position, Sanction, DecidedOn, SanctionState.Decided, ("decided_on", DecidedOn), ("decider_id", Decider), ("document", Document), ("form", Form), ("liability", Liability),
        ("effective_until", EffectiveUntil), ("text", Text));
}

internal sealed class DecideSanctionValidator : AbstractValidator<DecideSanction>
{
    public DecideSanctionValidator()
    {
        RuleFor(d => d.Body.Document).NotEmpty().DocumentNumber().OverridePropertyName("document");
        RuleFor(d => d.Body.Text).MaximumLength(Rules.TextLength).OverridePropertyName("text");
    }
}

internal sealed class DecideSanctionHandler(Database database, Caller caller) : IRequestHandler<DecideSanction, Result<Repeated<Sanction>>>
{
    public Task<Result<Repeated<Sanction>>> Handle(DecideSanction request, CancellationToken ct) => SanctionSteps.Take(
        database, caller, request.Id, SanctionState.Decided, request.Body.DecidedOn, async Task<Result<SanctionDecided>> (session, standing, day) =>
        {
            var body = request.Body;
            return (Refusal(body, standing, day) ?? await TaskBodies.Unknown(session, "decider", [body.Decider])) is { } refusal
                ? refusal
                : new SanctionDecided(standing.Id, day, body.Decider, body.Document, body.Form, body.Liability, body.EffectiveUntil, body.Text);
        }, ct);

    /// <summary>Whether the decision as such can stand.</summary>
    internal static Refusal? Refusal(SanctionDecision decision, SanctionStanding standing, DateOnly day) =>
        decision.Decider == standing.ProposerId ? Refusals.ProposerDecides.At("decider", decision.Decider.Value)
        : decision.Form is { } form && !Sanctions.IsFor(standing.Subject, form) ? Refusals.SanctionFormUnknown.At("form", form)
        : decision.EffectiveUntil <= day ? Refusals.EffectEndsBefore.At("effectiveUntil", decision.EffectiveUntil)
        : null;
}

internal static class DecideSanctionEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapSanctionStep<SanctionDecision>("decisions", nameof(DecideSanction), "Decide a proposed sanction", (id, body) => new DecideSanction(id, body))
        .Refuses(Refusals.OrganizationUnknown, Refusals.ProposerDecides, Refusals.SanctionFormUnknown, Refusals.EffectEndsBefore);
}
