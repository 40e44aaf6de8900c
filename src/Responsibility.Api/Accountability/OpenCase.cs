using System.Text.Json.Serialization;
using Responsibility.Api.Chain;

namespace Responsibility.Api.Accountability;

/// <summary>Opens a case (问责立案): something went wrong in a place, on a day or over some days.</summary>
/// <param name="Division">Code of the division in which it went wrong.</param>
/// <param name="IncidentOn">The day on which it went wrong, or first did; the rules and appointments of each of its days decide who may be held to account.</param>
/// <param name="Description">What went wrong; it can be erased.</param>
/// <param name="Programme">In which programme (专项); only those who answer for that programme are candidates.</param>
/// <param name="Task">Id of the task that was concerned.</param>
/// <param name="IncidentUntil">First day on which it no longer went on, at most ten years later; the day after <c>incidentOn</c> where absent.</param>
/// <param name="Problem">Id of the problem on which it is opened.</param>
/// <param name="Notice">Id of the supervision notice (督办单) on which it is opened.</param>
/// <param name="Complaint">Number of the complaint (信访件编号) on which it is opened.</param>
/// <example>
/// {"division": "410225101201", "programme": "relocation", "incidentOn": "2017-07-09", "incidentUntil": "2017-09-01", "description": "安置房未按期交付", "task": 1201, "problem": 1402, "complaint": "豫信访〔2017〕118号"}
/// </example>
public sealed record OpenCase(
    string Division, DateOnly IncidentOn, string Description, string? Programme = null, TaskId? Task = null, DateOnly? IncidentUntil = null, ProblemId? Problem = null, NoticeId? Notice = null,
    string? Complaint = null)
    : IRequest<Result<Seen<AccountabilityCase>>>;

internal sealed record CaseOpened(
    DivisionId Division, string? Programme, DateOnly IncidentOn, DateOnly IncidentUntil, [property: Personal] string? Description, TaskId? Task, ProblemId? Problem, NoticeId? Notice, string? Complaint) : ICreation
{
    public static string Kind => "accountabilityCaseOpened/2";

    [JsonIgnore]
    public Period Period => new(IncidentOn, Period.Open);

    [JsonIgnore]
    public CaseState State { get; } = CaseState.Opened;

    public Task Apply(Session session, long position) => Tables.Case.Create(session, position, this);
}

/// <summary>A case of one day. No release records this any more; ledgers hold it, and replay reads it.</summary>
internal sealed record CaseOpenedOfOneDay(DivisionId Division, string? Programme, DateOnly IncidentOn, [property: Personal] string? Description, TaskId? Task) : ICreation
{
    public static string Kind => "accountabilityCaseOpened/1";

    [JsonIgnore]
    public Period Period => new(IncidentOn, Period.Open);

    [JsonIgnore]
    public DateOnly IncidentUntil => IncidentOn.AddDays(1);

    [JsonIgnore]
    public CaseState State { get; } = CaseState.Opened;

    public Task Apply(Session session, long position) => Tables.Case.Create(session, position, this);
}

internal sealed class OpenCaseValidator : AbstractValidator<OpenCase>
{
    /// <summary>The most days that a case can be about.</summary>
    private const int MostDays = 3_660;

    public OpenCaseValidator()
    {
        RuleFor(c => c.Division).NotEmpty().DivisionCode();
        RuleFor(c => c.Description).NotEmpty().MaximumLength(Rules.TextLength);
        RuleFor(c => c.Complaint).DocumentNumber();
        RuleFor(c => c.IncidentUntil).Must((c, until) => until is not { } day || (day > c.IncidentOn && day.DayNumber - c.IncidentOn.DayNumber <= MostDays))
            .WithErrorCode("period").WithMessage(_ => Rules.Say("After incidentOn, and within ten years of it.", "须晚于 incidentOn,且不超过十年。"));
    }
}

internal sealed class OpenCaseHandler(Database database, Caller caller) : IRequestHandler<OpenCase, Result<Seen<AccountabilityCase>>>
{
    public Task<Result<Seen<AccountabilityCase>>> Handle(OpenCase request, CancellationToken ct) =>
        database.Write<Seen<AccountabilityCase>>(caller, async session =>
        {
            var filter = await ChainFilters.Of(session, request.Programme is { } programme ? [programme] : null, null);
            if (filter.Refusal is { } unknown) return unknown;
            if (request.Task is { } task && (await Tables.Task.Current(session, task.Value)).Versions.Count is 0) return Refusals.TaskUnknown.At("task", task.Value);
            if (request.Problem is { } problem && (await Tables.Problem.Current(session, problem.Value)).Versions.Count is 0) return Refusals.ProblemUnknown.At("problem", problem.Value);
            if (request.Notice is { } notice && (await Tables.Notice.Current(session, notice.Value)).Versions.Count is 0) return Refusals.NoticeUnknown.At("notice", notice.Value);
            // Nobody could be held to account by rules that were not in force, so such a case is not opened in the first place.
            var moment = new Moment { AsOf = request.IncidentOn, KnownAt = session.Head };
            var derived = await Chains.Derive(session, moment, request.Division, filter.Required(), null);
            if (derived.Refusal is { } refusal) return refusal;
            var division = (await DivisionCodes.Find(session, request.Division, moment))!;
            return session.Done(await session.Record(new CaseOpened(
                division.Id, request.Programme, request.IncidentOn, request.IncidentUntil ?? request.IncidentOn.AddDays(1), request.Description, request.Task, request.Problem, request.Notice, request.Complaint)));
        }, (session, moment, done) => CaseRow.Show(session, done.Id, moment), ct);
}

internal static class OpenCaseEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/accountability-cases", async (Body<OpenCase> body, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(body.Value, ct)).ToHttp(seen => seen.ToCreated($"/api/v1/accountability-cases/{seen.Value.Id.Value}")))
        .Describes<AccountabilityCase>(nameof(OpenCase), "Accountability", "Open a case for what went wrong in a place, on a day or over some days", StatusCodes.Status201Created)
        .Takes<OpenCase>().Writes().IsNotStored()
        .HeedsScope().Refuses(Refusals.Invalid, Refusals.DivisionUnknown, Refusals.ProgrammeUnknown, Refusals.TaskUnknown, Refusals.ProblemUnknown, Refusals.NoticeUnknown,
            Refusals.RuleSetNotInForce);
}
