using System.Runtime.Versioning;
using System.Text;
using Responsibility.Api.Ledger;
using Responsibility.Ledger;

namespace Responsibility.Api.Tests.Ledger;

/// <summary>Who signs, with what, and that there is one ledger under one name whoever signs it.</summary>
public sealed class SigningTests
{
    [Theory, OnEveryDatabase]
    public async Task What_is_recorded_is_signed_and_a_restart_goes_on_with_the_same_key(Backend backend)
    {
        var (connectionString, folder) = await Api.EmptyDatabase(backend);
        Checkpoint before;
        string key;
        await using (var first = Api.Over(connectionString, null, ("Responsibility:Ledger:Origin", "henan.example/responsibility")))
        {
            await first.HasLankao();
            var auditor = await Auditor.Of(first);
            before = await auditor.WhenSigned();
            (await first.Ask("ledger"))["signing"]!["state"]!.GetValue<string>().ShouldBe("signed");
            key = auditor.Key.ToString();
        }
        before.Origin.ShouldBe("henan.example/responsibility/1");

        await using var again = Api.Over(connectionString, folder);
        await again.HasDivision("4101", "郑州市", "city", "41");
        var later = await Auditor.Of(again);
        later.Key.ToString().ShouldBe(key);
        var after = await later.WhenSigned();
        after.Size.ShouldBeGreaterThan(before.Size);
        await later.Proves(before, after);
    }

    [Fact]
    public async Task Two_processes_on_one_PostgreSQL_sign_one_ledger()
    {
        Assert.SkipWhen(Api.Postgres is null, "RESPONSIBILITY_TEST_POSTGRES is not set");
        await using var one = await Api.On(Backend.Postgres);
        await using var other = Api.Over(one.ConnectionString, null);
        var auditors = new[] { await Auditor.Of(one), await Auditor.Of(other) };
        var signed = new List<Checkpoint>();
        for (var round = 0; round < 6; round++)
        {
            await Task.WhenAll(one.Database.Facts(round), other.Database.Facts(3));
            signed.Add(await auditors[round % 2].WhenSigned());
        }

        foreach (var earlier in signed)
            foreach (var later in signed.Where(c => c.Size >= earlier.Size)) await auditors[0].Proves(earlier, later);
        auditors[0].Key.ToString().ShouldBe(auditors[1].Key.ToString());
        (await one.Count("lease")).ShouldBe(1);
        (await one.Count("checkpoint")).ShouldBe(1);
    }

    [Theory, OnEveryDatabase]
    public async Task When_the_signer_goes_another_takes_over(Backend backend)
    {
        await using var one = await Api.On(backend);
        await one.Database.Facts(3);
        var before = await (await Auditor.Of(one)).WhenSigned();
        await using (var other = Api.Over(one.ConnectionString, null, (Api.KeySetting, one.KeyFile)))
        {
            await other.Database.Facts(3);
            await (await Auditor.Of(other)).WhenSigned();
        }
        await one.Database.Facts(3);
        var auditor = await Auditor.Of(one);
        await auditor.Proves(before, await auditor.WhenSigned());
    }

    [Fact]
    public async Task A_process_with_another_key_signs_nothing_and_is_ready_all_the_same()
    {
        await using var one = await Api.On(Backend.Sqlite);
        var auditor = await Auditor.Of(one);
        var elsewhere = Path.Combine(Path.GetDirectoryName(one.KeyFile)!, "elsewhere", "ledger.key");
        // The secret by which API keys are recognised is shared all the same.
        var recognised = ("Responsibility:Access:HashKeyFile", $"{one.KeyFile}.access");
        await using (var keyless = Api.Over(one.ConnectionString, null, (Api.KeySetting, elsewhere), recognised))
        {
            (await new Auditor(keyless).State()).ShouldBe("keyElsewhere");
            (await new Auditor(keyless).Unready()).ShouldBeEmpty();
            (await Auditor.Of(keyless)).Key.ToString().ShouldBe(auditor.Key.ToString());
        }
        File.Exists(elsewhere).ShouldBeFalse();

        await using var strange = await Api.On(Backend.Sqlite);
        await (await Auditor.Of(strange)).WhenSigned();
        File.Copy(strange.KeyFile, elsewhere);
        File.Copy(strange.KeyFile + ".checkpoint", elsewhere + ".checkpoint");
        await using var other = Api.Over(one.ConnectionString, null, (Api.KeySetting, elsewhere), recognised);
        (await new Auditor(other).State()).ShouldBe("keyElsewhere");
    }

    [Theory, OnEveryDatabase]
    public async Task The_private_key_is_in_a_file_for_its_owner_and_nowhere_in_the_database(Backend backend)
    {
        await using var api = await Api.On(backend);
        await (await Auditor.Of(api)).WhenSigned();

        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(api.KeyFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var secret = (await File.ReadAllTextAsync(api.KeyFile, Api.Ct)).Trim().Split('+', 5)[4];
        foreach (var table in new[] { "checkpoint", "lease", "ledger", "personal" })
        {
            var rows = await api.Database.Read(session => session.List<dynamic>($"SELECT * FROM {table}"), Api.Ct);
            foreach (IDictionary<string, object> row in rows)
                foreach (var value in row.Values) (value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : $"{value}").ShouldNotContain(secret);
        }
    }

    [Fact, UnsupportedOSPlatform("windows")]
    public async Task A_key_that_others_can_read_or_that_lost_its_checkpoint_is_not_used()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no file modes.");
        await using var first = await Api.On(Backend.Sqlite);
        await (await Auditor.Of(first)).WhenSigned();

        File.SetUnixFileMode(first.KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        (await Api.DoesNotStart(first.ConnectionString)).ShouldContain("chmod 600");
        File.SetUnixFileMode(first.KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Move(first.KeyFile + ".checkpoint", first.KeyFile + ".away");
        (await Api.DoesNotStart(first.ConnectionString)).ShouldContain("is missing");
        File.Move(first.KeyFile + ".away", first.KeyFile + ".checkpoint");
        (await Api.DoesNotStart(first.ConnectionString, ("Responsibility:Ledger:Origin", "another.example"))).ShouldContain("a ledger keeps its name");
        await using var well = Api.Over(first.ConnectionString, null, (Api.KeySetting, first.KeyFile));
        (await new Auditor(well).State()).ShouldBe("signed");
    }

    [Fact]
    public async Task A_checkpoint_is_replaced_only_by_whoever_has_seen_it()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("responsibility-").FullName, "ledger.key");
        using var file = await KeyFile.Open(path, Api.Ct);
        var first = file.Create(new Origin("henan.example", 1));
        string Note(long size) => new Checkpoint("henan.example/1", size, Hash.Leaf([(byte)size])).Sign(first.Key).ToString();

        file.Replace(first, Note(1)).ShouldBeTrue();
        file.Replace(first, Note(2)).ShouldBeFalse();
        file.Read()!.Note.ShouldBe(Note(1));
        file.Replace(file.Read()!, Note(2)).ShouldBeTrue();
        file.Dispose();
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }
}
