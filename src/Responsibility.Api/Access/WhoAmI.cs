namespace Responsibility.Api.Access;

/// <summary>Who the caller is to the register.</summary>
/// <param name="Actor">The pseudonym under which what the caller does stands in the ledger.</param>
/// <param name="Role">What the caller may do; of several roles that a token gives, the greatest.</param>
/// <param name="May">The same, one by one: <c>read</c> the register, <c>confide</c>: see sanctions, <c>audit</c> the ledger, <c>write</c>, <c>administer</c>.</param>
/// <param name="ExpiresAt">From when on the key or the token is taken no longer, UTC; null where it does not expire.</param>
/// <example>{"actor": "key:12", "role": "clerk", "may": ["read", "confide", "write"], "expiresAt": "2027-01-01T00:00:00.000000Z"}</example>
public sealed record WhoAmI(string Actor, Role Role, IReadOnlyList<string> May, string? ExpiresAt);

internal static class WhoAmIEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/whoami", (HttpContext http) => TypedResults.Ok(Of(http.Features.Get<Recognised>()!)))
        .Describes<WhoAmI>(nameof(WhoAmI), "Access", "Who the caller is to the register, and what the caller may do", StatusCodes.Status200OK)
        .IsNotStored();

    private static WhoAmI Of(Recognised caller) => new(caller.Actor, caller.Roles[0], [.. Policies.Of(caller.Roles)], caller.Until);
}
