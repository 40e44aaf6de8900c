using System.Text.Json;
using Responsibility.Api.Ledger;
using Responsibility.Api.RuleSets;
using Responsibility.Api.Tasks;
using Responsibility.Ledger;
using Responsibility.Rules;

namespace Responsibility.Api.Supervision;

/// <summary>Looks for what is late on a day and issues the notices that it calls for (督办); what was issued before is not issued again.</summary>
/// <param name="Day">The day; today where absent. What was so on an earlier day is taken as it is known now.</param>
/// <example>{"day": "2017-07-10"}</example>
internal sealed record RunSupervision(DateOnly? Day = null) : IRequest<Result<SupervisionRun>>;

internal sealed class RunSupervisionHandler(Database database, Caller caller, Supervisor supervisor) : IRequestHandler<RunSupervision, Result<SupervisionRun>>
{
    public async Task<Result<SupervisionRun>> Handle(RunSupervision request, CancellationToken ct)
    {
        var day = request.Day ?? database.Today;
        if (day > database.Today) return Refusals.SupervisionDay.At("day", day);
        return await supervisor.Run(caller, day, ct);
    }
}

/// <summary>Runs: a few hundred tasks to a unit of work, each decided and recorded while nobody else writes. Of several processes one runs at a time.</summary>
internal sealed class Supervisor([FromKeyedServices(Access.Doors.Everything)] Database database, TimeProvider clock)
{
    private const string Duty = "supervision";
    private const int TasksOfUnit = 500;

    public async Task<Result<SupervisionRun>> Run(Caller caller, DateOnly day, CancellationToken ct)
    {
        var (started, holder) = (clock.GetUtcNow(), Guid.NewGuid().ToString("N"));
        var (after, late, issued) = ((long?)0, 0L, new Dictionary<Colour, long>());
        while (after is { } from)
        {
            var unit = await database.Write<Unit>(caller, async session => await Lease.Take(session, Duty, holder, clock.GetUtcNow()) ? await Next(session, day, from) : Refusals.SupervisionRunning, ct);
            if (unit.Refusal is { } refusal) return refusal;
            (after, late) = (unit.Required().Last, late + unit.Required().Tasks);
            foreach (var (colour, count) in unit.Required().Issued) issued[colour] = issued.GetValueOrDefault(colour) + count;
        }
        return await Over(caller, day, holder, started, late, issued, ct);
    }

    /// <param name="Last">The task after which to go on; null where there are no more.</param>
    private sealed record Unit(long? Last, long Tasks, IReadOnlyDictionary<Colour, long> Issued);

    private static async Task<Result<Unit>> Next(Session session, DateOnly day, long after)
    {
        var moment = new Moment { AsOf = day, KnownAt = session.Head };
        var rules = await RuleSetShelf.InForce(session, moment, null);
        if (rules.Refusal is { } refusal) return refusal;
        if (rules.Required().Set.Escalation is not { } escalation) return new Unit(null, 0, new Dictionary<Colour, long>());
        var lights = new Lights(escalation, day, Holidays.Calendar);
        var parameters = lights.Days.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal);
        (parameters["@AsOf"], parameters["@KnownAt"], parameters["@After"], parameters["@Most"]) = (day, moment.KnownAt, after, TasksOfUnit);
        var tasks = await session.List<LateTask>(LateSql(lights.Warns(session, "t", TaskRow.DoneSql)), parameters);
        var at = new { moment.AsOf, moment.KnownAt, Tasks = JsonSerializer.Serialize(tasks.Select(task => task.Id.Value)) };
        var bearers = (await session.List<Answerable>(BearersSql(session.Numbers("@Tasks")), at)).ToLookup(bearer => bearer.TaskId);
        var before = (await session.List<Chased>(BeforeSql(session.Numbers("@Tasks")), at)).ToLookup(notice => notice.TaskId);
        var notices = tasks.SelectMany(task => Chasing.Notices(escalation, rules.Required().Id, Holidays.Calendar, day, task, [.. bearers[task.Id]], [.. before[task.Id]])).ToList();
        foreach (var notice in notices) await session.Record(notice);
        return new Unit(tasks.Count < TasksOfUnit ? null : tasks[^1].Id.Value, tasks.Count, notices.CountBy(notice => notice.Colour).ToDictionary(n => n.Key, n => (long)n.Value));
    }

    private async Task<SupervisionRun> Over(Caller caller, DateOnly day, string holder, DateTimeOffset started, long late, Dictionary<Colour, long> issued, CancellationToken ct)
    {
        RunRow? row = null;
        await database.Operate(async session =>
        {
            row = await session.Get<RunRow>(RunRow.InsertSql, new
            {
                day,
                caller.Actor,
                started = Leaf.Time(started),
                finished = Leaf.Time(clock.GetUtcNow()),
                late,
                blue = issued.GetValueOrDefault(Colour.Blue),
                yellow = issued.GetValueOrDefault(Colour.Yellow),
                red = issued.GetValueOrDefault(Colour.Red),
            });
            await Lease.Release(session, Duty, holder);
        }, ct);
        return row!.Show();
    }

    /// <summary>Tasks that are under way and warn; by their ids, so that a unit goes on where the last one stopped.</summary>
    private static string LateSql(string warns) =>
        $"""
        SELECT t.id, t.division_id, d.level, t.state, t.starts_on, t.due_on, t.quantity, {TaskRow.DoneSql} AS done,
               (SELECT b.organization_id FROM task_body b WHERE b.task_id = t.id AND b.ordinal = 0) AS lead_id,
               (SELECT max(r.valid_from) FROM task r WHERE r.id = t.id AND r.state = 'reopened' AND r.valid_from <= @AsOf AND {Known.At("r")}) AS reopened_on
          FROM task t
          JOIN division d ON d.id = t.division_id AND {Known.Nearest("d", "division")}
         WHERE {Known.On("t")} AND t.id > @After AND t.state IN ('issued', 'acknowledged', 'inProgress', 'returned', 'reopened') AND {warns}
         ORDER BY t.id
         LIMIT @Most
        """;

    /// <summary>Those of the tasks' bearers that are there on the day.</summary>
    private static string BearersSql(string tasks) =>
        $"""
        WITH asked (id) AS ({tasks})
        SELECT b.task_id, b.division_id, d.level, b.organization_id, b.post_id, b.rule_set_id, b.clause, b.kind, b.grade
          FROM asked
         CROSS JOIN task_bearer b
          JOIN division d ON d.id = b.division_id AND {Known.On("d")}
          JOIN organization o ON o.id = b.organization_id AND {Known.On("o")}
          LEFT JOIN post p ON p.id = b.post_id AND {Known.On("p")}
         WHERE b.task_id = asked.id AND (b.post_id IS NULL OR p.id IS NOT NULL)
         ORDER BY b.task_id, b.ordinal
        """;

    private static string BeforeSql(string tasks) =>
        $"""
        WITH asked (id) AS ({tasks})
        SELECT DISTINCT n.task_id, n.reason, n.rung, n.organization_id, n.post_id, n.due_on, n.issued_on
          FROM asked
         CROSS JOIN supervision_notice n
         WHERE n.task_id = asked.id AND {Known.Now("n")}
        """;
}

internal static class RunSupervisionEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/supervision-runs", async (Body<RunSupervision> body, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(body.Value, ct)).ToHttp(run => TypedResults.Created($"/api/v1/supervision-runs/{run.Id}", run)))
        .Describes<SupervisionRun>(nameof(RunSupervision), "Supervision", "Look for what is late on a day, and issue the notices that it calls for", StatusCodes.Status201Created)
        .Takes<RunSupervision>().Writes().Repeats().IsNotStored()
        .Refuses(Refusals.Invalid, Refusals.SupervisionDay, Refusals.SupervisionRunning, Refusals.RuleSetNotInForce);
}
