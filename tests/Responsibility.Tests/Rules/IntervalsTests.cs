using CsCheck;
using Responsibility.Rules;

namespace Responsibility.Tests.Rules;

public sealed class IntervalsTests
{
    private static readonly Gen<DateOnly> GenDay = Gen.Int[0, Period.Open.DayNumber].Select(DateOnly.FromDayNumber);

    [Theory]
    [InlineData(Interval.Week, "2017-07-09", "2017-07-03", "2017-07-10")]
    [InlineData(Interval.Week, "2017-07-10", "2017-07-10", "2017-07-17")]
    [InlineData(Interval.Week, "2017-01-01", "2016-12-26", "2017-01-02")]
    [InlineData(Interval.Month, "2016-02-29", "2016-02-01", "2016-03-01")]
    [InlineData(Interval.Quarter, "2017-12-31", "2017-10-01", "2018-01-01")]
    [InlineData(Interval.Year, "2017-07-09", "2017-01-01", "2018-01-01")]
    [InlineData(Interval.Year, "9999-12-31", "9999-01-01", "9999-12-31")]
    public void A_day_is_in_the_week_month_quarter_or_year_of_the_calendar(Interval every, string day, string from, string until) =>
        Intervals.Of(every, Day(day)).ShouldBe(new Period(Day(from), Day(until)));

    [Fact]
    public void Every_day_is_in_its_interval_weeks_begin_on_mondays_and_intervals_touch() =>
        Gen.Select(GenDay, Gen.Enum<Interval>()).Where((day, _) => day < Period.Open).Sample((day, every) =>
        {
            var interval = Intervals.Of(every, day);

            interval.Contains(day).ShouldBeTrue();
            if (every is Interval.Week) interval.From.DayOfWeek.ShouldBe(DayOfWeek.Monday);
            if (interval.Until < Period.Open) Intervals.Of(every, interval.Until).From.ShouldBe(interval.Until);
            Intervals.In(every, interval).ShouldBe([interval]);
        });

    [Fact]
    public void Going_back_counts_intervals_with_a_day_before_and_stops_where_the_calendar_begins()
    {
        Intervals.Back(Interval.Week, Day("2017-07-10"), 8).ShouldBe(Day("2017-05-15"));
        Intervals.Back(Interval.Week, Day("2017-07-12"), 2).ShouldBe(Day("2017-07-03"));
        Intervals.Back(Interval.Year, Day("0002-05-01"), 8).ShouldBe(Period.BeforeRecords);
    }

    private static DateOnly Day(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
