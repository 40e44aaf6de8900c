using System.Text.Json.Serialization;
using Responsibility.Api.Chain;

namespace Responsibility.Api.Accountability;

/// <summary>Opens a case (问责立案): something went wrong in a place on a day.</summary>
/// <param name="Division">Code of the division in which it went wrong.</param>
/// <param name="IncidentOn">The day on which it went wrong; the rules and appointments of that day decide who may be held to account.</param>
/// <param name="Description">What went wrong; it can be erased.</param>
/// <param name="Programme">In which programme (专项); only those who answer for that programme are candidates.</param>
/// <param name="Task">Id of the task that was concerned.</param>
/// <example>{"division": "410225101201", "programme": "relocation", "incidentOn": "2017-07-09", "description": "安置房未按期交付", "task": 1201}</example>
public sealed record OpenCase(string Division, DateOnly IncidentOn, string Description, string? Programme = null, TaskId? Task = null)
    : IRequest<Result<Seen<AccountabilityCase>>>;

internal sealed record CaseOpened(DivisionId Division, string? Programme, DateOnly IncidentOn, [property: Personal] string? Description, TaskId? Task) : ICreation
{
    public static string Kind => "accountabilityCaseOpened/1";

    [JsonIgnore]
    public Period Period => new(IncidentOn, Period.Open);

    [JsonIgnore]
    public CaseState State { get; } = CaseState.Opened;

    public Task Apply(Session session, long position) => Tables.Case.Create(session, position, this);
}

internal sealed class OpenCaseValidator : AbstractValidator<OpenCase>
{
    public OpenCaseValidator()
    {
        RuleFor(c => c.Division).NotEmpty().DivisionCode();
        RuleFor(c => c.Description).NotEmpty().MaximumLength(Rules.TextLength);
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
            // Nobody could be held to account by rules that were not in force, so such a case is not opened in the first place.
            var moment = new Moment { AsOf = request.IncidentOn, KnownAt = session.Head };
            var derived = await Chains.Derive(session, moment, request.Division, filter.Required(), null);
            if (derived.Refusal is { } refusal) return refusal;
            var division = (await DivisionCodes.Find(session, request.Division, moment))!;
            return session.Done(await session.Record(new CaseOpened(division.Id, request.Programme, request.IncidentOn, request.Description, request.Task)));
        }, (session, moment, done) => CaseRow.Show(session, done.Id, moment), ct);
}

internal static class OpenCaseEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/accountability-cases", async (Body<OpenCase> body, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(body.Value, ct)).ToHttp(seen => seen.ToCreated($"/api/v1/accountability-cases/{seen.Value.Id.Value}")))
        .Describes<AccountabilityCase>(nameof(OpenCase), "Accountability", "Open a case for what went wrong in a place on a day", StatusCodes.Status201Created)
        .Takes<OpenCase>().Writes().IsNotStored()
        .HeedsScope().Refuses(Refusals.Invalid, Refusals.DivisionUnknown, Refusals.ProgrammeUnknown, Refusals.TaskUnknown, Refusals.RuleSetNotInForce);
}
