namespace Responsibility.Api.Lifecycle;

/// <summary>It never was so: gone from today's knowledge, visible as known before.</summary>
internal sealed record Retract<TNoun>(long Id, string Reason, long IfMatch) : IRequest<Result<Gone>>;

/// <summary>What is left of a thing that never was: the position from which that is known.</summary>
public sealed record Gone(long Position);

internal sealed class RetractHandler<TNoun, TStatement, TCreation, TItem>(Database database, Caller caller)
    : IRequestHandler<Retract<TNoun>, Result<Gone>>
    where TNoun : INoun<TStatement, TCreation, TItem>
    where TStatement : notnull
    where TCreation : ICreation
    where TItem : notnull
{
    public Task<Result<Gone>> Handle(Retract<TNoun> request, CancellationToken ct) =>
        database.Write<Gone>(caller, async session =>
        {
            var timeline = await TNoun.Table.Current(session, request.Id);
            if (timeline.Versions.Count is 0) return TNoun.Unknown with { Status = StatusCodes.Status404NotFound };
            if (timeline.Versions.All(v => v.KnownFrom != request.IfMatch)) return Refusals.VersionChanged;
            if (await InUse.Of<TNoun>(session, request.Id) is { } used) return used;
            return new Gone(await session.Record(new Retracted<TNoun>(request.Id, request.Reason)));
        }, ct);
}
