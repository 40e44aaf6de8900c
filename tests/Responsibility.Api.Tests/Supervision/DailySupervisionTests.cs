using Responsibility.Api.Tests.Tasks;

namespace Responsibility.Api.Tests.Supervision;

/// <summary>Each day is looked at once, by whichever process comes first.</summary>
public sealed class DailySupervisionTests
{
    private static readonly (string, string) AtMidnight = ("Responsibility:Supervision:At", "00:00");

    [Fact]
    public async Task Of_two_processes_on_one_PostgreSQL_one_looks_for_what_is_late()
    {
        Assert.SkipWhen(Api.Postgres is null, "RESPONSIBILITY_TEST_POSTGRES is not set");
        await using var first = await Api.On(Backend.Postgres);
        var (lead, _, _) = await first.HasBodies();
        foreach (var title in new[] { "易地搬迁", "转移就业", "产业扶贫" })
            await first.Has("tasks", new { title, division = "410225", lead, startsOn = "2017-03-01", dueOn = "2017-12-31" });

        await using (var second = Api.Over(first.ConnectionString, null, AtMidnight))
        await using (var third = Api.Over(first.ConnectionString, null, AtMidnight))
        {
            new[] { second.Client, third.Client }.ShouldNotBeNull("they start");
            for (var look = 0; look < 100 && (await first.Ask("supervision-runs"))["items"]!.AsArray().Count is 0; look++) await Task.Delay(100, Api.Ct);
        }

        (await first.Ask("supervision-runs")).Items("actor").ShouldBe(["system"]);
        (await first.Ask("supervision-notices?rung=bearer&count=exact")).At("total").ShouldBe("3");
    }

    [Theory, OnEveryDatabase]
    public async Task A_process_that_starts_late_makes_up_for_it_and_one_that_starts_again_has_nothing_to_do(Backend backend)
    {
        await using var api = await Api.On(backend, AtMidnight);

        for (var look = 0; look < 100 && (await api.Ask("supervision-runs"))["items"]!.AsArray().Count is 0; look++) await Task.Delay(100, Api.Ct);

        (await api.Ask("supervision-runs")).Items("late").ShouldBe(["0"]);
    }
}
