namespace Responsibility.Api.Accountability;

/// <summary>A case is closed (结案), once none of its sanctions is only proposed, decided and not served, or under appeal.</summary>
/// <param name="ClosedOn">The day; today where absent.</param>
/// <param name="Note">A note; it can be erased.</param>
/// <example>{"closedOn": "2017-11-01", "note": "处理到位"}</example>
public sealed record CaseClosure(DateOnly? ClosedOn = null, string? Note = null);

internal sealed record CloseCase(long Id, CaseClosure Body) : IRequest<Result<Repeated<AccountabilityCase>>>;

internal sealed record CaseClosed(CaseId Case, DateOnly ClosedOn, [property: Personal] string? Note) : IFact
{
    public static string Kind => "accountabilityCaseClosed/1";

    public Task Apply(Session session, long position) => CaseSteps.Move(session, position, Case, ClosedOn, CaseState.Closed, "note", Note);
}

internal sealed class CloseCaseValidator : AbstractValidator<CloseCase>
{
    public CloseCaseValidator() => RuleFor(c => c.Body.Note).MaximumLength(Rules.TextLength).OverridePropertyName("note");
}

internal sealed class CloseCaseHandler(Database database, Caller caller) : IRequestHandler<CloseCase, Result<Repeated<AccountabilityCase>>>
{
    public Task<Result<Repeated<AccountabilityCase>>> Handle(CloseCase request, CancellationToken ct) => CaseSteps.Take(
        database, caller, request.Id, CaseState.Closed, "closedOn", request.Body.ClosedOn, async Task<Result<CaseClosed>> (session, standing, day) =>
            await InUse.By(session, await session.List<(string, long)>(OpenSql, new { request.Id, day })) is { } open ? open : new CaseClosed(standing.Id, day, request.Body.Note), ct);

    /// <summary>Sanctions that are under way, or took a step after the day.</summary>
    private static readonly string OpenSql =
        $"""
        SELECT 'sanction', s.id FROM sanction s
         WHERE s.case_id = @Id AND {Known.Now("s")} AND s.valid_until = '9999-12-31' AND (s.state IN ('proposed', 'decided', 'appealed') OR s.stepped_on > @day)
         ORDER BY s.id
         LIMIT {InUse.Told}
        """;
}

internal static class CloseCaseEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapCaseStep<CaseClosure>("closures", nameof(CloseCase), "A case is closed", (id, body) => new CloseCase(id, body))
        .Refuses(Refusals.InUse);
}
