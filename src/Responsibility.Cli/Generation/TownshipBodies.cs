namespace Responsibility.Cli.Generation;

/// <summary>The bodies of a township: committee and government, each with its head; in a complete roster their deputies and the discipline commission as well.</summary>
internal static class TownshipBodies
{
    public static IEnumerable<Row> Rows(Division township, Walk walk)
    {
        if (township.Name.EndsWith('镇')) walk.Towns++;
        var town = township.Name.EndsWith('镇') ? walk.Towns : 0;
        var titles = Titles.For(township);
        var above = township.Parent ?? township;
        var terms = walk.Terms(walk.Dice(township, "roster"));
        var pattern = new Pattern(new DateOnly(2012, 1, 5), new DateOnly(2014, 12, 31), 28, 62, $"{Abbreviations.Of(above)}组干");
        var heads = terms.Plan(pattern, Situations.Town(town, "governmentHead"));
        foreach (var term in terms.Plan(pattern))
            yield return new RosterRow(new Seat(new Body(township.Code, OrganizationKind.PartyCommittee, titles.Committee), "partySecretary", titles.Secretary), term);
        foreach (var term in heads)
            yield return new RosterRow(new Seat(new Body(township.Code, OrganizationKind.Government, titles.Government), "governmentHead", titles.Head), term);
        if (walk.IsComplete)
        {
            foreach (var seat in Deputies(township, titles))
                foreach (var term in terms.Plan(pattern)) yield return new RosterRow(seat, term);
        }
        if (township.At(Level.County) is { } county) yield return CountyBodies.Link(township, county, walk);
    }

    private static Seat[] Deputies(Division township, Titles titles) =>
    [
        new(new Body(township.Code, OrganizationKind.PartyCommittee, titles.Committee), "deputyPartySecretary", $"{titles.Party}副书记"),
        new(new Body(township.Code, OrganizationKind.Government, titles.Government), "deputyHeadInCharge", $"{titles.DeputyHead}（分管扶贫）"),
        new(new Body(township.Code, OrganizationKind.DisciplineCommission, $"中共{township.Name}{(titles.Discipline.EndsWith("工委", StringComparison.Ordinal) ? "纪律检查工作委员会" : "纪律检查委员会")}"),
            "disciplineSecretary", $"{titles.Discipline}书记"),
    ];
}
