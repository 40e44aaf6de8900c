using CsCheck;

namespace Responsibility.Tests.Time;

public sealed class PeriodTests
{
    private static readonly Gen<Period> GenPeriod = Gen.Int[0, 10].Select(Gen.Int[1, 6], (from, days) => new Period(Day(from), Day(from + days)));

    [Fact]
    public void The_first_day_belongs_to_a_period_and_the_last_does_not()
    {
        var term = new Period(new(2015, 3, 1), new(2017, 7, 9));
        term.Contains(new(2015, 3, 1)).ShouldBeTrue();
        term.Contains(new(2017, 7, 8)).ShouldBeTrue();
        term.Contains(new(2017, 7, 9)).ShouldBeFalse();
        term.Overlaps(new(new(2017, 7, 9), Period.Open)).ShouldBeFalse("a successor starts on the day the predecessor leaves");
        new Period(Period.BeforeRecords, Period.Open).Contains(Period.BeforeRecords).ShouldBeTrue();
    }

    [Fact]
    public void Two_periods_overlap_where_they_share_a_day_and_one_covers_the_other_where_it_has_all_its_days() =>
        Gen.Select(GenPeriod, GenPeriod).Sample((one, other) =>
        {
            var days = Enumerable.Range(0, 20).Select(Day).ToList();
            one.Overlaps(other).ShouldBe(days.Exists(d => one.Contains(d) && other.Contains(d)));
            one.Covers(other).ShouldBe(days.TrueForAll(d => one.Contains(d) || !other.Contains(d)));
        });

    private static DateOnly Day(int n) => new DateOnly(2017, 7, 1).AddDays(n);
}
