using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Responsibility.Api.Evidence;
using Responsibility.Api.Ledger;
using Responsibility.Api.Tests.Ledger;
using Responsibility.Api.Tests.Storage;
using Responsibility.Storage;

namespace Responsibility.Api.Tests.Evidence;

public sealed class EvidenceTests
{
    private const string Day = "asOf=2017-07-09";
    private const string Village = "divisions/410225101201/chain";

    [Theory, OnEveryDatabase]
    public async Task The_file_proves_the_answer_by_the_key_alone_and_shows_of_persons_only_names(Backend backend)
    {
        await using var api = await Api.On(backend);
        await BusyHistory.Happens(api);
        var auditor = await Auditor.Of(api);
        var signed = await auditor.WhenSigned();

        var response = await api.Get($"{Village}/evidence?{Day}");
        var file = await response.Content.ReadAsByteArrayAsync(Api.Ct);
        var evidence = JsonNode.Parse(file)!.AsObject();

        response.Content.Headers.ContentDisposition!.FileName.ShouldBe("410225101201-2017-07-09.evidence.json");
        evidence["answer"]!.ToJsonString().ShouldBe((await api.Ask($"{Village}?{Day}&knownAt=pos:{signed.Size}")).ToJsonString());
        var outcome = await Verify(auditor, file);
        outcome.Faults.ShouldBeEmpty();
        outcome.ShouldSatisfyAllConditions(o => o.Proved.ShouldBeTrue(), o => o.NoOtherFact.ShouldBeFalse(), o => o.Size.ShouldBe(signed.Size), o => o.Facts.ShouldBeGreaterThan(10));
        var text = Encoding.UTF8.GetString(file);
        text.ShouldNotContain(BusyHistory.Phone);
        text.ShouldNotContain(BusyHistory.Reason);
        evidence["facts"]!.AsArray().SelectMany(f => f!["personal"]!.AsArray()).ShouldContain(m => m.At("member") == "phone" && m.At("value") == null && m.At("digest") != null);
        evidence["facts"]!.AsArray().SelectMany(f => f!["personal"]!.AsArray()).ShouldContain(m => m.At("member") == "name" && m.At("value") != null);
    }

    /// <summary>Whatever happened to a division, its bodies, posts and holders, the facts that are chosen make the same chain again.</summary>
    [Theory, OnEveryDatabase]
    public async Task Any_division_on_any_day_as_known_at_any_time_can_be_proved(Backend backend)
    {
        await using var api = await Api.On(backend);
        await BusyHistory.Happens(api);
        var auditor = await Auditor.Of(api);
        await auditor.WhenSigned();
        var head = await api.Head();
        var codes = await api.Database.Read(session => session.List<string>("SELECT DISTINCT code FROM division ORDER BY code"), Api.Ct);
        string[] days = ["2013-06-01", "2016-03-01", "2017-07-09", "2018-01-15", "2019-06-01", "2020-01-01", "2022-06-01"];
        var random = new Random(20170709);
        var proved = 0;
        for (var tried = 0; proved < 25; tried++)
        {
            tried.ShouldBeLessThan(500);
            var question = string.Create(CultureInfo.InvariantCulture, $"divisions/{codes[random.Next(codes.Count)]}/chain/evidence?asOf={days[random.Next(days.Length)]}&knownAt=pos:{head - random.Next((int)head / 2)}");
            var answer = await api.Get(question);
            if (answer.StatusCode is not HttpStatusCode.OK) continue;
            (await Verify(auditor, await answer.Content.ReadAsByteArrayAsync(Api.Ct))).Faults.ShouldBeEmpty(question);
            proved++;
        }
    }

    /// <summary>Each of them alone; what is told names the fact or the place in the answer.</summary>
    [Fact]
    public async Task Whatever_is_changed_in_the_file_is_found_and_named()
    {
        await using var api = await Api.On(Backend.Sqlite);
        await BusyHistory.Happens(api);
        await api.HasAppointment(await api.HasOfficial("乔某", "LK0009"), await api.HasPost("县长", "governmentHead", kind: "government"), "2016-01-01");
        var auditor = await Auditor.Of(api);
        await auditor.WhenSigned();
        var file = await (await api.Get($"{Village}/evidence?{Day}")).Content.ReadAsByteArrayAsync(Api.Ct);
        var position = JsonNode.Parse(file)!["facts"]!.AsArray().First(f => f!["personal"]!.AsArray().Any(m => m.At("member") == "name")).At("position");

        await Finds("answer/links/", evidence => Holder(evidence)["official"]!["name"] = "张某");
        await Finds("answer/links/", evidence => Holder(evidence)["appointment"]!["validFrom"] = "2015-01-01");
        await Finds("answer/links/0/basis/clause", evidence => evidence["answer"]!["links"]![0]!["basis"]!["clause"] = "99");
        await Finds("answer/gaps/0", evidence => evidence["answer"]!["gaps"]!.AsArray().RemoveAt(0));
        await Finds("answer/asOf", evidence => evidence["question"]!["asOf"] = "2017-07-10");
        await Finds($"fact {position}: The commitment does not hold; of name", evidence => Name(evidence)["value"] = "\"张某\"");
        await Finds($"fact {position}: The commitment does not hold; of name", evidence => Name(evidence)["salt"] = Convert.ToBase64String(new byte[32]));
        await Finds($"fact {position}: The inclusion proof", evidence => Flip(Fact(evidence)["proof"]!.AsArray(), 2));
        await Finds($"fact {position}: The inclusion proof", evidence => Fact(evidence)["leaf"] = Fact(evidence).At("leaf")!.Replace("key:", "key:9", StringComparison.Ordinal));
        await Finds($"fact {position}: The payload", evidence => Fact(evidence)["payload"] = Fact(evidence).At("payload")!.Replace("LK", "LL", StringComparison.Ordinal));
        await Finds("The checkpoint is not signed by", evidence => evidence["checkpoint"] = evidence.At("checkpoint")!.Replace("/1\n", "/1\n1", StringComparison.Ordinal));
        await Finds("The file is no evidence", evidence => evidence["note"] = "and all the rest is proved as well");
        await Finds("answer", evidence => evidence["facts"]!.AsArray().Remove(Fact(evidence)));
        await Finds("The answer is as known at position", evidence => evidence["question"]!["knownAt"] = 1_000_000);
        (await Verify(auditor, file)).Proved.ShouldBeTrue();

        JsonNode Fact(JsonNode evidence) => evidence["facts"]!.AsArray().Single(f => f.At("position") == position)!;
        JsonNode Name(JsonNode evidence) => Fact(evidence)["personal"]!.AsArray().Single(m => m.At("member") == "name")!;
        async Task Finds(string fault, Action<JsonNode> change)
        {
            var evidence = JsonNode.Parse(file)!;
            change(evidence);
            var outcome = await Verify(auditor, Encoding.UTF8.GetBytes(evidence.ToJsonString()));
            outcome.Proved.ShouldBeFalse(fault);
            outcome.Faults.ShouldContain(f => f.StartsWith(fault, StringComparison.Ordinal), string.Join('\n', outcome.Faults));
        }
    }

    /// <summary>What a file leaves out, no file can tell: only the whole ledger does.</summary>
    [Theory, OnEveryDatabase]
    public async Task A_fact_that_is_left_out_is_found_with_the_whole_ledger(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var term = await api.HasAppointment(await api.HasOfficial("王某", "LK0001"), await api.HasPost("县委书记"), "2016-05-01");
        var auditor = await Auditor.Of(api);
        await auditor.WhenSigned();
        var before = await api.Head();
        await api.Has($"appointments/{term}/end", new { validUntil = "2017-01-01" });
        await auditor.WhenSigned();

        var old = JsonNode.Parse(await (await api.Get($"{Village}/evidence?{Day}&knownAt=pos:{before}")).Content.ReadAsByteArrayAsync(Api.Ct))!;
        (await Verify(auditor, Bytes(old), Entries(api))).ShouldSatisfyAllConditions(o => o.Faults.ShouldBeEmpty(), o => o.NoOtherFact.ShouldBeTrue());

        // The same file, passed off as what is known one fact later.
        old["question"]!["knownAt"] = before + 1;
        old["answer"]!["knownAt"] = string.Create(CultureInfo.InvariantCulture, $"pos:{before + 1}");
        (await Verify(auditor, Bytes(old))).Proved.ShouldBeTrue();
        var outcome = await Verify(auditor, Bytes(old), Entries(api));
        outcome.Proved.ShouldBeFalse();
        outcome.Faults.ShouldContain(f => f.Contains("there are facts that bear on it", StringComparison.Ordinal));
    }

    [Theory, OnEveryDatabase]
    public async Task Only_what_is_signed_can_be_proved(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var auditor = await Auditor.Of(api);
        await auditor.WhenSigned();

        await api.Get($"{Village}/evidence?knownAt=pos:1000000").Refuses(HttpStatusCode.BadRequest, "known-at-in-future");
        await api.Get("divisions/419999999999/chain/evidence").Refuses(HttpStatusCode.NotFound, "division-unknown");
        await api.Get($"{Village}/evidence?programme=weather").Refuses(HttpStatusCode.UnprocessableEntity, "programme-unknown");
        using var stranger = api.Connect(null);
        (await stranger.GetAsync($"/api/v1/{Village}/evidence", Api.Ct)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_command_tells_what_is_proved_and_what_is_not()
    {
        await using var api = await Api.On(Backend.Sqlite);
        await api.HasLankao();
        await api.HasAppointment(await api.HasOfficial("王某", "LK0001"), await api.HasPost("县委书记"), "2016-05-01");
        var auditor = await Auditor.Of(api);
        await auditor.WhenSigned();
        var folder = Directory.CreateTempSubdirectory("responsibility-").FullName;
        var file = Path.Combine(folder, "a.evidence.json");
        await File.WriteAllBytesAsync(file, await (await api.Get($"{Village}/evidence?{Day}")).Content.ReadAsByteArrayAsync(Api.Ct), Api.Ct);

        (await Run(file, auditor.Key.ToString())).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0), r => r.Output.ShouldContain("proved"), r => r.Output.ShouldContain("Not proved: that there is no other fact"));
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file, Api.Ct)).Replace("2016-05-01", "2015-05-01", StringComparison.Ordinal), Api.Ct);
        (await Run(file, auditor.Key.ToString())).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(2), r => r.Output.ShouldContain("NOT proved"));
        (await Run(file, "no key")).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(2), r => r.Error.ShouldContain("name+id+key"));
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<(int Code, string Output, string Error)> Run(string file, string key)
    {
        var (output, error) = (new StringWriter(CultureInfo.InvariantCulture), new StringWriter(CultureInfo.InvariantCulture));
        var code = await Cli.CommandLine.Create().Parse(["verify-evidence", file, "--key", key]).InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, Api.Ct);
        return (code, output.ToString(), error.ToString());
    }

    private static Task<EvidenceOutcome> Verify(Auditor auditor, byte[] file, IAsyncEnumerable<Entry>? entries = null) =>
        new EvidenceVerifier(auditor.Key, FactKinds.Of(FactTypes.All)).Run(file, entries, Api.Ct);

    private static async IAsyncEnumerable<Entry> Entries(Api api)
    {
        for (long? after = 0; after is not null;)
        {
            var page = await api.Ask($"ledger/entries?after={after}&limit=20");
            foreach (var entry in page["items"]!.AsArray())
                yield return new Entry(
                    entry!["position"]!.GetValue<long>(), entry.At("recordedAt")!, entry.At("kind")!, entry.At("actor")!, entry.At("payload")!, entry.At("leaf")!, entry.At("leafHash")!);
            after = page["nextAfter"]?.GetValue<long>();
        }
    }

    private static byte[] Bytes(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    private static JsonNode Holder(JsonNode evidence) => evidence["answer"]!["links"]!.AsArray().First(l => l!["holders"]!.AsArray().Count > 0)!["holders"]![0]!;

    private static void Flip(JsonArray proof, int index)
    {
        var hash = Convert.FromBase64String(proof[index]!.GetValue<string>());
        hash[7] ^= 1;
        proof[index] = Convert.ToBase64String(hash);
    }
}
