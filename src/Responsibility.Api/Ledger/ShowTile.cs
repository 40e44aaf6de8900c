using Responsibility.Ledger;

namespace Responsibility.Api.Ledger;

/// <summary>Part of the ledger's tree, or the leaves below it, as C2SP tlog-tiles lays them out.</summary>
/// <param name="Path">Level and index of a tile of hashes, <c>0/x001/234</c>; or <c>entries</c> and the index of a bundle of leaves; behind either <c>.p/</c> and the width of one that is not full.</param>
internal sealed record ShowTile(string Path) : IRequest<Result<TileContent>>;

/// <summary>The bytes of a tile or of a bundle.</summary>
/// <param name="IsFull">Whether it will never be wider.</param>
internal sealed record TileContent(byte[] Bytes, bool IsFull);

internal sealed class ShowTileHandler(Database database) : IRequestHandler<ShowTile, Result<TileContent>>
{
    public Task<Result<TileContent>> Handle(ShowTile request, CancellationToken ct) => database.Read<Result<TileContent>>(async session =>
    {
        // Only what is signed is shown: all else has no checkpoint to be checked against.
        var signed = (await PublishedCheckpoint.Latest(session))?.Size ?? 0;
        var path = $"tile/{request.Path}";
        if (EntryBundle.TryParse(path, out var bundle) && new Tile(0, bundle.Index, bundle.Width).IsIn(signed)) return await Entries(session, bundle);
        if (Tile.TryParse(path, out var tile) && tile.IsIn(signed)) return new TileContent(await LedgerTree.Bytes(session, tile), tile.Width is Tile.FullWidth);
        return Refusals.TileUnknown.At("path", request.Path);
    }, ct);

    private static async Task<TileContent> Entries(Session session, EntryBundle bundle)
    {
        var after = bundle.Index << Tile.Height;
        var leaves = await session.List<byte[]>(Sql, new { after, upTo = after + bundle.Width });
        if (leaves.Count != bundle.Width) throw new InvalidDataException($"The ledger has a hole after position {after}.");
        return new TileContent(EntryBundle.Write(leaves), bundle.Width is Tile.FullWidth);
    }

    private const string Sql = "SELECT leaf FROM ledger WHERE position > @after AND position <= @upTo ORDER BY position";
}

internal static class ShowTileEndpoint
{
    public static void Map(IEndpointRouteBuilder ledger, LedgerSettings settings) => ledger
        .MapGet("/tile/{**path}", async (Question<ShowTile> ask, HttpResponse http, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToHttp(tile =>
        {
            var whose = settings.Public ? "public" : "private";
            // What is not full never changes either, but nobody asks for it again once it has grown.
            http.Headers.CacheControl = tile.IsFull ? $"{whose}, max-age=31536000, immutable" : $"{whose}, max-age=60";
            return TypedResults.Bytes(tile.Bytes, "application/octet-stream");
        }))
        .Describes("ShowTile", "Ledger", "Part of the tree, or the leaves below it, as C2SP tlog-tiles lays them out", new AnswersMetadata(StatusCodes.Status200OK, null, Media: "application/octet-stream"))
        .HeedsScope().Refuses(Refusals.TileUnknown);
}
