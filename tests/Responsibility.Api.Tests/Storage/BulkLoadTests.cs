using System.CommandLine;
using System.Globalization;
using Responsibility.Api.Officials;
using Responsibility.Api.Tests.Ledger;
using Responsibility.Api.Verification;
using Responsibility.Storage;

namespace Responsibility.Api.Tests.Storage;

/// <summary><c>responsibility generate --into</c>: by the bulk path come the same facts and rows as one by one.</summary>
public sealed class BulkLoadTests
{
    private const string Divisions =
        """
        code,name,level,parent_code
        410000000000,河南省,province,
        410200000000,开封市,city,410000000000
        410225000000,兰考县,county,410200000000
        410225101000,堌阳镇,township,410225000000
        410225101201,任庄村,village,410225101000
        410225101202,曹庄村,village,410225101000
        410225102000,南彰镇,township,410225000000
        410225102201,杨场村,village,410225102000
        419001000000,济源市,county,410000000000
        """;

    [Theory, OnEveryDatabase]
    public async Task What_is_loaded_is_what_its_ledger_says_and_the_register_goes_on_from_there(Backend backend)
    {
        var (connectionString, folder) = await Api.EmptyDatabase(backend);
        var loaded = await Load(connectionString);

        await using var api = Api.Over(connectionString, folder);

        loaded.ShouldBeGreaterThan(200);
        (await api.Count("appointment")).ShouldBeGreaterThan(100);
        var chain = await api.Ask("divisions/410225101201/chain?asOf=2017-07-09");
        chain["links"]!.AsArray().Count.ShouldBeGreaterThan(20);
        var official = chain["links"]!.AsArray().First(link => link!["holders"]!.AsArray().Count > 0)!["holders"]![0]!["official"]!;
        (await api.Ask($"officials?q={Uri.EscapeDataString(official.At("name")!)}")).Items("staffNumber").ShouldContain(official.At("staffNumber"));
        await api.HasAppointment(await api.HasOfficial("乔某"), await api.HasPost("副县长", "leader", kind: "government"), "2018-01-01");
        await (await Auditor.Of(api)).WhenSigned();
        await api.Database.TilesAreThoseOfTheLeaves();
        (await new LedgerVerifier(api.Database, api.Kinds, new Vouching([], []), null).Run(replay: true, Api.Ct)).Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_same_seed_makes_the_same_register_on_either_database()
    {
        Assert.SkipWhen(Api.Postgres is null, "RESPONSIBILITY_TEST_POSTGRES is not set");
        var (sqlite, folder) = await Api.EmptyDatabase(Backend.Sqlite);
        var (postgres, _) = await Api.EmptyDatabase(Backend.Postgres);
        await Load(sqlite);
        await Load(postgres);
        await using (var one = Api.Over(sqlite, folder))
        await using (var other = Api.Over(postgres, null))
        {
            (await Replay.Differences(one.Database, other.Database, 10, Api.Ct)).Where(row => !row.StartsWith("api_key", StringComparison.Ordinal)).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_register_that_is_not_empty_is_left_alone()
    {
        await using var api = await Api.On(Backend.Sqlite);
        await api.HasLankao();
        var head = await api.Head();

        await Should.ThrowAsync<InvalidOperationException>(() => Load(api.ConnectionString));

        (await api.Head()).ShouldBe(head);
    }

    /// <summary>Ids are handed out before they are written: whoever comes between them would have the same.</summary>
    [Theory, OnEveryDatabase]
    public async Task Who_writes_meanwhile_makes_it_refuse_and_nothing_of_the_step_is_left(Backend backend)
    {
        await using var api = await Api.On(backend);
        await using var bulk = new BulkLoad(api.Database, TimeProvider.System);
        await bulk.Begin(Api.Ct);
        bulk.Create(Tables.Official, new OfficialRegistered("B1", "某", null, null));
        await api.HasOfficial("乔某", "LK0001");

        await Should.ThrowAsync<InvalidOperationException>(() => bulk.Complete(Api.Ct));

        (await api.Ask("officials")).Items("staffNumber").ShouldBe(["LK0001"]);
    }

    private static async Task<long> Load(string connectionString)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, Divisions, Api.Ct);
        var output = new StringWriter(CultureInfo.InvariantCulture);
        await Cli.CommandLine.Create().Parse(["generate", "--divisions", file, "--full", "410225", "--complete", "--into", connectionString])
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = TextWriter.Null, EnableDefaultExceptionHandler = false }, Api.Ct);
        File.Delete(file);
        return long.Parse(output.ToString().Split(' ')[0], CultureInfo.InvariantCulture);
    }
}
