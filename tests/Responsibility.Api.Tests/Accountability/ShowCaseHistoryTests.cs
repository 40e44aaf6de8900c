using System.Net;

namespace Responsibility.Api.Tests.Accountability;

public sealed class ShowCaseHistoryTests
{
    [Theory, OnEveryDatabase]
    public async Task The_history_of_a_case_names_every_step_of_its_sanctions(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var (first, second) = (await api.HasOfficial("王某"), await api.HasOfficial("李某"));
        await api.HasAppointment(first, await api.HasPost("县委书记"), "2016-05-01");
        await api.HasAppointment(second, await api.HasPost("县长", "governmentHead", "410225", "government"), "2016-05-01");
        var before = await api.Head();
        var @case = await api.HasCase();
        await api.HasSanction(@case, first, second);
        var last = await api.Head();

        var answer = await api.Get($"accountability-cases/{@case}/history");
        var items = (await api.Ask($"accountability-cases/{@case}/history"))["items"]!.AsArray();

        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        $"{items[0]!["knownFrom"]} {items[0]!["fact"]}".ShouldBe($"{@case} accountabilityCaseOpened/2");
        items.Where(v => v!["values"]!["official"] is not null).Select(v => (v!["values"]!["official"]!.GetValue<long>(), v["fact"]!.GetValue<string>(), v["values"]!["state"]!.GetValue<string>())).Distinct()
            .ShouldBe([(first, "sanctionProposed/1", "proposed"), (first, "sanctionDecided/2", "proposed"), (first, "sanctionDecided/2", "decided"), (second, "sanctionProposed/1", "proposed"), (second, "sanctionDecided/2", "proposed"), (second, "sanctionDecided/2", "decided")], ignoreOrder: true);
        items[^1]!["knownFrom"]!.GetValue<long>().ShouldBe(last);
        items.ShouldAllBe(v => v!["recordedAt"] != null && v["actor"]!.GetValue<string>().StartsWith("key:"));
        (await api.Get($"accountability-cases/{@case}/history?knownAt=pos:{before}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await api.Get($"accountability-cases/{@case}/history?asOf=2017-07-09&knownAt=pos:{await api.Head()}")).ShouldSatisfyAllConditions(
            seen => seen.Headers.ETag.ShouldNotBeNull(),
            seen => seen.Headers.GetValues("As-Of").ShouldBe(["2017-07-09"]));
    }
}
