namespace Responsibility.Api.Lifecycle;

/// <summary>A thing that is created, changes, ends, is corrected or retracted: what the facts of all these need to know of it.</summary>
internal interface INoun
{
    /// <summary>The word in fact kinds: <c>organization</c> makes <c>organizationChanged/1</c>.</summary>
    static abstract string Word { get; }

    /// <summary>The word in URLs.</summary>
    static abstract string Resource { get; }

    static abstract VersionTable Table { get; }

    /// <summary>SELECT noun, id of what rests on the thing <c>@id</c> and would be left without it.</summary>
    static abstract string UsesSql { get; }

    /// <summary>Whether its statement says from when until when it is; where not, a correction leaves the days of a version as they are.</summary>
    static virtual bool StatesPeriod => true;

    /// <summary>What may not be so once the thing was changed, ended or corrected, as the register then holds it; whoever asks rolls back.</summary>
    static virtual Task<Refusal?> Check(Session session, long id) => Task.FromResult<Refusal?>(null);

    /// <summary>Ends, on the same day, what cannot go on without the thing.</summary>
    static virtual Task EndDependents(Session session, long position, long id, DateOnly until) => Task.CompletedTask;
}

/// <summary>The same, with the types in which it is stated, recorded and shown.</summary>
/// <typeparam name="TStatement">The body that creates it; a correction or change is this body again, with other values, and passes the same checks.</typeparam>
/// <typeparam name="TCreation">The fact that creates it.</typeparam>
/// <typeparam name="TItem">How it is shown.</typeparam>
internal interface INoun<TStatement, TCreation, TItem> : INoun
    where TStatement : notnull
    where TCreation : ICreation
    where TItem : notnull
{
    static abstract Refusal Unknown { get; }

    /// <summary>Resolves what the statement refers to and decides whether it may be so.</summary>
    /// <param name="self">The thing that is changed or corrected; null for a new one.</param>
    static abstract Task<Result<TCreation>> Plan(Session session, TStatement statement, long? self);

    /// <summary>The same for what is otherwise only from the statement's first day on, and goes on being the thing that it was; null where that makes no difference.</summary>
    static virtual Task<Result<TCreation>?> PlanChange(Session session, TStatement statement, long self) => Task.FromResult<Result<TCreation>?>(null);

    /// <summary>Records what goes with the thing that was just created, changed or corrected as planned.</summary>
    static virtual Task RecordBesides(Session session, long id, TCreation plan) => Task.CompletedTask;

    /// <summary>The statement that would create this version.</summary>
    static abstract Task<TStatement> Restate(Session session, TimelineVersion version);

    /// <summary>The thing on the moment's day, or else on its nearest day; null where the register did not know of it.</summary>
    static abstract Task<Seen<TItem>?> Show(Session session, long id, Moment moment);
}

/// <summary>Finds the day on which a thing is best shown.</summary>
internal static class Versions
{
    /// <summary>The moment itself where the thing existed then; otherwise its last day before, or its first day after.</summary>
    /// <returns>Null where the register did not know the thing.</returns>
    public static async Task<(Moment Moment, long Version)?> Nearest(Session session, VersionTable table, long id, Moment moment)
    {
        var version = await session.Find<Row>(
            $"""
            SELECT v.known_from, v.valid_from, v.valid_until
              FROM {table.Name} v
             WHERE v.id = @id AND {Known.At("v")}
             ORDER BY CASE WHEN v.valid_from <= @AsOf THEN 0 ELSE 1 END,
                      CASE WHEN v.valid_from <= @AsOf THEN v.valid_from END DESC,
                      v.valid_from
             LIMIT 1
            """,
            new { id, moment.AsOf, moment.KnownAt });
        if (version is null) return null;
        var day = moment.AsOf < version.ValidFrom ? version.ValidFrom
            : moment.AsOf >= version.ValidUntil ? version.ValidUntil.AddDays(-1)
            : moment.AsOf;
        return (moment with { AsOf = day }, version.KnownFrom);
    }

    private sealed record Row
    {
        public long KnownFrom { get; init; }
        public DateOnly ValidFrom { get; init; }
        public DateOnly ValidUntil { get; init; }
    }
}

/// <summary>Periods as people state them: a missing start is before records, a missing end is open.</summary>
internal static class Stated
{
    public static Period Period(DateOnly? from, DateOnly? until) => new(from ?? Responsibility.Period.BeforeRecords, until ?? Responsibility.Period.Open);

    /// <summary>A start as it is stated and shown: null where it is before records.</summary>
    public static DateOnly? From(DateOnly day) => day == Responsibility.Period.BeforeRecords ? null : day;

    /// <summary>An end as it is stated and shown: null while it is open.</summary>
    public static DateOnly? Until(DateOnly day) => day == Responsibility.Period.Open ? null : day;
}
