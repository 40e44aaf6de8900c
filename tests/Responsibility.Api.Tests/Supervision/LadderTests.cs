using System.Net;
using System.Text.Json.Nodes;
using Responsibility.Api.Tests.Tasks;

namespace Responsibility.Api.Tests.Supervision;

/// <summary>A notice for what is late goes up the ladder, day by day, to whom the rule set names.</summary>
public sealed class LadderTests
{
    private const string Runs = "supervision-runs";

    [Theory, OnEveryDatabase]
    public async Task A_task_that_lags_is_chased_from_its_bearer_up_to_the_level_above_and_a_successor_receives_what_the_predecessor_left(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (lead, _, _) = await api.HasBodies();
        var secretary = await api.HasPost("兰考县委书记", "partySecretary");
        var head = await api.HasPost("兰考县长", "governmentHead", kind: "government");
        var deputy = await api.HasPost("兰考县委副书记", "deputyPartySecretary");
        var city = await api.HasPost("开封市委书记", "partySecretary", "4102");
        var (before, after) = (await api.HasOfficial("王某"), await api.HasOfficial("李某"));
        await api.HasAppointment(before, secretary, "2016-05-01", "2017-08-15");
        await api.HasAppointment(after, secretary, "2017-08-15");
        var task = Api.Id(await api.Has("tasks", new
        {
            title = "2017年易地搬迁",
            division = "410225",
            lead,
            target = new { metric = "搬迁人口", quantity = 100, unit = "人" },
            startsOn = "2017-03-01",
            dueOn = "2017-07-31",
        }));
        await api.Has($"tasks/{task}/acknowledgements", new { acknowledgedOn = "2017-03-03" });
        await Reports(api, task, "2017-04-01", 30);

        await Issues(api, "2017-04-05");
        await Issues(api, "2017-05-15", $"yellow behind bearer {lead}");
        await Reports(api, task, "2017-05-20", 70);
        await Reports(api, task, "2017-07-10", 90);
        await Issues(api, "2017-07-21");
        await Issues(api, "2017-07-24", $"blue dueSoon bearer {lead}");
        await Issues(api, "2017-07-31");
        await Issues(api, "2017-08-01", $"red overdue bearer {lead}");
        await Issues(api, "2017-08-02");
        await Issues(api, "2017-08-03", $"red overdue directResponsible {deputy}");
        await Issues(api, "2017-08-09", $"red overdue firstResponsible {secretary}", $"red overdue firstResponsible {head}");
        await Issues(api, "2017-08-18");
        await Issues(api, "2017-08-21", $"red overdue levelAbove {city}");

        var notice = (await api.Ask($"supervision-notices?post={secretary}&asOf=2017-08-20")).At("items/0/id");
        (await api.Ask($"supervision-notices/{notice}?asOf=2017-08-09")).At("recipients/0/official/id").ShouldBe($"{before}");
        (await api.Ask($"supervision-notices/{notice}?asOf=2017-08-20")).At("recipients/0/official/id").ShouldBe($"{after}");
        (await api.Ask($"supervision-notices?official={after}&asOf=2017-08-20")).Items("id").ShouldBe([notice]);
        (await api.Ask($"tasks/{task}/chain?asOf=2017-08-09"))["links"]!.AsArray().Single(link => link.At("post/id") == $"{secretary}").At("holders/0/official/id").ShouldBe($"{before}");
        (await api.Ask("supervision-notices?asOf=2017-08-08")).Items("rung").ShouldBe(["bearer", "bearer", "bearer", "directResponsible"]);
        (await api.Ask("supervision-notices?within=4102&colour=red&rung=levelAbove&count=exact")).At("total").ShouldBe("1");

        await Arrives(api, notice!);
    }

    private static async Task Arrives(Api api, string notice)
    {
        var acknowledgement = new { acknowledgedOn = "2017-08-16", note = "限一周内整改" };
        await api.Post($"supervision-notices/{notice}/acknowledgements", new { acknowledgedOn = "2017-08-08" }).Refuses(HttpStatusCode.UnprocessableEntity, "notice-day");
        (await api.Has($"supervision-notices/{notice}/acknowledgements", acknowledgement)).At("acknowledgedOn").ShouldBe("2017-08-16");
        (await api.Post($"supervision-notices/{notice}/acknowledgements", acknowledgement)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await api.Ask($"supervision-notices/{notice}?asOf=2017-08-15")).At("state").ShouldBe("issued");
        (await api.Ask($"supervision-notices?state=acknowledged&asOf=2017-08-16")).Items("id").ShouldBe([notice]);
    }

    private static Task Reports(Api api, long task, string reportedOn, int quantity) => api.Has($"tasks/{task}/progress-reports", new { reportedOn, quantity });

    /// <summary>Each day is run twice: what was issued is not issued again.</summary>
    private static async Task Issues(Api api, string day, params string[] notices)
    {
        var first = await api.Has(Runs, new { day });
        new[] { first.At("blue"), first.At("yellow"), first.At("red") }.Sum(n => int.Parse(n!, System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(notices.Length, day);
        (await api.Ask($"supervision-notices?issuedFrom={day}&asOf={day}"))["items"]!.AsArray().Select(Line).ShouldBe(notices, ignoreOrder: true, day);
        await api.Records(0, () => api.Has(Runs, new { day }));
    }

    private static string Line(JsonNode? notice) => $"{notice.At("colour")} {notice.At("reason")} {notice.At("rung")} {notice.At("post/id") ?? notice.At("organization/id")}";

    [Theory, OnEveryDatabase]
    public async Task A_day_that_was_put_off_and_a_task_that_was_reopened_are_chased_anew_and_what_is_said_to_be_done_is_not(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (lead, _, assessor) = await api.HasBodies();
        var task = Api.Id(await api.Has("tasks", new { title = "易地搬迁", division = "410225", lead, startsOn = "2017-03-01", dueOn = "2017-06-30" }));
        await api.Has($"tasks/{task}/acknowledgements", new { acknowledgedOn = "2017-03-03" });

        (await api.Has(Runs, new { day = "2017-07-03" })).At("red").ShouldBe("1");
        await api.Has($"tasks/{task}/extensions", new { extendedOn = "2017-07-04", dueOn = "2017-07-14", reason = "汛期", approver = assessor });
        (await api.Has(Runs, new { day = "2017-07-04" })).At("red").ShouldBe("0");
        (await api.Has(Runs, new { day = "2017-07-17" })).At("red").ShouldBe("1");
        await api.Has($"tasks/{task}/completions", new { completedOn = "2017-07-18" });
        (await api.Has(Runs, new { day = "2017-08-10" })).At("late").ShouldBe("0");
        await api.Has($"tasks/{task}/verifications", new { verifier = assessor, verifiedOn = "2017-08-11" });
        await api.Has($"tasks/{task}/reopenings", new { reopenedOn = "2017-09-01", reason = "反弹" });

        (await api.Has(Runs, new { day = "2017-09-01" })).At("red").ShouldBe("1", "the bearer again; no one else is in office here");
    }

    [Theory, OnEveryDatabase]
    public async Task What_is_late_tomorrow_is_not_known_today_and_nothing_is_late_before_there_are_rules(Backend backend)
    {
        await using var api = await Api.On(backend);

        await api.Post(Runs, new { day = "9999-01-01" }).Refuses(HttpStatusCode.UnprocessableEntity, "supervision-day");
        await api.Post(Runs, new { day = "1999-01-01" }).Refuses(HttpStatusCode.UnprocessableEntity, "rule-set-not-in-force");
        await api.Post("supervision-notices/1/acknowledgements", new { }).Refuses(HttpStatusCode.NotFound, "notice-unknown");
        await api.Get("supervision-notices/1").Refuses(HttpStatusCode.NotFound, "notice-unknown");
        await api.Get("supervision-runs/1").Refuses(HttpStatusCode.NotFound, "supervision-run-unknown");
        var run = await api.Has(Runs, new { day = "2017-07-10" });
        (await api.Ask($"{Runs}/{run.At("id")}")).At("day").ShouldBe("2017-07-10");
        (await api.Ask($"{Runs}?day=2017-07-10")).Items("id").ShouldBe([run.At("id")]);
        (await api.Ask($"{Runs}?day=2017-07-11")).Items("id").ShouldBeEmpty();
    }
}
