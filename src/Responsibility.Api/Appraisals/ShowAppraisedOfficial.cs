using Responsibility.Api.Duties;
using Responsibility.Rules;

namespace Responsibility.Api.Appraisals;

/// <summary>How an official was appraised for a year, down to what was counted.</summary>
/// <param name="Year">The year.</param>
/// <param name="Id">Ledger position of the fact that registered the official.</param>
/// <param name="Derived"><c>true</c>: as it follows from what the register holds, as if nothing were published.</param>
/// <param name="RuleSet">By which rule set what is not published is derived; the one in force on the last day of the year where absent.</param>
/// <param name="AsOf">The day on which it was so: before the end of the year nothing later counts; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
internal sealed record ShowAppraisedOfficial(int Year, long Id, bool? Derived = null, string? RuleSet = null, DateOnly? AsOf = null, string? KnownAt = null) : IRequest<Result<AppraisedOfficial>>;

/// <summary>An official's results of a year, each explained down to the things that were counted.</summary>
/// <param name="Year">The year.</param>
/// <param name="Official">Id of the official.</param>
/// <param name="Results">One for each post in which the official was appraised; none where it was in none.</param>
/// <param name="AsOf">The day that is asked about.</param>
/// <param name="KnownAt">The ledger position whose knowledge the answer rests on, as <c>pos:N</c>; a published result rests on what was known when it was derived.</param>
/// <example>{"year": 2017, "official": 903, "results": ["{ExplainedResult}"], "asOf": "2018-03-01", "knownAt": "pos:48210"}</example>
public sealed record AppraisedOfficial(int Year, OfficialId Official, IReadOnlyList<ExplainedResult> Results, DateOnly AsOf, string KnownAt)
{
    internal bool Stable { get; init; }
}

/// <summary>A result, and all that was counted for it.</summary>
/// <param name="Result">The result.</param>
/// <param name="Evidence">Each thing that was counted, by indicator and day; complete.</param>
/// <example>{"result": "{AppraisalResult}", "evidence": ["{AppraisalEvidence}"]}</example>
public sealed record ExplainedResult(AppraisalResult Result, IReadOnlyList<AppraisalEvidence> Evidence);

/// <summary>A thing that was counted for an indicator.</summary>
/// <param name="Indicator">Id of the indicator.</param>
/// <param name="Noun">What it is: <c>task</c>, <c>problem</c>, <c>supervisionNotice</c>, <c>sanction</c>, <c>appraisalScore</c>, <c>appraisalObjection</c> where the score was changed upon one, or <c>obligation</c> for an interval in which something had to be done.</param>
/// <param name="Id">Its id; null for an interval.</param>
/// <param name="Day">The day on which it counts: last day of a task, a rectification or an interval, the day on which a problem that nobody rectifies was found, of a notice, of a decision; of a score the last day of the year.</param>
/// <param name="Good">Whether it was as it should be.</param>
/// <param name="State">What it was: of a task on its last day, of a problem on the last day of the year.</param>
/// <param name="Obligation">Of an interval, the obligation; null for all else.</param>
/// <param name="Interval">Which interval; null for all else.</param>
/// <param name="Records">Ids of the duty records that count in it.</param>
/// <example>
/// {"indicator": "tasks-on-time", "noun": "task", "id": 1201, "day": "2017-11-30", "good": true, "state": "closed", "obligation": null, "interval": null, "records": []}
/// </example>
public sealed record AppraisalEvidence(
    string Indicator, string Noun, long? Id, DateOnly Day, bool Good, string? State, string? Obligation, DutyInterval? Interval, IReadOnlyList<DutyRecordId> Records);

internal sealed class ShowAppraisedOfficialHandler(Database database) : IRequestHandler<ShowAppraisedOfficial, Result<AppraisedOfficial>>
{
    public Task<Result<AppraisedOfficial>> Handle(ShowAppraisedOfficial request, CancellationToken ct) =>
        database.Ask<AppraisedOfficial>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
        {
            if (await session.Get<long>(OfficialsSql, new { request.Id, moment.KnownAt }) is 0) return Refusals.OfficialUnknown with { Status = StatusCodes.Status404NotFound };
            var outcomes = await AppraisalResults.Of(session, moment, new(request.Year, null, request.RuleSet, request.Derived is true));
            if (outcomes.Refusal is { } refusal) return refusal;
            var own = outcomes.Required().Where(outcome => outcome.Result.Official.Value == request.Id).ToList();
            var shown = await AppraisalResults.Show(session, moment, request.Year, own);
            var explained = new List<ExplainedResult>();
            foreach (var (outcome, result) in own.Zip(shown)) explained.Add(new(result, await Evidence(session, moment, request, outcome)));
            return new AppraisedOfficial(request.Year, new OfficialId(request.Id), explained, moment.AsOf, moment.KnownAtText) { Stable = moment.Stable };
        }, ct);

    /// <summary>What was counted, as known when it was published, or as it is known now.</summary>
    private static async Task<IReadOnlyList<AppraisalEvidence>> Evidence(Session session, Moment moment, ShowAppraisedOfficial request, Outcome outcome)
    {
        var year = outcome.Publication is { } published
            ? await AppraisalYear.Of(session, (await Publication.One(session, published.Value, moment))!)
            : (await AppraisalYear.Of(session, request.Year, moment, request.RuleSet)).Required();
        var result = outcome.Result;
        var who = new Appraised(
            result.Division, outcome.Level, outcome.Code, result.Ground, result.Post, result.Official, [.. result.InOffice.Select(days => new Period(days.From, days.Until))]);
        var evidence = new List<AppraisalEvidence>();
        foreach (var indicator in year.Rules.Indicators) evidence.AddRange(await Counted(session, year, indicator, who));
        if (outcome.Publication is { } of)
        {
            evidence.AddRange(
                from settled in await session.List<ObjectionRow>(
                    $"{ObjectionRow.Select} AND b.appraisal_id = @of AND b.official_id = @Official AND b.post_id = @Post AND b.state = 'changed' ORDER BY b.id",
                    new { of, result.Official, result.Post, moment.AsOf, moment.KnownAt })
                select new AppraisalEvidence(settled.Indicator!, Tables.AppraisalObjection.Noun, settled.Id.Value, settled.SteppedOn, true, Parameters.Word(settled.State), null, null, []));
        }
        return evidence;
    }

    private static async Task<IEnumerable<AppraisalEvidence>> Counted(Session session, AppraisalYear year, Indicator indicator, Appraised who) => indicator.Measure switch
    {
        Measure.Entered => from score in await Measuring.Scores(session, year, [who])
                           where score.Indicator == indicator.Id && score.OfficialId == who.Official
                           select new AppraisalEvidence(indicator.Id, Tables.AppraisalScore.Noun, score.Id.Value, year.Day, true, null, null, null, []),
        Measure.DutyCompliance => from duty in (await Measuring.Duties(session, year, [who])).OrderBy(Measuring.LastDay).ThenBy(duty => duty.Obligation, StringComparer.Ordinal)
                                  where duty.Holders.Any(holder => holder.Id == who.Official)
                                  select new AppraisalEvidence(
                                      indicator.Id, "obligation", null, Measuring.LastDay(duty), duty.State is DutyState.Met, Parameters.Word(duty.State), duty.Obligation, duty.Interval, duty.Records),
        var measure => from thing in await Measuring.Things(session, year, measure, [who])
                       where who.HeldOn(thing.Day)
                       select new AppraisalEvidence(indicator.Id, Noun(measure), thing.Id, thing.Day, thing.Good > 0, thing.State, null, null, []),
    };

    private static string Noun(Measure measure) => measure switch
    {
        Measure.TasksOnTime => Tables.Task.Noun,
        Measure.ProblemsRectified => Tables.Problem.Noun,
        Measure.RedNotices => Tables.Notice.Noun,
        _ => Tables.Sanction.Noun,
    };

    private static readonly string OfficialsSql = $"SELECT count(*) FROM official f WHERE f.id = @Id AND {Known.At("f")}";
}

internal sealed class ShowAppraisedOfficialValidator : AbstractValidator<ShowAppraisedOfficial>
{
    public ShowAppraisedOfficialValidator() => this.YearOfAppraisal(s => s.Year);
}

internal static class ShowAppraisedOfficialEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/appraisals/{year}/officials/{id}", async (Question<ShowAppraisedOfficial> ask, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(ask.Value, ct)).ToHttp(shown => new JsonResult<AppraisedOfficial>(shown, shown.AsOf, shown.Stable)))
        .Describes<AppraisedOfficial>(nameof(ShowAppraisedOfficial), "Appraisals", "How an official was appraised for a year, explained down to every task, problem, notice, interval and sanction", StatusCodes.Status200OK)
        .Confides(Access.AccessedNoun.Official).IsNotStored()
        .HeedsScope().Refuses(
            Refusals.Invalid, Refusals.OfficialUnknown with { Status = 404 }, Refusals.AppraisalNotBegun, Refusals.NobodyAppraised, Refusals.RuleSetNotInForce, Refusals.RuleSetUnknown, Refusals.KnownAtInFuture);
}
