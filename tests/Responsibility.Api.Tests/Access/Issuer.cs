using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Responsibility.Api.Tests.Access;

/// <summary>An identity provider of the test's own: it publishes its key, and signs what it is told to.</summary>
internal sealed class Issuer : IAsyncDisposable
{
    public const string Audience = "responsibility";

    private readonly WebApplication app;
    private readonly RSA key = RSA.Create(2048);

    private Issuer(WebApplication app) => this.app = app;

    public string Authority => app.Urls.Single();

    public RsaSecurityKey Key => new(key) { KeyId = "one" };

    public static async Task<Issuer> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var issuer = new Issuer(builder.Build());
        issuer.app.MapGet("/.well-known/openid-configuration", () => Results.Json(new { issuer = issuer.Authority, jwks_uri = $"{issuer.Authority}/keys" }));
        issuer.app.MapGet("/keys", () =>
        {
            var open = issuer.key.ExportParameters(includePrivateParameters: false);
            return Results.Json(new { keys = new[] { new { kty = "RSA", kid = "one", use = "sig", n = Base64UrlEncoder.Encode(open.Modulus), e = Base64UrlEncoder.Encode(open.Exponent) } } });
        });
        await issuer.app.StartAsync(Api.Ct);
        return issuer;
    }

    /// <summary>A token that holds, but for what <paramref name="spoil"/> makes of it.</summary>
    public string Token(string role, Action<SecurityTokenDescriptor>? spoil = null)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var token = new SecurityTokenDescriptor
        {
            Issuer = Authority,
            Audience = Audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now.AddMinutes(5),
            Claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = "王某@example.gov.cn", ["roles"] = new[] { role, "something-else" } },
            SigningCredentials = new SigningCredentials(Key, SecurityAlgorithms.RsaSha256),
        };
        spoil?.Invoke(token);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(token);
    }

    public (string Key, string Value)[] Settings =>
    [
        ("Responsibility:Oidc:Authority", Authority), ("Responsibility:Oidc:Audience", Audience),
        ("Responsibility:Oidc:Roles:hall-clerks", "clerk"), ("Responsibility:Oidc:Roles:hall-auditors", "auditor"),
    ];

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        key.Dispose();
    }
}
