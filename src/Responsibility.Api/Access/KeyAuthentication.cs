using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Responsibility.Api.Access;

/// <summary>Authenticates <c>Authorization: Bearer KEY</c>.</summary>
internal sealed partial class KeyAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, KeyRing keys, Limits limits)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "Bearer";

    private bool triedTooOften;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return AuthenticateResult.NoResult();
        var given = header["Bearer ".Length..].Trim();
        // Whoever has a key is not kept out by others who guess from behind the same address.
        triedTooOften = limits.HasFailedTooOften(Context) && !keys.HasSeen(given);
        if (triedTooOften) return AuthenticateResult.Fail("too many unknown keys");
        if (await keys.Find(given, Context.RequestAborted) is not { } key)
        {
            limits.Failed(Context);
            return AuthenticateResult.Fail("unknown key");
        }
        Context.Features.Set(new Caller(key.Actor));
        Context.Features.Set(key);
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, key.Actor), new Claim(Policies.RoleClaim, Parameters.Word(key.Role))], Name);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (triedTooOften)
        {
            LogRefused(Logger, Refusals.TooManyRequests.Code, "nobody", Request.Method, Context.GetEndpoint()?.DisplayName);
            return Limits.Refuse(Context, TimeSpan.FromSeconds(1));
        }
        LogRefused(Logger, Refusals.Unauthenticated.Code, "nobody", Request.Method, Context.GetEndpoint()?.DisplayName);
        Response.Headers.WWWAuthenticate = "Bearer";
        return Refusals.Unauthenticated.ToProblem().ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        LogRefused(Logger, Refusals.Forbidden.Code, Context.Features.Get<Caller>()?.Actor, Request.Method, Context.GetEndpoint()?.DisplayName);
        return Refusals.Forbidden.ToProblem().ExecuteAsync(Context);
    }

    // The route's template, never the URL: that may hold names that were searched for.
    [LoggerMessage(LogLevel.Information, "Refused ({Code}): {Actor} {Method} {Endpoint}")]
    private static partial void LogRefused(ILogger logger, string code, string? actor, string method, string? endpoint);
}
