using System.Text.Json.Serialization;
using Responsibility.Rules;

namespace Responsibility.Api.Appraisals;

/// <summary>Enters the score of an indicator that is not computed (评定录入); entered again, the last one holds.</summary>
/// <param name="Official">Id of the official.</param>
/// <param name="Post">Id of the post in which the official is appraised for the year.</param>
/// <param name="Indicator">Id of the indicator, one whose measure is <c>entered</c>.</param>
/// <param name="Score">0 to 100, two decimals at most.</param>
/// <param name="Document">Number of the document that says so.</param>
/// <param name="Reason">Why it is another than was entered before; it can be erased.</param>
/// <example>{"official": 903, "post": 902, "indicator": "assessment", "score": 92.5, "document": "豫考〔2018〕2号"}</example>
public sealed record ScoreStatement(OfficialId Official, PostId Post, string Indicator, decimal Score, string? Document = null, string? Reason = null);

internal sealed record EnterScore(int Year, ScoreStatement Body) : IRequest<Result<Repeated<AppraisalScore>>>;

internal sealed record ScoreEntered(int Year, OfficialId Official, PostId Post, string Indicator, decimal Score, string? Document) : ICreation
{
    public static string Kind => "appraisalScoreEntered/1";

    [JsonIgnore]
    public Period Period => new(new DateOnly(Year, 1, 1), Period.Open);

    public Task Apply(Session session, long position) => Tables.AppraisalScore.Create(session, position, this);
}

/// <summary>What was entered was wrong.</summary>
internal sealed record ScoreCorrected(ScoreId Thing, decimal Score, string? Document, [property: Personal] string? Reason) : IFact
{
    public static string Kind => "appraisalScoreCorrected/1";

    public Task Apply(Session session, long position) => Tables.AppraisalScore.Supersede(session, position, Thing.Value, now => now.Correct(
        now.Versions[0].Period.From, now.Versions[0].Period, new Dictionary<string, object?>(StringComparer.Ordinal) { ["score"] = (double)Score, ["document"] = Document }));
}

internal sealed class EnterScoreValidator : AbstractValidator<EnterScore>
{
    public EnterScoreValidator()
    {
        this.YearOfAppraisal(e => e.Year);
        RuleFor(e => e.Body.Indicator).NotEmpty().OverridePropertyName("indicator");
        RuleFor(e => e.Body.Score).Score().OverridePropertyName("score");
        RuleFor(e => e.Body.Document).DocumentNumber().OverridePropertyName("document");
        RuleFor(e => e.Body.Reason).MaximumLength(Api.Rules.TextLength).OverridePropertyName("reason");
    }
}

internal sealed class EnterScoreHandler(Database database, Caller caller) : IRequestHandler<EnterScore, Result<Repeated<AppraisalScore>>>
{
    public Task<Result<Repeated<AppraisalScore>>> Handle(EnterScore request, CancellationToken ct) =>
        database.Write<Repeated<AppraisalScore>>(caller, async session =>
        {
            var body = request.Body;
            var today = new Moment { AsOf = session.Today, KnownAt = session.Head };
            var found = await AppraisalYear.Of(session, request.Year, today, null);
            if (found.Refusal is { } refusal) return refusal;
            var year = found.Required();
            if (year.Rules.Indicators.FirstOrDefault(indicator => indicator.Id == body.Indicator) is not { Measure: Measure.Entered }) return Refusals.IndicatorUnknown.At("indicator", body.Indicator);
            var division = await session.Find<long?>(DivisionSql, new { body.Post, year.Moment.AsOf, year.KnownAt });
            var who = division is null ? [] : await AppraisedOfficials.Of(session, year, only: new DivisionId(division.Value));
            if (!who.Any(appraised => appraised.Post == body.Post && appraised.Official == body.Official)) return Refusals.NotAppraised.At("official", body.Official.Value);
            if (await Publication.Overlapping(session, request.Year, new DivisionId(division!.Value), year.Moment) is { } published) return Refusals.AppraisalPublished.At("post", published.Value);
            if ((await Measuring.Scores(session, year, who)).FirstOrDefault(score => (score.PostId, score.OfficialId, score.Indicator) == (body.Post, body.Official, body.Indicator)) is not { } before)
                return session.Done(await session.Record(new ScoreEntered(request.Year, body.Official, body.Post, body.Indicator, body.Score, body.Document)));
            if ((decimal)before.Score == body.Score && before.Document == body.Document) return session.Done(before.Id.Value, recorded: false);
            await session.Record(new ScoreCorrected(before.Id, body.Score, body.Document, body.Reason));
            return session.Done(before.Id.Value);
        }, (session, moment, done) => done.As(AppraisalScoreRow.Show(session, done.Id, moment)), ct);

    private static readonly string DivisionSql =
        $"""
        SELECT o.division_id
          FROM post p
          JOIN organization o ON o.id = p.organization_id AND {Known.Nearest("o", "organization")}
         WHERE p.id = @Post AND {Known.Nearest("p", "post")}
        """;
}

internal static class ScoreRules
{
    /// <summary>0 to 100, two decimals.</summary>
    public static IRuleBuilderOptions<T, decimal> Score<T>(this IRuleBuilder<T, decimal> rule) => rule
        .Must(score => score is >= 0 and <= Appraising.Full && decimal.Round(score, 2) == score).WithErrorCode("score")
        .WithMessage(_ => Api.Rules.Say("A score is 0 to 100, with two decimals at most.", "评分为 0 至 100,至多两位小数。"));
}

internal static class EnterScoreEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/appraisals/{year}/scores", async (Question<OfYear> ask, Body<ScoreStatement> body, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(new EnterScore(ask.Value.Year, body.Value), ct)).ToRepeated(score => $"/api/v1/appraisals/{score.Year}/scores?official={score.Official.Id.Value}"))
        .Describes<AppraisalScore>(nameof(EnterScore), "Appraisals", "Enter the score of an indicator that is not computed; 200 where just that was entered before", StatusCodes.Status201Created)
        .Takes<ScoreStatement>().Writes().Repeats().IsNotStored()
        .HeedsScope().Refuses(
            Refusals.Invalid, Refusals.OfficialUnknown, Refusals.PostUnknown, Refusals.NotAppraised, Refusals.IndicatorUnknown, Refusals.AppraisalPublished, Refusals.AppraisalNotBegun,
            Refusals.NobodyAppraised, Refusals.RuleSetNotInForce);
}

/// <summary>What a path says of a year.</summary>
/// <param name="Year">The year.</param>
internal sealed record OfYear(int Year);
