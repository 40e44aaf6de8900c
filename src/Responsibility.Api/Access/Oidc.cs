using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;
using Responsibility.Ledger;

namespace Responsibility.Api.Access;

/// <summary>What is configured under <c>Responsibility:Oidc</c>: the identity provider whose tokens are taken beside API keys.</summary>
internal sealed record OidcSettings
{
    /// <summary>Its address, which is also the issuer that tokens have to name; no tokens are taken where absent.</summary>
    public string? Authority { get; init; }

    /// <summary>Whom tokens have to be meant for.</summary>
    public string? Audience { get; init; }

    /// <summary>By which algorithms tokens may be signed.</summary>
    public IReadOnlyList<string> Algorithms { get; init; } = ["RS256", "PS256", "ES256"];

    /// <summary>The claim that names the caller's groups or roles there.</summary>
    public string RoleClaim { get; init; } = "roles";

    /// <summary>Which role here each value of that claim gives.</summary>
    public IReadOnlyDictionary<string, string> Roles { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The claim that lists, by their codes, the divisions that the caller reaches; where absent, tokens reach everything. Without the claim a token then reaches nothing.</summary>
    public string? DivisionsClaim { get; init; }

    /// <summary>What cannot be so.</summary>
    public IEnumerable<string> Faults()
    {
        if (Authority is null) yield break;
        if (!Uri.TryCreate(Authority, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttps && !uri.IsLoopback))
            yield return $"Responsibility:Oidc:Authority is '{Authority}', which is no https address.";
        if (string.IsNullOrEmpty(Audience)) yield return "Responsibility:Oidc:Audience is missing: without it every token of the identity provider would be taken, whomever it was meant for.";
        foreach (var algorithm in Algorithms.Where(algorithm => !Asymmetric.Contains(algorithm, StringComparer.Ordinal)))
            yield return $"Responsibility:Oidc:Algorithms has '{algorithm}'; there are {string.Join(", ", Asymmetric)}.";
        if (Roles.Count is 0) yield return "Responsibility:Oidc:Roles is empty: nobody with a token could do anything.";
        foreach (var (value, role) in Roles.Where(mapped => RoleOf(mapped.Value) is null))
            yield return $"Responsibility:Oidc:Roles:{value} is '{role}'; there are {string.Join(", ", Enum.GetValues<Role>().Select(r => Parameters.Word(r)))}.";
    }

    /// <summary>The roles that these values of the claim give, the greatest first.</summary>
    public IReadOnlyList<Role> RolesOf(IEnumerable<string> values) =>
        [.. values.Select(value => Roles.TryGetValue(value, out var role) ? RoleOf(role) : null).OfType<Role>().Distinct().OrderDescending()];

    private static Role? RoleOf(string word) => Enum.GetValues<Role>().Where(role => Parameters.Word(role) == word).Select(role => (Role?)role).FirstOrDefault();

    private static readonly string[] Asymmetric = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];
}

/// <summary>Authenticates <c>Authorization: Bearer TOKEN</c>, a signed JWT of the configured identity provider.</summary>
internal static class Oidc
{
    private const string Scheme = "Token";

    /// <summary>How far the clocks may be apart.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    /// <summary>API keys, and tokens where an identity provider is configured: a token has three parts, which no key has.</summary>
    public static void AddRecognition(this IServiceCollection services, OidcSettings settings)
    {
        const string Either = "Either";
        services.AddSingleton<KeyHash>().AddSingleton<KeyRing>().AddHostedService<KeyUses>().AddSingleton<Refusing>().AddPolicies();
        var authentication = services.AddAuthentication(settings.Authority is null ? KeyAuthentication.Name : Either)
            .AddScheme<AuthenticationSchemeOptions, KeyAuthentication>(KeyAuthentication.Name, null);
        if (settings.Authority is null) return;
        authentication
            .AddPolicyScheme(Either, null, either => either.ForwardDefaultSelector = context => KeyAuthentication.Given(context.Request)?.Count(c => c is '.') is 2 ? Scheme : KeyAuthentication.Name)
            .AddJwtBearer(Scheme, token => Configure(token, settings));
    }

    private static void Configure(JwtBearerOptions token, OidcSettings settings)
    {
        token.Authority = settings.Authority;
        token.Audience = settings.Audience;
        token.RequireHttpsMetadata = !new Uri(settings.Authority!).IsLoopback;
        token.MapInboundClaims = false;
        token.IncludeErrorDetails = false;
        token.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = settings.Authority,
            ValidAudience = settings.Audience,
            ValidAlgorithms = settings.Algorithms,
            ValidateIssuerSigningKey = true,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            ClockSkew = Skew,
        };
        token.Events = new JwtBearerEvents
        {
            OnMessageReceived = context =>
            {
                if (RefusingOf(context).TriesTooOften(context.HttpContext)) context.Fail(Refusing.Ignore(context.HttpContext));
                return Task.CompletedTask;
            },
            OnAuthenticationFailed = context =>
            {
                RefusingOf(context).Failed(context.HttpContext);
                return Task.CompletedTask;
            },
            OnTokenValidated = async context =>
            {
                if (context.Principal?.FindFirstValue("sub") is not { Length: > 0 } subject)
                {
                    context.Fail("the token names nobody");
                    return;
                }
                var actor = context.HttpContext.RequestServices.GetRequiredService<KeyHash>().Pseudonym($"{settings.Authority}\n{subject}");
                var roles = settings.RolesOf(context.Principal.FindAll(settings.RoleClaim).Select(claim => claim.Value));
                var scope = settings.DivisionsClaim is { } claim ? await Reached(context.HttpContext, context.Principal.FindAll(claim).Select(one => one.Value)) : null;
                if (scope is { Divisions: [] }) roles = [];
                context.Principal = new Recognised(actor, roles, Leaf.Time(new DateTimeOffset(context.SecurityToken.ValidTo, TimeSpan.Zero)), scope).SignIn(context.HttpContext);
            },
            OnChallenge = context =>
            {
                context.HandleResponse();
                return RefusingOf(context).Challenge(context.HttpContext);
            },
            OnForbidden = context => RefusingOf(context).Forbid(context.HttpContext),
        };
    }

    /// <summary>The divisions of those codes; a code that means none gives nothing.</summary>
    private static async Task<AccessScope> Reached(HttpContext http, IEnumerable<string> codes)
    {
        var database = http.RequestServices.GetRequiredKeyedService<Database>(Doors.Everything);
        return await database.Read(
            async session =>
            {
                var divisions = new List<long>();
                foreach (var code in codes)
                    if (DivisionCode.TryParse(code, out var parsed) && await DivisionCodes.Meant(session, parsed.Value, database.Today) is { } found) divisions.Add(found.Id.Value);
                return new AccessScope(divisions);
            },
            http.RequestAborted);
    }

    private static Refusing RefusingOf(BaseContext<JwtBearerOptions> context) => context.HttpContext.RequestServices.GetRequiredService<Refusing>();
}
