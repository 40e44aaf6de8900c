using Responsibility.Api.Ledger;

namespace Responsibility.Api.Service;

/// <summary>How the process is.</summary>
/// <param name="Status"><c>live</c>: the process answers; <c>ready</c>: it can read and write too.</param>
/// <example>{"status": "ready"}</example>
public sealed record Health(string Status);

/// <summary>Whether the process lives, and whether it can do its work; for orchestrators, so without a key.</summary>
internal static class HealthEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void Map(WebApplication app)
    {
        app.MapGet("/healthz/live", () => TypedResults.Ok(new Health("live")))
            .Describes<Health>("ShowLiveness", "Service", "Whether the process answers", StatusCodes.Status200OK)
            .AddEndpointFilter<RefuseUnbound>().AllowAnonymous();
        app.MapGet("/healthz/ready", async (Database database, Signer signer, CancellationToken ct) => await Missing(database, signer, ct) is { } missing
                ? Refusals.NotReady.Because($"Missing: {missing}.", $"未就绪:{missing}。").ToProblem()
                : TypedResults.Ok(new Health("ready")))
            .Describes<Health>("ShowReadiness", "Service", "Whether the database answers, its schema is the program's, its ledger is the one that was signed, and writes are taken", StatusCodes.Status200OK)
            .Refuses(Refusals.NotReady)
            .AddEndpointFilter<RefuseUnbound>().AllowAnonymous();
    }

    /// <summary>What keeps the service from its work; null where nothing does.</summary>
    private static async Task<string?> Missing(Database database, Signer signer, CancellationToken ct)
    {
        if (!database.TakesWrites) return "writer";
        // Whatever were recorded in it now would be lost again once the right database is back.
        if (signer.Now.IsOfAnotherLedger) return "ledger";
        try
        {
            return await database.Read(Migrations.AreApplied, ct).WaitAsync(Patience, ct) ? null : "schema";
        }
        catch (Exception broken) when (broken is System.Data.Common.DbException or TimeoutException)
        {
            return "database";
        }
    }
}
