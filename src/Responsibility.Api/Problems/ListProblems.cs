using System.Globalization;
using Responsibility.Api.Tasks;

namespace Responsibility.Api.Problems;

/// <summary>Problems on a day.</summary>
/// <param name="Within">Code of a division: only problems in it or below.</param>
/// <param name="Division">Code of a division: only problems in that very one.</param>
/// <param name="Source">Only problems found by these.</param>
/// <param name="Severity">Only problems that are so bad.</param>
/// <param name="Programme">Only problems of these programmes (专项).</param>
/// <param name="State">Only problems in these states on that day.</param>
/// <param name="Light">Only problems whose rectification stands so against its last day on that day (亮灯).</param>
/// <param name="Inspection">Only problems that these inspections found.</param>
/// <param name="Task">Only problems that these tasks rectify, or rectified.</param>
/// <param name="Q">Part of the title, two characters too.</param>
/// <param name="FoundFrom">Only problems found on this day or later.</param>
/// <param name="FoundUntil">Only problems found earlier than this day.</param>
/// <param name="AsOf">The day on which it was so; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Limit">Items per page, 1 to 1,000; CSV has them all.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>.</param>
internal sealed record ListProblems(
    string? Within = null, string? Division = null, ProblemSource[]? Source = null, Severity[]? Severity = null, string[]? Programme = null, ProblemState[]? State = null,
    Light[]? Light = null, InspectionId[]? Inspection = null, TaskId[]? Task = null, string? Q = null, DateOnly? FoundFrom = null, DateOnly? FoundUntil = null,
    DateOnly? AsOf = null, string? KnownAt = null, int Limit = 50, string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<FoundProblem>>>, IListing, ProblemFilter.IFilter
{
    /// <summary>CSV is not paged.</summary>
    internal bool Whole { get; init; }
}

internal sealed class ListProblemsHandler(Database database) : IRequestHandler<ListProblems, Result<Page<FoundProblem>>>
{
    public Task<Result<Page<FoundProblem>>> Handle(ListProblems request, CancellationToken ct) =>
        Listing.Ask(database, request, async Task<Result<Page<FoundProblem>>> (session, moment) =>
        {
            var listing = await ProblemFilter.Listing(session, moment, request);
            var lights = await Lights.Of(session, moment);
            return listing.Refusal is { } refusal
                ? refusal
                : await listing.Required().Page<ListProblems, ProblemRow, FoundProblem>(
                    request, moment, row => row.Id.Value.ToString(CultureInfo.InvariantCulture), row => row.Show(lights), whole: request.Whole);
        }, ct);
}

internal sealed class ListProblemsValidator : AbstractValidator<ListProblems>
{
    public ListProblemsValidator() => Include(new ListingValidator<ListProblems>());
}

/// <summary>Which problems are asked about: what the list and its summary share.</summary>
internal static class ProblemFilter
{
    internal interface IFilter
    {
        string? Within { get; }
        string? Division { get; }
        ProblemSource[]? Source { get; }
        Severity[]? Severity { get; }
        string[]? Programme { get; }
        ProblemState[]? State { get; }
        Light[]? Light { get; }
        InspectionId[]? Inspection { get; }
        TaskId[]? Task { get; }
        string? Q { get; }
        DateOnly? FoundFrom { get; }
        DateOnly? FoundUntil { get; }
    }

    public static async Task<Result<Listing>> Listing(Session session, Moment moment, IFilter filter)
    {
        var listing = ProblemRow.In(new Listing(session, ProblemRow.Select, "p.id"), filter.State)
            .In("p.source", "Source", filter.Source)
            .In("p.severity", "Severity", filter.Severity)
            .In("p.programme", "Programme", filter.Programme)
            .In("p.inspection_id", "Inspection", filter.Inspection)
            .In("p.id IN (SELECT x.problem_id FROM rectification x WHERE x.id <= @KnownAt AND x.task_id", "Task", filter.Task, close: ")")
            .Where("p.valid_from >= @FoundFrom", "FoundFrom", filter.FoundFrom)
            .Where("p.valid_from < @FoundUntil", "FoundUntil", filter.FoundUntil)
            .Named(filter.Q, Tables.Problem.Noun, "p.id", "p.title");
        await Lights.Confine(listing, session, moment, filter.Light, lights => ProblemRow.Light(session, lights, "t", "id", TaskRow.DoneSql));
        if (await listing.Division(session, filter.Division, moment, "p.division_id") is { } unknown) return unknown;
        return await listing.Within(session, filter.Within, moment, subtree => $"p.division_id IN ({subtree})") is { } outside ? outside : listing;
    }
}

/// <summary>A problem for spreadsheets.</summary>
internal sealed record ProblemCsv(
    long Id, string DivisionCode, string DivisionName, Level Level, string? Programme, ProblemSource Source, Severity Severity, DateOnly FoundOn, string Title, string? Description,
    ProblemState State, long? Task, Light? Light, long? Inspection, string? Document)
{
    public static ProblemCsv Of(FoundProblem problem) => new(
        problem.Id.Value, problem.Division.Code, problem.Division.Name, problem.Division.Level, problem.Programme, problem.Source, problem.Severity, problem.FoundOn, problem.Title,
        problem.Description, problem.State, problem.Task?.Value, problem.Light, problem.Inspection?.Value, problem.Document);
}

internal static class ListProblemsEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/problems", async (Question<ListProblems> ask, HttpRequest http, IMediator mediator, CancellationToken ct) => Csv.IsWanted(http)
            ? (await mediator.Send(ask.Value with { Whole = true }, ct)).ToHttp(page => page.ToCsv(ProblemCsv.Of))
            : (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes(nameof(ListProblems), "Problems", "Problems on a day, by place, source, severity, programme, state, light, inspection or rectification",
            new AnswersMetadata(StatusCodes.Status200OK, typeof(Page<FoundProblem>), Csv: true))
        .IsNotStored()
        .HeedsScope().Refuses(Refusals.DivisionUnknown, Refusals.CursorInvalid, Refusals.KnownAtInFuture);
}
