using System.Globalization;

namespace Responsibility.Cli.Generation;

/// <summary>The bodies of a province: its committee and government, its discipline commission, ten inspection groups, and its departments.</summary>
internal static class ProvinceBodies
{
    private const int Groups = 10;

    private static readonly DateOnly LinksBegin = new(2016, 3, 1);

    /// <summary>Names without the province's, and what they coordinate (部门协调责任): a programme or two, or none.</summary>
    private static readonly (string Name, string Head, string[] Programmes)[] Departments =
    [
        ("扶贫开发办公室", "主任", ["identification"]), ("发展和改革委员会", "主任", ["relocation"]), ("财政厅", "厅长", ["funds"]),
        ("人力资源和社会保障厅", "厅长", ["employment", "socialSecurity"]), ("农业厅", "厅长", ["industry"]), ("民政厅", "厅长", ["relief", "socialSecurity"]),
        ("教育厅", "厅长", ["relief"]), ("卫生和计划生育委员会", "主任", ["relief"]), ("住房和城乡建设厅", "厅长", ["relief"]),
        ("国土资源厅", "厅长", ["relocation"]), ("工业和信息化委员会", "主任", ["employment"]), ("商务厅", "厅长", ["industry"]),
        ("林业厅", "厅长", ["industry"]), ("文化厅", "厅长", ["industry"]), ("审计厅", "厅长", ["funds"]), ("统计局", "局长", ["identification"]),
        ("交通运输厅", "厅长", []), ("水利厅", "厅长", []), ("科学技术厅", "厅长", []), ("环境保护厅", "厅长", []),
    ];

    /// <summary>Twelve leaders beside the heads, each in charge of a programme or a department. {0}: 省, {1}: 省委, {2}: 副省长.</summary>
    private static readonly (OrganizationKind Body, string Title, string? Programme, string? Department)[] Leaders =
    [
        (OrganizationKind.PartyCommittee, "{1}常委、组织部部长", "partyBuilding", null), (OrganizationKind.PartyCommittee, "{1}常委、宣传部部长", null, "文化厅"),
        (OrganizationKind.PartyCommittee, "{1}常委、统战部部长", "industry", null), (OrganizationKind.PartyCommittee, "{1}常委、政法委书记", null, "民政厅"),
        (OrganizationKind.PartyCommittee, "{1}常委、秘书长", null, "统计局"), (OrganizationKind.PartyCommittee, "{1}常委、{0}直机关工委书记", null, "审计厅"),
        (OrganizationKind.Government, "{2}（分管教育卫生）", null, "教育厅"), (OrganizationKind.Government, "{2}（分管工业）", null, "工业和信息化委员会"),
        (OrganizationKind.Government, "{2}（分管自然资源）", null, "国土资源厅"), (OrganizationKind.Government, "{2}（分管商务）", null, "商务厅"),
        (OrganizationKind.Government, "{2}（分管人力资源）", "employment", null), (OrganizationKind.Government, "{2}（分管社会保障）", "socialSecurity", null),
    ];

    public static string Department(Division province, string name) => province.Name + name;

    /// <summary>Departments that second officials to villages (派出单位).</summary>
    public static IEnumerable<string> Dispatchers(Division province) => Departments.Select(department => Department(province, department.Name));

    public static Body Group(Division province, int number) =>
        new(province.Code, OrganizationKind.InspectionGroup, $"第{"一二三四五六七八九十"[(number - 1) % Groups]}督导巡察组");

    public static IEnumerable<Row> Rows(Division province, Walk walk)
    {
        var dice = walk.Dice(province, "roster");
        var terms = walk.Terms(dice);
        var titles = Titles.For(province);
        var issuer = $"{Abbreviations.Of(province)}组干";
        var pattern = new Pattern(new DateOnly(2012, 1, 5), new DateOnly(2014, 3, 31), 24, 60, issuer);
        var committee = new Body(province.Code, OrganizationKind.PartyCommittee, titles.Committee);
        var government = new Body(province.Code, OrganizationKind.Government, titles.Government);
        var discipline = new Body(province.Code, OrganizationKind.DisciplineCommission, $"中共{province.Name}纪委");
        var unit = titles.Party.TrimEnd('委').TrimEnd('党');
        List<(Seat Seat, string? Programme, string? Department)> leaders =
        [
            .. Leaders.Select(leader => (new Seat(leader.Body is OrganizationKind.Government ? government : committee, "leader",
                string.Format(CultureInfo.InvariantCulture, leader.Title, unit, titles.Party, titles.DeputyHead)), leader.Programme, leader.Department)),
        ];

        var heads = terms.Plan(pattern);
        List<Row> rows = [];
        Add(new Seat(committee, "partySecretary", titles.Secretary), terms.Promoted(pattern, heads));
        Add(new Seat(committee, "deputyPartySecretary", titles.DeputySecretary), terms.Plan(pattern));
        Add(new Seat(government, "governmentHead", titles.Head), heads);
        Add(new Seat(government, "executiveDeputyHead", $"常务{titles.DeputyHead}"), terms.Plan(pattern));
        Add(new Seat(government, "deputyHeadInCharge", $"分管扶贫{titles.DeputyHead}"), terms.Plan(pattern));
        foreach (var leader in leaders) Add(leader.Seat, terms.Plan(pattern));
        Add(new Seat(discipline, "disciplineSecretary", $"{unit}纪委书记"), terms.Plan(pattern));
        foreach (var department in Departments) Add(new Seat(Of(department.Name), "departmentHead", department.Head), terms.Plan(pattern));
        // Detached from their posts for the task alone, until it is done.
        var detached = pattern with { Earliest = new DateOnly(2016, 9, 1), Latest = new DateOnly(2016, 12, 1), LeastMonths = 20 };
        for (var number = 1; number <= Groups; number++)
            Add(new Seat(Group(province, number), "inspectionGroupLeader", "组长"), terms.Plan(detached));

        return [.. rows, .. Portfolios(), .. Contacts()];

        Body Of(string department) => new(province.Code, OrganizationKind.Department, Department(province, department));

        void Add(Seat seat, IEnumerable<Term> held) => rows.AddRange(held.Select(term => new RosterRow(seat, term)));

        string Document(int year = 2016) => string.Create(CultureInfo.InvariantCulture, $"{Abbreviations.Of(province)}办〔{year}〕{dice.Between(1, 60)}号");

        IEnumerable<Row> Portfolios() =>
        [
            .. leaders.Select(leader => new PortfolioRow(leader.Seat.Body, leader.Seat, leader.Programme,
                leader.Department is { } name ? Department(province, name) : null, LinksBegin, null, Document())),
            .. Departments.SelectMany(department => department.Programmes.Select(programme => new PortfolioRow(Of(department.Name), null, programme, null, LinksBegin, null, Document()))),
        ];

        // One leader for each of twelve poor counties; the first county had another leader until then.
        IEnumerable<Row> Contacts()
        {
            var counties = walk.PoorCounties(province, dice);
            if (counties.Count > 0)
                yield return new ContactRow(leaders[^1].Seat.Body, leaders[^1].Seat, counties[0], new DateOnly(2014, 6, 1), LinksBegin, Document(2014));
            foreach (var (leader, county) in leaders.Zip(counties))
                yield return new ContactRow(leader.Seat.Body, leader.Seat, county, LinksBegin, null, Document());
        }
    }
}
