using System.Net;

namespace Responsibility.Api.Tests.Officials;

public sealed class RegisterOfficialTests
{
    [Theory, OnEveryDatabase]
    public async Task An_official_is_public_but_for_the_telephone(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var home = await api.HasOrganization("410225", "partyCommittee", "中共兰考县委");
        var made = await api.Has("officials", new { staffNumber = "HN000123", name = "王某", phone = "13812345678", homeOrganization = home });
        var path = $"officials/{made.At("id")}";
        await api.Post($"{path}/changes", new { effectiveOn = "2017-09-01", phone = "13987654321", reason = "换号" }).Succeeds();
        await api.Patch(path, new { name = "王某某", reason = "姓名录入错误" }).Succeeds();

        (await api.Ask($"{path}?asOf=2017-08-31")).At("phone").ShouldBe("138****78");
        (await api.Ask($"{path}?asOf=2017-09-01")).At("phone").ShouldBe("139****21");
        (await api.Ask(path)).At("name").ShouldBe("王某某");
        (await api.Ask($"{path}?asOf=2017-08-31")).At("name").ShouldBe("王某", "a correction puts right one version");
        foreach (var question in new[] { path, $"{path}/history", "officials?q=王某", "officials?staffNumber=HN000123", "officials?within=410225" })
        {
            var text = await api.Text(question);
            text.ShouldContain("HN000123", customMessage: question);
            text.ShouldNotContain("12345678", customMessage: question);
            text.ShouldNotContain("87654321", customMessage: question);
        }
        var ledger = await api.Database.Read(s => s.List<byte[]>("SELECT payload FROM ledger UNION ALL SELECT leaf FROM ledger"), Api.Ct);
        ledger.ShouldAllBe(bytes => !System.Text.Encoding.UTF8.GetString(bytes).Contains("王某") && !System.Text.Encoding.UTF8.GetString(bytes).Contains("1381234"));

        await api.Records(0, async () =>
        {
            (await api.Post("officials", new { staffNumber = "41022519800101123X", name = "x" }).Refuses(HttpStatusCode.BadRequest, "invalid")).Faults().ShouldBe(["/staffNumber identity-number"]);
            await api.Post("officials", new { staffNumber = "410225198001011234", name = "x" }).Refuses(HttpStatusCode.BadRequest, "invalid");
            await api.Post("officials", new { staffNumber = "HN 1", name = "x" }).Refuses(HttpStatusCode.BadRequest, "invalid");
            await api.Post("officials", new { staffNumber = "HN000123", name = "x" }).Refuses(HttpStatusCode.Conflict, "staff-number-taken");
            await api.Post("officials", new { staffNumber = "HN2", name = " " }).Refuses(HttpStatusCode.BadRequest, "invalid");
            await api.Post("officials", new { staffNumber = "HN2", name = "x", homeOrganization = 99999 }).Refuses(HttpStatusCode.UnprocessableEntity, "organization-unknown");
            await api.Patch(path, new { staffNumber = "410225198001011234", reason = "x" }).Refuses(HttpStatusCode.BadRequest, "invalid");
            await api.Patch(path, new { name = "王某某", reason = "x" }).Succeeds();
            await api.Post($"{path}/changes", new { effectiveOn = "2018-01-01", phone = "13987654321" }).Succeeds();
        });
    }

    [Theory, OnEveryDatabase]
    public async Task Who_leaves_holds_no_post_any_more_and_who_never_was_leaves_no_trace_but_the_ledgers(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        var official = await api.HasOfficial("王某", "HN1");
        var term = await api.HasAppointment(official, await api.HasPost("县委书记"), "2016-05-01");
        await api.Delete($"officials/{official}").Refuses(HttpStatusCode.Conflict, "in-use");
        await api.Post($"officials/{official}/end", new { validUntil = "2017-07-09", reason = "退休" }).Succeeds();
        await api.Patch($"officials/{official}", new { name = "王某某", reason = "姓名录入错误" }).Succeeds();
        (await api.Ask($"officials/{official}")).At("validUntil").ShouldBe("2017-07-09", "a corrected name does not bring anybody back");
        (await api.Ask($"appointments/{term}")).At("endReason").ShouldBe("officialLeft");
        (await api.Ask("officials?asOf=2017-07-08")).Items("staffNumber").ShouldBe(["HN1"]);
        (await api.Ask("officials?asOf=2017-07-09")).Items("staffNumber").ShouldBeEmpty();

        var (mistake, known) = (await api.HasOfficial("误某", "HN2"), await api.Head());
        await api.Send(HttpMethod.Delete, $"officials/{mistake}?reason=x", null).Refuses(HttpStatusCode.PreconditionRequired, "if-match-required");
        (await api.Delete($"officials/{mistake}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await api.Get($"officials/{mistake}").Refuses(HttpStatusCode.NotFound, "official-unknown");
        (await api.Ask($"officials/{mistake}?knownAt=pos:{known}")).At("name").ShouldBe("误某");
        (await api.Ask($"officials/{mistake}/history")).Items("knownUntil").ShouldBe([$"{known + 1}"]);
        await api.HasOfficial("新某", "HN2");
    }
}
