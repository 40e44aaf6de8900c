namespace Responsibility.Rules;

/// <summary>The intervals in which obligations recur: weeks from Monday to Sunday (ISO 8601), months, quarters and years of the calendar.</summary>
public static class Intervals
{
    private const int MonthsOfQuarter = 3;
    private const int MonthsOfYear = 12;
    private const int DaysOfWeek = 7;

    /// <summary>The interval in which the day is; at the end of the calendar it is cut off.</summary>
    public static Period Of(Interval every, DateOnly day) => every switch
    {
        Interval.Week => Week(day),
        Interval.Month => Months(day, 1),
        Interval.Quarter => Months(day, MonthsOfQuarter),
        _ => Months(day, MonthsOfYear),
    };

    /// <summary>The intervals that have a day in common with the period, from the first to the last.</summary>
    public static IEnumerable<Period> In(Interval every, Period period)
    {
        for (var day = period.From; day < period.Until;)
        {
            var interval = Of(every, day);
            yield return interval;
            day = interval.Until;
        }
    }

    /// <summary>The first day of the last <paramref name="count"/> intervals that have a day before <paramref name="until"/>.</summary>
    public static DateOnly Back(Interval every, DateOnly until, int count)
    {
        for (var gone = 0; gone < count && until > Period.BeforeRecords; gone++) until = Of(every, until.AddDays(-1)).From;
        return until;
    }

    private static Period Week(DateOnly day)
    {
        // The calendar begins with a Monday, 0001-01-01.
        var from = day.DayNumber - (day.DayNumber % DaysOfWeek);
        return new(DateOnly.FromDayNumber(from), DateOnly.FromDayNumber(Math.Min(from + DaysOfWeek, Period.Open.DayNumber)));
    }

    private static Period Months(DateOnly day, int months)
    {
        var from = new DateOnly(day.Year, ((day.Month - 1) / months * months) + 1, 1);
        return new(from, from.Year == Period.Open.Year && from.Month + months > MonthsOfYear ? Period.Open : from.AddMonths(months));
    }
}
