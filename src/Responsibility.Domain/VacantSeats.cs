namespace Responsibility;

/// <summary>When a post had fewer holders than seats.</summary>
public static class VacantSeats
{
    /// <summary>The longest stretches of days on which the same number of seats, one at least, was vacant; in order of time.</summary>
    /// <param name="seats">How many seats there were, and when; on other days there were none.</param>
    /// <param name="held">The days of each holder, who fills one seat.</param>
    /// <param name="within">The days that are looked at: stretches are cut to them.</param>
    public static IReadOnlyList<VacantPeriod> Of(IEnumerable<(Period Period, long Seats)> seats, IEnumerable<Period> held, Period within)
    {
        var steps = new SortedDictionary<DateOnly, long>();
        foreach (var (period, count) in seats) Step(period, count);
        foreach (var period in held) Step(period, -1);
        var (found, vacant, since) = (new List<VacantPeriod>(), 0L, within.From);
        // Where one version or holder follows another on the same day nothing changes, and a stretch goes on.
        foreach (var (day, change) in steps.Where(step => step.Value is not 0))
        {
            if (vacant > 0) found.Add(new VacantPeriod(new Period(since, day), vacant));
            (vacant, since) = (vacant + change, day);
        }
        return found;

        void Step(Period period, long change)
        {
            if (period.Common(within) is not { IsEmpty: false } days) return;
            steps[days.From] = steps.GetValueOrDefault(days.From) + change;
            steps[days.Until] = steps.GetValueOrDefault(days.Until) - change;
        }
    }
}

/// <summary>Days on which so many seats of a post were vacant.</summary>
public readonly record struct VacantPeriod(Period Period, long Seats);
