using Responsibility.Api.Appointments;
using Responsibility.Api.Organizations;
using Responsibility.Api.RuleSets;

namespace Responsibility.Api.Portfolios;

/// <summary>Puts a programme or a department in the charge of a post or a body (分管).</summary>
/// <param name="Post">Id of the post that bears it; exactly one of post and organization.</param>
/// <param name="Organization">Id of the organization that bears it.</param>
/// <param name="Programme">A programme (专项) that a rule set declares; exactly one of programme and department.</param>
/// <param name="Department">Id of the department in its charge, and with it that department's programmes.</param>
/// <param name="ValidFrom">First day; absent where it was so since before records.</param>
/// <param name="ValidUntil">First day on which it is no longer so; absent while open.</param>
/// <param name="Document">The document that says so.</param>
/// <example>{"post": 905, "programme": "relocation", "validFrom": "2016-06-01", "document": "豫政办〔2016〕88号"}</example>
/// <example id="change">{"effectiveOn": "2017-03-01", "programme": "industry", "document": "豫政办〔2017〕20号"}</example>
/// <example id="correction">{"validFrom": "2016-06-15", "reason": "起始日期录入错误"}</example>
public sealed record AssignPortfolio(
    PostId? Post = null, OrganizationId? Organization = null, string? Programme = null, OrganizationId? Department = null,
    DateOnly? ValidFrom = null, DateOnly? ValidUntil = null, string? Document = null)
    : IRequest<Result<Seen<Portfolio>>>;

/// <summary>A programme or department in the charge of a post or a body.</summary>
/// <example>
/// {
///   "id": 906, "post": {"id": 905, "position": "executiveDeputyHead", "title": "常务副省长"}, "organization": null, "programme": "relocation", "department": null,
///   "validFrom": "2016-06-01", "validUntil": null, "document": "豫政办〔2016〕88号"
/// }
/// </example>
public sealed record Portfolio(
    PortfolioId Id, PostRef? Post, OrganizationParent? Organization, string? Programme, OrganizationParent? Department, DateOnly? ValidFrom, DateOnly? ValidUntil, string? Document);

internal sealed record PortfolioAssigned(
    PostId? Post, OrganizationId? Organization, string? Programme, OrganizationId? Department, DateOnly ValidFrom, DateOnly ValidUntil, string? Document) : ICreation
{
    public static string Kind => "portfolioAssigned/1";

    [System.Text.Json.Serialization.JsonIgnore]
    public Period Period => new(ValidFrom, ValidUntil);

    public Task Apply(Session session, long position) => Tables.Portfolio.Create(session, position, this);
}

internal sealed class AssignPortfolioValidator : AbstractValidator<AssignPortfolio>
{
    public AssignPortfolioValidator()
    {
        RuleFor(p => p.Post).NotNull().When(p => p.Organization is null);
        RuleFor(p => p.Post).Null().When(p => p.Organization is not null);
        RuleFor(p => p.Programme).NotEmpty().When(p => p.Department is null);
        RuleFor(p => p.Programme).Null().When(p => p.Department is not null);
        RuleFor(p => p.Document).DocumentNumber();
        this.PeriodOfDays(p => p.ValidUntil, p => p.ValidFrom);
    }
}

internal sealed class AssignPortfolioHandler(Database database, Caller caller) : IRequestHandler<AssignPortfolio, Result<Seen<Portfolio>>>
{
    public Task<Result<Seen<Portfolio>>> Handle(AssignPortfolio request, CancellationToken ct) =>
        Creating.One<PortfolioNoun, AssignPortfolio, PortfolioAssigned, Portfolio>(database, caller, request, ct);
}

internal sealed class PortfolioNoun : INoun<AssignPortfolio, PortfolioAssigned, Portfolio>
{
    public static string Word => "portfolio";
    public static string Resource => "portfolios";
    public static VersionTable Table => Tables.Portfolio;
    public static Refusal Unknown => Refusals.PortfolioUnknown;
    public static string UsesSql => "SELECT 'none' AS noun, id FROM portfolio WHERE id = @id AND 1 = 0";

    public static async Task<Result<PortfolioAssigned>> Plan(Session session, AssignPortfolio statement, long? self)
    {
        var period = Stated.Period(statement.ValidFrom, statement.ValidUntil);
        var (post, organization, department) = (statement.Post?.Value ?? 0, statement.Organization?.Value ?? 0, statement.Department?.Value ?? 0);
        var state = await session.Get<State>(StateSql, new
        {
            post,
            organization,
            department,
            programme = statement.Programme ?? "",
            self = self ?? 0,
            period.From,
            period.Until,
        });
        if (post > 0 && state.Posts is 0) return Refusals.PostUnknown.At("post", post);
        if (organization > 0 && state.Organizations is 0) return Refusals.OrganizationUnknown.At("organization", organization);
        if (department > 0 && state.Departments is 0) return Refusals.OrganizationUnknown.At("department", department);
        if (statement.Programme is { } programme && !(await RuleSetShelf.Vocabulary(session)).IsProgramme(programme)) return Refusals.ProgrammeUnknown.At("programme", programme);
        if (state.Same > 0) return Refusals.PortfolioExists.At(department > 0 ? "department" : "programme", statement.Programme ?? (object)department);
        return new PortfolioAssigned(statement.Post, statement.Organization, statement.Programme, statement.Department, period.From, period.Until, statement.Document);
    }

    public static Task<AssignPortfolio> Restate(Session session, TimelineVersion version) => Task.FromResult(new AssignPortfolio(
        version.Values["post_id"] is long post ? new PostId(post) : null,
        version.Values["organization_id"] is long organization ? new OrganizationId(organization) : null,
        (string?)version.Values["programme"],
        version.Values["department_id"] is long department ? new OrganizationId(department) : null,
        Stated.From(version.Period.From),
        Stated.Until(version.Period.Until),
        (string?)version.Values["document"]));

    public static async Task<Seen<Portfolio>?> Show(Session session, long id, Moment moment)
    {
        if (await Versions.Nearest(session, Table, id, moment) is not var (day, version)) return null;
        var row = await session.Get<PortfolioRow>($"{PortfolioRow.SelectOne} AND r.id = @id", new { id, day.AsOf, day.KnownAt });
        return new(row.Show(), version, moment);
    }

    private sealed record State
    {
        public long Posts { get; init; }
        public long Organizations { get; init; }
        public long Departments { get; init; }
        public long Same { get; init; }
    }

    private static readonly string StateSql =
        $"""
        SELECT (SELECT count(*) FROM post p WHERE p.id = @post AND {Known.Now("p")}) AS posts,
               (SELECT count(*) FROM organization o WHERE o.id = @organization AND {Known.Now("o")}) AS organizations,
               (SELECT count(*) FROM organization o WHERE o.id = @department AND {Known.Now("o")}) AS departments,
               (SELECT count(*) FROM portfolio r
                 WHERE (r.post_id = @post OR r.organization_id = @organization) AND coalesce(r.programme, '') = @programme AND coalesce(r.department_id, 0) = @department
                   AND r.id <> @self AND {Known.Now("r")} AND r.valid_from < @Until AND @From < r.valid_until) AS same
        """;
}

internal sealed record PortfolioRow
{
    public PortfolioId Id { get; init; }
    public PostId? PostId { get; init; }
    public string? Position { get; init; }
    public string? Title { get; init; }
    public OrganizationId? OrganizationId { get; init; }
    public string? OrganizationName { get; init; }
    public string? Programme { get; init; }
    public OrganizationId? DepartmentId { get; init; }
    public string? DepartmentName { get; init; }
    public DateOnly ValidFrom { get; init; }
    public DateOnly ValidUntil { get; init; }
    public string? Document { get; init; }

    /// <summary>Where the bearer is: the body itself, or the body of the post.</summary>
    /// <summary>What was so on the moment's day.</summary>
    public static readonly string Select = Sql((alias, _) => Known.On(alias));

    /// <summary>The same for one thing, on a day on which what it belongs to may not have existed.</summary>
    public static readonly string SelectOne = Sql(Known.Nearest);

    private static string Sql(Func<string, string, string> joined) =>
        $"""
        SELECT r.id, p.id AS post_id, p.position, p.title, o.id AS organization_id, o.name AS organization_name, r.programme,
               m.id AS department_id, m.name AS department_name, r.valid_from, r.valid_until, r.document
          FROM portfolio r
          LEFT JOIN any_post p ON p.id = r.post_id AND {joined("p", "any_post")}
          LEFT JOIN any_organization o ON o.id = r.organization_id AND {joined("o", "any_organization")}
          LEFT JOIN any_organization b ON b.id = coalesce(r.organization_id, p.organization_id) AND {joined("b", "any_organization")}
          LEFT JOIN any_organization m ON m.id = r.department_id AND {joined("m", "any_organization")}
         WHERE {Known.On("r")}
        """;

    public Portfolio Show() => new(
        Id,
        PostId is { } post ? new PostRef(post, Position!, Title!) : null,
        OrganizationId is { } organization ? new OrganizationParent(organization, OrganizationName!) : null,
        Programme,
        DepartmentId is { } department ? new OrganizationParent(department, DepartmentName!) : null,
        Stated.From(ValidFrom), Stated.Until(ValidUntil), Document);
}

internal static class AssignPortfolioEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/portfolios", async (Body<AssignPortfolio> body, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(body.Value, ct)).ToHttp(seen => seen.ToCreated($"/api/v1/portfolios/{seen.Value.Id.Value}")))
        .Describes<Portfolio>(nameof(AssignPortfolio), "Portfolios", "Put a programme or a department in the charge of a post or a body", StatusCodes.Status201Created)
        .Takes<AssignPortfolio>().Writes()
        .HeedsScope().Refuses(Refusals.Invalid, Refusals.PostUnknown, Refusals.OrganizationUnknown, Refusals.ProgrammeUnknown, Refusals.PortfolioExists);
}
