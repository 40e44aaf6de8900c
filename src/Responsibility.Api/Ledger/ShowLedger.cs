namespace Responsibility.Api.Ledger;

internal sealed record ShowLedger : IRequest<Result<LedgerHead>>;

/// <summary>The ledger as it stands: its tree, and what of it is signed.</summary>
/// <param name="Size">Facts in the ledger.</param>
/// <param name="Root">Root of the Merkle tree over all of them, in base64.</param>
/// <param name="Origin">Name of the ledger and, behind it, its incarnation; null before the first signature.</param>
/// <param name="VerifierKey">The key that checks its signatures, as a vkey of C2SP signed-note; null before the first signature. Get it another way too: whoever can change this answer can change the key in it.</param>
/// <param name="Signing">How it stands with the signing.</param>
/// <param name="Signed">The last checkpoint; null before the first signature.</param>
/// <param name="Incarnations">How often the ledger was begun anew from a backup, the first incarnation first.</param>
/// <example>
/// {
///   "size": 48211, "root": "pA9jArXJ0uNjVRieDpX804+WqkdnDdsPCpeNCduGsBA=", "origin": "henan.example/responsibility/1",
///   "verifierKey": "henan.example/responsibility/1+f15c2b4a+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
///   "signing": {"state": "pending", "detail": null},
///   "signed": {"size": 48210, "root": "8vYwBehmxu/iKzbaw+z46O7cCDTVGXw8XlSRGrQgIac=", "signedAt": "2017-07-09T01:02:03.456789Z"},
///   "incarnations": ["{Incarnation}"]
/// }
/// </example>
public sealed record LedgerHead(
    long Size, string Root, string? Origin, string? VerifierKey, SigningStatus Signing, SignedTree? Signed, IReadOnlyList<Incarnation> Incarnations);

/// <summary>How it stands with the signing of the ledger.</summary>
/// <param name="State">How it stands.</param>
/// <param name="Detail">What is to be done, where something is.</param>
/// <example>{"state": "signed", "detail": null}</example>
public sealed record SigningStatus(SigningState State, Text? Detail);

/// <summary>What the last checkpoint says.</summary>
/// <param name="Size">Facts that it vouches for.</param>
/// <param name="Root">Root of the tree over them, in base64.</param>
/// <param name="SignedAt">When it was signed.</param>
/// <example>{"size": 48210, "root": "8vYwBehmxu/iKzbaw+z46O7cCDTVGXw8XlSRGrQgIac=", "signedAt": "2017-07-09T01:02:03.456789Z"}</example>
public sealed record SignedTree(long Size, string Root, string SignedAt);

/// <summary>The ledger between two restored backups.</summary>
/// <param name="Origin">Its name and number.</param>
/// <param name="VerifierKey">The key that checks its signatures.</param>
/// <param name="SignedSize">Facts that its last checkpoint vouches for, as far as this database knows.</param>
/// <param name="DepartsFrom">The last checkpoint of the incarnation before, signed; null in the first.</param>
/// <param name="SharedSize">So many facts it has in common with the incarnation before for certain; null in the first.</param>
/// <example>
/// {
///   "origin": "henan.example/responsibility/1", "verifierKey": "henan.example/responsibility/1+f15c2b4a+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
///   "signedSize": 48210, "departsFrom": null, "sharedSize": null
/// }
/// </example>
public sealed record Incarnation(string Origin, string VerifierKey, long SignedSize, string? DepartsFrom, long? SharedSize);

internal sealed class ShowLedgerHandler(Database database, Signer signer) : IRequestHandler<ShowLedger, Result<LedgerHead>>
{
    public Task<Result<LedgerHead>> Handle(ShowLedger request, CancellationToken ct) => database.Read<Result<LedgerHead>>(async session =>
    {
        var size = await LedgerTree.Size(session);
        var root = await LedgerTree.Root(session, size);
        var checkpoints = await PublishedCheckpoint.All(session);
        var last = checkpoints.Count is 0 ? null : checkpoints[^1];
        return new LedgerHead(
            size, Convert.ToBase64String(root), last?.Read().Origin, last?.VerifierKey, Status(signer.Now, last, size),
            last is null ? null : new SignedTree(last.Size, Convert.ToBase64String(last.Read().Root), last.SignedAt),
            [.. checkpoints.Select(c => new Incarnation(c.Read().Origin, c.VerifierKey, c.Size, c.DepartsFrom, c.SharedSize))]);
    }, ct);

    /// <summary>The signer looks from time to time; what this snapshot shows may be newer.</summary>
    private static SigningStatus Status(Signing signing, PublishedCheckpoint? last, long size) =>
        signing.State is SigningState.Signed or SigningState.Pending
            ? new SigningStatus(last?.Size == size ? SigningState.Signed : SigningState.Pending, null)
            : new SigningStatus(signing.State, signing.Detail);
}

internal static class ShowLedgerEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/ledger", async (IMediator mediator, CancellationToken ct) => (await mediator.Send(new ShowLedger(), ct)).ToHttp(TypedResults.Ok))
        .Describes<LedgerHead>(nameof(ShowLedger), "Ledger", "Size and root of the ledger, the key that checks its signatures, and what is signed", StatusCodes.Status200OK);
}
