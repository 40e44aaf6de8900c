namespace Responsibility.Cli.Generation;

/// <summary>The bodies of a village: its party branch and, where it is poor or its branch weak, a village group and a resident team; in a complete roster a village proper has its committee as well.</summary>
internal static class VillageBodies
{
    private static readonly DateOnly GroupsBegin = new(2016, 5, 1);

    /// <param name="poor">Whether the village is poor: it counts among the township's, in the order of the file.</param>
    /// <param name="assisted">Whether it is poor or its organization is, or was, weak.</param>
    public static IEnumerable<Row> Rows(Division village, bool poor, bool assisted, Walk walk)
    {
        var dice = walk.Dice(village, "roster");
        var terms = walk.Terms(dice);
        var name = Titles.VillageName(village.Name);
        var number = poor ? ++walk.PoorVillages : 0;
        var named = poor && Situations.IsNamed(walk.TownOf(village), number);
        var above = village.Parent ?? village;
        var county = village.At(Level.County) ?? above;
        var branch = new Seat(new Body(village.Code, OrganizationKind.PartyCommittee, $"中共{name}党支部"), "villagePartySecretary", name.EndsWith('村') ? "村党支部书记" : "党支部书记");
        var branchPattern = new Pattern(new DateOnly(2012, 1, 5), new DateOnly(2014, 12, 31), 60, 120, $"{Abbreviations.Of(above)}党");
        // Party secretaries of villages stay long: the first of three came when the second would otherwise still be to come.
        if (walk.IsComplete) branchPattern = branchPattern with { Earliest = new DateOnly(2004, 1, 5), Latest = new DateOnly(2006, 12, 31) };
        var secretaries = Plan(branch, branchPattern, Situations.ByChance(dice, AppointmentKind.InCharge));
        foreach (var term in secretaries) yield return new RosterRow(branch, term);
        // A neighbourhood (社区) has a residents' committee, to which nobody entrusted the poor of the countryside.
        if (walk.IsComplete && Titles.IsVillageProper(village.Name))
        {
            var committee = new Seat(new Body(village.Code, OrganizationKind.Government, $"{name}村民委员会"), "leader", "村委会主任");
            foreach (var term in terms.Plan(new Pattern(new DateOnly(2008, 1, 5), new DateOnly(2010, 12, 31), 36, 96, $"{Abbreviations.Of(above)}村选"))) yield return new RosterRow(committee, term);
        }
        if (!assisted) yield break;

        var group = new Seat(new Body(village.Code, OrganizationKind.VillageGroup, $"{name}脱贫责任组"), "villageGroupLeader", "村级脱贫责任组组长");
        var groupPattern = new Pattern(GroupsBegin, GroupsBegin.AddMonths(4), 30, 60, $"{Abbreviations.Of(county)}扶组");
        var concurrent = named ? Situations.IsConcurrent(number) : dice.Percent(15);
        var leaders = concurrent
            ? terms.Alongside(secretaries, dice.Day(groupPattern.Earliest, groupPattern.Latest), groupPattern)
            : Plan(group, groupPattern, Situations.ByChance(dice, AppointmentKind.InCharge));
        foreach (var term in leaders) yield return new RosterRow(group, term);

        var team = new Seat(new Body(village.Code, OrganizationKind.ResidentTeam, $"驻{name}工作队"), "residentFirstSecretary", "驻村第一书记");
        // First secretaries went out in August 2015, for two years or more.
        var teamPattern = new Pattern(new DateOnly(2015, 8, 10), new DateOnly(2015, 9, 30), 24, 54, $"{Abbreviations.Of(county)}驻村",
            [.. village.At(Level.Province) is { } province ? ProvinceBodies.Dispatchers(province) : [], .. CountyBodies.Dispatchers(county)]);
        foreach (var term in Plan(team, teamPattern, Situations.SecondmentByChance(dice))) yield return new RosterRow(team, term);

        List<Term> Plan(Seat seat, Pattern pattern, Interruption? byChance) =>
            named
                ? terms.Plan(pattern, Situations.Village(number, seat.Position), Situations.RareCharacter(number, seat.Position))
                : terms.Plan(pattern, byChance);
    }
}
