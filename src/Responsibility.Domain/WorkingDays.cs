namespace Responsibility;

/// <summary>Which days are worked (工作日): Mondays to Fridays but for public holidays, and the weekend days that are worked for them (调休).</summary>
/// <remarks>A year of which no holidays are known has its weekends only.</remarks>
public sealed class WorkingDays
{
    private const int Week = 7;
    private const int WorkedOfWeek = 5;

    private readonly int[] lost;
    private readonly int[] won;

    /// <param name="holidays">Days that are not worked; those that fall on a weekend change nothing.</param>
    /// <param name="worked">Days of weekends that are worked.</param>
    public WorkingDays(IEnumerable<DateOnly> holidays, IEnumerable<DateOnly> worked)
    {
        lost = [.. holidays.Select(day => day.DayNumber).Where(IsWeekday).Distinct().Order()];
        won = [.. worked.Select(day => day.DayNumber).Where(day => !IsWeekday(day)).Distinct().Order()];
    }

    public bool IsWorked(DateOnly day) => Until(day.DayNumber) > Until(day.DayNumber - 1);

    /// <summary>How many working days lie after <paramref name="from"/> up to <paramref name="until"/>, that day too; less than 0 where it is the earlier one.</summary>
    public int Between(DateOnly from, DateOnly until) => Until(until.DayNumber) - Until(from.DayNumber);

    /// <summary>The last day that lies so few working days after <paramref name="day"/>.</summary>
    public DateOnly After(DateOnly day, int count)
    {
        var (last, most) = (day.DayNumber, Until(day.DayNumber) + count);
        while (last < DateOnly.MaxValue.DayNumber && Until(last + 1) <= most) last++;
        return DateOnly.FromDayNumber(last);
    }

    /// <summary>The last day after which, up to <paramref name="day"/>, there are so many working days.</summary>
    public DateOnly Before(DateOnly day, int count)
    {
        var (last, most) = (day.DayNumber, Until(day.DayNumber) - count);
        while (last > 0 && Until(last) > most) last--;
        return DateOnly.FromDayNumber(last);
    }

    /// <summary>Working days since the calendar began, up to a day. Its first day, numbered 0, is a Monday.</summary>
    private int Until(int day) => ((day + 1) / Week * WorkedOfWeek) + Math.Min((day + 1) % Week, WorkedOfWeek) - Count(lost, day) + Count(won, day);

    private static bool IsWeekday(int day) => day % Week < WorkedOfWeek;

    /// <summary>How many of the days, in their order, are not after that one.</summary>
    private static int Count(int[] days, int day)
    {
        var index = Array.BinarySearch(days, day);
        return index < 0 ? ~index : index + 1;
    }
}
