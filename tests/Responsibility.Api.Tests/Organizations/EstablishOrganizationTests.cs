using System.Net;

namespace Responsibility.Api.Tests.Organizations;

public sealed class EstablishOrganizationTests
{
    [Theory, OnEveryDatabase]
    public async Task An_organization_lives_from_its_establishment_to_its_end(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var parent = await api.HasOrganization("4102", "partyCommittee", "中共开封市委");
        var made = await api.Post("organizations", new { division = "410225", kind = "partyCommittee", name = "中共兰考县委", parent, validFrom = "1949-10-01" });
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        var id = Api.Id(await Api.Body(made));
        made.Headers.Location!.ToString().ShouldBe($"/api/v1/organizations/{id}");
        var (known, path) = (await api.Head(), $"organizations/{id}");

        await api.Records(0, async () =>
        {
            await api.Post("organizations", new { division = "410225", kind = "government", name = "中共兰考县委" }).Refuses(HttpStatusCode.Conflict, "organization-exists");
            await api.Post("organizations", new { division = "410299", kind = "government", name = "x" }).Refuses(HttpStatusCode.UnprocessableEntity, "division-unknown");
            await api.Post("organizations", new { division = "41", kind = "government", name = "x", parent = 99999 }).Refuses(HttpStatusCode.UnprocessableEntity, "organization-unknown");
            await api.Post("organizations", new { division = "41", kind = "government", name = "x\n" }).Refuses(HttpStatusCode.BadRequest, "invalid");
            await api.Post("organizations", new { division = "41", kind = "Government", name = "x" }).Refuses(HttpStatusCode.BadRequest, "member-type");
            await api.Get("organizations/99999").Refuses(HttpStatusCode.NotFound, "organization-unknown");
            await api.Post($"{path}/changes", new { effectiveOn = "2017-07-09", name = "中共兰考县委" }).Succeeds();
            await api.Patch(path, new { name = "中共兰考县委", reason = "无" }).Succeeds();
            await api.Post($"{path}/changes", new { effectiveOn = "1949-09-30", name = "x" }).Refuses(HttpStatusCode.Conflict, "not-in-force");
            await api.Post($"{path}/changes", new { effectiveOn = "2017-07-09" }).Refuses(HttpStatusCode.BadRequest, "member-missing");
            await api.Post($"{path}/changes", new { effectiveOn = "2017-07-09", validUntil = "2018-01-01" }).Refuses(HttpStatusCode.BadRequest, "member-unknown");
            await api.Post($"{path}/changes", new { effectiveOn = 20170709, name = "x" }).Refuses(HttpStatusCode.BadRequest, "member-type");
            await api.Post($"{path}/changes", new { effectiveOn = "2017-07-09", name = "x\0" }).Refuses(HttpStatusCode.BadRequest, "member-type");
            await api.Post($"{path}/end", new { validUntil = "1949-10-01" }).Refuses(HttpStatusCode.Conflict, "not-in-force");
        });

        await api.Post($"{path}/changes", new { effectiveOn = "2017-07-09", name = "中共兰考县委员会", parent = (long?)null, reason = "规范名称" }).Succeeds();
        (await api.Ask($"{path}?asOf=2017-07-08")).At("name").ShouldBe("中共兰考县委");
        (await api.Ask($"{path}?asOf=2017-07-08")).At("parent/name").ShouldBe("中共开封市委");
        (await api.Ask($"{path}?asOf=2017-07-09"))["parent"].ShouldBeNull();
        (await api.Ask("organizations?q=委员会&within=41&asOf=2017-07-09")).Items("id").ShouldBe([$"{id}"]);
        (await api.Ask($"organizations?division=410225&kind=partyCommittee&asOf=2017-07-08&knownAt=pos:{known}")).Items().ShouldBe(["中共兰考县委"]);
        // The old name is free for others from that day on, though it was taken before.
        var other = await api.HasOrganizationFrom("410225", "department", "兰考县委办公室", "2000-01-01");
        await api.Post($"organizations/{other}/changes", new { effectiveOn = "2018-01-01", name = "中共兰考县委" }).Succeeds();
        await api.Post($"organizations/{other}/changes", new { effectiveOn = "2017-01-01", name = "中共兰考县委" }).Refuses(HttpStatusCode.Conflict, "organization-exists");

        await api.Post($"{path}/end", new { validUntil = "2020-01-01", document = "豫编〔2020〕1号", reason = "撤销" }).Succeeds();
        await api.Records(0, () => api.Post($"{path}/end", new { validUntil = "2020-01-01" }).Succeeds());
        await api.Post($"{path}/end", new { validUntil = "2021-01-01" }).Refuses(HttpStatusCode.Conflict, "not-in-force");
        (await api.Ask($"{path}?asOf=2025-01-01")).At("validUntil").ShouldBe("2020-01-01");
        (await api.Ask($"{path}/history")).Items("fact").Distinct().ShouldBe(["organizationEstablished/1", "organizationChanged/1", "organizationEnded/1"]);
        (await api.Ask($"{path}/history")).Items("reason").ShouldContain("撤销");
    }

    [Theory, OnEveryDatabase]
    public async Task An_organization_that_ends_takes_its_posts_terms_and_charges_with_it(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var id = await api.HasOrganization("410225", "department", "兰考县扶贫办");
        var post = Api.Id(await api.Has("posts", new { organization = id, position = "departmentHead", title = "县扶贫办主任" }));
        var planned = Api.Id(await api.Has("posts", new { organization = id, position = "departmentHead", title = "县乡村振兴局局长", validFrom = "2021-01-01" }));
        var term = await api.HasAppointment(await api.HasOfficial("王某"), post, "2016-01-01");
        var portfolio = Api.Id(await api.Has("portfolios", new { organization = id, programme = "relocation", validFrom = "2016-01-01" }));
        var contact = Api.Id(await api.Has("contacts", new { post, division = "410225101", validFrom = "2016-01-01" }));
        (await api.Delete($"organizations/{id}").Refuses(HttpStatusCode.Conflict, "in-use")).Faults().ShouldBe(["/portfolio in-use", "/post in-use", "/post in-use"]);
        var known = await api.Head();

        await api.Records(1, () => api.Post($"organizations/{id}/end", new { validUntil = "2020-01-01", reason = "改组" }).Succeeds());

        foreach (var path in new[] { $"posts/{post}", $"appointments/{term}", $"portfolios/{portfolio}", $"contacts/{contact}" })
            (await api.Ask(path)).At("validUntil").ShouldBe("2020-01-01", path);
        (await api.Ask($"appointments/{term}")).At("endReason").ShouldBe("organizationEnded");
        (await api.Get($"posts/{planned}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await api.Ask($"appointments/{term}?knownAt=pos:{known}"))["validUntil"].ShouldBeNull();
        (await api.Ask($"posts/{planned}?knownAt=pos:{known}")).At("validFrom").ShouldBe("2021-01-01");
    }

    [Theory, OnEveryDatabase]
    public async Task A_correction_of_today_leaves_yesterdays_answer_byte_for_byte(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var id = await api.HasOrganization("410225", "government", "兰考县政府");
        var known = await api.Head();
        var questions = new[] { $"organizations/{id}?asOf=2017-07-09&knownAt=pos:{known}", $"organizations?within=41&asOf=2017-07-09&knownAt=pos:{known}", $"organizations/{id}/history?asOf=2017-07-09&knownAt=pos:{known}" };
        var before = await Task.WhenAll(questions.Select(api.Text));

        await api.Patch($"organizations/{id}", new { name = "兰考县人民政府", validFrom = "1949-10-01", reason = "规范名称" }).Succeeds();
        await api.Post($"organizations/{id}/end", new { validUntil = "2018-01-01" }).Succeeds();

        (await api.Ask($"organizations/{id}?asOf=2017-07-09")).At("name").ShouldBe("兰考县人民政府");
        (await Task.WhenAll(questions.Select(api.Text))).ShouldBe(before);
        (await api.Delete($"organizations/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await api.Get($"organizations/{id}").Refuses(HttpStatusCode.NotFound, "organization-unknown");
        (await Task.WhenAll(questions.Select(api.Text))).ShouldBe(before);
    }
}
