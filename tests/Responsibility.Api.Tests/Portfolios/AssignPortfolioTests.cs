using System.Net;

namespace Responsibility.Api.Tests.Portfolios;

public sealed class AssignPortfolioTests
{
    [Theory, OnEveryDatabase]
    public async Task A_post_or_a_body_is_in_charge_of_a_programme_or_a_department_for_a_time(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var (post, office) = (await api.HasPost("常务副县长", "executiveDeputyHead", kind: "government"), await api.HasOrganization("410225", "department", "县扶贫办"));
        var id = Api.Id(await api.Has("portfolios", new { post, programme = "relocation", validFrom = "2016-06-01", document = "兰政办〔2016〕8号" }));
        (await api.Has("portfolios", new { post, department = office, validFrom = "2016-06-01" })).At("department/name").ShouldBe("县扶贫办");
        var (path, known) = ($"portfolios/{id}", await api.Head());

        await api.Records(0, async () =>
        {
            await api.Post("portfolios", new { post, programme = "relocation" }).Refuses(HttpStatusCode.Conflict, "portfolio-exists");
            await api.Post("portfolios", new { post, programme = "space" }).Refuses(HttpStatusCode.UnprocessableEntity, "programme-unknown");
            await api.Post("portfolios", new { post = 99999, programme = "funds" }).Refuses(HttpStatusCode.UnprocessableEntity, "post-unknown");
            await api.Post("portfolios", new { post, department = 99999 }).Refuses(HttpStatusCode.UnprocessableEntity, "organization-unknown");
            await api.Post("portfolios", new { post, organization = office, programme = "funds" }).Refuses(HttpStatusCode.BadRequest, "invalid");
            await api.Post("portfolios", new { post, programme = "funds", department = office }).Refuses(HttpStatusCode.BadRequest, "invalid");
            await api.Post("portfolios", new { programme = "funds" }).Refuses(HttpStatusCode.BadRequest, "invalid");
            await api.Patch(path, new { programme = "relocation", reason = "无" }).Succeeds();
            await api.Post($"{path}/changes", new { effectiveOn = "2017-01-01", programme = "relocation" }).Succeeds();
        });

        await api.Post($"{path}/changes", new { effectiveOn = "2017-03-01", programme = "industry" }).Succeeds();
        await api.Patch($"{path}?asOf=2016-07-01", new { validFrom = "2016-06-15", reason = "录入错误" }, await api.ETag($"{path}?asOf=2016-07-01")).Succeeds();
        (await api.Ask($"portfolios?post={post}&programme=relocation&asOf=2016-06-14")).Items("id").ShouldBeEmpty();
        (await api.Ask($"portfolios?post={post}&programme=relocation&asOf=2016-06-15")).Items("id").ShouldBe([$"{id}"]);
        (await api.Ask("portfolios?within=410225&programme=industry&asOf=2017-03-01")).Items("document").ShouldBe(["兰政办〔2016〕8号"]);
        (await api.Ask($"portfolios?programme=relocation&asOf=2016-06-14&knownAt=pos:{known}")).Items("id").ShouldBe([$"{id}"]);
        (await api.Ask("portfolios?asOf=2017-07-09")).Items("post/title").ShouldBe(["常务副县长", "常务副县长"]);
        await api.Post($"{path}/end", new { validUntil = "2018-01-01" }).Succeeds();
        await api.Records(0, () => api.Post($"{path}/end", new { validUntil = "2018-01-01" }).Succeeds());
        (await api.Ask($"{path}/history")).Items("fact").Distinct().ShouldBe(["portfolioAssigned/1", "portfolioChanged/1", "portfolioCorrected/1", "portfolioEnded/1"]);
        (await api.Delete(path)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await api.Get(path).Refuses(HttpStatusCode.NotFound, "portfolio-unknown");
        (await api.Ask($"{path}?knownAt=pos:{known}")).At("programme").ShouldBe("relocation");
    }
}
