using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Responsibility.Api.Tests.Access;

/// <summary>A key reaches its divisions and what is below them; of the rest nothing tells that it is there.</summary>
public sealed class ScopeTests
{
    [Theory, OnEveryDatabase]
    public async Task Lists_totals_and_single_things_tell_of_ones_own_only(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (own, other) = await TwoCounties(api);
        using var clerk = await api.As("clerk", "410225");

        foreach (var list in new[] { "divisions", "organizations", "posts", "officials", "appointments", "attributes" }.Where(list => list is not "attributes"))
        {
            var all = await api.Ask($"{list}?count=exact&limit=1000");
            var seen = await Body(await clerk.GetAsync($"/api/v1/{list}?count=exact&limit=1000", Api.Ct));
            seen["total"]!.GetValue<long>().ShouldBe(seen["items"]!.AsArray().Count, list);
            seen["total"]!.GetValue<long>().ShouldBeLessThan(all["total"]!.GetValue<long>(), list);
            Plain(seen).ShouldContain("兰考", customMessage: list);
            Plain(seen).ShouldNotContain("卢氏", customMessage: list);
        }
        foreach (var (path, mine, theirs) in new[] { ("organizations", own.Organization, other.Organization), ("posts", own.Post, other.Post), ("officials", own.Official, other.Official), ("appointments", own.Appointment, other.Appointment) })
        {
            (await clerk.GetAsync($"/api/v1/{path}/{mine}", Api.Ct)).StatusCode.ShouldBe(HttpStatusCode.OK, path);
            (await clerk.GetAsync($"/api/v1/{path}/{mine}/history", Api.Ct)).StatusCode.ShouldBe(HttpStatusCode.OK, path);
            await ShouldBeAsUnknown(api, clerk, $"{path}/{theirs}", $"{path}/999999");
            await ShouldBeAsUnknown(api, clerk, $"{path}/{theirs}/history", $"{path}/999999/history");
        }
        await ShouldBeAsUnknown(api, clerk, "divisions/411224", "divisions/419999");
        await ShouldBeAsUnknown(api, clerk, "divisions/4102", "divisions/419999");
        await ShouldBeAsUnknown(api, clerk, "divisions/411224/chain", "divisions/419999/chain");
        await ShouldBeAsUnknown(api, clerk, "posts?within=411224", "posts?within=419999");
        (await Body(await clerk.GetAsync($"/api/v1/appointments?official={other.Official}", Api.Ct)))["items"]!.AsArray().ShouldBeEmpty();
        (await Body(await clerk.GetAsync("/api/v1/officials?q=卢氏", Api.Ct)))["items"]!.AsArray().ShouldBeEmpty();
    }

    [Theory, OnEveryDatabase]
    public async Task A_chain_of_ones_own_reaches_up_to_the_province(Backend backend)
    {
        await using var api = await Api.On(backend);
        await TwoCounties(api);
        using var clerk = await api.As("clerk", "410225101");

        var chain = await Body(await clerk.GetAsync("/api/v1/divisions/410225101201/chain?asOf=2018-01-01", Api.Ct));
        chain.ToJsonString().ShouldBe((await api.Ask("divisions/410225101201/chain?asOf=2018-01-01")).ToJsonString());
        chain["links"]!.AsArray().Select(link => link!["division"]!["code"]!.GetValue<string>()).ShouldContain("410000000000");
        var ancestors = await Body(await clerk.GetAsync("/api/v1/divisions/410225101201/ancestors", Api.Ct));
        ancestors["items"]!.AsArray().Count.ShouldBe(4);
        (await Body(await clerk.GetAsync("/api/v1/divisions/410225101", Api.Ct)))["parent"]!["name"]!.GetValue<string>().ShouldBe("兰考县");

        var many = await Body(await clerk.PostAsJsonAsync("/api/v1/chain-queries", new { queries = new[] { new { division = "410225101201" }, new { division = "411224" }, new { division = "419999" } } }, Api.Ct));
        many["items"]!.AsArray().Select(answer => answer!["error"]?["code"]?.GetValue<string>()).ShouldBe([null, "division-unknown", "division-unknown"]);
    }

    [Theory, OnEveryDatabase]
    public async Task Nothing_is_written_beyond(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (own, other) = await TwoCounties(api);
        using var clerk = await api.As("clerk", "410225");
        var before = await api.Count("ledger");

        foreach (var (path, body, code) in new (string, object, string)[]
        {
            ("organizations", new { division = "411224", kind = "department", name = "卢氏县水利局" }, "division-unknown"),
            ("organizations", new { division = "4102", kind = "department", name = "开封市水利局" }, "division-unknown"),
            ("divisions", new { code = "411224101", name = "某镇", level = "township", parent = "411224" }, "division-unknown"),
            ("posts", new { organization = other.Organization, position = "leader", title = "副县长" }, "organization-unknown"),
            ("appointments", new { official = own.Official, post = other.Post, validFrom = "2019-01-01" }, "post-unknown"),
            ("appointments", new { official = other.Official, post = own.Post, validFrom = "2019-01-01" }, "official-unknown"),
            ($"appointments/{other.Appointment}/end", new { validUntil = "2019-01-01" }, "appointment-unknown"),
            ($"posts/{other.Post}/changes", new { effectiveOn = "2019-01-01", title = "书记" }, "post-unknown"),
            ($"organizations/{own.Organization}/changes", new { effectiveOn = "2019-01-01", division = "411224" }, "division-unknown"),
            ("officials", new { staffNumber = "X1", name = "某人", homeOrganization = other.Organization }, "organization-unknown"),
        })
        {
            var refused = await clerk.PostAsJsonAsync($"/api/v1/{path}", body, Api.Ct);
            (await Api.CodeOf(refused)).ShouldBe(code, path);
        }
        (await Api.CodeOf(await clerk.PostAsJsonAsync("/api/v1/officials", new { staffNumber = "X1", name = "某人" }, Api.Ct))).ShouldBe("belongs-nowhere");
        (await api.Count("ledger")).ShouldBe(before);

        var made = await Body(await clerk.PostAsJsonAsync("/api/v1/officials", new { staffNumber = "X2", name = "新人", homeOrganization = own.Organization }, Api.Ct));
        var post = await Body(await clerk.PostAsJsonAsync("/api/v1/posts", new { organization = own.Organization, position = "leader", title = "副县长" }, Api.Ct));
        await Body(await clerk.PostAsJsonAsync("/api/v1/appointments", new { official = Api.Id(made), post = Api.Id(post), validFrom = "2019-01-01" }, Api.Ct));
    }

    [Theory, OnEveryDatabase]
    public async Task A_county_that_moved_is_read_by_its_old_city_on_the_days_when_it_was_theirs(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (_, county) = await TwoCounties(api);
        await api.HasDivision("4190", "新市", "city", "41");
        await api.Has("division-changes", new { type = "reparent", division = "411224", parent = "4190", effectiveOn = "2018-01-01", document = "国函〔2017〕1号" });
        using var old = await api.As("clerk", "4112");
        using var now = await api.As("clerk", "4190");

        foreach (var path in new[] { "divisions/411224", $"posts/{county.Post}", $"appointments/{county.Appointment}", $"organizations/{county.Organization}", "divisions/411224/chain" })
        {
            (await old.GetAsync($"/api/v1/{path}?asOf=2017-06-01", Api.Ct)).StatusCode.ShouldBe(HttpStatusCode.OK, path);
            ((int)(await old.GetAsync($"/api/v1/{path}?asOf=2018-06-01", Api.Ct)).StatusCode).ShouldBe(404, path);
            (await now.GetAsync($"/api/v1/{path}?asOf=2017-06-01", Api.Ct)).StatusCode.ShouldBe(HttpStatusCode.OK, path);
            (await now.GetAsync($"/api/v1/{path}", Api.Ct)).StatusCode.ShouldBe(HttpStatusCode.OK, path);
        }
        (await Body(await old.GetAsync("/api/v1/posts?asOf=2017-06-01&count=exact", Api.Ct)))["total"]!.GetValue<long>().ShouldBe(1);
        (await Body(await old.GetAsync("/api/v1/posts?count=exact", Api.Ct)))["total"]!.GetValue<long>().ShouldBe(0);
        // Of the versions only those of the day: as it was held to be before and since the county moved.
        (await Body(await old.GetAsync("/api/v1/divisions/411224/history?asOf=2017-06-01", Api.Ct)))["items"]!.AsArray().Select(version => version!["validFrom"]).ShouldBe([null, null]);
        (await Body(await now.GetAsync("/api/v1/divisions/411224/history", Api.Ct)))["items"]!.AsArray().Select(version => version!["validFrom"]?.GetValue<string>()).ShouldBe([null, null, "2018-01-01"]);

        (await Api.CodeOf(await old.PostAsJsonAsync($"/api/v1/posts/{county.Post}/changes", new { effectiveOn = "2017-02-01", title = "书记" }, Api.Ct))).ShouldBe("post-unknown");
        await Body(await now.PostAsJsonAsync($"/api/v1/posts/{county.Post}/changes", new { effectiveOn = "2017-02-01", title = "卢氏书记" }, Api.Ct));
    }

    [Theory, OnEveryDatabase]
    public async Task Nobody_gives_more_than_they_have(Backend backend)
    {
        await using var api = await Api.On(backend);
        await TwoCounties(api);
        using var administrator = await api.As("administrator", "4102");
        var above = await api.Has("api-keys", new { role = "reader", divisions = new[] { "41" } });
        var below = await api.Has("api-keys", new { role = "reader", divisions = new[] { "410225" } });

        (await Api.CodeOf(await administrator.PostAsJsonAsync("/api/v1/api-keys", new { role = "reader" }, Api.Ct))).ShouldBe("grant-exceeds-own");
        foreach (var beyond in new[] { "41", "4112", "419999" })
            (await Api.CodeOf(await administrator.PostAsJsonAsync("/api/v1/api-keys", new { role = "reader", divisions = new[] { beyond } }, Api.Ct))).ShouldBe("division-unknown", beyond);
        var given = await Body(await administrator.PostAsJsonAsync("/api/v1/api-keys", new { role = "administrator", divisions = new[] { "410225" } }, Api.Ct));
        given["divisions"]!.AsArray().Single()!["name"]!.GetValue<string>().ShouldBe("兰考县");

        var listed = await Body(await administrator.GetAsync("/api/v1/api-keys?count=exact", Api.Ct));
        var ids = listed["items"]!.AsArray().Select(key => key!["id"]!.GetValue<long>()).ToList();
        ids.ShouldContain(Api.Id(below));
        ids.ShouldContain(Api.Id(given));
        ids.ShouldNotContain(Api.Id(above));
        listed["total"]!.GetValue<long>().ShouldBe(ids.Count);
        foreach (var step in new[] { "", "/rotation", "/revocation" })
        {
            var path = $"/api/v1/api-keys/{Api.Id(above)}{step}";
            (await Api.CodeOf(step.Length is 0 ? await administrator.GetAsync(path, Api.Ct) : await administrator.PostAsJsonAsync(path, new { }, Api.Ct))).ShouldBe("api-key-unknown", step);
        }
        await Body(await administrator.PostAsJsonAsync($"/api/v1/api-keys/{Api.Id(below)}/revocation", new { }, Api.Ct));
        var who = await Body(await administrator.GetAsync("/api/v1/whoami", Api.Ct));
        who["divisions"]!.AsArray().Single()!["code"]!.GetValue<string>().ShouldBe("410200000000");
    }

    [Theory, OnEveryDatabase]
    public async Task Coverage_and_gaps_of_ones_own_are_those_within_it(Backend backend)
    {
        await using var api = await Api.On(backend);
        await TwoCounties(api);
        using var reader = await api.As("reader", "410225");

        foreach (var (mine, whole) in new[] { ("coverage?asOf=2018-01-01", "coverage?within=410225&asOf=2018-01-01"), ("gaps?asOf=2018-01-01&limit=1000", "gaps?within=410225&asOf=2018-01-01&limit=1000"), ("vacancies?asOf=2018-01-01", "vacancies?within=410225&asOf=2018-01-01") })
        {
            var seen = await Body(await reader.GetAsync($"/api/v1/{mine}", Api.Ct));
            var asked = await api.Ask(whole);
            (seen["items"]!.ToJsonString(), seen["total"]?.ToJsonString()).ShouldBe((asked["items"]!.ToJsonString(), asked["total"]?.ToJsonString()), mine);
        }
    }

    [Theory, OnEveryDatabase]
    public async Task What_is_ones_own_is_changed_corrected_and_taken_back(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (own, other) = await TwoCounties(api);
        using var clerk = await api.As("clerk", "410225");

        await Body(await clerk.PostAsJsonAsync("/api/v1/division-changes", new { type = "rename", division = "410225101", name = "堌阳街道", effectiveOn = "2018-01-01", document = "豫政文〔2018〕1号" }, Api.Ct));
        await Body(await Send(HttpMethod.Patch, "divisions/410225", new { name = "兰考新县", reason = "录入错误" }));
        foreach (var (path, body) in new (string, object)[]
        {
            ("contacts", new { post = own.Post, division = "410225101", validFrom = "2016-01-01" }),
            ("portfolios", new { post = own.Post, programme = "industry", validFrom = "2016-01-01" }),
            ("problems", new { source = "selfCheck", division = "410225101", severity = "minor", foundOn = "2017-03-15", title = "某问题" }),
            ("duty-records", new { official = own.Official, act = "visit", division = "410225101", day = "2017-06-06" }),
            ("divisions/410225101/attributes", new { number = "poorPopulation", value = 3, validFrom = "2016-01-01" }),
        })
        {
            var made = await Body(await clerk.PostAsJsonAsync($"/api/v1/{path}", body, Api.Ct));
            var thing = $"{path.Split('/')[^1]}/{Api.Id(made)}";
            (await Send(HttpMethod.Delete, $"{thing}?reason=x", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent, thing);
        }
        (await Api.CodeOf(await clerk.PostAsJsonAsync("/api/v1/posts/abc/end", new { validUntil = "2019-01-01" }, Api.Ct))).ShouldBe("parameter-invalid");

        // A body that came from beyond shows all of its past.
        await api.Has($"organizations/{other.Organization}/changes", new { effectiveOn = "2019-01-01", division = "410225" });
        foreach (var path in new[] { $"organizations/{other.Organization}", $"posts/{other.Post}", $"appointments/{other.Appointment}" })
            (await clerk.GetAsync($"/api/v1/{path}?asOf=2017-06-01", Api.Ct)).StatusCode.ShouldBe(HttpStatusCode.OK, path);
        (await Body(await clerk.GetAsync("/api/v1/posts?asOf=2017-06-01", Api.Ct)))["items"]!.AsArray().Count.ShouldBe(2);

        async Task<HttpResponseMessage> Send(HttpMethod method, string path, object? body)
        {
            using var request = new HttpRequestMessage(method, $"/api/v1/{path}") { Content = body is null ? null : JsonContent.Create(body) };
            request.Headers.TryAddWithoutValidation("If-Match", (await clerk.GetAsync($"/api/v1/{path.Split('?')[0]}", Api.Ct)).Headers.ETag!.ToString());
            return await clerk.SendAsync(request, Api.Ct);
        }
    }

    [Theory, OnEveryDatabase]
    public async Task A_township_reports_its_own_tasks_and_those_above_approve(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (own, other) = await TwoCounties(api);
        var mine = Api.Id(await api.Has("tasks", new { title = "修路", division = "410225101", startsOn = "2017-03-01", dueOn = "2017-12-31" }));
        var theirs = Api.Id(await api.Has("tasks", new { title = "修路", division = "410225", startsOn = "2017-03-01", dueOn = "2017-12-31" }));
        using var clerk = await api.As("clerk", "410225101");
        await Body(await Step(mine, "acknowledgements", new { acknowledgedOn = "2017-03-02" }));

        await Body(await Step(mine, "progress-reports", new { reportedOn = "2017-06-30", quantity = 3 }));
        (await Api.CodeOf(await Step(theirs, "progress-reports", new { reportedOn = "2017-06-30", quantity = 3 }))).ShouldBe("task-unknown");
        var extended = await Body(await Step(mine, "extensions", new { extendedOn = "2017-07-01", dueOn = "2018-02-01", reason = "汛期停工", approver = own.Organization }));
        extended["extension"]!["approver"]!["name"]!.GetValue<string>().ShouldBe("中共兰考县委");
        (await Api.CodeOf(await Step(mine, "extensions", new { extendedOn = "2017-07-02", dueOn = "2018-03-01", reason = "汛期停工", approver = other.Organization }))).ShouldBe("organization-unknown");

        Task<HttpResponseMessage> Step(long task, string step, object body) => clerk.PostAsJsonAsync($"/api/v1/tasks/{task}/{step}", body, Api.Ct);
    }

    [Theory, OnEveryDatabase]
    public async Task A_file_loads_what_is_ones_own_and_nothing_else(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (own, other) = await TwoCounties(api);
        var taken = (await api.Ask($"officials/{other.Official}"))["staffNumber"]!.GetValue<string>();
        using var clerk = await api.As("clerk", "410225");
        using var colleague = await api.As("clerk", "410225");
        var before = await api.Head();

        var roster = await Load(
            clerk, "roster", $"""
            staffNumber,name,division,organization,organizationKind,position,title,validFrom
            N1,新人,410225000000,兰考县水利局,department,departmentHead,局长,2019-01-01
            N2,别人,411224000000,卢氏县水利局,department,departmentHead,局长,2019-01-01
            {taken},卢氏某人,410225000000,兰考县林业局,department,departmentHead,局长,2019-01-01
            N3,省里人,410000000000,省水利厅,department,departmentHead,厅长,2019-01-01

            """);
        Rejected(roster).ShouldBe([("division-unknown", "411224000000"), ("division-unknown", "410000000000"), ("staff-number-taken", taken)], ignoreOrder: true);
        roster["stats"]!["created"]!.GetValue<long>().ShouldBe(1);
        (await api.Head()).ShouldBe(before + 4, "an official, a body, a post and a term");

        var tags = await Load(clerk, "attributes", "division,tag,validFrom\n410225101201,weakOrganization,2017-01-01\n411224,weakOrganization,2017-01-01\n");
        Rejected(tags).ShouldBe([("division-unknown", "411224")]);
        var tasks = await Load(clerk, "tasks", "title,division,startsOn,dueOn\n修路,410225101,2017-03-01,2017-12-31\n修路,411224,2017-03-01,2017-12-31\n");
        Rejected(tasks).ShouldBe([("division-unknown", "411224")]);
        await api.Has("tasks", new { title = "修桥", division = "411224", startsOn = "2017-03-01", dueOn = "2017-12-31" });
        Rejected(await Load(clerk, "progress", "title,division,reportedOn,quantity\n修桥,411224,2017-06-30,3\n")).ShouldBe([("task-unknown", "修桥")]);
        Rejected(await Load(clerk, "divisions", "code,name,level,parent_code\n410225102,某镇,township,410225\n411224102,某镇,township,411224\n411224,卢氏县,county,4112\n"))
            .Select(fault => fault.Code).ShouldBe(["division-unknown", "division-code-taken"], ignoreOrder: true);

        var path = $"/api/v1/imports/{Api.Id(roster)}";
        (await colleague.GetAsync(path, Api.Ct)).StatusCode.ShouldBe(HttpStatusCode.NotFound, "a file is seen by whoever loaded it");
        (await colleague.GetAsync($"{path}/rejects", Api.Ct)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Body(await colleague.GetAsync("/api/v1/imports?count=exact", Api.Ct)))["total"]!.GetValue<long>().ShouldBe(0);
        (await clerk.GetAsync($"{path}/rejects", Api.Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory, OnEveryDatabase]
    public async Task A_file_of_bodies_posts_officials_or_terms_loads_what_is_ones_own_and_nothing_else(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (_, other) = await TwoCounties(api);
        var taken = (await api.Ask($"officials/{other.Official}"))["staffNumber"]!.GetValue<string>();
        using var clerk = await api.As("clerk", "410225");

        Rejected(await Load(clerk, "organizations", "division,name,kind,parent,parentDivision\n410225,兰考县水利局,department,,\n411224,卢氏县水利局,department,,\n410225,兰考县林业局,department,中共卢氏县委,411224\n"))
            .ShouldBe([("division-unknown", "411224"), ("organization-unknown", "中共卢氏县委")], ignoreOrder: true);
        Rejected(await Load(clerk, "posts", "division,organization,position,title\n410225,兰考县水利局,departmentHead,局长\n411224,中共卢氏县委,leader,副书记\n")).ShouldBe([("division-unknown", "411224")]);
        var officials = await Load(clerk, "officials", $"staffNumber,name,homeOrganization,homeDivision\nN1,新人,兰考县水利局,410225\nN2,无处,,\n{taken},别人,,\nN3,别人,中共卢氏县委,411224\n");
        Rejected(officials).ShouldBe([("belongs-nowhere", ""), ("staff-number-taken", taken), ("division-unknown", "411224")], ignoreOrder: true);
        var terms = await Load(
            clerk, "appointments", $"staffNumber,division,organization,title,validFrom\nN1,410225,兰考县水利局,局长,2019-01-01\n{taken},410225,兰考县水利局,局长,2019-01-01\nN1,411224,中共卢氏县委,县委书记,2019-01-01\n");
        Rejected(terms).ShouldBe([("official-unknown", taken), ("division-unknown", "411224")], ignoreOrder: true);
        terms["stats"]!["created"]!.GetValue<long>().ShouldBe(1);

        var shared = (await api.Ask("officials?staffNumber=N1"))["items"]![0]!["id"]!.GetValue<long>();
        await api.Has("appointments", new { official = shared, post = other.Post, validFrom = "2019-01-01", kind = "acting" });
        var head = await api.Head();
        Rejected(await Load(clerk, "officials", "staffNumber,validUntil\nN1,2020-01-01\n")).Single().Code.ShouldBe("in-use");
        (await api.Head()).ShouldBe(head);
    }

    [Theory, OnEveryDatabase]
    public async Task Whoever_is_refused_is_written_down_by_pseudonym_and_route(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (_, other) = await TwoCounties(api);
        using var nobody = api.Connect("rk_unknown");
        using var reader = await api.As("reader");
        using var clerk = await api.As("clerk", "410225");
        var actor = (await Body(await clerk.GetAsync("/api/v1/whoami", Api.Ct)))["actor"]!.GetValue<string>();

        await nobody.GetAsync($"/api/v1/posts/{other.Post}", Api.Ct);
        await reader.PostAsJsonAsync("/api/v1/officials", new { }, Api.Ct);
        await clerk.GetAsync("/api/v1/ledger/entries", Api.Ct);
        await clerk.PostAsJsonAsync($"/api/v1/posts/{other.Post}/end", new { validUntil = "2019-01-01" }, Api.Ct);
        await clerk.PostAsJsonAsync("/api/v1/organizations", new { division = "411224", kind = "department", name = "卢氏县水利局" }, Api.Ct);

        api.Refusals.ShouldBe(
        [
            "Refused (unauthenticated): nobody GET HTTP: GET /api/v1/posts/{id}",
            $"Refused (forbidden): {(await Body(await reader.GetAsync("/api/v1/whoami", Api.Ct)))["actor"]} POST HTTP: POST /api/v1/officials",
            $"Refused (forbidden): {actor} GET HTTP: GET /api/v1/ledger/entries",
            $"Refused (post-unknown): {actor} POST HTTP: POST /api/v1/posts/{{id}}/end",
            $"Refused (division-unknown): {actor} POST HTTP: POST /api/v1/organizations",
        ]);
    }

    private static async Task<JsonObject> Load(HttpClient client, string type, string csv)
    {
        using var file = new StringContent(csv, System.Text.Encoding.UTF8, "text/csv");
        var job = await Body(await client.PostAsync($"/api/v1/imports?type={type}", file, Api.Ct));
        while (job["finishedAt"] is null)
        {
            await Task.Delay(20, Api.Ct);
            job = await Body(await client.GetAsync($"/api/v1/imports/{Api.Id(job)}", Api.Ct));
        }
        job["outcome"]!.GetValue<string>().ShouldNotBe("error", job.ToJsonString());
        return job;
    }

    private static List<(string Code, string? Value)> Rejected(JsonObject job) =>
        [.. job["errorGroups"]!.AsArray().Select(group => (group!["code"]!.GetValue<string>(), group["value"]?.GetValue<string>()))];

    /// <summary>What is in one of the counties.</summary>
    private sealed record County(long Organization, long Post, long Official, long Appointment);

    /// <summary>河南省 with 兰考县 of 开封市 and 卢氏县 of 三门峡市, each with a secretary.</summary>
    private static async Task<(County Own, County Other)> TwoCounties(Api api)
    {
        await api.HasLankao();
        await api.HasDivision("4112", "三门峡市", "city", "41");
        await api.HasDivision("411224", "卢氏县", "county", "4112");
        await api.HasPost("河南省委书记", division: "41");
        return (await With("410225", "兰考"), await With("411224", "卢氏"));

        async Task<County> With(string code, string name)
        {
            var organization = await api.HasOrganization(code, "partyCommittee", $"中共{name}县委");
            var post = Api.Id(await api.Has("posts", new { organization, position = "partySecretary", title = $"{name}县委书记" }));
            var official = await api.HasOfficial($"{name}某人");
            return new(organization, post, official, await api.HasAppointment(official, post, "2016-01-01"));
        }
    }

    /// <summary>As it is read, without escapes.</summary>
    private static string Plain(JsonNode json) => System.Text.RegularExpressions.Regex.Unescape(json.ToJsonString());

    private static Task<JsonObject> Body(HttpResponseMessage response) => Api.Body(response);

    /// <summary>The two answers are the same but for what was asked.</summary>
    private static async Task ShouldBeAsUnknown(Api api, HttpClient clerk, string hidden, string unknown)
    {
        var (one, other) = (await clerk.GetAsync($"/api/v1/{hidden}", Api.Ct), await clerk.GetAsync($"/api/v1/{unknown}", Api.Ct));
        one.StatusCode.ShouldBe(other.StatusCode, hidden);
        (await api.Get(hidden)).StatusCode.ShouldBe(HttpStatusCode.OK, hidden);
        (await Api.CodeOf(one)).ShouldBe(await Api.CodeOf(other), hidden);
    }
}
