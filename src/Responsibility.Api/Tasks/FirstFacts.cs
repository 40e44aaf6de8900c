using System.Text.Json.Serialization;

namespace Responsibility.Api.Tasks;

/// <summary>A task that was issued as it was set. No release records this any more; ledgers hold it, and replay reads it.</summary>
/// <param name="ValidFrom">The day of issue, or the first day of the work where that is earlier.</param>
internal sealed record TaskIssuedAtOnce(
    DivisionId Division, string Title, string? Programme, string? Metric, double? Quantity, string? Unit, DateOnly StartsOn, DateOnly DueOn, string? Document,
    DateOnly ValidFrom, IReadOnlyList<RecordedBearer> Bearers) : ICreation
{
    public static string Kind => "taskIssued/1";

    [JsonIgnore]
    public Period Period => new(ValidFrom, Period.Open);

    [JsonIgnore]
    public TaskState State { get; } = TaskState.Issued;

    public async Task Apply(Session session, long position)
    {
        await Tables.Task.Create(session, position, this);
        await TaskRegistered.Name(session, position, Title, Bearers);
    }
}

/// <summary>A verification by a body, whoever in it did it. No release records this any more; ledgers hold it, and replay reads it.</summary>
internal sealed record TaskVerifiedByBody(TaskId Task, DateOnly VerifiedOn, OrganizationId Verifier, double? Quantity, bool Passed, [property: Personal] string? Note) : IFact
{
    public static string Kind => "taskVerified/1";

    public Task Apply(Session session, long position) =>
        TaskSteps.Move(session, position, Task, VerifiedOn, TaskVerified.Outcome(Passed), Note, ("verified", Quantity), ("verifier_id", Verifier));
}

/// <summary>A report of progress without evidence. No release records this any more; ledgers hold it, and replay reads it.</summary>
internal sealed record TaskProgressReportedBare(TaskId Task, DateOnly ReportedOn, double Quantity, [property: Personal] string? Note) : ICreation
{
    public static string Kind => "taskProgressReported/1";

    [JsonIgnore]
    public Period Period => new(ReportedOn, Period.Open);

    public async Task Apply(Session session, long position)
    {
        await Tables.ProgressReport.Create(session, position, this);
        await TaskSteps.Move(session, position, Task, ReportedOn, TaskState.InProgress, Note);
    }
}
