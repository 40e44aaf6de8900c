using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Responsibility.Api.Tests.Access;

/// <summary>Tokens of an identity provider, with real signatures.</summary>
public sealed class OidcTests
{
    [Fact]
    public async Task A_token_that_holds_lets_its_bearer_do_what_its_role_may_under_a_pseudonym()
    {
        await using var issuer = await Issuer.Start();
        await using var api = await Api.On(Backend.Sqlite, issuer.Settings);
        using var clerk = api.Connect(issuer.Token("hall-clerks"));

        var myself = await Api.Body(await clerk.GetAsync("/api/v1/whoami", Api.Ct));
        myself["role"]!.GetValue<string>().ShouldBe("clerk");
        myself["expiresAt"].ShouldNotBeNull();
        await Api.Body(await clerk.PostAsJsonAsync("/api/v1/divisions", new { code = "41", name = "河南省", level = "province" }, Api.Ct));
        (await clerk.GetAsync("/api/v1/api-keys", Api.Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        var actor = (await api.Ask($"ledger/entries/{await api.Head()}"))["actor"]!.GetValue<string>();
        actor.ShouldBe(myself["actor"]!.GetValue<string>());
        actor.ShouldStartWith("oidc:");
        using var again = api.Connect(issuer.Token("hall-auditors"));
        var audited = await Api.Body(await again.GetAsync("/api/v1/whoami", Api.Ct));
        audited["actor"]!.GetValue<string>().ShouldBe(actor, "the same person, whatever the token");
        audited["may"]!.ToJsonString().ShouldBe("""["read","confide","unmask","audit"]""");
        (await api.Get("whoami")).StatusCode.ShouldBe(HttpStatusCode.OK, "keys are taken beside tokens");
    }

    [Fact]
    public async Task A_token_that_gives_no_role_lets_its_bearer_do_nothing()
    {
        await using var issuer = await Issuer.Start();
        await using var api = await Api.On(Backend.Sqlite, issuer.Settings);
        using var nobody = api.Connect(issuer.Token("gardeners"));

        var refused = await nobody.GetAsync("/api/v1/whoami", Api.Ct);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await Api.CodeOf(refused)).ShouldBe("forbidden");
    }

    [Fact]
    public async Task A_token_with_anything_wrong_in_it_is_refused()
    {
        await using var issuer = await Issuer.Start();
        await using var api = await Api.On(Backend.Sqlite, issuer.Settings);
        using var other = RSA.Create(2048);
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var good = issuer.Token("hall-clerks").Split('.');
        var spoilt = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["issuer"] = issuer.Token("hall-clerks", token => token.Issuer = "https://elsewhere.example"),
            ["audience"] = issuer.Token("hall-clerks", token => token.Audience = "payroll"),
            ["no audience"] = issuer.Token("hall-clerks", token => token.Audience = null),
            ["expired"] = issuer.Token("hall-clerks", token => (token.NotBefore, token.IssuedAt, token.Expires) = (now.AddHours(-2), now.AddHours(-2), now.AddHours(-1))),
            ["no expiry"] = issuer.Token("hall-clerks", token => token.Expires = null),
            ["not yet valid"] = issuer.Token("hall-clerks", token => (token.NotBefore, token.Expires) = (now.AddHours(1), now.AddHours(2))),
            ["another key by the same name"] = issuer.Token("hall-clerks", token => token.SigningCredentials = new SigningCredentials(new RsaSecurityKey(other) { KeyId = "one" }, SecurityAlgorithms.RsaSha256)),
            ["an unknown key"] = issuer.Token("hall-clerks", token => token.SigningCredentials = new SigningCredentials(new RsaSecurityKey(other) { KeyId = "two" }, SecurityAlgorithms.RsaSha256)),
            ["an algorithm that is not configured"] = issuer.Token("hall-clerks", token => token.SigningCredentials = new SigningCredentials(issuer.Key, SecurityAlgorithms.RsaSha512)),
            ["the public key as a shared secret"] = issuer.Token("hall-clerks", token => token.SigningCredentials =
                new SigningCredentials(new SymmetricSecurityKey(issuer.Key.Rsa.ExportSubjectPublicKeyInfo()) { KeyId = "one" }, SecurityAlgorithms.HmacSha256)),
            ["algorithm none"] = $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{good[1]}.",
            ["no signature"] = $"{good[0]}.{good[1]}.",
            ["another payload under the signature"] = $"{good[0]}.{issuer.Token("hall-auditors").Split('.')[1]}.{good[2]}",
            ["nobody"] = issuer.Token("hall-clerks", token => token.Claims.Remove("sub")),
            ["no token at all"] = "a.b.c",
        };

        foreach (var (what, token) in spoilt)
        {
            using var client = api.Connect(token);
            var refused = await client.GetAsync("/api/v1/whoami", Api.Ct);
            refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, what);
            var problem = await Api.Problem(refused);
            problem["code"]!.GetValue<string>().ShouldBe("unauthenticated", what);
            problem.ToJsonString().ShouldNotContain(token, Case.Sensitive, what);
        }
        using var holds = api.Connect(string.Join('.', good));
        (await holds.GetAsync("/api/v1/whoami", Api.Ct)).StatusCode.ShouldBe(HttpStatusCode.OK, "what was spoilt held before");
    }

    [Theory]
    [InlineData("Responsibility:Oidc:Authority", "http://login.example", "no https address")]
    [InlineData("Responsibility:Oidc:Audience", "", "Responsibility:Oidc:Audience is missing")]
    [InlineData("Responsibility:Oidc:Algorithms:0", "HS256", "Responsibility:Oidc:Algorithms has 'HS256'")]
    [InlineData("Responsibility:Oidc:Roles:hall-clerks", "king", "Responsibility:Oidc:Roles:hall-clerks is 'king'; there are reader, auditor, clerk, administrator.")]
    public async Task An_identity_provider_is_configured_wholly_or_not_at_all(string setting, string value, string said)
    {
        (string, string)[] settings = [("Responsibility:Oidc:Authority", "https://login.example"), ("Responsibility:Oidc:Audience", "responsibility"), ("Responsibility:Oidc:Roles:hall-clerks", "clerk")];
        (await Api.DoesNotStart("Data Source=never-made.db", [.. settings.Where(given => given.Item1 != setting), (setting, value)])).ShouldContain(said);
    }
}
