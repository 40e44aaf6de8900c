using CsCheck;

namespace Responsibility.Tests.Time;

/// <summary>Vacant seats against a count for each day, which is slow and cannot be wrong.</summary>
public sealed class VacantSeatsTests
{
    private const int Days = 24;
    private static readonly DateOnly First = new(2017, 7, 1);
    private static readonly Gen<Period> GenPeriod = Gen.Select(Gen.Int[0, Days], Gen.Int[0, Days]).Select((a, b) => new Period(Day(Math.Min(a, b)), Day(Math.Max(a, b))));

    /// <summary>Versions of a post, which touch or leave days between them, but never overlap.</summary>
    private static readonly Gen<(Period, long)[]> GenSeats = Gen.Select(Gen.Int[0, Days], Gen.Long[0, 3]).Array[0, 5].Select(cuts =>
    {
        var days = cuts.OrderBy(cut => cut.Item1).ToArray();
        return days.Zip(days.Skip(1), (one, next) => (new Period(Day(one.Item1), Day(next.Item1)), one.Item2)).ToArray();
    });

    [Fact]
    public void Each_day_has_as_many_vacant_seats_as_it_has_fewer_holders_than_seats_and_no_stretch_could_be_longer() =>
        Gen.Select(GenSeats, GenPeriod.Array[0, 6], GenPeriod).Sample((seats, held, within) =>
        {
            var found = VacantSeats.Of(seats, held, within);

            for (var d = 0; d < Days; d++)
            {
                var open = Math.Max(0, seats.Where(s => s.Item1.Contains(Day(d))).Sum(s => s.Item2) - held.Count(h => h.Contains(Day(d))));
                found.Where(f => f.Period.Contains(Day(d))).Select(f => f.Seats).ShouldBe(open > 0 && within.Contains(Day(d)) ? [open] : [], $"day {d}");
            }
            found.ShouldAllBe(f => !f.Period.IsEmpty && within.Covers(f.Period));
            found.Zip(found.Skip(1)).ShouldAllBe(p => p.First.Period.Until < p.Second.Period.From || (p.First.Period.Until == p.Second.Period.From && p.First.Seats != p.Second.Seats));
        });

    [Fact]
    public void A_post_that_nobody_ever_held_is_vacant_for_ever() =>
        VacantSeats.Of([(new Period(Period.BeforeRecords, Period.Open), 1)], [], new Period(Day(0), Period.Open)).ShouldBe([new VacantPeriod(new Period(Day(0), Period.Open), 1)]);

    private static DateOnly Day(int n) => First.AddDays(n);
}
