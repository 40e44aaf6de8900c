namespace Responsibility.Api.Access;

/// <summary>Who the caller is to the register.</summary>
/// <param name="Actor">The pseudonym under which what the caller does stands in the ledger.</param>
/// <param name="Role">What the caller may do; of several roles that a token gives, the greatest.</param>
/// <param name="May">The same, one by one: <c>read</c> the register, <c>confide</c>: see sanctions, <c>unmask</c> telephones, <c>audit</c> the ledger, <c>write</c>, <c>administer</c>.</param>
/// <param name="Divisions">What the caller reaches: these divisions, each with all below it; null where it is everything.</param>
/// <param name="ExpiresAt">From when on the key or the token is taken no longer, UTC; null where it does not expire.</param>
/// <example>{"actor": "key:12", "role": "clerk", "may": ["read", "confide", "write"], "divisions": [{"code": "410225000000", "name": "兰考县"}], "expiresAt": "2027-01-01T00:00:00.000000Z"}</example>
public sealed record WhoAmI(string Actor, Role Role, IReadOnlyList<string> May, IReadOnlyList<DivisionParent>? Divisions, string? ExpiresAt);

internal sealed record AskWhoAmI(Recognised Caller) : IRequest<WhoAmI>;

internal sealed class AskWhoAmIHandler(Database database) : IRequestHandler<AskWhoAmI, WhoAmI>
{
    public async Task<WhoAmI> Handle(AskWhoAmI request, CancellationToken ct)
    {
        var caller = request.Caller;
        var names = caller.Scope is null ? null : await database.Read(session => ApiKeys.Names(session, [caller.Scope], database.Today), ct);
        return new(caller.Actor, caller.Roles[0], [.. Policies.Of(caller.Roles)], names is null ? null : [.. names.Values.OrderBy(division => division.Code, StringComparer.Ordinal)], caller.Until);
    }
}

internal static class WhoAmIEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/whoami", async (HttpContext http, IMediator mediator, CancellationToken ct) => TypedResults.Ok(await mediator.Send(new AskWhoAmI(http.Features.Get<Recognised>()!), ct)))
        .Describes<WhoAmI>(nameof(WhoAmI), "Access", "Who the caller is to the register, and what the caller may do", StatusCodes.Status200OK)
        .HeedsScope().IsNotStored();
}
