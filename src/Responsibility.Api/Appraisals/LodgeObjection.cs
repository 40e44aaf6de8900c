using System.Text.Json.Serialization;

namespace Responsibility.Api.Appraisals;

/// <summary>Objects to a published result (提出异议).</summary>
/// <param name="Official">Id of the official whose result it is about.</param>
/// <param name="Post">Id of the post in which the official was appraised.</param>
/// <param name="Text">What it says; it can be erased.</param>
/// <param name="Indicator">Id of the indicator that it is about; the result as a whole where absent.</param>
/// <param name="ObjectedOn">The day; today where absent.</param>
/// <example>{"official": 903, "post": 902, "text": "实地考核遗漏两村", "indicator": "assessment", "objectedOn": "2018-02-25"}</example>
public sealed record ObjectionStatement(OfficialId Official, PostId Post, string Text, string? Indicator = null, DateOnly? ObjectedOn = null);

internal sealed record LodgeObjection(int Year, ObjectionStatement Body) : IRequest<Result<Repeated<AppraisalObjection>>>;

internal sealed record ObjectionLodged(
    AppraisalId Appraisal, DivisionId Division, OfficialId Official, PostId Post, string? Indicator, DateOnly ObjectedOn, [property: Personal] string? Text) : ICreation
{
    public static string Kind => "appraisalObjectionLodged/1";

    [JsonIgnore]
    public Period Period => new(ObjectedOn, Period.Open);

    [JsonIgnore]
    public ObjectionState State { get; } = ObjectionState.Lodged;

    [JsonIgnore]
    public DateOnly SteppedOn => ObjectedOn;

    public Task Apply(Session session, long position) => Tables.AppraisalObjection.Create(session, position, this);
}

internal sealed class LodgeObjectionValidator : AbstractValidator<LodgeObjection>
{
    public LodgeObjectionValidator()
    {
        this.YearOfAppraisal(l => l.Year);
        RuleFor(l => l.Body.Text).NotEmpty().MaximumLength(Rules.TextLength).OverridePropertyName("text");
    }
}

internal sealed class LodgeObjectionHandler(Database database, Caller caller) : IRequestHandler<LodgeObjection, Result<Repeated<AppraisalObjection>>>
{
    public Task<Result<Repeated<AppraisalObjection>>> Handle(LodgeObjection request, CancellationToken ct) =>
        database.Write<Repeated<AppraisalObjection>>(caller, async session =>
        {
            var (body, today) = (request.Body, new Moment { AsOf = session.Today, KnownAt = session.Head });
            var day = body.ObjectedOn ?? session.Today;
            if (await session.Find<ResultRow>($"{ResultRow.Select} AND r.official_id = @Official AND r.post_id = @Post AND r.appraisal_id IN (SELECT a.id FROM appraisal a WHERE a.year = @Year AND {Known.At("a")})",
                new { body.Official, body.Post, request.Year, today.AsOf, today.KnownAt }) is not { } result)
                return Refusals.AppraisalNotPublished.At("official", body.Official.Value);
            if (body.Indicator is { } indicator && KeptResult.Of(result).Marks.All(mark => mark.Indicator != indicator)) return Refusals.IndicatorUnknown.At("indicator", indicator);
            if (await session.Find<ObjectionRow>($"{ObjectionRow.Select} AND b.appraisal_id = @AppraisalId AND b.official_id = @OfficialId AND b.post_id = @PostId AND b.state = 'lodged'",
                new { result.AppraisalId, result.OfficialId, result.PostId, today.AsOf, today.KnownAt }) is { } open)
                return IsSame(open, body) ? session.Done(open.Id.Value, recorded: false) : Refusals.ObjectionOpen.At("official", open.Id.Value);
            var published = (await Publication.One(session, result.AppraisalId.Value, today))!.PublishedOn;
            if (day < published || day > session.Today) return (day > session.Today ? Refusals.DayInFuture : Refusals.ObjectionDay).At("objectedOn", day);
            return session.Done(await session.Record(new ObjectionLodged(result.AppraisalId, result.DivisionId, body.Official, body.Post, body.Indicator, day, body.Text)));
        }, (session, moment, done) => done.As(ObjectionRow.Show(session, done.Id, moment)), ct);

    private static bool IsSame(ObjectionRow open, ObjectionStatement body) =>
        open.Text == body.Text && open.Indicator == body.Indicator && (body.ObjectedOn is null || body.ObjectedOn == open.ObjectedOn);
}

internal static class LodgeObjectionEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/appraisals/{year}/objections", async (Question<OfYear> ask, Body<ObjectionStatement> body, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(new LodgeObjection(ask.Value.Year, body.Value), ct)).ToRepeated(seen => $"/api/v1/appraisals/{seen.Year}/objections?official={seen.Official.Id.Value}"))
        .Describes<AppraisalObjection>(nameof(LodgeObjection), "Appraisals", "Object to a published result; 200 where just that was lodged before", StatusCodes.Status201Created)
        .Takes<ObjectionStatement>().Writes().Repeats().IsNotStored()
        .HeedsScope().Refuses(
            Refusals.Invalid, Refusals.OfficialUnknown, Refusals.PostUnknown, Refusals.AppraisalNotPublished, Refusals.IndicatorUnknown, Refusals.ObjectionOpen, Refusals.ObjectionDay, Refusals.DayInFuture);
}
