namespace Responsibility.Api.Imports;

/// <summary>How the rows of one type of file are read, decided on and recorded.</summary>
internal interface IImportRows
{
    IReadOnlyList<ImportColumn> Columns { get; }

    /// <summary>What a row states, or why it cannot be read: nothing is looked up, so this runs beside the writer.</summary>
    StatedRow Read(Row row);

    /// <summary>Looks up at once what many rows of a chunk refer to; whatever was held of earlier chunks is forgotten, since others write in between.</summary>
    Task Begin(Session session, IReadOnlyList<StatedRow> chunk);

    /// <summary>Decides on a row and records what follows from it: everything or nothing.</summary>
    Task<RowOutcome> Take(Session session, StatedRow row);
}

/// <summary>Faults of a statement's members, as those of the columns that fill them.</summary>
internal static class ColumnFaults
{
    public static Refusal? InColumn(this Refusal? refusal, string member, string column) => refusal is null ? null
        : refusal with { Faults = [.. refusal.Faults.Select(f => f.Pointer == member ? f with { Pointer = column } : f)] };
}

/// <summary>A row and what it states, or why it cannot be read.</summary>
internal sealed record StatedRow(Row Row, object? Statement, Refusal? Refusal);

/// <summary>What a job tells those who deal with its rows.</summary>
/// <param name="Reason">Stands as the reason in facts that correct what was known.</param>
internal sealed record ImportContext(ImportParams Params, string Reason);

/// <inheritdoc cref="IImportRows"/>
internal abstract class ImportRows<TStatement>(ImportContext context) : IImportRows where TStatement : class
{
    public abstract IReadOnlyList<ImportColumn> Columns { get; }

    protected ImportContext Context => context;

    public StatedRow Read(Row row)
    {
        var cells = new Cells(row);
        var statement = Read(cells);
        return new(row, statement, cells.Refusal ?? Check(statement));
    }

    public virtual Task Begin(Session session, IReadOnlyList<StatedRow> chunk) => Task.CompletedTask;

    public async Task<RowOutcome> Take(Session session, StatedRow row) =>
        row.Refusal is { } refusal ? refusal : await Take(session, (TStatement)row.Statement!);

    protected abstract TStatement Read(Cells cells);

    /// <summary>What the validators of single requests have against it.</summary>
    protected abstract Refusal? Check(TStatement statement);

    protected abstract Task<RowOutcome> Take(Session session, TStatement statement);

    /// <summary>Records a new thing, unless the job only updates.</summary>
    protected async Task<RowOutcome> Create<TCreation>(Session session, Result<TCreation> plan) where TCreation : ICreation
    {
        if (plan.Refusal is { } refusal) return refusal;
        if (context.Params.ImportStrategy is ImportStrategy.Update) return Refusals.RowUnknown;
        return RowOutcome.Created.Of(await session.Record(plan.Required()));
    }

    /// <summary>Records the correction of a known thing, unless there is none or the job only creates.</summary>
    protected async Task<RowOutcome> Update<TNoun>(Session session, long id, Result<Correction<TNoun>> correction) where TNoun : INoun
    {
        if (correction.Refusal is { } refusal) return refusal;
        if (correction.Required().Fact is null) return RowOutcome.Unchanged.Of(id);
        if (context.Params.ImportStrategy is ImportStrategy.Create) return Refusals.RowExists;
        await correction.Required().Record(session);
        return RowOutcome.Updated.Of(id);
    }

    /// <summary>What has to be corrected in a version so that it says what <paramref name="statement"/> says.</summary>
    protected async Task<Result<Correction<TNoun>>> Corrects<TNoun, TOf, TCreation, TItem>(
        Session session, long id, Timeline timeline, TimelineVersion version, TOf statement, IValidator<TOf> validator)
        where TNoun : INoun<TOf, TCreation, TItem>
        where TOf : notnull
        where TCreation : ICreation
        where TItem : notnull
    {
        // What was erased would not pass as new, and yet is known.
        if (statement.Equals(await TNoun.Restate(session, version))) return new Correction<TNoun>(null);
        if (Shape.Refusal(validator, statement) is { } invalid) return invalid;
        var plan = await TNoun.Plan(session, statement, id);
        if (plan.Refusal is { } refused) return refused;
        var correction = Correction.Of<TNoun, TCreation>(id, timeline, version, plan.Required(), context.Reason);
        return correction.Refusal is { } overlapping ? overlapping : correction.Required() with { Besides = besides => TNoun.RecordBesides(besides, id, plan.Required()) };
    }

    /// <summary>What ends with a thing must be the caller's to end: to be known before anything is recorded, since a row is not rolled back alone.</summary>
    protected static async Task<Refusal?> RestsBeyond<TNoun>(Session session, long id) where TNoun : INoun
    {
        if (session.Caller.Scope is null) return null;
        foreach (var (noun, one) in await session.List<(string Noun, long Id)>(TNoun.UsesSql, new { id }))
            if (!await session.Reaches(noun, one)) return Refusals.InUse.Because("What is beyond the divisions that you reach rests on it.", "其上有您范围之外的事项。").At("validUntil");
        return null;
    }

    /// <summary>Records that from a day on a known thing is otherwise, and where the row says so until when.</summary>
    /// <param name="statement">The thing as it is from that day on.</param>
    /// <param name="until">First day on which it is no more, where the row says so.</param>
    /// <param name="against">What stands against the thing being so.</param>
    protected async Task<RowOutcome> Change<TNoun, TOf, TCreation, TItem>(
        Session session, long id, Timeline timeline, DateOnly day, TOf statement, IValidator<TOf> validator, DateOnly? until, string? document = null, Func<Timeline, Task<Refusal?>>? against = null)
        where TNoun : INoun<TOf, TCreation, TItem>
        where TOf : notnull
        where TCreation : ICreation
        where TItem : notnull
    {
        if (timeline.On(day) is not { } version) return Refusals.NotInForce.At("validFrom", day);
        if (Shape.Refusal(validator, statement) is { } invalid) return invalid;
        var plan = await TNoun.PlanChange(session, statement, id) ?? await TNoun.Plan(session, statement, id);
        if (plan.Refusal is { } refused) return refused;
        var values = TNoun.Table.Values(plan.Required());
        var (open, personal) = Members.Difference(TNoun.Table, version.Values, values);
        var same = open.Count is 0 && personal is null;
        if (until > timeline.Versions[^1].Period.Until) return Refusals.NotInForce.At("validUntil", until);
        var ends = until is not null && until != version.Period.Until && until < timeline.Versions[^1].Period.Until;
        if (same && !ends) return RowOutcome.Unchanged.Of(id);
        if (context.Params.ImportStrategy is ImportStrategy.Create) return Refusals.RowExists;
        if (ends && await RestsBeyond<TNoun>(session, id) is { } beyond) return beyond;
        if (against is not null && await against(timeline.Change(day, Members.Values(TNoun.Table, open, personal))) is { } broken) return broken;
        if (!same)
        {
            var lasting = personal?.ToDictionary(m => m.Key, m => timeline.SameUntil(day, Members.Column(TNoun.Table, m.Key).Name), StringComparer.Ordinal);
            await session.Record(new Changed<TNoun>(id, day, open, personal, document, context.Reason, lasting));
        }
        if (ends) await session.Record(new Ended<TNoun>(id, until!.Value, document, context.Reason));
        return RowOutcome.Updated.Of(id);
    }
}
