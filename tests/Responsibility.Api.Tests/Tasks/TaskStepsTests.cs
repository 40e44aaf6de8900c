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
        Named(problem).ShouldBe(["acknowledgements"]);
        await api.Has($"tasks/{task}/acknowledgements", new { acknowledgedOn = "2017-03-03" });
        Named(await Api.Problem(await api.Post($"tasks/{task}/acknowledgements", new { acknowledgedOn = "2017-03-04" }))).ShouldBe(["progress-reports", "completions"]);
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
    public async Task A_step_of_an_unknown_task_and_a_negative_quantity_are_refused(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var task = Api.Id(await api.HasTask());

        var unknown = await api.Post("tasks/1/acknowledgements", new { });

        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Api.CodeOf(unknown)).ShouldBe("task-unknown");
        (await Api.Problem(await api.Post($"tasks/{task}/progress-reports", new { reportedOn = "2017-06-30", quantity = -1 })))["errors"]![0]!["pointer"]!.GetValue<string>().ShouldBe("/quantity");
    }

    private static IEnumerable<string> Named(JsonObject problem) => problem["errors"]!.AsArray().Select(e => e!["value"]!.GetValue<string>());

    private static async Task<string> State(Api api, long task, string day) => (await api.Ask($"tasks/{task}?asOf={day}"))["state"]!.GetValue<string>();
}
