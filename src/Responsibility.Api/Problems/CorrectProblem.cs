using System.Globalization;
using System.Text.Json.Nodes;

namespace Responsibility.Api.Problems;

/// <summary>What was recorded of a problem was wrong.</summary>
internal sealed record CorrectProblem(Correct<ProblemNoun, FoundProblem> Correction) : IRequest<Result<Seen<FoundProblem>>>;

internal sealed class CorrectProblemHandler(Database database, IMediator mediator) : IRequestHandler<CorrectProblem, Result<Seen<FoundProblem>>>
{
    // Whether a patch reads as a day is told by the correction itself.
    public async Task<Result<Seen<FoundProblem>>> Handle(CorrectProblem request, CancellationToken ct) =>
        request.Correction.Patch["foundOn"] is JsonValue given && given.TryGetValue<string>(out var text)
        && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day > database.Today
            ? Refusals.FoundInFuture.At("foundOn", day)
            : await mediator.Send(request.Correction, ct);
}

internal static class CorrectProblemEndpoint
{
    /// <summary>A problem is read, corrected and taken back; what becomes of it are the steps of its rectification.</summary>
    public static void Map(IEndpointRouteBuilder v1)
    {
        var problems = v1.MapGroup("").IsNotStored();
        Endpoints.MapReading<ProblemNoun, FoundProblem>(problems, "Problem", "Problems");
        Endpoints.MapRetraction<ProblemNoun>(problems, "Problem", "Problems");
        problems.MapPatch("/problems/{id}", async (Question<Lifecycle.Version> ask, Body<JsonObject> body, HttpRequest http, IMediator mediator, CancellationToken ct) =>
            {
                var version = Answered.IfMatch(http);
                if (version.Refusal is { } refusal) return refusal.ToProblem();
                var correction = new Correct<ProblemNoun, FoundProblem>(ask.Value.Id, body.Value, version.Required(), ask.Value.AsOf, ask.Value.Reason);
                return (await mediator.Send(new CorrectProblem(correction), ct)).ToHttp(seen => seen.ToOk());
            })
            .Describes<FoundProblem>(nameof(CorrectProblem), "Problems", "What was recorded was wrong: known until now; what the merge patch says is known from now on", StatusCodes.Status200OK)
            .Takes<RecordProblem>(BodyForm.Correction).Writes()
            .HeedsScope().Refuses(Refusals.Invalid, Refusals.ProblemUnknown with { Status = 404 }, Refusals.FoundInFuture, Refusals.DivisionUnknown, Refusals.DivisionNotInForce, Refusals.ProgrammeUnknown)
            .Refuses(Inspections.InspectionNoun.AgainstFindings)
            .Refuses(Refusals.ProblemExists, Refusals.InUse, Refusals.VersionChanged, Refusals.IfMatchRequired);
    }
}
