namespace Responsibility.Rules;

/// <summary>Days on which a post is bound by an obligation.</summary>
/// <param name="Period">The days.</param>
/// <param name="Inside">The division inside which the act is due on them: the linked one, or the post's own.</param>
public sealed record DutyGround(Period Period, DivisionId Inside);

/// <summary>Days on which an official holds the post.</summary>
public sealed record DutyTerm(OfficialId Official, Period Period);

/// <summary>What an official did.</summary>
/// <param name="Id">The record that says so.</param>
/// <param name="Official">Who did it.</param>
/// <param name="Act">What it was.</param>
/// <param name="Obligation">The obligation for which alone it counts; null: for any that asks for such an act.</param>
/// <param name="Division">Where.</param>
/// <param name="Day">When, or the first of the nights.</param>
/// <param name="Nights">How many nights on end.</param>
public sealed record Deed(DutyRecordId Id, OfficialId Official, Act Act, string? Obligation, DivisionId Division, DateOnly Day, long Nights);

/// <summary>How it stands with a duty of a post in an interval.</summary>
/// <param name="Due">How many acts are due.</param>
/// <param name="Done">How many were done by its holders, whoever they were.</param>
/// <param name="State">What follows from both.</param>
/// <param name="Records">The records that count.</param>
/// <param name="Holders">Who held the post on a day on which it was bound.</param>
public sealed record DutyFinding(int Due, int Done, DutyState State, IReadOnlyList<DutyRecordId> Records, IReadOnlyList<OfficialId> Holders);

/// <summary>Whether a post did in an interval what an obligation asks of it.</summary>
/// <remarks>
/// What is due is due of the post, and in full, however few days of the interval it is bound; whoever holds it on a day does what is done on that day. An act counts where
/// the post was bound on that very day, the official held it, and the place was then what the obligation asks for, inside the division then linked. Each night counts by itself.
/// </remarks>
public static class Compliance
{
    /// <summary>Null where the post is not bound on any day of the interval up to <paramref name="asOf"/>.</summary>
    /// <param name="asOf">Days after this one do not count, neither for nor against the post.</param>
    public static DutyFinding? Of(Obligation obligation, Period interval, DateOnly asOf, IReadOnlyList<DutyGround> grounds, IReadOnlyList<DutyTerm> terms, IEnumerable<Deed> deeds, DutyPlaces places)
    {
        var bound = grounds.Where(ground => Has(interval.Common(ground.Period), asOf)).ToList();
        if (bound.Count is 0) return null;
        var holders = terms
            .Where(term => bound.Exists(ground => Has(interval.Common(ground.Period).Common(term.Period), asOf)))
            .Select(term => term.Official).Distinct().ToList();
        var (done, records) = (0, new List<DutyRecordId>());
        foreach (var deed in deeds.Where(deed => deed.Act == obligation.Act && (deed.Obligation is null || deed.Obligation == obligation.Id)))
        {
            var counted = Days(deed).Count(day => interval.Contains(day) && day <= asOf && Counts(deed, day));
            if (counted is 0) continue;
            done += counted;
            records.Add(deed.Id);
        }
        return new DutyFinding(obligation.Times, done, State(done, obligation.Times, interval.Until <= asOf, holders.Count), records, holders);

        bool Counts(Deed deed, DateOnly day) =>
            terms.Any(term => term.Official == deed.Official && term.Period.Contains(day))
            && bound.Exists(ground => ground.Period.Contains(day) && places.IsDueThere(obligation, deed.Division, ground.Inside, day));
    }

    /// <summary>Enough is enough before the interval is over, and too little is only too little when it is.</summary>
    private static DutyState State(int done, int due, bool isOver, int holders) => (done >= due, isOver, holders) switch
    {
        (true, _, _) => DutyState.Met,
        (_, false, _) => DutyState.Open,
        (_, _, 0) => DutyState.Vacant,
        _ => DutyState.Behind,
    };

    private static bool Has(Period days, DateOnly asOf) => !days.IsEmpty && days.From <= asOf;

    /// <summary>The days of a deed: each of its nights, by the day on which it begins.</summary>
    private static IEnumerable<DateOnly> Days(Deed deed)
    {
        for (var night = 0; night < deed.Nights; night++) yield return deed.Day.AddDays(night);
    }
}

/// <summary>A division, and itself or one that stands above it, on some days.</summary>
/// <param name="Division">The division.</param>
/// <param name="Level">Its level then.</param>
/// <param name="Above">Itself, or a division in which it is then.</param>
/// <param name="Period">The days.</param>
public sealed record DutyPlace(DivisionId Division, Level Level, DivisionId Above, Period Period);

/// <summary>What the places of deeds were, day by day.</summary>
public sealed class DutyPlaces(IEnumerable<DutyPlace> places, IEnumerable<AttributeRow> attributes)
{
    private readonly ILookup<(DivisionId, DivisionId), DutyPlace> paths = places.ToLookup(place => (place.Division, place.Above));
    private readonly ILookup<DivisionId, AttributeRow> attributes = attributes.ToLookup(row => row.Division);

    /// <summary>Whether the act that the obligation asks for counts in this division on that day.</summary>
    public bool IsDueThere(Obligation obligation, DivisionId division, DivisionId inside, DateOnly day) =>
        paths[(division, inside)].Any(place => place.Level == obligation.Target && place.Period.Contains(day))
        && (obligation.When is null || attributes[division].Any(row => obligation.When.IsMetBy(row) && new Period(row.ValidFrom, row.ValidUntil).Contains(day)));
}
