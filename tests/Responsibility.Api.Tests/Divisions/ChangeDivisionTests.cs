using System.Net;

namespace Responsibility.Api.Tests.Divisions;

public sealed class ChangeDivisionTests
{
    [Theory, OnEveryDatabase]
    public async Task A_rename_holds_from_its_day_and_the_days_before_keep_the_old_name(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var before = await api.Head();
        var old = await api.Text("divisions/410225101?asOf=2018-01-01&knownAt=pos:" + before);

        var change = await api.Post("division-changes", Change("rename", "410225101", "2017-07-09", name: "固阳镇")).Succeeds();

        change.At("division/name").ShouldBe("固阳镇");
        foreach (var (day, name) in new[] { ("2017-07-08", "堌阳镇"), ("2017-07-09", "固阳镇"), ("2017-07-10", "固阳镇") })
            (await api.Ask($"divisions/410225101?asOf={day}")).At("name").ShouldBe(name, day);
        (await api.Ask("divisions/410225101?asOf=2017-07-09")).At("validFrom").ShouldBe("2017-07-09");
        (await api.Ask("divisions/410225101?asOf=2017-07-08")).At("validUntil").ShouldBe("2017-07-09");
        (await api.Text("divisions/410225101?asOf=2018-01-01&knownAt=pos:" + before)).ShouldBe(old);
        await api.Records(0, () => api.Post("division-changes", Change("rename", "410225101", "2017-08-01", name: "固阳镇")).Succeeds());

        // Recorded late: what happened earlier does not undo what is known to have happened after it.
        await api.Post("division-changes", Change("rename", "410225101", "2010-01-01", name: "堌阳集镇")).Succeeds();
        foreach (var (day, name) in new[] { ("2009-12-31", "堌阳镇"), ("2010-01-01", "堌阳集镇"), ("2017-07-08", "堌阳集镇"), ("2017-07-09", "固阳镇") })
            (await api.Ask($"divisions/410225101?asOf={day}")).At("name").ShouldBe(name, day);

        var history = await api.Ask("divisions/410225101/history");
        history.Items("values/name").Distinct().ShouldBe(["堌阳镇", "固阳镇", "堌阳集镇"], ignoreOrder: true);
        history.Items("fact").ShouldContain("divisionRenamed/1");
        history.Items("document").ShouldContain("豫民〔2017〕1号");
        history["items"]!.AsArray().Count(v => v!["knownUntil"] is null).ShouldBe(3);
        history.Items("recordedAt").ShouldAllBe(t => t!.EndsWith('Z') && t.Length == 27);
        (await api.Ask($"divisions/410225101/history?knownAt=pos:{before}")).Items("knownUntil").ShouldBe([null]);
    }

    [Theory, OnEveryDatabase]
    public async Task A_county_comes_under_another_city_with_all_that_is_below_it(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.HasDivision("4114", "商丘市", "city", "41");

        await api.Post("division-changes", Change("reparent", "410225", "2017-07-09", parent: "4114")).Succeeds();

        (await api.Ask("divisions/410225101201/ancestors?asOf=2017-07-08")).Items().ShouldBe(["河南省", "开封市", "兰考县", "堌阳镇"]);
        (await api.Ask("divisions/410225101201/ancestors?asOf=2017-07-09")).Items().ShouldBe(["河南省", "商丘市", "兰考县", "堌阳镇"]);
        (await api.Ask("divisions?within=4102&level=village&asOf=2017-07-09")).Items().ShouldBeEmpty();
        (await api.Ask("divisions?within=4114&level=village&asOf=2017-07-09")).Items().ShouldBe(["范场村"]);
        (await api.Ask("divisions/4102/children?asOf=2017-07-08")).Items().ShouldBe(["兰考县"]);
        (await api.Ask("divisions/4114/children?asOf=2017-07-09")).Items("parent/name").ShouldBe(["商丘市"]);
        (await api.Ask("divisions/410225?asOf=2017-07-09")).At("id").ShouldBe((await api.Ask("divisions/410225?asOf=2000-01-01")).At("id"));
        await api.Records(0, async () =>
        {
            await api.Post("division-changes", Change("reparent", "410225", "2018-01-01", parent: "410225101")).Refuses(HttpStatusCode.UnprocessableEntity, "division-cycle");
            await api.Post("division-changes", Change("reparent", "410225", "2018-01-01", parent: "410225")).Refuses(HttpStatusCode.UnprocessableEntity, "division-cycle");
            await api.Post("division-changes", Change("reparent", "4114", "2018-01-01", parent: "4102")).Refuses(HttpStatusCode.UnprocessableEntity, "division-level");
            await api.Post("division-changes", Change("reparent", "4114", "2018-01-01", parent: "99")).Refuses(HttpStatusCode.UnprocessableEntity, "division-unknown");
            await api.Post("division-changes", Change("reparent", "410225", "2018-01-01", parent: "4114")).Succeeds();
            await api.Post("division-changes", Change("rename", "410225", "0001-01-01", name: "x")).Refuses(HttpStatusCode.BadRequest, "invalid");
            await api.Post("division-changes", Change("rename", "410225", "9999-12-31", name: "x")).Refuses(HttpStatusCode.Conflict, "division-not-in-force");
        });
    }

    [Theory, OnEveryDatabase]
    public async Task An_abolished_division_closes_what_is_in_it_and_answers_for_its_past(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var organization = await api.HasOrganization("410225101201", "villageGroup", "范场村责任组");
        var post = Api.Id(await api.Has("posts", new { organization, position = "villageGroupLeader" }));
        var term = await api.HasAppointment(await api.HasOfficial("张某"), post, "2016-01-01");
        var announced = await api.HasAppointment(await api.HasOfficial("李某"), post, "2019-01-01", kind: "acting");
        await api.Has("contacts", new { post, division = "410225101201", validFrom = "2016-01-01" });
        var known = await api.Head();

        var refused = await api.Post("division-changes", Change("abolish", "410225", "2018-01-01")).Refuses(HttpStatusCode.Conflict, "in-use");
        refused.At("errors/0/value").ShouldBe("410225101000");
        await api.Post("division-changes", Change("abolish", "410225101201", "2018-01-01")).Succeeds();

        (await api.Ask($"appointments/{term}")).At("validUntil").ShouldBe("2018-01-01");
        (await api.Ask($"appointments/{term}")).At("endReason").ShouldBe("divisionClosed");
        (await api.Get($"appointments/{announced}")).StatusCode.ShouldBe(HttpStatusCode.NotFound, "a term that would have begun in a body that is no more");
        (await api.Get($"appointments/{announced}?knownAt=pos:{known}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await api.Ask($"posts/{post}")).At("status").ShouldBe("abolished");
        (await api.Ask($"organizations/{organization}")).At("validUntil").ShouldBe("2018-01-01");
        (await api.Ask("contacts?asOf=2018-01-01")).Items("id").ShouldBeEmpty();
        (await api.Ask("divisions?level=village&asOf=2018-01-01")).Items().ShouldBeEmpty();
        (await api.Ask("divisions?level=village&asOf=2017-12-31&tag=poorVillage")).Items().ShouldBe(["范场村"]);

        var retired = await api.Ask("divisions/410225101201?asOf=2020-01-01");
        (retired.At("name"), retired.At("validUntil"), retired.At("successors")).ShouldBe(("范场村", "2018-01-01", "[]"));
        (await api.Ask("divisions/410225101201?asOf=2017-12-31"))["successors"].ShouldBeNull();
        (await api.Ask($"divisions/410225101201?asOf=2020-01-01&knownAt=pos:{known}")).At("validUntil").ShouldBeNull();
        await api.Records(0, () => api.Post("division-changes", Change("abolish", "410225101201", "2018-01-01")).Succeeds());

        // Its code is free again, and then means the new one, from its day on.
        await api.Post("division-changes", new { type = "establish", effectiveOn = "2019-01-01", document = "豫民〔2019〕1号", result = new { code = "410225101201", name = "新范场村", level = "village", parent = "410225101" } }).Succeeds();
        (await api.Ask("divisions/410225101201?asOf=2018-06-01")).At("name").ShouldBe("范场村");
        (await api.Ask("divisions/410225101201?asOf=2019-01-01")).At("name").ShouldBe("新范场村");
    }

    [Theory, OnEveryDatabase]
    public async Task No_division_comes_under_itself_on_any_day_nor_under_one_that_is_not_there(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        foreach (var code in new[] { "990000001", "990000002" })
            await api.Has("divisions", new { code, name = code, level = "area", parent = "410225" });
        await api.Post("division-changes", Change("reparent", "990000002", "2020-01-01", parent: "990000001")).Succeeds();

        // On the day itself nothing is wrong; from 2020 on each would be above the other.
        await api.Records(0, async () =>
        {
            await api.Post("division-changes", Change("reparent", "990000001", "2018-01-01", parent: "990000002")).Refuses(HttpStatusCode.UnprocessableEntity, "division-cycle");
            await api.Post("division-changes", Change("reparent", "990000001", "2021-01-01", parent: "990000002")).Refuses(HttpStatusCode.UnprocessableEntity, "division-cycle");
        });
        await api.Post("division-changes", Change("reparent", "990000002", "2022-01-01", parent: "410225")).Succeeds();
        await api.Post("division-changes", Change("reparent", "990000001", "2022-01-01", parent: "990000002")).Succeeds();

        await api.Post("division-changes", Change("abolish", "410225101201", "2018-01-01")).Succeeds();
        await api.Post("divisions", new { code = "990000003", name = "晚", level = "area", parent = "410225101201", validFrom = "2018-01-01" }).Refuses(HttpStatusCode.Conflict, "division-not-in-force");
        (await api.Post("divisions", new { code = "990000003", name = "早", level = "area", parent = "410225101201", validFrom = "2017-12-31" })).EnsureSuccessStatusCode();
    }

    private static object Change(string type, string division, string effectiveOn, string? name = null, string? parent = null) =>
        new { type, division, effectiveOn, name, parent, document = "豫民〔2017〕1号" };
}
