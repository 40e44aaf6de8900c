using Responsibility.Ledger;

namespace Responsibility.Api.Access;

/// <summary>Writes down who read what only some may read, before they are answered.</summary>
internal static class AccessLog
{
    /// <summary>A filter that notes the reading of a route whose answers tell of sanctions, unless there was nothing to read.</summary>
    public static Func<EndpointFilterInvocationContext, EndpointFilterDelegate, ValueTask<object?>> Noting(AccessedNoun noun) => async (context, next) =>
    {
        var answer = await next(context);
        if (answer is ProblemResult) return answer;
        var http = context.HttpContext;
        var thing = http.Request.RouteValues.TryGetValue("id", out var id) ? long.Parse((string)id!, System.Globalization.CultureInfo.InvariantCulture) : (long?)null;
        var operation = http.GetEndpoint()!.Metadata.GetRequiredMetadata<IEndpointNameMetadata>().EndpointName;
        await Record(
            http.RequestServices.GetRequiredService<Database>(), http.RequestServices.GetRequiredService<TimeProvider>(), http.Features.Get<Caller>()!,
            new(operation, noun, thing, null), http.RequestAborted);
        return answer;
    };

    public static Task Record(Database database, TimeProvider clock, Caller caller, Access access, CancellationToken ct) =>
        database.Operate(session => session.Write(RecordSql, new { at = Leaf.Time(clock.GetUtcNow()), caller.Actor, access.Operation, access.Noun, access.Thing, access.Reason }), ct);

    /// <summary>Forgets the reasons for which an official was read: they may name the official.</summary>
    public static Task Forget(Session session, long official) =>
        session.Write("UPDATE access_log SET reason = NULL WHERE noun = 'official' AND thing = @official AND reason IS NOT NULL", new { official });

    private const string RecordSql = "INSERT INTO access_log (at, actor, operation, noun, thing, reason) VALUES (@at, @Actor, @Operation, @Noun, @Thing, @Reason)";

    /// <summary>A reading.</summary>
    public sealed record Access(string Operation, AccessedNoun Noun, long? Thing, string? Reason);
}

/// <summary>What was read.</summary>
public enum AccessedNoun { Official, AccountabilityCase, Sanction, Changes, Appointment, Appraisal }
