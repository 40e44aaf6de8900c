namespace Responsibility.Rules;

/// <summary>What an indicator of an appraisal measures (指标).</summary>
public enum Measure
{
    /// <summary>How many of the tasks that the post answers for, and that fell due, were done by then.</summary>
    TasksOnTime,

    /// <summary>How many of the problems in the division or below that were to be put right by then, were.</summary>
    ProblemsRectified,

    /// <summary>Points off for each red notice to the post.</summary>
    RedNotices,

    /// <summary>In how many of the intervals that are over the post did what the rules oblige it to.</summary>
    DutyCompliance,

    /// <summary>Points off for each sanction of the official that was decided and not revoked.</summary>
    Sanctions,

    /// <summary>Entered by whoever appraises.</summary>
    Entered,
}

/// <param name="Id">Its name for machines.</param>
/// <param name="Text">What it is.</param>
/// <param name="Weight">How much of the total it makes, beside the others.</param>
/// <param name="Measure">What is measured.</param>
/// <param name="Points">Of what is counted against somebody, how many points off each takes; null for all else.</param>
public sealed record Indicator(string Id, Text Text, int Weight, Measure Measure, int? Points);

/// <summary>A band (等次) of totals.</summary>
/// <param name="AtLeast">The least total that is in it.</param>
public sealed record Band(string Id, Text Name, int AtLeast);

/// <summary>An indicator as it came out for somebody.</summary>
/// <param name="Counted">How much there was to be counted; of an entered one 1 or 0.</param>
/// <param name="Good">How much of that was as it should be.</param>
/// <param name="Score">0 to 100, two decimals; null where there was nothing that could tell.</param>
public sealed record Mark(string Indicator, int Weight, int Counted, int Good, decimal? Score);

/// <summary>The arithmetic of appraisals: from what was counted to scores, totals, bands and ranks.</summary>
public static class Appraising
{
    public const int Full = 100;

    /// <summary>The mark of an indicator of which so much was counted.</summary>
    /// <param name="entered">What was entered, if it is one of those.</param>
    public static Mark Mark(Indicator indicator, int counted, int good, decimal? entered) => new(indicator.Id, indicator.Weight, counted, good, indicator.Measure switch
    {
        Measure.Entered => entered,
        Measure.RedNotices or Measure.Sanctions => Math.Max(0, Full - ((decimal)indicator.Points!.Value * (counted - good))),
        _ => counted is 0 ? null : Rounded(Full * (decimal)good / counted),
    });

    /// <summary>The mean of the scores there are by their weights; null where there are none. What could not be told counts neither way.</summary>
    public static decimal? Total(IReadOnlyCollection<Mark> marks)
    {
        var told = marks.Where(mark => mark.Score is not null).ToList();
        return told.Count is 0 ? null : Rounded(told.Sum(mark => mark.Weight * mark.Score!.Value) / told.Sum(mark => mark.Weight));
    }

    /// <summary>The first band that the total reaches.</summary>
    public static Band? Band(IEnumerable<Band> bands, decimal? total) => total is null ? null : bands.FirstOrDefault(band => total >= band.AtLeast);

    /// <summary>For each total, one more than how many of its group are higher; whoever has none has no rank.</summary>
    public static IReadOnlyList<int?> Ranks<TGroup>(IReadOnlyList<(TGroup Group, decimal? Total)> totals) where TGroup : notnull
    {
        var sorted = totals.Where(entry => entry.Total is not null).GroupBy(entry => entry.Group)
            .ToDictionary(group => group.Key, group => group.Select(entry => entry.Total!.Value).OrderDescending().ToList());
        return [.. totals.Select(entry => entry.Total is { } total ? 1 + Higher(sorted[entry.Group], total) : (int?)null)];
    }

    /// <summary>How many months of a year the days make: of each month the share of its days, so that those of successive holders add up.</summary>
    public static decimal Months(IEnumerable<Period> days, int year)
    {
        var periods = days.ToList();
        return Rounded(Enumerable.Range(1, 12).Sum(month =>
        {
            var first = new DateOnly(year, month, 1);
            var whole = new Period(first, first.AddMonths(1));
            return (decimal)periods.Sum(period => Length(whole.Common(period))) / Length(whole);
        }));
    }

    /// <summary>How many days they are.</summary>
    public static int Days(IEnumerable<Period> days) => days.Sum(Length);

    private static int Length(Period period) => period.IsEmpty ? 0 : period.Until.DayNumber - period.From.DayNumber;

    /// <summary>How many come before the first that is not higher; the list begins with the highest.</summary>
    private static int Higher(List<decimal> sorted, decimal total)
    {
        var (low, high) = (0, sorted.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle] > total) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>Two decimals, without zeros at the end: written the same wherever it was kept meanwhile. Dividing by a one with many zeros takes them off.</summary>
    private static decimal Rounded(decimal number) => Math.Round(number, 2, MidpointRounding.AwayFromZero) / 1.0000000000000000000000000000m;
}
