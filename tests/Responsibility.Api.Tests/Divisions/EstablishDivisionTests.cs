using System.Net;

namespace Responsibility.Api.Tests.Divisions;

public sealed class EstablishDivisionTests
{
    [Theory, OnEveryDatabase]
    public async Task Codes_are_padded_and_levels_may_be_skipped(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        (await api.Ask("divisions/41")).At("code").ShouldBe("410000000000");
        (await api.Ask("divisions/410225101")).At("parent/code").ShouldBe("410225000000");
        (await api.Ask("divisions/410225101201")).At("name").ShouldBe("范场村");

        var jiyuan = await api.Post("divisions", new { code = "419001", name = "济源市", level = "county", parent = "41", document = "国函〔1988〕5号", validFrom = "1988-06-25" });
        jiyuan.StatusCode.ShouldBe(HttpStatusCode.Created);
        jiyuan.Headers.Location!.ToString().ShouldBe("/api/v1/divisions/419001000000");
        await api.HasDivision("44", "广东省", "province");
        await api.HasDivision("4419", "东莞市", "city", "44");
        await api.HasDivision("441900003", "东城街道", "township", "4419");
        var reach = await api.Has("divisions", new { code = "HD-410225-03", name = "黄河兰考段", level = "area", parent = "410225" });
        reach.At("code").ShouldBe("HD-410225-03");
        await api.HasDivision("HD-410225-03-1", "东坝头段", "area", "HD-410225-03");
        (await api.Ask("divisions/HD-410225-03-1/ancestors")).Items().ShouldBe(["河南省", "开封市", "兰考县", "黄河兰考段"]);
    }

    [Theory, OnEveryDatabase]
    public async Task What_cannot_be_a_division_is_refused_and_nothing_is_recorded(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.HasDivision("HD-1", "黄河段", "area", "410225");
        await api.Records(0, async () =>
        {
            await api.Post("divisions", Of("410226", "city", "410225")).Refuses(HttpStatusCode.UnprocessableEntity, "division-level");
            await api.Post("divisions", Of("410226", "county", "410225")).Refuses(HttpStatusCode.UnprocessableEntity, "division-level");
            await api.Post("divisions", Of("410225102", "township", "HD-1")).Refuses(HttpStatusCode.UnprocessableEntity, "division-level");
            await api.Post("divisions", Of("410225", "county", "4102")).Refuses(HttpStatusCode.Conflict, "division-code-taken");
            await api.Post("divisions", Of("410226", "county", "4199")).Refuses(HttpStatusCode.UnprocessableEntity, "division-unknown");
            (await api.Post("divisions", Of("42", "province", "41")).Refuses(HttpStatusCode.BadRequest, "invalid")).Faults().ShouldBe(["/parent parent-of-province"]);
            (await api.Post("divisions", Of("410", "county", "41")).Refuses(HttpStatusCode.BadRequest, "invalid")).Faults().ShouldBe(["/code division-code"]);
            (await api.Post("divisions", Of("HD-2", "county", "41")).Refuses(HttpStatusCode.BadRequest, "invalid")).Faults().ShouldBe(["/code division-code-level"]);
            (await api.Post("divisions", new { code = "410226", name = "x", level = "county", parent = "41", validFrom = "2017-07-09", validUntil = "2017-07-09" })
                .Refuses(HttpStatusCode.BadRequest, "invalid")).Faults().ShouldBe(["/validUntil period-empty"]);
            (await api.Post("divisions", new { code = "410226", name = "x", level = "county", parent = "41", validFrom = "9999-12-31" })
                .Refuses(HttpStatusCode.BadRequest, "invalid")).Faults().ShouldBe(["/validUntil period-empty"]);
            (await api.Post("divisions", new { code = "410226", name = "x", level = "county", parent = "41", document = "a\0b" })
                .Refuses(HttpStatusCode.BadRequest, "member-type")).Faults().ShouldBe(["/document member-type"]);
        });
    }

    private static object Of(string code, string level, string parent) => new { code, name = "某地", level, parent };
}
