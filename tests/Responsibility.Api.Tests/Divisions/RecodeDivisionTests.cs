using System.Net;

namespace Responsibility.Api.Tests.Divisions;

public sealed class RecodeDivisionTests
{
    [Theory, OnEveryDatabase]
    public async Task A_recoded_division_is_the_same_one_and_each_code_answers_for_its_days(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.HasAppointment(await api.HasOfficial("王某"), await api.HasPost("县委书记"), "2010-01-01");
        var id = (await api.Ask("divisions/410225")).At("id");
        var before = (await api.Ask("divisions/410225/chain?asOf=2017-12-31"))["links"]!.AsArray().Count;

        var change = await api.Post("division-changes", Recode("410225", "410281", "2018-01-01", "兰考市")).Succeeds();

        (change.At("division/id"), change.At("division/code"), change.At("division/name")).ShouldBe((id, "410281000000", "兰考市"));
        var retired = await api.Ask("divisions/410225?asOf=2020-01-01");
        (retired.At("id"), retired.At("code"), retired.At("name"), retired.At("validUntil")).ShouldBe((id, "410225000000", "兰考县", "2018-01-01"));
        (retired.At("successors/0/code"), retired.At("successors/0/name"), retired.At("successors/1")).ShouldBe(("410281000000", "兰考市", null));
        (await api.Ask("divisions/410225?asOf=2017-12-31"))["successors"].ShouldBeNull();
        (await api.Ask("divisions/410281?asOf=2018-01-01")).At("predecessors/0/name").ShouldBe("兰考县");
        (await api.Get("divisions/410281?asOf=2017-12-31")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await api.Ask("divisions/410225/chain?asOf=2017-12-31"))["links"]!.AsArray().Count.ShouldBe(before);
        (await api.Ask("divisions/410281/chain?asOf=2018-01-01"))["links"]!.AsArray().Count.ShouldBe(before);
        (await api.Get("divisions/410225/chain?asOf=2018-01-01")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await api.Ask("divisions/410225101/ancestors?asOf=2018-01-01")).Items("code").ShouldBe(["410000000000", "410200000000", "410281000000"]);
        (await api.Ask("divisions/410225/history")).Items("fact").ShouldContain("divisionRecoded/1");

        // A correction by the old code is one of its last version.
        await api.Patch("divisions/410225", new { name = "蘭考縣", reason = "繁体" }).Succeeds();
        (await api.Ask("divisions/410225?asOf=2017-12-31")).At("name").ShouldBe("蘭考縣");
        (await api.Ask("divisions/410281")).At("name").ShouldBe("兰考市");
    }

    [Theory, OnEveryDatabase]
    public async Task A_code_is_one_divisions_at_a_time_and_may_be_used_again(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.HasDivision("410226", "杞县", "county", "4102");
        await api.Records(0, async () =>
        {
            (await api.Post("division-changes", Recode("410226", "410225", "2018-01-01")).Refuses(HttpStatusCode.Conflict, "division-code-taken")).Faults().ShouldBe(["/code division-code-taken"]);
            (await api.Post("division-changes", Recode("410226", "41", "2018-01-01")).Refuses(HttpStatusCode.Conflict, "division-code-taken")).Faults().ShouldBe(["/code division-code-taken"]);
            (await api.Post("division-changes", Recode("410226", "4102261", "2018-01-01")).Refuses(HttpStatusCode.BadRequest, "invalid")).Faults().ShouldBe(["/code division-code"]);
            (await api.Post("division-changes", new { type = "recode", effectiveOn = "2018-01-01", document = "x", division = "410226" }).Refuses(HttpStatusCode.BadRequest, "invalid")).Faults().ShouldBe(["/code not-empty"]);
            await api.Post("division-changes", Recode("410226", "410226", "2018-01-01")).Succeeds();
        });
        await api.Post("division-changes", Recode("410225", "410281", "2018-01-01", "兰考市")).Succeeds();
        await api.Post("division-changes", Recode("410226", "410225", "2019-01-01")).Succeeds();
        foreach (var (day, name) in new[] { ("2017-12-31", "兰考县"), ("2018-06-01", "兰考县"), ("2019-01-01", "杞县") })
            (await api.Ask($"divisions/410225?asOf={day}")).At("name").ShouldBe(name, day);

        // Recorded late: the code is taken from 2019 on, whatever it was in 2018.
        await api.HasDivision("410227", "通许县", "county", "4102");
        await api.Records(0, () => api.Post("division-changes", Recode("410227", "410225", "2018-03-01")).Refuses(HttpStatusCode.Conflict, "division-code-taken"));
        await api.Post("division-changes", Recode("410227", "410228", "2018-12-01")).Succeeds();
        await api.Post("division-changes", Recode("410227", "410225", "2018-03-01")).Succeeds();
        (await api.Ask("divisions/410225?asOf=2018-06-01")).At("name").ShouldBe("通许县");
        (await api.Ask("divisions/410228?asOf=2019-06-01")).At("name").ShouldBe("通许县");
    }

    private static object Recode(string division, string code, string effectiveOn, string? name = null) =>
        new { type = "recode", effectiveOn, document = "国函〔2018〕1号", division, code, name };
}
