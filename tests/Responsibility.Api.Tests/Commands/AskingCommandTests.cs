using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Responsibility.Api.Tests.Imports;
using Responsibility.Cli;
using Responsibility.Cli.Asking;

namespace Responsibility.Api.Tests.Commands;

/// <summary><c>responsibility login</c>, <c>chain</c>, <c>import</c> and <c>export</c>, run as a user runs them against a service that listens.</summary>
[Collection(nameof(AskingCommandTests))]
public sealed class AskingCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("responsibility-login-").FullName;

    public AskingCommandTests() => Environment.SetEnvironmentVariable(Login.FileVariable, Path.Combine(folder, "kept", "login.json"));

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Login.FileVariable, null);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Whoever_logged_in_asks_for_a_chain_and_sees_a_tree()
    {
        await using var api = await Api.On(Backend.Sqlite);
        api.Listen();
        await api.HasLankao();
        var post = await api.HasPost("县委书记");
        await api.HasAppointment(await api.HasOfficial("王某"), post, "2016-05-01");

        var before = await Run("chain", "410225101201");
        (before.Code, before.Error.Trim()).ShouldBe((2, "Log in first: responsibility login --server URL; or set RESPONSIBILITY_SERVER and RESPONSIBILITY_KEY."));
        (await LogIn(api, "wrong")).Code.ShouldBe(2);
        var login = await LogIn(api, Api.Key);
        login.Code.ShouldBe(0, login.Error);
        login.Output.ShouldContain("administrator");
        login.Output.ShouldNotContain(Api.Key);
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(Path.Combine(folder, "kept", "login.json")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var chain = await Run("chain", "410225101201", "--as-of", "2017-07-09");
        chain.Code.ShouldBe(0, chain.Error);
        var lines = chain.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        lines[0].ShouldBe("河南省 (410000000000)");
        lines.ShouldContain("└─ 兰考县 (410225000000)");
        lines.ShouldContain("• 7 firstResponsible: 县委书记: 王某 (substantive since 2016-05-01)");
        lines.ShouldContain(line => line.StartsWith("✗ 11 main: postMissing", StringComparison.Ordinal));
        lines[^1].ShouldStartWith("2017-07-09, known at pos:");
        JsonNode.Parse((await Run("chain", "410225101201", "--as-of", "2017-07-09", "--json")).Output).At("division/name").ShouldBe("范场村");

        var unknown = await Run("chain", "999999");
        (unknown.Code, unknown.Error.Split(':')[0]).ShouldBe((2, "division-unknown"));
        (await Run("chain", "410225", "--as-of", "9 July")).Code.ShouldNotBe(0);
    }

    [Fact]
    public async Task A_file_is_loaded_and_what_was_rejected_is_told_in_a_table()
    {
        await using var api = await Api.On(Backend.Sqlite);
        api.Listen();
        (await LogIn(api, Api.Key)).Code.ShouldBe(0);
        var divisions = await Write("divisions.csv", Loading.Lankao);
        var roster = await Write("roster.csv", Loading.RosterHeader
            + "LK01,王某,410225,中共兰考县委,partyCommittee,partySecretary,县委书记,substantive,2016-05-01,,兰组〔2016〕1号,\n"
            + "LK02,李某,419999,某县人民政府,government,governmentHead,县长,substantive,2016-05-01,,兰组〔2016〕2号,\n");

        var queued = await Run("import", divisions, "--type", "divisions");
        (queued.Code, queued.Error).ShouldBe((0, ""));
        (await Run("import", divisions, "--type", "divisions", "--watch")).Output.ShouldContain("3 unchanged");
        var tried = await Run("import", roster, "--type", "roster", "--validate", "--watch");
        tried.Code.ShouldBe(1);
        (await api.Count("appointment")).ShouldBe(0);
        var loaded = await Run("import", roster, "--type", "roster", "--watch");

        loaded.Code.ShouldBe(1, loaded.Error);
        loaded.Output.ShouldContain("1 created, 0 updated, 0 unchanged, 1 rejected, 2 in all");
        loaded.Output.Split('\n').ShouldContain(line => line.Contains("division-unknown", StringComparison.Ordinal) && line.Contains("419999", StringComparison.Ordinal));
        JsonNode.Parse((await Run("import", roster, "--type", "roster", "--watch", "--json")).Output).At("errorGroups/0/rows/0").ShouldBe("3");
        var broken = await Run("import", await Write("empty.csv", ""), "--type", "roster", "--watch");
        broken.Code.ShouldBe(2, broken.Output);
        (await Run("import", roster, "--type", "nothing")).Code.ShouldNotBe(0);
    }

    [Fact]
    public async Task What_was_exported_is_loaded_again_and_no_half_of_a_file_is_left()
    {
        await using var api = await Api.On(Backend.Sqlite);
        api.Listen();
        (await LogIn(api, Api.Key)).Code.ShouldBe(0);
        await api.Loads("divisions", Loading.Lankao);
        await api.Loads("roster", Loading.RosterHeader + "LK01,王某,410225,中共兰考县委,partyCommittee,partySecretary,县委书记,substantive,2016-05-01,2017-07-09,兰组〔2016〕1号,\n");
        await api.Loads("organizations", "division,name,kind\n4102,\"开封\"\"市\"\"局\",department\n");

        var shown = await Run("export", "--type", "roster", "--within", "410225", "--format", "ndjson");
        (shown.Code, shown.Error).ShouldBe((0, ""));
        JsonNode.Parse(shown.Output).At("title").ShouldBe("县委书记");
        (await Run("export", "--type", "roster", "--as-of", "2018-01-01", "--format", "ndjson")).Output.ShouldBe("");
        (await Run("export", "--type", "roster", "--known-at", "pos:6")).Output.TrimStart('\uFEFF').Split("\r\n").Length.ShouldBe(2);

        var file = Path.Combine(folder, "organizations.csv");
        var saved = await Run("export", "--type", "organizations", "--output", file, "--json");
        saved.Code.ShouldBe(0, saved.Error);
        var bytes = await File.ReadAllBytesAsync(file, Api.Ct);
        var summary = JsonNode.Parse(saved.Output);
        (summary.At("rows"), summary.At("bytes"), summary.At("sha256"), summary.At("file"))
            .ShouldBe(("2", $"{bytes.Length}", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), file));
        (await Run("import", file, "--type", "organizations", "--watch")).Output.ShouldContain("0 created, 0 updated, 2 unchanged, 0 rejected");

        var refused = await Run("export", "--type", "organizations", "--within", "999999", "--output", file);
        (refused.Code, refused.Error.Split(':')[0]).ShouldBe((2, "division-unknown"));
        (await File.ReadAllBytesAsync(file, Api.Ct)).ShouldBe(bytes);
        (await Run("export", "--type", "organizations", "--output", Path.Combine(folder, "nowhere", "file.csv"))).Code.ShouldBe(2);
        Directory.GetFiles(folder, "*.part").ShouldBeEmpty();
        (await Run("export", "--type", "nothing")).Code.ShouldNotBe(0);
    }

    private async Task<string> Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        await File.WriteAllTextAsync(path, text, Api.Ct);
        return path;
    }

    private async Task<(int Code, string Output, string Error)> LogIn(Api api, string key) =>
        await Run("login", "--server", api.Client.BaseAddress!.ToString(), "--key-file", await Write("key", key + "\n"));

    private static async Task<(int Code, string Output, string Error)> Run(params string[] arguments)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var code = await CommandLine.Create().Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, Api.Ct);
        return (code, output.ToString(), error.ToString());
    }
}
