using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Responsibility.Api.Tests.Accountability;
using Responsibility.Api.Tests.Ledger;
using Responsibility.Api.Tests.Storage;
using Responsibility.Api.Verification;
using Responsibility.Ledger;
using Responsibility.Storage;

namespace Responsibility.Api.Tests.Verification;

/// <summary>Somebody who can write to the database changes one thing: given one checkpoint that was kept elsewhere, it is found, and nearly always where.</summary>
[Trait("Campaign", "tamper")]
public sealed class TamperTests
{
    private const int Seed = 20170709;
    private static readonly int Edits = Environment.GetEnvironmentVariable("RESPONSIBILITY_CAMPAIGN") is "tamper" ? 10_000 : 300;

    /// <summary>Besides the domain tables; the ledger more often than each of them.</summary>
    private static readonly string[] Ledger = ["ledger", "ledger", "ledger", "ledger", "ledger", "ledger", "ledger", "ledger", "personal", "personal", "tile", "checkpoint"];

    [Fact]
    public async Task Every_edit_is_found_and_nearly_every_one_with_its_place()
    {
        var (connectionString, folder) = await Api.EmptyDatabase(Backend.Sqlite);
        var vouching = await Register(connectionString);
        var file = new SqliteConnectionStringBuilder(connectionString).DataSource;
        Whole(file);
        await using var clean = await Second.On(Backend.Sqlite);
        await using (var register = Open(file))
        {
            (await register.Read(LedgerTree.Size, Api.Ct)).ShouldBeInRange(1000, 2000);
            await Replay.Into(register, clean.Database, FactKinds.Of(FactTypes.All), Api.Ct);
            (await Verified(register, vouching, replay: true)).Findings.ShouldBeEmpty("no false alarm");
        }

        var random = new Random(Seed);
        string[] tables = [.. Ledger, .. Tables.Domain.Select(t => t.Table)];
        var touched = new HashSet<string>(StringComparer.Ordinal);
        var vague = new List<string>();
        for (var number = 0; number < Edits; number++)
        {
            var copy = $"{file}.{number}";
            var edit = Tamper(file, copy, tables[number % tables.Length], random);
            touched.Add(edit.Table);
            await using (var register = Open(copy)) vague.AddRange(await Judge(register, edit, vouching, clean.Database, full: number % 50 is 0));
            foreach (var part in Directory.GetFiles(Path.GetDirectoryName(copy)!, Path.GetFileName(copy) + "*")) File.Delete(part);
        }

        touched.ShouldBe(tables.Distinct(StringComparer.Ordinal), ignoreOrder: true);
        vague.Count.ShouldBeLessThanOrEqualTo(Edits / 100, string.Join('\n', vague));
        Directory.Delete(folder!, recursive: true);
    }

    [Fact]
    public async Task On_PostgreSQL_too()
    {
        Assert.SkipWhen(Api.Postgres is null, "RESPONSIBILITY_TEST_POSTGRES is not set");
        var (connectionString, _) = await Api.EmptyDatabase(Backend.Postgres);
        var vouching = await Register(connectionString);
        await using var register = Database.Open(connectionString, TimeProvider.System, TimeZoneInfo.Utc, NullLogger.Instance);
        (await Verified(register, vouching, replay: true)).Findings.ShouldBeEmpty("no false alarm");

        await Finds(LedgerFault.PayloadAltered, "position 300", "UPDATE ledger SET payload = set_byte(payload, 5, get_byte(payload, 5) # 1) WHERE position = 300", "UPDATE ledger SET payload = set_byte(payload, 5, get_byte(payload, 5) # 1) WHERE position = 300");
        await Finds(LedgerFault.EntryAltered, "position 301", "UPDATE ledger SET actor = 'key:99' WHERE position = 301", "UPDATE ledger SET actor = 'system' WHERE position = 301");
        await Finds(LedgerFault.TileAltered, "position 259", "UPDATE tile SET hashes = set_byte(hashes, 64, get_byte(hashes, 64) # 1) WHERE level = 0 AND idx = 1", "UPDATE tile SET hashes = set_byte(hashes, 64, get_byte(hashes, 64) # 1) WHERE level = 0 AND idx = 1");
        await Finds(LedgerFault.PersonalAltered, "position 400", "UPDATE personal SET value = '\"部干\"' WHERE position = 400 AND member = 'name'", "UPDATE personal SET value = '\"干部\"' WHERE position = 400 AND member = 'name'");
        await Finds(LedgerFault.RowDiffers, "official: ", "UPDATE official SET staff_number = 'X' WHERE id = 400", null);
        await Finds(LedgerFault.Cut, "The ledger ends at position", "DELETE FROM ledger WHERE position > 500", null);

        async Task Finds(LedgerFault fault, string place, string edit, string? undo)
        {
            await register.Operate(session => session.Execute(edit), Api.Ct);
            var verified = await Verified(register, vouching, replay: fault is LedgerFault.RowDiffers);
            verified.Findings.ShouldContain(f => f.Fault == fault && Told(f).Contains(place, StringComparison.Ordinal), string.Join('\n', verified.Findings.Select(Told)));
            if (undo is not null) await register.Operate(session => session.Execute(undo), Api.Ct);
        }
    }

    /// <returns>The edit, where nothing that was found tells its place.</returns>
    private static async Task<IEnumerable<string>> Judge(Database register, Edit edit, Vouching vouching, Database clean, bool full)
    {
        var isLedger = Ledger.Contains(edit.Table, StringComparer.Ordinal);
        var found = isLedger || full ? [.. (await Verified(register, vouching, replay: !isLedger)).Findings.Select(Told)] : await Replay.Differences(register, clean, 100, Api.Ct);
        found.ShouldNotBeEmpty($"seed {Seed}: {edit.What}");
        return found.Any(told => Names(told, edit)) ? [] : [$"{edit.What}: {string.Join(" / ", found.Take(3))}"];
    }

    private static string Told(LedgerFinding finding) => string.Create(CultureInfo.InvariantCulture, $"{(finding.Position is { } position ? $"position {position} " : "")}{finding.Detail}");

    private static bool Names(string told, Edit edit) => edit.Table switch
    {
        "ledger" or "personal" => edit.Places.Any(place => told.StartsWith($"position {place} ", StringComparison.Ordinal) || told.Contains($"ends at position {place};", StringComparison.Ordinal)),
        "tile" => told.Contains("tile/", StringComparison.Ordinal),
        "checkpoint" => told.Contains("checkpoint", StringComparison.Ordinal) || told.Contains("signed", StringComparison.Ordinal) || told.Contains("key of the ledger", StringComparison.Ordinal),
        _ => told.StartsWith($"{edit.Table}: ", StringComparison.Ordinal) && edit.Places.Any(place => place.Split('|').All(column => $"{told.Replace("≠", "|", StringComparison.Ordinal)} ".Contains($"{column} ", StringComparison.Ordinal))),
    };

    private static Edit Tamper(string file, string copy, string table, Random random)
    {
        while (true)
        {
            File.Copy(file, copy, overwrite: true);
            Edit? edit;
            using (var connection = new SqliteConnection($"Data Source={copy};Pooling=False"))
            {
                connection.Open();
                edit = new Tampering(connection, random).Try(table);
            }
            if (edit is not null) return edit;
        }
    }

    private static Task<VerifiedLedger> Verified(Database register, Vouching vouching, bool replay) => new LedgerVerifier(register, FactKinds.Of(FactTypes.All), vouching, null).Run(replay, Api.Ct);

    private static Database Open(string file) => Database.OpenExisting($"Data Source={file}", TimeProvider.System, TimeZoneInfo.Utc, NullLogger.Instance);

    /// <summary>A register with rows in every table, of which somebody outside has kept the key and an earlier checkpoint.</summary>
    private static async Task<Vouching> Register(string connectionString)
    {
        await using var api = Api.Over(connectionString, null);
        await BusyHistory.Happens(api);
        await Cases(api);
        await api.Database.Facts(700);
        var auditor = await Auditor.Of(api);
        await auditor.WhenSigned();
        using var earlier = await api.Client.GetAsync("/ledger/checkpoint", Api.Ct);
        var kept = SignedNote.Parse(await earlier.Content.ReadAsByteArrayAsync(Api.Ct));
        await api.Database.Facts(300);
        await auditor.WhenSigned();
        foreach (var (table, _) in Tables.Domain) (await api.Count(table)).ShouldBeGreaterThan(0, table);
        return new Vouching([auditor.Key], [kept]);
    }

    private static async Task Cases(Api api)
    {
        var official = await api.HasOfficial("乔某", "LK0009");
        await api.HasAppointment(official, await api.HasPost("县长", "governmentHead", kind: "government"), "2014-01-01");
        var task = Api.Id(await api.Has("tasks", new
        {
            division = "410225",
            title = "易地搬迁",
            programme = "relocation",
            target = new { metric = "搬迁人口", quantity = 1200, unit = "人" },
            startsOn = "2017-07-09",
            dueOn = "2017-12-31",
            document = "兰脱贫办〔2017〕9号",
        }));
        await api.Has($"tasks/{task}/acknowledgements", new { acknowledgedOn = "2017-07-10" });
        await api.Has($"tasks/{task}/progress-reports", new { reportedOn = "2017-08-01", quantity = 300, note = "首批已入住" });
        await api.HasSanction(await api.HasCase(task: task), official);
    }

    /// <summary>All of the database in one file.</summary>
    private static void Whole(string file)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        command.ExecuteNonQuery();
    }
}
