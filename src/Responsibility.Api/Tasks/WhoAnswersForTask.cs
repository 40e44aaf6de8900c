using Responsibility.Api.Chain;
using Responsibility.Api.Coverage;
using Responsibility.Api.Posts;
using Responsibility.Api.RuleSets;
using Responsibility.Rules;

namespace Responsibility.Api.Tasks;

internal sealed record WhoAnswersForTask(long Id, DateOnly? AsOf, string? KnownAt) : IRequest<Result<TaskChain>>;

/// <summary>Who answers for a task on a day: the bodies and posts that were recorded when it was issued, each on its ground, with those who hold the posts that day.</summary>
/// <param name="Task">Ledger position of the fact that issued the task.</param>
/// <param name="AsOf">The day on which it was so.</param>
/// <param name="KnownAt">The ledger position whose knowledge the answer rests on, as <c>pos:N</c>.</param>
/// <param name="RuleSet">The rule set, and its version, by which they were derived; null where nobody answers.</param>
/// <param name="Links">The bearers, from the top down. Scope and basis are those of the task's first day as known when it was issued; names, holders and vacancy are those of the day asked.
/// The ledger positions are what the link rested on then, the task, and the terms of that day's holders.</param>
/// <example>{"task": 1201, "asOf": "2017-07-09", "knownAt": "pos:48210", "ruleSet": {"id": "henan-2017", "version": 1}, "links": ["{ChainLink}"]}</example>
public sealed record TaskChain(TaskId Task, DateOnly AsOf, string KnownAt, RuleSetReference? RuleSet, IReadOnlyList<ChainLink> Links)
{
    internal bool Stable { get; init; }
}

internal sealed class WhoAnswersForTaskHandler(Database database) : IRequestHandler<WhoAnswersForTask, Result<TaskChain>>
{
    public Task<Result<TaskChain>> Handle(WhoAnswersForTask request, CancellationToken ct) =>
        database.Ask<TaskChain>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
        {
            var id = new TaskId(request.Id);
            if (await Versions.Nearest(session, Tables.Task, id.Value, moment) is null) return Refusals.TaskUnknown with { Status = StatusCodes.Status404NotFound };
            var bearers = (await BearerRow.Of(session, [id], moment))[id].ToList();
            var at = new { Task = id, moment.AsOf, moment.KnownAt, Soon = PostStatus.Soon(moment.AsOf) };
            // Who answers may be above what the asker reaches; the task itself is not.
            var everything = await session.Everything();
            var holders = await HolderRow.Of(everything, bearers.Select(bearer => bearer.PostId).OfType<PostId>(), moment);
            var posts = (await everything.List<VacancyRow>(PostsSql, at)).ToDictionary(row => row.Id, row => row.Show());
            var grounds = await Grounds(everything, id, bearers);
            return new TaskChain(id, moment.AsOf, moment.KnownAtText, bearers is [var first, ..] ? first.RuleSet : null,
            [
                .. from bearer in bearers
                   from ground in grounds[bearer.Key]
                   select bearer.PostId is { } post
                       ? Link(id, bearer, ground, [.. holders[post]], Vacancy(posts.GetValueOrDefault(post)))
                       : Link(id, bearer, ground, [], null),
            ])
            { Stable = moment.Stable };
        }, ct);

    /// <summary>The links by which the bearers were recorded: the chain of the task's first day, as known just before the task, derived again.</summary>
    private static async Task<Dictionary<BearerKey, IReadOnlyList<ChainLink>>> Grounds(Session session, TaskId id, IReadOnlyList<BearerRow> bearers)
    {
        if (bearers is not [var first, ..]) return [];
        var task = await session.Get<IssuedRow>("SELECT t.division_id, t.programme, t.starts_on FROM task t WHERE t.id = @id AND t.known_from = @id", new { id });
        var derived = await Chains.Derive(
            session, new Moment { AsOf = task.StartsOn, KnownAt = id.Value - 1 }, task.DivisionId, new ChainFilter { Programmes = task.Programme is { } programme ? [programme] : [] },
            new RuleSetShelf.Shelved(first.RuleSetId, await RuleSetShelf.Read(session, first.RuleSetId)));
        return derived.Answer.Links.GroupBy(BearerKey.Of).ToDictionary(links => links.Key, links => (IReadOnlyList<ChainLink>)[.. links]);
    }

    private static ChainLink Link(TaskId task, BearerRow bearer, ChainLink ground, IReadOnlyList<HolderRow> holders, LinkVacancy? vacancy) => ground with
    {
        Division = new DivisionReference(bearer.Code, bearer.DivisionName, bearer.Level),
        Organization = new OrganizationReference(bearer.OrganizationId, bearer.OrganizationName, bearer.OrganizationKind),
        Post = bearer.PostId is { } post ? new PostReference(post, bearer.Position!, bearer.Title!) : null,
        Holders = [.. holders.Select(h => h.Show())],
        Vacancy = vacancy,
        Ledger = [.. ground.Ledger.Append(task.Value).Concat(holders.SelectMany(h => h.Ledger)).Distinct().Order()],
    };

    /// <summary>A post that is not there on that day is abolished, whether it is no more or not yet.</summary>
    private static LinkVacancy? Vacancy(Vacancy? post) => post switch
    {
        null => new LinkVacancy(VacancyStatus.Abolished, null),
        { Status: VacancyStatus.Filled } => null,
        var open => new LinkVacancy(open.Status, open.Since),
    };

    private sealed record IssuedRow
    {
        public DivisionId DivisionId { get; init; }
        public string? Programme { get; init; }
        public DateOnly StartsOn { get; init; }
    }

    private static readonly string PostsSql = $"SELECT * FROM ({VacancyRow.Select}) AS posts WHERE id IN (SELECT b.post_id FROM task_bearer b WHERE b.task_id = @Task)";
}

internal static class WhoAnswersForTaskEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/tasks/{id}/chain", async (Question<One> ask, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(new WhoAnswersForTask(ask.Value.Id, ask.Value.AsOf, ask.Value.KnownAt), ct))
                .ToHttp(chain => new JsonResult<TaskChain>(chain, chain.AsOf, chain.Stable)))
        .Describes<TaskChain>(nameof(WhoAnswersForTask), "Tasks", "Who answers for a task on a day: the recorded bodies and posts, with their holders of that day", StatusCodes.Status200OK)
        .HeedsScope().Refuses(Refusals.TaskUnknown with { Status = 404 }, Refusals.KnownAtInFuture);
}
