using Responsibility.Api.Tests.Accountability;

namespace Responsibility.Api.Tests.Storage;

/// <summary>A case of some days, with a sanction that is changed upon appeal and one that is revoked; it is closed.</summary>
internal static class BusyCases
{
    /// <summary>After the duties: the county and its officials are theirs.</summary>
    public static async Task Happen(Api api)
    {
        var @case = Api.Id(await api.Has("accountability-cases", new
        {
            division = "410221101201",
            incidentOn = "2017-05-20",
            incidentUntil = "2017-06-10",
            description = "危房改造款项滞留",
            complaint = "豫信访〔2017〕77号",
        }));
        var (proposer, decider) = await api.HasInvestigated(@case);
        var sanctions = new List<long>();
        foreach (var staffNumber in new[] { "LK0061", "LK0062" })
        {
            var official = (await api.Ask($"officials?staffNumber={staffNumber}"))["items"]![0]!["id"]!.GetValue<long>();
            sanctions.Add(Api.Id(await api.Has($"accountability-cases/{@case}/proposals", CaseStory.Proposal(official, proposer))));
            await api.Has($"sanctions/{sanctions[^1]}/decisions", CaseStory.Decision(decider, effectiveUntil: "2018-03-01"));
        }
        await api.Has($"sanctions/{sanctions[0]}/services", new { servedOn = "2017-09-03", note = "本人签收" });
        await api.Has($"sanctions/{sanctions[0]}/appeals", new { appealedOn = "2017-09-10", note = "未经手款项" });
        await api.Has($"sanctions/{sanctions[0]}/appeal-outcomes", new { outcome = "changed", decider, document = "豫纪复〔2017〕5号", settledOn = "2017-10-01", form = "circulatedCriticism", note = "减轻" });
        await api.Has($"sanctions/{sanctions[1]}/revocations", new { document = "豫纪〔2017〕60号", reason = "证据不足", revokedOn = "2017-10-02" });
        // While it barred that, one of them came to another post all the same.
        var barred = (await api.Ask("officials?staffNumber=LK0061"))["items"]![0]!["id"]!.GetValue<long>();
        var post = await api.HasPost("专班成员", "leader", "410221", "government");
        await api.Has("appointments", new { official = barred, post, validFrom = "2017-09-15", validUntil = "2017-09-20", confirmation = "工作急需,经县委研究" });
        await api.Has($"accountability-cases/{@case}/closures", new { closedOn = "2017-10-10", note = "处理到位" });
    }
}
