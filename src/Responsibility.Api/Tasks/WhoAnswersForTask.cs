using Responsibility.Api.Appointments;
using Responsibility.Api.Coverage;
using Responsibility.Api.Posts;
using Responsibility.Rules;

namespace Responsibility.Api.Tasks;

internal sealed record WhoAnswersForTask(long Id, DateOnly? AsOf, string? KnownAt) : IRequest<Result<TaskChain>>;

/// <summary>Who answers for a task on a day: the bodies and posts that were recorded when it was issued, with those who hold the posts that day.</summary>
/// <param name="Task">Ledger position of the fact that issued the task.</param>
/// <param name="AsOf">The day on which it was so.</param>
/// <param name="KnownAt">The ledger position whose knowledge the answer rests on, as <c>pos:N</c>.</param>
/// <param name="Links">The bearers, from the top down.</param>
/// <example>{"task": 1201, "asOf": "2017-07-09", "knownAt": "pos:48210", "links": ["{TaskLink}"]}</example>
public sealed record TaskChain(TaskId Task, DateOnly AsOf, string KnownAt, IReadOnlyList<TaskLink> Links)
{
    internal bool Stable { get; init; }
}

/// <summary>A bearer of a task and who holds the post on a day.</summary>
/// <param name="Division">The division in whose body it is borne.</param>
/// <param name="Kind">Kind of responsibility.</param>
/// <param name="Grade">Grade of responsibility.</param>
/// <param name="Organization">The body.</param>
/// <param name="Post">The post in it; null where the body itself is the bearer.</param>
/// <param name="Holders">Those who hold the post that day: first those who fill it, then those who act or are in charge.</param>
/// <param name="Vacancy">Null where every seat of the post is filled for longer than 30 days.</param>
/// <param name="Basis">On what ground it was recorded.</param>
/// <example>
/// {
///   "division": {"code": "410225000000", "name": "兰考县", "level": "county"}, "kind": "mainBody", "grade": "firstResponsible",
///   "organization": {"id": 901, "name": "中共兰考县委", "kind": "partyCommittee"}, "post": {"id": 902, "position": "partySecretary", "title": "县委书记"},
///   "holders": [
///     {
///       "official": {"id": 903, "staffNumber": "HN000123", "name": "王某"},
///       "appointment": {"id": 904, "kind": "substantive", "validFrom": "2016-05-01", "validUntil": null, "document": "豫组干〔2016〕12号"}
///     }
///   ],
///   "vacancy": null, "basis": {"clause": "7", "ruleSet": {"id": "henan-2017", "version": 1}}
/// }
/// </example>
public sealed record TaskLink(
    DivisionRef Division, ResponsibilityKind Kind, Grade Grade, OrganizationRef Organization, PostRef? Post, IReadOnlyList<Holder> Holders, LinkVacancy? Vacancy, TaskBasis Basis);

internal sealed class WhoAnswersForTaskHandler(Database database) : IRequestHandler<WhoAnswersForTask, Result<TaskChain>>
{
    public Task<Result<TaskChain>> Handle(WhoAnswersForTask request, CancellationToken ct) =>
        database.Ask<TaskChain>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
        {
            var id = new TaskId(request.Id);
            if (await Versions.Nearest(session, Tables.Task, id.Value, moment) is null) return Refusals.TaskUnknown with { Status = StatusCodes.Status404NotFound };
            var bearers = (await BearerRow.Of(session, [id], moment))[id].ToList();
            var at = new { Task = id, moment.AsOf, moment.KnownAt, Soon = moment.AsOf.AddDays(PostStatus.SoonDays) };
            var holders = (await session.List<HolderRow>(HoldersSql, at)).ToLookup(row => row.PostId, row => row.Show());
            var posts = (await session.List<VacancyRow>(PostsSql, at)).ToDictionary(row => row.Id, row => row.Show());
            return new TaskChain(id, moment.AsOf, moment.KnownAtText, [.. bearers.Select(b => b.PostId is { } post
                ? Link(b.Show(), [.. holders[post]], Vacancy(posts.GetValueOrDefault(post)))
                : Link(b.Show(), [], null))])
            { Stable = moment.Stable };
        }, ct);

    private static TaskLink Link(TaskBearer bearer, IReadOnlyList<Holder> holders, LinkVacancy? vacancy) =>
        new(bearer.Division, bearer.Kind, bearer.Grade, bearer.Organization, bearer.Post, holders, vacancy, bearer.Basis);

    /// <summary>A post that is not there on that day is abolished, whether it is no more or not yet.</summary>
    private static LinkVacancy? Vacancy(Vacancy? post) => post switch
    {
        null => new LinkVacancy(VacancyStatus.Abolished, null),
        { Status: VacancyStatus.Filled } => null,
        var open => new LinkVacancy(open.Status, open.Since),
    };

    private sealed record HolderRow
    {
        public PostId PostId { get; init; }
        public OfficialId OfficialId { get; init; }
        public required string StaffNumber { get; init; }
        public string? Name { get; init; }
        public AppointmentId Id { get; init; }
        public AppointmentKind Kind { get; init; }
        public DateOnly ValidFrom { get; init; }
        public DateOnly ValidUntil { get; init; }
        public string? Document { get; init; }

        public Holder Show() => new(new HolderOfficial(OfficialId, StaffNumber, Name), new HolderAppointment(Id, Kind, ValidFrom, Stated.Until(ValidUntil), Document));
    }

    private static readonly string HoldersSql =
        $"""
        SELECT a.post_id, f.id AS official_id, f.staff_number, f.name, a.id, a.kind, a.valid_from, a.valid_until, a.document
          FROM appointment a
          JOIN official f ON f.id = a.official_id AND {Known.Nearest("f", "official")}
         WHERE a.post_id IN (SELECT b.post_id FROM task_bearer b WHERE b.task_id = @Task) AND {Known.On("a")}
         ORDER BY a.post_id, CASE WHEN a.kind IN {PostStatus.Fills} THEN 0 ELSE 1 END, a.valid_from, a.id
        """;

    private static readonly string PostsSql = $"SELECT * FROM ({VacancyRow.Select}) AS posts WHERE id IN (SELECT b.post_id FROM task_bearer b WHERE b.task_id = @Task)";
}

internal static class WhoAnswersForTaskEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/tasks/{id}/chain", async (Question<One> ask, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(new WhoAnswersForTask(ask.Value.Id, ask.Value.AsOf, ask.Value.KnownAt), ct))
                .ToHttp(chain => new JsonResult<TaskChain>(chain, chain.AsOf, chain.Stable)))
        .Describes<TaskChain>(nameof(WhoAnswersForTask), "Tasks", "Who answers for a task on a day: the recorded bodies and posts, with their holders of that day", StatusCodes.Status200OK)
        .Refuses(Refusals.TaskUnknown with { Status = 404 }, Refusals.KnownAtInFuture);
}
