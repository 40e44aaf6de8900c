namespace Responsibility.Cli.Generation;

/// <summary>What the two leading bodies of a division and their posts are called (党委、政府及其正副职的名称).</summary>
internal sealed record Titles(string Committee, string Government, string Party, string Secretary, string Head)
{
    // By suffix, the longer before the shorter: an autonomous region is no district.
    private static readonly (string Suffix, string Party, string Head)[] Regular =
    [
        ("自治区", "自治区党委", "自治区主席"), ("地区", "地委", "专员"), ("省", "省委", "省长"), ("市", "市委", "市长"), ("州", "州委", "州长"), ("盟", "盟委", "盟长"),
        ("县", "县委", "县长"), ("区", "区委", "区长"), ("旗", "旗委", "旗长"), ("镇", "镇党委", "镇长"), ("乡", "乡党委", "乡长"), ("苏木", "苏木党委", "苏木达"),
    ];

    private static readonly string[] Zones = ["开发区", "示范区", "实验区", "试验区", "园区", "聚集区", "管理区", "度假区", "保税区"];

    private static readonly string[] VillageEndings = ["居民委员会", "村民委员会", "村委会", "居委会"];

    /// <summary>By whose name a place is a village proper, and no neighbourhood of a town (社区).</summary>
    private static readonly string[] Villages = ["村", "村委会", "村民委员会"];

    public string DeputySecretary => Party.EndsWith("工委", StringComparison.Ordinal) || Party is "党委" ? $"{Party}副书记" : $"{Party}专职副书记";

    public string DeputyHead => Head switch { "管委会主任" => "管委会副主任", "街道办事处主任" => "街道办事处副主任", "自治区主席" => "自治区副主席", _ => $"副{Head}" };

    /// <summary>The discipline commission of a township: 镇纪委, 街道纪工委.</summary>
    public string Discipline => Party.Replace('党', '纪');

    public static Titles For(Division division)
    {
        var name = division.Name;
        if (Array.Exists(Zones, zone => name.EndsWith(zone, StringComparison.Ordinal)))
            return new($"中共{name}工作委员会", $"{name}管理委员会", "党工委", "党工委书记", "管委会主任");
        if (name.IndexOf("街道", StringComparison.Ordinal) is > 0 and var street)
            return new($"中共{name[..street]}街道工作委员会", $"{name[..street]}街道办事处", "街道党工委", "街道党工委书记", "街道办事处主任");
        foreach (var (suffix, party, head) in Regular)
        {
            if (!name.EndsWith(suffix, StringComparison.Ordinal)) continue;
            // A province's committee is known by its short name.
            var committee = division.Level is Level.Province && suffix is not "自治区" ? $"中共{name}委" : $"中共{name}委员会";
            return new(committee, $"{name}人民政府", party, $"{party}书记", head);
        }
        // Farms, forests and institutes that run their own ground, such as 仪封园艺场.
        return new($"中共{name}委员会", $"{name}管理委员会", "党委", "党委书记", "管委会主任");
    }

    /// <summary>Whether villagers run it by a committee of theirs (村民委员会).</summary>
    public static bool IsVillageProper(string name) => Array.Exists(Villages, ending => name.EndsWith(ending, StringComparison.Ordinal));

    /// <summary>The name of a village without what its committee adds: 杜关村村委会 and 古墓窑村民委员会 are 杜关村 and 古墓窑村.</summary>
    public static string VillageName(string name)
    {
        var ending = Array.Find(VillageEndings, ending => name.EndsWith(ending, StringComparison.Ordinal));
        if (ending is null) return name;
        var bare = name[..^ending.Length];
        return ending is "村民委员会" && !bare.EndsWith('村') ? $"{bare}村" : bare;
    }
}
