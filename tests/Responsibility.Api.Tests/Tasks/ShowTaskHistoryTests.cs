using System.Net;

namespace Responsibility.Api.Tests.Tasks;

public sealed class ShowTaskHistoryTests
{
    [Theory, OnEveryDatabase]
    public async Task The_history_of_a_task_names_each_step_with_its_position_and_actor(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var before = await api.Head();
        var task = Api.Id(await api.HasTask());
        await api.Has($"tasks/{task}/acknowledgements", new { acknowledgedOn = "2017-03-03", note = "已传达" });
        var step = await api.Head();

        var items = (await api.Ask($"tasks/{task}/history"))["items"]!.AsArray();

        items.Select(v => $"{v!["knownFrom"]} {v["fact"]} {v["values"]!["state"]}").ShouldBe(
            [$"{task} taskRegistered/1 issued", $"{step} taskAcknowledged/1 issued", $"{step} taskAcknowledged/1 acknowledged"]);
        items.ShouldAllBe(v => v!["recordedAt"] != null && v["actor"]!.GetValue<string>().StartsWith("key:"));
        items[2]!["values"]!.AsObject().ContainsKey("note").ShouldBeFalse();
        (await api.Ask($"tasks/{task}/history?knownAt=pos:{task}"))["items"]!.AsArray().Count.ShouldBe(1);
        (await api.Get($"tasks/{task}/history?knownAt=pos:{before}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await api.Get($"tasks/{task}/history?asOf=2017-07-09&knownAt=pos:{await api.Head()}")).ShouldSatisfyAllConditions(
            seen => seen.Headers.ETag.ShouldNotBeNull(),
            seen => seen.Headers.GetValues("As-Of").ShouldBe(["2017-07-09"]));
    }
}
