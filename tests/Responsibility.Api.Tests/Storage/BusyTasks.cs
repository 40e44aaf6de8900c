namespace Responsibility.Api.Tests.Storage;

/// <summary>A task that is registered, broken down, carried out, put off, verified, reopened; parts of it that are returned and cancelled.</summary>
internal static class BusyTasks
{
    public static async Task Happen(Api api)
    {
        var lead = await api.HasOrganization("410225", "department", "兰考县移民局");
        var assisting = await api.HasOrganization("410225", "department", "兰考县住建局");
        var assessor = await api.HasOrganization("4102", "department", "开封市审计局");
        var whole = Api.Id(await api.Has("tasks", new
        {
            title = "滩区迁建",
            division = "410225",
            programme = "relocation",
            target = new { metric = "搬迁人口", quantity = 900.5, unit = "人" },
            startsOn = "2017-03-01",
            dueOn = "2017-12-31",
            document = "豫扶贫办〔2017〕8号",
            lead,
            assisting = new[] { assisting },
            issue = false,
        }));
        await api.Has($"tasks/{whole}/issues", new { issuedOn = "2017-03-02", note = "随责任书下达" });
        var parts = (await api.Has($"tasks/{whole}/allocations", new { allocations = new object[] { new { division = "410225101", quantity = 600, dueOn = "2017-11-30" }, new { organization = assisting, quantity = 400 } } }))["items"]!.AsArray()
            .Select(part => Api.Id(part!.AsObject())).ToList();
        await api.Has($"tasks/{parts[1]}/returns", new { returnedOn = "2017-03-05", reason = "不属本单位职责" });
        await api.Has($"tasks/{parts[1]}/cancellations", new { cancelledOn = "2017-03-06", reason = "并入乡镇任务" });
        var part = parts[0];
        await api.Has($"tasks/{part}/acknowledgements", new { acknowledgedOn = "2017-03-03", note = "已传达" });
        await api.Has($"tasks/{part}/progress-reports", new { reportedOn = "2017-06-30", quantity = 300, note = "第一批", evidence = new[] { "https://files.lankao.example/1.pdf" } });
        var report = (await api.Ask($"tasks/{part}/progress-reports")).Items("id").Single();
        await Api.Body(await api.Patch($"progress-reports/{report}", new { quantity = 290, note = "第一批290人", reason = "重复统计" }));
        await api.Has($"tasks/{part}/extensions", new { extendedOn = "2017-07-01", dueOn = "2017-12-31", reason = "汛期停工", approver = assessor });
        await api.Has($"tasks/{part}/completions", new { completedOn = "2017-12-20", note = "全部入住" });
        await api.Has($"tasks/{part}/verifications", new { verifier = assessor, verifiedOn = "2018-01-05", note = "第三方评估" });
        await api.Has($"tasks/{part}/closures", new { closedOn = "2018-01-10" });
        await api.Has($"tasks/{part}/reopenings", new { reopenedOn = "2018-04-02", reason = "返迁" });
        await api.Has("supervision-runs", new { day = "2018-04-10" });
        var notice = (await api.Ask($"supervision-notices?task={whole}")).Items("id").First();
        await api.Has($"supervision-notices/{notice}/acknowledgements", new { acknowledgedOn = "2018-04-11", note = "限期整改" });
    }
}
