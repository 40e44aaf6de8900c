using Responsibility.Cli.Generation;

namespace Responsibility.Tests.Generation;

public sealed class RosterGeneratorTests
{
    public static TheoryData<ulong> Seeds => [0, 2017, ulong.MaxValue];

    [Fact]
    public void The_committed_sample_is_what_the_command_in_its_README_makes()
    {
        var made = Directory.CreateTempSubdirectory().FullName;
        SampleFolder.Write(made, Sample.Rows(2017, "410225", "411224"));
        foreach (var file in Directory.EnumerateFiles(made))
            File.ReadAllBytes(Path.Combine(Sample.Folder, Path.GetFileName(file))).SequenceEqual(File.ReadAllBytes(file)).ShouldBeTrue(Path.GetFileName(file));
        Directory.Delete(made, recursive: true);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void The_same_seed_makes_the_same_rows(ulong seed) =>
        Sample.Rows(seed, "410225").Select(Line).SequenceEqual(Sample.Rows(seed, "410225").Select(Line), StringComparer.Ordinal).ShouldBeTrue();

    [Fact]
    public void Another_seed_makes_another_roster() =>
        Sample.Rows(1, "410225").OfType<RosterRow>().Select(Line).SequenceEqual(Sample.Rows(2, "410225").OfType<RosterRow>().Select(Line), StringComparer.Ordinal).ShouldBeFalse();

    [Fact]
    public void The_attributes_of_a_division_do_not_depend_on_which_others_are_full()
    {
        var together = Sample.Rows(2017, "410225", "411224").OfType<AttributeRow>().ToHashSet();
        Sample.Rows(2017, "410225").OfType<AttributeRow>().Where(row => !together.Contains(row)).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Seeds))]
    public void A_staff_number_is_one_officials_and_no_identity_number(ulong seed)
    {
        var officials = Sample.Rows(seed, "410225", "411224").OfType<RosterRow>().Select(row => row.Term.Official).Distinct().ToList();
        officials.Select(official => official.StaffNumber).ShouldBeUnique(StringComparer.Ordinal);
        officials.ShouldAllBe(official => official.StaffNumber.StartsWith("HN", StringComparison.Ordinal) && official.StaffNumber.Length < 18);
        officials.ShouldAllBe(official => official.Phone.Length == 11 && official.Name.Length >= 2);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Terms_of_one_post_come_in_order_and_never_overlap(ulong seed)
    {
        var posts = Sample.Rows(seed, "410225", "411224").OfType<RosterRow>().GroupBy(row => row.Seat).ToList();
        posts.Where(post => post.Any(row => Of(row.Term) is var term && term.From >= term.Until)).ShouldBeEmpty();
        posts.Where(post => post.Zip(post.Skip(1)).Any(pair => Of(pair.First.Term).Until > pair.Second.Term.From)).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Two_posts_of_one_official_overlap_only_where_one_is_concurrent(ulong seed)
    {
        Sample.Rows(seed, "410225", "411224").OfType<RosterRow>()
            .Where(row => row.Term.Kind is not AppointmentKind.Concurrent)
            .GroupBy(row => row.Term.Official, row => Of(row.Term))
            .Where(terms => terms.OrderBy(term => term.From).ToList() is var sorted && sorted.Zip(sorted.Skip(1)).Any(pair => pair.First.Overlaps(pair.Second)))
            .ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Every_division_that_a_row_names_exists(ulong seed)
    {
        var codes = Sample.Divisions.Select(division => division.Code).ToHashSet(StringComparer.Ordinal);
        Sample.Rows(seed, "410225", "411224").SelectMany(Named).Where(code => !codes.Contains(code)).ShouldBeEmpty();

        static string[] Named(Row row) => row switch
        {
            RosterRow roster => [roster.Seat.Body.Division],
            AttributeRow attribute => [attribute.Division],
            PortfolioRow portfolio => [portfolio.Body.Division],
            ContactRow contact => [contact.Body.Division, contact.Division],
            _ => throw new InvalidOperationException(row.ToString()),
        };
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Bearers_and_departments_of_portfolios_and_contacts_are_in_the_roster_when_they_begin(ulong seed)
    {
        var rows = Sample.Rows(seed, "410225", "411224");
        var begins = rows.OfType<RosterRow>().GroupBy(row => row.Seat).ToDictionary(post => post.Key, post => post.Min(row => row.Term.From));
        var bodies = begins.GroupBy(pair => pair.Key.Body).ToDictionary(body => body.Key, body => body.Min(pair => pair.Value));

        foreach (var row in rows.OfType<PortfolioRow>())
        {
            (row.Seat is null ? bodies[row.Body] : begins[row.Seat]).ShouldBeLessThanOrEqualTo(row.From);
            (row.Programme is null).ShouldNotBe(row.Department is null);
            if (row.Department is not null) bodies.ShouldContainKey(new Body(row.Body.Division, OrganizationKind.Department, row.Department));
        }
        foreach (var row in rows.OfType<ContactRow>())
            (row.Seat is null ? bodies[row.Body] : begins[row.Seat]).ShouldBeLessThanOrEqualTo(row.From);
    }

    [Fact]
    public void A_division_before_its_parent_is_refused()
    {
        using var file = new StringReader("code,name,level,parent_code\n410225000000,兰考县,county,410200000000\n");
        Should.Throw<InvalidDataException>(() => DivisionFile.Read(file, Sample.EarlierNames).ToList());
    }

    private static Period Of(Term term) => new(term.From, term.Until ?? Period.Open);

    private static string Line(Row row) => string.Join(',', row.Fields());
}
