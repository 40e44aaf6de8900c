using Responsibility.Ledger;

namespace Responsibility.Api.Ledger;

/// <param name="From">Facts in the earlier tree, at least 1.</param>
/// <param name="To">Facts in the later tree, up to those that the ledger has; as many as are signed where absent.</param>
internal sealed record ProveConsistency(long From, long? To = null) : IRequest<Result<ConsistencyProof>>;

/// <summary>What proves that one tree of the ledger is the beginning of another, RFC 9162 §2.1.4: that nothing was changed or taken out.</summary>
/// <param name="From">Facts in the earlier tree.</param>
/// <param name="To">Facts in the later tree.</param>
/// <param name="FromRoot">Root of the earlier tree, in base64; to be compared with that of a checkpoint that was kept.</param>
/// <param name="ToRoot">Root of the later tree, in base64; to be compared with that of a signed checkpoint of the same size.</param>
/// <param name="Hashes">The proof, in base64; empty where both are the same tree.</param>
/// <example>
/// {
///   "from": 2, "to": 3, "fromRoot": "t96B+HIHquqwxHvhAUcO0LqLZRWVC5hUJARcvrseTzk=", "toRoot": "pA9jArXJ0uNjVRieDpX804+WqkdnDdsPCpeNCduGsBA=",
///   "hashes": ["8vYwBehmxu/iKzbaw+z46O7cCDTVGXw8XlSRGrQgIac="]
/// }
/// </example>
public sealed record ConsistencyProof(long From, long To, string FromRoot, string ToRoot, IReadOnlyList<string> Hashes);

internal sealed class ProveConsistencyHandler(Database database) : IRequestHandler<ProveConsistency, Result<ConsistencyProof>>
{
    public Task<Result<ConsistencyProof>> Handle(ProveConsistency request, CancellationToken ct) => database.Read<Result<ConsistencyProof>>(async session =>
    {
        var asked = await ProvedSize.Of(session, request.To, "to");
        if (asked.Refusal is { } refusal) return refusal;
        var (from, to) = (request.From, asked.Required());
        if (from < 1 || from > to) return Refusals.ParameterInvalid.Because($"From is between 1 and {to}.", $"from 须在 1 与 {to} 之间。").At("from", from);

        var hashes = await LedgerTree.Hashes(session, to, [.. Proof.Consistency(from, to), new LeafRange(0, to)]);
        return new ConsistencyProof(from, to, Convert.ToBase64String(await LedgerTree.Root(session, from)), Convert.ToBase64String(hashes[^1]), [.. hashes.SkipLast(1).Select(Convert.ToBase64String)]);
    }, ct);
}

internal static class ProveConsistencyEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/ledger/proofs/consistency", async (Question<ProveConsistency> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToHttp(TypedResults.Ok))
        .Describes<ConsistencyProof>(nameof(ProveConsistency), "Ledger", "What proves that an earlier ledger is the beginning of a later one", StatusCodes.Status200OK)
        .Refuses(Refusals.SizeUnknown, Refusals.NotSignedYet);
}
