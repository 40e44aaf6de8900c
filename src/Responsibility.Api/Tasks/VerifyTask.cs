namespace Responsibility.Api.Tasks;

/// <summary>Verifies what a task is said to have come to (验收).</summary>
/// <param name="Verifier">Id of the body that verifies: none of those that carry the task out, nor one that answers for it in its own division.</param>
/// <param name="VerifiedOn">The day; today where absent.</param>
/// <param name="Quantity">How much is accepted, counted from the start of the task; all that was reported where absent.</param>
/// <param name="Passed">Whether the task is done; if not it is returned, and what was accepted still counts.</param>
/// <param name="Note">A note; it can be erased.</param>
/// <example>{"verifier": 940, "verifiedOn": "2018-01-05", "quantity": 11990, "note": "第三方评估"}</example>
public sealed record TaskVerification(OrganizationId Verifier, DateOnly? VerifiedOn = null, double? Quantity = null, bool Passed = true, string? Note = null);

internal sealed record VerifyTask(long Id, TaskVerification Body) : IRequest<Result<Stepped>>;

internal sealed record TaskVerified(TaskId Task, DateOnly VerifiedOn, OrganizationId Verifier, double? Quantity, bool Passed, [property: Personal] string? Note) : IFact
{
    public static string Kind => "taskVerified/1";

    /// <summary>What becomes of a task that is verified.</summary>
    public static TaskState Outcome(bool passed) => passed ? TaskState.Verified : TaskState.Returned;

    public Task Apply(Session session, long position) =>
        TaskSteps.Move(session, position, Task, VerifiedOn, Outcome(Passed), Note, ("verified", Quantity), ("verifier_id", Verifier));
}

internal sealed class VerifyTaskValidator : AbstractValidator<VerifyTask>
{
    public VerifyTaskValidator()
    {
        RuleFor(v => v.Body.Quantity).Quantity();
        RuleFor(v => v.Body.Note).MaximumLength(Rules.TextLength).OverridePropertyName("note");
    }
}

internal sealed class VerifyTaskHandler(Database database, Caller caller) : IRequestHandler<VerifyTask, Result<Stepped>>
{
    public Task<Result<Stepped>> Handle(VerifyTask request, CancellationToken ct)
    {
        var body = request.Body;
        return TaskSteps.Take(database, caller, new Step<TaskVerified>(
            TaskStep.Verify, request.Id, body.VerifiedOn,
            async (session, task, day) =>
            {
                var reported = await ProgressNoun.By(session, task.Id, day);
                var against = await TaskBodies.Unknown(session, "verifier", [body.Verifier])
                    ?? (await TaskBodies.Carries(session, task.Id, body.Verifier) ? Refusals.VerifierSameBody.At("verifier", body.Verifier.Value) : null)
                    ?? (body.Quantity > (reported ?? 0) ? Refusals.VerifiedBeyondReported.At("quantity", body.Quantity) : null);
                return against is { } refusal ? refusal : new TaskVerified(task.Id, day, body.Verifier, body.Quantity ?? reported, body.Passed, body.Note);
            },
            async (session, day) => await session.Get<long>(TakenSql, new { request.Id, body.Verifier, quantity = body.Quantity ?? -1, state = TaskVerified.Outcome(body.Passed), day }) > 0), ct);
    }

    private const string TakenSql =
        """
        SELECT count(*) FROM task t
         WHERE t.id = @Id AND t.state = @state AND t.verifier_id = @Verifier AND t.valid_from <= @day AND (@quantity < 0 OR t.verified = @quantity)
        """;
}

internal static class VerifyTaskEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapStep<TaskVerification>("verifications", nameof(VerifyTask), "Verify what a task has come to", (id, body) => new VerifyTask(id, body))
        .Refuses(Refusals.OrganizationUnknown, Refusals.VerifierSameBody, Refusals.VerifiedBeyondReported);
}
