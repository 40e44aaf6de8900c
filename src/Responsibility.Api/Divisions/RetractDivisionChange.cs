namespace Responsibility.Api.Divisions;

/// <summary>The change never was: gone from today's knowledge with all that followed from it, visible as known before.</summary>
internal sealed record RetractDivisionChange(long Id, string Reason, long IfMatch) : IRequest<Result<Gone>>;

internal sealed class RetractDivisionChangeHandler(Database database, Caller caller) : IRequestHandler<RetractDivisionChange, Result<Gone>>
{
    public Task<Result<Gone>> Handle(RetractDivisionChange request, CancellationToken ct) =>
        database.Write<Gone>(caller, async session =>
        {
            if (await StatedChange.Find(session, request.Id, session.Head) is not var (row, stated)) return Refusals.DivisionChangeUnknown;
            if (row.KnownFrom != request.IfMatch) return Refusals.VersionChanged;
            var touched = await Undoing.By(session, row.Id, row.KnownFrom);
            if (await Withdrawal.Superseded(session, touched, row.KnownFrom) is { } resting) return resting;
            var position = await session.Record(new DivisionChangeRetracted(request.Id, stated.Established, request.Reason));
            foreach (var established in stated.Established ?? [])
                if (await InUse.Of<DivisionNoun>(session, established.Value) is { } used) return used;
            return await Withdrawal.Restored(session, touched, row.EffectiveOn) is { } refusal ? refusal : new Gone(position);
        }, ct);
}

/// <summary>What stands against taking a change back.</summary>
internal static class Withdrawal
{
    /// <summary>What the change wrote and later facts have written anew rests on it.</summary>
    public static async Task<Refusal?> Superseded(Session session, IReadOnlyList<(VersionTable Table, long Id)> touched, long written)
    {
        var resting = new List<(string, long)>();
        foreach (var (table, id) in touched)
            if (resting.Count < InUse.Told && await table.Before(session, id, written) is null) resting.Add((table.Noun, id));
        return await InUse.By(session, resting);
    }

    /// <summary>What is as it was before must be possible beside what was recorded since.</summary>
    public static async Task<Refusal?> Restored(Session session, IReadOnlyList<(VersionTable Table, long Id)> touched, DateOnly day)
    {
        if (await Undoing.Dangling(session, touched) is { Count: > 0 } dangling)
        {
            var refused = Refusals.RestsOnRetracted;
            foreach (var (noun, id) in dangling)
                if (await session.Reaches(noun, id)) refused = refused.At(noun, id);
            return refused;
        }
        foreach (var division in touched.Where(t => t.Table == Tables.Division))
            if (await DivisionChecks.Division(session, division.Id, day, ("division", null), ("division", null)) is { } refusal) return refusal;
        foreach (var post in touched.Where(t => t.Table == Tables.Post))
            if (await Posts.PostNoun.Check(session, post.Id) is { } refusal) return refusal;
        return null;
    }
}

internal static class RetractDivisionChangeEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapDelete("/division-changes/{id}", async (Question<Mistake> ask, HttpRequest http, IMediator mediator, CancellationToken ct) =>
        {
            var version = Answered.IfMatch(http);
            return version.Refusal is { } refusal
                ? refusal.ToProblem()
                : (await mediator.Send(new RetractDivisionChange(ask.Value.Id, ask.Value.Reason, version.Required()), ct)).ToHttp(_ => TypedResults.NoContent());
        })
        .Describes(
            nameof(RetractDivisionChange), "Divisions",
            "The change never was: what it closed and moved is as before, from now on; refused where later records rest on what it wrote", StatusCodes.Status204NoContent)
        .Writes()
        .HeedsScope().Refuses(Refusals.DivisionChangeUnknown, Refusals.InUse, Refusals.RestsOnRetracted, Refusals.DivisionCodeTaken, Refusals.DivisionNotInForce, Refusals.PostOccupied, Refusals.VersionChanged, Refusals.IfMatchRequired);
}
