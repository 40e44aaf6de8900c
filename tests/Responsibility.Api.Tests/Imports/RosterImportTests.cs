namespace Responsibility.Api.Tests.Imports;

public sealed class RosterImportTests
{
    private const string Secretary = "S001,王某,410225,中共兰考县委,党委,partySecretary,县委书记,substantive,2015-03-01,,豫组干〔2015〕1号,13900000001\n";

    [Theory, OnEveryDatabase]
    public async Task A_row_creates_official_body_post_and_term_and_again_nothing(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.Loads("divisions", Loading.Lankao);

        var job = await api.Loads("roster", Loading.RosterHeader + Secretary);
        var head = await api.Head();
        var again = await api.Loads("roster", Loading.RosterHeader + Secretary);

        job.Stats().ShouldBe((1, 0, 0, 0));
        (job["ledger"]!["last"]!.GetValue<long>() - job["ledger"]!["first"]!.GetValue<long>()).ShouldBe(3);
        again.Stats().ShouldBe((0, 0, 1, 0));
        (await api.Head()).ShouldBe(head);
        var term = (await api.Ask("appointments?asOf=2016-01-01"))["items"]!.AsArray().Single()!;
        (term["official"]!["name"]!.GetValue<string>(), term["post"]!["position"]!.GetValue<string>(), term["organization"]!["kind"]!.GetValue<string>())
            .ShouldBe(("王某", "partySecretary", "partyCommittee"));
    }

    [Theory, OnEveryDatabase]
    public async Task A_position_goes_by_its_Chinese_name_or_by_the_title_alone(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.Loads("divisions", Loading.Lankao);

        var job = await api.Loads(
            "roster",
            "工号,姓名,行政区划代码,任职机构,机构类型,职务,任职时间\nS001,王某,410225,中共兰考县委,党委,县委书记,2015-03-01\n"
            + "S002,李某,410225,兰考县人民政府,政府,县长,2015-03-01\nS003,赵某,410225,兰考县人民政府,政府,无此职务,2015-03-01\n");

        job.Stats().ShouldBe((2, 0, 0, 1));
        job.Causes().ShouldBe(["position-unknown title 4"]);
        (await api.Ask("posts?position=governmentHead"))["items"]!.AsArray().Single()!["title"]!.GetValue<string>().ShouldBe("县长");
    }

    [Theory, OnEveryDatabase]
    public async Task A_rejected_row_leaves_nothing_not_even_its_official(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.Loads("divisions", Loading.Lankao);
        await api.Loads("roster", Loading.RosterHeader + Secretary);
        var head = await api.Head();

        var job = await api.Loads("roster", Loading.RosterHeader
            + "S002,李某,410225,中共兰考县委,党委,partySecretary,县委书记,,2016-03-01,,,\n"
            + "S003,赵某,410225,新机构,党委,noSuchPosition,书记,,2016-03-01,,,\n"
            + "S004,孙某,410225,新机构,党委,partySecretary,书记,,2016-03-01,2016-03-01,,\n"
            + "S005,,410225,新机构,党委,partySecretary,书记,,2016-03-01,,,\n"
            + "410225199001011234,周某,410225,新机构,党委,partySecretary,书记,,2016-03-01,,,\n"
            + "S006,吴某,419999,新机构,党委,partySecretary,书记,,2016-03-01,,,\n"
            + "S007,郑某,410225,新机构,党委,partySecretary,书记,,2016年3月,,,\n");

        job.Stats().ShouldBe((0, 0, 0, 7));
        job.Causes().ShouldBe([
            "post-occupied title 2", "position-unknown position 3", "period-empty validUntil 4", "cell-missing name 5", "identity-number staffNumber 6", "division-unknown division 7",
            "cell-invalid validFrom 8"]);
        (await api.Head()).ShouldBe(head);
        (await api.Count("official")).ShouldBe(1);
    }

    [Theory, OnEveryDatabase]
    public async Task A_successor_ends_the_term_before_and_loading_again_changes_nothing(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.Loads("divisions", Loading.Lankao);
        var file = Loading.RosterHeader + Secretary
            + "S002,李某,410225,中共兰考县委,党委,partySecretary,县委书记,,2017-07-09,,豫组干〔2017〕2号,\n"
            + "S001,王某,410225,中共兰考县委,党委,partySecretary,县委书记,acting,2018-01-01,2018-02-01,,\n";

        var job = await api.Loads("roster", file, "&onOccupied=succeed");
        var head = await api.Head();
        var again = await api.Loads("roster", file, "&onOccupied=succeed");

        job.Stats().ShouldBe((3, 0, 0, 0));
        job["stats"]!["ended"]!.GetValue<long>().ShouldBe(1);
        again.Stats().ShouldBe((0, 0, 3, 0));
        again["stats"]!["ended"]!.GetValue<long>().ShouldBe(0);
        (await api.Head()).ShouldBe(head);
        var before = (await api.Ask("appointments?asOf=2017-07-08"))["items"]!.AsArray().Single()!;
        (before["validUntil"]!.GetValue<string>(), before["endReason"]!.GetValue<string>(), before["endDocument"]!.GetValue<string>()).ShouldBe(("2017-07-09", "succeeded", "豫组干〔2017〕2号"));
    }

    [Theory, OnEveryDatabase]
    public async Task A_term_may_precede_one_that_is_known_already(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.Loads("divisions", Loading.Lankao);
        await api.Loads("roster", Loading.RosterHeader + Secretary);

        var job = await api.Loads("roster", Loading.RosterHeader
            + "S002,李某,410225,中共兰考县委,党委,partySecretary,县委书记,,2012-01-01,2015-03-01,,\n"
            + "S003,赵某,410225,中共兰考县委,党委,partySecretary,县委书记,,2011-01-01,,,\n");

        job.Causes().ShouldBe(["post-occupied title 3"]);
        job.Stats().ShouldBe((1, 0, 0, 1));
    }

    [Theory, OnEveryDatabase]
    public async Task An_update_is_a_correction_where_a_blank_cell_states_nothing_and_a_dash_clears(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.Loads("divisions", Loading.Lankao);
        await api.Loads("roster", Loading.RosterHeader + Secretary);
        var known = await api.Head();

        var job = await api.Loads("roster", Loading.RosterHeader + "S001,王谋,410225,中共兰考县委,,partySecretary,县委书记,,2015-03-01,2018-01-01,-,\n");

        job.Stats().ShouldBe((0, 1, 0, 0));
        var term = (await api.Ask("appointments?asOf=2016-01-01"))["items"]!.AsArray().Single()!;
        (term["official"]!["name"]!.GetValue<string>(), term["validUntil"]!.GetValue<string>(), (string?)term["document"]).ShouldBe(("王谋", "2018-01-01", null));
        (await api.Ask("officials?staffNumber=S001"))["items"]![0]!["phone"]!.GetValue<string>().ShouldBe("139****01");
        var before = (await api.Ask($"appointments?asOf=2016-01-01&knownAt=pos:{known}"))["items"]!.AsArray().Single()!;
        (before["official"]!["name"]!.GetValue<string>(), before["document"]!.GetValue<string>()).ShouldBe(("王某", "豫组干〔2015〕1号"));
    }

    [Theory, OnEveryDatabase]
    public async Task Strategies_confine_a_row_to_creating_or_to_correcting(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.Loads("divisions", Loading.Lankao);
        var renamed = Loading.RosterHeader + Secretary.Replace("王某", "王谋");

        (await api.Loads("roster", Loading.RosterHeader + Secretary, "&importStrategy=update")).Causes().ShouldBe(["row-unknown  2"]);
        (await api.Count("official")).ShouldBe(0);
        (await api.Loads("roster", Loading.RosterHeader + Secretary, "&importStrategy=create")).Stats().ShouldBe((1, 0, 0, 0));
        (await api.Loads("roster", renamed, "&importStrategy=create")).Causes().ShouldBe(["row-exists  2"]);
        (await api.Loads("roster", renamed, "&importStrategy=update")).Stats().ShouldBe((0, 1, 0, 0));
    }
}
