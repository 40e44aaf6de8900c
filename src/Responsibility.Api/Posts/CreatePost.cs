using Responsibility.Api.Appointments;
using Responsibility.Api.RuleSets;

namespace Responsibility.Api.Posts;

/// <summary>Creates a post (职务、岗位) in an organization; it exists without its holder.</summary>
/// <param name="Organization">Id of the organization.</param>
/// <param name="Position">Position (职务类别) that a rule set declares, such as <c>partySecretary</c>; its id.</param>
/// <param name="Title">Its title, such as 县委书记; the position's Chinese name where absent.</param>
/// <param name="Rank">Rank (职级), if it has one.</param>
/// <param name="Capacity">How many may hold it at once (编制), 1 to 1,000.</param>
/// <param name="ValidFrom">First day; absent where it was so since before records.</param>
/// <param name="ValidUntil">First day on which it is no more; absent while open.</param>
/// <param name="Document">The document that creates it.</param>
/// <example>{"organization": 901, "position": "partySecretary", "title": "县委书记"}</example>
/// <example id="change">{"effectiveOn": "2018-01-01", "capacity": 2, "document": "汴编〔2018〕1号"}</example>
/// <example id="correction">{"title": "县委书记", "reason": "录入错误"}</example>
public sealed record CreatePost(
    OrganizationId Organization, string Position, string? Title = null, string? Rank = null, long Capacity = 1, DateOnly? ValidFrom = null, DateOnly? ValidUntil = null, string? Document = null)
    : IRequest<Result<Seen<Post>>>;

/// <summary>A post on a day.</summary>
/// <param name="Id">Ledger position of the fact that created it.</param>
/// <param name="Status">Whether it is held on that day.</param>
/// <param name="Capacity">How many may hold it at once.</param>
/// <example>
/// {
///   "id": 902, "organization": {"id": 901, "name": "中共兰考县委", "kind": "partyCommittee"}, "division": {"code": "410225000000", "name": "兰考县", "level": "county"},
///   "position": "partySecretary", "title": "县委书记", "rank": null, "capacity": 1, "status": "filled", "validFrom": null, "validUntil": null
/// }
/// </example>
public sealed record Post(
    PostId Id, OrganizationRef Organization, DivisionRef Division, string Position, string Title, string? Rank, long Capacity, VacancyStatus Status, DateOnly? ValidFrom, DateOnly? ValidUntil);

/// <summary>An organization by id, name and kind.</summary>
public sealed record OrganizationRef(OrganizationId Id, string Name, OrganizationKind Kind);

internal sealed record PostCreated(
    OrganizationId Organization, string Position, string Title, string? Rank, long Capacity, DateOnly ValidFrom, DateOnly ValidUntil, string? Document) : ICreation
{
    public static string Kind => "postCreated/1";

    [System.Text.Json.Serialization.JsonIgnore]
    public Period Period => new(ValidFrom, ValidUntil);

    public Task Apply(Session session, long position) => Tables.Post.Create(session, position, this);
}

internal sealed class CreatePostValidator : AbstractValidator<CreatePost>
{
    private const int LargestCapacity = 1000;

    public CreatePostValidator()
    {
        RuleFor(p => p.Position).NotEmpty();
        RuleFor(p => p.Title).Name().When(p => p.Title is not null);
        RuleFor(p => p.Rank).MaximumLength(Rules.NameLength);
        RuleFor(p => p.Capacity).InclusiveBetween(1, LargestCapacity);
        RuleFor(p => p.Document).DocumentNumber();
        this.PeriodOfDays(p => p.ValidUntil, p => p.ValidFrom);
    }
}

internal sealed class CreatePostHandler(Database database, Caller caller) : IRequestHandler<CreatePost, Result<Seen<Post>>>
{
    public Task<Result<Seen<Post>>> Handle(CreatePost request, CancellationToken ct) =>
        Creating.One<PostNoun, CreatePost, PostCreated, Post>(database, caller, request, ct);
}

internal sealed class PostNoun : INoun<CreatePost, PostCreated, Post>
{
    public static string Word => "post";
    public static string Resource => "posts";
    public static VersionTable Table => Tables.Post;
    public static Refusal Unknown => Refusals.PostUnknown;

    public static async Task<Result<PostCreated>> Plan(Session session, CreatePost statement, long? self)
    {
        var decided = Decided(statement, await RuleSetShelf.Vocabulary(session));
        if (decided.Refusal is { } refusal) return refusal;
        var post = decided.Required();
        var state = await session.Get<State>(StateSql, new { post.Organization, post.Title, post.Position, self = self ?? 0, From = post.ValidFrom, Until = post.ValidUntil });
        if (state.Organizations is 0) return Refusals.OrganizationUnknown.At("organization", statement.Organization.Value);
        if (state.Titles > 0) return Refusals.PostExists.At("title", post.Title);
        return post;
    }

    /// <summary>What is recorded once nothing in the organization stands against it: all there is to decide where the organization itself is new.</summary>
    internal static Result<PostCreated> Decided(CreatePost statement, Vocabulary vocabulary)
    {
        if (vocabulary.Position(statement.Position) is not { } position) return Refusals.PositionUnknown.At("position", statement.Position);
        var period = Stated.Period(statement.ValidFrom, statement.ValidUntil);
        return new PostCreated(
            statement.Organization, statement.Position, statement.Title ?? position.Name.Zh, statement.Rank, statement.Capacity, period.From, period.Until, statement.Document);
    }

    public static Task<CreatePost> Restate(Session session, TimelineVersion version) => Task.FromResult(new CreatePost(
        new OrganizationId((long)version.Values["organization_id"]!),
        (string)version.Values["position"]!,
        (string)version.Values["title"]!,
        (string?)version.Values["rank"],
        (long)version.Values["capacity"]!,
        Stated.From(version.Period.From),
        Stated.Until(version.Period.Until)));

    public static async Task<Seen<Post>?> Show(Session session, long id, Moment moment)
    {
        if (await Versions.Nearest(session, Table, id, moment) is not var (day, version)) return null;
        var row = await session.Get<PostRow>($"{PostRow.SelectOne} AND p.id = @id", new { id, day.AsOf, day.KnownAt, Soon = PostStatus.Soon(day.AsOf) });
        return new(row.Show(moment.AsOf), version, moment);
    }

    /// <summary>A post never has more holders than seats, nor a term on a day on which it does not exist.</summary>
    public static async Task<Refusal?> Check(Session session, long id) => await Against(session, id, await AppointmentNoun.Posts(session, new PostId(id)));

    /// <summary>What stands against it that these should be the versions of the post.</summary>
    internal static async Task<Refusal?> Against(Session session, long id, IReadOnlyList<AppointmentNoun.PostVersion> posts)
    {
        // One that a change of divisions keeps from beginning has nothing on it.
        if (posts.Count is 0) return null;
        var terms = await AppointmentNoun.Terms(session, new PostId(id), null, new Period(Period.BeforeRecords, Period.Open));
        var period = new Period(posts[0].ValidFrom, posts[^1].ValidUntil);
        if (terms.FirstOrDefault(t => !period.Covers(t.Period)) is { } outside) return Refusals.InUse.At(outside.ValidFrom < period.From ? "validFrom" : "validUntil", outside.Id.Value);
        var filling = terms.Where(t => t.Kind.FillsSeat).ToList();
        return AppointmentNoun.Full(filling, posts, period, one: 0) ? AppointmentNoun.Occupied(filling).At("capacity", posts[^1].Capacity) : null;
    }

    public static Task EndDependents(Session session, long position, long id, DateOnly until) => EndTerms(session, position, id, until, "postEnded");

    /// <summary>A post that is no more has no holders, portfolios or contacts.</summary>
    public static async Task EndTerms(Session session, long position, long post, DateOnly until, string reason)
    {
        until = await Ending.OfDependents(Tables.Post, session, post, until);
        await Ending.EndAll(Tables.Portfolio, "post_id", session, position, post, until, reason);
        await Ending.EndAll(Tables.Contact, "post_id", session, position, post, until, reason);
        await Ending.EndAll(Tables.Appointment, "post_id", session, position, post, until, reason);
    }

    public static string UsesSql =>
        """
        SELECT 'appointment' AS noun, id FROM appointment WHERE post_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'portfolio', id FROM portfolio WHERE post_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'contact', id FROM contact WHERE post_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'task', task_id FROM task_bearer WHERE post_id = @id
        UNION SELECT 'handover', id FROM handover WHERE post_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'appraisal', appraisal_id FROM appraisal_result WHERE post_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'appraisalScore', id FROM appraisal_score WHERE post_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'appraisalObjection', id FROM appraisal_objection WHERE post_id = @id AND known_until = 9223372036854775807
        """;

    private sealed record State
    {
        public long Organizations { get; init; }
        public long Titles { get; init; }
    }

    private static readonly string StateSql =
        $"""
        SELECT (SELECT count(*) FROM organization o WHERE o.id = @Organization AND {Known.Now("o")}) AS organizations,
               (SELECT count(*) FROM post p
                 WHERE p.organization_id = @Organization AND p.title = @Title AND p.position = @Position AND p.id <> @self AND {Known.Now("p")}
                   AND p.valid_from < @Until AND @From < p.valid_until) AS titles
        """;
}

internal static class CreatePostEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/posts", async (Body<CreatePost> body, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(body.Value, ct)).ToHttp(seen => seen.ToCreated($"/api/v1/posts/{seen.Value.Id.Value}")))
        .Describes<Post>(nameof(CreatePost), "Posts", "Create a post in an organization", StatusCodes.Status201Created)
        .Takes<CreatePost>().Writes()
        .HeedsScope().Refuses(Refusals.Invalid, Refusals.OrganizationUnknown, Refusals.PositionUnknown, Refusals.PostExists);
}
