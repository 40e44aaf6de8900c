using System.Globalization;
using System.Text.Json.Nodes;

namespace Responsibility.Api.Lifecycle;

/// <summary>From a day on it is otherwise: a new name, title, capacity.</summary>
internal sealed record Change<TNoun, TItem>(long Id, JsonObject Body) : IRequest<Result<Seen<TItem>>> where TItem : notnull;

internal sealed class ChangeHandler<TNoun, TStatement, TCreation, TItem>(Database database, Caller caller, IValidator<TStatement> validator)
    : IRequestHandler<Change<TNoun, TItem>, Result<Seen<TItem>>>
    where TNoun : INoun<TStatement, TCreation, TItem>
    where TStatement : notnull
    where TCreation : ICreation
    where TItem : notnull
{
    public async Task<Result<Seen<TItem>>> Handle(Change<TNoun, TItem> request, CancellationToken ct)
    {
        var told = ChangeBody.Take(request.Body);
        if (told.Refusal is { } refusal) return refusal;
        var body = told.Required();
        return await database.Write<Seen<TItem>>(caller, async session =>
        {
            var timeline = await TNoun.Table.Current(session, request.Id);
            if (timeline.Versions.Count is 0) return TNoun.Unknown with { Status = StatusCodes.Status404NotFound };
            if (timeline.On(body.EffectiveOn) is not { } version) return Refusals.NotInForce.At("effectiveOn", body.EffectiveOn);
            // What it was before that day is not stated anew: then it may well have stood beside what it will stand beside no more.
            var rest = version with { Period = new(body.EffectiveOn, version.Period.Until) };
            var plan = await Revise.Plan<TNoun, TStatement, TCreation, TItem>(session, request.Id, rest, body.Members, validator, goesOn: true);
            if (plan.Refusal is { } refused) return refused;
            var (open, personal) = Members.Difference(TNoun.Table, version.Values, TNoun.Table.Values(plan.Required()));
            if (open.Count > 0 || personal is not null)
            {
                var until = personal?.ToDictionary(m => m.Key, m => timeline.SameUntil(body.EffectiveOn, Members.Column(TNoun.Table, m.Key).Name), StringComparer.Ordinal);
                await session.Record(new Changed<TNoun>(request.Id, body.EffectiveOn, open, personal, body.Document, body.Reason, until));
                if (await TNoun.Check(session, request.Id) is { } broken) return broken;
                await TNoun.RecordBesides(session, request.Id, plan.Required());
            }
            return session.Done(request.Id, body.EffectiveOn);
        }, (session, moment, done) => TNoun.Show(session, done.Id, moment), ct);
    }
}

/// <summary>What a change says besides the members that change.</summary>
/// <param name="EffectiveOn">First day on which it is otherwise.</param>
/// <param name="Document">The document that says so.</param>
/// <param name="Reason">Why.</param>
internal sealed record ChangeBody(DateOnly EffectiveOn, string? Document, string? Reason, JsonObject Members)
{
    /// <summary>Tells what belongs to the change from what belongs to the thing.</summary>
    public static Result<ChangeBody> Take(JsonObject body)
    {
        var members = body.DeepClone().AsObject();
        if (!members.TryGetPropertyValue("effectiveOn", out var day)) return Refusals.MemberMissing.At("effectiveOn");
        members.Remove("effectiveOn");
        // A JsonValue that was read gives text and numbers, but no DateOnly.
        if (day is not JsonValue value || !value.TryGetValue<string>(out var text) || !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var effectiveOn))
            return Refusals.MemberType.At("effectiveOn", day);
        // The validity of a version is moved by a correction or an end, never by a change.
        foreach (var fixedMember in new[] { "validFrom", "validUntil" })
            if (members.ContainsKey(fixedMember)) return Refusals.MemberUnknown.At(fixedMember);
        if (Take(members, "document", out var document) is { } noText) return noText;
        if (Take(members, "reason", out var reason) is { } noReason) return noReason;
        return members.Count is 0
            ? Refusals.MemberMissing.Because("Name at least one member that changes.", "请至少给出一个变更成员。")
            : new ChangeBody(effectiveOn, document, reason, members);
    }

    /// <summary>Takes a text member out of <paramref name="members"/>; null where it is absent or null.</summary>
    public static Refusal? Take(JsonObject members, string name, out string? text)
    {
        text = null;
        if (!members.Remove(name, out var given) || given is null || (given is JsonValue value && value.TryGetValue(out text))) return null;
        return Refusals.MemberType.At(name, given);
    }
}
