using System.Net;
using System.Text.Json.Nodes;

namespace Responsibility.Api.Tests.Tasks;

public sealed class TaskStepsTests
{
    [Theory, OnEveryDatabase]
    public async Task A_task_goes_from_issue_to_completion_and_each_earlier_day_shows_what_it_was_then(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var task = Api.Id(await api.HasTask());

        (await api.Post($"tasks/{task}/acknowledgements", new { acknowledgedOn = "2017-03-03", note = "已传达" })).StatusCode.ShouldBe(HttpStatusCode.Created);
        await api.Has($"tasks/{task}/progress-reports", new { reportedOn = "2017-06-30", quantity = 3000 });
        var half = await api.Has($"tasks/{task}/progress-reports", new { reportedOn = "2017-09-30", quantity = 7999.6 });
        await api.Has($"tasks/{task}/completions", new { completedOn = "2017-12-20" });

        half["reported"]!.GetValue<double>().ShouldBe(7999.6);
        half["percentage"]!.GetValue<decimal>().ShouldBe(66.66m);
        (await State(api, task, "2017-03-02")).ShouldBe("issued");
        (await State(api, task, "2017-03-03")).ShouldBe("acknowledged");
        (await State(api, task, "2017-09-29")).ShouldBe("inProgress");
        (await State(api, task, "2017-12-20")).ShouldBe("completionRequested");
        (await api.Ask($"tasks/{task}?asOf=2017-09-29"))["reported"]!.GetValue<double>().ShouldBe(3000);
        (await api.Ask($"tasks/{task}/progress-reports"))["items"]!.AsArray().Select(r => r!["percentage"]!.GetValue<decimal>()).ShouldBe([25m, 66.66m]);
        (await api.Ask($"tasks/{task}/progress-reports?asOf=2017-07-09"))["items"]!.AsArray().Count.ShouldBe(1);
        (await api.Ask("tasks?state=inProgress&asOf=2017-07-09"))["items"]!.AsArray().Count.ShouldBe(1);
    }

    [Theory, OnEveryDatabase]
    public async Task A_step_out_of_turn_is_refused_and_the_legal_ones_are_named(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var task = Api.Id(await api.HasTask());

        var early = await api.Post($"tasks/{task}/completions", new { completedOn = "2017-12-20" });

        early.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var problem = await Api.Problem(early);
        problem["code"]!.GetValue<string>().ShouldBe("task-step");
        Named(problem).ShouldBe(["acknowledgements", "returns", "allocations", "extensions", "cancellations"]);
        await api.Has($"tasks/{task}/acknowledgements", new { acknowledgedOn = "2017-03-03" });
        Named(await Api.Problem(await api.Post($"tasks/{task}/acknowledgements", new { acknowledgedOn = "2017-03-04", note = "另有说明" }))).ShouldBe(["progress-reports", "completions", "returns", "allocations", "extensions", "cancellations"]);
    }

    [Theory, OnEveryDatabase]
    public async Task A_step_cannot_precede_the_one_before_or_lie_ahead(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var task = Api.Id(await api.HasTask());
        await api.Has($"tasks/{task}/acknowledgements", new { acknowledgedOn = "2017-03-03" });

        var before = await Api.Problem(await api.Post($"tasks/{task}/progress-reports", new { reportedOn = "2017-03-02", quantity = 1 }));
        var ahead = await Api.Problem(await api.Post($"tasks/{task}/progress-reports", new { reportedOn = "2999-01-01", quantity = 1 }));

        before["code"]!.GetValue<string>().ShouldBe("task-step");
        before["errors"]![0]!["pointer"]!.GetValue<string>().ShouldBe("/reportedOn");
        before["errors"]![0]!["value"]!.GetValue<string>().ShouldBe("2017-03-03");
        ahead["code"]!.GetValue<string>().ShouldBe("task-step");
    }

    [Theory, OnEveryDatabase]
    public async Task The_same_step_again_records_nothing(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var task = Api.Id(await api.HasTask());
        await api.Has($"tasks/{task}/acknowledgements", new { acknowledgedOn = "2017-06-30" });
        await api.Has($"tasks/{task}/progress-reports", new { reportedOn = "2017-06-30", quantity = 3000, note = "第一批" });
        var head = await api.Head();

        var acknowledged = await api.Post($"tasks/{task}/acknowledgements", new { acknowledgedOn = "2017-06-30" });
        var reported = await api.Post($"tasks/{task}/progress-reports", new { reportedOn = "2017-06-30", quantity = 3000, note = "第一批" });

        acknowledged.StatusCode.ShouldBe(HttpStatusCode.OK);
        reported.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await api.Head()).ShouldBe(head);
        (await api.Post($"tasks/{task}/progress-reports", new { reportedOn = "2017-06-30", quantity = 3001 })).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Theory, OnEveryDatabase]
    public async Task A_step_taken_again_on_a_later_day_records_nothing_and_shows_the_task_as_it_is(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var task = Api.Id(await api.HasTask());
        await api.Has($"tasks/{task}/acknowledgements", new { acknowledgedOn = "2017-03-03", note = "已传达" });
        await api.Has($"tasks/{task}/progress-reports", new { reportedOn = "2017-06-30", quantity = 3000 });
        await api.Has($"tasks/{task}/completions", new { completedOn = "2017-12-20" });
        var head = await api.Head();

        foreach (var (step, body) in new (string, object)[]
        {
            ("acknowledgements", new { acknowledgedOn = "2017-03-03", note = "已传达" }),
            ("acknowledgements", new { acknowledgedOn = "2017-03-09" }),
            ("acknowledgements", new { }),
            ("progress-reports", new { reportedOn = "2017-06-30", quantity = 3000 }),
            ("completions", new { completedOn = "2017-12-31" }),
        })
        {
            var again = await api.Post($"tasks/{task}/{step}", body);

            again.StatusCode.ShouldBe(HttpStatusCode.OK);
            JsonNode.Parse(await again.Content.ReadAsStringAsync(Api.Ct))!["state"]!.GetValue<string>().ShouldBe("completionRequested");
        }
        (await api.Head()).ShouldBe(head);
    }

    [Theory, OnEveryDatabase]
    public async Task A_report_that_was_replaced_since_changes_the_task_back(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var task = Api.Id(await api.HasTask());
        await api.Has($"tasks/{task}/acknowledgements", new { acknowledgedOn = "2017-03-03" });
        await api.Has($"tasks/{task}/progress-reports", new { reportedOn = "2017-06-30", quantity = 3000 });
        await api.Has($"tasks/{task}/progress-reports", new { reportedOn = "2017-06-30", quantity = 3001 });

        var back = await api.Post($"tasks/{task}/progress-reports", new { reportedOn = "2017-06-30", quantity = 3000 });

        back.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await api.Ask($"tasks/{task}"))["reported"]!.GetValue<double>().ShouldBe(3000);
    }

    [Theory, OnEveryDatabase]
    public async Task Notes_are_kept_by_no_cache_and_what_was_reported_later_does_not_show_at_an_earlier_position(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var task = Api.Id(await api.HasTask());
        await api.Has($"tasks/{task}/acknowledgements", new { acknowledgedOn = "2017-03-03" });
        await api.Has($"tasks/{task}/progress-reports", new { reportedOn = "2017-06-30", quantity = 3000, note = "第一批" });
        var then = $"asOf=2017-12-31&knownAt=pos:{await api.Head()}";
        await api.Has($"tasks/{task}/progress-reports", new { reportedOn = "2017-06-30", quantity = 3500, note = "更正" });

        foreach (var address in new[] { $"tasks/{task}", "tasks", $"tasks/{task}/progress-reports" })
            (await api.Get($"{address}?{then}")).Headers.CacheControl!.NoStore.ShouldBeTrue();
        (await api.Ask($"tasks/{task}/progress-reports?{then}"))["items"]!.AsArray().Select(r => r!["note"]!.GetValue<string>()).ShouldBe(["第一批"]);
        (await api.Ask($"tasks/{task}?{then}"))["reported"]!.GetValue<double>().ShouldBe(3000);
    }

    [Theory, OnEveryDatabase]
    public async Task A_step_of_an_unknown_task_and_a_negative_quantity_are_refused(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var task = Api.Id(await api.HasTask());

        var unknown = await api.Post("tasks/1/acknowledgements", new { });

        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Api.CodeOf(unknown)).ShouldBe("task-unknown");
        (await Api.Problem(await api.Post($"tasks/{task}/progress-reports", new { reportedOn = "2017-06-30", quantity = -1 }))).Faults().ShouldBe(["/quantity quantity-negative"]);
    }

    private static IEnumerable<string> Named(JsonObject problem) => problem["errors"]!.AsArray().Select(e => e!["value"]!.GetValue<string>());

    private static async Task<string> State(Api api, long task, string day) => (await api.Ask($"tasks/{task}?asOf={day}"))["state"]!.GetValue<string>();
}
