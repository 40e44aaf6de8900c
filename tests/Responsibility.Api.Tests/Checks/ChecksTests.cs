using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Responsibility.Api.Tests.Checks;

public sealed partial class ChecksTests
{
    private const string Day = "2018-06-30";

    /// <summary>What goes wrong: the check that sees it, what breaks and which item that makes, and what mends it.</summary>
    private sealed record Case(string Check, string Noun, Func<SoundRegister, Task<long>> Break, Func<SoundRegister, long, Task> Mend);

    private static readonly Case[] Cases =
    [
        new("postVacant", "post",
            async r => { await r.Ends($"appointments/{r.Office.Appointment}", "2018-06-01"); return r.Office.Post; },
            async (r, _) => await r.HasSuccessor(r.Office, "2018-06-01")),
        new("postActingOnly", "post",
            async r => { await r.Ends($"appointments/{r.Bureau.Appointment}", "2018-06-01"); await r.HasSuccessor(r.Bureau, "2018-06-01", "acting"); return r.Bureau.Post; },
            async (r, _) => await r.HasSuccessor(r.Bureau, "2018-06-10")),
        new("officialWithoutHome", "official",
            async r => { await Changed(r, $"officials/{r.Team.Official}", new { homeOrganization = (long?)null, reason = "误" }); return r.Team.Official; },
            async (r, _) => await Changed(r, $"officials/{r.Team.Official}", new { homeOrganization = r.Team.Organization, reason = "误" })),
        new("officialInTwoPosts", "official",
            async r =>
            {
                var official = (await r.Api.Ask($"appointments/{r.Concurrent}")).At("official/id")!;
                var other = Api.Id(await r.Api.Has("posts", new { organization = r.Bureau.Organization, position = "leader", title = "另一职务" }));
                await r.HasTerm(long.Parse(official, CultureInfo.InvariantCulture), other, "2018-06-20");
                await Changed(r, $"appointments/{r.Concurrent}", new { kind = "substantive", reason = "误" });
                return long.Parse(official, CultureInfo.InvariantCulture);
            },
            async (r, _) => await Changed(r, $"appointments/{r.Concurrent}", new { kind = "concurrent", reason = "误" })),
        new("appointmentWithoutDocument", "appointment",
            async r => await r.HasTerm(await r.HasOfficial(r.Team.Organization), r.Team.Post, "2018-05-01", "inCharge", document: null),
            async (r, id) => await Changed(r, $"appointments/{id}", new { document = SoundRegister.Document, reason = "补录" })),
        new("organizationWithoutPost", "organization",
            async r => await r.Api.HasOrganization(SoundRegister.County, "institution", "兰考县扶贫研究所"),
            async (r, id) => (await r.Api.Delete($"organizations/{id}")).IsSuccessStatusCode.ShouldBeTrue()),
        new("divisionWithoutPartyCommittee", "division",
            async r => { await r.Ends($"organizations/{r.Committee.Organization}", "2018-06-15"); return await r.Division(SoundRegister.Township); },
            async (r, _) => await r.HasBody(SoundRegister.Township, "partyCommittee", "partySecretary")),
        new("poorVillageWithoutTeam", "division",
            async r => { await r.Ends($"organizations/{r.Team.Organization}", "2018-06-15"); return await r.Division(SoundRegister.Village); },
            async (r, _) => await r.HasBody(SoundRegister.Village, "residentTeam", "leader")),
        new("taskOverdueUnsupervised", "task",
            async r => Api.Id(await r.Api.Has("tasks", new { title = "危房改造", division = SoundRegister.County, startsOn = "2018-03-01", dueOn = "2018-06-08" })),
            async (r, _) => await r.Api.Has("supervision-runs", new { day = Day })),
        new("problemOverdue", "problem",
            async r =>
            {
                var problem = await HasProblem(r, "2018-06-02");
                await r.Api.Has($"problems/{problem}/rectifications", new { lead = r.Office.Organization, startsOn = "2018-06-03", dueOn = "2018-06-20" });
                await r.Api.Has("supervision-runs", new { day = Day });
                return problem;
            },
            async (r, id) =>
            {
                var task = (await r.Api.Ask($"problems/{id}?asOf={Day}")).At("task");
                await r.Api.Has($"tasks/{task}/acknowledgements", new { acknowledgedOn = "2018-06-04" });
                await r.Api.Has($"tasks/{task}/completions", new { completedOn = "2018-06-29" });
            }),
        new("problemUnrectified", "problem",
            async r => await HasProblem(r, "2018-05-31"),
            async (r, id) => await r.Api.Has($"problems/{id}/rectifications", new { lead = r.Office.Organization, startsOn = "2018-06-25", dueOn = "2018-12-31" })),
        new("handoverUnsigned", "appointment",
            async r =>
            {
                var body = await r.HasBody(SoundRegister.County, "department", "departmentHead");
                await r.Ends($"appointments/{body.Appointment}", "2018-03-01");
                return await r.HasSuccessor(body, "2018-03-01");
            },
            async (r, id) =>
            {
                var term = await r.Api.Ask($"appointments/{id}");
                await r.Api.Has($"posts/{term.At("post/id")}/handovers", new { official = long.Parse(term.At("official/id")!, CultureInfo.InvariantCulture), signedOn = "2018-06-20" });
            }),
        new("contactOfVacantPost", "contact",
            async r => Api.Id(await r.Api.Has("contacts", new { post = r.VacantPost, division = SoundRegister.Township, validFrom = "2018-01-01" })),
            async (r, id) => (await r.Api.Delete($"contacts/{id}")).IsSuccessStatusCode.ShouldBeTrue()),
        new("portfolioOfVacantPost", "portfolio",
            async r => Api.Id(await r.Api.Has("portfolios", new { post = r.VacantPost, programme = "relocation", validFrom = "2018-01-01" })),
            async (r, id) => (await r.Api.Delete($"portfolios/{id}")).IsSuccessStatusCode.ShouldBeTrue()),
    ];

    [Theory, OnEveryDatabase]
    public async Task Each_check_finds_what_was_broken_and_nothing_once_it_is_mended_and_knows_of_both(Backend backend)
    {
        await using var api = await Api.On(backend);
        var register = await SoundRegister.Of(api);
        var sound = await Counts(api);
        sound.Where(check => check.Value > 0).Select(check => $"{check.Key} {check.Value}").ShouldBe(["postVacant 1"]);
        foreach (var (check, noun, breaks, mends) in Cases)
        {
            var before = await api.Head();
            var id = await breaks(register);
            var broken = await api.Head();
            await Finds(api, check, noun, id, broken);
            await mends(register, id);
            (await Counts(api)).ShouldBe(sound, $"after {check} was mended");
            await Finds(api, check, noun, id, broken);
            (await Counts(api, before)).ShouldBe(sound, $"before {check} was broken");
        }

        async Task Finds(Api of, string check, string noun, long id, long knownAt)
        {
            (await Counts(of, knownAt)).Select(c => $"{c.Key} {c.Value - sound[c.Key]}").Where(c => !c.EndsWith(" 0", StringComparison.Ordinal)).ShouldBe([$"{check} 1"], $"{check} was broken");
            var details = await of.Ask($"checks/{check}/details?within=41&asOf={Day}&knownAt=pos:{knownAt}&count=exact");
            details["total"]!.GetValue<long>().ShouldBe(sound[check] + 1);
            details.Items("id").ShouldContain($"{id}");
            details.Items("noun").ShouldAllBe(n => n == noun);
            var summary = await of.Ask($"checks/{check}/summary?within=41&asOf={Day}&knownAt=pos:{knownAt}");
            summary["count"]!.GetValue<long>().ShouldBe(sound[check] + 1);
            summary["total"]!.GetValue<long>().ShouldBeGreaterThanOrEqualTo(sound[check] + 1);
        }
    }

    [Theory, OnEveryDatabase]
    public async Task What_facts_do_not_allow_is_found_where_tables_have_it_all_the_same(Backend backend)
    {
        await using var api = await Api.On(backend);
        var register = await SoundRegister.Of(api);
        var sound = await Counts(api);
        var (begins, ends, goesOn, open, never) = (Api.Day("2017-06-01"), Api.Day("2018-12-31"), Api.Day("2017-09-01"), Api.Day("9999-12-31"), Api.Day("0001-01-01"));
        async Task Finds(string check, long id)
        {
            (await Counts(api)).Select(c => $"{c.Key} {c.Value - sound[c.Key]}").Where(c => !c.EndsWith(" 0", StringComparison.Ordinal)).ShouldBe([$"{check} 1"]);
            (await api.Ask($"checks/{check}/details?within={SoundRegister.County}&asOf={Day}")).Items("id").ShouldBe([$"{id}"]);
        }

        var (office, bureau) = (register.Office, register.Bureau);
        await register.Tamper("UPDATE post SET valid_from = @begins WHERE id = @Post", new { begins, office.Post });
        await Finds("appointmentOutsideRecord", office.Appointment);
        await register.Tamper("UPDATE post SET valid_from = @never WHERE id = @Post", new { never, office.Post });
        await register.Tamper("UPDATE official SET valid_until = @ends WHERE id = @Official", new { ends, office.Official });
        await Finds("appointmentOutsideRecord", office.Appointment);
        await register.Tamper("UPDATE official SET valid_until = @open WHERE id = @Official", new { open, office.Official });
        // A gap between two versions, in the midst of the term; the later one holds on the day.
        await register.Tamper(
            """
            INSERT INTO post (id, known_from, known_until, valid_from, valid_until, organization_id, position, title, rank, capacity)
            SELECT id, known_from, known_until, @goesOn, @open, organization_id, position, title, rank, capacity FROM post WHERE id = @Post
            """, new { goesOn, open, office.Post });
        await register.Tamper("UPDATE post SET valid_until = @begins WHERE id = @Post AND valid_from = @never", new { begins, never, office.Post });
        await Finds("appointmentOutsideRecord", office.Appointment);
        await register.Tamper("UPDATE post SET valid_until = @goesOn WHERE id = @Post AND valid_from = @never", new { goesOn, never, office.Post });
        (await Counts(api)).ShouldBe(sound);

        await register.Tamper("UPDATE organization SET valid_until = @begins WHERE id = @Organization", new { begins, bureau.Organization });
        await Finds("postOfEndedOrganization", bureau.Post);
        await register.Tamper("UPDATE organization SET valid_until = @open WHERE id = @Organization", new { open, bureau.Organization });
        await register.Tamper("UPDATE task_bearer SET task_id = -task_id WHERE task_id = @Task", new { register.Task });
        await Finds("taskWithoutBearer", register.Task);
        await register.Tamper("UPDATE task_bearer SET task_id = -task_id WHERE task_id < 0", new { });
        (await Counts(api)).ShouldBe(sound);
    }

    [Theory, OnEveryDatabase]
    public async Task Metrics_say_what_summaries_and_details_say_and_only_to_those_who_reach_everything(Backend backend)
    {
        await using var api = await Api.On(backend);
        await SoundRegister.Of(api);
        var vacant = await api.HasPost("镇长", division: SoundRegister.Township);
        var metrics = "";
        for (var asked = 0; asked < 60 && !metrics.Contains("responsibility_check_issues{", StringComparison.Ordinal); asked++) metrics = await api.Client.GetStringAsync("/metrics", Api.Ct);

        var figures = Sample().Matches(metrics).ToDictionary(m => m.Groups["check"].Value, m => long.Parse(m.Groups["value"].Value, CultureInfo.InvariantCulture), StringComparer.Ordinal);
        var checks = await api.Ask("checks");
        figures.Keys.Order(StringComparer.Ordinal).ShouldBe(checks.Items().Order(StringComparer.Ordinal));
        foreach (var item in (await api.Ask("checks/summary?within=41"))["items"]!.AsArray())
        {
            var name = item.At("name")!;
            item!["count"]!.GetValue<long>().ShouldBe(figures[name], name);
            (await api.Ask($"checks/{name}/details?within=41&count=exact"))["total"]!.GetValue<long>().ShouldBe(figures[name], name);
        }
        figures["postVacant"].ShouldBe(2);
        figures["taskOverdueUnsupervised"].ShouldBe(1);
        metrics.ShouldContain($"responsibility_vacant_posts{{status=\"vacant\"}} {(await api.Ask("vacancies?status=vacant&count=exact"))["total"]}\n");
        metrics.ShouldContain($"\nresponsibility_ledger_size {await api.Head()}\n");
        metrics.ShouldContain("# TYPE responsibility_uptime_seconds gauge\n");

        using var stranger = api.Connect(null);
        (await stranger.GetAsync("/metrics", Api.Ct)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var reader = await api.As("reader");
        var answer = await reader.GetAsync("/metrics", Api.Ct);
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        (await answer.Content.ReadAsStringAsync(Api.Ct)).ShouldContain("responsibility_check_issues{check=\"postVacant\"} 2\n");

        using var scoped = await api.As("reader", SoundRegister.Township);
        await scoped.GetAsync("/metrics", Api.Ct).Refuses(HttpStatusCode.Forbidden, "forbidden");
        (await Api.Body(await scoped.GetAsync("/api/v1/checks/postVacant/details?count=exact", Api.Ct))).Items("id").ShouldBe([$"{vacant}"]);
        (await Api.Body(await scoped.GetAsync("/api/v1/checks/appointmentWithoutDocument/summary", Api.Ct)))["total"]!.GetValue<long>().ShouldBe(3);
        await scoped.GetAsync("/api/v1/checks/postVacant/details?within=410225", Api.Ct).Refuses(HttpStatusCode.UnprocessableEntity, "division-unknown");
    }

    [Theory, OnEveryDatabase]
    public async Task Details_come_by_pages_and_as_csv_and_what_walks_every_term_needs_a_division(Backend backend)
    {
        await using var api = await Api.On(backend);
        var register = await SoundRegister.Of(api);
        var others = new[] { await api.HasPost("副县长"), await api.HasPost("镇长", division: SoundRegister.Township) };
        var nowhere = await api.HasOfficial("刘某", "CK9999");

        var first = await api.Ask("checks/postVacant/details?limit=2");
        var second = await api.Ask($"checks/postVacant/details?limit=2&cursor={first.At("nextCursor")}");
        first.Items("id").Concat(second.Items("id")).ShouldBe([$"{register.VacantPost}", $"{others[0]}", $"{others[1]}"]);
        second["nextCursor"].ShouldBeNull();
        await api.Get($"checks/postActingOnly/details?cursor={first.At("nextCursor")}").Refuses(HttpStatusCode.BadRequest, "cursor-invalid");

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/checks/postVacant/details?within=410225101&limit=1");
        request.Headers.Accept.ParseAdd("text/csv");
        request.Headers.AcceptLanguage.ParseAdd("zh");
        var csv = await (await api.Client.SendAsync(request, Api.Ct)).Content.ReadAsStringAsync(Api.Ct);
        var lines = csv.TrimStart('\ufeff').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(2);
        lines[0].ShouldBe("divisionCode,divisionName,level,noun,id,label,detail");
        lines[1].ShouldBe($"410225101000,堌阳镇,township,post,{others[1]},{(await api.Ask($"posts/{others[1]}")).At("organization/name")} 镇长,尚无人任职");

        // Whoever belongs nowhere is nobody's, but the register's.
        var homeless = await api.Ask("checks/officialWithoutHome/details");
        homeless.Items("id").ShouldBe([$"{nowhere}"]);
        homeless.At("items/0/division").ShouldBeNull();
        (await api.Ask("checks/officialWithoutHome/details?within=41")).Items("id").ShouldBeEmpty();

        var needy = (await api.Ask("checks"))["items"]!.AsArray().Where(check => check!["needsWithin"]!.GetValue<bool>()).Select(check => check.At("name")!).ToList();
        needy.ShouldBe(["appointmentOutsideRecord", "appointmentWithoutDocument", "handoverUnsigned"]);
        foreach (var name in needy)
        {
            await api.Get($"checks/{name}/summary").Refuses(HttpStatusCode.BadRequest, "within-required");
            await api.Get($"checks/{name}/details").Refuses(HttpStatusCode.BadRequest, "within-required");
        }
        (await api.Ask("checks/summary"))["items"]!.AsArray().Where(item => item!["count"] is null).Select(item => item.At("name")!).ShouldBe(needy);
        await api.Get("checks/nothing/summary").Refuses(HttpStatusCode.NotFound, "not-found");
    }

    private static async Task<Dictionary<string, long>> Counts(Api api, long? knownAt = null)
    {
        var summary = await api.Ask($"checks/summary?within=41&asOf={Day}{(knownAt is { } position ? $"&knownAt=pos:{position}" : "")}");
        return summary["items"]!.AsArray().ToDictionary(item => item.At("name")!, item => item!["count"]!.GetValue<long>(), StringComparer.Ordinal);
    }

    private static async Task Changed(SoundRegister register, string path, object patch) => await Api.Body(await register.Api.Patch(path, patch));

    private static async Task<long> HasProblem(SoundRegister register, string foundOn) => Api.Id(await register.Api.Has(
        "problems", new JsonObject { ["source"] = "provincialInspection", ["division"] = SoundRegister.Village, ["severity"] = "serious", ["foundOn"] = foundOn, ["title"] = "村党组织软弱涣散" }));

    [GeneratedRegex("^responsibility_check_issues\\{check=\"(?<check>\\w+)\"\\} (?<value>\\d+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sample();
}
