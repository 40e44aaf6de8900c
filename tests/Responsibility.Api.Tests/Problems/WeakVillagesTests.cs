using System.Collections.Concurrent;
using System.Globalization;
using System.Net;

namespace Responsibility.Api.Tests.Problems;

/// <summary>Henan, 2017: rectification teams go to 673 villages whose party branch is weak or lax; 21 of 获嘉县 and 11 of 辉县市 are turned around.</summary>
public sealed class WeakVillagesTests
{
    private static readonly (string City, string County, string Name, int Villages)[] Counties =
    [
        ("4107", "410724", "获嘉县", 24), ("4107", "410782", "辉县市", 15), ("4102", "410225", "兰考县", 160), ("4114", "411421", "民权县", 158), ("4113", "411321", "南召县", 158), ("4112", "411224", "卢氏县", 158),
    ];

    /// <summary>All of them on SQLite; on PostgreSQL, where each question is a round trip, so many fewer of the other counties that it does not take minutes.</summary>
    [Theory, OnEveryDatabase]
    public async Task Of_673_weak_villages_32_are_turned_around_one_falls_back_and_each_day_and_each_position_shows_what_was_so(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (few, group) = (backend is Backend.Postgres, await HasCounties(api));
        var inspection = await api.HasInspection(group, "41");
        var found = new ConcurrentDictionary<string, (long Problem, long Team)>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(Villages(few), Many, async (village, _) =>
        {
            await api.HasDivision(village, $"村{village[6..]}", "village", village[..9], "1990-01-01");
            await api.Has($"divisions/{village}/attributes", new { tag = "weakOrganization", validFrom = "2017-03-20" });
            found[village] = (await api.HasProblem(division: village, inspection: inspection), await api.HasOrganization(village, "rectificationTeam", $"{village}整顿工作队"));
        });
        var (inspected, tasks) = (await api.Head(), new ConcurrentDictionary<string, long>(StringComparer.Ordinal));
        await Parallel.ForEachAsync(found, Many, async (village, _) => tasks[village.Key] = await api.HasRectification(village.Value.Problem, village.Value.Team));
        var ordered = await api.Head();

        var done = Villages(few, "410724").Take(21).Concat(Villages(few, "410782").Take(11)).ToList();
        await Parallel.ForEachAsync(done, Many, async (village, _) => await api.IsDone(tasks[village]));
        await api.Verify(tasks[done[0]], new { verifier = found[done[0]].Team, verifiedOn = "2017-06-10" }).Refuses(HttpStatusCode.UnprocessableEntity, "verifier-not-independent");
        await Parallel.ForEachAsync(done.Skip(1), Many, async (village, _) => await api.IsClosed(tasks[village], group));
        var committee = (await api.Ask("organizations?q=中共获嘉县委")).Items("id").Single();
        await api.Verify(tasks[done[0]], new { verifier = long.Parse(committee!, CultureInfo.InvariantCulture), verifiedOn = "2017-06-10", @override = new { reason = "督导组委托县委代验" } }).Succeeds();
        await api.Has($"tasks/{tasks[done[0]]}/closures", new { closedOn = "2017-06-15" });
        await api.Has($"tasks/{tasks[done[1]]}/reopenings", new { reopenedOn = "2017-09-01", reason = "班子再度涣散" });

        var all = few ? 79 : 673;
        await Shows("asOf=2017-09-01", rectifying: all - 32, closed: 31, reopened: 1);
        await Shows("asOf=2017-08-31", rectifying: all - 32, closed: 32);
        await Shows("asOf=2017-06-14", rectifying: all - 32, verified: 32);
        await Shows("asOf=2017-06-01", rectifying: all - 32, completionRequested: 32);
        await Shows("asOf=2017-03-25", rectifying: all);
        await Shows("asOf=2017-03-24", found: all);
        await Shows("asOf=2017-03-19");
        await Shows($"asOf=2017-09-01&knownAt=pos:{ordered}", rectifying: all);
        await Shows($"asOf=2017-09-01&knownAt=pos:{inspected}", found: all);
        (await api.Ask("problems/summary?within=4107&asOf=2017-09-01"))["items"]!.AsArray().Select(i => $"{i.At("name")} {i.At("rectifying")} {i.At("closed")} {i.At("reopened")} {i.At("total")}")
            .ShouldBe(["获嘉县 3 20 1 24", "辉县市 4 11 0 15"]);
        (await api.Ask("problems?state=reopened&asOf=2017-09-01")).Items("division/code").ShouldBe([$"{done[1]}"]);
        (await api.Ask("reports/overridden-verifications?within=4107")).Items("task").ShouldBe([$"{tasks[done[0]]}"]);

        async Task Shows(string moment, long found = 0, long rectifying = 0, long completionRequested = 0, long verified = 0, long closed = 0, long reopened = 0)
        {
            var figures = $$"""{"found":{{found}},"rectifying":{{rectifying}},"completionRequested":{{completionRequested}},"verified":{{verified}},"closed":{{closed}},"reopened":{{reopened}},"total":{{found + rectifying + completionRequested + verified + closed + reopened}}}""";
            var summary = await api.Ask($"problems/summary?by=child&within=41&{moment}");
            summary["total"]!.ToJsonString().ShouldBe(figures, moment);
            (await api.Ask($"inspections/{inspection}?{moment}"))["findings"]!.ToJsonString().ShouldBe(figures, moment);
            // The lists behind the sums are asked where there is most to tell apart; on other days the task oracle does so.
            foreach (var item in reopened > 0 ? summary["items"]!.AsArray() : [])
                foreach (var state in new[] { "found", "rectifying", "completionRequested", "verified", "closed", "reopened" })
                    (await api.Ask($"problems?within={item.At("id")}&state={state}&count=exact&limit=1&{moment}")).At("total").ShouldBe(item.At(state), $"{item.At("name")} {state} {moment}");
        }
    }

    private static ParallelOptions Many => new() { MaxDegreeOfParallelism = 32, CancellationToken = Api.Ct };

    private static IEnumerable<string> Villages(bool few, string? only = null) =>
        from county in Counties
        where only is null || county.County == only
        from number in Enumerable.Range(201, few ? Math.Min(county.Villages, county.City is "4107" ? int.MaxValue : 10) : county.Villages)
        select $"{county.County}101{number}";

    /// <returns>The group that inspects.</returns>
    private static async Task<long> HasCounties(Api api)
    {
        await api.HasDivision("41", "河南省", "province");
        foreach (var city in Counties.Select(c => c.City).Distinct()) await api.HasDivision(city, $"市{city}", "city", "41");
        foreach (var (city, county, name, _) in Counties)
        {
            await api.HasDivision(county, name, "county", city);
            await api.HasDivision($"{county}101", $"{name}城关镇", "township", county);
            await api.HasOrganization(county, "partyCommittee", $"中共{name}委");
        }
        return await api.HasOrganization("41", "inspectionGroup", "省第三督导巡察组");
    }
}
