using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Responsibility.Api.Tests.Ledger;
using Responsibility.Api.Tests.Storage;

namespace Responsibility.Api.Tests.Verification;

/// <summary><c>responsibility ledger verify</c>, run as a user runs it, while the service has the database open.</summary>
public sealed class VerifyCommandTests
{
    [Theory, OnEveryDatabase]
    public async Task A_sound_register_is_told_so_with_what_was_not_compared(Backend backend)
    {
        await using var api = await Api.On(backend);
        await BusyHistory.Happens(api);
        var auditor = await Auditor.Of(api);
        var signed = await auditor.WhenSigned();

        var bare = await Run(api, "--replay");
        var vouched = await Run(api, "--key", auditor.Key.ToString(), "--checkpoint", $"{api.KeyFile}.checkpoint");

        bare.Code.ShouldBe(0, bare.Output + bare.Error);
        bare.Output.ShouldContain($"{signed.Size} facts, root {Convert.ToBase64String(signed.Root)}: sound");
        bare.Output.ShouldContain("No checkpoint from outside was given");
        bare.Output.ShouldContain("its key is known from the database alone");
        vouched.Code.ShouldBe(0, vouched.Output + vouched.Error);
        vouched.Output.ShouldContain("kept outside");
        vouched.Output.ShouldNotContain("No checkpoint from outside");
        (await api.HasOfficial("乔某")).ShouldBe(signed.Size + 1, "nothing was written");
    }

    [Theory, OnEveryDatabase]
    public async Task What_is_wrong_is_named_and_the_exit_code_says_so(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.Database.Operate(session => session.Execute("UPDATE ledger SET actor = 'key:99' WHERE position = 5"), Api.Ct);

        var text = await Run(api);
        var json = await Run(api, "--json");

        text.Code.ShouldBe(2);
        text.Output.ShouldContain("position 5: ");
        text.Output.ShouldContain("key:99");
        json.Code.ShouldBe(2);
        var outcome = JsonNode.Parse(json.Output)!;
        outcome.At("sound").ShouldBe("false");
        outcome.At("findings/0/position").ShouldBe("5");
        outcome.At("findings/0/fault").ShouldBe("entryAltered");
    }

    /// <summary>The end is cut off and everything before it is sound: only what was kept elsewhere tells.</summary>
    [Theory, OnEveryDatabase]
    public async Task A_ledger_that_was_cut_is_found_by_an_earlier_checkpoint_alone(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var auditor = await Auditor.Of(api);
        await auditor.WhenSigned();
        var kept = Path.GetTempFileName();
        using (var checkpoint = await api.Client.GetAsync("/ledger/checkpoint", Api.Ct)) await File.WriteAllBytesAsync(kept, await checkpoint.Content.ReadAsByteArrayAsync(Api.Ct), Api.Ct);
        var last = await api.Head();
        await api.Database.Operate(session => session.Execute("DELETE FROM checkpoint"), Api.Ct);
        await api.Database.Operate(session => session.Execute("DELETE FROM ledger WHERE position = @last", new { last }), Api.Ct);
        await api.Database.Operate(session => session.Execute("DELETE FROM personal WHERE position = @last", new { last }), Api.Ct);

        (await Run(api)).Code.ShouldBe(0);
        var vouched = await Run(api, "--key", auditor.Key.ToString(), "--checkpoint", kept);

        vouched.Code.ShouldBe(2);
        vouched.Output.ShouldContain($"The ledger ends at position {last - 1}; {last} facts were signed");
        File.Delete(kept);
    }

    [Fact]
    public async Task A_key_that_is_not_the_ledgers_own_is_told()
    {
        await using var api = await Api.On(Backend.Sqlite);
        await using var other = await Api.On(Backend.Sqlite);
        await api.HasLankao();
        await (await Auditor.Of(api)).WhenSigned();

        var wrong = await Run(api, "--key", (await Auditor.Of(other)).Key.ToString());
        var none = await Run(api, "--key", "no key");

        wrong.ShouldSatisfyAllConditions(r => r.Code.ShouldBe(2), r => r.Output.ShouldContain("Nothing that was signed is of responsibility.local/"));
        none.ShouldSatisfyAllConditions(r => r.Code.ShouldBe(2), r => r.Error.ShouldContain("name+id+key"));
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_not_made()
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}", "none.db");

        var run = await Run("--database", $"Data Source={file}");

        run.ShouldSatisfyAllConditions(r => r.Code.ShouldBe(2), r => r.Error.ShouldContain("There is no database"));
        File.Exists(file).ShouldBeFalse();
        Directory.Exists(Path.GetDirectoryName(file)).ShouldBeFalse();
        (await Run("--replay")).Error.ShouldContain("--database");
    }

    private static Task<(int Code, string Output, string Error)> Run(Api api, params string[] options) => Run(["--database", api.ConnectionString, .. options]);

    private static async Task<(int Code, string Output, string Error)> Run(params string[] options)
    {
        var (output, error) = (new StringWriter(CultureInfo.InvariantCulture), new StringWriter(CultureInfo.InvariantCulture));
        var code = await Cli.CommandLine.Create().Parse(["ledger", "verify", .. options]).InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, Api.Ct);
        return (code, output.ToString(), error.ToString());
    }
}
