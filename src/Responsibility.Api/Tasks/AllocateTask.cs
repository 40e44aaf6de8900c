namespace Responsibility.Api.Tasks;

/// <summary>Breaks a task down (分解) to divisions below it, or to bodies in it or below: each part is a task of its own. All parts are registered, or none.</summary>
/// <param name="Allocations">The parts.</param>
/// <param name="Document">Number of the document that does so.</param>
/// <param name="Issue">False only registers the parts; they are issued later.</param>
/// <example>{"allocations": [{"division": "410225101", "quantity": 1200}, {"organization": 908, "quantity": 300, "title": "县直安置点搬迁"}], "document": "兰扶贫办〔2017〕5号"}</example>
public sealed record TaskAllocations(IReadOnlyList<TaskShare> Allocations, string? Document = null, bool Issue = true);

/// <summary>A part of a task.</summary>
/// <param name="Division">Code of the division that it goes to; absent, that of the organization.</param>
/// <param name="Organization">Id of the body that leads it; needed in the division of the whole.</param>
/// <param name="Quantity">How much of what the whole counts; absent where that is not counted. What all parts have together may be more or less than the whole: the tree shows it.</param>
/// <param name="Title">Its title; that of the whole where absent.</param>
/// <param name="StartsOn">First day of the work; that of the whole where absent.</param>
/// <param name="DueOn">Last day of the work; that of the whole where absent.</param>
/// <param name="Assisting">Ids of the bodies that assist.</param>
/// <example>{"division": "410225101", "quantity": 1200, "dueOn": "2017-11-30"}</example>
public sealed record TaskShare(
    string? Division = null, OrganizationId? Organization = null, double? Quantity = null, string? Title = null, DateOnly? StartsOn = null, DateOnly? DueOn = null,
    IReadOnlyList<OrganizationId>? Assisting = null);

/// <summary>How a task stands after it was broken down.</summary>
/// <param name="Task">Id of the whole.</param>
/// <param name="Target">What the whole is to reach; null where it is not counted.</param>
/// <param name="Allocated">What all its parts are to reach together.</param>
/// <param name="Unallocated">What is left of it; 0 where the parts are more than the whole.</param>
/// <param name="Items">The parts that were registered just now.</param>
/// <example>{"task": 1201, "target": 12000, "allocated": 1500, "unallocated": 10500, "items": ["{AssignedTask}"]}</example>
public sealed record TaskAllocation(TaskId Task, double? Target, double Allocated, double Unallocated, IReadOnlyList<AssignedTask> Items);

internal sealed record AllocateTask(long Id, TaskAllocations Body) : IRequest<Result<TaskAllocation>>;

internal sealed class AllocateTaskValidator : AbstractValidator<AllocateTask>
{
    private const int Most = 1000;

    public AllocateTaskValidator()
    {
        RuleFor(a => a.Body.Allocations).Must(parts => parts.Count is > 0 and <= Most).WithErrorCode("count")
            .WithMessage(_ => Rules.Say("Between 1 and 1,000 parts.", "分解项为 1 至 1000 个。")).OverridePropertyName("allocations");
        RuleForEach(a => a.Body.Allocations).ChildRules(part => part
            .RuleFor(p => p.Division).Must((p, division) => division is not null || p.Organization is not null).WithErrorCode("not-empty")
            .WithMessage(_ => Rules.Say("Name a division or an organization.", "请写明区划或单位。"))).OverridePropertyName("allocations");
        RuleForEach(a => a.Body.Allocations).ChildRules(part => part.RuleFor(p => p.Division).DivisionCode()).OverridePropertyName("allocations");
    }
}

internal sealed class AllocateTaskHandler(Database database, Caller caller, IValidator<IssueTask> validator) : IRequestHandler<AllocateTask, Result<TaskAllocation>>
{
    public Task<Result<TaskAllocation>> Handle(AllocateTask request, CancellationToken ct) =>
        database.Write<TaskAllocation>(caller, async session =>
        {
            if (await TaskStanding.Of(session, request.Id) is not { } whole) return Refusals.TaskUnknown with { Status = StatusCodes.Status404NotFound };
            if (TaskSteps.IllegalIn(whole.State, TaskStep.Allocate) is { } illegal) return illegal;
            var parts = new List<TaskId>();
            foreach (var (index, share) in request.Body.Allocations.Index())
            {
                var plan = await Plan(session, request.Body, share, whole);
                if (plan.Refusal is { } refusal) return At(index, refusal);
                parts.Add(new(await session.Record(plan.Required())));
            }
            return session.Done(request.Id, with: [.. parts.Select(part => part.Value)]);
        }, Show, ct);

    private async Task<Result<TaskRegistered>> Plan(Session session, TaskAllocations body, TaskShare share, TaskStanding whole)
    {
        var startsOn = share.StartsOn ?? whole.StartsOn;
        if ((share.Division ?? await Home(session, share.Organization!.Value, startsOn)) is not { } division) return Refusals.OrganizationUnknown.At("organization", share.Organization!.Value.Value);
        var target = share.Quantity is { } quantity ? new TaskTarget(whole.Target?.Metric ?? "", quantity, whole.Target?.Unit ?? "") : null;
        var statement = new IssueTask(
            share.Title ?? whole.Title, division, startsOn, share.DueOn ?? whole.DueOn, whole.Programme, target, body.Document, whole.Id, share.Organization, share.Assisting, body.Issue);
        return Shape.Refusal(validator, statement) is { } invalid ? invalid : await NewTask.Plan(session, database.Today, statement);
    }

    /// <summary>The division of a body on that day.</summary>
    private static async Task<string?> Home(Session session, OrganizationId body, DateOnly day) =>
        (await Tables.Organization.Current(session, body.Value)).On(day)?.Values["division_id"] is long division ? await DivisionCodes.Of(session, division, day) : null;

    /// <summary>The refusal in the members of the body: what leads is called organization there, and a target is its quantity.</summary>
    private static Refusal At(int index, Refusal refusal) => refusal.Code == Refusals.TaskStep.Code ? refusal : refusal with
    {
        Faults = [.. refusal.Faults.Select(f => f with
        {
            Pointer = $"/allocations/{index}" + f.Pointer switch
            {
                "/lead" => "/organization",
                var target when target.StartsWith("/target", StringComparison.Ordinal) => "/quantity",
                var other => other,
            },
        })],
    };

    private static async Task<TaskAllocation?> Show(Session session, Moment moment, Done done)
    {
        if (await TaskRow.Show(session, done.Id, moment) is not { Value: var whole }) return null;
        var rows = await session.List<TaskRow>($"{TaskRow.Select} AND t.id IN ({string.Join(',', done.With)}) ORDER BY t.id", new { moment.AsOf, moment.KnownAt });
        var allocated = await session.Get<double>(AllocatedSql, new { done.Id, open = Period.Open, moment.KnownAt });
        return new(whole.Id, whole.Target?.Quantity, allocated, Math.Max(0, (whole.Target?.Quantity ?? 0) - allocated), await TaskRow.Show(session, rows, moment));
    }

    private static readonly string AllocatedSql =
        $"SELECT coalesce(sum(t.quantity), 0.0) FROM task t WHERE t.parent_id = @Id AND t.valid_until = @open AND {Known.At("t")} AND t.state <> 'cancelled'";
}

internal static class AllocateTaskEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/tasks/{id}/allocations", async (Question<Whole> ask, Body<TaskAllocations> body, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(new AllocateTask(ask.Value.Id, body.Value), ct))
                .ToHttp(allocation => TypedResults.Created($"/api/v1/tasks/{ask.Value.Id}/tree", allocation)))
        .Describes<TaskAllocation>(nameof(AllocateTask), "Tasks", "Break a task down to divisions below it, or to bodies", StatusCodes.Status201Created)
        .Takes<TaskAllocations>().Writes()
        .HeedsScope().Refuses(Refusals.Invalid, Refusals.TaskUnknown with { Status = 404 }, Refusals.DivisionUnknown, Refusals.OrganizationUnknown, Refusals.RuleSetNotInForce)
        .Refuses(NewTask.AgainstParts);
}
