namespace Responsibility.Api.Organizations;

/// <summary>Establishes an organization (机构) in a division.</summary>
/// <param name="Division">Code of the division.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name, such as 中共兰考县委.</param>
/// <param name="Parent">Id of the organization above it, if there is one.</param>
/// <param name="ValidFrom">First day; absent where it was so since before records.</param>
/// <param name="ValidUntil">First day on which it is no more; absent while open.</param>
/// <param name="Document">The document that establishes it.</param>
/// <example>{"division": "410225", "kind": "partyCommittee", "name": "中共兰考县委"}</example>
/// <example id="change">{"effectiveOn": "2018-10-01", "name": "中共兰考县委员会", "document": "汴编〔2018〕9号"}</example>
/// <example id="correction">{"name": "中共兰考县委", "reason": "录入错误"}</example>
public sealed record EstablishOrganization(
    string Division, OrganizationKind Kind, string Name, OrganizationId? Parent = null, DateOnly? ValidFrom = null, DateOnly? ValidUntil = null, string? Document = null)
    : IRequest<Result<Seen<Organization>>>;

/// <summary>An organization on a day.</summary>
/// <param name="Id">Ledger position of the fact that established it.</param>
/// <param name="Division">The division that it belongs to.</param>
/// <param name="Parent">The organization above it, if there is one.</param>
/// <example>{"id": 901, "kind": "partyCommittee", "name": "中共兰考县委", "division": {"code": "410225000000", "name": "兰考县", "level": "county"}, "parent": null, "validFrom": null, "validUntil": null}</example>
public sealed record Organization(OrganizationId Id, OrganizationKind Kind, string Name, DivisionRef Division, OrganizationParent? Parent, DateOnly? ValidFrom, DateOnly? ValidUntil);

/// <summary>An organization by id and name.</summary>
public sealed record OrganizationParent(OrganizationId Id, string Name);

internal sealed record OrganizationEstablished(
    DivisionId Division, OrganizationKind OrganizationKind, string Name, OrganizationId? Parent, DateOnly ValidFrom, DateOnly ValidUntil, string? Document) : ICreation
{
    public static string Kind => "organizationEstablished/1";

    [System.Text.Json.Serialization.JsonIgnore]
    public Period Period => new(ValidFrom, ValidUntil);

    public Task Apply(Session session, long position) => Tables.Organization.Create(session, position, this);
}

internal sealed class EstablishOrganizationValidator : AbstractValidator<EstablishOrganization>
{
    public EstablishOrganizationValidator()
    {
        RuleFor(o => o.Division).NotEmpty().DivisionCode();
        RuleFor(o => o.Name).Name();
        RuleFor(o => o.Document).DocumentNumber();
        this.PeriodOfDays(o => o.ValidUntil, o => o.ValidFrom);
    }
}

internal sealed class EstablishOrganizationHandler(Database database, Caller caller) : IRequestHandler<EstablishOrganization, Result<Seen<Organization>>>
{
    public Task<Result<Seen<Organization>>> Handle(EstablishOrganization request, CancellationToken ct) =>
        Creating.One<OrganizationNoun, EstablishOrganization, OrganizationEstablished, Organization>(database, caller, request, ct);
}

internal sealed class OrganizationNoun : INoun<EstablishOrganization, OrganizationEstablished, Organization>
{
    public static string Word => "organization";
    public static string Resource => "organizations";
    public static VersionTable Table => Tables.Organization;
    public static Refusal Unknown => Refusals.OrganizationUnknown;

    public static async Task<Result<OrganizationEstablished>> Plan(Session session, EstablishOrganization statement, long? self)
    {
        var period = Stated.Period(statement.ValidFrom, statement.ValidUntil);
        if (await DivisionCodes.Meant(session, statement.Division, period.From) is not { } division) return Refusals.DivisionUnknown.At("division", statement.Division);
        if (statement.Parent is { } parent && (parent.Value == self || await session.Get<long>(ExistsSql, new { parent }) is 0))
            return Refusals.OrganizationUnknown.At("parent", parent.Value);
        var taken = await session.Get<long>(TakenSql, new { division.Id, statement.Name, self = self ?? 0, period.From, period.Until });
        if (taken > 0) return Refusals.OrganizationExists.At("name", statement.Name);
        return Decided(statement, division.Id);
    }

    /// <summary>What is recorded once nothing in the division stands against it.</summary>
    internal static OrganizationEstablished Decided(EstablishOrganization statement, DivisionId division)
    {
        var period = Stated.Period(statement.ValidFrom, statement.ValidUntil);
        return new OrganizationEstablished(division, statement.Kind, statement.Name, statement.Parent, period.From, period.Until, statement.Document);
    }

    public static async Task<EstablishOrganization> Restate(Session session, TimelineVersion version) => new(
        await DivisionCodes.Of(session, (long)version.Values["division_id"]!, version.Period.From),
        Enum.Parse<OrganizationKind>((string)version.Values["kind"]!, ignoreCase: true),
        (string)version.Values["name"]!,
        version.Values["parent_id"] is long parent ? new OrganizationId(parent) : null,
        Stated.From(version.Period.From),
        Stated.Until(version.Period.Until));

    public static async Task<Seen<Organization>?> Show(Session session, long id, Moment moment)
    {
        if (await Versions.Nearest(session, Table, id, moment) is not var (day, version)) return null;
        var row = await session.Get<OrganizationRow>($"{OrganizationRow.SelectOne} AND o.id = @id", new { id, day.AsOf, day.KnownAt });
        return new(row.Show(), version, moment);
    }

    public static Task EndDependents(Session session, long position, long id, DateOnly until) => EndPosts(session, position, id, until, "organizationEnded");

    /// <summary>A body that is no more has no posts, nobody is detached to it, and its portfolios and contacts end with it.</summary>
    public static async Task EndPosts(Session session, long position, long organization, DateOnly until, string reason)
    {
        until = await Ending.OfDependents(Tables.Organization, session, organization, until);
        await Ending.EndAll(Tables.Portfolio, "organization_id", session, position, organization, until, reason);
        await Ending.EndAll(Tables.Portfolio, "department_id", session, position, organization, until, reason);
        await Ending.EndAll(Tables.Contact, "organization_id", session, position, organization, until, reason);
        await Ending.EndAll(Tables.InspectionMember, "group_id", session, position, organization, until, reason);
        foreach (var post in await Ending.EndAll(Tables.Post, "organization_id", session, position, organization, until, reason))
            await Posts.PostNoun.EndTerms(session, position, post, until, reason);
    }

    public static string UsesSql =>
        """
        SELECT 'organization' AS noun, id FROM organization WHERE parent_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'post', id FROM post WHERE organization_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'official', id FROM official WHERE home_organization_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'portfolio', id FROM portfolio WHERE (organization_id = @id OR department_id = @id) AND known_until = 9223372036854775807
        UNION SELECT 'contact', id FROM contact WHERE organization_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'sanction', id FROM sanction WHERE organization_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'sanction', id FROM sanction WHERE proposer_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'sanction', id FROM sanction WHERE decider_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'appraisal', id FROM appraisal WHERE publisher_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'appraisalObjection', id FROM appraisal_objection WHERE decider_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'task', task_id FROM task_bearer WHERE organization_id = @id
        UNION SELECT 'task', task_id FROM task_body WHERE organization_id = @id
        UNION SELECT 'task', id FROM task WHERE verifier_id = @id
        UNION SELECT 'task', id FROM task WHERE approver_id = @id
        UNION SELECT 'responsibilityLetter', id FROM responsibility_letter WHERE superior_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'responsibilityLetter', id FROM responsibility_letter WHERE subordinate_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'inspection', id FROM inspection WHERE group_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'inspectionMember', id FROM inspection_member WHERE (group_id = @id OR detached_from_id = @id) AND known_until = 9223372036854775807
        """;

    private static readonly string ExistsSql = $"SELECT count(*) FROM organization WHERE id = @parent AND {Known.Now("organization")}";

    private static readonly string TakenSql =
        $"""
        SELECT count(*) FROM organization o
         WHERE o.division_id = @Id AND o.name = @Name AND o.id <> @self AND {Known.Now("o")} AND o.valid_from < @Until AND @From < o.valid_until
        """;
}

internal sealed record OrganizationRow
{
    public OrganizationId Id { get; init; }
    public OrganizationKind Kind { get; init; }
    public required string Name { get; init; }
    public DateOnly ValidFrom { get; init; }
    public DateOnly ValidUntil { get; init; }
    public required string Code { get; init; }
    public required string DivisionName { get; init; }
    public Level Level { get; init; }
    public OrganizationId? ParentId { get; init; }
    public string? ParentName { get; init; }

    /// <summary>What was so on the moment's day.</summary>
    public static readonly string Select = Sql((alias, _) => Known.On(alias));

    /// <summary>The same for one thing, on a day on which what it belongs to may not have existed.</summary>
    public static readonly string SelectOne = Sql(Known.Nearest);

    private static string Sql(Func<string, string, string> joined) =>
        $"""
        SELECT o.id, o.kind, o.name, o.valid_from, o.valid_until, d.code, d.name AS division_name, d.level, p.id AS parent_id, p.name AS parent_name
          FROM organization o
          JOIN any_division d ON d.id = o.division_id AND {joined("d", "any_division")}
          LEFT JOIN any_organization p ON p.id = o.parent_id AND {joined("p", "any_organization")}
         WHERE {Known.On("o")}
        """;

    public Organization Show() => new(
        Id, Kind, Name, new DivisionRef(Code, DivisionName, Level),
        ParentId is { } parent ? new OrganizationParent(parent, ParentName!) : null, Stated.From(ValidFrom), Stated.Until(ValidUntil));
}

internal static class EstablishOrganizationEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/organizations", async (Body<EstablishOrganization> body, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(body.Value, ct)).ToHttp(seen => seen.ToCreated($"/api/v1/organizations/{seen.Value.Id.Value}")))
        .Describes<Organization>(nameof(EstablishOrganization), "Organizations", "Establish an organization in a division", StatusCodes.Status201Created)
        .Takes<EstablishOrganization>().Writes()
        .HeedsScope().Refuses(Refusals.Invalid, Refusals.DivisionUnknown, Refusals.OrganizationUnknown, Refusals.OrganizationExists);
}
