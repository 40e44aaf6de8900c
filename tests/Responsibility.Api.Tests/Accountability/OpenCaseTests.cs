using System.Net;
using Responsibility.Api.Tests.Tasks;

namespace Responsibility.Api.Tests.Accountability;

public sealed class OpenCaseTests
{
    [Theory, OnEveryDatabase]
    public async Task A_case_is_found_by_place_task_and_official_and_no_cache_keeps_it(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var official = await api.HasOfficial("王某");
        await api.HasAppointment(official, await api.HasPost("县委书记"), "2016-05-01");
        var task = Api.Id(await api.HasTask());
        var (first, second) = (await api.HasCase(task: task), await api.HasCase("relocation"));
        var sanction = await api.HasSanction(second, official);
        var served = await api.Post($"sanctions/{Api.Id(sanction)}/services", new { servedOn = "2017-09-03" });

        (await Ids("within=410225")).ShouldBe([first, second]);
        (await Ids($"task={task}")).ShouldBe([first]);
        (await Ids("programme=relocation")).ShouldBe([second]);
        (await Ids("state=opened")).ShouldBe([first]);
        (await Ids("state=served")).ShouldBe([second]);
        (await Ids("state=proposed&asOf=2017-08-25")).ShouldBe([second]);
        (await Ids($"official={official}")).ShouldBe([second]);
        (await Ids($"official={official}&asOf=2017-08-31")).ShouldBeEmpty();
        foreach (var answer in new[] { served, await api.Get("accountability-cases"), await api.Get($"accountability-cases/{second}?asOf=2017-09-01&knownAt=pos:{await api.Head()}"), await api.Get("accountability-cases/1") })
            answer.Headers.CacheControl!.ToString().ShouldBe("no-store");

        async Task<IEnumerable<long>> Ids(string query) => (await api.Ask($"accountability-cases?{query}"))["items"]!.AsArray().Select(c => c!["id"]!.GetValue<long>());
    }

    [Theory, OnEveryDatabase]
    public async Task A_case_of_an_unknown_task_or_place_is_refused_and_an_unknown_case_is_not_found(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();

        var task = await api.Post("accountability-cases", new { division = "410225", incidentOn = "2017-07-09", description = "延误", task = 1 });
        var place = await api.Post("accountability-cases", new { division = "419999", incidentOn = "2017-07-09", description = "延误" });
        var missing = await api.Get("accountability-cases/1");

        task.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Api.CodeOf(task)).ShouldBe("task-unknown");
        (await Api.CodeOf(place)).ShouldBe("division-unknown");
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Api.CodeOf(missing)).ShouldBe("case-unknown");
    }

    [Theory, OnEveryDatabase]
    public async Task What_went_wrong_is_kept_apart_from_the_public_payload(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var @case = await api.HasCase();

        var payload = await api.Database.Read(s => s.Get<byte[]>("SELECT payload FROM ledger WHERE position = @case", new { @case }), Api.Ct);

        System.Text.Encoding.UTF8.GetString(payload).ShouldNotContain("安置房");
        (await api.Ask($"accountability-cases/{@case}"))["description"]!.GetValue<string>().ShouldBe("安置房未按期交付");
    }
}
