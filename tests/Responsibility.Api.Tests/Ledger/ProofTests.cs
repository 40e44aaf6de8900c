using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Responsibility.Api.Tests.Storage;
using Responsibility.Ledger;

namespace Responsibility.Api.Tests.Ledger;

/// <summary>All that is served of the ledger is checked as an auditor would: against signed checkpoints, and with nothing from the database.</summary>
public sealed class ProofTests
{
    [Theory, OnEveryDatabase]
    public async Task Every_fact_is_proved_to_stand_in_the_signed_ledger(Backend backend)
    {
        await using var api = await Api.On(backend);
        await BusyHistory.Happens(api);
        await api.Database.Facts(300);
        var auditor = await Auditor.Of(api);
        var checkpoint = await auditor.WhenSigned();

        for (var position = 1L; position <= checkpoint.Size; position += position < 20 ? 1 : 37)
        {
            var entry = await api.Ask($"ledger/entries/{position}");
            var proof = await api.Ask($"ledger/proofs/inclusion?position={position}&size={checkpoint.Size}");
            var leaf = Auditor.Bytes(entry, "leaf");
            Verify.Inclusion(position - 1, checkpoint.Size, Hash.Leaf(leaf), Auditor.Hashes(proof), checkpoint.Root).ShouldBeTrue();
            Auditor.Bytes(proof, "root").ShouldBe(checkpoint.Root);
            Auditor.Bytes(proof, "leafHash").ShouldBe(Hash.Leaf(leaf));
            Auditor.Bytes(entry, "leafHash").ShouldBe(Hash.Leaf(leaf));

            var lines = Encoding.UTF8.GetString(leaf).Split('\n');
            lines[1..4].ShouldBe([Text(entry["kind"]), Text(entry["recordedAt"]), Text(entry["actor"])]);
            lines[4].ShouldBe(Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text(entry["payload"])))));

            var file = TlogProof.Parse(await api.Client.GetByteArrayAsync($"/api/v1/ledger/{position}.tlog-proof", Api.Ct));
            file.Index.ShouldBe(position - 1);
            file.Proves(leaf, auditor.Key).ShouldBeTrue();
        }
    }

    [Theory, OnEveryDatabase]
    public async Task Each_checkpoint_is_proved_to_be_the_beginning_of_the_next(Backend backend)
    {
        await using var api = await Api.On(backend);
        var auditor = await Auditor.Of(api);
        var kept = new List<Checkpoint> { await auditor.WhenSigned() };
        foreach (var more in new[] { 1, 250, 3, 300 })
        {
            await api.Database.Facts(more);
            kept.Add(await auditor.WhenSigned());
        }

        kept.Select(c => c.Size).ShouldBeInOrder(SortDirection.Ascending);
        foreach (var earlier in kept)
            foreach (var later in kept.Where(c => c.Size >= earlier.Size))
                await auditor.Proves(earlier, later);

        // Trees that were never signed can be asked about too.
        for (var size = 1; size <= kept[^1].Size; size += 61)
        {
            var proof = await api.Ask($"ledger/proofs/consistency?from={size}&to={kept[^1].Size}");
            Auditor.Bytes(proof, "fromRoot").ShouldBe((await api.Database.Tree(size)).Root);
            Verify.Consistency(size, kept[^1].Size, Auditor.Bytes(proof, "fromRoot"), kept[^1].Root, Auditor.Hashes(proof)).ShouldBeTrue();
        }
    }

    [Theory, OnEveryDatabase]
    public async Task Tiles_and_bundles_are_all_that_is_needed_to_make_the_tree_again(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.Database.Facts(700);
        var auditor = await Auditor.Of(api);
        var checkpoint = await auditor.WhenSigned();

        var tiles = new Dictionary<Tile, byte[]>();
        var tree = new Tiling();
        foreach (var tile in Tile.Between(0, checkpoint.Size))
        {
            tiles[tile] = await auditor.Tile(tile.Path);
            tiles[tile].Length.ShouldBe(tile.Width * Hash.Size);
            if (tile.Level is not 0) continue;
            foreach (var leaf in EntryBundle.Read(await auditor.Tile(new EntryBundle(tile.Index, tile.Width).Path))) tree.Append(Hash.Leaf(leaf));
        }

        tree.Size.ShouldBe(checkpoint.Size);
        tree.Root.ShouldBe(checkpoint.Root);
        new TileHashes(checkpoint.Size, tiles.ToDictionary(t => t.Key, t => new TileNodes(t.Value))).Of([new LeafRange(0, checkpoint.Size)])[0].ShouldBe(checkpoint.Root);
        // A narrower tile of an earlier time is still there.
        (await auditor.Tile("tile/0/000.p/7")).ShouldBe(tiles[new Tile(0, 0, 256)][..(7 * Hash.Size)]);
    }

    [Theory, OnEveryDatabase]
    public async Task The_whole_ledger_can_be_read_page_by_page(Backend backend)
    {
        await using var api = await Api.On(backend);
        await BusyHistory.Happens(api);
        var positions = new List<long>();
        for (long? after = 0; after is not null;)
        {
            var page = await api.Ask(string.Create(CultureInfo.InvariantCulture, $"ledger/entries?after={after}&limit=17"));
            positions.AddRange(page["items"]!.AsArray().Select(e => e!["position"]!.GetValue<long>()));
            after = page["nextAfter"]?.GetValue<long>();
        }
        positions.ShouldBe(Enumerable.Range(1, (int)await api.Head()).Select(p => (long)p));

        var shown = await (await api.Get("ledger/entries?limit=1000")).Content.ReadAsStringAsync(Api.Ct);
        foreach (var personal in new[] { BusyHistory.Name, BusyHistory.Phone, BusyHistory.Reason }) shown.ShouldNotContain(personal);
    }

    [Theory, OnEveryDatabase]
    public async Task What_the_ledger_does_not_have_is_refused_by_name(Backend backend)
    {
        await using var api = await Api.On(backend);
        var size = (await (await Auditor.Of(api)).WhenSigned()).Size;

        await Refuses(api, "/api/v1/ledger/entries/0", 404, "ledger-position-unknown");
        await Refuses(api, $"/api/v1/ledger/entries/{size + 1}", 404, "ledger-position-unknown");
        await Refuses(api, "/api/v1/ledger/entries/one", 400, "parameter-invalid");
        await Refuses(api, "/api/v1/ledger/entries?limit=0", 400, "invalid");
        await Refuses(api, $"/api/v1/ledger/proofs/inclusion?position={size + 1}", 404, "ledger-position-unknown");
        await Refuses(api, $"/api/v1/ledger/proofs/inclusion?position=2&size=1", 404, "ledger-position-unknown");
        await Refuses(api, $"/api/v1/ledger/proofs/inclusion?position=1&size={size + 1}", 422, "ledger-size-unknown");
        await Refuses(api, "/api/v1/ledger/proofs/inclusion?position=1&size=0", 400, "parameter-invalid");
        await Refuses(api, $"/api/v1/ledger/proofs/consistency?from=1&to={size + 1}", 422, "ledger-size-unknown");
        await Refuses(api, "/api/v1/ledger/proofs/consistency?from=2&to=1", 400, "parameter-invalid");
        await Refuses(api, "/api/v1/ledger/proofs/consistency?from=0", 400, "parameter-invalid");
        await Refuses(api, $"/api/v1/ledger/{size + 1}.tlog-proof", 404, "ledger-position-unknown");
        await Refuses(api, "/ledger/tile/0/000", 404, "ledger-tile-unknown");
        await Refuses(api, $"/ledger/tile/0/000.p/{size + 1}", 404, "ledger-tile-unknown");
        await Refuses(api, $"/ledger/tile/entries/000.p/{size + 1}", 404, "ledger-tile-unknown");
        await Refuses(api, "/ledger/tile/0/0.p/1", 404, "ledger-tile-unknown");
        await Refuses(api, "/ledger/tile/8/000.p/1", 404, "ledger-tile-unknown");
        await Refuses(api, "/ledger/tile/0/x999/x999/x999/x999/x999/999.p/1", 404, "ledger-tile-unknown");
        await Refuses(api, "/ledger/checkpoint?size=1", 400, "parameter-unknown");
    }

    [Fact]
    public async Task The_ledger_is_shown_to_strangers_only_where_it_is_said_to_be_public()
    {
        await using var closed = await Api.On(Backend.Sqlite);
        await using var open = await Api.On(Backend.Sqlite, ("Responsibility:Ledger:Public", "true"));
        foreach (var path in new[] { "/ledger/checkpoint", "/ledger/tile/0/000.p/1", "/ledger/tile/entries/000.p/1" })
        {
            (await closed.Connect(null).GetAsync(path, Api.Ct)).StatusCode.ShouldBe(System.Net.HttpStatusCode.Unauthorized);
            (await open.Connect(null).GetAsync(path, Api.Ct)).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        }
        (await open.Connect(null).GetAsync("/api/v1/ledger", Api.Ct)).StatusCode.ShouldBe(System.Net.HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Only_what_is_full_may_be_kept_for_ever()
    {
        await using var api = await Api.On(Backend.Sqlite);
        await api.Database.Facts(256);
        await (await Auditor.Of(api)).WhenSigned();
        (await Cached(api, "/ledger/tile/0/000")).ShouldBe("private, max-age=31536000, immutable");
        (await Cached(api, "/ledger/tile/entries/000")).ShouldBe("private, max-age=31536000, immutable");
        (await Cached(api, "/ledger/tile/0/000.p/255")).ShouldBe("private, max-age=60");
        (await Cached(api, "/ledger/checkpoint")).ShouldBe("no-cache");
    }

    private static string Text(System.Text.Json.Nodes.JsonNode? member) => member!.GetValue<string>();

    private static async Task<string> Cached(Api api, string path) =>
        string.Join(", ", (await api.Client.GetAsync(path, Api.Ct)).Headers.NonValidated["Cache-Control"]);

    private static async Task Refuses(Api api, string path, int status, string code)
    {
        using var response = await api.Client.GetAsync(path, Api.Ct);
        ((int)response.StatusCode).ShouldBe(status, path);
        (await Api.CodeOf(response)).ShouldBe(code, path);
    }
}
