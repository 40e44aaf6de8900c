using System.Globalization;

namespace Responsibility.Api.Verification;

/// <summary>A verification of the ledger.</summary>
/// <param name="Replay">Whether every domain row is to be compared with the ledger too. Takes as long as loading all facts anew, and as much room in the folder for temporary files as the database has.</param>
/// <example>{"replay": true}</example>
internal sealed record StartVerification(bool Replay = false) : IRequest<Result<LedgerVerification>>;

internal sealed class StartVerificationHandler(Database database, Caller caller, VerificationSignal signal, TimeProvider clock) : IRequestHandler<StartVerification, Result<LedgerVerification>>
{
    public async Task<Result<LedgerVerification>> Handle(StartVerification request, CancellationToken ct)
    {
        var queued = await database.Write<LedgerVerification>(caller, async session =>
            (await VerificationJobs.Find(session, await VerificationJobs.Queue(session, request.Replay, clock.GetUtcNow())))!.Show(), ct);
        signal.Ring();
        return queued;
    }
}

internal static class StartVerificationEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/ledger/verifications", async (Body<StartVerification> body, IMediator mediator, CancellationToken ct) => (await mediator.Send(body.Value, ct))
            .ToHttp(job => TypedResults.Accepted(string.Create(CultureInfo.InvariantCulture, $"/api/v1/ledger/verifications/{job.Id}"), job)))
        .Describes<LedgerVerification>(nameof(StartVerification), "Ledger", "Verify the ledger as a job: every fact against its leaf, every leaf against its tile, every root against what was signed", StatusCodes.Status202Accepted)
        .Takes<StartVerification>().Audits();
}
