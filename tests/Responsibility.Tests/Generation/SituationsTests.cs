using Responsibility.Cli.Generation;

namespace Responsibility.Tests.Generation;

/// <summary>What the README of the sample promises, on the day of the meeting.</summary>
public sealed class SituationsTests
{
    private const string Town = "410225101";

    private static readonly IReadOnlyList<Row> Rows = Sample.Rows(2017, "410225", "411224");
    private static readonly ILookup<string, RosterRow> Roster = Rows.OfType<RosterRow>().ToLookup(row => row.Seat.Body.Division, StringComparer.Ordinal);

    /// <summary>The poor villages of 堌阳镇, in the order of the file.</summary>
    private static readonly List<string> Poor =
        [.. Rows.OfType<AttributeRow>().Where(row => row.Tag is "poorVillage" && row.Division.StartsWith(Town, StringComparison.Ordinal)).Select(row => row.Division)];

    [Fact]
    public void Every_post_from_the_province_down_to_the_first_poor_village_is_held()
    {
        foreach (var place in Sample.Divisions.Single(division => division.Code.Equals(Poor[0], StringComparison.Ordinal)).SelfAndAncestors())
        {
            var posts = Roster[place.Code].GroupBy(row => row.Seat).ToList();
            posts.ShouldNotBeEmpty();
            posts.ShouldAllBe(post => post.Any(Fills), place.Name);
        }
        Positions(Poor[0]).ShouldBe(["villagePartySecretary", "villageGroupLeader", "residentFirstSecretary"]);
    }

    [Fact]
    public void The_second_poor_village_has_had_no_group_leader_since_March()
    {
        Roster[Poor[1]].Last(row => row.Seat.Position is "villageGroupLeader").Term.Until.ShouldBe(new DateOnly(2017, 3, 1));
        InOffice(Poor[1]).ShouldBe(["villagePartySecretary", "residentFirstSecretary"]);
    }

    [Fact]
    public void In_the_third_one_official_holds_two_posts()
    {
        var leader = Roster[Poor[2]].Single(row => row.Seat.Position is "villageGroupLeader" && IsInOffice(row));
        leader.Term.Kind.ShouldBe(AppointmentKind.Concurrent);
        Roster[Poor[2]].Single(row => row.Seat.Position is "villagePartySecretary" && IsInOffice(row)).Term.Official.ShouldBe(leader.Term.Official);
    }

    [Fact]
    public void In_the_fourth_a_secondment_ends_within_thirty_days() =>
        Roster[Poor[3]].Single(row => row.Seat.Position is "residentFirstSecretary" && IsInOffice(row)).Term.Until.ShouldBe(new DateOnly(2017, 8, 1));

    [Fact]
    public void In_the_fifth_the_party_secretary_is_only_in_charge() =>
        Roster[Poor[4]].Single(row => row.Seat.Position is "villagePartySecretary" && IsInOffice(row)).Term.Kind.ShouldBe(AppointmentKind.InCharge);

    [Theory]
    [InlineData("410225102000", "governmentHead")]
    [InlineData("411224101000", "governmentHead")]
    [InlineData("410100000000", "deputyHeadInCharge")]
    public void Some_posts_above_the_villages_are_vacant(string division, string position) =>
        InOffice(division).Contains(position, StringComparer.Ordinal).ShouldBeFalse();

    [Theory]
    [InlineData("410225103000")]
    [InlineData("410300000000")]
    public void Some_heads_are_acting(string division) =>
        Roster[division].Single(row => row.Seat.Position is "governmentHead" && IsInOffice(row)).Term.Kind.ShouldBe(AppointmentKind.Acting);

    [Theory]
    [InlineData("410225000000")]
    [InlineData("411224000000")]
    public void A_full_county_has_one_provincial_leader_and_one_inspection_group(string county)
    {
        var linked = Rows.OfType<ContactRow>().Where(row => row.Division.Equals(county, StringComparison.Ordinal) && new Period(row.From, row.Until ?? Period.Open).Contains(Situations.MeetingDay)).ToList();
        linked.Count(row => row.Seat?.Position is "leader").ShouldBe(1);
        linked.Count(row => row.Body.Kind is OrganizationKind.InspectionGroup).ShouldBe(1);
    }

    [Fact]
    public void Huaiyang_is_still_a_county() =>
        Roster["411603000000"].ShouldContain(row => row.Seat.Body.Name.Equals("中共淮阳县委员会", StringComparison.Ordinal) && row.Seat.Title.Equals("县委书记", StringComparison.Ordinal));

    private static IEnumerable<string> Positions(string division) => Roster[division].Select(row => row.Seat.Position).Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> InOffice(string division) => Roster[division].Where(IsInOffice).Select(row => row.Seat.Position).Distinct(StringComparer.Ordinal);

    private static bool Fills(RosterRow row) => row.Term.Kind.FillsSeat && IsInOffice(row);

    private static bool IsInOffice(RosterRow row) => new Period(row.Term.From, row.Term.Until ?? Period.Open).Contains(Situations.MeetingDay);
}
