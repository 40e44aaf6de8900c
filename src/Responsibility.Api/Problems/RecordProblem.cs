using System.Text.Json.Serialization;
using Responsibility.Api.Chain;
using Responsibility.Api.Tasks;

namespace Responsibility.Api.Problems;

/// <summary>Records a problem (问题) that was found in a division.</summary>
/// <param name="Source">By whom it was found.</param>
/// <param name="Division">Code of the division in which it was found.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="FoundOn">The day on which it was found; not later than today, and one of the inspection's days where one is named.</param>
/// <param name="Title">What is wrong, in a few words that name nobody.</param>
/// <param name="Inspection">Id of the inspection that found it; it covers the division.</param>
/// <param name="Programme">The programme (专项) that it belongs to; absent where it belongs to none.</param>
/// <param name="Description">What is wrong in detail; it can be erased.</param>
/// <param name="Document">Number of the document that tells of it.</param>
/// <example>
/// {
///   "source": "provincialInspection", "inspection": 1401, "division": "410724101201", "programme": "partyBuilding", "severity": "serious", "foundOn": "2017-03-20",
///   "title": "村党组织软弱涣散", "description": "班子不团结,三会一课长期不开", "document": "豫督〔2017〕3号"
/// }
/// </example>
/// <example id="correction">{"severity": "grave", "reason": "复核后认定为严重问题"}</example>
public sealed record RecordProblem(
    ProblemSource Source, string Division, Severity Severity, DateOnly FoundOn, string Title, InspectionId? Inspection = null, string? Programme = null, string? Description = null,
    string? Document = null)
    : IRequest<Result<Repeated<FoundProblem>>>;

internal sealed record ProblemFound(
    DivisionId Division, string? Programme, ProblemSource Source, InspectionId? Inspection, Severity Severity, DateOnly FoundOn, string Title, [property: Personal] string? Description,
    string? Document) : ICreation
{
    public static string Kind => "problemFound/1";

    [JsonIgnore]
    public Period Period => new(FoundOn, Period.Open);

    public Task Apply(Session session, long position) => Tables.Problem.Create(session, position, this);
}

internal sealed class RecordProblemValidator : AbstractValidator<RecordProblem>
{
    public RecordProblemValidator()
    {
        RuleFor(p => p.Division).NotEmpty().DivisionCode();
        RuleFor(p => p.Title).Name();
        RuleFor(p => p.Description).MaximumLength(Rules.TextLength);
        RuleFor(p => p.Document).DocumentNumber();
    }
}

internal sealed class RecordProblemHandler(Database database, Caller caller) : IRequestHandler<RecordProblem, Result<Repeated<FoundProblem>>>
{
    public Task<Result<Repeated<FoundProblem>>> Handle(RecordProblem request, CancellationToken ct) =>
        database.Write<Repeated<FoundProblem>>(caller, async session =>
        {
            if (request.FoundOn > database.Today) return Refusals.FoundInFuture.At("foundOn", request.FoundOn);
            var plan = await ProblemNoun.Plan(session, request, null);
            if (plan.Refusal is { } refusal) return refusal;
            var known = await ProblemNoun.Same(session, plan.Required(), 0);
            return session.Done(known ?? await session.Record(plan.Required()), recorded: known is null);
        }, (session, moment, done) => done.As(ProblemNoun.Show(session, done.Id, moment)), ct);
}

/// <summary>A problem as a thing that can be corrected or taken back.</summary>
internal sealed class ProblemNoun : INoun<RecordProblem, ProblemFound, FoundProblem>
{
    public static string Word => "problem";
    public static string Resource => "problems";
    public static VersionTable Table => Tables.Problem;
    public static Refusal Unknown => Refusals.ProblemUnknown;
    public static string UsesSql => $"SELECT 'task' AS noun, task_id AS id FROM rectification WHERE problem_id = @id UNION SELECT 'accountabilityCase', id FROM accountability_case WHERE problem_id = @id AND {Known.Now("accountability_case")}";

    public static async Task<Result<ProblemFound>> Plan(Session session, RecordProblem statement, long? self)
    {
        var filter = await ChainFilters.Of(session, statement.Programme is { } programme ? [programme] : null, null);
        if (filter.Refusal is { } unknown) return unknown;
        if (await DivisionCodes.Meant(session, statement.Division, statement.FoundOn) is not { } division) return Refusals.DivisionUnknown.At("division", statement.Division);
        if (!new Period(division.ValidFrom, division.ValidUntil).Contains(statement.FoundOn)) return Refusals.DivisionNotInForce.At("division", statement.Division);
        if (await Inspections.InspectionNoun.Against(session, statement, division.Id) is { } outside) return outside;
        var problem = new ProblemFound(
            division.Id, statement.Programme, statement.Source, statement.Inspection, statement.Severity, statement.FoundOn, statement.Title, statement.Description, statement.Document);
        if (self is not { } id) return problem;
        if (await Same(session, problem, id) is { } same) return Refusals.ProblemExists.Because($"It is problem {same}.", $"即问题 {same}。").At("title", statement.Title);
        return await Moves(session, problem, id) && await InUse.Of<ProblemNoun>(session, id) is { } used ? used : problem;
    }

    /// <summary>The problem that says the same: found there on that day by the same, in the same programme, under the same title.</summary>
    public static Task<long?> Same(Session session, ProblemFound problem, long self) => session.Find<long?>(
        SameSql, new { problem.Division, problem.FoundOn, problem.Source, problem.Title, programme = problem.Programme ?? "", self });

    /// <summary>Whether it would be a problem of another division or programme than its rectification is.</summary>
    private static async Task<bool> Moves(Session session, ProblemFound problem, long id) =>
        (await Table.Current(session, id)).Versions is not [{ Values: var held }] || (long)held["division_id"]! != problem.Division.Value || (string?)held["programme"] != problem.Programme;

    public static async Task<RecordProblem> Restate(Session session, TimelineVersion version) => new(
        Enum.Parse<ProblemSource>((string)version.Values["source"]!, ignoreCase: true),
        await DivisionCodes.Of(session, (long)version.Values["division_id"]!, version.Period.From),
        Enum.Parse<Severity>((string)version.Values["severity"]!, ignoreCase: true),
        version.Period.From,
        (string)version.Values["title"]!,
        version.Values["inspection_id"] is long inspection ? new InspectionId(inspection) : null,
        (string?)version.Values["programme"],
        (string?)version.Values["description"],
        (string?)version.Values["document"]);

    public static async Task<Seen<FoundProblem>?> Show(Session session, long id, Moment moment)
    {
        if (await Versions.Nearest(session, Table, id, moment) is not var (day, version)) return null;
        var row = await session.Get<ProblemRow>($"{ProblemRow.Select} AND p.id = @id", new { id, day.AsOf, day.KnownAt });
        return new(row.Show(await Lights.Of(session, day)), version, moment);
    }

    private static readonly string SameSql =
        $"""
        SELECT p.id FROM problem p
         WHERE p.division_id = @Division AND p.valid_from = @FoundOn AND p.source = @Source AND p.title = @Title AND coalesce(p.programme, '') = @programme
           AND p.id <> @self AND {Known.Now("p")}
         ORDER BY p.id
         LIMIT 1
        """;
}

internal static class RecordProblemEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/problems", async (Body<RecordProblem> body, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(body.Value, ct)).ToRepeated(seen => $"/api/v1/problems/{seen.Id.Value}"))
        .Describes<FoundProblem>(nameof(RecordProblem), "Problems", "Record a problem that was found in a division; 200 where just that was recorded before", StatusCodes.Status201Created)
        .Takes<RecordProblem>().Writes().Repeats().IsNotStored()
        .HeedsScope().Refuses(Refusals.Invalid, Refusals.FoundInFuture, Refusals.DivisionUnknown, Refusals.DivisionNotInForce, Refusals.ProgrammeUnknown)
        .Refuses(Inspections.InspectionNoun.AgainstFindings);
}
