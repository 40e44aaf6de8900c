using CsCheck;

namespace Responsibility.Tests.Time;

public sealed class WorkingDaysTests
{
    private static readonly DateOnly First = new(2017, 1, 1);
    private static readonly Gen<DateOnly> GenDay = Gen.Int[0, 120].Select(First.AddDays);

    [Fact]
    public void Holidays_are_not_worked_and_the_weekend_days_moved_for_them_are()
    {
        var days = new WorkingDays([new(2017, 5, 28), new(2017, 5, 29), new(2017, 5, 30)], [new(2017, 5, 27)]);
        days.IsWorked(new(2017, 5, 26)).ShouldBeTrue("a Friday");
        days.IsWorked(new(2017, 5, 27)).ShouldBeTrue("a Saturday that is worked");
        days.IsWorked(new(2017, 5, 29)).ShouldBeFalse("a Monday that is a holiday");
        days.IsWorked(new(2017, 6, 3)).ShouldBeFalse("a Saturday");
        days.Between(new(2017, 5, 26), new(2017, 5, 31)).ShouldBe(2);
        days.Between(new(2017, 5, 31), new(2017, 5, 26)).ShouldBe(-2);
        days.After(new(2017, 5, 26), 1).ShouldBe(new DateOnly(2017, 5, 30), "the day before the second one");
        days.Before(new(2017, 5, 31), 2).ShouldBe(new DateOnly(2017, 5, 26));
    }

    [Fact]
    public void Counting_agrees_with_a_look_at_every_day() =>
        Gen.Select(GenDay.Array[0, 12], GenDay.Array[0, 8], GenDay, GenDay, Gen.Int[0, 20]).Sample((holidays, worked, one, other, count) =>
        {
            var calendar = new WorkingDays(holidays, worked);
            bool IsWorked(DateOnly day) => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? worked.Contains(day) : !holidays.Contains(day);
            int Between(DateOnly from, DateOnly until) => Enumerable.Range(1, Math.Max(0, until.DayNumber - from.DayNumber)).Count(n => IsWorked(from.AddDays(n)));

            calendar.IsWorked(one).ShouldBe(IsWorked(one));
            calendar.Between(one, other).ShouldBe(one <= other ? Between(one, other) : -Between(other, one));
            Between(one, calendar.After(one, count)).ShouldBe(count);
            IsWorked(calendar.After(one, count).AddDays(1)).ShouldBeTrue("the last of such days");
            Between(calendar.Before(one, count), one).ShouldBe(count);
            (count is 0 || IsWorked(calendar.Before(one, count).AddDays(1))).ShouldBeTrue("the last of such days");
        });
}
