using Responsibility.Api.Appointments;
using Responsibility.Api.Organizations;

namespace Responsibility.Api.Contacts;

/// <summary>Links a post or a body to a division (联系、分包、包保).</summary>
/// <param name="Division">Code of the division that is linked.</param>
/// <param name="Post">Id of the post that is linked to it; exactly one of post and organization.</param>
/// <param name="Organization">Id of the organization that is linked to it.</param>
/// <param name="ValidFrom">First day; absent where it was so since before records.</param>
/// <param name="ValidUntil">First day on which it is no longer so; absent while open.</param>
/// <param name="Document">The document that says so.</param>
/// <example>{"division": "410225", "post": 907, "validFrom": "2016-06-01", "document": "豫扶贫组〔2016〕5号"}</example>
/// <example id="change">{"effectiveOn": "2017-03-01", "division": "411224", "document": "豫扶贫组〔2017〕2号"}</example>
/// <example id="correction">{"validFrom": "2016-06-15", "reason": "起始日期录入错误"}</example>
public sealed record LinkContact(
    string Division, PostId? Post = null, OrganizationId? Organization = null, DateOnly? ValidFrom = null, DateOnly? ValidUntil = null, string? Document = null)
    : IRequest<Result<Seen<Contact>>>;

/// <summary>A post or a body linked to a division.</summary>
/// <example>
/// {
///   "id": 908, "post": {"id": 907, "position": "leader", "title": "省委常委"}, "organization": null, "division": {"code": "410225000000", "name": "兰考县", "level": "county"},
///   "validFrom": "2016-06-01", "validUntil": null, "document": "豫扶贫组〔2016〕5号"
/// }
/// </example>
public sealed record Contact(ContactId Id, PostRef? Post, OrganizationParent? Organization, DivisionRef Division, DateOnly? ValidFrom, DateOnly? ValidUntil, string? Document);

internal sealed record ContactLinked(PostId? Post, OrganizationId? Organization, DivisionId Division, DateOnly ValidFrom, DateOnly ValidUntil, string? Document) : ICreation
{
    public static string Kind => "contactLinked/1";

    [System.Text.Json.Serialization.JsonIgnore]
    public Period Period => new(ValidFrom, ValidUntil);

    public Task Apply(Session session, long position) => Tables.Contact.Create(session, position, this);
}

internal sealed class LinkContactValidator : AbstractValidator<LinkContact>
{
    public LinkContactValidator()
    {
        RuleFor(c => c.Division).NotEmpty().DivisionCode();
        RuleFor(c => c.Post).NotNull().When(c => c.Organization is null);
        RuleFor(c => c.Post).Null().When(c => c.Organization is not null);
        RuleFor(c => c.Document).DocumentNumber();
        this.PeriodOfDays(c => c.ValidUntil, c => c.ValidFrom);
    }
}

internal sealed class LinkContactHandler(Database database, Caller caller) : IRequestHandler<LinkContact, Result<Seen<Contact>>>
{
    public Task<Result<Seen<Contact>>> Handle(LinkContact request, CancellationToken ct) =>
        Creating.One<ContactNoun, LinkContact, ContactLinked, Contact>(database, caller, request, ct);
}

internal sealed class ContactNoun : INoun<LinkContact, ContactLinked, Contact>
{
    public static string Word => "contact";
    public static string Resource => "contacts";
    public static VersionTable Table => Tables.Contact;
    public static Refusal Unknown => Refusals.ContactUnknown;
    public static string UsesSql => "SELECT 'none' AS noun, id FROM contact WHERE id = @id AND 1 = 0";

    public static async Task<Result<ContactLinked>> Plan(Session session, LinkContact statement, long? self)
    {
        var period = Stated.Period(statement.ValidFrom, statement.ValidUntil);
        var (post, organization) = (statement.Post?.Value ?? 0, statement.Organization?.Value ?? 0);
        if (await DivisionCodes.Meant(session, statement.Division, period.From) is not { } division) return Refusals.DivisionUnknown.At("division", statement.Division);
        var state = await session.Get<State>(StateSql, new { post, organization, division = division.Id, self = self ?? 0, period.From, period.Until });
        if (post > 0 && state.Posts is 0) return Refusals.PostUnknown.At("post", post);
        if (organization > 0 && state.Organizations is 0) return Refusals.OrganizationUnknown.At("organization", organization);
        if (state.Same > 0) return Refusals.ContactExists.At("division", statement.Division);
        return new ContactLinked(statement.Post, statement.Organization, division.Id, period.From, period.Until, statement.Document);
    }

    public static async Task<LinkContact> Restate(Session session, TimelineVersion version) => new(
        await DivisionCodes.Of(session, (long)version.Values["division_id"]!, version.Period.From),
        version.Values["post_id"] is long post ? new PostId(post) : null,
        version.Values["organization_id"] is long organization ? new OrganizationId(organization) : null,
        Stated.From(version.Period.From),
        Stated.Until(version.Period.Until),
        (string?)version.Values["document"]);

    public static async Task<Seen<Contact>?> Show(Session session, long id, Moment moment)
    {
        if (await Versions.Nearest(session, Table, id, moment) is not var (day, version)) return null;
        var row = await session.Get<ContactRow>($"{ContactRow.SelectOne} AND c.id = @id", new { id, day.AsOf, day.KnownAt });
        return new(row.Show(), version, moment);
    }

    private sealed record State
    {
        public long Posts { get; init; }
        public long Organizations { get; init; }
        public long Same { get; init; }
    }

    private static readonly string StateSql =
        $"""
        SELECT (SELECT count(*) FROM post p WHERE p.id = @post AND {Known.Now("p")}) AS posts,
               (SELECT count(*) FROM organization o WHERE o.id = @organization AND {Known.Now("o")}) AS organizations,
               (SELECT count(*) FROM contact c
                 WHERE (c.post_id = @post OR c.organization_id = @organization) AND c.division_id = @division
                   AND c.id <> @self AND {Known.Now("c")} AND c.valid_from < @Until AND @From < c.valid_until) AS same
        """;
}

internal sealed record ContactRow
{
    public ContactId Id { get; init; }
    public PostId? PostId { get; init; }
    public string? Position { get; init; }
    public string? Title { get; init; }
    public OrganizationId? OrganizationId { get; init; }
    public string? OrganizationName { get; init; }
    public required string Code { get; init; }
    public required string DivisionName { get; init; }
    public Level Level { get; init; }
    public DateOnly ValidFrom { get; init; }
    public DateOnly ValidUntil { get; init; }
    public string? Document { get; init; }

    /// <summary>What was so on the moment's day.</summary>
    public static readonly string Select = Sql((alias, _) => Known.On(alias));

    /// <summary>The same for one thing, on a day on which what it belongs to may not have existed.</summary>
    public static readonly string SelectOne = Sql(Known.Nearest);

    private static string Sql(Func<string, string, string> joined) =>
        $"""
        SELECT c.id, p.id AS post_id, p.position, p.title, o.id AS organization_id, o.name AS organization_name,
               d.code, d.name AS division_name, d.level, c.valid_from, c.valid_until, c.document
          FROM contact c
          JOIN any_division d ON d.id = c.division_id AND {joined("d", "any_division")}
          LEFT JOIN any_post p ON p.id = c.post_id AND {joined("p", "any_post")}
          LEFT JOIN any_organization o ON o.id = c.organization_id AND {joined("o", "any_organization")}
          LEFT JOIN any_organization b ON b.id = coalesce(c.organization_id, p.organization_id) AND {joined("b", "any_organization")}
         WHERE {Known.On("c")}
        """;

    public Contact Show() => new(
        Id,
        PostId is { } post ? new PostRef(post, Position!, Title!) : null,
        OrganizationId is { } organization ? new OrganizationParent(organization, OrganizationName!) : null,
        new DivisionRef(Code, DivisionName, Level),
        Stated.From(ValidFrom), Stated.Until(ValidUntil), Document);
}

internal static class LinkContactEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/contacts", async (Body<LinkContact> body, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(body.Value, ct)).ToHttp(seen => seen.ToCreated($"/api/v1/contacts/{seen.Value.Id.Value}")))
        .Describes<Contact>(nameof(LinkContact), "Contacts", "Link a post or a body to a division", StatusCodes.Status201Created)
        .Takes<LinkContact>().Writes()
        .HeedsScope().Refuses(Refusals.Invalid, Refusals.DivisionUnknown, Refusals.PostUnknown, Refusals.OrganizationUnknown, Refusals.ContactExists);
}
