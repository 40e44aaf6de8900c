namespace Responsibility.Api.Accountability;

/// <summary>A sanction is revoked (撤销): it stays in the register, as revoked.</summary>
/// <param name="Document">Number of the document that says so.</param>
/// <param name="Reason">Why; it can be erased.</param>
/// <param name="RevokedOn">The day; today where absent.</param>
/// <example>{"document": "豫纪〔2018〕2号", "reason": "复查证据不足", "revokedOn": "2018-01-20"}</example>
public sealed record SanctionRevocation(string Document, string Reason, DateOnly? RevokedOn = null);

internal sealed record RevokeSanction(long Id, SanctionRevocation Body) : IRequest<Result<Repeated<Sanction>>>;

internal sealed record SanctionRevoked(SanctionId Sanction, DateOnly RevokedOn, string Document, [property: Personal] string? Reason) : IFact
{
    public static string Kind => "sanctionRevoked/1";

    public Task Apply(Session session, long position) => SanctionSteps.Move(session, position, Sanction, RevokedOn, SanctionState.Revoked, ("document", Document), ("note", Reason));
}

internal sealed class RevokeSanctionValidator : AbstractValidator<RevokeSanction>
{
    public RevokeSanctionValidator()
    {
        RuleFor(r => r.Body.Document).NotEmpty().DocumentNumber().OverridePropertyName("document");
        RuleFor(r => r.Body.Reason).NotEmpty().MaximumLength(Rules.TextLength).OverridePropertyName("reason");
    }
}

internal sealed class RevokeSanctionHandler(Database database, Caller caller) : IRequestHandler<RevokeSanction, Result<Repeated<Sanction>>>
{
    public Task<Result<Repeated<Sanction>>> Handle(RevokeSanction request, CancellationToken ct) => SanctionSteps.Take(
        database, caller, request.Id, SanctionState.Revoked, request.Body.RevokedOn,
        (_, standing, day) => Task.FromResult<Result<SanctionRevoked>>(new SanctionRevoked(standing.Id, day, request.Body.Document, request.Body.Reason)), ct);
}

internal static class RevokeSanctionEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapSanctionStep<SanctionRevocation>("revocations", nameof(RevokeSanction), "A sanction is revoked", (id, body) => new RevokeSanction(id, body));
}
