namespace Responsibility.Api.Access;

/// <summary>What a key may do. Every route asks for one of these; none is open by default.</summary>
internal static class Policies
{
    public const string Read = "read";
    public const string Write = "write";
    public const string Administer = "administer";

    /// <summary>Claim that holds the role.</summary>
    public const string RoleClaim = "role";

    extension(IServiceCollection services)
    {
        public IServiceCollection AddPolicies() => services.AddAuthorizationBuilder()
            .AddPolicy(Read, policy => policy.RequireClaim(RoleClaim, Names(Role.Reader, Role.Auditor, Role.Clerk, Role.Administrator)))
            .AddPolicy(Write, policy => policy.RequireClaim(RoleClaim, Names(Role.Clerk, Role.Administrator)))
            .AddPolicy(Administer, policy => policy.RequireClaim(RoleClaim, Names(Role.Administrator)))
            .Services;
    }

    private static IEnumerable<string> Names(params IEnumerable<Role> roles) => roles.Select(role => Parameters.Word(role));
}
