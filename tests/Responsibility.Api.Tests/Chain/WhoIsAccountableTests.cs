using System.Net;
using System.Text.Json.Nodes;

namespace Responsibility.Api.Tests.Chain;

public sealed class WhoIsAccountableTests
{
    private const string Village = "divisions/410225101201/chain";

    [Theory, OnEveryDatabase]
    public async Task A_chain_names_bearer_clause_and_grade_from_the_top_down(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var county = await api.HasOrganization("410225", "partyCommittee", "中共兰考县委");
        var province = await api.HasOrganization("41", "government", "河南省人民政府");
        var secretary = Api.Id(await api.Has("posts", new { organization = county, position = "partySecretary", title = "县委书记" }));
        await api.HasAppointment(await api.HasOfficial("王某", "HN1"), secretary, "2016-05-01");

        var chain = await api.Ask($"{Village}?asOf=2017-07-09");

        Links(chain).ShouldBe(["1 overall 河南省人民政府 ", "6 mainBody 中共兰考县委 ", "7 firstResponsible 中共兰考县委 县委书记"]);
        var link = chain["links"]![2]!;
        link["holders"]![0]!["official"]!["staffNumber"]!.GetValue<string>().ShouldBe("HN1");
        link["ledger"]!.AsArray().Select(p => p!.GetValue<long>()).ShouldContain(secretary);
        chain["ruleSet"]!["id"]!.GetValue<string>().ShouldBe("henan-2017");
        chain["complete"]!.GetValue<bool>().ShouldBeFalse();
        chain["gaps"]!.AsArray().Select(g => g!["clause"]!.GetValue<string>()).ShouldContain("10");
        _ = province;
    }

    [Theory, OnEveryDatabase]
    public async Task A_contact_shows_only_inside_its_county_and_a_portfolio_with_its_programme(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.HasDivision("411224", "卢氏县", "county", "41");
        var committee = await api.HasOrganization("41", "partyCommittee", "中共河南省委");
        var (first, second) = (await Leader(api, committee, "宣传部部长"), await Leader(api, committee, "统战部部长"));
        await api.Has("contacts", new { post = first, division = "410225", validFrom = "2016-01-01" });
        await api.Has("contacts", new { post = second, division = "411224", validFrom = "2016-01-01" });
        await api.Has("portfolios", new { post = second, programme = "employment", validFrom = "2016-01-01" });

        var lankao = await api.Ask($"{Village}?asOf=2017-07-09&programme=employment");
        var lushi = await api.Ask("divisions/411224/chain?asOf=2017-07-09&programme=relocation");

        var leaders = lankao["links"]!.AsArray().Where(l => l!["basis"]!["clause"]!.GetValue<string>() == "5").ToList();
        leaders.Select(l => l!["post"]!["title"]!.GetValue<string>()).ShouldBe(["宣传部部长", "统战部部长"]);
        leaders[0]!["basis"]!["contact"]!["division"]!["code"]!.GetValue<string>().ShouldBe("410225000000");
        leaders[1]!["scope"]!["programmes"]![0]!.GetValue<string>().ShouldBe("employment");
        lushi["links"]!.AsArray().Single(l => l!["basis"]!["clause"]!.GetValue<string>() == "5")!["post"]!["title"]!.GetValue<string>().ShouldBe("统战部部长");
    }

    [Theory, OnEveryDatabase]
    public async Task Without_a_programme_clause_4_shows_its_three_and_with_employment_it_is_absent(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.HasPost("常务副省长", "executiveDeputyHead", "41", "government");

        var all = await api.Ask($"{Village}?asOf=2017-07-09");
        var employment = await api.Ask($"{Village}?asOf=2017-07-09&programme=employment");

        var link = all["links"]!.AsArray().Single(l => l!["basis"]!["clause"]!.GetValue<string>() == "4")!;
        link["scope"]!["programmes"]!.AsArray().Select(p => p!.GetValue<string>()).ShouldBe(["relocation", "industry", "funds"], ignoreOrder: true);
        link["vacancy"]!["status"]!.GetValue<string>().ShouldBe("vacant");
        employment["links"]!.AsArray().ShouldNotContain(l => l!["basis"]!["clause"]!.GetValue<string>() == "4");
        employment["gaps"]!.AsArray().ShouldNotContain(g => g!["clause"]!.GetValue<string>() == "4");
        (await Api.CodeOf(await api.Get($"{Village}?programme=weather"))).ShouldBe("programme-unknown");
    }

    [Theory, OnEveryDatabase]
    public async Task A_correction_changes_todays_answer_and_leaves_the_answer_as_known_before_byte_for_byte(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var post = await api.HasPost("县委书记");
        var appointment = await api.HasAppointment(await api.HasOfficial("王某"), post, "2016-05-01");
        var head = await api.Head();
        var then = $"{Village}?asOf=2017-07-09&knownAt=pos:{head}";
        var before = await (await api.Get(then)).Content.ReadAsStringAsync(Api.Ct);

        await Api.Body(await api.Patch($"appointments/{appointment}", new { validFrom = "2018-01-01", reason = "任职日期录入有误" }));

        var response = await api.Get(then);
        (await response.Content.ReadAsStringAsync(Api.Ct)).ShouldBe(before);
        response.Headers.CacheControl!.ToString().ShouldContain("immutable");
        var now = await api.Ask($"{Village}?asOf=2017-07-09");
        now["links"]!.AsArray().Single(l => l!["post"] is not null)!["holders"]!.AsArray().ShouldBeEmpty();
        (await Api.CodeOf(await api.Get($"{Village}?knownAt=pos:{head + 100}"))).ShouldBe("known-at-in-future");
    }

    [Theory, OnEveryDatabase]
    public async Task A_county_that_moves_to_another_city_shows_the_old_chain_the_day_before_and_the_new_one_on_the_day(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.HasDivision("4114", "商丘市", "city", "41");
        await api.HasOrganization("4102", "government", "开封市人民政府");
        await api.HasOrganization("4114", "government", "商丘市人民政府");

        await api.Has("division-changes", new { type = "reparent", effectiveOn = "2017-07-01", document = "国函〔2017〕1号", division = "410225", parent = "4114" });

        Links(await api.Ask($"{Village}?asOf=2017-06-30")).ShouldBe(["6 mainBody 开封市人民政府 "]);
        Links(await api.Ask($"{Village}?asOf=2017-07-01")).ShouldBe(["6 mainBody 商丘市人民政府 "]);
    }

    [Theory, OnEveryDatabase]
    public async Task A_question_that_cannot_be_answered_says_why(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();

        var unknown = await api.Get("divisions/419999/chain");
        var early = await api.Get($"{Village}?asOf=2010-01-01");

        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Api.CodeOf(unknown)).ShouldBe("division-unknown");
        early.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Api.CodeOf(early)).ShouldBe("rule-set-not-in-force");
        (await Api.CodeOf(await api.Get($"{Village}?ruleSet=nowhere-1900"))).ShouldBe("rule-set-unknown");
    }

    [Theory, OnEveryDatabase]
    public async Task A_body_that_a_rule_names_without_requiring_it_is_in_the_chain(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.HasOrganization("41", "disciplineCommission", "河南省纪委");
        await api.HasRules(2, rules => rules.Single(rule => rule.At("clause") == "15")!["required"] = false);

        Links(await api.Ask($"{Village}?asOf=2017-07-09")).ShouldBe(["15 supervision 河南省纪委 "]);
    }

    [Theory, OnEveryDatabase]
    public async Task Many_chains_are_answered_in_order_and_a_bad_question_does_not_spoil_the_others(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.HasPost("县委书记");

        var answers = await api.Has("chain-queries", new { asOf = "2017-07-09", queries = new object[] { new { division = "410225" }, new { division = "419999" }, new { division = "410225101201", programme = new[] { "funds" } } } });

        var items = answers["items"]!.AsArray();
        items[0]!["chain"]!["division"]!["name"]!.GetValue<string>().ShouldBe("兰考县");
        items[1]!["error"]!["code"]!.GetValue<string>().ShouldBe("division-unknown");
        items[2]!["chain"]!["division"]!["level"]!.GetValue<string>().ShouldBe("village");
        (await Api.CodeOf(await api.Post("chain-queries", new { queries = Array.Empty<object>() }))).ShouldBe("invalid");
    }

    [Theory, OnEveryDatabase]
    public async Task An_official_answers_for_the_post_and_for_the_linked_county(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var committee = await api.HasOrganization("41", "partyCommittee", "中共河南省委");
        var post = await Leader(api, committee, "宣传部部长");
        var official = await api.HasOfficial("王某");
        await api.HasAppointment(official, post, "2016-01-01", "2018-01-01");
        await api.Has("contacts", new { post, division = "410225", validFrom = "2017-01-01" });

        var mine = await api.Ask($"officials/{official}/responsibilities?asOf=2017-07-09");

        mine["items"]!.AsArray().Single()!["basis"]!["contact"]!["division"]!["name"]!.GetValue<string>().ShouldBe("兰考县");
        (await api.Ask($"officials/{official}/responsibilities?asOf=2018-01-01"))["items"]!.AsArray().ShouldBeEmpty();
        (await Api.CodeOf(await api.Get("officials/1/responsibilities"))).ShouldBe("official-unknown");
    }

    [Theory, OnEveryDatabase]
    public async Task A_chain_is_offered_as_csv_too(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.HasPost("=县委书记");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/{Village}?asOf=2017-07-09") { Headers = { { "Accept", "text/csv" } } };

        var response = await api.Client.SendAsync(request, Api.Ct);

        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        var lines = (await response.Content.ReadAsStringAsync(Api.Ct)).Split("\r\n");
        lines[0].ShouldContain("divisionCode,divisionName");
        lines.ShouldContain(l => l.Contains("'=县委书记", StringComparison.Ordinal));
        lines.ShouldContain(l => l.StartsWith("gap,", StringComparison.Ordinal));
    }

    private static async Task<long> Leader(Api api, long committee, string title) =>
        Api.Id(await api.Has("posts", new { organization = committee, position = "leader", title }));

    private static IEnumerable<string> Links(JsonObject chain) => chain["links"]!.AsArray().Select(l =>
        $"{l!["basis"]!["clause"]} {l["grade"]} {l["organization"]!["name"]} {l["post"]?["title"]}");
}
