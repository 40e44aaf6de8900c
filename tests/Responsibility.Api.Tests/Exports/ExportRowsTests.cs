using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsvHelper;
using CsvHelper.Configuration;
using Responsibility.Api.Tests.Imports;
using Responsibility.Api.Tests.Storage;

namespace Responsibility.Api.Tests.Exports;

/// <summary>Files of all that a register holds, and what comes of it when they are loaded again.</summary>
public sealed class ExportRowsTests
{
    /// <summary>In the order in which they can be loaded into an empty register.</summary>
    private static readonly string[] Types = ["divisions", "attributes", "organizations", "posts", "officials", "appointments", "roster", "portfolios", "contacts", "tasks", "progress"];

    [Theory, OnEveryDatabase]
    public async Task A_busy_register_that_is_exported_and_loaded_again_stays_as_it_is(Backend backend)
    {
        await using var api = await Api.On(backend);
        await BusyHistory.Happens(api);
        var head = await api.Head();

        // Where a day more costs little, more of them.
        foreach (var day in backend is Backend.Sqlite ? new[] { "", "?asOf=2016-06-15", "?asOf=2017-07-09", "?asOf=2018-06-01" } : [""])
        {
            foreach (var type in Types)
            {
                var file = await Exported(api, type, day);
                var rows = Rows(file);
                (await NdjsonOf(api, type, day)).ShouldBe(rows, $"{type}{day}");
                if (day.Length is 0) rows.ShouldNotBeEmpty(type);
                var job = await api.Loads(type, file);
                job.Stats().ShouldBe((0, 0, rows.Count, 0), $"{type}{day}: {string.Join(", ", job.Causes())} {await api.Rejects(job)}\n{file}");
            }
        }

        (await api.Head()).ShouldBe(head);
    }

    [Theory, OnEveryDatabase]
    public async Task What_is_loaded_into_an_empty_register_gives_the_same_answers(Backend backend)
    {
        await using var api = await Api.On(backend);
        await Storied(api);
        // A roster makes terms as appointments do.
        foreach (var (day, other) in new[] { ("", "roster"), ("?asOf=2018-03-01", "appointments") })
        {
            await using var copy = await Api.On(backend);
            foreach (var type in Types.Where(type => type != other))
            {
                var job = await copy.Loads(type, await Exported(api, type, day));
                job.Causes().ShouldBeEmpty($"{type}{day}: {await copy.Rejects(job)}");
            }
            foreach (var asOf in day.Length is 0 ? new[] { "2013-06-01", "2016-01-01", "2017-04-01", "2018-03-01" } : ["2018-03-01"])
            {
                var questions = new[] { "organizations", "posts", "officials", "appointments", "portfolios", "contacts", "tasks" }.Select(list => $"{list}?asOf={asOf}&limit=100");
                if (asOf.StartsWith("2018", StringComparison.Ordinal)) questions = questions.Concat(new[] { "4102", "410225", "410225101201" }.Select(division => $"divisions/{division}/chain?asOf={asOf}"));
                foreach (var question in questions) (await Bare(copy, question, day.Length > 0)).ShouldBe(await Bare(api, question, day.Length > 0), question + day);
            }
        }
    }

    [Theory, OnEveryDatabase]
    public async Task A_file_is_of_a_day_of_a_place_and_of_what_was_known(Backend backend)
    {
        await using var api = await Api.On(backend);
        await Storied(api);
        var known = await api.Head();
        await api.Loads("officials", "staffNumber,name\nS003,@赵某\nS004,'钱某\nS005,-孙某\n");
        var retracted = await api.HasOfficial("误录者", "S006");
        (await api.Delete($"officials/{retracted}")).IsSuccessStatusCode.ShouldBeTrue();

        var answer = await api.Get("exports/officials.csv?asOf=2018-03-01");
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/csv; charset=utf-8");
        answer.Content.Headers.ContentDisposition!.ToString().ShouldBe("attachment; filename=officials-2018-03-01.csv");
        (answer.Headers.GetValues("As-Of").Single(), answer.Headers.GetValues("Known-At").Single()).ShouldBe(("2018-03-01", $"pos:{await api.Head()}"));
        var text = await Exported(api, "officials", "?asOf=2018-03-01");
        text.ShouldStartWith("\uFEFFstaffNumber,name,phone,homeOrganization,homeDivision,validFrom,validUntil\r\n");
        text.ShouldContain("S003,'@赵某,,,,,\r\n");
        text.ShouldContain("S004,''钱某,,,,,\r\n");
        text.ShouldContain("S005,'-孙某,,,,,\r\n");
        text.ShouldNotContain("S006");
        Rows(await Exported(api, "officials", $"?asOf=2018-03-01&knownAt=pos:{known}")).Count.ShouldBe(2);
        var stable = await api.Get($"exports/officials.csv?asOf=2018-03-01&knownAt=pos:{known}");
        stable.Headers.CacheControl!.ToString().ShouldContain("immutable");
        (await api.Get("exports/progress.ndjson")).Headers.CacheControl!.ToString().ShouldBe("no-store");

        Rows(await Exported(api, "organizations", "?within=4102")).Count.ShouldBe(5);
        Rows(await Exported(api, "organizations", "?within=410225101")).ShouldBeEmpty();
        Rows(await Exported(api, "divisions", "?within=410225101")).Select(row => row["code"]).ShouldBe(["410225101000", "410225101201"]);
        Rows(await Exported(api, "roster", "?within=410225")).Select(row => $"{row["staffNumber"]} {row["title"]} {row["validFrom"]}").ShouldBe(["S001 副县长 2012-01-01", "S002 副县长 2013-01-01", "S001 县长 2016-02-01", "S002 县长 2017-07-09"]);
        Rows(await Exported(api, "roster", "?within=410225&asOf=2018-03-01")).Select(row => $"{row["staffNumber"]} {row["title"]} {row["validFrom"]}").ShouldBe(["S002 常务副县长 2013-01-01", "S002 县长 2017-07-09"]);
        Rows(await Exported(api, "officials", "?within=410225&asOf=2018-03-01")).Select(row => row["staffNumber"]).ShouldBe(["S001", "S002"]);
        Rows(await Exported(api, "portfolios", "?within=410225")).Single()["departmentDivision"].ShouldBe("410200000000");
        Rows(await Exported(api, "contacts", "?within=410225101")).ShouldBeEmpty();
        Rows(await Exported(api, "tasks", "?within=410225")).Count.ShouldBe(3);
        Rows(await Exported(api, "progress", "?within=410225&asOf=2017-06-30")).Count.ShouldBe(1);

        await api.Get("exports/roster.csv?within=499999").Refuses(HttpStatusCode.UnprocessableEntity, "division-unknown");
        await api.Get("exports/roster.csv?knownAt=pos:999999").Refuses(HttpStatusCode.BadRequest, "known-at-in-future");
        await api.Get("exports/roster.csv?limit=1").Refuses(HttpStatusCode.BadRequest, "parameter-unknown");
        await api.Get("exports/persons.ndjson").Refuses(HttpStatusCode.NotFound, "not-found");
    }

    [Theory, OnEveryDatabase]
    public async Task Telephones_are_for_those_who_say_why_and_everybody_sees_only_what_is_reached(Backend backend)
    {
        await using var api = await Api.On(backend);
        await Storied(api);
        await api.Loads("divisions", "code,name,level,parent_code\n410203,顺河回族区,county,4102\n");
        await api.Loads("roster", Loading.RosterHeader + "S007,周某,410203,顺河回族区人民政府,government,governmentHead,区长,,2016-01-01,,,13900000007\n");

        (await Exported(api, "roster", "")).ShouldNotContain("1390000000");
        using (var reader = await api.As("reader", "410225"))
        {
            foreach (var type in Types) (await reader.GetStringAsync($"/api/v1/exports/{type}.ndjson", Api.Ct)).ShouldNotContain("顺河");
            var rows = Rows(await reader.GetStringAsync("/api/v1/exports/roster.csv", Api.Ct));
            rows.Select(row => row["staffNumber"]).Distinct().ShouldBe(["S001", "S002"]);
            await For(reader, "exports/roster.csv?within=410203").Refuses(HttpStatusCode.UnprocessableEntity, "division-unknown");
            await For(reader, "exports/officials.csv", "核对").Refuses(HttpStatusCode.Forbidden, "forbidden");
        }
        using var auditor = await api.As("auditor");
        await For(auditor, "exports/officials.csv", "%20").Refuses(HttpStatusCode.BadRequest, "invalid");
        var shown = await For(auditor, "exports/officials.csv", "核对联系方式");
        shown.Headers.CacheControl!.ToString().ShouldBe("no-store");
        Rows(await shown.Content.ReadAsStringAsync(Api.Ct)).Select(row => row["phone"]).ShouldBe(["13900000001", "", "13900000002", "13900000007"]);
        (await (await For(auditor, "exports/roster.csv", "核对联系方式")).Content.ReadAsStringAsync(Api.Ct)).ShouldContain("13900000007");
        var log = (await api.Ask("access-log"))["items"]!.AsArray();
        log.Count(entry => entry.At("operation") is "exportCsv" && entry.At("noun") is "official" && entry.At("reason") is "核对联系方式").ShouldBe(2);

        var head = await api.Head();
        var again = await api.Loads("officials", await shown.Content.ReadAsStringAsync(Api.Ct));
        again.Stats().ShouldBe((0, 0, 4, 0));
        (await api.Head()).ShouldBe(head);
    }

    /// <summary>Whoever reads half of a file must not take it for a whole one.</summary>
    [Fact]
    public async Task A_file_that_breaks_off_does_not_end_well()
    {
        await using var api = await Api.On(Backend.Sqlite);
        api.Listen();
        await api.HasLankao();
        await api.Loads("attributes", "division,number,value,validFrom\n" + string.Concat(Enumerable.Range(0, 2000).Select(n => $"410225,poorPopulation,{n},{new DateOnly(2010, 1, 1).AddDays(n):yyyy-MM-dd}\n")));
        await api.Loads("attributes", "division,tag\n4102,poorCounty\n");
        await api.Database.Operate(async session =>
        {
            await session.Execute("DROP VIEW any_division");
            await session.Execute("CREATE VIEW any_division AS SELECT id, known_from, known_until, valid_from, valid_until, CASE WHEN code = '410200000000' THEN abs(-9223372036854775807 - 1) ELSE code END AS code, name, level, parent_id FROM division");
        }, Api.Ct);

        foreach (var format in new[] { "csv", "ndjson" })
        {
            using var answer = await api.Client.GetAsync($"/api/v1/exports/attributes.{format}", HttpCompletionOption.ResponseHeadersRead, Api.Ct);
            answer.IsSuccessStatusCode.ShouldBeTrue();
            await Should.ThrowAsync<Exception>(() => answer.Content.ReadAsByteArrayAsync(Api.Ct));
        }
        (await api.Get("exports/attributes.csv?within=4102&asOf=2001-01-01")).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
    }

    /// <summary>A body that is renamed, a post that is called otherwise and has another number of seats in the middle of a term, an official with a new name, a successor, a portfolio of a department elsewhere, tasks in parts.</summary>
    private static async Task Storied(Api api)
    {
        await api.HasLankao();
        await Loaded(api, "organizations", "division,name,kind,parent,parentDivision,formerName,validFrom,validUntil\n"
            + "4102,开封市人民政府,government,,,,,\n410225,兰考县人民政府,government,开封市人民政府,4102,,,\n410225,扶贫办,department,兰考县人民政府,,,1996-01-01,\n"
            + "410225,扶贫开发办公室,,开封市人民政府,4102,扶贫办,2016-01-01,\n4102,开封市教育局,department,,,,,\n");
        await Loaded(api, "posts", "division,organization,position,title,formerTitle,rank,capacity,validFrom\n"
            + "410225,兰考县人民政府,governmentHead,县长,,正处级,,2000-01-01\n410225,兰考县人民政府,deputyHeadInCharge,副县长,,,2,\n410225,兰考县人民政府,,常务副县长,副县长,副处级,1,2017-01-01\n"
            + "410225,扶贫办,departmentHead,主任,,,,\n");
        await Loaded(api, "officials", "staffNumber,name,phone,homeOrganization,homeDivision,validFrom\n"
            + "S001,王某,13900000001,兰考县人民政府,410225,\nS001,王谋,-,扶贫开发办公室,410225,2017-01-01\nS002,李某,13900000002,,,\n");
        await Loaded(api, "roster", "staffNumber,division,organization,title,position,kind,validFrom,validUntil,document,documentDate,dispatchedBy\n"
            + "S001,410225,兰考县人民政府,副县长,deputyHeadInCharge,,2012-01-01,2016-01-01,兰组〔2012〕1号,2011-12-30,\n"
            + "S002,410225,兰考县人民政府,副县长,deputyHeadInCharge,concurrent,2013-01-01,,,,\n"
            + "S001,410225,兰考县人民政府,县长,,seconded,2016-02-01,,,,省委组织部\n"
            + "S002,410225,兰考县人民政府,县长,,,2017-07-09,,,,\n");
        await Loaded(api, "portfolios", "bearerDivision,organization,title,programme,department,departmentDivision,validFrom,document\n410225,兰考县人民政府,副县长,,开封市教育局,4102,2014-01-01,例1\n");
        await Loaded(api, "contacts", "bearerDivision,organization,title,division,validFrom,validUntil\n410225,兰考县人民政府,副县长,410225101201,2014-01-01,\n4102,开封市教育局,,410225101,2014-01-01,2017-01-01\n");
        await Loaded(api, "tasks", "title,division,programme,metric,quantity,unit,startsOn,dueOn,lead,leadDivision,assisting,parentDivision,parentTitle,registeredOnly\n"
            + "2017年易地搬迁,410225,relocation,搬迁人口,8000.5,人,2017-03-01,2017-12-31,,,,,,\n"
            + "2017年易地搬迁,410225,relocation,搬迁人口,3000,人,2017-03-01,2017-12-31,扶贫开发办公室,,410200000000/开封市教育局、兰考县人民政府,410225,2017年易地搬迁,\n"
            + "2017年易地搬迁,410225101,relocation,搬迁人口,5000,人,2017-03-01,2017-11-30,,,,410225,2017年易地搬迁,\n"
            + "道路,4102,,,,,2017-03-01,2017-11-30,,,,,,是\n");
        await Loaded(api, "progress", "title,division,reportedOn,quantity,lead,note,evidence\n"
            + "2017年易地搬迁,410225101,2017-06-30,1000,,\"第一批,\n含镇区\",https://files.lankao.example/1.pdf https://files.lankao.example/2.pdf\n2017年易地搬迁,410225,2017-09-30,500,扶贫开发办公室,,\n");
        var cancelled = (await api.Has("tasks", new { title = "误下达", division = "410225", startsOn = "2017-03-01", dueOn = "2017-11-30" }));
        await api.Has($"tasks/{Api.Id(cancelled)}/cancellations", new { cancelledOn = "2017-03-06", reason = "误下达" });
    }

    private static async Task Loaded(Api api, string type, string csv)
    {
        var job = await api.Loads(type, csv, "&onOccupied=succeed");
        job.Causes().ShouldBeEmpty($"{type}: {await api.Rejects(job)}");
    }

    private static async Task<string> Exported(Api api, string type, string query)
    {
        var answer = await api.Get($"exports/{type}.csv{query}");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, type);
        // Reading it as a string would drop the mark of its encoding.
        return Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(Api.Ct));
    }

    /// <summary>The rows of a CSV file: what each says in which column.</summary>
    private static List<Dictionary<string, string>> Rows(string csv)
    {
        using var reader = new CsvReader(new StringReader(csv.TrimStart('\uFEFF')), new CsvConfiguration(CultureInfo.InvariantCulture));
        var rows = new List<Dictionary<string, string>>();
        reader.Read();
        reader.ReadHeader();
        while (reader.Read()) rows.Add(reader.HeaderRecord!.ToDictionary(name => name, name => reader.GetField(name)!, StringComparer.Ordinal));
        return rows;
    }

    /// <summary>The rows of the other form, with a blank cell where a member is left out, and formulas as CSV has them.</summary>
    private static async Task<List<Dictionary<string, string>>> NdjsonOf(Api api, string type, string query)
    {
        var columns = (await api.Text($"imports/templates/{type}.csv")).TrimStart('\uFEFF').Split("\r\n")[0].Split(',');
        var lines = (await api.Text($"exports/{type}.ndjson{query}")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
        lines.SelectMany(line => line).ShouldAllBe(member => member.Value != null && columns.Contains(member.Key));
        return [.. lines.Select(line => columns.ToDictionary(name => name, name => Responsibility.Api.Exports.CsvExport.Escaped(line[name]?.ToString() ?? ""), StringComparer.Ordinal))];
    }

    private static Task<HttpResponseMessage> For(HttpClient client, string path, string? reason = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/{path}");
        if (reason is not null) request.Headers.Add("X-Access-Reason", reason.StartsWith('%') ? reason : Uri.EscapeDataString(reason));
        return client.SendAsync(request, Api.Ct);
    }

    /// <summary>An answer without what differs from register to register: ids, positions, telephones that were masked, how a term ended; and where only a day was loaded, since when it was so.</summary>
    private static async Task<string> Bare(Api api, string path, bool ofDay)
    {
        var answer = await api.Ask(path);
        // A task that was cancelled is not exported.
        if (answer["items"] is JsonArray items) foreach (var gone in items.Where(item => item.At("title") is "误下达").ToList()) items.Remove(gone);
        Strip(answer, [.. Differing, .. ofDay ? new[] { "validFrom", "since" } : []]);
        return Regex.Unescape(answer.ToJsonString());
    }

    private static readonly string[] Differing = ["id", "ledger", "knownAt", "phone", "endReason", "endDocument"];

    private static void Strip(JsonNode? node, string[] names)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items) Strip(item, names);
        }
        if (node is not JsonObject members) return;
        foreach (var name in names) members.Remove(name);
        // A task names its whole by id.
        if (members["parent"] is JsonValue) members.Remove("parent");
        foreach (var member in members) Strip(member.Value, names);
    }
}
