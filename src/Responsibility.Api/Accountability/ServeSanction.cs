namespace Responsibility.Api.Accountability;

/// <summary>A sanction is served (送达).</summary>
/// <param name="ServedOn">The day; today where absent.</param>
/// <param name="Note">A note; it can be erased.</param>
/// <example>{"servedOn": "2017-09-03", "note": "本人签收"}</example>
public sealed record SanctionService(DateOnly? ServedOn = null, string? Note = null);

internal sealed record ServeSanction(long Id, SanctionService Body) : IRequest<Result<Repeated<Sanction>>>;

internal sealed record SanctionServed(SanctionId Sanction, DateOnly ServedOn, [property: Personal] string? Note) : IFact
{
    public static string Kind => "sanctionServed/1";

    public Task Apply(Session session, long position) => SanctionSteps.Move(session, position, Sanction, ServedOn, SanctionState.Served, ("note", Note));
}

internal sealed class ServeSanctionValidator : AbstractValidator<ServeSanction>
{
    public ServeSanctionValidator() => RuleFor(s => s.Body.Note).MaximumLength(Rules.TextLength).OverridePropertyName("note");
}

internal sealed class ServeSanctionHandler(Database database, Caller caller) : IRequestHandler<ServeSanction, Result<Repeated<Sanction>>>
{
    public Task<Result<Repeated<Sanction>>> Handle(ServeSanction request, CancellationToken ct) => SanctionSteps.Take(
        database, caller, request.Id, SanctionState.Served, request.Body.ServedOn,
        (_, standing, day) => Task.FromResult<Result<SanctionServed>>(new SanctionServed(standing.Id, day, request.Body.Note)), ct);
}

internal static class ServeSanctionEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapSanctionStep<SanctionService>("services", nameof(ServeSanction), "A sanction is served", (id, body) => new ServeSanction(id, body));
}
