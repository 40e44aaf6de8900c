using System.Net;
using Responsibility.Api.Tests.Accountability;
using Responsibility.Api.Tests.Imports;

namespace Responsibility.Api.Tests.Appointments;

/// <summary>Whoever is under a sanction is appointed only for a reason that is stated, and that is told only to those who may know of sanctions.</summary>
public sealed class PromotionBarTests
{
    private const string Reason = "平级调整,工作急需,经市委常委会研究";

    [Theory, OnEveryDatabase]
    public async Task From_the_decision_for_its_months_an_appointment_needs_a_reason(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (official, sanction) = await Decided(api);
        var post = await api.HasPost("副县长", "deputyHeadInCharge", kind: "government", capacity: 5);

        await api.Records(0, async () =>
        {
            foreach (var (day, kind) in new[] { ("2017-09-01", "substantive"), ("2017-12-01", "acting"), ("2018-02-28", "concurrent") })
                (await Appoint(day, kind: kind).Refuses(HttpStatusCode.Conflict, "sanction-bars-appointment")).At("errors/0/value").ShouldBe($"sanctions/{sanction}");
        });
        (await Appoint("2017-12-01", " ").Refuses(HttpStatusCode.BadRequest, "invalid")).Faults().ShouldBe(["/confirmation not-empty"]);
        await Appoint("2017-08-31", until: "2017-09-01").Succeeds();
        await Appoint("2018-03-01").Succeeds();

        var made = Api.Id(await Appoint("2017-12-01", Reason, "2017-12-31").Succeeds());
        var confirmed = await api.Ask($"appointments/{made}/confirmation");
        (confirmed.At("appointment"), confirmed.At("official/name"), confirmed.At("validFrom"), confirmed.At("sanctions"), confirmed.At("reason")).ShouldBe(($"{made}", "王某", "2017-12-01", $"[{sanction}]", Reason));
        (await api.Text($"ledger/entries/{made + 1}")).ShouldNotContain(Reason);
        (await api.Text($"appointments/{made}")).ShouldNotContain("onfirm");
        (await api.Text($"appointments/{made}/history")).ShouldNotContain("onfirm");
        (await api.Get($"appointments/{made}/confirmation?knownAt=pos:{made}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await api.Ask("access-log?noun=appointment")).Items("thing").ShouldBe([$"{made}"]);

        // A reason that nothing calls for is kept all the same: a ledger in which only those under sanctions had one would tell of them.
        var free = Api.Id(await api.Has("appointments", new { official = await api.HasOfficial("赵某"), post, validFrom = "2017-12-01", confirmation = "届中补选" }));
        (await api.Ask($"appointments/{free}/confirmation")).At("sanctions").ShouldBe("[]");

        (await api.Delete($"appointments/{made}")).IsSuccessStatusCode.ShouldBeTrue();
        (await api.Get($"appointments/{made}/confirmation")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        Task<HttpResponseMessage> Appoint(string validFrom, string? confirmation = null, string? until = null, string kind = "substantive") =>
            api.Post("appointments", new { official, post, validFrom, validUntil = until, kind, confirmation });
    }

    [Theory, OnEveryDatabase]
    public async Task What_an_appeal_decided_moves_the_bar_and_a_revocation_ends_it(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (official, sanction) = await Decided(api, "warning");
        var path = $"sanctions/{sanction}";
        await Barred(("2018-08-31", true), ("2018-09-01", false));
        await api.Has($"{path}/services", new { servedOn = "2017-09-03" });
        await api.Has($"{path}/appeals", new { appealedOn = "2017-09-20" });
        var court = await api.HasOrganization("41", "disciplineCommission", "省纪委");
        await Barred(("2017-10-10", true), ("2018-08-31", true));
        await api.Has($"{path}/appeal-outcomes", new { outcome = "changed", decider = court, document = "豫纪复〔2017〕4号", settledOn = "2017-10-10", form = "admonition" });
        await Barred(("2017-10-09", true), ("2018-04-09", true), ("2018-04-10", false), ("2018-08-31", false));
        await api.Has($"{path}/revocations", new { document = "豫纪〔2018〕2号", reason = "复查证据不足", revokedOn = "2018-01-20" });
        await Barred(("2018-01-19", true), ("2018-01-20", false));

        // One that was upheld counts from its first decision, one that says until when up to then, and criticism bars nothing.
        var (second, upheld) = await Decided(api, "admonition", "LK0002");
        await api.Has($"sanctions/{upheld}/services", new { servedOn = "2017-09-03" });
        await api.Has($"sanctions/{upheld}/appeals", new { appealedOn = "2017-09-20" });
        await api.Has($"sanctions/{upheld}/appeal-outcomes", new { outcome = "upheld", decider = court, document = "豫纪复〔2017〕5号", settledOn = "2017-10-10" });
        (official, sanction) = (second, upheld);
        await Barred(("2018-02-28", true), ("2018-03-01", false));
        (official, _) = await Decided(api, "expulsion", "LK0003");
        await Barred(("2026-01-01", true));
        (official, _) = await Decided(api, "admonition", "LK0004", effectiveUntil: "2017-11-01");
        await Barred(("2017-10-31", true), ("2017-11-01", false));
        (official, _) = await Decided(api, "circulatedCriticism", "LK0005");
        await Barred(("2017-09-01", false));

        async Task Barred(params (string Day, bool Barred)[] days)
        {
            foreach (var (validFrom, barred) in days)
            {
                var post = await api.HasPost("成员", "leader", kind: "government");
                using var answer = await api.Post("appointments", new { official, post, validFrom });
                answer.StatusCode.ShouldBe(barred ? HttpStatusCode.Conflict : HttpStatusCode.Created, validFrom);
            }
        }
    }

    [Theory, OnEveryDatabase]
    public async Task A_correction_or_a_change_appoints_where_first_day_post_or_kind_is_another(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (official, _) = await Decided(api);
        var later = $"appointments/{await api.HasAppointment(official, await api.HasPost("副县长", "deputyHeadInCharge", kind: "government"), "2018-06-01")}";
        var before = $"appointments/{await api.HasAppointment(official, await api.HasPost("县长", "governmentHead", kind: "government"), "2017-06-01", kind: "acting")}";

        foreach (var (path, patch) in new (string, object)[]
        {
            (later, new { validFrom = "2017-12-01", reason = "日期录入错误" }), (before, new { validFrom = "2017-10-01", reason = "日期录入错误" }),
        })
            (await Api.CodeOf(await api.Patch(path, patch))).ShouldBe("sanction-bars-appointment");
        await api.Post($"{before}/changes", new { effectiveOn = "2017-11-01", kind = "substantive" }).Refuses(HttpStatusCode.Conflict, "sanction-bars-appointment");

        // What does not appoint anybody goes on as ever.
        await api.Has($"{before}/changes", new { effectiveOn = "2017-12-01", dispatchedBy = "市委组织部" });
        await Api.Body(await api.Patch(before, new { document = "豫组干〔2017〕9号", reason = "补录文号" }));
        (await api.Get($"{before}/confirmation")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        await api.Records(2, async () => await api.Has($"{before}/changes", new { effectiveOn = "2017-11-01", kind = "substantive", confirmation = Reason }));
        (await api.Ask($"{before}/confirmation")).At("validFrom").ShouldBe("2017-11-01");
        await api.Records(2, async () => await Api.Body(await api.Patch(later, new { validFrom = "2017-12-01", reason = "日期录入错误", confirmation = Reason })));
        (await api.Ask($"{later}/confirmation")).At("reason").ShouldBe(Reason);
        await api.Records(0, async () => await Api.Body(await api.Patch(later, new { confirmation = "另一说明", reason = "补录" })));
    }

    [Theory, OnEveryDatabase]
    public async Task A_roster_is_held_to_the_same_and_may_bring_the_reason(Backend backend)
    {
        await using var api = await Api.On(backend);
        await Decided(api);
        const string header = "工号,姓名,行政区划代码,任职机构,机构类型,职务类别,职务,任职类型,任职时间,任职说明\n";
        const string barred = "LK0001,王某,410225,兰考县人民政府,政府,governmentHead,县长,acting,2017-12-01,\n";
        const string free = "LK0009,赵某,410225,兰考县扶贫办,部门,departmentHead,主任,,2017-12-01,\n";
        var confirmed = header + barred.Replace(",\n", $",\"{Reason}\"\n", StringComparison.Ordinal);

        (await api.Loads("roster", header + barred + free, "&importMode=validate")).Causes().ShouldBe(["sanction-bars-appointment confirmation 2"]);
        var refused = await api.Loads("roster", header + barred + free);
        var taken = await api.Loads("roster", confirmed);
        var head = await api.Head();
        var again = await api.Loads("roster", confirmed);

        (refused.Stats(), taken.Stats(), again.Stats()).ShouldBe(((1, 0, 0, 1), (1, 0, 0, 0), (0, 0, 1, 0)));
        (await api.Head()).ShouldBe(head);
        var term = (await api.Ask("appointments?asOf=2017-12-01&kind=acting")).Items("id").Single();
        (await api.Ask($"appointments/{term}/confirmation")).At("reason").ShouldBe(Reason);
        var substantive = confirmed.Replace("acting", "substantive", StringComparison.Ordinal);
        (await api.Loads("roster", substantive.Replace($"\"{Reason}\"", "", StringComparison.Ordinal))).Causes().ShouldBe(["sanction-bars-appointment confirmation 2"]);
        await api.Records(2, async () => (await api.Loads("roster", substantive)).Stats().ShouldBe((0, 1, 0, 0)));
    }

    [Theory, OnEveryDatabase]
    public async Task What_lies_beyond_is_not_told_by_the_refusal_nor_by_the_confirmation_and_an_erasure_takes_the_reason(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (official, _) = await Decided(api);
        await api.HasDivision("410221", "杞县", "county", "4102");
        var post = await api.HasPost("杞县副县长", "deputyHeadInCharge", "410221", "government", capacity: 2);
        await api.HasAppointment(official, post, "2016-01-01", "2016-02-01");
        await api.HasAppointment(official, await api.HasPost("杞县顾问", "leader", "410221", "government"), "2018-06-01");
        using var clerk = await api.As("clerk", "410221");
        using var reader = await api.As("reader");

        var refused = await Post(clerk, null).Refuses(HttpStatusCode.Conflict, "sanction-bars-appointment");
        refused.Faults().ShouldBe(["/confirmation sanction-bars-appointment"]);
        refused.ToJsonString().ShouldNotContain("sanctions/");
        var made = Api.Id(await Post(clerk, Reason).Succeeds());
        var path = $"/api/v1/appointments/{made}/confirmation";
        (await Api.Body(await clerk.GetAsync(path, Api.Ct))).At("sanctions").ShouldBe("[]");
        (await reader.GetAsync(path, Api.Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var neighbour = await api.As("auditor", "410225");
        (await neighbour.GetAsync(path, Api.Ct)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        await api.Has($"officials/{official}/erasure", new { ground = "《个人信息保护法》第四十七条" });
        var left = await api.Ask($"appointments/{made}/confirmation");
        (left.At("reason"), left.At("official/name"), left.At("official/staffNumber")).ShouldBe((null, null, "LK0001"));
        (await api.Database.Read(s => s.Get<long>("SELECT count(*) FROM personal p JOIN ledger l ON l.position = p.position WHERE l.kind = 'appointmentConfirmed/1' AND p.value IS NOT NULL"), Api.Ct)).ShouldBe(0);

        Task<HttpResponseMessage> Post(HttpClient client, string? confirmation) =>
            System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(client, "/api/v1/appointments", new { official, post, validFrom = "2017-12-01", confirmation }, Api.Ct);
    }

    /// <summary>An official of 兰考县, under a sanction that was decided on 2017-09-01.</summary>
    private static async Task<(long Official, long Sanction)> Decided(Api api, string form = "admonition", string staffNumber = "LK0001", string? effectiveUntil = null)
    {
        if (staffNumber is "LK0001") await api.HasLankao();
        var official = await api.HasOfficial("王某", staffNumber);
        await api.HasAppointment(official, await api.HasPost("县委书记"), "2016-05-01", "2017-08-01");
        var @case = await api.HasCase();
        var (proposer, decider) = await api.HasInvestigated(@case);
        var sanction = Api.Id(await api.Has($"accountability-cases/{@case}/proposals", CaseStory.Proposal(official, proposer, form)));
        var post = await api.HasPost("调研员", "leader", kind: "government");
        // What is only proposed bars nothing.
        var term = Api.Id(await api.Has("appointments", new { official, post, validFrom = "2017-09-01", validUntil = "2017-09-02" }));
        (await api.Delete($"appointments/{term}")).IsSuccessStatusCode.ShouldBeTrue();
        await api.Has($"sanctions/{sanction}/decisions", CaseStory.Decision(decider, effectiveUntil: effectiveUntil));
        return (official, sanction);
    }
}
