using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Responsibility.Api.Tests.Imports;
using Responsibility.Cli;
using Responsibility.Cli.Asking;

namespace Responsibility.Api.Tests.Commands;

/// <summary><c>responsibility login</c>, <c>chain</c> and <c>import</c>, run as a user runs them against a service that listens.</summary>
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
