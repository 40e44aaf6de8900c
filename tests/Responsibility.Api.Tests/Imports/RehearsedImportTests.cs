using System.Text;

namespace Responsibility.Api.Tests.Imports;

/// <summary>Files whose rows are all decided on before any is recorded: those that are kept as a whole, and those that are complete for a subtree.</summary>
public sealed class RehearsedImportTests
{
    private const string Bad = "HN0009,,410225,中共兰考县委,,partySecretary,,,2019-02-01,,,\n";

    [Theory, OnEveryDatabase]
    public async Task Where_one_row_is_rejected_a_file_that_is_loaded_as_a_whole_leaves_nothing(Backend backend)
    {
        await using var api = await WithLankao(backend);
        var head = await api.Head();

        var job = await api.Loads("roster", Roster(3) + Bad, "&atomicMode=all");

        job.Stats().ShouldBe((3, 0, 0, 1));
        (job["state"]!.GetValue<string>(), job["outcome"]!.GetValue<string>()).ShouldBe(("finished", "error"));
        job["warnings"]!.AsArray().Select(w => w!["code"]!.GetValue<string>()).ShouldBe(["nothing-kept"]);
        job["ledger"].ShouldBeNull();
        (await api.Rejects(job)).ShouldContain("HN0009,,410225");
        (await api.Head()).ShouldBe(head);
    }

    [Theory, OnEveryDatabase]
    public async Task Without_any_fault_it_is_recorded_at_once_and_then_unchanged(Backend backend)
    {
        await using var api = await WithLankao(backend);

        var job = await api.Loads("roster", Roster(2_500), "&atomicMode=all");
        var again = await api.Loads("roster", Roster(2_500), "&atomicMode=all");

        (job.Stats(), job["outcome"]!.GetValue<string>()).ShouldBe(((2_500, 0, 0, 0), "ok"));
        again.Stats().ShouldBe((0, 0, 2_500, 0));
        (await api.Head()).ShouldBe(job["ledger"]!["last"]!.GetValue<long>());
        (await api.Count("appointment")).ShouldBe(2_500);
    }

    [Fact]
    public async Task More_rows_than_may_be_loaded_as_a_whole_are_refused_at_once()
    {
        await using var api = await Api.On(Backend.Sqlite, ("Responsibility:Imports:MaxRowsForAll", "2"));
        await api.Loads("divisions", Loading.Lankao);

        (await Api.CodeOf(await api.Upload("roster", Encoding.UTF8.GetBytes(Roster(3)), "&atomicMode=all"))).ShouldBe("too-many-rows-for-all");
        (await api.Loads("roster", Roster(2), "&atomicMode=all")).Stats().ShouldBe((2, 0, 0, 0));
    }

    [Theory, OnEveryDatabase]
    public async Task While_a_file_is_validated_others_write_and_what_it_would_correct_is_theirs_to_correct(Backend backend)
    {
        await using var api = await WithLankao(backend);
        await api.Loads("roster", Roster(1));
        var official = Api.Id((await api.Ask("officials?staffNumber=HN0001"))["items"]![0]!.AsObject());
        var id = await api.Starts("roster", Roster(6_000).Replace("干部1,", "甲,", StringComparison.Ordinal), "&importMode=validate");
        while ((await api.Ask($"imports/{id}"))["rowsDone"]!.GetValue<long>() is 0) await Task.Delay(5, Api.Ct);

        await Api.Body(await api.Patch($"officials/{official}", new { name = "乙", reason = "录入错误" }));

        var head = await api.Head();
        (await api.Ask($"imports/{id}"))["state"]!.GetValue<string>().ShouldBe("running");
        (await api.Ends(id)).Stats().ShouldBe((5_999, 1, 0, 0));
        (await api.Head()).ShouldBe(head);
    }

    [Theory, OnEveryDatabase]
    public async Task What_a_complete_file_does_not_speak_of_ends_on_the_day(Backend backend)
    {
        await using var api = await WithLankao(backend);
        await api.Loads("roster", Roster(3) + "HN0100,省委书记,41,中共河南省委,partyCommittee,partySecretary,,,2016-01-01,,,\n");

        var job = await api.Loads("roster", Roster(2), "&importStrategy=sync&within=410225&effectiveOn=2020-01-01&maxEnded=1");

        (job.Stats(), job["stats"]!["ended"]!.GetValue<long>()).ShouldBe(((0, 0, 2, 0), 1));
        (await Until(api, "2019-12-31")).ShouldBe(["HN0001 ", "HN0002 ", "HN0003 2020-01-01", "HN0100 "]);
    }

    [Theory, OnEveryDatabase]
    public async Task Where_more_would_end_than_may_or_a_row_is_rejected_nothing_ends(Backend backend)
    {
        await using var api = await WithLankao(backend);
        await api.Loads("roster", Roster(3));
        var head = await api.Head();

        var most = await api.Loads("roster", Roster(2), "&importStrategy=sync&within=410225&effectiveOn=2020-01-01");
        var faulty = await api.Loads("roster", Roster(2) + Bad, "&importStrategy=sync&within=410225&effectiveOn=2020-01-01&maxEnded=10");

        (most["state"]!.GetValue<string>(), most.Causes()[0]).ShouldBe(("failed", "sync-ends-too-much maxEnded 1"));
        faulty.Stats().ShouldBe((0, 0, 2, 1));
        faulty["warnings"]!.AsArray().Select(w => w!["code"]!.GetValue<string>()).ShouldBe(["sync-incomplete"]);
        (await api.Head()).ShouldBe(head);
    }

    [Fact]
    public async Task Parameters_that_do_not_go_together_are_refused_before_the_file_is_kept()
    {
        await using var api = await WithLankao(Backend.Sqlite);

        async Task<string> Code(string query, string type = "roster") => await Api.CodeOf(await api.Upload(type, Encoding.UTF8.GetBytes(Roster(1)), query));

        (await Code("&importStrategy=sync")).ShouldBe("parameter-invalid");
        (await Code("&importStrategy=sync&within=419999")).ShouldBe("division-unknown");
        (await Code("&importStrategy=sync&within=410225", "divisions")).ShouldBe("sync-unsupported");
        (await Code("&within=410225")).ShouldBe("parameter-invalid");
        (await Code("&maxEnded=1")).ShouldBe("parameter-invalid");
        (await api.Count("import_job WHERE type = 'roster'")).ShouldBe(0);
    }

    private static async Task<Api> WithLankao(Backend backend)
    {
        var api = await Api.On(backend);
        await api.Loads("divisions", Loading.Lankao);
        return api;
    }

    private static async Task<IReadOnlyList<string>> Until(Api api, string day) =>
        [.. (await api.Ask($"appointments?asOf={day}&limit=100"))["items"]!.AsArray().Select(a => $"{a!["official"]!["staffNumber"]} {a["validUntil"]}").Order()];

    /// <summary>Heads of as many bureaux.</summary>
    private static string Roster(int rows)
    {
        var text = new StringBuilder(Loading.RosterHeader);
        for (var i = 1; i <= rows; i++) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"HN{i:0000},干部{i},410225,兰考县第{i}局,department,leader,局长,,2017-01-01,,,\n");
        return text.ToString();
    }
}
