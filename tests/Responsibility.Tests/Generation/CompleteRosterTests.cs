using Responsibility.Cli.Generation;

namespace Responsibility.Tests.Generation;

/// <summary><c>generate --complete</c>: three generations of holders to each post, in every body that a township or village has.</summary>
public sealed class CompleteRosterTests
{
    public static TheoryData<ulong> Seeds => [0, 2017, ulong.MaxValue];

    private static readonly Dictionary<ulong, IReadOnlyList<Row>> Made = Seeds.ToDictionary(seed => seed.Data, seed => Sample.Complete(seed.Data, "410225", "411224"));

    [Theory, MemberData(nameof(Seeds))]
    public void Each_post_has_three_holders_one_after_the_other(ulong seed)
    {
        Posts(seed).Where(post => post.Where(row => row.Term.Kind.FillsSeat).Select(row => row.Term.Official).Distinct().Count() != 3).ShouldBeEmpty();
        Posts(seed).Where(post => post.Count(row => row.Term.Kind.FillsSeat) != 3 || post.Last().Term is not { Until: null, Kind.FillsSeat: true }).ShouldBeEmpty();
        Posts(seed).Where(post => post.Any(row => row.Term.From >= (row.Term.Until ?? Period.Open) || row.Term.From > Terms.Horizon)).ShouldBeEmpty();
        Posts(seed).Where(post => post.Zip(post.Skip(1)).Any(pair => pair.First.Term.Until > pair.Second.Term.From)).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Most_successors_come_on_the_day_and_some_later_or_carry_the_work_first(ulong seed)
    {
        var posts = Posts(seed).Select(post => post.Select(row => row.Term).ToList()).ToList();
        var changes = posts.SelectMany(terms => terms.Zip(terms.Skip(1))).ToList();
        (changes.Count(change => change.First.Until == change.Second.From) / (double)changes.Count).ShouldBeInRange(0.90, 0.97);
        (posts.Sum(terms => terms.Count) / (double)posts.Count).ShouldBeInRange(3.04, 3.10);
        posts.SelectMany(terms => terms).Where(term => !term.Kind.FillsSeat).ShouldNotBeEmpty();
    }

    [Theory, MemberData(nameof(Seeds))]
    public void A_township_has_five_posts_and_a_village_one_or_two_and_where_it_is_assisted_two_more(ulong seed)
    {
        var posts = Posts(seed).ToLookup(post => post.Key.Body.Division, post => post.Key.Position, StringComparer.Ordinal);
        var assisted = Made[seed].OfType<AttributeRow>().Where(row => row.Tag is "poorVillage" or "weakOrganization").Select(row => row.Division).ToHashSet(StringComparer.Ordinal);
        foreach (var division in Full(Level.Township))
            posts[division.Code].ShouldBe(["partySecretary", "governmentHead", "deputyPartySecretary", "deputyHeadInCharge", "disciplineSecretary"], division.Name);
        foreach (var division in Full(Level.Village))
        {
            string[] committee = Titles.IsVillageProper(division.Name) ? ["leader"] : [];
            string[] assistance = assisted.Contains(division.Code) ? ["villageGroupLeader", "residentFirstSecretary"] : [];
            posts[division.Code].ShouldBe(["villagePartySecretary", .. committee, .. assistance], division.Name);
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Two_posts_of_one_official_overlap_only_where_one_is_concurrent(ulong seed)
    {
        Made[seed].OfType<RosterRow>().Where(row => row.Term.Kind is not AppointmentKind.Concurrent)
            .GroupBy(row => row.Term.Official, row => row.Term)
            .Where(terms => terms.OrderBy(term => term.From).ToList() is var sorted && sorted.Zip(sorted.Skip(1)).Any(pair => (pair.First.Until ?? Period.Open) > pair.Second.From))
            .ShouldBeEmpty();
    }

    /// <summary>What a loader of a nation relies on to remember no official longer than one division.</summary>
    [Theory, MemberData(nameof(Seeds))]
    public void An_official_stays_in_one_division_whose_rows_come_together(ulong seed)
    {
        var roster = Made[seed].OfType<RosterRow>().ToList();
        roster.GroupBy(row => row.Term.Official, row => row.Seat.Body.Division).Where(places => places.Distinct(StringComparer.Ordinal).Count() > 1).ShouldBeEmpty();
        roster.Zip(roster.Skip(1)).Count(pair => pair.First.Seat.Body.Division != pair.Second.Seat.Body.Division)
            .ShouldBe(roster.Select(row => row.Seat.Body.Division).Distinct(StringComparer.Ordinal).Count() - 1);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void On_the_day_of_the_meeting_nobody_is_missing_but_by_a_situation(ulong seed)
    {
        var posts = Posts(seed).ToDictionary(post => post.Key, post => post.ToList());
        bool Held(string division, string position) => posts.Where(post => post.Key.Body.Division == division && post.Key.Position == position)
            .All(post => post.Value.Exists(row => row.Term.Kind.FillsSeat && row.Term.From <= Situations.MeetingDay && Situations.MeetingDay < (row.Term.Until ?? Period.Open)));
        Held("410000000000", "partySecretary").ShouldBeTrue();
        Held("410225000000", "governmentHead").ShouldBeTrue();
        Held("410225101000", "governmentHead").ShouldBeTrue();
        Held("410225102000", "governmentHead").ShouldBeFalse();
        Held("410225103000", "governmentHead").ShouldBeFalse();
        (posts.Keys.Where(seat => seat.Body.Division.StartsWith("410225", StringComparison.Ordinal)).Count(seat => !Held(seat.Body.Division, seat.Position))).ShouldBeInRange(5, 60);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void The_same_seed_makes_the_same_rows(ulong seed) =>
        Sample.Complete(seed, "410225", "411224").Select(Line).SequenceEqual(Made[seed].Select(Line), StringComparer.Ordinal).ShouldBeTrue();

    /// <summary>Rows are made from the seed by integers alone; this digest was made once, and no machine or release may make another.</summary>
    [Fact]
    public void They_are_the_rows_of_every_machine()
    {
        var lines = string.Join('\n', Made[2017].Select(Line));
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(lines)))
            .ShouldBe("3c9ff1430b7d7d684458c8b0e5dd019505416265760976d2a409dc454a7efe91");
    }

    /// <summary>At the size of a nation they may not be held.</summary>
    [Fact]
    public void Rows_come_as_divisions_are_read()
    {
        var read = 0;
        var divisions = Sample.Divisions.Select(division =>
        {
            read++;
            return division;
        });
        new RosterGenerator(2017, "HN", [DivisionCode.Parse("41")], complete: true, []).Rows(divisions).Take(1000).Count().ShouldBe(1000);
        read.ShouldBeLessThan(200);
    }

    private static IEnumerable<IGrouping<Seat, RosterRow>> Posts(ulong seed) => Made[seed].OfType<RosterRow>().GroupBy(row => row.Seat);

    private static IEnumerable<Division> Full(Level level) =>
        Sample.Divisions.Where(division => division.Level == level && (division.Code.StartsWith("410225", StringComparison.Ordinal) || division.Code.StartsWith("411224", StringComparison.Ordinal)));

    private static string Line(Row row) => string.Join(',', row.Fields());
}
