namespace Responsibility.Api.Accountability;

/// <summary>Whoever was sanctioned appeals (申诉); the sanction stays in effect meanwhile.</summary>
/// <param name="AppealedOn">The day; today where absent.</param>
/// <param name="Note">On what ground; it can be erased.</param>
/// <example>{"appealedOn": "2017-09-20", "note": "当月已离任"}</example>
public sealed record SanctionAppeal(DateOnly? AppealedOn = null, string? Note = null);

internal sealed record AppealSanction(long Id, SanctionAppeal Body) : IRequest<Result<Repeated<Sanction>>>;

internal sealed record SanctionAppealed(SanctionId Sanction, DateOnly AppealedOn, [property: Personal] string? Note) : IFact
{
    public static string Kind => "sanctionAppealed/1";

    public Task Apply(Session session, long position) => SanctionSteps.Move(session, position, Sanction, AppealedOn, SanctionState.Appealed, ("note", Note));
}

internal sealed class AppealSanctionValidator : AbstractValidator<AppealSanction>
{
    public AppealSanctionValidator() => RuleFor(a => a.Body.Note).MaximumLength(Rules.TextLength).OverridePropertyName("note");
}

internal sealed class AppealSanctionHandler(Database database, Caller caller) : IRequestHandler<AppealSanction, Result<Repeated<Sanction>>>
{
    public Task<Result<Repeated<Sanction>>> Handle(AppealSanction request, CancellationToken ct) => SanctionSteps.Take(
        database, caller, request.Id, SanctionState.Appealed, request.Body.AppealedOn,
        (_, standing, day) => Task.FromResult<Result<SanctionAppealed>>(new SanctionAppealed(standing.Id, day, request.Body.Note)), ct);
}

internal static class AppealSanctionEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapSanctionStep<SanctionAppeal>("appeals", nameof(AppealSanction), "Whoever was sanctioned appeals", (id, body) => new AppealSanction(id, body));
}
