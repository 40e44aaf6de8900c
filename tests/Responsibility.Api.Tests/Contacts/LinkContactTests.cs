using System.Net;

namespace Responsibility.Api.Tests.Contacts;

public sealed class LinkContactTests
{
    [Theory, OnEveryDatabase]
    public async Task A_post_or_a_body_is_linked_to_a_division_for_a_time(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.HasDivision("410225102", "南彰镇", "township", "410225");
        var (post, team) = (await api.HasPost("省委常委", "leader", "41"), await api.HasOrganization("410225101201", "residentTeam", "驻村工作队"));
        var id = Api.Id(await api.Has("contacts", new { division = "410225101", post, validFrom = "2016-06-01" }));
        await api.Has("contacts", new { division = "410225101201", organization = team });
        var (path, known) = ($"contacts/{id}", await api.Head());

        await api.Records(0, async () =>
        {
            await api.Post("contacts", new { division = "410225101", post, validFrom = "2017-01-01" }).Refuses(HttpStatusCode.Conflict, "contact-exists");
            await api.Post("contacts", new { division = "999999", post }).Refuses(HttpStatusCode.UnprocessableEntity, "division-unknown");
            await api.Post("contacts", new { division = "410225", post = 99999 }).Refuses(HttpStatusCode.UnprocessableEntity, "post-unknown");
            await api.Post("contacts", new { division = "410225", organization = 99999 }).Refuses(HttpStatusCode.UnprocessableEntity, "organization-unknown");
            await api.Post("contacts", new { division = "410225" }).Refuses(HttpStatusCode.BadRequest, "invalid");
            await api.Post("contacts", new { division = "410225", post, organization = team }).Refuses(HttpStatusCode.BadRequest, "invalid");
            await api.Post($"{path}/changes", new { effectiveOn = "2017-01-01", division = "410225101" }).Succeeds();
            await api.Patch(path, new { division = "410225101000", reason = "无" }).Succeeds();
        });

        await api.Post($"{path}/changes", new { effectiveOn = "2017-03-01", division = "410225102", document = "豫扶贫组〔2017〕2号" }).Succeeds();
        (await api.Ask("contacts?division=410225101&asOf=2017-02-28")).Items("id").ShouldBe([$"{id}"]);
        (await api.Ask("contacts?division=410225101&asOf=2017-03-01")).Items("id").ShouldBeEmpty();
        (await api.Ask("contacts?division=410225102&asOf=2017-03-01")).Items("division/name").ShouldBe(["南彰镇"]);
        (await api.Ask($"contacts?organization={team}&within=410225&asOf=2017-03-01")).Items("organization/name").ShouldBe(["驻村工作队"]);
        await api.Patch($"{path}?asOf=2016-07-01", new { validFrom = "2016-06-15", reason = "录入错误" }, await api.ETag($"{path}?asOf=2016-07-01")).Succeeds();
        (await api.Ask($"{path}?asOf=2016-07-01")).At("validFrom").ShouldBe("2016-06-15");
        await api.Post($"{path}/end", new { validUntil = "2018-01-01" }).Succeeds();
        await api.Records(0, () => api.Post($"{path}/end", new { validUntil = "2018-01-01" }).Succeeds());
        (await api.Ask($"{path}/history")).Items("fact").Distinct().ShouldBe(["contactLinked/1", "contactChanged/1", "contactCorrected/1", "contactEnded/1"]);
        (await api.Delete(path)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await api.Ask($"{path}?knownAt=pos:{known}&asOf=2016-07-01")).At("validFrom").ShouldBe("2016-06-01");
    }
}
