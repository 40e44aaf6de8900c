using System.Globalization;
using System.Text;

namespace Responsibility.Api.Tests.Imports;

/// <summary>One large file with faults of thirty kinds: each is found on its line and told by its code, all else is kept, and what was mended loads.</summary>
[Trait("Campaign", "faultyFile")]
public sealed class FaultyFileTests
{
    private static readonly int Rows = Environment.GetEnvironmentVariable("RESPONSIBILITY_CAMPAIGN") is "faultyFile" ? 100_000 : 6_000;

    private const string Header = "staffNumber,name,division,organization,organizationKind,position,title,kind,validFrom,validUntil,document,documentDate,phone,dispatchedBy\n";

    /// <summary>Rows that each have one fault: the row, the code, the column at fault, what it says there, and what it should say.</summary>
    private static readonly (string Row, string Code, string? Property, string? Value, string Mended)[] Faults =
    [
        (",名,410225,县委A,partyCommittee,partySecretary,,,2017-01-01,,,,,", "cell-missing", "staffNumber", null, "F001,名,410225,县委A,partyCommittee,partySecretary,,,2017-01-01,,,,,"),
        ("F002,名,,县委B,partyCommittee,partySecretary,,,2017-01-01,,,,,", "cell-missing", "division", null, "F002,名,410225,县委B,partyCommittee,partySecretary,,,2017-01-01,,,,,"),
        ("F003,名,410225,,partyCommittee,partySecretary,,,2017-01-01,,,,,", "cell-missing", "organization", null, "F003,名,410225,县委C,partyCommittee,partySecretary,,,2017-01-01,,,,,"),
        ("F004,名,410225,县委D,partyCommittee,,,,2017-01-01,,,,,", "cell-missing", "position", null, "F004,名,410225,县委D,partyCommittee,partySecretary,,,2017-01-01,,,,,"),
        ("F005,名,410225,县委E,partyCommittee,partySecretary,,,,,,,,", "cell-missing", "validFrom", null, "F005,名,410225,县委E,partyCommittee,partySecretary,,,2017-01-01,,,,,"),
        ("F006,,410225,县委F,partyCommittee,partySecretary,,,2017-01-01,,,,,", "cell-missing", "name", null, "F006,名,410225,县委F,partyCommittee,partySecretary,,,2017-01-01,,,,,"),
        ("F007,名,419999,县委G,partyCommittee,partySecretary,,,2017-01-01,,,,,", "division-unknown", "division", "419999", "F007,名,410225,县委G,partyCommittee,partySecretary,,,2017-01-01,,,,,"),
        ("F008,名,41022X!,县委H,partyCommittee,partySecretary,,,2017-01-01,,,,,", "division-code", "division", "41022X!", "F008,名,410225,县委H,partyCommittee,partySecretary,,,2017-01-01,,,,,"),
        ("F009,名,4.10225E+11,县委I,partyCommittee,partySecretary,,,2017-01-01,,,,,", "cell-turned-number", "division", "4.10225E+11", "F009,名,410225000000.0,县委I,partyCommittee,partySecretary,,,2017-01-01,,,,,"),
        ("1.00000E+16,名,410225,县委J,partyCommittee,partySecretary,,,2017-01-01,,,,,", "cell-turned-number", "staffNumber", "1.00000E+16", "F010,名,410225,县委J,partyCommittee,partySecretary,,,2017-01-01,,,,,"),
        ("F011,名,410225,县委K,committee,partySecretary,,,2017-01-01,,,,,", "cell-invalid", "organizationKind", "committee", "F011,名,410225,县委K,党委,partySecretary,,,2017-01-01,,,,,"),
        ("F012,名,410225,县委L,partyCommittee,emperor,,,2017-01-01,,,,,", "position-unknown", "position", "emperor", "F012,名,410225,县委L,partyCommittee,partySecretary,,,2017-01-01,,,,,"),
        ("F013,名,410225,县委M,partyCommittee,,皇帝,,2017-01-01,,,,,", "position-unknown", "title", "皇帝", "F013,名,410225,县委M,partyCommittee,,县委书记,,2017-01-01,,,,,"),
        ("F014,名,410225,县委N,partyCommittee,partySecretary,,forever,2017-01-01,,,,,", "cell-invalid", "kind", "forever", "F014,名,410225,县委N,partyCommittee,partySecretary,,substantive,2017-01-01,,,,,"),
        ("F015,名,410225,县委O,partyCommittee,partySecretary,,,31/12/2017,,,,,", "cell-invalid", "validFrom", "31/12/2017", "F015,名,410225,县委O,partyCommittee,partySecretary,,,2017年12月31日,,,,,"),
        ("F016,名,410225,县委P,partyCommittee,partySecretary,,,2017-02-30,,,,,", "cell-invalid", "validFrom", "2017-02-30", "F016,名,410225,县委P,partyCommittee,partySecretary,,,2017/2/28,,,,,"),
        ("F017,名,410225,县委Q,partyCommittee,partySecretary,,,2017-01-01,someday,,,,", "cell-invalid", "validUntil", "someday", "F017,名,410225,县委Q,partyCommittee,partySecretary,,,2017-01-01,20180101,,,,"),
        ("F018,名,410225,县委R,partyCommittee,partySecretary,,,2017-01-01,2016-01-01,,,,", "period-empty", "validUntil", "2016-01-01", "F018,名,410225,县委R,partyCommittee,partySecretary,,,2017-01-01,2018-01-01,,,,"),
        ("F019,名,410225,县委S,partyCommittee,partySecretary,,,2017-01-01,,文号,不知道,,", "cell-invalid", "documentDate", "不知道", "F019,名,410225,县委S,partyCommittee,partySecretary,,,2017-01-01,,文号,42736,,"),
        ("410225197001011234,名,410225,县委T,partyCommittee,partySecretary,,,2017-01-01,,,,,", "identity-number", "staffNumber", "410225197001011234", "F020,名,410225,县委T,partyCommittee,partySecretary,,,2017-01-01,,,,,"),
        ("F 021,名,410225,县委U,partyCommittee,partySecretary,,,2017-01-01,,,,,", "white-space", "staffNumber", "F 021", "F021,名,410225,县委U,partyCommittee,partySecretary,,,2017-01-01,,,,,"),
        ($"{Long("F", 41)},名,410225,县委V,partyCommittee,partySecretary,,,2017-01-01,,,,,", "maximum-length", "staffNumber", Long("F", 41), "F022,名,410225,县委V,partyCommittee,partySecretary,,,2017-01-01,,,,,"),
        ($"F023,{Long("名", 201)},410225,县委W,partyCommittee,partySecretary,,,2017-01-01,,,,,", "maximum-length", "name", Long("名", 201), "F023,名,410225,县委W,partyCommittee,partySecretary,,,2017-01-01,,,,,"),
        ($"F024,名,410225,县委X,partyCommittee,partySecretary,,,2017-01-01,,,,{Long("9", 41)},", "maximum-length", "phone", Long("9", 41), "F024,名,410225,县委X,partyCommittee,partySecretary,,,2017-01-01,,,,19900000000,"),
        ($"F025,名,410225,县委Y,department,leader,局长,,2017-01-01,,,,,{Long("局", 201)}", "maximum-length", "dispatchedBy", Long("局", 201), "F025,名,410225,县委Y,department,leader,局长,,2017-01-01,,,,,省委组织部"),
        ("F026,名,410225,中共兰考县委,,partySecretary,县委书记,,2018-01-01,,,,,", "post-occupied", "title", null, "F026,名,410225,县委Z,partyCommittee,partySecretary,,,2018-01-01,,,,,"),
        ("HN0000000,书记,410225,中共兰考县委,,partySecretary,县委书记,,2018-01-01,,,,,", "appointment-overlaps", "validFrom", "2018-01-01", "HN0000000,书记,410225,县委AA,partyCommittee,partySecretary,,,2018-01-01,,,,,"),
        ("F028,\"名\"字,410225,县委BB,partyCommittee,partySecretary,,,2017-01-01,,,,,", "row-malformed", null, null, "F028,\"名\"\"字\",410225,县委BB,partyCommittee,partySecretary,,,2017-01-01,,,,,"),
        ($"F029,名,410225,{Long("县", 201)},partyCommittee,partySecretary,,,2017-01-01,,,,,", "maximum-length", "organization", Long("县", 201), "F029,名,410225,县委CC,partyCommittee,partySecretary,,,2017-01-01,,,,,"),
        ($"F030,名,410225,县委DD,partyCommittee,partySecretary,,,2017-01-01,,{Long("文", 201)},,,", "maximum-length", "document", Long("文", 201), "F030,名,410225,县委DD,partyCommittee,partySecretary,,,2017-01-01,,豫组〔2017〕1号,,,"),
    ];

    [Fact]
    public async Task Faults_of_thirty_kinds_among_many_rows_are_each_told_and_nothing_else_is_lost()
    {
        var sound = Rows - Faults.Length;
        await using var api = await Api.On(Backend.Sqlite);
        await api.Loads("divisions", Loading.Lankao);
        var (file, expected) = File(sound);

        var whole = await api.Loads("roster", file, "&atomicMode=all");
        Told(whole).ShouldBe(expected);
        (whole.Stats(), whole["outcome"]!.GetValue<string>()).ShouldBe(((sound, 0, 0, 30), "error"));
        (await api.Count("appointment")).ShouldBe(0);

        var job = await api.Loads("roster", file);

        Told(job).ShouldBe(expected);
        job.Stats().ShouldBe((sound, 0, 0, 30));
        (await api.Count("appointment")).ShouldBe(sound);
        var mended = Mended(await api.Rejects(job));
        (await api.Loads("roster", mended)).Stats().ShouldBe((30, 0, 0, 0));
    }

    /// <summary>What the groups say: code, column, value, line.</summary>
    private static List<string> Told(System.Text.Json.Nodes.JsonObject job) =>
        [.. job["errorGroups"]!.AsArray().SelectMany(g => g!["rows"]!.AsArray().Select(row => $"{row} {g["code"]} {g["property"]} {g["value"]}")).Order(StringComparer.Ordinal)];

    /// <summary>Sound rows, with the faulty ones spread among them.</summary>
    private static (string File, List<string> Expected) File(int sound)
    {
        var (text, expected, line, next) = (new StringBuilder(Header), new List<string>(), 1, 0);
        for (var i = 0; i < sound; i++)
        {
            line++;
            if (i is 0) text.Append("HN0000000,书记,410225,中共兰考县委,partyCommittee,partySecretary,县委书记,,2017-01-01,,,,,\n");
            else text.Append(CultureInfo.InvariantCulture, $"HN{i:0000000},干部{i},410225,兰考县第{i}局,department,leader,局长,,2017-01-01,,,,,\n");
            if (i % (sound / Faults.Length) is not 17 || next >= Faults.Length) continue;
            line++;
            var (row, code, property, value, _) = Faults[next++];
            text.Append(row).Append('\n');
            expected.Add($"{line} {code} {property} {value}");
        }
        return (text.ToString(), [.. expected.Order(StringComparer.Ordinal)]);
    }

    private static string Long(string character, int times) => string.Concat(Enumerable.Repeat(character, times));

    private static string Mended(string rejects)
    {
        var lines = rejects.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(31);
        lines[0].ShouldEndWith("_errorCode,_message");
        return Header + string.Concat(Faults.Select(fault => fault.Mended + "\n"));
    }
}
