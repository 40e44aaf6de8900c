namespace Responsibility.Api.Tasks;

/// <summary>Sets a task for a division (立项) and issues it (交办) to those who answer for it by the rules in force on its first day.</summary>
/// <param name="Title">What is to be done.</param>
/// <param name="Division">Code of the division in which it is to be done.</param>
/// <param name="StartsOn">First day of the work; the rules and posts of that day decide who answers for it.</param>
/// <param name="DueOn">Last day of the work.</param>
/// <param name="Programme">The programme (专项) that it belongs to; only those who answer for that programme bear it.</param>
/// <param name="Target">What is to be reached; absent where it is not counted.</param>
/// <param name="Document">Number of the document that sets it.</param>
/// <param name="Parent">Id of the task of which it is a part: in the same division or one above, counted alike, and due no earlier.</param>
/// <param name="Lead">Id of the body that leads (牵头).</param>
/// <param name="Assisting">Ids of the bodies that assist (配合).</param>
/// <param name="Issue">False only registers it; it is issued later.</param>
/// <example>
/// {
///   "title": "2017年易地搬迁", "division": "410225", "programme": "relocation", "target": {"metric": "搬迁人口", "quantity": 12000, "unit": "人"},
///   "startsOn": "2017-03-01", "dueOn": "2017-12-31", "document": "豫扶贫办〔2017〕8号", "lead": 905, "assisting": [906, 907]
/// }
/// </example>
public sealed record IssueTask(
    string Title, string Division, DateOnly StartsOn, DateOnly DueOn, string? Programme = null, TaskTarget? Target = null, string? Document = null,
    TaskId? Parent = null, OrganizationId? Lead = null, IReadOnlyList<OrganizationId>? Assisting = null, bool Issue = true)
    : IRequest<Result<Seen<AssignedTask>>>;

internal sealed class IssueTaskValidator : AbstractValidator<IssueTask>
{
    private const int MostAssisting = 100;

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
        RuleFor(t => t.Assisting)
            .Must((task, bodies) => bodies is null || (bodies.Count <= MostAssisting && bodies.Distinct().Count() == bodies.Count && (task.Lead is not { } lead || !bodies.Contains(lead))))
            .WithErrorCode("body-twice")
            .WithMessage(_ => Rules.Say("A body leads or assists once; at most 100 assist.", "同一单位只能牵头或配合一次,配合单位最多 100 个。"));
    }
}

internal sealed class IssueTaskHandler(Database database, Caller caller) : IRequestHandler<IssueTask, Result<Seen<AssignedTask>>>
{
    public Task<Result<Seen<AssignedTask>>> Handle(IssueTask request, CancellationToken ct) =>
        database.Write<Seen<AssignedTask>>(caller, async session =>
        {
            var plan = await NewTask.Plan(session, database.Today, request);
            if (plan.Refusal is { } refusal) return refusal;
            return session.Done(await session.Record(plan.Required()));
        }, (session, moment, done) => TaskRow.Show(session, done.Id, moment), ct);
}

internal static class IssueTaskEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/tasks", async (Body<IssueTask> body, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(body.Value, ct)).ToHttp(seen => seen.ToCreated($"/api/v1/tasks/{seen.Value.Id.Value}")))
        .Describes<AssignedTask>(nameof(IssueTask), "Tasks", "Issue a task; who answers for it follows from the rules of its first day", StatusCodes.Status201Created)
        .Takes<IssueTask>().Writes()
        .HeedsScope().Refuses(Refusals.Invalid, Refusals.DivisionUnknown, Refusals.ProgrammeUnknown, Refusals.RuleSetNotInForce, Refusals.OrganizationUnknown, Refusals.TaskUnknown)
        .HeedsScope().Refuses(NewTask.AgainstParts);
}
