using System.Text.Json.Serialization;
using Responsibility.Api.Tasks;

namespace Responsibility.Api.Appraisals;

/// <summary>Publishes the results of a year for a division and all below (公布): from then on they stand, whatever is recorded later.</summary>
/// <param name="Division">Code of the division.</param>
/// <param name="Publisher">Id of the body that publishes them.</param>
/// <param name="Document">Number of the document that says so.</param>
/// <param name="PublishedOn">The day; today where absent. Before the end of the year nothing later than that day counts.</param>
/// <param name="RuleSet">By which rule set; the one in force on the last day of the year where absent.</param>
/// <example>{"division": "410000", "publisher": 11, "document": "豫脱贫组〔2018〕4号", "publishedOn": "2018-02-20"}</example>
public sealed record PublicationStatement(string Division, OrganizationId Publisher, string? Document = null, DateOnly? PublishedOn = null, string? RuleSet = null);

internal sealed record PublishAppraisal(int Year, PublicationStatement Body) : IRequest<Result<Repeated<AppraisalPublication>>>;

/// <param name="DerivedAt">The position as known at which the results were derived.</param>
/// <param name="Results">Ids and numbers alone.</param>
internal sealed record ResultsPublished(
    int Year, DivisionId Division, RuleSetId RuleSet, long DerivedAt, OrganizationId Publisher, string? Document, DateOnly PublishedOn, IReadOnlyList<KeptResult> Results) : ICreation
{
    public static string Kind => "appraisalPublished/1";

    [JsonIgnore]
    public Period Period => new(PublishedOn, Period.Open);

    public async Task Apply(Session session, long position)
    {
        foreach (var (ordinal, result) in Results.Index()) await Keep(session, position, ordinal, position, result);
        await Tables.Appraisal.Create(session, position, this);
    }

    /// <summary>Writes a result as it is known from <paramref name="position"/> on.</summary>
    internal static Task Keep(Session session, long appraisal, long ordinal, long position, KeptResult result) => session.Write(
        """
        INSERT INTO appraisal_result (appraisal_id, ordinal, known_from, known_until, official_id, post_id, division_id, total, band, place, told)
        VALUES (@appraisal, @ordinal, @position, @open, @Official, @Post, @Division, @Total, @Band, @Place, @Told)
        """,
        new { appraisal, ordinal, position, open = Known.Open, result.Official, result.Post, result.Division, result.Total, result.Band, result.Place, result.Told });
}

internal sealed class PublishAppraisalValidator : AbstractValidator<PublishAppraisal>
{
    public PublishAppraisalValidator()
    {
        this.YearOfAppraisal(p => p.Year);
        RuleFor(p => p.Body.Division).NotEmpty().DivisionCode().OverridePropertyName("division");
        RuleFor(p => p.Body.Document).DocumentNumber().OverridePropertyName("document");
    }
}

internal sealed class PublishAppraisalHandler(Database database, Caller caller) : IRequestHandler<PublishAppraisal, Result<Repeated<AppraisalPublication>>>
{
    /// <summary>Of so many missing scores it is told which.</summary>
    private const int MostNamed = 20;

    public async Task<Result<Repeated<AppraisalPublication>>> Handle(PublishAppraisal request, CancellationToken ct)
    {
        var day = request.Body.PublishedOn ?? database.Today;
        if (day > database.Today) return Refusals.DayInFuture.At("publishedOn", day);
        // What was so as known at a position never changes: the results are derived without keeping others from writing.
        var derived = await database.Ask<ResultsPublished>(new At(day, null), (session, moment) => Derive(session, moment, request, day), ct);
        if (derived.Refusal is { } refusal) return refusal;
        var fact = derived.Required();
        return await database.Write<Repeated<AppraisalPublication>>(caller, async session =>
        {
            var now = new Moment { AsOf = day, KnownAt = session.Head };
            if (await Publication.Overlapping(session, request.Year, fact.Division, now) is { } published)
            {
                var same = await Publication.One(session, published.Value, now with { AsOf = session.Today }) is { } before
                    && (before.DivisionId, before.PublisherId, before.Document, before.PublishedOn) == (fact.Division, fact.Publisher, fact.Document, request.Body.PublishedOn ?? before.PublishedOn);
                return same ? session.Done(published.Value, recorded: false) : Refusals.AppraisalPublished.At("division", request.Body.Division);
            }
            if (await TaskBodies.Unknown(session, "publisher", [fact.Publisher]) is { } nobody) return nobody;
            return session.Done(await session.Record(fact));
        }, async (session, moment, done) => await Publication.One(session, done.Id, moment) is { } seen
            ? new Repeated<AppraisalPublication>(new(await seen.Show(session), seen.KnownFrom, moment), done.Recorded)
            : null, ct);
    }

    private static async Task<Result<ResultsPublished>> Derive(Session session, Moment moment, PublishAppraisal request, DateOnly day)
    {
        var body = request.Body;
        if (await DivisionCodes.Find(session, body.Division, moment) is not { } division) return Refusals.DivisionUnknown.At("division", body.Division);
        var found = await AppraisalYear.Of(session, request.Year, moment, body.RuleSet);
        if (found.Refusal is { } refusal) return refusal with { Faults = [.. refusal.Faults.Select(f => f.Pointer is "/asOf" ? f with { Pointer = "/publishedOn" } : f)] };
        var year = found.Required();
        var outcomes = await AppraisalResults.Derive(session, year, await AppraisedOfficials.Of(session, year, division.Id));
        if (outcomes.Count is 0) return Refusals.AppraisalEmpty.At("division", body.Division);
        var missing = outcomes.SelectMany(outcome => outcome.Missing.Select(indicator => (outcome.Result, Indicator: indicator))).ToList();
        if (missing.Count > 0)
            return missing.Take(MostNamed).Aggregate(
                Refusals.AppraisalScoresMissing.Because($"{missing.Count} scores are missing.", $"尚缺 {missing.Count} 项评分。"),
                (told, one) => told.At($"posts/{one.Result.Post.Value}/officials/{one.Result.Official.Value}", one.Indicator));
        return new ResultsPublished(
            request.Year, division.Id, year.RuleSet.Id, moment.KnownAt, body.Publisher, body.Document, day,
            [.. AppraisalResults.Ordered(outcomes).Select(outcome => outcome.Result)]);
    }
}

internal static class PublishAppraisalEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/appraisals/{year}/publications", async (Question<OfYear> ask, Body<PublicationStatement> body, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(new PublishAppraisal(ask.Value.Year, body.Value), ct)).ToRepeated(seen => $"/api/v1/appraisals/{seen.Year}"))
        .Describes<AppraisalPublication>(nameof(PublishAppraisal), "Appraisals", "Publish the results of a year for a division and all below, and freeze them; 200 where just that was published before", StatusCodes.Status201Created)
        .Takes<PublicationStatement>().Writes().Repeats()
        .HeedsScope().Refuses(
            Refusals.Invalid, Refusals.DivisionUnknown, Refusals.OrganizationUnknown, Refusals.AppraisalScoresMissing, Refusals.AppraisalPublished, Refusals.AppraisalEmpty, Refusals.AppraisalNotBegun,
            Refusals.NobodyAppraised, Refusals.DayInFuture, Refusals.RuleSetNotInForce, Refusals.RuleSetUnknown);
}
