using System.Net;

namespace Responsibility.Api.Tests.Appointments;

public sealed class AppointOfficialTests
{
    [Theory, OnEveryDatabase]
    public async Task A_vacant_post_is_filled_and_the_ledger_says_so(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var (post, official) = (await api.HasPost("县委书记"), await api.HasOfficial("王某"));
        var head = await api.Head();

        var response = await api.Post("appointments", new { official, post, validFrom = "2016-05-01", document = "豫组干〔2016〕12号" });

        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await api.Head()).ShouldBe(head + 1);
        Api.Id(await Api.Body(response)).ShouldBe(head + 1);
    }

    [Theory, OnEveryDatabase]
    public async Task A_successor_starts_on_the_day_the_predecessor_leaves(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var post = await api.HasPost("县委书记");
        await api.HasAppointment(await api.HasOfficial("王某"), post, "2015-03-01", "2017-07-09");

        var response = await api.Post("appointments", new { official = await api.HasOfficial("李某"), post, validFrom = "2017-07-09" });

        response.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Theory, OnEveryDatabase]
    public async Task A_held_post_is_refused(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var post = await api.HasPost("县委书记");
        await api.HasAppointment(await api.HasOfficial("王某"), post, "2015-03-01");
        var official = await api.HasOfficial("李某");
        var head = await api.Head();

        var response = await api.Post("appointments", new { official, post, validFrom = "2017-07-09" });

        response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await Api.CodeOf(response)).ShouldBe("post-occupied");
        (await api.Head()).ShouldBe(head);
    }

    [Theory, OnEveryDatabase]
    public async Task Of_eight_rivals_for_one_seat_exactly_one_wins(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var post = await api.HasPost("县委书记");
        var rivals = new List<long>();
        for (var i = 0; i < 8; i++) rivals.Add(await api.HasOfficial($"竞争者{i}"));

        var answers = await Task.WhenAll(rivals.Select(official => api.Post("appointments", new { official, post, validFrom = "2017-07-09" })));

        answers.Count(a => a.StatusCode is HttpStatusCode.Created).ShouldBe(1);
        answers.Count(a => a.StatusCode is HttpStatusCode.Conflict).ShouldBe(7);
        (await api.Count("appointment")).ShouldBe(1);
    }
}
