using Responsibility.Api.Chain;

namespace Responsibility.Api.Tasks;

/// <summary>Decides whether a task may be, and who answers for it: for one that is stated alone, that is allocated, or that a file holds.</summary>
internal static class NewTask
{
    /// <summary>Steps down from the whole: more than any administration has.</summary>
    internal const int Deepest = 12;

    /// <summary>What can stand against a part of a task.</summary>
    public static readonly IReadOnlyList<Refusal> AgainstParts =
    [
        Refusals.TaskStep, Refusals.AllocationOutside, Refusals.AllocationExists, Refusals.TaskStartsBeforeParent, Refusals.TaskDueAfterParent, Refusals.TaskMetricDiffers, Refusals.TaskTooDeep,
    ];

    public static async Task<Result<TaskRegistered>> Plan(Session session, DateOnly today, IssueTask statement)
    {
        var filter = await ChainFilters.Of(session, statement.Programme is { } programme ? [programme] : null, null);
        if (filter.Refusal is { } unknown) return unknown;
        var moment = new Moment { AsOf = statement.StartsOn, KnownAt = session.Head };
        var derived = await Chains.Derive(session, moment, statement.Division, filter.Required(), null);
        if (derived.Refusal is { } refusal) return refusal;
        var division = (await DivisionCodes.Find(session, statement.Division, moment))!;
        if (!await session.Reaches("division", division.Id.Value)) return Refusals.DivisionUnknown.At("division", statement.Division);
        var bodies = await TaskBodies.Unknown(session, "lead", statement.Lead is { } lead ? [lead] : []) ?? await TaskBodies.Unknown(session, "assisting", statement.Assisting ?? []);
        if (bodies is not null) return bodies;
        if (await Against(session, statement, division.Id, moment) is { } against) return against;
        return new TaskRegistered(
            statement.Parent, division.Id, statement.Title, statement.Programme, statement.Target?.Metric, statement.Target?.Quantity, statement.Target?.Unit,
            statement.StartsOn, statement.DueOn, statement.Document, statement.Issue, today < statement.StartsOn ? today : statement.StartsOn,
            statement.Lead, statement.Assisting ?? [], await Bearers(session, moment, derived.Required()));
    }

    /// <summary>What stands against the task as a part of another, if it is one.</summary>
    private static async Task<Refusal?> Against(Session session, IssueTask part, DivisionId division, Moment moment)
    {
        if (part.Parent is not { } parent) return null;
        if (await TaskStanding.Of(session, parent.Value) is not { } whole) return Refusals.TaskUnknown.At("parent", parent.Value);
        var place = await session.Get<Place>(PlaceSql, new
        {
            Division = division,
            moment.AsOf,
            moment.KnownAt,
            above = whole.Division,
            parent,
            part.Title,
            lead = part.Lead?.Value ?? 0,
            open = Period.Open,
        });
        return Refusal(part, whole, division, place);
    }

    /// <summary>Whether a task may be a part of that whole.</summary>
    internal static Refusal? Refusal(IssueTask part, TaskStanding whole, DivisionId division, Place place)
    {
        if (TaskSteps.IllegalIn(whole.State, TaskStep.Allocate) is { } illegal) return illegal;
        if (place.Inside is 0) return Refusals.AllocationOutside.At("division", part.Division);
        if (place.LeadOutside > 0) return Refusals.AllocationOutside.At("lead", part.Lead!.Value.Value);
        if (division == whole.Division && part.Lead is null && part.Title == whole.Title)
            return Refusals.AllocationOutside.Because("A part in the same division needs a body that leads, or a title of its own.", "分解到本区划须写明牵头单位或另拟任务名称。").At("division", part.Division);
        if (place.Same > 0) return Refusals.AllocationExists.At("division", part.Division);
        if (part.StartsOn < whole.StartsOn) return Refusals.TaskStartsBeforeParent.At("startsOn", part.StartsOn);
        if (part.DueOn > whole.DueOn) return Refusals.TaskDueAfterParent.At("dueOn", part.DueOn);
        if (whole.Target is { } counted && (part.Target is not { } target || (target.Metric, target.Unit) != (counted.Metric, counted.Unit)))
            return Refusals.TaskMetricDiffers.Because($"The whole counts {counted.Metric} in {counted.Unit}.", $"上级任务的指标为{counted.Metric},单位为{counted.Unit}。").At("target", part.Target?.Metric);
        return place.Above >= Deepest ? Refusals.TaskTooDeep.At("parent", whole.Id.Value) : null;
    }

    /// <summary>The links of a chain as bearers; one who bears the same on several portfolios or contacts bears it once.</summary>
    private static async Task<IReadOnlyList<RecordedBearer>> Bearers(Session session, Moment moment, Chains.Derived derived)
    {
        var divisions = new Dictionary<string, DivisionId>(StringComparer.Ordinal);
        foreach (var place in derived.Places) divisions[place.Code] = place.Id;
        foreach (var code in derived.Answer.Links.Select(link => link.Division.Code).Distinct(StringComparer.Ordinal).Where(code => !divisions.ContainsKey(code)))
            divisions[code] = (await DivisionCodes.Find(session, code, moment))!.Id;
        return [.. derived.Answer.Links
            .Select(link => new RecordedBearer(
                divisions[link.Division.Code], link.Organization.Id, link.Post?.Id, derived.RuleSet.Id, link.Basis.Clause, link.Kind, link.Grade))
            .Distinct()];
    }

    /// <summary>Where a part would stand.</summary>
    internal sealed record Place
    {
        /// <summary>1 where its division is that of the whole or below it.</summary>
        public long Inside { get; init; }

        /// <summary>1 where the body that leads is elsewhere.</summary>
        public long LeadOutside { get; init; }

        /// <summary>Parts of the whole that are the same already.</summary>
        public long Same { get; init; }

        /// <summary>How many tasks stand above it.</summary>
        public long Above { get; init; }
    }

    /// <summary>The lead is where the part is, in the division of the whole, or between.</summary>
    private static readonly string PlaceSql =
        $"""
        {Reach.PathSql}, whole (id, parent_id, above) AS (
            SELECT t.id, t.parent_id, 1 FROM task t WHERE t.id = @parent AND {Known.Now("t")} AND t.valid_until = @open
             UNION ALL
            SELECT t.id, t.parent_id, w.above + 1 FROM whole w CROSS JOIN task t WHERE t.id = w.parent_id AND {Known.Now("t")} AND t.valid_until = @open
        )
        SELECT (SELECT count(*) FROM path p WHERE p.id = @above) AS inside,
               (SELECT count(*) FROM organization o
                 WHERE o.id = @lead AND {Known.Now("o")} AND o.valid_from <= @AsOf AND o.valid_until > @AsOf
                   AND o.division_id NOT IN (SELECT p.id FROM path p WHERE p.depth <= (SELECT min(u.depth) FROM path u WHERE u.id = @above))) AS lead_outside,
               (SELECT count(*) FROM task s
                 WHERE s.parent_id = @parent AND s.valid_until = @open AND {Known.Now("s")} AND s.state <> 'cancelled' AND s.division_id = @Division AND s.title = @Title
                   AND coalesce((SELECT b.organization_id FROM task_body b WHERE b.task_id = s.id AND b.ordinal = 0), 0) = @lead) AS same,
               (SELECT max(w.above) FROM whole w) AS above
        """;
}
