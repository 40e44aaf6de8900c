namespace Responsibility.Api.Accountability;

/// <summary>A case was investigated (调查).</summary>
/// <param name="Findings">What was found; it can be erased.</param>
/// <param name="InvestigatedOn">The day on which that was done; today where absent.</param>
/// <example>{"findings": "安置房逾期四十天未交付,县级调度不力", "investigatedOn": "2017-08-10"}</example>
public sealed record CaseInvestigation(string Findings, DateOnly? InvestigatedOn = null);

internal sealed record InvestigateCase(long Id, CaseInvestigation Body) : IRequest<Result<Repeated<AccountabilityCase>>>;

internal sealed record CaseInvestigated(CaseId Case, DateOnly InvestigatedOn, [property: Personal] string? Findings) : IFact
{
    public static string Kind => "accountabilityCaseInvestigated/1";

    public Task Apply(Session session, long position) => CaseSteps.Move(session, position, Case, InvestigatedOn, CaseState.Investigated, "findings", Findings);
}

internal sealed class InvestigateCaseValidator : AbstractValidator<InvestigateCase>
{
    public InvestigateCaseValidator() => RuleFor(i => i.Body.Findings).NotEmpty().MaximumLength(Rules.TextLength).OverridePropertyName("findings");
}

internal sealed class InvestigateCaseHandler(Database database, Caller caller) : IRequestHandler<InvestigateCase, Result<Repeated<AccountabilityCase>>>
{
    public Task<Result<Repeated<AccountabilityCase>>> Handle(InvestigateCase request, CancellationToken ct) => CaseSteps.Take(
        database, caller, request.Id, CaseState.Investigated, "investigatedOn", request.Body.InvestigatedOn,
        (_, standing, day) => Task.FromResult<Result<CaseInvestigated>>(new CaseInvestigated(standing.Id, day, request.Body.Findings)), ct);
}

internal static class InvestigateCaseEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapCaseStep<CaseInvestigation>("investigations", nameof(InvestigateCase), "A case was investigated", (id, body) => new InvestigateCase(id, body));
}
