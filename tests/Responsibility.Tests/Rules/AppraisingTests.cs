using CsCheck;
using Responsibility.Rules;

namespace Responsibility.Tests.Rules;

public sealed class AppraisingTests
{
    private static readonly Text Any = new("x", "x");

    [Fact]
    public void What_was_counted_becomes_a_score()
    {
        Mark(Measure.TasksOnTime, null, 8, 7).Score.ShouldBe(87.5m);
        Mark(Measure.ProblemsRectified, null, 3, 2).Score.ShouldBe(66.67m);
        Mark(Measure.DutyCompliance, null, 0, 0).Score.ShouldBeNull();
        Mark(Measure.RedNotices, 10, 3, 0).Score.ShouldBe(70);
        Mark(Measure.Sanctions, 50, 3, 0).Score.ShouldBe(0);
        Appraising.Mark(new Indicator("a", Any, 1, Measure.Entered, null), 1, 1, 42.25m).Score.ShouldBe(42.25m);

        static Mark Mark(Measure measure, int? points, int counted, int good) => Appraising.Mark(new Indicator("a", Any, 1, measure, points), counted, good, null);
    }

    [Fact]
    public void A_total_is_a_mean_of_the_scores_there_are()
    {
        Mark Of(int weight, decimal? score) => new("a", weight, 1, 1, score);
        Gen.Select(Gen.Int[1, 50], Gen.Int[0, 10000], Gen.Bool).List[0, 8].Sample(drawn =>
        {
            var marks = drawn.Select(d => Of(d.Item1, d.Item3 ? d.Item2 / 100m : null)).ToList();
            var told = marks.Where(mark => mark.Score is not null).ToList();
            var total = Appraising.Total(marks);
            if (told.Count is 0) return total is null;
            // Between the least and the highest, and the same whatever is not told.
            return total >= told.Min(mark => mark.Score) && total <= told.Max(mark => mark.Score) && total == Appraising.Total(told)
                && Math.Abs(total!.Value - (told.Sum(mark => mark.Weight * mark.Score!.Value) / told.Sum(mark => mark.Weight))) <= 0.005m;
        });
        $"{Appraising.Total([Of(2, 58), Of(2, 59)])}".ShouldBe("58.5");
        Appraising.Band([new Band("good", Any, 80), new Band("poor", Any, 0)], 79.99m)!.Id.ShouldBe("poor");
        Appraising.Band([new Band("good", Any, 80), new Band("poor", Any, 0)], 80)!.Id.ShouldBe("good");
        Appraising.Band([new Band("poor", Any, 0)], null).ShouldBeNull();
    }

    [Fact]
    public void A_rank_is_one_more_than_how_many_of_the_group_are_higher() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 20], Gen.Bool).List[0, 30].Sample(drawn =>
        {
            var totals = drawn.Select(d => (Group: d.Item1, Total: d.Item3 ? (decimal?)d.Item2 : null)).ToList();
            Appraising.Ranks(totals).ShouldBe(totals.Select(one => one.Total is null ? (int?)null : 1 + totals.Count(other => other.Group == one.Group && other.Total > one.Total)));
        });

    [Fact]
    public void Months_of_successive_holders_make_up_the_year() =>
        Gen.Int[0, 364].List[0, 4].Select(Gen.Int[2015, 2024]).Sample((cuts, year) =>
        {
            var first = new DateOnly(year, 1, 1);
            var days = cuts.Select(cut => first.AddDays(cut)).Append(first).Append(first.AddYears(1)).Distinct().Order().ToList();
            var terms = days.Zip(days.Skip(1), (from, until) => new Period(from, until)).ToList();
            Period.Joined([.. terms, .. terms]).ShouldBe([new Period(first, first.AddYears(1))]);
            Appraising.Days(terms).ShouldBe(DateTime.IsLeapYear(year) ? 366 : 365);
            Appraising.Months(terms, year).ShouldBe(12);
            terms.Sum(term => Appraising.Months([term], year)).ShouldBe(12, tolerance: 0.005m * terms.Count);
        });

    [Fact]
    public void Days_that_touch_or_overlap_are_joined_and_others_are_not()
    {
        var day = new DateOnly(2017, 6, 1);
        Period.Joined([new(day.AddDays(5), day.AddDays(9)), new(day, day.AddDays(3)), new(day.AddDays(2), day.AddDays(4)), new(day, day), new(day.AddDays(4), day.AddDays(5))])
            .ShouldBe([new Period(day, day.AddDays(9))]);
        Period.Joined([new(day, day.AddDays(1)), new(day.AddDays(2), day.AddDays(3))]).Count.ShouldBe(2);
    }
}
