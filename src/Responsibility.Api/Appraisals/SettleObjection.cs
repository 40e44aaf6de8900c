using Responsibility.Api.Tasks;
using Responsibility.Rules;

namespace Responsibility.Api.Appraisals;

/// <summary>Settles an objection (异议处理): the result stands, or the score of one indicator is another, and with it total, band and the ranks of all.</summary>
/// <param name="Outcome">What comes of it.</param>
/// <param name="Decider">Id of the body that settles it.</param>
/// <param name="Indicator">Id of the indicator whose score is another; only where the result is changed.</param>
/// <param name="Score">That score, 0 to 100, two decimals at most.</param>
/// <param name="SettledOn">The day; today where absent.</param>
/// <param name="Document">Number of the document that says so.</param>
/// <param name="Note">What it says; it can be erased.</param>
/// <example>{"outcome": "changed", "decider": 11, "indicator": "assessment", "score": 95, "settledOn": "2018-03-10", "document": "豫脱贫组〔2018〕9号"}</example>
public sealed record ObjectionSettlement(
    ObjectionOutcome Outcome, OrganizationId Decider, string? Indicator = null, decimal? Score = null, DateOnly? SettledOn = null, string? Document = null, string? Note = null);

internal sealed record SettleObjection(long Id, ObjectionSettlement Body) : IRequest<Result<Repeated<AppraisalObjection>>>;

/// <summary>A published result as it is from now on.</summary>
internal sealed record ChangedResult(long Ordinal, KeptResult Result);

/// <param name="Changed">Every result of the publication that is another: the one objected to, and those whose rank moves.</param>
internal sealed record ObjectionSettled(
    ObjectionId Objection, AppraisalId Appraisal, ObjectionOutcome Outcome, DateOnly SettledOn, OrganizationId Decider, string? Indicator, decimal? Score, string? Document,
    IReadOnlyList<ChangedResult> Changed, [property: Personal] string? Note) : IFact
{
    public static string Kind => "appraisalObjectionSettled/1";

    public async Task Apply(Session session, long position)
    {
        foreach (var changed in Changed)
        {
            await session.Write(
                "UPDATE appraisal_result SET known_until = @position WHERE appraisal_id = @Appraisal AND ordinal = @Ordinal AND known_until = @open",
                new { position, Appraisal, changed.Ordinal, open = Known.Open });
            await ResultsPublished.Keep(session, Appraisal.Value, changed.Ordinal, position, changed.Result);
        }
        var set = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["state"] = Parameters.Word(Outcome is ObjectionOutcome.Changed ? ObjectionState.Changed : ObjectionState.Upheld),
            ["stepped_on"] = SettledOn,
            ["decider_id"] = Decider.Value,
            ["document"] = Document,
            ["note"] = Note,
        };
        if (Outcome is ObjectionOutcome.Changed) (set["indicator"], set["score"]) = (Indicator, (double?)Score);
        await Tables.AppraisalObjection.Supersede(session, position, Objection.Value, now => now.Change(SettledOn, set));
    }
}

internal sealed class SettleObjectionValidator : AbstractValidator<SettleObjection>
{
    public SettleObjectionValidator()
    {
        RuleFor(s => s.Body.Document).DocumentNumber().OverridePropertyName("document");
        RuleFor(s => s.Body.Note).MaximumLength(Api.Rules.TextLength).OverridePropertyName("note");
        RuleFor(s => s.Body.Indicator).Must((s, indicator) => indicator is null == s.Body.Outcome is ObjectionOutcome.Upheld).WithErrorCode("for-changes")
            .WithMessage(_ => Api.Rules.Say("Where the result is changed, and only there.", "变更结果时必须给出,且仅在变更时给出。")).OverridePropertyName("indicator");
        RuleFor(s => s.Body.Score).Must((s, score) => score is null == s.Body.Outcome is ObjectionOutcome.Upheld).WithErrorCode("for-changes")
            .WithMessage(_ => Api.Rules.Say("Where the result is changed, and only there.", "变更结果时必须给出,且仅在变更时给出。")).OverridePropertyName("score");
        RuleFor(s => s.Body.Score!.Value).Score().OverridePropertyName("score").When(s => s.Body.Score is not null);
    }
}

internal sealed class SettleObjectionHandler(Database database, Caller caller) : IRequestHandler<SettleObjection, Result<Repeated<AppraisalObjection>>>
{
    public Task<Result<Repeated<AppraisalObjection>>> Handle(SettleObjection request, CancellationToken ct) =>
        database.Write<Repeated<AppraisalObjection>>(caller, async session =>
        {
            var (body, now) = (request.Body, new Moment { AsOf = session.Today, KnownAt = session.Head });
            if (await session.Find<ObjectionRow>($"{ObjectionRow.Select} AND b.id = @Id", new { request.Id, now.AsOf, now.KnownAt }) is not { } objection)
                return Refusals.ObjectionUnknown;
            var day = body.SettledOn ?? session.Today;
            if (objection.State is not ObjectionState.Lodged)
                return IsSame(objection, body) ? session.Done(request.Id, recorded: false) : Refusals.ObjectionSettled.At("outcome", objection.State);
            if (day > session.Today) return Refusals.DayInFuture.At("settledOn", day);
            if (day < objection.ObjectedOn) return Refusals.ObjectionDay.At("settledOn", day);
            if (await TaskBodies.Unknown(session, "decider", [body.Decider]) is { } nobody) return nobody;
            var results = await session.List<ResultRow>($"{ResultRow.Select} AND r.appraisal_id = @AppraisalId ORDER BY r.ordinal", new { objection.AppraisalId, now.AsOf, now.KnownAt });
            var own = results.First(row => (row.OfficialId, row.PostId) == (objection.OfficialId, objection.PostId));
            if (body.Indicator is { } indicator && KeptResult.Of(own).Marks.All(mark => mark.Indicator != indicator)) return Refusals.IndicatorUnknown.At("indicator", indicator);
            var bands = (await AppraisalYear.Of(session, (await Publication.One(session, objection.AppraisalId.Value, now))!)).Rules.Bands;
            await session.Record(new ObjectionSettled(
                objection.Id, objection.AppraisalId, body.Outcome, day, body.Decider, body.Indicator, body.Score, body.Document, Changed(results, own, body, bands), body.Note));
            return session.Done(request.Id);
        }, (session, moment, done) => done.As(ObjectionRow.Show(session, done.Id, moment)), ct);

    /// <summary>The results that are others once the score of one is.</summary>
    internal static IReadOnlyList<ChangedResult> Changed(IReadOnlyList<ResultRow> results, ResultRow own, ObjectionSettlement settlement, IReadOnlyList<Band> bands)
    {
        if (settlement.Outcome is ObjectionOutcome.Upheld) return [];
        var kept = results.Select(KeptResult.Of).ToList();
        var after = results.Select((row, index) => row == own ? Scored(kept[index], settlement, bands) : kept[index]).ToList();
        // Ranks are among those of one level, as they were when they were published.
        var ranks = Appraising.Ranks([.. results.Select((row, index) => (row.Level, after[index].Total))]);
        return
        [
            .. from index in Enumerable.Range(0, results.Count)
               let result = after[index] with { Place = ranks[index] }
               where results[index] == own || result.Place != kept[index].Place
               select new ChangedResult(results[index].Ordinal, result),
        ];
    }

    private static KeptResult Scored(KeptResult result, ObjectionSettlement settlement, IReadOnlyList<Band> bands)
    {
        IReadOnlyList<AppraisalMark> marks = [.. result.Marks.Select(mark => mark.Indicator == settlement.Indicator ? mark with { Score = settlement.Score } : mark)];
        var total = Appraising.Total([.. marks.Select(mark => mark.Back)]);
        return result with { Marks = marks, Total = total, Band = Appraising.Band(bands, total)?.Id };
    }

    private static bool IsSame(ObjectionRow settled, ObjectionSettlement body) =>
        settled.State == (body.Outcome is ObjectionOutcome.Changed ? ObjectionState.Changed : ObjectionState.Upheld) && settled.DeciderId == body.Decider && settled.Document == body.Document
        && (body.SettledOn is null || body.SettledOn == settled.SteppedOn) && (body.Outcome is ObjectionOutcome.Upheld || (settled.Indicator, (decimal?)settled.Score) == (body.Indicator, body.Score));
}

internal static class SettleObjectionEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/appraisal-objections/{id}/outcomes", async (Question<Whole> ask, Body<ObjectionSettlement> body, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(new SettleObjection(ask.Value.Id, body.Value), ct)).ToRepeated(seen => $"/api/v1/appraisals/{seen.Year}/objections?official={seen.Official.Id.Value}"))
        .Describes<AppraisalObjection>(nameof(SettleObjection), "Appraisals", "Settle an objection: the result stands, or one score of it is another; 200 where just that was recorded before", StatusCodes.Status201Created)
        .Takes<ObjectionSettlement>().Writes().Repeats().IsNotStored()
        .HeedsScope().Refuses(
            Refusals.Invalid, Refusals.ObjectionUnknown, Refusals.OrganizationUnknown, Refusals.IndicatorUnknown, Refusals.ObjectionSettled, Refusals.ObjectionDay, Refusals.DayInFuture);
}
