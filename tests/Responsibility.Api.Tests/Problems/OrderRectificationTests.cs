using System.Net;

namespace Responsibility.Api.Tests.Problems;

public sealed class OrderRectificationTests
{
    [Theory, OnEveryDatabase]
    public async Task The_state_of_a_problem_is_that_of_its_rectification_on_each_day(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (group, team, county, township, inspection) = await api.HasInspected();
        var problem = await api.HasProblem(inspection: inspection);
        var found = await api.Head();
        var ordered = await api.Has($"problems/{problem}/rectifications", new { lead = team, assisting = new[] { township }, startsOn = "2017-03-25", dueOn = "2017-06-30" });
        var task = Api.Id(ordered);
        await api.Has($"tasks/{task}/acknowledgements", new { acknowledgedOn = "2017-03-27" });
        await api.Has($"tasks/{task}/completions", new { completedOn = "2017-06-01" });
        await api.Has($"tasks/{task}/verifications", new { verifier = group, verifiedOn = "2017-06-05", passed = false, note = "账目仍未公开" });
        await api.Has($"tasks/{task}/completions", new { completedOn = "2017-06-08" });
        await api.IsClosed(task, group);
        var closed = await api.Head();
        await api.Has($"tasks/{task}/reopenings", new { reopenedOn = "2017-10-09", reason = "回访发现再次涣散" });
        await api.Has($"tasks/{task}/progress-reports", new { reportedOn = "2017-10-20", quantity = 1 });

        ordered.At("title").ShouldBe("村党组织软弱涣散");
        ordered.At("programme").ShouldBe("partyBuilding");
        ordered.At("division/code").ShouldBe((await api.Ask($"problems/{problem}")).At("division/code"));
        ordered.At("problem").ShouldBe($"{problem}");
        ordered["bearers"]!.AsArray().Select(b => b.At("organization/id")).ShouldContain($"{county}");
        foreach (var (day, state) in new[]
        {
            ("2017-03-20", "found"), ("2017-03-24", "found"), ("2017-03-25", "rectifying"), ("2017-06-01", "completionRequested"), ("2017-06-05", "rectifying"), ("2017-06-08", "completionRequested"),
            ("2017-06-10", "verified"), ("2017-06-15", "closed"), ("2017-10-09", "reopened"), ("2017-10-20", "rectifying"),
        })
        {
            (await api.Ask($"problems/{problem}?asOf={day}")).At("state").ShouldBe(state, day);
            (await api.Ask($"problems?asOf={day}&state={state}")).Items("id").ShouldBe([$"{problem}"], day);
            (await api.Ask($"problems/summary?by=state&asOf={day}")).Items("id").ShouldBe([state]);
            (await api.Ask($"inspections/{inspection}?asOf={day}")).At($"findings/{state}").ShouldBe("1", day);
        }
        (await api.Ask($"problems/{problem}?asOf=2017-12-31&knownAt=pos:{closed}")).At("state").ShouldBe("closed");
        (await api.Ask($"problems/{problem}?asOf=2017-12-31&knownAt=pos:{found}")).At("state").ShouldBe("found");
        (await api.Ask($"problems/{problem}?asOf=2017-12-31&knownAt=pos:{found}")).At("task").ShouldBeNull();
        // The register knew the task one fact before it knew what the task is for.
        (await api.Ask($"tasks/{task}?knownAt=pos:{task}")).At("problem").ShouldBeNull();
        (await api.Ask($"problems?task={task}")).Items("id").ShouldBe([$"{problem}"]);
        (await api.Ask("changes?within=410225101201"))["items"]!.AsArray().Select(change => change.At("type")).ShouldContain(type => type!.Contains("problemRectificationOrdered", StringComparison.Ordinal));
    }

    [Theory, OnEveryDatabase]
    public async Task A_problem_is_rectified_by_one_task_and_by_another_once_that_was_cancelled(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (_, team, _, township, _) = await api.HasInspected();
        var problem = await api.HasProblem();
        var first = await api.HasRectification(problem, team);

        var problemDocument = await api.Post($"problems/{problem}/rectifications", new { lead = township, dueOn = "2017-06-30" }).Refuses(HttpStatusCode.Conflict, "rectification-exists");
        problemDocument.At("detail")!.ShouldContain($"{first}");
        await api.Has($"tasks/{first}/cancellations", new { cancelledOn = "2017-04-01", reason = "改由镇政府承担" });
        (await api.Ask($"problems/{problem}?asOf=2017-04-01")).At("state").ShouldBe("found");
        (await api.Ask($"problems/{problem}?asOf=2017-04-01")).At("task").ShouldBeNull();
        var second = await api.HasRectification(problem, township, "2017-04-10");

        foreach (var (day, task) in new[] { ("2017-03-31", $"{first}"), ("2017-04-05", null), ("2017-04-10", $"{second}") })
            (await api.Ask($"problems/{problem}?asOf={day}")).At("task").ShouldBe(task, day);
        (await api.Ask($"problems?task={first}")).Items("task").ShouldBe([$"{second}"]);
        (await api.Ask($"tasks/{first}")).At("problem").ShouldBe($"{problem}");
    }

    [Theory, OnEveryDatabase]
    public async Task A_rectification_that_cannot_be_is_refused_by_its_own_code_and_leaves_nothing(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (_, team, _, _, _) = await api.HasInspected();
        var problem = await api.HasProblem();
        var head = await api.Head();

        await Refused("rectification-before-found", "/startsOn", new { lead = team, startsOn = "2017-03-19", dueOn = "2017-06-30" });
        await Refused("organization-unknown", "/lead", new { lead = problem, dueOn = "2017-06-30" });
        await Refused("organization-unknown", "/assisting", new { lead = team, assisting = new[] { problem }, dueOn = "2017-06-30" });
        await Refused("invalid", "/assisting", new { lead = team, assisting = new[] { team }, dueOn = "2017-06-30" });
        await Refused("invalid", "/dueOn", new { lead = team, startsOn = "2017-07-01", dueOn = "2017-06-30" });
        await Refused("invalid", "/target/quantity", new { lead = team, dueOn = "2017-06-30", target = new { metric = "整改事项", quantity = -1, unit = "件" } });
        await Refused("member-missing", "/lead", new { dueOn = "2017-06-30" });
        await api.Post($"problems/{team}/rectifications", new { lead = team, dueOn = "2017-06-30" }).Refuses(HttpStatusCode.NotFound, "problem-unknown");
        (await api.Head()).ShouldBe(head);
        (await api.Ask("tasks?count=exact")).At("total").ShouldBe("0");
        (await api.Has($"problems/{problem}/rectifications", new { lead = team, dueOn = "2017-06-30" })).At("startsOn").ShouldBe("2017-03-20");

        async Task Refused(string code, string pointer, object body) =>
            (await (await api.Post($"problems/{problem}/rectifications", body)).Refusing(code))["errors"]![0].At("pointer").ShouldBe(pointer);
    }
}
