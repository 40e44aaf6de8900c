using System.Text.Json.Nodes;

namespace Responsibility.Api.Lifecycle;

/// <summary>What was recorded was wrong: a JSON merge patch (RFC 7396) of the version valid on <c>asOf</c>.</summary>
internal sealed record Correct<TNoun, TItem>(long Id, JsonObject Patch, long IfMatch, DateOnly? AsOf, string? Reason) : IRequest<Result<Seen<TItem>>> where TItem : notnull;

internal sealed class CorrectHandler<TNoun, TStatement, TCreation, TItem>(Database database, Caller caller, IValidator<TStatement> validator)
    : IRequestHandler<Correct<TNoun, TItem>, Result<Seen<TItem>>>
    where TNoun : INoun<TStatement, TCreation, TItem>
    where TStatement : notnull
    where TCreation : ICreation
    where TItem : notnull
{
    public async Task<Result<Seen<TItem>>> Handle(Correct<TNoun, TItem> request, CancellationToken ct)
    {
        var patch = request.Patch.DeepClone().AsObject();
        if (ChangeBody.Take(patch, "reason", out var told) is { } noText) return noText;
        var reason = told ?? request.Reason;
        if (string.IsNullOrWhiteSpace(reason)) return Refusals.MemberMissing.At("reason");
        var asOf = request.AsOf ?? database.Today;
        return await database.Write<Seen<TItem>>(caller, async session =>
        {
            var timeline = await TNoun.Table.Current(session, request.Id);
            if (timeline.Versions.Count is 0) return TNoun.Unknown with { Status = StatusCodes.Status404NotFound };
            var version = timeline.On(asOf) ?? timeline.Versions.LastOrDefault(v => v.Period.Until <= asOf) ?? timeline.Versions[0];
            if (version.KnownFrom != request.IfMatch) return Refusals.VersionChanged;

            var plan = await Revise.Plan<TNoun, TStatement, TCreation, TItem>(session, request.Id, version, patch, validator);
            if (plan.Refusal is { } refused) return refused;
            var correction = Correction.Of<TNoun, TCreation>(request.Id, timeline, version, plan.Required(), reason);
            if (correction.Refusal is { } overlapping) return overlapping;
            if (correction.Required().Fact is { } fact)
            {
                await session.Record(fact);
                if (await TNoun.Check(session, request.Id) is { } broken) return broken;
                await TNoun.RecordBesides(session, request.Id, plan.Required());
            }
            var period = Correction.PeriodOf<TNoun, TCreation>(version, plan.Required());
            return session.Done(request.Id, period.Contains(asOf) ? asOf : period.From);
        }, (session, moment, done) => TNoun.Show(session, done.Id, moment), ct);
    }
}

/// <summary>What has to be recorded so that a version says what it should; nothing where it does.</summary>
internal sealed record Correction<TNoun>(Corrected<TNoun>? Fact) where TNoun : INoun
{
    /// <summary>Records what goes with it.</summary>
    public Func<Session, Task>? Besides { get; init; }

    /// <summary>Records it, where there is anything to record.</summary>
    public async Task Record(Session session)
    {
        if (Fact is null) return;
        await session.Record(Fact);
        if (Besides is not null) await Besides(session);
    }
}

internal static class Correction
{
    /// <summary>The days that the corrected version lasts: the stated ones, or those that it had where statements name none.</summary>
    public static Period PeriodOf<TNoun, TCreation>(TimelineVersion version, TCreation plan) where TNoun : INoun where TCreation : ICreation =>
        TNoun.StatesPeriod ? plan.Period : version.Period;

    /// <summary>Decides how <paramref name="version"/> becomes what <paramref name="plan"/> says.</summary>
    public static Result<Correction<TNoun>> Of<TNoun, TCreation>(long id, Timeline timeline, TimelineVersion version, TCreation plan, string? reason)
        where TNoun : INoun
        where TCreation : ICreation
    {
        var (values, period) = (TNoun.Table.Values(plan), PeriodOf<TNoun, TCreation>(version, plan));
        if (!timeline.Correct(version.Period.From, period, values).IsSound) return Refusals.VersionsOverlap;
        var (open, personal) = Members.Difference(TNoun.Table, version.Values, values);
        return new Correction<TNoun>(open.Count > 0 || personal is not null || period != version.Period
            ? new Corrected<TNoun>(id, version.Period.From, period.From, period.Until, open, personal, reason)
            : null);
    }
}
