using System.Net;

namespace Responsibility.Api.Tests.Divisions;

/// <summary>范场村 and 徐场村 of 堌阳镇 become one in 2019.</summary>
public sealed class MergeDivisionsTests
{
    private const string Fan = "410225101201";
    private const string Xu = "410225101202";
    private const string Both = "410225101208";

    [Theory, OnEveryDatabase]
    public async Task A_post_that_moved_has_been_vacant_since_before(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        await api.HasDivision("410225101202", "徐场村", "village", "410225101");
        var body = await api.HasOrganization("410225101202", "partyCommittee", "徐场村党支部");
        var post = await api.HasPost("村支书", "villagePartySecretary", "410225101201");
        await api.Has("division-changes", new { type = "abolish", effectiveOn = "2018-01-01", document = "兰政文〔2018〕1号", division = "410225101201", moves = new[] { new { post, toOrganization = body } } });

        var chain = await api.Ask("divisions/410225101202/chain?asOf=2019-01-01");

        chain["gaps"]!.AsArray().Single(gap => gap.At("post/id") == $"{post}").At("since").ShouldBe("2017-01-01");
        (await api.Ask("gaps?within=410225101202&asOf=2019-01-01&clause=11"))["items"]!.AsArray().ShouldHaveSingleItem()!.At("since").ShouldBe("2017-01-01");
    }

    [Theory, OnEveryDatabase]
    public async Task What_would_only_have_begun_after_a_division_closed_never_was_nor_what_rests_on_it(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var team = await api.HasOrganizationFrom("410225101201", "residentTeam", "驻村工作队", "2019-01-01");
        var post = Api.Id(await api.Has("posts", new { organization = team, position = "residentFirstSecretary" }));
        await api.Has("division-changes", new { type = "abolish", effectiveOn = "2018-01-01", document = "兰政文〔2018〕1号", division = "410225101201" });

        await api.Get($"organizations/{team}").Refuses(HttpStatusCode.NotFound, "organization-unknown");
        await api.Get($"posts/{post}").Refuses(HttpStatusCode.NotFound, "post-unknown");
        await api.Post("appointments", new { official = await api.HasOfficial("王某"), post, validFrom = "2017-01-01", validUntil = "2018-01-01" }).Refuses(HttpStatusCode.UnprocessableEntity, "post-unknown");
    }

    [Theory, OnEveryDatabase]
    public async Task The_chain_goes_on_in_what_became_of_a_village_and_its_officials_leave_or_go_along(Backend backend)
    {
        await using var api = await Api.On(backend);
        var village = await Villages.Of(api);
        var before = await api.Head();

        var change = await api.Post("division-changes", Merge(moves: [new { organization = village.Branch, to = Both }])).Succeeds();

        change.At("type").ShouldBe("merge");
        change.At("division/code").ShouldBe(Both);
        change["originals"]!.AsArray().Select(o => o.At("name")).ShouldBe(["范场村", "徐场村"]);
        (change.At("moved/organizations"), change.At("moved/posts"), change.At("closed/divisions"), change.At("closed/appointments")).ShouldBe(("1", "0", "2", "1"));
        (change.At("closed/organizations"), change.At("closed/posts"), change.At("closed/contacts"), change.At("closed/attributes")).ShouldBe(("2", "1", "1", "1"));

        // Before: both villages, each with its own; after: the village that came of them, with what was moved.
        (await Holders(api, $"{Fan}/chain?asOf=2019-10-31")).ShouldBe(["孙某 农场书记", "张某 范场书记"], ignoreOrder: true);
        (await Holders(api, $"{Both}/chain?asOf=2019-11-01")).ShouldBe(["张某 范场书记"]);
        await api.Get($"divisions/{Fan}/chain?asOf=2019-11-01").Refuses(HttpStatusCode.NotFound, "division-unknown");
        (await Holders(api, $"{Fan}/chain?asOf=2019-12-01&knownAt=pos:{before}")).ShouldBe(["孙某 农场书记", "张某 范场书记"], ignoreOrder: true);

        var left = await api.Ask($"appointments/{village.Left}");
        (left.At("validUntil"), left.At("endReason")).ShouldBe(("2019-11-01", "divisionClosed"));
        var stays = await api.Ask($"appointments/{village.Stays}?asOf=2020-01-01");
        (stays.At("validFrom"), stays.At("validUntil"), stays.At("endReason"), stays.At("division/code")).ShouldBe(("2016-01-01", null, null, Both));
        (await api.Ask($"appointments/{village.Stays}?asOf=2019-10-31")).At("division/code").ShouldBe(Fan);
        (await api.Ask($"divisions/{Both}?asOf=2020-01-01")).At("tags").ShouldBe("[]", "a tag is not inherited");

        var retired = await api.Ask($"divisions/{Fan}?asOf=2020-01-01");
        (retired.At("name"), retired.At("validUntil"), retired.At("successors/0/code"), retired.At("successors/1")).ShouldBe(("范场村", "2019-11-01", Both, null));
        (await api.Ask($"divisions/{Both}?asOf=2020-01-01"))["predecessors"]!.AsArray().Select(p => p.At("code")).ShouldBe([Fan, Xu]);
        await api.Records(0, async () => (await api.Post("division-changes", Merge()).Succeeds()).At("id").ShouldBeNull());
    }

    [Theory, OnEveryDatabase]
    public async Task One_of_the_originals_goes_on_or_another_village_takes_them_in(Backend backend)
    {
        await using var api = await Api.On(backend);
        var village = await Villages.Of(api);

        // 范场村 takes 徐场村 in, under a new name; what it has goes on untouched.
        await api.Post("division-changes", Merge(result: new { code = Fan, name = "范徐村", level = "village" })).Succeeds();
        (await api.Ask($"divisions/{Fan}?asOf=2019-10-31")).At("name").ShouldBe("范场村");
        var on = await api.Ask($"divisions/{Fan}?asOf=2019-11-01");
        (on.At("name"), on.At("predecessors/0/name"), on.At("predecessors/1")).ShouldBe(("范徐村", "徐场村", null));
        (await api.Ask($"appointments/{village.Left}")).At("validUntil").ShouldBeNull();
        (await api.Ask($"divisions/{Xu}?asOf=2019-11-01")).At("successors/0/name").ShouldBe("范徐村");

        // A single village that another takes in.
        await api.HasDivision("410225101203", "李庄村", "village", "410225101");
        await api.Post("division-changes", new
        {
            type = "merge",
            effectiveOn = "2020-01-01",
            document = "兰政文〔2020〕1号",
            originals = new[] { "410225101203" },
            result = new { code = Fan, name = "范徐村", level = "village", parent = "410225101" },
        }).Succeeds();
        (await api.Ask($"divisions/{Fan}?asOf=2020-01-01"))["predecessors"]!.AsArray().Select(p => p.At("name")).ShouldBe(["徐场村", "李庄村"]);
    }

    [Theory, OnEveryDatabase]
    public async Task A_township_merges_only_when_every_village_of_it_goes_somewhere(Backend backend)
    {
        await using var api = await Api.On(backend);
        await Villages.Of(api);
        await api.HasDivision("410225102", "南彰镇", "township", "410225");
        await api.HasDivision("410225102201", "杨场村", "village", "410225102");
        await api.HasDivision("410225103", "爪营镇", "township", "410225");
        object Towns(params object[] moves) => new
        {
            type = "merge",
            effectiveOn = "2019-11-01",
            document = "豫政文〔2019〕9号",
            originals = new[] { "410225101", "410225102" },
            result = new { code = "410225101", name = "堌阳镇", level = "township" },
            moves,
        };

        await api.Records(0, async () =>
        {
            (await api.Post("division-changes", Towns()).Refuses(HttpStatusCode.Conflict, "in-use")).At("errors/0/value").ShouldBe("410225102201");
            (await api.Post("division-changes", Towns(new { division = "410225102201", to = "410225102" })).Refuses(HttpStatusCode.Conflict, "division-not-in-force")).Faults().ShouldBe(["/moves/0/to division-not-in-force"]);
            (await api.Post("division-changes", Towns(new { division = "410225102201", to = "4199" })).Refuses(HttpStatusCode.UnprocessableEntity, "division-unknown")).Faults().ShouldBe(["/moves/0/to division-unknown"]);
            (await api.Post("division-changes", Towns(new { division = Xu, to = "410225102" }, new { division = "410225102201", to = "410225101" })).Refuses(HttpStatusCode.Conflict, "division-not-in-force"))
                .Faults().ShouldBe(["/moves/0/to division-not-in-force"]);
            (await api.Post("division-changes", Towns(new { division = "410225102201", to = Xu })).Refuses(HttpStatusCode.UnprocessableEntity, "division-level")).Faults().ShouldBe(["/moves/0/to division-level"]);
            (await api.Post("division-changes", Towns(new { division = "410225103", to = "410225101" })).Refuses(HttpStatusCode.UnprocessableEntity, "division-move")).Faults().ShouldBe(["/moves/0 division-move"]);
        });
        // It may as well go to a third one.
        (await api.Post("division-changes", Towns(new { division = "410225102201", to = "410225103" })).Succeeds()).At("moved/divisions").ShouldBe("1");
        (await api.Ask("divisions/410225102201/ancestors?asOf=2019-11-01")).Items().ShouldBe(["河南省", "开封市", "兰考县", "爪营镇"]);
        (await api.Ask("divisions/410225102201/ancestors?asOf=2019-10-31")).Items().ShouldBe(["河南省", "开封市", "兰考县", "南彰镇"]);
    }

    [Theory, OnEveryDatabase]
    public async Task What_cannot_be_a_merge_is_refused_as_a_whole(Backend backend)
    {
        await using var api = await Api.On(backend);
        var village = await Villages.Of(api);
        await api.HasDivision("410225101203", "李庄村", "village", "410225101");
        await api.HasOrganization("410225101203", "villageGroup", "范场村责任组");
        await api.Records(0, async () =>
        {
            await api.Post("division-changes", Merge(originals: [Fan, "410225101299"])).Refuses(HttpStatusCode.UnprocessableEntity, "division-unknown");
            (await api.Post("division-changes", Merge(originals: [Fan, Fan])).Refuses(HttpStatusCode.BadRequest, "invalid")).Faults().ShouldBe(["/originals code-twice"]);
            (await api.Post("division-changes", Merge(originals: [Fan])).Refuses(HttpStatusCode.BadRequest, "invalid")).Faults().ShouldBe(["/originals invalid"]);
            (await api.Post("division-changes", Merge(result: new { code = "410225101203", name = "别的村", level = "village", parent = "410225101" })).Refuses(HttpStatusCode.Conflict, "division-code-taken"))
                .Faults().ShouldBe(["/result/code division-code-taken"]);
            (await api.Post("division-changes", Merge(result: new { code = Both, name = "范徐村", level = "village" })).Refuses(HttpStatusCode.BadRequest, "invalid")).Faults().ShouldBe(["/result/parent not-empty"]);
            (await api.Post("division-changes", Merge(result: new { code = Both, name = "范徐村", level = "county", parent = "410225101" })).Refuses(HttpStatusCode.UnprocessableEntity, "division-level"))
                .Faults().ShouldBe(["/result/level division-level"]);
            (await api.Post("division-changes", Merge(moves: [new { organization = 4, to = Both }])).Refuses(HttpStatusCode.UnprocessableEntity, "organization-unknown")).Faults().ShouldBe(["/moves/0/organization organization-unknown"]);
            (await api.Post("division-changes", Merge(moves: [new { organization = village.Branch, post = village.Post, to = Both }])).Refuses(HttpStatusCode.BadRequest, "invalid"))
                .Faults().ShouldBe(["/moves/0/post null", "/moves/0/to null", "/moves/0/toOrganization not-null"], ignoreOrder: true);
            (await api.Post("division-changes", Merge(moves: [new { organization = village.Group, to = "410225101203" }])).Refuses(HttpStatusCode.Conflict, "organization-exists"))
                .Faults().ShouldBe(["/moves/0/organization organization-exists"]);
            (await api.Post("division-changes", Merge(moves: [new { post = village.Post, toOrganization = village.Branch }])).Refuses(HttpStatusCode.Conflict, "not-in-force"))
                .Faults().ShouldBe(["/moves/0/toOrganization not-in-force"]);
        });
        // A post goes to a body that goes along.
        await api.Post("division-changes", Merge(moves: [new { post = village.Post, toOrganization = village.Branch }, new { organization = village.Branch, to = Both }])).Succeeds();
        var moved = await api.Ask($"posts/{village.Post}?asOf=2020-01-01");
        (moved.At("organization/id"), moved.At("division/code"), moved.At("status")).ShouldBe((village.Branch.ToString(System.Globalization.CultureInfo.InvariantCulture), Both, "filled"));
        (await api.Ask($"appointments/{village.Left}")).At("validUntil").ShouldBeNull();
        (await api.Ask($"organizations/{village.Group}?asOf=2020-01-01")).At("validUntil").ShouldBe("2019-11-01");
    }

    [Theory, OnEveryDatabase]
    public async Task A_merge_recorded_late_is_held_against_all_that_is_known_to_have_come_after(Backend backend)
    {
        await using var api = await Api.On(backend);
        await Villages.Of(api);
        await api.HasDivision("410225101203", "李庄村", "village", "410225101");
        await api.Post("division-changes", new { type = "rename", division = Fan, name = "范场新村", effectiveOn = "2021-01-01", document = "兰政文〔2021〕1号" }).Succeeds();
        await api.Post("division-changes", new { type = "abolish", division = "410225101203", effectiveOn = "2021-01-01", document = "兰政文〔2021〕2号" }).Succeeds();
        await api.Records(0, async () =>
        {
            (await api.Post("division-changes", Merge()).Refuses(HttpStatusCode.Conflict, "in-use")).At("errors/0/value").ShouldStartWith("divisionChange/");
            // It has not existed since 2021: nothing can be in it then.
            (await api.Post("division-changes", Merge(originals: [Xu], result: new { code = "410225101203", name = "李庄村", level = "village", parent = "410225101" },
                moves: [new { organization = await Organization(api), to = "410225101203" }])).Refuses(HttpStatusCode.Conflict, "division-not-in-force")).Faults().ShouldBe(["/moves/0/to division-not-in-force"]);
        });
    }

    private static async Task<long> Organization(Api api) => (await api.Ask($"organizations?division={Xu}&asOf=2018-01-01"))["items"]![0]!["id"]!.GetValue<long>();

    private static async Task<IEnumerable<string>> Holders(Api api, string question) =>
        from link in (await api.Ask($"divisions/{question}"))["links"]!.AsArray()
        from holder in link!["holders"]!.AsArray()
        select $"{holder.At("official/name")} {link.At("post/title")}";

    internal static object Merge(string[]? originals = null, object? result = null, object[]? moves = null, string effectiveOn = "2019-11-01") => new
    {
        type = "merge",
        effectiveOn,
        document = "兰政文〔2019〕31号",
        originals = originals ?? [Fan, Xu],
        result = result ?? new { code = Both, name = "范徐村", level = "village", parent = "410225101" },
        moves,
    };
}

/// <summary>Two villages, the first with two bodies, each of them with a post and its holder, a contact and a tag.</summary>
/// <param name="Branch">The body of a post whose holder stays.</param>
/// <param name="Group">The body of a post whose holder leaves.</param>
/// <param name="Post">That post.</param>
/// <param name="Stays">The term on the first.</param>
/// <param name="Left">The term on the second.</param>
internal sealed record Villages(long Branch, long Group, long Post, long Stays, long Left)
{
    public static async Task<Villages> Of(Api api)
    {
        await api.HasLankao();
        await api.HasDivision("410225101202", "徐场村", "village", "410225101");
        await api.HasOrganization("410225101202", "institution", "徐场村小学");
        var branch = await api.HasOrganization("410225101201", "partyCommittee", "范场村党支部");
        var group = await api.HasOrganization("410225101201", "villageGroup", "范场村责任组");
        var secretary = Api.Id(await api.Has("posts", new { organization = branch, position = "villagePartySecretary", title = "范场书记" }));
        var leader = Api.Id(await api.Has("posts", new { organization = group, position = "villagePartySecretary", title = "农场书记" }));
        var stays = await api.HasAppointment(await api.HasOfficial("张某"), secretary, "2016-01-01");
        var left = await api.HasAppointment(await api.HasOfficial("孙某"), leader, "2016-01-01");
        await api.Has("contacts", new { post = leader, division = "410225101202", validFrom = "2016-01-01" });
        return new(branch, group, leader, stays, left);
    }
}
