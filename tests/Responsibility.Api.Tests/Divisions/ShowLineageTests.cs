namespace Responsibility.Api.Tests.Divisions;

public sealed class ShowLineageTests
{
    [Theory, OnEveryDatabase]
    public async Task The_graph_goes_both_ways_and_never_against_time(Backend backend)
    {
        await using var api = await Api.On(backend);
        await api.HasLankao();
        foreach (var n in new[] { 1, 2, 3 }) await api.HasDivision($"41022510130{n}", $"{n}庄", "village", "410225101");
        // 3庄 gives a part to 2庄 before anything else; 1庄 and 2庄 become 甲 (1庄 goes on); 甲 is recoded; then split.
        await Has(api, new { type = "split", effectiveOn = "2010-01-01", document = "一", division = "410225101303", results = new[] { Village("410225101303", "3庄"), Village("410225101302", "2庄") } });
        await Has(api, new { type = "merge", effectiveOn = "2015-01-01", document = "二", originals = new[] { "410225101301", "410225101302" }, result = Village("410225101301", "甲") });
        await Has(api, new { type = "recode", effectiveOn = "2016-01-01", document = "三", division = "410225101301", code = "410225101401" });
        await Has(api, new { type = "split", effectiveOn = "2018-01-01", document = "四", division = "410225101401", results = new[] { Village("410225101402", "乙"), Village("410225101403", "丙") } });
        // Given away before it was part of anything here: not of this lineage.
        await Has(api, new { type = "split", effectiveOn = "2005-01-01", document = "五", division = "410225101303", results = new[] { Village("410225101303", "3庄"), Village("410225101404", "旁") } });
        var head = await api.Head();

        var lineage = await api.Ask("divisions/410225101401/lineage?asOf=2017-01-01");

        lineage["nodes"]!.AsArray().Select(n => $"{n.At("code")![6..]} {n.At("name")} {n.At("validFrom")} {n.At("validUntil")}").ShouldBe(
        [
            "101301 1庄  2015-01-01", "101302 2庄  2015-01-01", "101303 3庄  ",
            "101301 甲 2015-01-01 2016-01-01", "101401 甲 2016-01-01 2018-01-01", "101402 乙 2018-01-01 ", "101403 丙 2018-01-01 ",
        ]);
        lineage["edges"]!.AsArray().Select(e => $"{e.At("from")}>{e.At("to")} {e.At("type")} {e.At("effectiveOn")} {e.At("document")}").ShouldBe(
        [
            "2>1 split 2010-01-01 一", "0>3 merge 2015-01-01 二", "1>3 merge 2015-01-01 二", "3>4 recode 2016-01-01 三", "4>5 split 2018-01-01 四", "4>6 split 2018-01-01 四",
        ]);
        (lineage.At("node"), lineage.At("complete"), lineage.At("division/name")).ShouldBe(("4", "true", "甲"));
        lineage["predecessors"]!.AsArray().Select(p => p.At("code")).ShouldBe(["410225101301"]);
        lineage["successors"]!.AsArray().Select(p => p.At("name")).ShouldBe(["乙", "丙"]);

        (await api.Ask("divisions/410225101404/lineage"))["edges"]!.AsArray().Select(e => e.At("document")).ShouldBe(["五"]);
        (await api.Ask($"divisions/410225101303/lineage?knownAt=pos:{head}"))["nodes"]!.AsArray().Select(n => n.At("name")).ShouldBe(["3庄", "2庄", "旁", "甲", "甲", "乙", "丙"], ignoreOrder: true);

        var changes = await api.Ask("division-changes?within=410225101&count=exact");
        changes.At("total").ShouldBe("5");
        changes.Items("type").ShouldBe(["split", "merge", "recode", "split", "split"]);
        (await api.Ask("division-changes?division=410225101302&asOf=2014-12-31")).Items("document").ShouldBe(["一"]);
        (await api.Ask("division-changes?division=410225101302")).Items("document").ShouldBe(["一", "二"]);
        (await api.Ask("division-changes?type=split&effectiveFrom=2010-01-01&limit=1")).Items("document").ShouldBe(["一"]);
        (await api.Ask("division-changes?asOf=2009-01-01")).Items("document").ShouldBe(["五"]);
    }

    private static object Village(string code, string name) => new { code, name, level = "village", parent = "410225101" };

    private static async Task Has(Api api, object change) => await api.Post("division-changes", change).Succeeds();
}
