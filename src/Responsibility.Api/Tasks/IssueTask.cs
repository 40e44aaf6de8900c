using System.Text.Json.Serialization;
using Responsibility.Api.Chain;

namespace Responsibility.Api.Tasks;

/// <summary>Sets a task for a division and issues it (立项、交办) to those who answer for it by the rules in force on its first day.</summary>
/// <param name="Title">What is to be done.</param>
/// <param name="Division">Code of the division in which it is to be done.</param>
/// <param name="StartsOn">First day of the work; the rules and posts of that day decide who answers for it.</param>
/// <param name="DueOn">Last day of the work.</param>
/// <param name="Programme">The programme (专项) that it belongs to; only those who answer for that programme bear it.</param>
/// <param name="Target">What is to be reached; absent where it is not counted.</param>
/// <param name="Document">Number of the document that sets it.</param>
/// <example>
/// {
///   "title": "2017年易地搬迁", "division": "410225", "programme": "relocation", "target": {"metric": "搬迁人口", "quantity": 12000, "unit": "人"},
///   "startsOn": "2017-03-01", "dueOn": "2017-12-31", "document": "豫扶贫办〔2017〕8号"
/// }
/// </example>
public sealed record IssueTask(
    string Title, string Division, DateOnly StartsOn, DateOnly DueOn, string? Programme = null, TaskTarget? Target = null, string? Document = null)
    : IRequest<Result<Seen<AssignedTask>>>;

/// <summary>A task was issued. Bearers are kept as ids, never as names: who holds a post is asked of the day.</summary>
/// <param name="ValidFrom">The day of issue, or the first day of the work where that is earlier.</param>
internal sealed record TaskIssued(
    DivisionId Division, string Title, string? Programme, string? Metric, double? Quantity, string? Unit, DateOnly StartsOn, DateOnly DueOn, string? Document,
    DateOnly ValidFrom, IReadOnlyList<RecordedBearer> Bearers) : ICreation
{
    public static string Kind => "taskIssued/1";

    [JsonIgnore]
    public Period Period => new(ValidFrom, Period.Open);

    [JsonIgnore]
    public TaskState State { get; } = TaskState.Issued;

    public async Task Apply(Session session, long position)
    {
        await Tables.Task.Create(session, position, this);
        await session.AddName(Tables.Task.Noun, position, Title);
        foreach (var (ordinal, bearer) in Bearers.Index())
            await session.Write(BearerSql, new { Task = position, ordinal, bearer.Division, bearer.Organization, bearer.Post, bearer.RuleSet, bearer.Clause, bearer.Kind, bearer.Grade });
    }

    private const string BearerSql =
        """
        INSERT INTO task_bearer (task_id, ordinal, division_id, organization_id, post_id, rule_set_id, clause, kind, grade)
        VALUES (@Task, @ordinal, @Division, @Organization, @Post, @RuleSet, @Clause, @Kind, @Grade)
        """;
}

/// <summary>Who answers for a task, on what ground.</summary>
internal sealed record RecordedBearer(
    DivisionId Division, OrganizationId Organization, PostId? Post, RuleSetId RuleSet, string Clause, ResponsibilityKind Kind, Grade Grade);

internal sealed class IssueTaskValidator : AbstractValidator<IssueTask>
{
    public IssueTaskValidator()
    {
        RuleFor(t => t.Title).Name();
        RuleFor(t => t.Division).NotEmpty().DivisionCode();
        RuleFor(t => t.Document).DocumentNumber();
        RuleFor(t => t.DueOn).GreaterThanOrEqualTo(t => t.StartsOn);
        RuleFor(t => t.Target!).ChildRules(target =>
        {
            target.RuleFor(t => t.Metric).Name();
            target.RuleFor(t => t.Quantity).GreaterThan(0).LessThanOrEqualTo(TaskSteps.LargestQuantity);
            target.RuleFor(t => t.Unit).Name();
        }).When(t => t.Target is not null);
    }
}

internal sealed class IssueTaskHandler(Database database, Caller caller) : IRequestHandler<IssueTask, Result<Seen<AssignedTask>>>
{
    public Task<Result<Seen<AssignedTask>>> Handle(IssueTask request, CancellationToken ct) =>
        database.Write<Seen<AssignedTask>>(caller, async session =>
        {
            var filter = await ChainFilters.Of(session, request.Programme is { } programme ? [programme] : null, null);
            if (filter.Refusal is { } unknown) return unknown;
            var moment = new Moment { AsOf = request.StartsOn, KnownAt = session.Head };
            var derived = await Chains.Derive(session, moment, request.Division, filter.Required(), null);
            if (derived.Refusal is { } refusal) return refusal;
            var division = (await DivisionCodes.Find(session, request.Division, moment))!;
            var issuedOn = database.Today < request.StartsOn ? database.Today : request.StartsOn;
            var id = await session.Record(new TaskIssued(
                division.Id, request.Title, request.Programme, request.Target?.Metric, request.Target?.Quantity, request.Target?.Unit, request.StartsOn, request.DueOn,
                request.Document, issuedOn, await Bearers(session, moment, derived.Required())));
            return (await TaskRow.Show(session, id, new Moment { AsOf = database.Today, KnownAt = session.Head }))!;
        }, ct);

    /// <summary>The links of a chain as bearers; one who bears the same on several portfolios or contacts bears it once.</summary>
    private static async Task<IReadOnlyList<RecordedBearer>> Bearers(Session session, Moment moment, Chains.Derived derived)
    {
        var divisions = new Dictionary<string, DivisionId>(StringComparer.Ordinal);
        foreach (var code in derived.Answer.Links.Select(link => link.Division.Code).Distinct(StringComparer.Ordinal))
            divisions[code] = (await DivisionCodes.Find(session, code, moment))!.Id;
        return [.. derived.Answer.Links
            .Select(link => new RecordedBearer(
                divisions[link.Division.Code], link.Organization.Id, link.Post?.Id, derived.RuleSet.Id, link.Basis.Clause, link.Kind, link.Grade))
            .Distinct()];
    }
}

internal static class IssueTaskEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/tasks", async (Body<IssueTask> body, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(body.Value, ct)).ToHttp(seen => seen.ToCreated($"/api/v1/tasks/{seen.Value.Id.Value}")))
        .Describes<AssignedTask>(nameof(IssueTask), "Tasks", "Issue a task; who answers for it follows from the rules of its first day", StatusCodes.Status201Created)
        .Takes<IssueTask>().Writes()
        .Refuses(Refusals.Invalid, Refusals.DivisionUnknown, Refusals.ProgrammeUnknown, Refusals.RuleSetNotInForce);
}
