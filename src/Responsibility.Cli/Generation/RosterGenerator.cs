namespace Responsibility.Cli.Generation;

/// <summary>Makes a synthetic roster from real divisions. The same seed and the same input make the same rows, on every machine and release.</summary>
/// <param name="full">Divisions that get every township and village; the others stop at the county.</param>
/// <param name="complete">Three generations of holders to each post, and in full divisions also the posts that no rule asks for.</param>
/// <param name="known">Attributes known from elsewhere: they are passed on, and poorCounty and keyArea are built upon.</param>
internal sealed class RosterGenerator(ulong seed, string staffPrefix, IReadOnlyList<DivisionCode> full, bool complete, IReadOnlyList<AttributeRow> known)
{
    /// <summary>The rows, division by division as they are read: nothing but numbers is kept, however many there are.</summary>
    /// <param name="divisions">Every division before those in it, depth first.</param>
    public IEnumerable<Row> Rows(IEnumerable<Division> divisions)
    {
        foreach (var row in known) yield return row;

        var walk = new Walk(seed, new Officials(staffPrefix), full, complete, known);
        Division? city = null;
        var poorOfCity = 0;
        foreach (var division in divisions)
        {
            // A city's number is the sum of its counties', known once they have passed.
            if (city is not null && division.At(Level.City) != city)
            {
                yield return Attributes.PoorPopulation(city, poorOfCity);
                (city, poorOfCity) = (null, 0);
            }
            if (division.Level is Level.City) city = division;
            if (division.Level is Level.County)
            {
                var people = Attributes.PoorPeople(division, walk);
                poorOfCity += people;
                yield return Attributes.PoorPopulation(division, people);
            }
            foreach (var row in RowsOf(division, walk)) yield return row;
        }
        if (city is not null) yield return Attributes.PoorPopulation(city, poorOfCity);
    }

    private static IEnumerable<Row> RowsOf(Division division, Walk walk)
    {
        walk.Enter(division);
        return division.Level switch
        {
            Level.Province => ProvinceBodies.Rows(division, walk),
            Level.City or Level.County => CountyBodies.Rows(division, walk),
            Level.Township when walk.IsFull(division) => [.. Attributes.OfTownship(division, walk), .. TownshipBodies.Rows(division, walk)],
            Level.Village when walk.IsFull(division) => OfVillage(division, walk),
            _ => [],
        };
    }

    private static IEnumerable<Row> OfVillage(Division village, Walk walk)
    {
        List<AttributeRow> tags = [.. Attributes.OfVillage(village, walk)];
        var poor = tags.Exists(row => row.Tag is "poorVillage");
        return [.. tags, .. VillageBodies.Rows(village, poor, poor || tags.Exists(row => row.Tag is "weakOrganization"), walk)];
    }
}
