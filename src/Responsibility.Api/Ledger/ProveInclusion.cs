using Responsibility.Ledger;

namespace Responsibility.Api.Ledger;

/// <param name="Position">Where the fact stands, from 1.</param>
/// <param name="Size">Facts in the tree, up to those that the ledger has; as many as are signed where absent.</param>
internal sealed record ProveInclusion(long Position, long? Size = null) : IRequest<Result<InclusionProof>>;

/// <summary>What proves that a fact stands in the ledger, RFC 9162 §2.1.3.</summary>
/// <param name="Position">Where the fact stands, from 1; its leaf has the index before.</param>
/// <param name="Size">Facts in the tree.</param>
/// <param name="LeafHash">Hash of the fact's leaf, in base64.</param>
/// <param name="Root">Root of the tree, in base64; to be compared with that of a signed checkpoint of the same size.</param>
/// <param name="Hashes">Siblings on the way from the leaf to the root, the leaf's own first; in base64.</param>
/// <example>
/// {
///   "position": 2, "size": 3, "leafHash": "5JWVUpFcxb+nS+BW6ev1XelASscoXgwQd9QnV/YsPFc=", "root": "pA9jArXJ0uNjVRieDpX804+WqkdnDdsPCpeNCduGsBA=",
///   "hashes": ["jNYfgOOdyTT2qv5wKsEK1xt79Tx51jVSYol08MeQn+E=", "8vYwBehmxu/iKzbaw+z46O7cCDTVGXw8XlSRGrQgIac="]
/// }
/// </example>
public sealed record InclusionProof(long Position, long Size, string LeafHash, string Root, IReadOnlyList<string> Hashes);

internal sealed class ProveInclusionHandler(Database database) : IRequestHandler<ProveInclusion, Result<InclusionProof>>
{
    public Task<Result<InclusionProof>> Handle(ProveInclusion request, CancellationToken ct) => database.Read<Result<InclusionProof>>(async session =>
    {
        var asked = await ProvedSize.Of(session, request.Size, "size");
        if (asked.Refusal is { } refusal) return refusal;
        var size = asked.Required();
        if (request.Position < 1 || request.Position > size)
            return Refusals.PositionUnknownToLedger.Because($"The tree that was asked for has {size} facts.", $"所询问的树有 {size} 条事实。").At("position", request.Position);

        var index = request.Position - 1;
        var hashes = await LedgerTree.Hashes(session, size, [.. Proof.Inclusion(index, size), new LeafRange(index, index + 1), new LeafRange(0, size)]);
        return new InclusionProof(request.Position, size, Convert.ToBase64String(hashes[^2]), Convert.ToBase64String(hashes[^1]), [.. hashes.SkipLast(2).Select(Convert.ToBase64String)]);
    }, ct);
}

/// <summary>Which tree is asked about: one that the ledger was, or the signed one.</summary>
internal static class ProvedSize
{
    public static async Task<Result<long>> Of(Session session, long? asked, string parameter)
    {
        if (asked is null) return await PublishedCheckpoint.Latest(session) is { } last ? last.Size : Refusals.NotSignedYet;
        if (asked < 1) return Refusals.ParameterInvalid.At(parameter, asked);
        var size = await LedgerTree.Size(session);
        return asked <= size ? asked.Value : Refusals.SizeUnknown.Because($"The ledger has {size} facts.", $"账本有 {size} 条事实。").At(parameter, asked);
    }
}

internal static class ProveInclusionEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/ledger/proofs/inclusion", async (Question<ProveInclusion> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToHttp(TypedResults.Ok))
        .Describes<InclusionProof>(nameof(ProveInclusion), "Ledger", "What proves that a fact stands in the ledger", StatusCodes.Status200OK)
        .Refuses(Refusals.PositionUnknownToLedger, Refusals.SizeUnknown, Refusals.NotSignedYet);
}
