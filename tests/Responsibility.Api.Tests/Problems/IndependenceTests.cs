using System.Net;

namespace Responsibility.Api.Tests.Problems;

public sealed class IndependenceTests
{
    [Theory, OnEveryDatabase]
    public async Task Nobody_in_the_chain_of_that_day_verifies_a_rectification_but_those_who_supervise(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (group, team, county, township, _) = await api.HasInspected();
        var department = await api.HasOrganization("410225", "department", "兰考县民政局");
        var discipline = await api.HasOrganization("41", "disciplineCommission", "中共河南省纪委");
        await api.Has("contacts", new { organization = group, division = "410225", validFrom = "2017-01-01" });
        var task = Api.Id(await api.Has($"problems/{await api.HasProblem()}/rectifications", new { lead = team, assisting = new[] { department }, startsOn = "2017-03-25", dueOn = "2017-06-30" }));
        await api.IsDone(task);
        var head = await api.Head();

        foreach (var body in new[] { team, department, county, township })
            (await api.Verify(task, new { verifier = body, verifiedOn = "2017-06-10" }).Refuses(HttpStatusCode.UnprocessableEntity, "verifier-not-independent")).Faults().ShouldBe(["/verifier verifier-not-independent"]);
        (await api.Verify(task, new { verifier = county, verifiedOn = "2017-06-10" }).Refuses(HttpStatusCode.UnprocessableEntity, "verifier-not-independent")).At("detail")
            .ShouldBe("In the chain of that day: 兰考县, 中共兰考县委; clause 6, responsibility as main body.");
        (await api.Head()).ShouldBe(head);

        foreach (var body in new[] { group, discipline })
        {
            (await api.Verify(task, new { verifier = body, verifiedOn = "2017-06-10", passed = false }).Succeeds()).At("verifier/id").ShouldBe($"{body}");
            await api.Has($"tasks/{task}/completions", new { completedOn = "2017-06-10", note = $"再报 {body}" });
        }
    }

    [Theory, OnEveryDatabase]
    public async Task A_body_that_was_not_in_the_chain_yet_or_no_longer_on_the_day_may_verify(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (_, team, _, township, _) = await api.HasInspected();
        var task = await api.HasRectification(await api.HasProblem(), team);
        await api.IsDone(task);
        await api.Has($"organizations/{township}/end", new { validUntil = "2017-06-08", document = "兰编〔2017〕2号" });

        await api.Verify(task, new { verifier = township, verifiedOn = "2017-06-07" }).Refuses(HttpStatusCode.UnprocessableEntity, "verifier-not-independent");
        await api.Verify(task, new { verifier = township, verifiedOn = "2017-06-08" }).Succeeds();
    }

    [Theory, OnEveryDatabase]
    public async Task That_the_village_is_no_more_makes_nobody_independent(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (group, team, county, _, _) = await api.HasInspected();
        var task = await api.HasRectification(await api.HasProblem(), team);
        await api.IsDone(task);
        await api.Has("division-changes", new { type = "abolish", effectiveOn = "2017-06-05", document = "兰政〔2017〕1号", division = Inspected.Village });

        await api.Verify(task, new { verifier = county, verifiedOn = "2017-06-10" }).Refuses(HttpStatusCode.UnprocessableEntity, "verifier-not-independent");
        await api.Verify(task, new { verifier = group, verifiedOn = "2017-06-10" }).Succeeds();
    }

    [Theory, OnEveryDatabase]
    public async Task An_official_with_a_post_in_the_chain_or_in_a_body_that_rectifies_does_not_verify_for_another_body(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (group, team, county, _, _) = await api.HasInspected();
        var secretary = Api.Id(await api.Has("posts", new { organization = county, position = "partySecretary", title = "县委书记" }));
        var member = Api.Id(await api.Has("posts", new { organization = team, position = "leader", title = "工作队长" }));
        var (first, second, third) = (await api.HasOfficial("赵某"), await api.HasOfficial("钱某"), await api.HasOfficial("孙某"));
        await api.HasAppointment(first, secretary, "2016-01-01", "2017-06-10");
        await api.HasAppointment(second, member, "2017-01-01");
        var task = await api.HasRectification(await api.HasProblem(), team);
        await api.IsDone(task);

        var refused = await api.Verify(task, new { verifier = group, official = first, verifiedOn = "2017-06-09" }).Refuses(HttpStatusCode.UnprocessableEntity, "verifier-not-independent");
        refused.Faults().ShouldBe(["/official verifier-not-independent"]);
        refused.At("detail")!.ShouldContain("县委书记; clause 7");
        await api.Verify(task, new { verifier = group, official = second, verifiedOn = "2017-06-09" }).Refuses(HttpStatusCode.UnprocessableEntity, "verifier-not-independent");
        await api.Verify(task, new { verifier = group, official = task, verifiedOn = "2017-06-09" }).Refuses(HttpStatusCode.UnprocessableEntity, "official-unknown");
        await api.Records(1, async () =>
        {
            // On the day on which the secretary left nobody answers by that post any longer.
            await api.Verify(task, new { verifier = group, official = first, verifiedOn = "2017-06-10" }).Succeeds();
            (await api.Verify(task, new { verifier = group, official = first, verifiedOn = "2017-06-10" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        });
        await api.Verify(task, new { verifier = group, official = third, verifiedOn = "2017-06-10" }).Refuses(HttpStatusCode.Conflict, "task-step");
        await api.Delete($"officials/{first}").Refuses(HttpStatusCode.Conflict, "in-use");
    }

    [Theory, OnEveryDatabase]
    public async Task An_override_is_recorded_with_its_reason_and_a_report_lists_it(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (group, team, county, _, _) = await api.HasInspected();
        var official = await api.HasOfficial("周某");
        var problem = await api.HasProblem();
        var task = await api.HasRectification(problem, team);
        await api.IsDone(task);
        var before = await api.Head();

        (await api.Verify(task, new { verifier = county, verifiedOn = "2017-06-10", @override = new { reason = " " } }).Refuses(HttpStatusCode.BadRequest, "invalid")).Faults()
            .ShouldBe(["/override/reason not-empty"]);
        await api.Verify(task, new { verifier = county, official, verifiedOn = "2017-06-10", @override = new { reason = "督导组已撤回,由县委代验" } }).Succeeds();
        var independent = await api.HasRectification(await api.HasProblem("账目不公开"), team);
        await api.IsDone(independent);
        await api.Verify(independent, new { verifier = group, verifiedOn = "2017-06-10", @override = new { reason = "多余的理由" } }).Succeeds();

        var report = await api.Ask("reports/overridden-verifications?count=exact");
        report.At("total").ShouldBe("1");
        var item = report["items"]![0];
        new[] { "task", "problem", "verifier/id", "official/id", "official/name", "reason", "verifiedOn", "passed", "title" }.Select(member => item.At(member)).ShouldBe(
            [$"{task}", $"{problem}", $"{county}", $"{official}", "周某", "督导组已撤回,由县委代验", "2017-06-10", "true", "村党组织软弱涣散"]);
        foreach (var (question, found) in new[]
        {
            ("within=410225", 1), ("within=410225101201", 1), ("from=2017-06-10&until=2017-06-11", 1), ("from=2017-06-11", 0), ("until=2017-06-10", 0), ("asOf=2017-06-09", 0), ("asOf=2017-06-10", 1),
            ($"knownAt=pos:{before}", 0),
        })
            (await api.Ask($"reports/overridden-verifications?{question}"))["items"]!.AsArray().Count.ShouldBe(found, question);
        var csv = await (await api.Send(HttpMethod.Get, "reports/overridden-verifications", null, ("Accept", "text/csv"))).Content.ReadAsStringAsync(Api.Ct);
        csv.ShouldContain("督导组已撤回,由县委代验");
        csv.ShouldNotContain("多余的理由");
    }

    [Theory, OnEveryDatabase]
    public async Task Of_a_task_that_rectifies_nothing_an_override_changes_nothing(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (_, team, county, _, _) = await api.HasInspected();
        var task = Api.Id(await api.Has("tasks", new { title = "支部换届", division = Inspected.Village, startsOn = "2017-03-25", dueOn = "2017-06-30", lead = team }));
        await api.IsDone(task);

        await api.Verify(task, new { verifier = team, verifiedOn = "2017-06-10", @override = new { reason = "无他人" } }).Refuses(HttpStatusCode.UnprocessableEntity, "verifier-same-body");
        (await api.Verify(task, new { verifier = county, verifiedOn = "2017-06-10" }).Succeeds()).At("problem").ShouldBeNull();
    }
}
