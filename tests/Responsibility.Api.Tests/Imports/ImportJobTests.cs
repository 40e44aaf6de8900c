using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Responsibility.Api.Tests.Imports;

public sealed class ImportJobTests
{
    [Theory, OnEveryDatabase]
    public async Task A_validation_tells_what_would_happen_and_writes_nothing(Backend backend)
    {
        await using var api = await Api.On(backend);
        var head = await api.Head();

        var job = await api.Loads("divisions", Loading.Lankao + "410226,某县,county,49\n", "&importMode=validate");

        job.Stats().ShouldBe((3, 0, 0, 1));
        job["state"]!.GetValue<string>().ShouldBe("finished");
        job["ledger"].ShouldBeNull();
        (await api.Rejects(job)).ShouldContain("410226,某县,county,49,division-unknown");
        (await api.Head()).ShouldBe(head);
        (await api.Count("division")).ShouldBe(0);
        (await api.Loads("divisions", Loading.Lankao)).Stats().ShouldBe((3, 0, 0, 0));
    }

    [Theory, OnEveryDatabase]
    public async Task A_job_goes_on_at_its_chunk_after_a_restart(Backend backend)
    {
        var (connectionString, folder) = await Api.EmptyDatabase(backend);
        const int Villages = 30_000;
        long id;
        long done;
        await using (var first = Api.Over(connectionString, null))
        {
            id = await first.Starts("divisions", Many(Villages));
            do done = (await first.Ask($"imports/{id}"))["rowsDone"]!.GetValue<long>();
            while (done is 0);
        }
        await using var api = Api.Over(connectionString, folder);

        var job = await api.Ends(id);

        done.ShouldBeLessThan(Villages);
        job["state"]!.GetValue<string>().ShouldBe("finished");
        job.Stats().ShouldBe((Villages + 1, 0, 0, 0));
        (await api.Count("division")).ShouldBe(Villages + 1);
    }

    [Theory, OnEveryDatabase]
    public async Task A_cancelled_job_stops_between_chunks_and_keeps_what_it_has_recorded(Backend backend)
    {
        await using var api = await Api.On(backend);
        var id = await api.Starts("divisions", Many(30_000));
        while ((await api.Ask($"imports/{id}"))["rowsDone"]!.GetValue<long>() is 0)
        {
        }

        var cancelled = await Api.Body(await api.Client.DeleteAsync($"/api/v1/imports/{id}", Api.Ct));

        cancelled["state"]!.GetValue<string>().ShouldBe("cancelled");
        await Task.Delay(500, Api.Ct);
        var job = await api.Ask($"imports/{id}");
        job["state"]!.GetValue<string>().ShouldBe("cancelled");
        var count = await api.Count("division");
        job.Stats().Created.ShouldBe(count);
        count.ShouldBeInRange(1, 30_000);
        (await api.Loads("divisions", Loading.Lankao.Replace("41", "42"))).Stats().Created.ShouldBe(3);
    }

    [Fact]
    public async Task Files_sent_at_once_wait_in_line_and_tell_how_many_are_before_them()
    {
        await using var api = await Api.On(Backend.Sqlite);

        var first = await api.Starts("divisions", Many(20_000));
        var second = await api.Starts("divisions", Loading.Lankao.Replace("41", "42", StringComparison.Ordinal));
        var third = await api.Starts("divisions", Loading.Lankao.Replace("41", "43", StringComparison.Ordinal));

        (await api.Ask($"imports/{third}"))["ahead"]!.GetValue<long>().ShouldBe(2);
        var jobs = new[] { await api.Ends(first), await api.Ends(second), await api.Ends(third) };
        jobs.Select(job => job["startedAt"]!.GetValue<string>()).ShouldBeInOrder(SortDirection.Ascending);
        jobs[0]["finishedAt"]!.GetValue<string>().ShouldBeLessThanOrEqualTo(jobs[1]["startedAt"]!.GetValue<string>());
        jobs.ShouldAllBe(job => job["ahead"] == null && job["secondsLeft"] == null && job["rowsPerSecond"]!.GetValue<double>() > 0);
    }

    [Fact]
    public async Task A_rejected_row_whose_cell_has_lines_comes_back_as_it_was()
    {
        await using var api = await Api.On(Backend.Sqlite);
        await api.Loads("divisions", Loading.Lankao);

        var job = await api.Loads("roster", Loading.RosterHeader + "S001,王某,419999,\"兰考县\n办公室\",department,leader,,,2015-03-01,,,\nS002,李某,410225,兰考县局,department,leader,,,2015-03-01,,,\n");

        job.Causes().ShouldBe(["control-character organization 2"]);
        (await api.Rejects(job)).ShouldContain("S001,王某,419999,\"兰考县\n办公室\",department");
    }

    [Fact]
    public async Task A_job_that_is_over_cannot_be_cancelled_and_one_that_never_was_is_not_found()
    {
        await using var api = await Api.On(Backend.Sqlite);
        var job = await api.Loads("divisions", Loading.Lankao);

        (await Api.CodeOf(await api.Client.DeleteAsync($"/api/v1/imports/{Api.Id(job)}", Api.Ct))).ShouldBe("import-ended");
        (await Api.CodeOf(await api.Get("imports/99"))).ShouldBe("import-unknown");
        (await Api.CodeOf(await api.Get("imports/99/rejects"))).ShouldBe("import-unknown");
        (await Api.CodeOf(await api.Get("imports/99/events"))).ShouldBe("import-unknown");
    }

    [Fact]
    public async Task A_form_brings_a_file_by_name()
    {
        await using var api = await Api.On(Backend.Sqlite);
        var bytes = Encoding.UTF8.GetBytes(Loading.Lankao);
        using var form = new MultipartFormDataContent { { new StringContent("x"), "note" }, { new ByteArrayContent(bytes), "file", "区划.csv" } };
        using var without = new MultipartFormDataContent { { new StringContent("x"), "note" } };

        var response = await api.Client.PostAsync("/api/v1/imports?type=divisions", form, Api.Ct);
        var job = await api.Ends(Api.Id(await Api.Body(response)));

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        response.Headers.Location!.ToString().ShouldBe($"/api/v1/imports/{Api.Id(job)}");
        job["source"]!["fileName"]!.GetValue<string>().ShouldBe("区划.csv");
        job["source"]!["sha256"]!.GetValue<string>().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(bytes)));
        (await Api.CodeOf(await api.Client.PostAsync("/api/v1/imports?type=divisions", without, Api.Ct))).ShouldBe("file-missing");
    }

    [Fact]
    public async Task An_idempotency_key_brings_the_same_job_back()
    {
        await using var api = await Api.On(Backend.Sqlite);
        api.Client.DefaultRequestHeaders.Add("Idempotency-Key", "once");

        var ids = new[] { await api.Starts("divisions", Loading.Lankao), await api.Starts("divisions", Loading.Lankao) };

        ids[1].ShouldBe(ids[0]);
        (await api.Count("import_job")).ShouldBe(1);
        (await api.Count("import_upload")).ShouldBe(1);
    }

    [Fact]
    public async Task Jobs_are_listed_the_newest_first_page_by_page()
    {
        await using var api = await Api.On(Backend.Sqlite);
        for (var i = 0; i < 3; i++) await api.Loads("divisions", Loading.Lankao);

        var first = await api.Ask("imports?limit=2&count=exact&type=divisions&state=finished");
        var second = await api.Ask($"imports?limit=2&count=exact&type=divisions&state=finished&cursor={first["nextCursor"]}");

        first["items"]!.AsArray().Select(j => j!["id"]!.GetValue<long>()).ShouldBe([3, 2]);
        first["total"]!.GetValue<long>().ShouldBe(3);
        second["items"]!.AsArray().Select(j => j!["id"]!.GetValue<long>()).ShouldBe([1]);
        second["nextCursor"].ShouldBeNull();
        (await api.Ask("imports?type=roster"))["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Progress_is_told_as_events_until_the_job_is_over()
    {
        await using var api = await Api.On(Backend.Sqlite);
        var id = await api.Starts("divisions", Many(5_000));

        var text = await api.Client.GetStringAsync($"/api/v1/imports/{id}/events", Api.Ct);

        var last = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)[^1].Split('\n');
        last[0].ShouldBe("event: finished");
        JsonNode.Parse(last[1]["data: ".Length..])!["rowsDone"]!.GetValue<long>().ShouldBe(5_001);
    }

    [Theory]
    [InlineData("divisions")]
    [InlineData("attributes")]
    [InlineData("roster")]
    [InlineData("portfolios")]
    [InlineData("contacts")]
    [InlineData("tasks")]
    [InlineData("progress")]
    public async Task A_template_is_a_file_that_can_be_read(string type)
    {
        await using var api = await Api.On(Backend.Sqlite);

        var template = await api.Text($"imports/templates/{type}.csv");

        template[0].ShouldBe('\uFEFF');
        var job = await api.Loads(type, template);
        job["state"]!.GetValue<string>().ShouldBe("finished");
        job["warnings"]!.AsArray().ShouldBeEmpty();
        job["source"]!["rows"]!.GetValue<long>().ShouldBe(1);
        job.Causes().ShouldAllBe(cause => cause.StartsWith("division-unknown") || cause.StartsWith("task-unknown"));
    }

    [Fact]
    public async Task A_file_over_the_limit_is_refused()
    {
        await using var api = await Api.On(Backend.Sqlite, ("Responsibility:Imports:MaxBytes", "100"));

        (await Api.CodeOf(await api.Upload("divisions", Encoding.UTF8.GetBytes(new string('x', 101))))).ShouldBe("body-too-large");
        (await api.Count("import_upload")).ShouldBe(0);
    }

    [Fact]
    public async Task A_file_larger_than_other_bodies_may_be_is_taken()
    {
        await using var api = await Api.On(Backend.Sqlite);
        api.Listen();

        var job = await api.Loads("divisions", Loading.Lankao + string.Concat(Enumerable.Repeat($"410225,兰考县,county,4102{new string(' ', 100)}\n", 20_000)));

        job.Stats().ShouldBe((3, 0, 20_000, 0));
    }

    [Fact]
    public async Task All_divisions_of_Henan_are_loaded_and_then_unchanged()
    {
        await using var api = await Api.On(Backend.Sqlite);
        var file = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "samples", "henan", "divisions.csv"), Api.Ct);

        (await api.Loads("divisions", file)).Stats().ShouldBe((55_163, 0, 0, 0));
        var head = await api.Head();
        (await api.Loads("divisions", file)).Stats().ShouldBe((0, 0, 55_163, 0));
        (await api.Head()).ShouldBe(head);
    }

    /// <summary>A province with villages straight under it.</summary>
    private static string Many(int villages)
    {
        var file = new StringBuilder("code,name,level,parent_code\n41,河南省,province,\n");
        for (var i = 1; i <= villages; i++) file.Append(CultureInfo.InvariantCulture, $"41{i:0000000000},第{i}村,village,41\n");
        return file.ToString();
    }

    [Fact]
    public async Task PostgreSQL_plans_for_what_was_loaded_as_soon_as_the_import_is_over()
    {
        Assert.SkipWhen(Api.Postgres is null, "RESPONSIBILITY_TEST_POSTGRES is not set");
        await using var api = await Api.On(Backend.Postgres);

        await api.Loads("divisions", Loading.Lankao);

        (await api.Database.Read(s => s.Get<long>("SELECT CAST(reltuples AS bigint) FROM pg_class WHERE oid = CAST('division' AS regclass)"), Api.Ct)).ShouldBe(3);
    }
}
