namespace Responsibility.Api.Access;

/// <summary>What a key may do. Every route asks for one of these; none is open by default.</summary>
internal static class Policies
{
    /// <summary>The register: who is accountable, and what rests on it.</summary>
    public const string Read = "read";

    /// <summary>Sanctions, and whatever tells of them.</summary>
    public const string Confide = "confide";

    /// <summary>Telephones and the like, for a reason that is recorded.</summary>
    public const string Unmask = "unmask";

    /// <summary>The ledger, its verification, and reports on those who use the register.</summary>
    public const string Audit = "audit";

    public const string Write = "write";
    public const string Administer = "administer";

    /// <summary>Claim that holds the role.</summary>
    public const string RoleClaim = "role";

    private static readonly (string Policy, Role[] Roles)[] Allowed =
    [
        (Read, [Role.Reader, Role.Auditor, Role.Clerk, Role.Administrator]),
        (Confide, [Role.Auditor, Role.Clerk, Role.Administrator]),
        (Unmask, [Role.Auditor, Role.Administrator]),
        (Audit, [Role.Auditor, Role.Administrator]),
        (Write, [Role.Clerk, Role.Administrator]),
        (Administer, [Role.Administrator]),
    ];

    extension(IServiceCollection services)
    {
        public IServiceCollection AddPolicies()
        {
            var authorization = services.AddAuthorizationBuilder();
            foreach (var (policy, roles) in Allowed) authorization.AddPolicy(policy, builder => builder.RequireClaim(RoleClaim, roles.Select(role => Parameters.Word(role))));
            return services;
        }
    }

    /// <summary>The policies that somebody of these roles passes.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<Role> roles) => Allowed.Where(allowed => allowed.Roles.Intersect(roles).Any()).Select(allowed => allowed.Policy);
}
