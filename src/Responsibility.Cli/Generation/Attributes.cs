namespace Responsibility.Cli.Generation;

/// <summary>Tags and numbers of divisions: plausible, made up, and the same for a division whatever else is generated.</summary>
internal static class Attributes
{
    private static readonly DateOnly PoorSince = new(2014, 1, 1);
    private static readonly DateOnly WeakSince = new(2016, 1, 1);
    private static readonly DateOnly WeakUntil = new(2017, 6, 30);
    private static readonly DateOnly DeepSince = new(2017, 1, 1);

    /// <summary>The registered poor (建档立卡) at the end of 2016.</summary>
    public static AttributeRow PoorPopulation(Division division, int people) =>
        new(division.Code, null, "poorPopulation", people, new DateOnly(2016, 12, 31), null, "豫扶贫统〔2017〕1号");

    /// <summary>Poor people of a county: tens of thousands where it is a poor county, often below a thousand in a town's district.</summary>
    public static int PoorPeople(Division county, Walk walk)
    {
        var dice = walk.Dice(county, "poorPopulation");
        if (walk.IsPoorCounty(county)) return dice.Between(21_000, 78_000);
        return county.Name.EndsWith('区') ? dice.Between(60, 5_200) : dice.Between(1_800, 21_000);
    }

    /// <summary>In a key area (三山一滩) a quarter of the townships is deeply poor.</summary>
    public static IEnumerable<AttributeRow> OfTownship(Division township, Walk walk)
    {
        if (IsDeep(township, walk)) yield return AttributeRow.Tagged(township, "deepPoverty", DeepSince, null, "豫扶贫组〔2016〕31号");
    }

    public static IEnumerable<AttributeRow> OfVillage(Division village, Walk walk)
    {
        var dice = walk.Dice(village, "tags");
        // Only villages proper: a neighbourhood of a town (社区) is not on the list of poor villages.
        var poor = dice.Percent(36) && Titles.VillageName(village.Name).EndsWith('村');
        if (poor) yield return AttributeRow.Tagged(village, "poorVillage", PoorSince, null, "豫扶贫组〔2014〕9号");
        if (dice.Percent(6)) yield return AttributeRow.Tagged(village, "weakOrganization", WeakSince, dice.Percent(35) ? WeakUntil : null, "豫组通〔2016〕3号");
        if (poor && village.Parent is { } township && IsDeep(township, walk) && dice.Percent(50))
            yield return AttributeRow.Tagged(village, "deepPoverty", DeepSince, null, "豫扶贫组〔2016〕31号");
    }

    private static bool IsDeep(Division township, Walk walk) => walk.IsKeyArea(township) && walk.Dice(township, "tags").Percent(25);
}
