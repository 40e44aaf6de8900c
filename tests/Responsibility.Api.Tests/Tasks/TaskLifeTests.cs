using System.Net;

namespace Responsibility.Api.Tests.Tasks;

/// <summary>The steps of a task from its registration to its closure, and the ways back.</summary>
public sealed class TaskLifeTests
{
    [Theory, OnEveryDatabase]
    public async Task A_task_is_registered_issued_carried_out_verified_closed_and_reopened_and_each_day_shows_what_it_was_then(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (lead, assisting, assessor) = await api.HasBodies();
        var task = Api.Id(await api.Has("tasks", Relocation(lead, assisting, issue: false)));

        await api.Has($"tasks/{task}/issues", new { issuedOn = "2017-03-02" });
        await api.Has($"tasks/{task}/acknowledgements", new { acknowledgedOn = "2017-03-03" });
        await api.Has($"tasks/{task}/progress-reports", new { reportedOn = "2017-09-30", quantity = 12000 });
        await api.Has($"tasks/{task}/completions", new { completedOn = "2017-12-20" });
        var verified = await api.Has($"tasks/{task}/verifications", new { verifier = assessor, verifiedOn = "2018-01-05", quantity = 11990 });
        await api.Has($"tasks/{task}/closures", new { closedOn = "2018-01-10" });
        var reopened = await api.Has($"tasks/{task}/reopenings", new { reopenedOn = "2018-04-02", reason = "部分搬迁户返回原址" });

        foreach (var (day, state) in new[]
        {
            ("2017-03-01", "registered"), ("2017-03-02", "issued"), ("2017-03-03", "acknowledged"), ("2017-09-30", "inProgress"), ("2017-12-20", "completionRequested"),
            ("2018-01-05", "verified"), ("2018-01-10", "closed"), ("2018-04-02", "reopened"),
        })
        {
            (await api.Ask($"tasks/{task}?asOf={day}")).At("state").ShouldBe(state, day);
            (await api.Ask($"tasks?asOf={day}&state={state}")).Items("id").ShouldBe([$"{task}"]);
        }
        verified.At("verified").ShouldBe("11990");
        verified.At("verifier/id").ShouldBe($"{assessor}");
        verified.At("lead/name").ShouldBe("兰考县扶贫办");
        verified.At("assisting/0/id").ShouldBe($"{assisting}");
        reopened.At("verified").ShouldBeNull();
        reopened.At("note").ShouldBe("部分搬迁户返回原址");
        (await api.Ask($"tasks?organization={assisting}")).Items("id").ShouldBe([$"{task}"]);
        (await api.Ask($"tasks?organization={assessor}")).Items("id").ShouldBeEmpty();
        (await api.Ask($"tasks/{task}/history"))["items"]!.AsArray().Select(v => v.At("fact")).Distinct().ShouldBe(
            ["taskRegistered/1", "taskIssued/2", "taskAcknowledged/1", "taskProgressReported/2", "taskCompletionRequested/1", "taskVerified/2", "taskClosed/1", "taskReopened/1"]);
        await api.Delete($"organizations/{assessor}").Refuses(HttpStatusCode.Conflict, "in-use");
    }

    [Theory, OnEveryDatabase]
    public async Task Each_state_allows_its_own_steps_and_a_refusal_names_them(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (lead, assisting, assessor) = await api.HasBodies();
        var task = Api.Id(await api.Has("tasks", Relocation(lead, assisting, issue: false)));

        await Allows("issues", "allocations", "extensions", "cancellations");
        await api.Has($"tasks/{task}/issues", new { issuedOn = "2017-03-02" });
        await Allows("acknowledgements", "returns", "allocations", "extensions", "cancellations");
        await api.Has($"tasks/{task}/returns", new { returnedOn = "2017-03-03", reason = "职责不符" });
        await Allows("issues", "progress-reports", "completions", "extensions", "cancellations");
        await api.Has($"tasks/{task}/issues", new { issuedOn = "2017-03-04" });
        await api.Has($"tasks/{task}/acknowledgements", new { acknowledgedOn = "2017-03-05" });
        await api.Has($"tasks/{task}/progress-reports", new { reportedOn = "2017-06-30", quantity = 1 });
        await Allows("progress-reports", "completions", "allocations", "extensions", "cancellations");
        await api.Has($"tasks/{task}/completions", new { completedOn = "2017-07-01" });
        await Allows("verifications", "returns");
        await api.Has($"tasks/{task}/verifications", new { verifier = assessor, verifiedOn = "2017-07-02" });
        await Allows("closures", "reopenings");
        await api.Has($"tasks/{task}/closures", new { closedOn = "2017-07-03" });
        await Allows("reopenings");
        await api.Has($"tasks/{task}/reopenings", new { reopenedOn = "2017-07-04", reason = "反弹" });
        await api.Has($"tasks/{task}/cancellations", new { cancelledOn = "2017-07-05", reason = "并入" });
        await Allows();

        async Task Allows(params string[] steps)
        {
            var head = await api.Head();
            foreach (var (step, body) in Every(assessor).Where(every => !steps.Contains(every.Step) && every.Step is not "allocations"))
            {
                var answer = await api.Post($"tasks/{task}/{step}", body);
                if (answer.StatusCode is HttpStatusCode.OK) continue;
                var problem = await answer.Refusing("task-step");
                problem["errors"]!.AsArray().Select(e => e.At("value")).ShouldBe(steps, step);
            }
            (await api.Head()).ShouldBe(head);
        }
    }

    [Theory, OnEveryDatabase]
    public async Task A_task_is_verified_by_a_body_that_neither_carries_it_out_nor_answers_for_it_there(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (lead, assisting, assessor) = await api.HasBodies();
        var committee = await api.HasOrganization("410225", "partyCommittee", "中共兰考县委");
        var task = Api.Id(await api.Has("tasks", Relocation(lead, assisting)));
        await api.Has($"tasks/{task}/acknowledgements", new { acknowledgedOn = "2017-03-03" });
        await api.Has($"tasks/{task}/progress-reports", new { reportedOn = "2017-09-30", quantity = 9000 });
        await api.Has($"tasks/{task}/completions", new { completedOn = "2017-12-20" });
        var head = await api.Head();

        foreach (var body in new[] { lead, assisting, committee })
            await Verify(new { verifier = body, verifiedOn = "2018-01-05" }).Refuses(HttpStatusCode.UnprocessableEntity, "verifier-same-body");
        await Verify(new { verifier = assessor, verifiedOn = "2018-01-05", quantity = 9001 }).Refuses(HttpStatusCode.UnprocessableEntity, "verified-beyond-reported");
        await Verify(new { verifier = task, verifiedOn = "2018-01-05" }).Refuses(HttpStatusCode.UnprocessableEntity, "organization-unknown");
        (await api.Head()).ShouldBe(head);
        var failed = await api.Has($"tasks/{task}/verifications", new { verifier = assessor, verifiedOn = "2018-01-05", quantity = 8000, passed = false, note = "不足1.2万" });
        await api.Records(0, async () => await api.Has($"tasks/{task}/verifications", new { verifier = assessor, verifiedOn = "2018-01-05", quantity = 8000, passed = false }));

        failed.At("state").ShouldBe("returned");
        failed.At("verified").ShouldBe("8000");
        await api.Has($"tasks/{task}/progress-reports", new { reportedOn = "2018-02-28", quantity = 12000 });
        await api.Has($"tasks/{task}/completions", new { completedOn = "2018-03-01" });
        (await Verify(new { verifier = assessor, verifiedOn = "2018-03-05" }).Succeeds()).At("verified").ShouldBe("12000");

        Task<HttpResponseMessage> Verify(object body) => api.Post($"tasks/{task}/verifications", body);
    }

    [Theory, OnEveryDatabase]
    public async Task A_task_is_put_off_with_a_reason_and_an_approver_to_a_later_day_that_its_whole_allows(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (lead, assisting, assessor) = await api.HasBodies();
        var whole = Api.Id(await api.Has("tasks", Relocation(lead, assisting)));
        var part = Api.Id((await api.Has($"tasks/{whole}/allocations", new { allocations = new[] { new { division = "410225101", quantity = 100, dueOn = "2017-10-31" } } }))["items"]![0]!.AsObject());
        object To(string dueOn) => new { dueOn, reason = "汛期停工", approver = assessor, extendedOn = "2017-08-01" };

        await Extend(part, To("2018-01-01")).Refuses(HttpStatusCode.UnprocessableEntity, "task-due-after-parent");
        await Extend(part, To("2017-10-31")).Refuses(HttpStatusCode.UnprocessableEntity, "extension-not-later");
        await Extend(part, new { dueOn = "2017-11-30", reason = "", approver = assessor }).Refuses(HttpStatusCode.BadRequest, "invalid");
        await Extend(part, new { dueOn = "2017-11-30", reason = "汛期", approver = whole, extendedOn = "2017-08-01" }).Refuses(HttpStatusCode.UnprocessableEntity, "organization-unknown");
        await api.Records(1, async () =>
        {
            var extended = await Extend(part, To("2017-12-31")).Succeeds();
            extended.At("state").ShouldBe("issued");
            extended.At("extension/from").ShouldBe("2017-10-31");
            extended.At("extension/approver/id").ShouldBe($"{assessor}");
            (await Extend(part, To("2017-12-31"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        });
        (await api.Ask($"tasks/{part}?asOf=2017-07-31")).At("dueOn").ShouldBe("2017-10-31");
        (await api.Ask($"tasks/{part}?asOf=2017-08-01")).At("dueOn").ShouldBe("2017-12-31");
        (await api.Ask($"tasks/{part}/history"))["items"]!.AsArray()[^1].At("reason").ShouldBe("汛期停工");

        Task<HttpResponseMessage> Extend(long task, object body) => api.Post($"tasks/{task}/extensions", body);
    }

    [Theory, OnEveryDatabase]
    public async Task A_task_with_parts_is_cancelled_after_them(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (lead, assisting, _) = await api.HasBodies();
        var whole = Api.Id(await api.Has("tasks", Relocation(lead, assisting)));
        var part = Api.Id((await api.Has($"tasks/{whole}/allocations", new { allocations = new[] { new { division = "410225101", quantity = 100 } } }))["items"]![0]!.AsObject());
        var cancellation = new { cancelledOn = "2017-06-01", reason = "并入" };

        var problem = await api.Post($"tasks/{whole}/cancellations", cancellation).Refuses(HttpStatusCode.Conflict, "in-use");
        await api.Has($"tasks/{part}/cancellations", cancellation);
        var cancelled = await api.Has($"tasks/{whole}/cancellations", cancellation);

        problem["errors"]![0].At("value").ShouldBe($"task/{part}");
        cancelled.At("state").ShouldBe("cancelled");
    }

    private static object Relocation(long lead, long assisting, bool issue = true) => new
    {
        title = "2017年易地搬迁",
        division = "410225",
        target = new { metric = "搬迁人口", quantity = 12000, unit = "人" },
        startsOn = "2017-03-01",
        dueOn = "2017-12-31",
        lead,
        assisting = new[] { assisting },
        issue,
    };

    private static IEnumerable<(string Step, object Body)> Every(long verifier) =>
    [
        ("issues", new { note = "又" }), ("acknowledgements", new { note = "又" }), ("progress-reports", new { reportedOn = "2017-08-01", quantity = 2, note = "又" }),
        ("completions", new { completedOn = "2017-08-01", note = "又" }), ("verifications", new { verifier, quantity = 0.5 }), ("closures", new { note = "又" }), ("returns", new { reason = "又" }),
        ("extensions", new { dueOn = "2018-12-31", reason = "又", approver = verifier }), ("cancellations", new { reason = "又" }), ("reopenings", new { reason = "又" }),
    ];
}
