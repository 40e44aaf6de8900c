using System.Globalization;

namespace Responsibility.Cli.Generation;

/// <summary>The bodies of a city or a county: committee, government and poverty office; in a full county more leaders and departments.</summary>
internal static class CountyBodies
{
    private static readonly DateOnly LinksBegin = new(2017, 1, 1);

    private static readonly (string Name, string Head, string Programme)[] Departments =
    [
        ("扶贫开发办公室", "主任", "identification"), ("财政局", "局长", "funds"), ("农业局", "局长", "industry"),
        ("人力资源和社会保障局", "局长", "employment"), ("民政局", "局长", "relief"),
    ];

    /// <summary>Departments that second officials to villages (派出单位).</summary>
    public static IEnumerable<string> Dispatchers(Division county) => Departments.Select(department => county.Name + department.Name);

    /// <summary>The posts whose holders are linked to a township each.</summary>
    public static List<Seat> Leaders(Division county)
    {
        var titles = Titles.For(county);
        var committee = new Body(county.Code, OrganizationKind.PartyCommittee, titles.Committee);
        var government = new Body(county.Code, OrganizationKind.Government, titles.Government);
        return
        [
            .. Regular(county),
            new(committee, "leader", $"{titles.Party}常委、组织部部长"), new(committee, "leader", $"{titles.Party}常委、宣传部部长"),
            new(committee, "leader", $"{titles.Party}常委、统战部部长"), new(committee, "leader", $"{titles.Party}常委、政法委书记"),
            new(government, "executiveDeputyHead", $"常务{titles.DeputyHead}"),
            new(government, "leader", $"{titles.DeputyHead}（分管教育）"), new(government, "leader", $"{titles.DeputyHead}（分管农业）"),
        ];
    }

    public static IEnumerable<Row> Rows(Division county, Walk walk)
    {
        var dice = walk.Dice(county, "roster");
        var full = walk.IsFull(county);
        var issuer = $"{Abbreviations.Of(county.Level is Level.City ? county.Parent! : county.At(Level.City) ?? county.Parent ?? county)}组干";
        var pattern = new Pattern(new DateOnly(2012, 1, 5), new DateOnly(2014, 3, 31), 24, 60, issuer);
        foreach (var row in Roster(full ? Leaders(county) : Regular(county), county, walk, dice, pattern)) yield return row;

        var own = Departments.Take(full ? Departments.Length : 1).ToList();
        foreach (var (name, head, _) in own)
        {
            foreach (var term in walk.Terms(dice).Plan(pattern, Chance(AppointmentKind.InCharge)))
                yield return new RosterRow(new Seat(Of(name), "departmentHead", head), term);
        }
        if (full || county.Level is Level.City || walk.IsPoorCounty(county))
        {
            foreach (var (name, _, programme) in own)
                yield return new PortfolioRow(Of(name), null, programme, null, LinksBegin, null, $"{issuer[..^2]}办〔2016〕{Number()}号");
        }
        // A full county is inspected by itself, not with its city: exactly one group answers for it.
        if (county.At(Level.Province) is { } province && (full || county.Level is Level.City && !walk.LeadsToFull(county)))
            yield return new ContactRow(ProvinceBodies.Group(province, ++walk.Inspected), null, county.Code, LinksBegin, null, $"{Abbreviations.Of(province)}巡组〔2016〕{Number()}号");

        Body Of(string department) => new(county.Code, OrganizationKind.Department, county.Name + department);

        Interruption? Chance(AppointmentKind meanwhile) => county.Level is Level.City || walk.LeadsToFull(county) ? null : Situations.ByChance(dice, meanwhile);

        string Number() => dice.Between(1, 60).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The link of the next county leader, in turn, to a township.</summary>
    public static ContactRow Link(Division township, Division county, Walk walk)
    {
        var leaders = Leaders(county);
        var leader = leaders[walk.Linked++ % leaders.Count];
        var number = walk.Dice(township, "contact").Between(1, 60);
        return new ContactRow(leader.Body, leader, township.Code, LinksBegin, null,
            string.Create(CultureInfo.InvariantCulture, $"{Abbreviations.Of(county)}办〔2016〕{number}号"));
    }

    private static List<Seat> Regular(Division county)
    {
        var titles = Titles.For(county);
        var committee = new Body(county.Code, OrganizationKind.PartyCommittee, titles.Committee);
        var government = new Body(county.Code, OrganizationKind.Government, titles.Government);
        return
        [
            new(committee, "partySecretary", titles.Secretary), new(committee, "deputyPartySecretary", titles.DeputySecretary),
            new(government, "governmentHead", titles.Head), new(government, "deputyHeadInCharge", $"{titles.DeputyHead}（分管扶贫）"),
        ];
    }

    private static IEnumerable<RosterRow> Roster(IReadOnlyList<Seat> seats, Division county, Walk walk, Dice dice, Pattern pattern)
    {
        var city = county.Level is Level.City;
        var plainCity = city && !walk.LeadsToFull(county) ? ++walk.PlainCities : 0;
        var terms = walk.Terms(dice);
        // In every other division the heads move up to party secretary, and the two posts change on one day.
        var promoted = dice.Percent(50);
        var heads = terms.Plan(pattern, Interruption("governmentHead"));
        foreach (var seat in seats)
        {
            IEnumerable<Term> held = seat.Position switch
            {
                "governmentHead" => heads,
                "partySecretary" when promoted && heads.TrueForAll(term => term.Kind.FillsSeat) && heads[^1].Until is null => terms.Promoted(pattern, heads),
                _ => terms.Plan(pattern, Interruption(seat.Position)),
            };
            foreach (var term in held) yield return new RosterRow(seat, term);
        }

        Interruption? Interruption(string position) =>
            city ? Situations.City(plainCity, position)
            : walk.LeadsToFull(county) ? null
            : Situations.ByChance(dice, position is "governmentHead" ? AppointmentKind.Acting : AppointmentKind.InCharge);
    }
}
