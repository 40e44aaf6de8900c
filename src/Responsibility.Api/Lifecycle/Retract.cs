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
    private const int Told = 20;

    public Task<Result<Gone>> Handle(Retract<TNoun> request, CancellationToken ct) =>
        database.Write<Gone>(caller, async session =>
        {
            var timeline = await TNoun.Table.Current(session, request.Id);
            if (timeline.Versions.Count is 0) return TNoun.Unknown with { Status = StatusCodes.Status404NotFound };
            if (timeline.Versions.All(v => v.KnownFrom != request.IfMatch)) return Refusals.VersionChanged;
            var uses = await session.List<Use>($"SELECT noun, id FROM ({TNoun.UsesSql}) AS used ORDER BY noun, id LIMIT {Told}", new { id = request.Id });
            if (uses.Count > 0)
                return Refusals.InUse with { Faults = [.. uses.Select(u => new Fault($"/{u.Noun}", Refusals.InUse.Code, Refusals.InUse.Title, $"{u.Noun}/{u.Id}"))] };
            return new Gone(await session.Record(new Retracted<TNoun>(request.Id, request.Reason)));
        }, ct);

    private sealed record Use
    {
        public required string Noun { get; init; }
        public long Id { get; init; }
    }
}
