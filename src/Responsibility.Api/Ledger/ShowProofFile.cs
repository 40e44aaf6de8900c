using System.Globalization;
using System.Text;
using Responsibility.Ledger;

namespace Responsibility.Api.Ledger;

/// <param name="Position">Where the fact stands, from 1.</param>
internal sealed record ShowProofFile(long Position) : IRequest<Result<TlogProof>>;

internal sealed class ShowProofFileHandler(Database database) : IRequestHandler<ShowProofFile, Result<TlogProof>>
{
    public Task<Result<TlogProof>> Handle(ShowProofFile request, CancellationToken ct) => database.Read<Result<TlogProof>>(async session =>
    {
        var size = await LedgerTree.Size(session);
        if (request.Position < 1 || request.Position > size) return Refusals.PositionUnknownToLedger.At("position", request.Position);
        if (await PublishedCheckpoint.Latest(session) is not { } last || request.Position > last.Size) return Refusals.NotSignedYet.At("position", request.Position);
        var index = request.Position - 1;
        return new TlogProof(index, await LedgerTree.Hashes(session, last.Size, Proof.Inclusion(index, last.Size)), SignedNote.Parse(Encoding.UTF8.GetBytes(last.Note)));
    }, ct);
}

internal static class ShowProofFileEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/ledger/{position}.tlog-proof", async (Question<ShowProofFile> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToHttp(proof =>
            TypedResults.Bytes(Encoding.UTF8.GetBytes(proof.ToString()), "text/plain; charset=utf-8", string.Create(CultureInfo.InvariantCulture, $"{proof.Index + 1}.tlog-proof"))))
        .Describes("ShowProofFile", "Ledger", "A file that proves without asking anybody that a fact stands in the ledger, as C2SP tlog-proof writes it", new AnswersMetadata(StatusCodes.Status200OK, null, Media: "text/plain"))
        .Refuses(Refusals.PositionUnknownToLedger, Refusals.NotSignedYet);
}
