using System.Globalization;
using System.Text.Json.Nodes;

namespace Responsibility.Api.Tests.Access;

/// <summary>A county with one thing of each kind; and the same in its city, a township of its own, the county beside it, and another province, each told by a mark in all of its texts.</summary>
internal sealed record ScopedWorld(ScopedWorld.Place Own, ScopedWorld.Place Child, ScopedWorld.Place Parent, ScopedWorld.Place Sibling, ScopedWorld.Place Other)
{
    /// <summary>What query parameters name, by the first part of the paths of such things.</summary>
    public static readonly IReadOnlyDictionary<string, string> Named = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["within"] = "divisions",
        ["division"] = "divisions",
        ["parent"] = "divisions",
        ["official"] = "officials",
        ["post"] = "posts",
        ["organization"] = "organizations",
        ["group"] = "organizations",
        ["superior"] = "organizations",
        ["subordinate"] = "organizations",
        ["task"] = "tasks",
        ["inspection"] = "inspections",
        ["q"] = "",
    };

    /// <summary>A division and what is in it: of each kind, by the first part of its path, one id.</summary>
    public sealed record Place(string Code, string Mark, IReadOnlyDictionary<string, string> Things);

    public IEnumerable<(string Where, Place Place)> Beyond => [("parent", Parent), ("sibling", Sibling), ("other", Other)];

    public static async Task<ScopedWorld> Of(Api api)
    {
        await api.HasDivision("41", "河南省", "province");
        await api.HasDivision("4102", "乙乙市", "city", "41");
        await api.HasDivision("410225", "甲甲县", "county", "4102");
        await api.HasDivision("410221", "丁丁县", "county", "4102");
        await api.HasDivision("410225101", "丙丙镇", "township", "410225");
        await api.HasDivision("42", "戊戊省", "province");
        await api.HasDivision("4201", "戊戊市", "city", "42");
        var world = new ScopedWorld(
            await With(api, "410225", "甲甲", "410225102", "township"),
            await With(api, "410225101", "丙丙", "410225101201", "village"),
            await With(api, "4102", "乙乙", "410229", "county"),
            await With(api, "410221", "丁丁", "410221101", "township"),
            await With(api, "4201", "戊戊", "420101", "county"));
        await api.Has("supervision-runs", new { day = "2018-04-10" });
        foreach (var (province, publisher) in new[] { ("41", "河南省考核办"), ("42", "戊戊省考核办") }) await Appraised(api, province, publisher);
        return new(await Noticed(world.Own), await Noticed(world.Child), await Noticed(world.Parent), await Noticed(world.Sibling), await Noticed(world.Other));

        async Task<Place> Noticed(Place place)
        {
            // Only heads of cities and of counties are appraised.
            var objection = place.Code.Length > 6 ? null : Id(await api.Has("appraisals/2017/objections", new { official = Number("officials"), post = Number("posts"), text = $"{place.Mark}有异议" }));
            var notices = (await api.Ask($"supervision-notices?task={place.Things["tasks"]}&asOf=2018-04-10"))["items"]!.AsArray();
            return place with { Things = new Dictionary<string, string>(place.Things, StringComparer.Ordinal) { ["supervision-notices"] = notices[0]!["id"]!.ToString(), ["appraisal-objections"] = objection ?? "0" } };

            long Number(string thing) => long.Parse(place.Things[thing], CultureInfo.InvariantCulture);
        }
    }

    private static async Task<Place> With(Api api, string code, string mark, string below, string level)
    {
        var things = new Dictionary<string, string>(StringComparer.Ordinal) { ["divisions"] = code };
        await api.HasDivision(below, $"{mark}下", level, code);
        await Made("division-changes", new { type = "rename", effectiveOn = "2016-01-01", document = $"{mark}〔2015〕9号", division = below, name = $"{mark}新下" });
        things["attributes"] = Id(await api.Has($"divisions/{code}/attributes", new { number = "poorPopulation", value = 1312, validFrom = "2015-01-01" }));
        var organization = await Made("organizations", new { division = code, kind = "government", name = $"{mark}人民政府" });
        var group = Api.Id(await api.Has("organizations", new { division = code, kind = "inspectionGroup", name = $"{mark}督导组" }));
        var post = await Made("posts", new { organization, position = "governmentHead", title = $"{mark}领导" });
        var official = await Made("officials", new { staffNumber = $"S{code}", name = $"{mark}某", phone = "13800000000", homeOrganization = organization });
        await Made("appointments", new { official, post, validFrom = "2016-01-01", document = $"{mark}〔2016〕1号" });
        await Made("portfolios", new { post, programme = "industry", validFrom = "2016-01-01", document = $"{mark}〔2016〕2号" });
        await Made("contacts", new { post, division = below, validFrom = "2016-01-01", document = $"{mark}〔2016〕3号" });
        var task = await Made("tasks", new
        {
            title = $"{mark}搬迁",
            division = code,
            programme = "relocation",
            target = new { metric = "搬迁人口", quantity = 100, unit = "人" },
            startsOn = "2017-03-01",
            dueOn = "2017-12-31",
            document = $"{mark}〔2017〕4号",
            lead = organization,
        });
        await api.Has($"tasks/{task}/acknowledgements", new { acknowledgedOn = "2017-03-03", note = $"{mark}已传达" });
        await api.Has($"tasks/{task}/progress-reports", new { reportedOn = "2017-06-30", quantity = 30, note = $"{mark}第一批" });
        things["progress-reports"] = (await api.Ask($"tasks/{task}/progress-reports"))["items"]![0]!["id"]!.ToString();
        await Made("inspections", new { group, title = $"{mark}督导", scope = new[] { code }, startsOn = "2017-03-01", endsOn = "2017-04-30", document = $"{mark}〔2017〕5号" });
        await Made("inspection-members", new { group, official, detachedFrom = organization, validFrom = "2017-02-20", plannedUntil = "2017-07-01", document = $"{mark}〔2017〕6号" });
        var problem = await Made("problems", new { source = "selfCheck", division = code, severity = "minor", foundOn = "2017-03-15", title = $"{mark}问题", description = $"{mark}细节" });
        await api.Has($"problems/{problem}/rectifications", new { lead = organization, startsOn = "2017-03-20", dueOn = "2017-06-30" });
        await Made("duty-records", new { official, act = "visit", division = below, day = "2017-06-06", note = $"{mark}走访" });
        var lower = await api.HasOrganization(below, "government", $"{mark}下人民政府");
        await Made("responsibility-letters", new { year = 2016, superior = organization, subordinate = lower, signedOn = "2016-02-20", document = $"{mark}〔2016〕7号" });
        var @case = await Made("accountability-cases", new { division = code, incidentOn = "2017-06-20", description = $"{mark}事件" });
        await api.Has($"accountability-cases/{@case}/investigations", new { findings = $"{mark}属实", investigatedOn = "2017-07-01" });
        things["sanctions"] = Id(await api.Has($"accountability-cases/{@case}/proposals", new { form = "circulatedCriticism", proposer = group, organization, proposedOn = "2017-07-02", text = $"{mark}通报" }));
        using var clerk = await api.As("clerk", code);
        using var file = new StringContent($"division,number,value\n{code},poorPopulation,{mark}\n", System.Text.Encoding.UTF8, "text/csv");
        things["imports"] = Id(await Api.Body(await clerk.PostAsync("/api/v1/imports?type=attributes", file, Api.Ct)));
        await Made("api-keys", new { role = "reader", divisions = new[] { code }, note = $"{mark}钥匙" });
        return new Place(code, mark, things);

        async Task<long> Made(string path, object body)
        {
            var made = Api.Id(await api.Has(path, body));
            things[path] = made.ToString(CultureInfo.InvariantCulture);
            return made;
        }
    }

    /// <summary>The heads of a province's cities and counties are appraised for 2017.</summary>
    private static async Task Appraised(Api api, string province, string publisher)
    {
        foreach (var result in (await api.Ask($"appraisals/2017/results?within={province}&limit=1000"))["items"]!.AsArray())
            await api.Has("appraisals/2017/scores", new { official = Api.Id(result!["official"]!.AsObject()), post = Api.Id(result["post"]!.AsObject()), indicator = "assessment", score = 80 });
        await api.Has("appraisals/2017/publications", new { division = province, publisher = await api.HasOrganization(province, "institution", publisher), publishedOn = "2018-02-20" });
    }

    private static string Id(JsonObject thing) => Api.Id(thing).ToString(CultureInfo.InvariantCulture);
}
