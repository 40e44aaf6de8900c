using System.Text.Json;
using System.Text.Json.Nodes;

namespace Responsibility.Api.Divisions;

/// <summary>A change was other than recorded: a JSON merge patch (RFC 7396) of what was stated. Its id stays, and so do the divisions that it brought about.</summary>
internal sealed record CorrectDivisionChange(long Id, JsonObject Patch, long IfMatch, string? Reason) : IRequest<Result<Seen<DivisionChange>>>;

internal sealed class CorrectDivisionChangeHandler(Database database, Caller caller, IValidator<ChangeDivision> shape, IValidator<EstablishDivision> validator)
    : IRequestHandler<CorrectDivisionChange, Result<Seen<DivisionChange>>>
{
    public async Task<Result<Seen<DivisionChange>>> Handle(CorrectDivisionChange request, CancellationToken ct)
    {
        var patch = request.Patch.DeepClone().AsObject();
        if (ChangeBody.Take(patch, "reason", out var told) is { } noText) return noText;
        var reason = told ?? request.Reason;
        if (string.IsNullOrWhiteSpace(reason)) return Refusals.MemberMissing.At("reason");
        if (patch.ContainsKey("type")) return Refusals.MemberUnknown.At("type");
        return await database.Write<Seen<DivisionChange>>(caller, async session =>
        {
            if (await StatedChange.Find(session, request.Id, session.Head) is not var (row, stated)) return Refusals.DivisionChangeUnknown;
            if (row.KnownFrom != request.IfMatch) return Refusals.VersionChanged;
            using var restatement = DivisionCodes.Restate(session);
            var before = JsonSerializer.SerializeToNode(await Restate(session, row, stated), ApiJson.Options)!;
            var merged = Merged(before, patch);
            using var text = JsonDocument.Parse(merged.ToJsonString(ApiJson.Options));
            var read = JsonBody.Read<ChangeDivision>(text.RootElement);
            if (read.Refusal is { } unreadable) return unreadable;
            if (Shape.Refusal(shape, read.Required()) is { } invalid) return invalid;
            if (!JsonNode.DeepEquals(before, merged) && await Correct(session, row, stated, read.Required(), reason) is { } refusal) return refusal;
            return session.Done(request.Id, read.Required().EffectiveOn);
        }, (session, moment, done) => DivisionChangeAnswer.Of(session, done.Id, moment.KnownAt), ct);
    }

    private async Task<Refusal?> Correct(Session session, ChangeRow row, StatedChange stated, ChangeDivision to, string reason)
    {
        var touched = await Undoing.By(session, row.Id, row.KnownFrom);
        if (await Withdrawal.Superseded(session, touched, row.KnownFrom) is { } resting) return resting;
        await session.Record(new DivisionChangeCorrected(row.Id, reason));
        foreach (var division in to.EffectiveOn == row.EffectiveOn ? [] : stated.Established ?? [])
            if (await Begin(session, division, to.EffectiveOn, reason) is { } overlapping) return overlapping;
        var again = await new DivisionChanges(session, to, validator, new DivisionChanges.Again(row.Id, stated.Established ?? [], reason)).Record();
        if (again.Refusal is { } refusal) return refusal;
        if (again.Required().Id is null) return Refusals.Invalid.Because("Nothing would be left of the change; retract it.", "更正后变更已无内容,请撤回该变更。");
        var (_, now) = (await StatedChange.Find(session, row.Id, session.Head))!.Value;
        foreach (var division in (stated.Established ?? []).Where(e => now.Established?.Contains(e) is not true))
        {
            if (await InUse.Of<DivisionNoun>(session, division.Value) is { } used) return used;
            await session.Record(new Retracted<DivisionNoun>(division.Value, reason));
        }
        return await Withdrawal.Restored(session, touched, row.EffectiveOn < to.EffectiveOn ? row.EffectiveOn : to.EffectiveOn);
    }

    /// <summary>A division that the change brought about began on its day.</summary>
    private static async Task<Refusal?> Begin(Session session, DivisionId division, DateOnly day, string reason)
    {
        var first = (await Tables.Division.Current(session, division.Value)).Versions[0];
        if (day >= first.Period.Until) return Refusals.VersionsOverlap.At("effectiveOn", day);
        var early = await session.List<(string, long)>(EarlySql, new { division, day });
        if (day > first.Period.From && await InUse.By(session, early, "effectiveOn") is { } used) return used;
        await session.Record(new Corrected<DivisionNoun>(division.Value, first.Period.From, day, first.Period.Until, [], null, reason));
        return null;
    }

    /// <summary>The request that would record the change as it is held to have been.</summary>
    private static async Task<ChangeDivision> Restate(Session session, ChangeRow row, StatedChange stated)
    {
        var (day, before) = (row.EffectiveOn, row.EffectiveOn.AddDays(-1));
        async Task<string?> Code(DivisionId? id, DateOnly on) => id is { } division ? await DivisionCodes.Of(session, division.Value, on) : null;
        async Task<NewDivision> Result(DivisionId id)
        {
            var was = await session.Get<ResultRow>(DivisionCodes.LastHeldSql, new { id, day });
            return new(was.Code, was.Name, was.Level, was.ParentId is { } above ? await DivisionCodes.Of(session, above, day) : null);
        }
        List<string> originals = [];
        foreach (var id in stated.Originals ?? []) originals.Add((await Code(id, before))!);
        List<NewDivision> results = [];
        foreach (var id in stated.Results ?? []) results.Add(await Result(id));
        List<Move> moves = [];
        foreach (var move in stated.Moves ?? []) moves.Add(new(await Code(move.Division, day), move.Organization, move.Post, await Code(move.To, day), move.ToOrganization));
        var whole = row.Type is DivisionChangeType.Rename or DivisionChangeType.Recode or DivisionChangeType.Reparent;
        return new ChangeDivision(
            row.Type, day, row.Document, row.Type is DivisionChangeType.Merge ? null : await Code(row.DivisionId, before), whole ? stated.Name : null, whole ? await Code(stated.Parent, day) : null,
            stated.Result is { } result ? await Result(result) : null, stated.Code, stated.Originals is null ? null : originals, stated.Results is null ? null : results,
            stated.Moves is null ? null : moves);
    }

    /// <summary>RFC 7396: objects are merged member by member, null removes, everything else replaces.</summary>
    private static JsonNode Merged(JsonNode before, JsonObject patch)
    {
        var merged = before.DeepClone().AsObject();
        foreach (var (member, value) in patch)
            merged[member] = value is JsonObject inner && merged[member] is JsonObject ? Merged(merged[member]!, inner) : value?.DeepClone();
        return merged;
    }

    private sealed record ResultRow
    {
        public required string Code { get; init; }
        public required string Name { get; init; }
        public Level Level { get; init; }
        public long? ParentId { get; init; }
    }

    /// <summary>What is known to have begun in a division before the day.</summary>
    private static readonly string EarlySql =
        $"""
        SELECT 'division' AS noun, id FROM division WHERE parent_id = @division AND {Known.Now("division")} AND valid_from < @day
         UNION SELECT 'organization', id FROM organization WHERE division_id = @division AND {Known.Now("organization")} AND valid_from < @day
         UNION SELECT 'attribute', id FROM attribute WHERE division_id = @division AND {Known.Now("attribute")} AND valid_from < @day
         ORDER BY noun, id
         LIMIT {InUse.Told}
        """;
}

internal static class CorrectDivisionChangeEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPatch("/division-changes/{id}", async (Question<Correcting> ask, Body<JsonObject> body, HttpRequest http, IMediator mediator, CancellationToken ct) =>
        {
            var version = Answered.IfMatch(http);
            return version.Refusal is { } refusal
                ? refusal.ToProblem()
                : (await mediator.Send(new CorrectDivisionChange(ask.Value.Id, body.Value, version.Required(), ask.Value.Reason), ct)).ToHttp(seen => seen.ToOk());
        })
        .Describes<DivisionChange>(
            nameof(CorrectDivisionChange), "Divisions",
            "What was recorded of a change was wrong: known until now; what the merge patch says is known from now on", StatusCodes.Status200OK)
        .Takes<ChangeDivision>(BodyForm.Correction).Writes()
        .HeedsScope().Refuses([.. DivisionChanges.Refused, Refusals.DivisionChangeUnknown, Refusals.RestsOnRetracted, Refusals.VersionsOverlap, Refusals.PostOccupied, Refusals.VersionChanged, Refusals.IfMatchRequired]);

    /// <param name="Id">Id of the change.</param>
    /// <param name="Reason">Why it is corrected, where the body does not say so.</param>
    internal sealed record Correcting(long Id, string? Reason = null);
}
