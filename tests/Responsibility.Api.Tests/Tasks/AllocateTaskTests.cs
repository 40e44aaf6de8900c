using System.Net;
using System.Text.Json.Nodes;

namespace Responsibility.Api.Tests.Tasks;

public sealed class AllocateTaskTests
{
    [Theory, OnEveryDatabase]
    public async Task A_task_is_broken_down_level_by_level_and_what_is_done_at_the_bottom_rolls_up(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (lead, _, assessor) = await api.HasBodies();
        await api.HasDivision("410225102", "南彰镇", "township", "410225");
        var city = await Task(api, "4102", 10000);
        var county = Part(await api.Has($"tasks/{city}/allocations", new { allocations = new[] { Share("410225", 8000) } }), 0);
        var parts = await api.Has($"tasks/{county}/allocations", new { allocations = new object[] { Share("410225101", 5000), Share("410225102", 3000), new { organization = lead, quantity = 800, title = "县直安置点" } }, document = "兰扶贫办〔2017〕5号" });
        var village = Part(await api.Has($"tasks/{Part(parts, 0)}/allocations", new { allocations = new[] { Share("410225101201", 2500) } }), 0);
        await Reports(api, village, 2000);
        await Reports(api, Part(parts, 1), 1000);
        await Reports(api, Part(parts, 2), 300);
        await Reports(api, county, 9999);
        await api.Has($"tasks/{Part(parts, 1)}/completions", new { completedOn = "2017-12-01" });
        await api.Has($"tasks/{Part(parts, 1)}/verifications", new { verifier = assessor, verifiedOn = "2017-12-10", quantity = 900 });

        var tree = await api.Ask($"tasks/{city}/tree?asOf=2017-12-31");

        parts.At("allocated").ShouldBe("8800");
        parts.At("unallocated").ShouldBe("0");
        parts.At("items/2/division/code").ShouldBe("410225000000");
        parts.At("items/2/lead/id").ShouldBe($"{lead}");
        tree.At("tasks").ShouldBe("6");
        Lines(tree["root"]!).ShouldBe(
        [
            "4102 10000 allocated 8000 unallocated 2000 inflation - path 0 reported 3300 verified 900 done 33 / 9",
            "410225 8000 allocated 8800 unallocated 0 inflation 800=10 path 10 reported 3300 verified 900 done 41.25 / 11.25",
            "410225 800 allocated 0 unallocated 800 inflation - path 10 reported 300 verified 0 done 37.5 / 0",
            "410225101 5000 allocated 2500 unallocated 2500 inflation - path 10 reported 2000 verified 0 done 40 / 0",
            "410225101201 2500 allocated 0 unallocated 2500 inflation - path 10 reported 2000 verified 0 done 80 / 0",
            "410225102 3000 allocated 0 unallocated 3000 inflation - path 10 reported 1000 verified 900 done 33.33 / 30",
        ]);
        tree["root"]!["children"]![0].At("ownReported").ShouldBe("9999");
        (await api.Ask($"tasks/{city}/tree?asOf=2017-12-09")).At("root/verified").ShouldBe("0");
        var shallow = await api.Ask($"tasks/{city}/tree?depth=1");
        shallow.At("root/children/0/reported").ShouldBe("3300");
        shallow["root"]!["children"]![0]!["children"]!.AsArray().ShouldBeEmpty();
        (await api.Ask($"tasks?parent={county}")).Items("title").ShouldBe(["易地搬迁", "易地搬迁", "县直安置点"]);
    }

    [Theory, OnEveryDatabase]
    public async Task What_cannot_be_a_part_is_refused_by_its_own_code_and_nothing_of_the_rest_is_kept(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (lead, _, assessor) = await api.HasBodies();
        await api.HasDivision("410203", "顺河回族区", "county", "4102");
        var county = await Task(api, "410225", 8000);
        await api.Has($"tasks/{county}/allocations", new { allocations = new[] { Share("410225101201", 1) } });
        var head = await api.Head();

        await Refused("allocation-outside-subtree", new { division = "410203", quantity = 10 });
        await Refused("allocation-outside-subtree", new { division = "4102", quantity = 10 });
        await Refused("allocation-outside-subtree", new { division = "410225", quantity = 10 });
        await Refused("allocation-outside-subtree", new { organization = assessor, quantity = 10 });
        await Refused("allocation-exists", new { division = "410225101201", quantity = 10 });
        await Refused("task-due-after-parent", new { division = "410225101201", quantity = 10, title = "另", dueOn = "2018-01-01" });
        await Refused("task-starts-before-parent", new { division = "410225101201", quantity = 10, title = "另", startsOn = "2017-02-01" });
        await Refused("task-metric-differs", new { division = "410225101201", title = "另" });
        await Refused("division-unknown", new { division = "419999", quantity = 10 });
        await Refused("organization-unknown", new { organization = county, quantity = 10 });
        await Refused("invalid", new { division = "410225101201", title = "另", quantity = -10 });
        await Refused("invalid", new { quantity = 10 });
        await api.Post("tasks/1/allocations", new { allocations = new[] { Share("410225101", 10) } }).Refuses(HttpStatusCode.NotFound, "task-unknown");
        await api.Post("tasks", new { title = "修路", division = "410225101", parent = county, target = new { metric = "公里", quantity = 5, unit = "公里" }, startsOn = "2017-03-01", dueOn = "2017-12-31" })
            .Refuses(HttpStatusCode.UnprocessableEntity, "task-metric-differs");
        (await api.Head()).ShouldBe(head);
        await api.Has($"tasks/{county}/allocations", new { allocations = new[] { new { organization = lead, quantity = 5 } } });

        async Task Refused(string code, object share)
        {
            var answer = await api.Post($"tasks/{county}/allocations", new { allocations = new[] { Share("410225101", 5000), share } });
            var problem = await answer.Refusing(code);
            problem["errors"]![0].At("pointer")!.ShouldStartWith("/allocations/1/");
        }
    }

    [Theory, OnEveryDatabase]
    public async Task Parts_that_were_cancelled_are_left_out_from_that_day_on_and_known_before_as_they_were(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasBodies();
        var county = await Task(api, "410225", 8000);
        var part = Part(await api.Has($"tasks/{county}/allocations", new { allocations = new[] { Share("410225101", 5000) } }), 0);
        var then = await api.Head();
        await api.Has($"tasks/{part}/cancellations", new { cancelledOn = "2017-06-01", reason = "并入" });

        (await api.Ask($"tasks/{county}/tree?asOf=2017-05-31")).At("root/allocated").ShouldBe("5000");
        (await api.Ask($"tasks/{county}/tree?asOf=2017-06-01")).At("root/allocated").ShouldBe("0");
        (await api.Ask($"tasks/{county}/tree?asOf=2017-06-01&knownAt=pos:{then}")).At("root/allocated").ShouldBe("5000");
        await api.Get($"tasks/{county}/tree?knownAt=pos:{county - 1}").Refuses(HttpStatusCode.NotFound, "task-unknown");
        // What was cancelled may be allocated anew.
        await api.Has($"tasks/{county}/allocations", new { allocations = new[] { Share("410225101", 4000) } });
    }

    private static async Task<long> Task(Api api, string division, double quantity) => Api.Id(await api.Has("tasks", new
    {
        title = "易地搬迁",
        division,
        target = new { metric = "搬迁人口", quantity, unit = "人" },
        startsOn = "2017-03-01",
        dueOn = "2017-12-31",
    }));

    private static object Share(string division, double quantity) => new { division, quantity };

    private static long Part(JsonObject allocation, int index) => Api.Id(allocation["items"]![index]!.AsObject());

    private static async Task Reports(Api api, long task, double quantity)
    {
        await api.Has($"tasks/{task}/acknowledgements", new { acknowledgedOn = "2017-03-03" });
        await api.Has($"tasks/{task}/progress-reports", new { reportedOn = "2017-06-30", quantity });
    }

    private static IEnumerable<string> Lines(JsonNode node) =>
    [
        $"{node.At("division/code")!.TrimEnd('0')} {node.At("target/quantity")} allocated {node.At("allocated")} unallocated {node.At("unallocated")} "
            + $"inflation {(node["inflation"] is null ? "-" : $"{node.At("inflation/quantity")}={Plain(node.At("inflation/percentage"))}")} path {Plain(node.At("pathInflation"))} "
            + $"reported {node.At("reported")} verified {node.At("verified")} done {Plain(node.At("percentage"))} / {Plain(node.At("verifiedPercentage"))}",
        .. node["children"]!.AsArray().SelectMany(child => Lines(child!)),
    ];

    private static string Plain(string? number) => decimal.Parse(number!, System.Globalization.CultureInfo.InvariantCulture).ToString("0.##", System.Globalization.CultureInfo.InvariantCulture);
}
