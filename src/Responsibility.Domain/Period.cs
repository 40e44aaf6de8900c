namespace Responsibility;

/// <summary>The days from <paramref name="From"/> up to, but not including, <paramref name="Until"/>.</summary>
/// <remarks>Half-open, so that one term ends on the very day on which the next begins.</remarks>
public readonly record struct Period(DateOnly From, DateOnly Until)
{
    /// <summary>The end of a period that has no end: later than every day that can be asked about.</summary>
    public static readonly DateOnly Open = DateOnly.MaxValue;

    /// <summary>The start of what was so before records began: earlier than every day that can be asked about.</summary>
    public static readonly DateOnly BeforeRecords = DateOnly.MinValue;

    public bool Contains(DateOnly day) => From <= day && day < Until;

    /// <summary>Whether it has no day at all.</summary>
    public bool IsEmpty => Until <= From;

    /// <summary>The days of both; empty where they have none in common.</summary>
    public Period Common(Period other) => new(From > other.From ? From : other.From, Until < other.Until ? Until : other.Until);

    /// <summary>The days of all of them together, in order, none twice: those that overlap or touch are one.</summary>
    public static IReadOnlyList<Period> Joined(IEnumerable<Period> periods)
    {
        var joined = new List<Period>();
        foreach (var period in periods.Where(period => !period.IsEmpty).OrderBy(period => period.From))
        {
            if (joined.Count > 0 && period.From <= joined[^1].Until) joined[^1] = new(joined[^1].From, period.Until > joined[^1].Until ? period.Until : joined[^1].Until);
            else joined.Add(period);
        }
        return joined;
    }

    public bool Overlaps(Period other) => From < other.Until && other.From < Until;

    /// <summary>Whether every day of <paramref name="other"/> is a day of this period.</summary>
    public bool Covers(Period other) => From <= other.From && other.Until <= Until;
}
