namespace Responsibility.Api.Tasks;

/// <summary>Says that a task is done and asks for it to be closed (报请办结).</summary>
/// <param name="CompletedOn">The day on which it was done.</param>
/// <param name="Note">A note; it can be erased.</param>
/// <example>{"completedOn": "2017-12-20", "note": "全部入住"}</example>
public sealed record TaskCompletion(DateOnly CompletedOn, string? Note = null);

internal sealed record CompleteTask(long Id, TaskCompletion Body) : IRequest<Result<Repeated<AssignedTask>>>;

internal sealed record TaskCompletionRequested(TaskId Task, DateOnly CompletedOn, [property: Personal] string? Note) : IFact
{
    public static string Kind => "taskCompletionRequested/1";

    public Task Apply(Session session, long position) => TaskSteps.Move(session, position, Task, CompletedOn, TaskState.CompletionRequested, Note);
}

internal sealed class CompleteTaskValidator : AbstractValidator<CompleteTask>
{
    public CompleteTaskValidator() => RuleFor(c => c.Body.Note).MaximumLength(Rules.TextLength).OverridePropertyName("note");
}

internal sealed class CompleteTaskHandler(Database database, Caller caller) : IRequestHandler<CompleteTask, Result<Repeated<AssignedTask>>>
{
    public Task<Result<Repeated<AssignedTask>>> Handle(CompleteTask request, CancellationToken ct) => TaskSteps.Take(database, caller, Step.Into(
        TaskState.CompletionRequested, TaskStep.RequestCompletion, request.Id, request.Body.CompletedOn, request.Body.Note, (task, day, note) => new TaskCompletionRequested(task, day, note)), ct);
}

internal static class CompleteTaskEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapStep<TaskCompletion>("completions", nameof(CompleteTask), "Say that a task is done", (id, body) => new CompleteTask(id, body));
}
