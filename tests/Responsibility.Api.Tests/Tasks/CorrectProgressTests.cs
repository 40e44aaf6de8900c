using System.Net;

namespace Responsibility.Api.Tests.Tasks;

public sealed class CorrectProgressTests
{
    [Theory, OnEveryDatabase]
    public async Task A_corrected_report_is_right_from_now_on_and_stays_as_it_was_as_known_then(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var task = Api.Id(await api.HasTask());
        await api.Has($"tasks/{task}/acknowledgements", new { acknowledgedOn = "2017-03-03" });
        await api.Has($"tasks/{task}/progress-reports", new { reportedOn = "2017-06-30", quantity = 3000, note = "第一批", evidence = new[] { "https://files.lankao.example/1.pdf" } });
        await api.Has($"tasks/{task}/progress-reports", new { reportedOn = "2017-09-30", quantity = 6000 });
        var report = long.Parse((await api.Ask($"tasks/{task}/progress-reports")).Items("id").First()!, System.Globalization.CultureInfo.InvariantCulture);
        var then = await api.Head();

        var corrected = await Api.Body(await api.Patch($"progress-reports/{report}", new { quantity = 2980, reason = "重复统计20人" }));

        corrected.At("quantity").ShouldBe("2980");
        corrected.At("evidence/0").ShouldBe("https://files.lankao.example/1.pdf");
        (await api.Ask($"tasks/{task}?asOf=2017-07-09")).At("reported").ShouldBe("2980");
        (await api.Ask($"tasks/{task}?asOf=2017-07-09&knownAt=pos:{then}")).At("reported").ShouldBe("3000");
        (await api.Ask($"tasks/{task}")).At("reported").ShouldBe("6000");
        (await api.Ask($"tasks/{task}/progress-reports?knownAt=pos:{then}")).Items("quantity").ShouldBe(["3000", "6000"]);
        (await api.Ask($"tasks/{task}/progress-reports")).Items("quantity").ShouldBe(["2980", "6000"]);
        (await api.Ask($"progress-reports/{report}/history"))["items"]!.AsArray().Select(v => $"{v.At("fact")} {v.At("values/quantity")} {v.At("reason")}").ShouldBe(
            ["taskProgressReported/2 3000 ", "progressReportCorrected/1 2980 重复统计20人"]);
    }

    [Theory, OnEveryDatabase]
    public async Task What_was_done_never_goes_back_neither_by_a_report_nor_by_a_correction(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (_, _, assessor) = await api.HasBodies();
        var task = Api.Id(await api.HasTask());
        await api.Has($"tasks/{task}/acknowledgements", new { acknowledgedOn = "2017-03-03" });
        await api.Has($"tasks/{task}/progress-reports", new { reportedOn = "2017-06-30", quantity = 3000 });
        await api.Has($"tasks/{task}/progress-reports", new { reportedOn = "2017-09-30", quantity = 6000 });
        var reports = (await api.Ask($"tasks/{task}/progress-reports")).Items("id").ToList();
        var head = await api.Head();

        await api.Post($"tasks/{task}/progress-reports", new { reportedOn = "2017-10-31", quantity = 5999 }).Refuses(HttpStatusCode.Conflict, "quantity-backward");
        await api.Patch($"progress-reports/{reports[0]}", new { quantity = 6001, reason = "漏报" }).Refuses(HttpStatusCode.Conflict, "quantity-backward");
        await api.Patch($"progress-reports/{reports[1]}", new { quantity = 2999, reason = "多报" }).Refuses(HttpStatusCode.Conflict, "quantity-backward");
        (await (await api.Patch($"progress-reports/{reports[1]}", new { quantity = -1, reason = "多报" })).Refusing("invalid")).Faults().ShouldBe(["/quantity quantity-negative"]);
        (await (await api.Post($"tasks/{task}/progress-reports", new { reportedOn = "2017-10-31", quantity = 7000, evidence = new[] { "file:///etc/passwd" } })).Refusing("invalid")).Faults().ShouldBe(["/evidence link"]);
        await api.Patch("progress-reports/1", new { quantity = 1, reason = "无" }, "\"1\"").Refuses(HttpStatusCode.NotFound, "progress-report-unknown");
        (await api.Head()).ShouldBe(head);

        await api.Has($"tasks/{task}/completions", new { completedOn = "2017-12-20" });
        await api.Has($"tasks/{task}/verifications", new { verifier = assessor, verifiedOn = "2018-01-05", quantity = 5000 });
        await api.Patch($"progress-reports/{reports[1]}", new { quantity = 4999, reason = "多报" }).Refuses(HttpStatusCode.UnprocessableEntity, "verified-beyond-reported");
        (await Api.Body(await api.Patch($"progress-reports/{reports[1]}", new { quantity = 5000, reason = "多报" }))).At("quantity").ShouldBe("5000");
    }
}
