using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Responsibility.Api.Evidence;
using Responsibility.Api.Tests.Accountability;
using Responsibility.Api.Tests.Imports;
using Responsibility.Api.Tests.Ledger;
using Responsibility.Api.Tests.Storage;
using Responsibility.Api.Verification;
using Responsibility.Storage;

namespace Responsibility.Api.Tests.Officials;

/// <summary>Personal data go for good, from every place and every time; who held which post stays, and the ledger still verifies.</summary>
public sealed class EraseOfficialTests
{
    private const string Name = "司马待忘";
    private const string NewName = "司马已改";
    private const string Phone = "13803710047";
    private const string Reason = "因个人隐情请辞";
    private const string Ground = "《个人信息保护法》第四十七条,豫信办〔2026〕18号";
    private static readonly string[] Secrets = [Name, NewName, Phone, Reason, "待 忘", "已 改"];

    [Theory, OnEveryDatabase]
    public async Task No_question_at_any_time_shows_what_was_erased(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (official, term) = await Happened(api);
        var before = await api.Head();
        string[] questions =
        [
            $"officials/{official}", $"officials/{official}?asOf=2017-07-09", $"officials/{official}/history", $"officials?q={Name[2..]}", $"officials?q={Name[2..]}&knownAt=pos:{before}", "officials?staffNumber=LK0047",
            $"appointments/{term}", $"appointments/{term}/history", "appointments?within=41", $"officials/{official}/responsibilities?asOf=2017-07-09", $"officials/{official}/responsibilities?asOf=2017-07-09&knownAt=pos:{before}",
            "divisions/410225101201/chain?asOf=2017-07-09", $"divisions/410225101201/chain?asOf=2017-07-09&knownAt=pos:{before}", $"divisions/410225101201/chain?asOf=2018-01-01&knownAt=pos:{before}",
        ];
        string[] exports = ["divisions/410225101201/chain?asOf=2017-07-09", $"divisions/410225101201/chain?asOf=2017-07-09&knownAt=pos:{before}"];
        (await Exported()).ShouldContain(Name);
        var shown = string.Concat(await Task.WhenAll(questions.Select(q => api.Text(q))));
        shown.ShouldSatisfyAllConditions(s => s.ShouldContain(Name), s => s.ShouldContain(NewName), s => s.ShouldContain(Reason));

        var erased = await api.Has($"officials/{official}/erasure", new { ground = Ground });

        erased.At("position").ShouldBe($"{before + 1}");
        erased.At("staffNumber").ShouldBe("LK0047");
        foreach (var question in questions)
        {
            var answer = await api.Text(question);
            foreach (var secret in Secrets) answer.ShouldNotContain(secret, Case.Sensitive, question);
        }
        (await api.Ask($"divisions/410225101201/chain?asOf=2017-07-09&knownAt=pos:{before}"))["links"]!.AsArray()
            .SelectMany(l => l!["holders"]!.AsArray()).ShouldContain(h => h.At("official/staffNumber") == "LK0047" && h.At("official/name") == null);
        (await api.Ask($"officials/{official}")).At("name").ShouldBeNull();
        foreach (var secret in Secrets) (await Exported()).ShouldNotContain(secret);
        // Others are what they were.
        (await api.Ask("officials?q=留名")).Items().ShouldBe(["司马留名"]);

        async Task<string> Exported()
        {
            var text = new StringBuilder();
            foreach (var export in exports)
            {
                using var answer = await api.Send(HttpMethod.Get, export, null, ("Accept", "text/csv"));
                answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv", export);
                text.Append(await answer.Content.ReadAsStringAsync(Api.Ct));
            }
            return text.ToString();
        }
    }

    /// <summary>Another process that serves the same register has its own answers at hand.</summary>
    [Theory, OnEveryDatabase]
    public async Task What_another_process_had_derived_is_forgotten_there_too(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (official, _) = await Happened(api);
        var question = $"divisions/410225101201/chain?asOf=2017-07-09&knownAt=pos:{await api.Head()}";
        await using var other = Api.Over(api.ConnectionString, null, (Api.KeySetting, api.KeyFile));
        (await other.Text(question)).ShouldContain(Name);

        await api.Has($"officials/{official}/erasure", new { ground = Ground });

        (await other.Text(question)).ShouldNotContain(Name);
    }

    [Theory, OnEveryDatabase]
    public async Task The_ledger_verifies_and_makes_the_same_tables_again_and_tells_erased_from_missing(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (official, term) = await Happened(api);
        await api.Has($"officials/{official}/erasure", new { ground = Ground });
        var auditor = await Auditor.Of(api);
        await auditor.WhenSigned();
        await using var second = await Second.On(backend);

        (await Verified(api, replay: true)).ShouldBeEmpty();
        await Replay.Into(api.Database, second.Database, api.Kinds, Api.Ct);
        (await Replay.Differences(api.Database, second.Database, 10, Api.Ct)).ShouldBeEmpty();

        // Gone without a fact that says so; there again; and something left of it.
        var kept = await api.HasOfficial("司马另存", "LK0048");
        await api.Has($"officials/{kept}/changes", new { effectiveOn = "2016-01-01", name = "司马又名" });
        await auditor.WhenSigned();
        await Finds(LedgerFault.PersonalMissing, kept, "UPDATE personal SET salt = NULL, value = NULL WHERE position = @position");
        await Finds(LedgerFault.PersonalAltered, kept + 1, "UPDATE personal SET value = NULL WHERE position = @position");
        await Finds(LedgerFault.PersonalAltered, term, "UPDATE personal SET salt = @salt, value = '\"x\"' WHERE position = @position");
        await Finds(LedgerFault.PersonalAltered, official, "UPDATE personal SET member = 'nam' WHERE position = @position AND member = 'name'");

        async Task Finds(LedgerFault fault, long position, string edit)
        {
            await api.Database.Operate(session => session.Execute(edit, new { position, salt = new byte[32] }), Api.Ct);
            (await Verified(api, replay: false)).ShouldContain(f => f.Fault == fault && f.Position >= position, edit);
        }
    }

    [Theory, OnEveryDatabase]
    public async Task Evidence_of_a_chain_says_that_a_name_was_erased_and_still_proves_the_rest(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (official, _) = await Happened(api);
        var auditor = await Auditor.Of(api);
        var before = await api.Head();
        var erased = await api.Has($"officials/{official}/erasure", new { ground = Ground });
        await auditor.WhenSigned();

        foreach (var question in new[] { "asOf=2017-07-09", $"asOf=2017-07-09&knownAt=pos:{before}", $"asOf=2018-01-01&knownAt=pos:{before}" })
        {
            var file = await (await api.Get($"divisions/410225101201/chain/evidence?{question}")).Content.ReadAsByteArrayAsync(Api.Ct);
            var evidence = JsonNode.Parse(file)!;
            var facts = evidence["facts"]!.AsArray();

            facts.Single(f => f.At("position") == $"{official}")!["personal"]!.AsArray().ShouldAllBe(m => m.At("value") == null && m.At("digest") != null);
            facts.Single(f => f.At("position") == erased.At("position")).At("leaf")!.ShouldContain("officialErased/1");
            var outcome = await new EvidenceVerifier(auditor.Key, api.Kinds).Run(file, null, Api.Ct);
            outcome.Faults.ShouldBeEmpty(question);

            facts.Single(f => f.At("position") == $"{official}")!["personal"]![0]!["digest"] = Convert.ToBase64String(new byte[32]);
            (await new EvidenceVerifier(auditor.Key, api.Kinds).Run(Encoding.UTF8.GetBytes(evidence.ToJsonString()), null, Api.Ct)).Proved.ShouldBeFalse();
        }
    }

    /// <summary>Stored answers, reports of imports, rejected rows and files hold it as well.</summary>
    [Theory, OnEveryDatabase]
    public async Task Nothing_operational_keeps_it(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        using var registered = await api.Send(HttpMethod.Post, "officials", JsonContent.Create(new { staffNumber = "LK0047", name = Name, phone = Phone }), ("Idempotency-Key", "k1"));
        registered.StatusCode.ShouldBe(HttpStatusCode.Created);
        using var another = await api.Send(HttpMethod.Post, "officials", JsonContent.Create(new { staffNumber = "LK0048", name = "司马留名" }), ("Idempotency-Key", "k2"));
        var import = await api.Loads("roster", Loading.RosterHeader
            + $"LK0047,{Name},410225,中共兰考县委,partyCommittee,partySecretary,县委书记,substantive,{Name},,豫组〔2014〕1号,{Phone}\n"
            + "LK0049,乔某,410225,中共兰考县委,partyCommittee,partySecretary,县委书记,substantive,昨天,,豫组〔2014〕1号,\n");
        import.At("errorGroups/0/value").ShouldBe(Name);
        (await api.Rejects(import)).ShouldContain(Phone);
        var official = Api.Id(await Api.Body(registered));

        await api.Has($"officials/{official}/erasure", new { ground = Ground });

        var report = await api.Ask($"imports/{Api.Id(import)}");
        report.ToJsonString().ShouldNotContain(Name);
        report.At("errorGroups/0/occurrenceCount").ShouldBe("1");
        (await api.Rejects(import)).ShouldSatisfyAllConditions(r => r.ShouldNotContain(Phone), r => r.ShouldNotContain(Name), r => r.ShouldContain("乔某"));
        (await api.Count("import_upload")).ShouldBe(0);
        using var again = await api.Send(HttpMethod.Post, "officials", JsonContent.Create(new { staffNumber = "LK0047", name = Name, phone = Phone }), ("Idempotency-Key", "k1"));
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using var kept = await api.Send(HttpMethod.Post, "officials", JsonContent.Create(new { staffNumber = "LK0048", name = "司马留名" }), ("Idempotency-Key", "k2"));
        (await Api.Body(kept)).ToJsonString().ShouldBe((await Api.Body(another)).ToJsonString());
        foreach (var (table, column) in await Texts(api))
            foreach (var secret in Secrets)
                (await api.Database.Read(s => s.Get<long>($"SELECT count(*) FROM {table} WHERE CAST({column} AS text) LIKE @secret", new { secret = $"%{secret}%" }), Api.Ct)).ShouldBe(0, $"{table}.{column}: {secret}");
        if (backend is not Backend.Sqlite) return;
        foreach (var secret in Secrets) Bytes(new SqliteConnectionStringBuilder(api.ConnectionString).DataSource).ShouldNotContain(secret, Case.Sensitive);
    }

    /// <summary>SQLite's file and log hold, byte for byte, nothing of it: what is freed is overwritten.</summary>
    [Fact]
    public async Task The_files_of_SQLite_hold_none_of_its_bytes()
    {
        await using var api = await Api.On(Backend.Sqlite);
        var (official, _) = await Happened(api);
        var file = new SqliteConnectionStringBuilder(api.ConnectionString).DataSource;
        foreach (var secret in Secrets[..4]) Bytes(file).ShouldContain(secret, Case.Sensitive);

        await api.Has($"officials/{official}/erasure", new { ground = Ground });

        foreach (var secret in Secrets) Bytes(file).ShouldNotContain(secret, Case.Sensitive);
    }

    [Theory, OnEveryDatabase]
    public async Task It_is_done_once_with_a_ground_that_names_nobody_by_an_administrator(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (official, _) = await Happened(api);
        var path = $"officials/{official}/erasure";

        (await api.Post(path, new { ground = $"{NewName}本人申请" }).Refuses(HttpStatusCode.BadRequest, "invalid")).Faults().ShouldBe(["/ground personal-data"]);
        (await api.Post(path, new { ground = " " }).Refuses(HttpStatusCode.BadRequest, "invalid")).Faults().ShouldBe(["/ground not-empty"]);
        await api.Post("officials/1/erasure", new { ground = Ground }).Refuses(HttpStatusCode.NotFound, "official-unknown");
        var first = await api.Has(path, new { ground = Ground });
        first.At("facts").ShouldNotBe("0");
        await api.Records(0, async () =>
        {
            var again = await api.Has(path, new { ground = Ground });
            again.At("position").ShouldBe(first.At("position"));
            again.At("facts").ShouldBe("0");
        });

        // What is told of the official afterwards can be erased in its turn.
        await api.Has($"officials/{official}/end", new { validUntil = "2020-01-01", reason = "调离" });
        (await api.Has(path, new { ground = Ground })).At("facts").ShouldBe("1");
        (await Verified(api, replay: true)).ShouldBeEmpty();
    }

    /// <summary>The file of a load that goes on may tell anew what is to be forgotten, and its rows would be kept for a month.</summary>
    [Theory, OnEveryDatabase]
    public async Task It_waits_for_a_load_of_officials(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (official, _) = await Happened(api);
        var import = await api.Starts("roster", Loading.RosterHeader + string.Concat(Enumerable.Range(1, 3000).Select(n => $"LN{n:0000},乔某,410225,中共兰考县委,partyCommittee,leader,成员,substantive,2017-01-01,,,\n")));

        var refused = await api.Post($"officials/{official}/erasure", new { ground = Ground }).Refuses(HttpStatusCode.Conflict, "import-running");

        refused.At("errors/0/value").ShouldBe($"{import}");
        await api.Ends(import);
        (await api.Has($"officials/{official}/erasure", new { ground = Ground })).At("facts").ShouldNotBe("0");
    }

    /// <summary>What was decided stays, with its ground; what was said of the person goes.</summary>
    [Theory, OnEveryDatabase]
    public async Task What_a_sanction_says_goes_and_the_sanction_stays(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (official, _) = await Happened(api);
        var @case = await api.HasCase();
        var (proposer, decider) = await api.HasInvestigated(@case);
        var path = $"sanctions/{Api.Id(await api.Has($"accountability-cases/{@case}/proposals", new { official, liability = "direct", form = "admonition", proposer, proposedOn = "2017-08-20", text = $"{Name}负直接责任" }))}";
        await api.Has($"{path}/decisions", CaseStory.Decision(decider));
        await api.Has($"{path}/services", new { servedOn = "2017-09-03", note = $"{Name}签收" });
        (await api.Text($"{path}?asOf=2017-08-25")).ShouldContain(Name);

        await api.Has($"officials/{official}/erasure", new { ground = Ground });

        foreach (var question in new[] { path, $"{path}?asOf=2017-08-25", $"{path}/history", $"accountability-cases/{@case}", $"sanctions?official={official}" }) (await api.Text(question)).ShouldNotContain(Name, Case.Sensitive, question);
        var left = await api.Ask(path);
        (left.At("state"), left.At("form"), left.At("document"), left.At("official/staffNumber"), left.At("text")).ShouldBe(("served", "admonition", "豫纪〔2017〕31号", "LK0047", null));
        (await Verified(api, replay: true)).ShouldBeEmpty();
    }

    [Theory, OnEveryDatabase]
    public async Task One_who_never_was_can_be_erased_too(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var official = await api.HasOfficial(Name, "LK0047");
        (await api.Delete($"officials/{official}", Reason)).IsSuccessStatusCode.ShouldBeTrue();

        (await api.Has($"officials/{official}/erasure", new { ground = Ground })).At("facts").ShouldBe("2");
        (await api.Text($"officials/{official}/history?knownAt=pos:{official}")).ShouldNotContain(Name);
    }

    /// <summary>Somebody who is in office under two names, with a term that ended for a reason.</summary>
    private static async Task<(long Official, long Term)> Happened(Api api)
    {
        await api.HasLankao();
        var official = Api.Id(await api.Has("officials", new { staffNumber = "LK0047", name = Name, phone = Phone }));
        await api.HasOfficial("司马留名", "LK0001");
        var secretary = await api.HasPost("县委书记");
        var term = await api.HasAppointment(official, secretary, "2014-01-01");
        await api.Has($"appointments/{term}/end", new { validUntil = "2017-08-01", reason = Reason });
        await api.Has($"officials/{official}/changes", new { effectiveOn = "2017-09-01", name = NewName });
        await api.HasAppointment(official, await api.HasPost("县长", "governmentHead", kind: "government"), "2017-09-01");
        return (official, term);
    }

    private static async Task<IReadOnlyList<LedgerFinding>> Verified(Api api, bool replay) =>
        (await new LedgerVerifier(api.Database, api.Kinds, new Vouching([(await Auditor.Of(api)).Key], []), null).Run(replay, Api.Ct)).Findings;

    /// <summary>Every column of every table that may hold text.</summary>
    private static Task<IReadOnlyList<(string Table, string Column)>> Texts(Api api) => api.Database.Read(s => s.List<(string, string)>(
        api.Database.Kind is "sqlite"
            ? "SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE 'name_search_%'"
            : "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' AND data_type <> 'bytea'"), Api.Ct);

    private static string Bytes(string file)
    {
        var bytes = new StringBuilder();
        foreach (var part in Directory.GetFiles(Path.GetDirectoryName(file)!, Path.GetFileName(file) + "*"))
        {
            using var stream = new FileStream(part, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            bytes.Append(reader.ReadToEnd());
        }
        return bytes.ToString();
    }
}
