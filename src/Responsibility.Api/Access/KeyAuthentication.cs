using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Responsibility.Api.Access;

/// <summary>Authenticates <c>Authorization: Bearer KEY</c>.</summary>
internal sealed class KeyAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, KeyRing keys, Refusing refusing)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "Bearer";

    /// <summary>What stands behind <c>Bearer</c>; null where there is nothing.</summary>
    public static string? Given(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header["Bearer ".Length..].Trim() : null;
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Given(Request) is not { } given) return AuthenticateResult.NoResult();
        // Whoever has a key is not kept out by others who guess from behind the same address.
        if (refusing.TriesTooOften(Context) && !keys.HasSeen(given)) return AuthenticateResult.Fail(Refusing.Ignore(Context));
        if (await keys.Find(given, Context.RequestAborted) is not { } key)
        {
            refusing.Failed(Context);
            return AuthenticateResult.Fail("unknown key");
        }
        return AuthenticateResult.Success(new AuthenticationTicket(new Recognised(key.Actor, [key.Role], key.Until, key.Scope, key.Digest).SignIn(Context), Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => refusing.Challenge(Context);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => refusing.Forbid(Context);
}
