using Responsibility.Api.Problems;

namespace Responsibility.Api.Tasks;

/// <summary>Verifies what a task is said to have come to (验收).</summary>
/// <param name="Verifier">Id of the body that verifies: none of those that carry the task out, nor one that answers for it in its own division; where the task rectifies a problem, none that stands
/// in the chain of that division on the day of the verification, but for supervision and inspection.</param>
/// <param name="VerifiedOn">The day; today where absent.</param>
/// <param name="Quantity">How much is accepted, counted from the start of the task; all that was reported where absent.</param>
/// <param name="Passed">Whether the task is done; if not it is returned, and what was accepted still counts.</param>
/// <param name="Note">A note; it can be erased.</param>
/// <param name="Official">Id of the official who verifies; where the task rectifies a problem, none who holds a post in that chain, or in a body that carries the task out.</param>
/// <param name="Override">Why a rectification is held verified though who verified it was not independent.</param>
/// <example>{"verifier": 940, "verifiedOn": "2018-01-05", "quantity": 11990, "note": "第三方评估"}</example>
public sealed record TaskVerification(
    OrganizationId Verifier, DateOnly? VerifiedOn = null, double? Quantity = null, bool Passed = true, string? Note = null, OfficialId? Official = null, VerificationOverride? Override = null);

/// <summary>That a verification is recorded though who verified was not independent; a report lists it.</summary>
/// <param name="Reason">Why; it can be erased.</param>
public sealed record VerificationOverride(string Reason);

internal sealed record VerifyTask(long Id, TaskVerification Body) : IRequest<Result<Repeated<AssignedTask>>>;

/// <param name="Overridden">Whether it was recorded though who verified was not independent.</param>
internal sealed record TaskVerified(
    TaskId Task, DateOnly VerifiedOn, OrganizationId Verifier, OfficialId? Official, double? Quantity, bool Passed, bool Overridden, [property: Personal] string? Note,
    [property: Personal] string? Reason) : IFact
{
    public static string Kind => "taskVerified/2";

    /// <summary>What becomes of a task that is verified.</summary>
    public static TaskState Outcome(bool passed) => passed ? TaskState.Verified : TaskState.Returned;

    public async Task Apply(Session session, long position)
    {
        await TaskSteps.Move(session, position, Task, VerifiedOn, Outcome(Passed), Note, ("verified", Quantity), ("verifier_id", Verifier));
        await session.Write(
            InsertSql, new { position, Task, VerifiedOn, Verifier, Official, passed = Passed ? 1L : 0L, overridden = Overridden ? 1L : 0L, Reason });
    }

    private const string InsertSql =
        """
        INSERT INTO task_verification (id, task_id, verified_on, verifier_id, official_id, passed, overridden, reason)
        VALUES (@position, @Task, @VerifiedOn, @Verifier, @Official, @passed, @overridden, @Reason)
        """;
}

internal sealed class VerifyTaskValidator : AbstractValidator<VerifyTask>
{
    public VerifyTaskValidator()
    {
        RuleFor(v => v.Body.Quantity).Quantity();
        RuleFor(v => v.Body.Note).MaximumLength(Rules.TextLength).OverridePropertyName("note");
        RuleFor(v => v.Body.Override!.Reason).NotEmpty().MaximumLength(Rules.TextLength).OverridePropertyName("override.reason").When(v => v.Body.Override is not null);
    }
}

internal sealed class VerifyTaskHandler(Database database, Caller caller) : IRequestHandler<VerifyTask, Result<Repeated<AssignedTask>>>
{
    public Task<Result<Repeated<AssignedTask>>> Handle(VerifyTask request, CancellationToken ct)
    {
        var body = request.Body;
        return TaskSteps.Take(database, caller, new Step<TaskVerified>(
            TaskStep.Verify, request.Id, body.VerifiedOn,
            async (session, task, day) =>
            {
                var reported = await ProgressNoun.By(session, task.Id, day);
                var against = await Unknown(session, body) ?? (body.Quantity > (reported ?? 0) ? Refusals.VerifiedBeyondReported.At("quantity", body.Quantity) : null);
                if (against is { } refusal) return refusal;
                var standing = await Standing(session, task, day, body);
                var overridden = standing is not null && standing.Code == Refusals.VerifierNotIndependent.Code && body.Override is not null;
                return standing is not null && !overridden
                    ? standing
                    : new TaskVerified(task.Id, day, body.Verifier, body.Official, body.Quantity ?? reported, body.Passed, overridden, body.Note, body.Override?.Reason);
            },
            async (session, day) => await session.Get<long>(TakenSql, new
            {
                request.Id,
                body.Verifier,
                official = body.Official?.Value ?? 0,
                quantity = body.Quantity ?? -1,
                state = TaskVerified.Outcome(body.Passed),
                day,
            }) > 0), ct);
    }

    private static async Task<Refusal?> Unknown(Session session, TaskVerification body) =>
        await TaskBodies.Unknown(session, "verifier", [body.Verifier])
        ?? (body.Official is { } official && (await Tables.Official.Current(session, official.Value)).Versions.Count is 0 ? Refusals.OfficialUnknown.At("official", official.Value) : null);

    /// <summary>What stands against who verifies: of a rectification its whole chain is kept out, of any other task those who carry it out.</summary>
    private static async Task<Refusal?> Standing(Session session, TaskStanding task, DateOnly day, TaskVerification body) =>
        await Independence.ProblemOf(session, task.Id) is not null ? await Independence.Against(session, task, day, body.Verifier, body.Official)
        : await TaskBodies.Carries(session, task.Id, body.Verifier) ? Refusals.VerifierSameBody.At("verifier", body.Verifier.Value)
        : null;

    private const string TakenSql =
        """
        SELECT count(*) FROM task t
         WHERE t.id = @Id AND t.state = @state AND t.verifier_id = @Verifier AND t.valid_from <= @day AND (@quantity < 0 OR t.verified = @quantity)
           AND (@official = 0 OR EXISTS (SELECT 1 FROM task_verification v WHERE v.task_id = t.id AND v.verified_on = t.valid_from AND v.official_id = @official))
        """;
}

internal static class VerifyTaskEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapStep<TaskVerification>("verifications", nameof(VerifyTask), "Verify what a task has come to", (id, body) => new VerifyTask(id, body))
        .Refuses(Refusals.OrganizationUnknown, Refusals.OfficialUnknown, Refusals.VerifierSameBody, Refusals.VerifierNotIndependent, Refusals.VerifiedBeyondReported);
}
