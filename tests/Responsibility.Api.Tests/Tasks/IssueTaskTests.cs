using System.Net;
using System.Text.Json.Nodes;

namespace Responsibility.Api.Tests.Tasks;

public sealed class IssueTaskTests
{
    [Theory, OnEveryDatabase]
    public async Task A_task_names_the_bodies_and_posts_that_answer_for_it_with_clause_and_grade(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.HasPost("县委书记");
        await api.HasPost("常务副省长", "executiveDeputyHead", "41", "government");

        var task = await api.HasTask();
        var employment = await api.HasTask(programme: "employment");

        Bearers(task).ShouldBe(["1 overall ", "1 overall ", "4 concreteLeadership 常务副省长", "6 mainBody ", "7 firstResponsible 县委书记"]);
        task["state"]!.GetValue<string>().ShouldBe("issued");
        task["bearers"]![4]!["basis"]!["ruleSet"]!["id"]!.GetValue<string>().ShouldBe("henan-2017");
        Bearers(employment).ShouldNotContain(b => b.StartsWith("4 ", StringComparison.Ordinal));
    }

    [Theory, OnEveryDatabase]
    public async Task The_duty_stays_with_the_post_when_the_holder_changes(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var post = await api.HasPost("县委书记");
        var (first, second) = (await api.HasOfficial("王某"), await api.HasOfficial("李某"));
        await api.HasAppointment(first, post, "2016-05-01", "2017-07-01");
        await api.HasAppointment(second, post, "2017-07-01");

        var task = Api.Id(await api.HasTask());

        (await Holders(api, task, "2017-06-30")).ShouldBe(["王某"]);
        (await Holders(api, task, "2017-07-01")).ShouldBe(["李某"]);
        (await Ids(api, $"tasks?official={first}&asOf=2017-06-30")).ShouldBe([task]);
        (await Ids(api, $"tasks?official={first}&asOf=2017-07-01")).ShouldBeEmpty();
        (await Ids(api, $"tasks?official={second}&asOf=2017-07-01")).ShouldBe([task]);
    }

    [Theory, OnEveryDatabase]
    public async Task What_was_recorded_stands_though_a_later_post_would_answer_too_and_a_vacant_one_says_so(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.HasPost("县委书记");
        var task = Api.Id(await api.HasTask());

        await api.HasPost("县长", "governmentHead", "410225", "government");

        var link = (await api.Ask($"tasks/{task}/chain?asOf=2017-07-09"))["links"]!.AsArray().Single(l => l!["post"] is not null)!;
        link["post"]!["title"]!.GetValue<string>().ShouldBe("县委书记");
        link["holders"]!.AsArray().ShouldBeEmpty();
        link["vacancy"]!["status"]!.GetValue<string>().ShouldBe("vacant");
    }

    [Theory, OnEveryDatabase]
    public async Task Each_bearer_of_a_task_stands_on_the_ground_of_its_first_day_and_names_the_facts_of_its_holders_of_the_day_asked(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var post = await api.HasPost("县委书记");
        var leader = await api.HasPost("副省长", "leader", "41", "government");
        var portfolio = Api.Id(await api.Has("portfolios", new { post = leader, programme = "relocation", validFrom = "2017-01-01" }));
        var task = Api.Id(await api.HasTask(programme: "relocation"));
        var official = await api.HasOfficial("王某");
        var term = await api.HasAppointment(official, post, "2017-05-01");
        await api.Has($"portfolios/{portfolio}/end", new { validUntil = "2017-06-01" });

        var chain = await api.Ask($"tasks/{task}/chain?asOf=2017-07-09");

        chain["ruleSet"]!.ToJsonString().ShouldBe("""{"id":"henan-2017","version":1}""");
        var head = chain["links"]!.AsArray().Single(l => l!["post"]?["id"]!.GetValue<long>() == post)!;
        head["basis"]!["text"]!.GetValue<string>().ShouldNotBeEmpty();
        head["scope"]!.ToJsonString().ShouldBe("""{"programmes":null}""");
        head["ledger"]!.AsArray().Select(p => p!.GetValue<long>()).ToList().ShouldSatisfyAllConditions(
            positions => positions.ShouldBeInOrder(),
            positions => new[] { post, task, official, term }.ShouldBeSubsetOf(positions));
        var linked = chain["links"]!.AsArray().Single(l => l!["post"]?["id"]!.GetValue<long>() == leader)!;
        linked["scope"]!.ToJsonString().ShouldBe("""{"programmes":["relocation"]}""");
        linked["basis"]!["portfolio"]!["id"]!.GetValue<long>().ShouldBe(portfolio);
    }

    [Theory, OnEveryDatabase]
    public async Task Before_it_was_issued_the_register_does_not_know_a_task(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var head = await api.Head();
        var task = Api.Id(await api.HasTask());

        (await Ids(api, $"tasks?knownAt=pos:{head}")).ShouldBeEmpty();
        foreach (var address in new[] { $"tasks/{task}", $"tasks/{task}/chain", $"tasks/{task}/progress-reports" })
        {
            var unknown = await api.Get($"{address}?knownAt=pos:{head}");
            unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await Api.CodeOf(unknown)).ShouldBe("task-unknown");
        }
    }

    [Theory, OnEveryDatabase]
    public async Task Tasks_are_found_by_place_programme_state_title_and_due_day(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var county = Api.Id(await api.HasTask("易地搬迁", programme: "relocation"));
        var village = Api.Id(await api.HasTask("村道硬化", "410225101201", dueOn: "2018-06-30"));

        (await Ids(api, "tasks?within=4102")).ShouldBe([county, village]);
        (await Ids(api, "tasks?division=410225")).ShouldBe([county]);
        (await Ids(api, "tasks?programme=relocation")).ShouldBe([county]);
        (await Ids(api, "tasks?q=村道")).ShouldBe([village]);
        (await Ids(api, "tasks?dueBefore=2018-01-01")).ShouldBe([county]);
        (await Ids(api, "tasks?state=acknowledged")).ShouldBeEmpty();
        (await Ids(api, "tasks?asOf=2017-02-28")).ShouldBeEmpty();
        var page = await api.Ask("tasks?limit=1&count=exact");
        page["total"]!.GetValue<long>().ShouldBe(2);
        (await Ids(api, $"tasks?limit=1&cursor={page["nextCursor"]}")).ShouldBe([village]);
    }

    [Theory, OnEveryDatabase]
    public async Task A_task_that_cannot_be_is_refused(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var head = await api.Head();

        (await Refused(new { title = "修路", division = "419999", startsOn = "2017-03-01", dueOn = "2017-12-31" })).ShouldBe("division-unknown");
        (await Refused(new { title = "修路", division = "410225", programme = "weather", startsOn = "2017-03-01", dueOn = "2017-12-31" })).ShouldBe("programme-unknown");
        (await Refused(new { title = "修路", division = "410225", startsOn = "2017-03-01", dueOn = "2017-02-28" })).ShouldBe("invalid");
        (await Refused(new { title = "修路", division = "410225", startsOn = "2010-03-01", dueOn = "2017-02-28" })).ShouldBe("rule-set-not-in-force");
        (await api.Head()).ShouldBe(head);

        async Task<string> Refused(object body) => await Api.CodeOf(await api.Post("tasks", body));
    }

    private static IEnumerable<string> Bearers(JsonObject task) =>
        task["bearers"]!.AsArray().Select(b => $"{b!["basis"]!["clause"]} {b["grade"]} {b["post"]?["title"]}");

    private static async Task<IEnumerable<string>> Holders(Api api, long task, string day) =>
        (await api.Ask($"tasks/{task}/chain?asOf={day}"))["links"]!.AsArray().SelectMany(l => l!["holders"]!.AsArray()).Select(h => h!["official"]!["name"]!.GetValue<string>());

    private static async Task<IEnumerable<long>> Ids(Api api, string path) => (await api.Ask(path))["items"]!.AsArray().Select(t => t!["id"]!.GetValue<long>());
}
