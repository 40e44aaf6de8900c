using System.Net;
using System.Text.Json.Nodes;
using Responsibility.Api.Tests.Imports;

namespace Responsibility.Api.Tests.Changes;

public sealed class ListChangesTests
{
    [Theory, OnEveryDatabase]
    public async Task Every_position_is_told_once_page_by_page_as_a_cloud_event_without_names(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var official = await api.HasOfficial("王某");
        var term = await api.HasAppointment(official, await api.HasPost("县委书记"), "2016-05-01");
        var head = await api.Head();

        var events = new List<JsonNode>();
        for (long after = 0; after < head;)
        {
            var page = await api.Ask($"changes?after={after}&limit=3");
            page["head"]!.GetValue<long>().ShouldBe(head);
            events.AddRange(page["items"]!.AsArray().Select(e => e!));
            after = page["next"]!.GetValue<long>();
        }

        events.Select(e => long.Parse(e["id"]!.GetValue<string>(), null)).ShouldBe(Enumerable.Range(1, (int)head).Select(p => (long)p));
        var appointed = events[(int)term - 1];
        (appointed["specversion"]!.GetValue<string>(), appointed["type"]!.GetValue<string>(), appointed["datacontenttype"]!.GetValue<string>())
            .ShouldBe(("1.0", "officialAppointed/1", "application/json"));
        appointed["data"]!["divisions"]!.ToJsonString().ShouldBe("""["410225000000"]""");
        appointed["data"]!["fact"]!["official"]!.GetValue<long>().ShouldBe(official);
        events.ShouldAllBe(e => !e.ToJsonString(null).Contains("王某", StringComparison.Ordinal) && !e["data"]!["fact"]!.AsObject().ContainsKey("nonce"));
        (await api.Ask($"changes?after={head}"))["items"]!.AsArray().ShouldBeEmpty();
    }

    [Theory, OnEveryDatabase]
    public async Task A_subtree_is_told_of_what_happens_in_it_wherever_it_was_then_and_a_kind_of_nothing_else(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.HasDivision("4103", "洛阳市", "city", "41");
        var moved = await api.HasPost("县委书记");
        var elsewhere = await api.HasPost("市委书记", division: "4103");
        await api.Has("division-changes", new { type = "reparent", effectiveOn = "2018-01-01", document = "豫政〔2018〕1号", division = "410225", parent = "4103" });

        var posts = await Ids("changes?within=4103&kind=postCreated/1");
        var both = await Ids("changes?kind=postCreated/1&kind=divisionEstablished/1&within=4102");

        posts.ShouldBe([moved, elsewhere]);
        both.Count.ShouldBe(1);
        (await Ids("changes?within=410225101201&kind=postCreated/1")).ShouldBeEmpty();

        async Task<List<long>> Ids(string path) => [.. (await api.Ask(path))["items"]!.AsArray().Select(e => e!["data"]!["position"]!.GetValue<long>())];
    }

    [Theory, OnEveryDatabase]
    public async Task A_long_stretch_without_what_is_asked_for_says_how_far_it_has_looked(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasDivision("41", "河南省", "province");
        await api.Loads("divisions", "code,name,level,parent_code\n" + string.Concat(Enumerable.Range(0, 90).Select(city => $"41{city + 10},第{city}市,city,41\n"))
            + string.Concat(Enumerable.Range(0, 10_200).Select(n => $"41{(n / 120) + 10}{(n % 120 / 12) + 10}{(n % 12) + 100},第{n}乡,township,41{(n / 120) + 10}\n")));
        var last = await api.HasOfficial("王某");

        var first = await api.Ask("changes?kind=officialRegistered/1");
        var second = await api.Ask($"changes?kind=officialRegistered/1&after={first["next"]}");

        first["items"]!.AsArray().ShouldBeEmpty();
        first["next"]!.GetValue<long>().ShouldBe(10_000);
        second["items"]!.AsArray().Single()!["data"]!["position"]!.GetValue<long>().ShouldBe(last);
        second["next"]!.GetValue<long>().ShouldBe(last);
    }

    [Theory, OnEveryDatabase]
    public async Task What_cannot_be_told_is_refused(Backend backend)
    {
        await using var api = await Api.On(backend);

        (await Code("changes?after=100000")).ShouldBe((HttpStatusCode.BadRequest, "after-in-future"));
        (await Code("changes?after=-1")).ShouldBe((HttpStatusCode.BadRequest, "invalid"));
        (await Code("changes?kind=nothing/1")).ShouldBe((HttpStatusCode.BadRequest, "fact-kind-unknown"));
        (await Code("changes?within=419999")).ShouldBe((HttpStatusCode.UnprocessableEntity, "division-unknown"));

        async Task<(HttpStatusCode, string)> Code(string path)
        {
            var answer = await api.Get(path);
            return (answer.StatusCode, await Api.CodeOf(answer));
        }
    }
}
