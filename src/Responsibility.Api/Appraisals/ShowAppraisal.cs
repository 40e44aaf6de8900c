using Responsibility.Rules;

namespace Responsibility.Api.Appraisals;

/// <summary>By what a year is appraised, and what of it is published.</summary>
/// <param name="Year">The year.</param>
/// <param name="RuleSet">By which rule set; the one in force on the last day of the year where absent, or on the day that is asked about where that is earlier.</param>
/// <param name="AsOf">The day on which it was so; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
internal sealed record ShowAppraisal(int Year, string? RuleSet = null, DateOnly? AsOf = null, string? KnownAt = null) : IRequest<Result<AppraisalFrame>>;

/// <summary>The appraisal (考评) of a year: who is appraised, by what, and what of it is published.</summary>
/// <param name="Year">The year.</param>
/// <param name="Day">The last day that counts: that of the year, or the day that is asked about where it is earlier.</param>
/// <param name="RuleSet">The rule set, and its version.</param>
/// <param name="Text">Who is appraised, in the rule set's words.</param>
/// <param name="Positions">Holders of posts of these positions.</param>
/// <param name="Subjects">Divisions whose holders are appraised, as they are on that day; any of these suffices.</param>
/// <param name="Indicators">By what.</param>
/// <param name="Bands">The bands (等次), from the best down.</param>
/// <param name="Publications">What is published; everything else follows from what the register holds.</param>
/// <param name="AsOf">The day that is asked about.</param>
/// <param name="KnownAt">The ledger position whose knowledge the answer rests on, as <c>pos:N</c>.</param>
/// <example>
/// {
///   "year": 2017, "day": "2017-12-31", "ruleSet": {"id": "henan-2017", "version": 1},
///   "text": {"zh": "每年考评省辖市、贫困县和贫困人口一千人以上的县(市、区)党政正职。", "en": "Each year the heads of party and government are appraised."}, "positions": ["partySecretary", "governmentHead"],
///   "subjects": ["{AppraisedPlaces}"], "indicators": ["{AppraisalIndicator}"], "bands": ["{AppraisalBand}"], "publications": ["{AppraisalPublication}"], "asOf": "2018-03-01", "knownAt": "pos:48210"
/// }
/// </example>
public sealed record AppraisalFrame(
    int Year, DateOnly Day, RuleSetReference RuleSet, BothLanguages Text, IReadOnlyList<string> Positions, IReadOnlyList<AppraisedPlaces> Subjects, IReadOnlyList<AppraisalIndicator> Indicators,
    IReadOnlyList<AppraisalBand> Bands, IReadOnlyList<AppraisalPublication> Publications, DateOnly AsOf, string KnownAt)
{
    internal bool Stable { get; init; }
}

/// <summary>Divisions whose holders are appraised.</summary>
/// <param name="Levels">Divisions of these levels.</param>
/// <param name="AnyTag">Only with one of these tags; null for any.</param>
/// <param name="Number">Only where this number is known; null for any.</param>
/// <param name="AtLeast">And not lower than that.</param>
/// <example>{"levels": ["county"], "anyTag": null, "number": "poorPopulation", "atLeast": 1000}</example>
public sealed record AppraisedPlaces(IReadOnlyList<Level> Levels, IReadOnlyList<string>? AnyTag, string? Number, decimal? AtLeast);

/// <summary>An indicator (指标).</summary>
/// <param name="Id">Its id.</param>
/// <param name="Text">What it is, in the rule set's words.</param>
/// <param name="Weight">How much of the total it makes, beside the others that have a score.</param>
/// <param name="Measure">What is measured; <c>entered</c> is recorded by <c>POST /appraisals/{year}/scores</c>.</param>
/// <param name="Points">Of what is counted against somebody, how many points off each takes; null for all else.</param>
/// <example>{"id": "tasks-on-time", "text": {"zh": "当年到期的任务按期完成。", "en": "Tasks that fell due in the year were done on time."}, "weight": 30, "measure": "tasksOnTime", "points": null}</example>
public sealed record AppraisalIndicator(string Id, BothLanguages Text, int Weight, Measure Measure, int? Points);

/// <summary>A band (等次).</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is called.</param>
/// <param name="AtLeast">The least total that is in it.</param>
/// <example>{"id": "good", "name": {"zh": "较好", "en": "Good"}, "atLeast": 80}</example>
public sealed record AppraisalBand(string Id, BothLanguages Name, int AtLeast);

internal sealed class ShowAppraisalHandler(Database database) : IRequestHandler<ShowAppraisal, Result<AppraisalFrame>>
{
    public Task<Result<AppraisalFrame>> Handle(ShowAppraisal request, CancellationToken ct) =>
        database.Ask<AppraisalFrame>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
        {
            var year = await AppraisalYear.Of(session, request.Year, moment, request.RuleSet);
            if (year.Refusal is { } refusal) return refusal;
            var publications = new List<AppraisalPublication>();
            foreach (var publication in await Publication.Of(session, request.Year, moment)) publications.Add(await publication.Show(session));
            return Frame(year.Required(), publications, moment);
        }, ct);

    private static AppraisalFrame Frame(AppraisalYear year, IReadOnlyList<AppraisalPublication> publications, Moment moment) => new(
        year.Year, year.Day, year.Reference, BothLanguages.Of(year.Rules.Text), year.Rules.Positions,
        [
            .. year.Rules.Subjects.Select(subject => new AppraisedPlaces(
                subject.Levels, (subject.When as Condition.AnyTag)?.Tags, (subject.When as Condition.Number)?.Name, (subject.When as Condition.Number)?.AtLeast)),
        ],
        [.. year.Rules.Indicators.Select(indicator => new AppraisalIndicator(indicator.Id, BothLanguages.Of(indicator.Text), indicator.Weight, indicator.Measure, indicator.Points))],
        [.. year.Rules.Bands.Select(band => new AppraisalBand(band.Id, BothLanguages.Of(band.Name), band.AtLeast))],
        publications, moment.AsOf, moment.KnownAtText)
    { Stable = moment.Stable };
}

internal sealed class ShowAppraisalValidator : AbstractValidator<ShowAppraisal>
{
    public ShowAppraisalValidator() => this.YearOfAppraisal(s => s.Year);
}

internal static class ShowAppraisalEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/appraisals/{year}", async (Question<ShowAppraisal> ask, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(ask.Value, ct)).ToHttp(frame => new JsonResult<AppraisalFrame>(frame, frame.AsOf, frame.Stable)))
        .Describes<AppraisalFrame>(nameof(ShowAppraisal), "Appraisals", "Who is appraised for a year, by what, and what of it is published", StatusCodes.Status200OK)
        .HeedsScope().Refuses(Refusals.Invalid, Refusals.AppraisalNotBegun, Refusals.NobodyAppraised, Refusals.RuleSetNotInForce, Refusals.RuleSetUnknown, Refusals.KnownAtInFuture);
}
