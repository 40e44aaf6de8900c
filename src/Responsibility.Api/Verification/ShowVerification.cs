namespace Responsibility.Api.Verification;

/// <param name="Id">Number of the job.</param>
internal sealed record ShowVerification(long Id) : IRequest<Result<LedgerVerification>>;

internal sealed class ShowVerificationHandler(Database database) : IRequestHandler<ShowVerification, Result<LedgerVerification>>
{
    public Task<Result<LedgerVerification>> Handle(ShowVerification request, CancellationToken ct) => database.Read<Result<LedgerVerification>>(async session =>
        await VerificationJobs.Find(session, request.Id) is { } job ? job.Show() : Refusals.VerificationUnknown.At("id", request.Id), ct);
}

internal static class ShowVerificationEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/ledger/verifications/{id}", async (Question<ShowVerification> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToHttp(TypedResults.Ok))
        .Describes<LedgerVerification>(nameof(ShowVerification), "Ledger", "A verification of the ledger: how far it has come, and what it found", StatusCodes.Status200OK)
        .Audits()
        .Refuses(Refusals.VerificationUnknown);
}
