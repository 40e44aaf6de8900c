namespace Responsibility.Api.Tests.Storage;

/// <summary>Two mayors are appraised: a score is entered twice, results are published, one objection changes a result and one does not.</summary>
internal static class BusyAppraisals
{
    public static async Task Happen(Api api)
    {
        const string Year = "appraisals/2017";
        var publisher = await api.HasOrganization("41", "institution", "省考核办");
        var heads = new List<(long Post, long Official)>();
        foreach (var (code, name) in new[] { ("4117", "驻马店市"), ("4116", "周口市") })
        {
            await api.HasDivision(code, name, "city", "41");
            var post = await api.HasPost($"{name}市长", "governmentHead", code, "government");
            heads.Add((post, await api.HasOfficial($"{name}甲")));
            await api.HasAppointment(heads[^1].Official, post, "2016-01-01");
        }
        // Everyone who is appraised in the province, whoever else this history appointed.
        foreach (var result in (await api.Ask($"{Year}/results?within=41&derived=true&limit=1000"))["items"]!.AsArray())
            await api.Has($"{Year}/scores", new { official = result!["official"]!["id"]!.GetValue<long>(), post = result["post"]!["id"]!.GetValue<long>(), indicator = "assessment", score = 80 });
        await api.Has($"{Year}/scores", new { official = heads[0].Official, heads[0].Post, indicator = "assessment", score = 82.5, reason = "漏计一项" });
        await api.Has($"{Year}/publications", new { division = "41", publisher, document = "豫脱贫组〔2018〕4号", publishedOn = "2018-02-20" });
        foreach (var (index, (post, official)) in heads.Index())
        {
            var objection = Api.Id(await api.Has($"{Year}/objections", new { official, post, text = "实地考核遗漏两村", objectedOn = "2018-02-25" }));
            await api.Has($"appraisal-objections/{objection}/outcomes", index is 0
                ? new { outcome = "upheld", decider = publisher, settledOn = "2018-03-05", note = "维持原结果" }
                : new { outcome = "changed", decider = publisher, settledOn = "2018-03-06", note = "补核两村", indicator = "assessment", score = 99, document = "豫脱贫组〔2018〕9号" } as object);
        }
    }
}
