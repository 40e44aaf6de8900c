namespace Responsibility.Cli.Generation;

/// <summary>What is known on the way through the divisions: where we are, and how many of a kind have passed.</summary>
internal sealed class Walk(ulong seed, Officials officials, IReadOnlyList<DivisionCode> full, bool complete, IReadOnlyList<AttributeRow> known)
{
    private readonly HashSet<string> _full = [.. full.Select(code => code.Value)];
    private readonly HashSet<string> _keyAreas = Tagged(known, "keyArea");
    private readonly HashSet<string> _poorCounties = Tagged(known, "poorCounty");

    /// <summary>Whether posts have three generations of holders, and townships and villages also the posts that no rule asks for.</summary>
    public bool IsComplete => complete;

    /// <summary>Cities of the province so far that have no full division in them.</summary>
    public int PlainCities { get; set; }

    /// <summary>Cities and counties of the province so far that an inspection group is linked to.</summary>
    public int Inspected { get; set; }

    /// <summary>Towns (镇) of the county so far.</summary>
    public int Towns { get; set; }

    /// <summary>Townships of the county so far that a county leader is linked to.</summary>
    public int Linked { get; set; }

    /// <summary>Poor villages of the township so far.</summary>
    public int PoorVillages { get; set; }

    /// <summary>Begins to count anew what is counted within the division.</summary>
    public void Enter(Division division)
    {
        if (division.Level <= Level.Province) (PlainCities, Inspected) = (0, 0);
        if (division.Level <= Level.County) (Towns, Linked) = (0, 0);
        if (division.Level <= Level.Township) PoorVillages = 0;
    }

    /// <summary>Which town of its county the village belongs to, from 1; 0 if to none, such as a street's or a township's village.</summary>
    public int TownOf(Division village) => village.Parent is { } parent && parent.Name.EndsWith('镇') ? Towns : 0;

    public Dice Dice(Division division, string purpose) => new(seed, division.Code, purpose);

    public Terms Terms(Dice dice) => new(officials, dice, complete);

    /// <summary>Whether the division gets every township and village.</summary>
    public bool IsFull(Division division) => division.SelfAndAncestors().Any(place => _full.Contains(place.Code));

    /// <summary>Whether the division is full or has a full one in it; its own posts are then always held, so that whole chains exist.</summary>
    public bool LeadsToFull(Division division) => IsFull(division) || full.Any(code => IsUnder(code.Value, division));

    public bool IsKeyArea(Division division) => division.SelfAndAncestors().Any(place => _keyAreas.Contains(place.Code));

    public bool IsPoorCounty(Division division) => _poorCounties.Contains(division.Code);

    /// <summary>The poor counties of a province, the full ones first.</summary>
    public List<string> PoorCounties(Division province, Dice dice)
    {
        // Shuffled from one order, whatever the order of the set.
        var counties = dice.Shuffle(_poorCounties.Where(code => IsUnder(code, province)).Order(StringComparer.Ordinal));
        return [.. counties.Where(_full.Contains).Order(StringComparer.Ordinal), .. counties.Where(code => !_full.Contains(code))];
    }

    /// <summary>The official codes say which county lies in which province or city; areas are not asked about.</summary>
    private static bool IsUnder(string code, Division division) =>
        division.Level switch
        {
            Level.Province => code.StartsWith(division.Code[..2], StringComparison.Ordinal),
            Level.City => code.StartsWith(division.Code[..4], StringComparison.Ordinal),
            Level.County => code.StartsWith(division.Code[..6], StringComparison.Ordinal),
            Level.Township => code.StartsWith(division.Code[..9], StringComparison.Ordinal),
            _ => false,
        };

    private static HashSet<string> Tagged(IEnumerable<AttributeRow> known, string tag) =>
        [.. known.Where(row => string.Equals(row.Tag, tag, StringComparison.Ordinal)).Select(row => row.Division)];
}
