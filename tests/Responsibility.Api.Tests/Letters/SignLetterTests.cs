using System.Globalization;
using System.Net;

namespace Responsibility.Api.Tests.Letters;

public sealed class SignLetterTests
{
    [Theory, OnEveryDatabase]
    public async Task A_letter_is_recorded_once_found_corrected_and_taken_back(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var (city, county, township) = (await api.HasOrganization("4102", "partyCommittee", "中共开封市委"), await api.HasOrganization("410225", "partyCommittee", "中共兰考县委"),
            await api.HasOrganization("410225101", "partyCommittee", "中共堌阳镇委"));
        object Letter(long above, long below, int year = 2017, string signedOn = "2017-02-20", string? document = null) => new { year, superior = above, subordinate = below, signedOn, document };

        var answer = await api.Post("responsibility-letters", Letter(city, county, document: "汴责〔2017〕1号"));
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        var letter = Api.Id(await Api.Body(answer));
        answer.Headers.Location!.ToString().ShouldBe($"/api/v1/responsibility-letters/{letter}");
        var known = await api.Head();
        await api.Records(0, async () =>
        {
            foreach (var document in new[] { "汴责〔2017〕1号", null })
                (await api.Post("responsibility-letters", Letter(city, county, document: document))).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await api.Post("responsibility-letters", Letter(city, county, signedOn: "2017-02-21")).Refuses(HttpStatusCode.Conflict, "letter-exists")).Faults().ShouldBe(["/signedOn letter-exists"]);
            (await api.Post("responsibility-letters", Letter(city, county, document: "汴责〔2017〕2号")).Refuses(HttpStatusCode.Conflict, "letter-exists")).Faults().ShouldBe(["/document letter-exists"]);
        });
        var next = Api.Id(await api.Has("responsibility-letters", Letter(city, county, 2018, "2018-02-01")));
        var lower = Api.Id(await api.Has("responsibility-letters", Letter(county, township)));

        var shown = await api.Ask($"responsibility-letters/{letter}");
        new[] { "year", "superior/id", "superiorDivision/code", "subordinate/name", "subordinateDivision/code", "signedOn", "document" }.Select(member => shown.At(member))
            .ShouldBe(["2017", $"{city}", "410200000000", "中共兰考县委", "410225000000", "2017-02-20", "汴责〔2017〕1号"]);
        foreach (var (query, expected) in new[]
        {
            ("", new[] { letter, next, lower }), ("year=2017", [letter, lower]), ("year=2017&year=2018&subordinate=" + county, [letter, next]), ($"superior={county}", [lower]),
            ("within=410225", [letter, next, lower]), ("within=410225101", [lower]), ("asOf=2017-12-31", [letter, lower]), ($"knownAt=pos:{known}", [letter]), ("year=2016", []),
        })
            (await api.Ask($"responsibility-letters?{query}")).Items("id").ShouldBe(expected.Select(id => id.ToString(CultureInfo.InvariantCulture)), query);
        var csv = await (await api.Send(HttpMethod.Get, "responsibility-letters?year=2017", null, ("Accept", "text/csv"))).Content.ReadAsStringAsync(Api.Ct);
        csv.ShouldContain($"{letter},2017,410200000000,开封市,{city},中共开封市委,410225000000,兰考县,{county},中共兰考县委,2017-02-20,汴责〔2017〕1号");

        (await Api.Body(await api.Patch($"responsibility-letters/{letter}", new { signedOn = "2017-02-22", reason = "日期录入错误" }))).At("signedOn").ShouldBe("2017-02-22");
        (await api.Ask($"responsibility-letters/{letter}?knownAt=pos:{known}")).At("signedOn").ShouldBe("2017-02-20");
        (await (await api.Patch($"responsibility-letters/{next}", new { year = 2017, reason = "年度录入错误" })).Refusing("letter-exists")).At("status").ShouldBe("409");
        (await api.Ask($"responsibility-letters/{letter}/history"))["items"]!.AsArray().Count.ShouldBe(2);
        (await api.Delete($"organizations/{township}").Refuses(HttpStatusCode.Conflict, "in-use")).ToJsonString().ShouldContain($"{lower}");
        (await api.Delete($"responsibility-letters/{lower}", "未签")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await api.Get($"responsibility-letters/{lower}").Refuses(HttpStatusCode.NotFound, "letter-unknown");
    }

    [Theory, OnEveryDatabase]
    public async Task Only_a_body_below_signs_with_one_above_it_and_on_a_day_on_which_both_were_there(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.HasDivision("410221", "杞县", "county", "4102");
        var (city, county, beside) = (await api.HasOrganization("4102", "government", "开封市人民政府"), await api.HasOrganization("410225", "government", "兰考县人民政府"), await api.HasOrganization("410221", "government", "杞县人民政府"));
        var office = Api.Id(await api.Has("organizations", new { division = "410225", kind = "department", name = "民政局", parent = county, validFrom = "2016-01-01" }));
        var section = Api.Id(await api.Has("organizations", new { division = "410225", kind = "institution", name = "救助站", parent = office, validFrom = "2016-06-01" }));
        var tomorrow = api.Database.Today.AddDays(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        foreach (var (superior, subordinate, signedOn, status, code, fault) in new[]
        {
            (county, city, "2017-02-20", 422, "letter-not-below", "/subordinate"), (beside, county, "2017-02-20", 422, "letter-not-below", "/subordinate"),
            (office, county, "2017-02-20", 422, "letter-not-below", "/subordinate"), (county, office, "2015-12-31", 409, "not-in-force", "/subordinate"),
            (999999, county, "2017-02-20", 422, "organization-unknown", "/superior"), (city, 999999, "2017-02-20", 422, "organization-unknown", "/subordinate"),
            (city, county, tomorrow, 422, "day-in-future", "/signedOn"), (city, city, "2017-02-20", 400, "invalid", "/subordinate"),
        })
            (await api.Post("responsibility-letters", new { year = 2017, superior, subordinate, signedOn }).Refuses((HttpStatusCode)status, code)).Faults().ShouldContain(f => f!.StartsWith(fault, StringComparison.Ordinal), fault);
        (await api.Post("responsibility-letters", new { year = 1900, superior = city, subordinate = county, signedOn = "2017-02-20" }).Refuses(HttpStatusCode.BadRequest, "invalid")).Faults().ShouldHaveSingleItem().ShouldStartWith("/year");
        foreach (var (superior, subordinate) in new[] { (county, office), (county, section), (city, section) })
            await api.Has("responsibility-letters", new { year = 2017, superior, subordinate, signedOn = "2017-02-20" });
    }

    /// <summary>Those who reach a county alone sign with the city above, and see no letters but their own.</summary>
    [Theory, OnEveryDatabase]
    public async Task Who_reaches_the_body_below_records_the_letter(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.HasDivision("410221", "杞县", "county", "4102");
        var (city, county, beside) = (await api.HasOrganization("4102", "government", "开封市人民政府"), await api.HasOrganization("410225", "government", "兰考县人民政府"), await api.HasOrganization("410221", "government", "杞县人民政府"));
        await api.Has("responsibility-letters", new { year = 2017, superior = city, subordinate = beside, signedOn = "2017-02-20" });
        using var clerk = await api.As("clerk", "410225");

        var made = await clerk.PostAsync("/api/v1/responsibility-letters", System.Net.Http.Json.JsonContent.Create(new { year = 2017, superior = city, subordinate = county, signedOn = "2017-02-20" }), Api.Ct);
        (await Api.Body(made)).At("superior/name").ShouldBe("开封市人民政府");
        (await clerk.PostAsync("/api/v1/responsibility-letters", System.Net.Http.Json.JsonContent.Create(new { year = 2018, superior = city, subordinate = beside, signedOn = "2017-02-20" }), Api.Ct))
            .StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Api.Body(await clerk.GetAsync("/api/v1/responsibility-letters", Api.Ct))).Items("subordinate/id").ShouldBe([$"{county}"]);
    }
}
