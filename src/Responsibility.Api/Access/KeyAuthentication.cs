using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Responsibility.Api.Access;

/// <summary>Authenticates <c>Authorization: Bearer KEY</c>.</summary>
internal sealed class KeyAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, KeyRing keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "Bearer";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return AuthenticateResult.NoResult();
        if (await keys.Find(header["Bearer ".Length..].Trim(), Context.RequestAborted) is not { } key) return AuthenticateResult.Fail("unknown key");
        var actor = $"key:{key.Id.ToString(CultureInfo.InvariantCulture)}";
        Context.Features.Set(new Caller(actor));
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, actor), new Claim(Policies.RoleClaim, Parameters.Word(key.Role))], Name);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return Refusals.Unauthenticated.ToProblem().ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Refusals.Forbidden.ToProblem().ExecuteAsync(Context);
}

/// <summary>The keys in force, remembered once they were seen: keys are not revoked yet, so what was found stays true.</summary>
internal sealed class KeyRing(Database database)
{
    private readonly ConcurrentDictionary<string, ApiKeys.Issued> known = new(StringComparer.Ordinal);

    public async Task<ApiKeys.Issued?> Find(string key, CancellationToken ct)
    {
        var digest = ApiKeys.Digest(key);
        var name = Convert.ToHexString(digest);
        if (known.TryGetValue(name, out var issued)) return issued;
        if (await ApiKeys.Find(database, digest, ct) is not { } found) return null;
        known[name] = found;
        return found;
    }
}
