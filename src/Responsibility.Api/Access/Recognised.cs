using System.Security.Claims;

namespace Responsibility.Api.Access;

/// <summary>A caller who showed a key or a token that holds.</summary>
/// <param name="Actor">The pseudonym in the ledger.</param>
/// <param name="Roles">What the caller may do; none where the token gives no role here.</param>
/// <param name="Until">From when on the key or the token is taken no longer, UTC.</param>
/// <param name="Scope">What the caller reaches; everything where null.</param>
/// <param name="Digest">By what a key is looked up again; null for a token.</param>
internal sealed record Recognised(string Actor, IReadOnlyList<Role> Roles, string? Until, AccessScope? Scope, byte[]? Digest = null)
{
    /// <summary>Lets the rest of the request know who asks.</summary>
    public ClaimsPrincipal SignIn(HttpContext context)
    {
        context.Features.Set(new Caller(Actor) { Scope = Scope });
        context.Features.Set(this);
        return new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, Actor), .. Roles.Select(role => new Claim(Policies.RoleClaim, Parameters.Word(role)))], KeyAuthentication.Name));
    }
}

/// <summary>What those are told who are not let in, and what is logged of it.</summary>
internal sealed partial class Refusing(Limits limits, ILogger<Refusing> logger)
{
    /// <summary>Whether the address has shown too many keys and tokens that do not hold.</summary>
    public bool TriesTooOften(HttpContext context) => limits.HasFailedTooOften(context);

    /// <summary>Does not even look at what is shown, and has the caller told so.</summary>
    /// <returns>Why the caller is not recognised.</returns>
    public static string Ignore(HttpContext context)
    {
        context.Items[typeof(Refusing)] = true;
        return "too much that does not hold";
    }

    public void Failed(HttpContext context) => limits.Failed(context);

    /// <summary>401, or 429 where too much was tried.</summary>
    public Task Challenge(HttpContext context)
    {
        var tooOften = context.Items.ContainsKey(typeof(Refusing));
        LogRefused((tooOften ? Refusals.TooManyRequests : Refusals.Unauthenticated).Code, "nobody", context.Request.Method, context.GetEndpoint()?.DisplayName);
        if (tooOften) return Limits.Refuse(context, TimeSpan.FromSeconds(1));
        context.Response.Headers.WWWAuthenticate = KeyAuthentication.Name;
        return Refusals.Unauthenticated.ToProblem().ExecuteAsync(context);
    }

    public Task Forbid(HttpContext context) => Beyond(context, Refusals.Forbidden).ExecuteAsync(context);

    /// <summary>Refuses what the caller does not reach.</summary>
    public IResult Beyond(HttpContext context, Refusal refusal)
    {
        LogRefused(refusal.Code, context.Features.Get<Caller>()?.Actor, context.Request.Method, context.GetEndpoint()?.DisplayName);
        return refusal.ToProblem();
    }

    // The route's template, never the URL: that may hold names that were searched for.
    [LoggerMessage(LogLevel.Information, "Refused ({Code}): {Actor} {Method} {Endpoint}")]
    private partial void LogRefused(string code, string? actor, string method, string? endpoint);
}
