using System.Text.Json;
using System.Text.Json.Nodes;

namespace Responsibility.Api.Lifecycle;

/// <summary>Merges a patch into the statement that a version amounts to, and checks the whole as if it were stated anew.</summary>
internal static class Revise
{
    /// <param name="goesOn">Whether the thing is only otherwise from the version's first day on.</param>
    public static async Task<Result<TCreation>> Plan<TNoun, TStatement, TCreation, TItem>(
        Session session, long id, TimelineVersion version, JsonObject patch, IValidator<TStatement> validator, bool goesOn = false)
        where TNoun : INoun<TStatement, TCreation, TItem>
        where TStatement : notnull
        where TCreation : ICreation
        where TItem : notnull
    {
        using var restatement = DivisionCodes.Restate(session);
        var statement = JsonSerializer.SerializeToNode(await TNoun.Restate(session, version), ApiJson.Options)!.AsObject();
        foreach (var (member, value) in patch) statement[member] = value?.DeepClone();
        using var merged = JsonDocument.Parse(statement.ToJsonString(ApiJson.Options));
        var read = JsonBody.Read<TStatement>(merged.RootElement);
        if (read.Refusal is { } unreadable) return unreadable;
        if (Shape.Refusal(validator, read.Required()) is { } invalid) return invalid;
        return (goesOn ? await TNoun.PlanChange(session, read.Required(), id) : null) ?? await TNoun.Plan(session, read.Required(), id);
    }
}
