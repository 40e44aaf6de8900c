namespace Responsibility.Api.Lifecycle;

/// <summary>Records a thing that is stated for the first time, and shows it.</summary>
internal static class Creating
{
    public static Task<Result<Seen<TItem>>> One<TNoun, TStatement, TCreation, TItem>(Database database, Caller caller, TStatement statement, CancellationToken ct)
        where TNoun : INoun<TStatement, TCreation, TItem>
        where TStatement : notnull
        where TCreation : ICreation
        where TItem : notnull =>
        database.Write<Seen<TItem>>(caller, async session =>
        {
            var plan = await TNoun.Plan(session, statement, null);
            if (plan.Refusal is { } refusal) return refusal;
            var id = await session.Record(plan.Required());
            await TNoun.RecordBesides(session, id, plan.Required());
            return session.Done(id);
        }, (session, moment, done) => TNoun.Show(session, done.Id, moment), ct);
}
