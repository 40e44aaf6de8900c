using CsCheck;

namespace Responsibility.Tests.Time;

/// <summary>Timelines against a map from each day to its values, which is slow and cannot be wrong.</summary>
public sealed class TimelineTests
{
    private const int Days = 24;
    private static readonly DateOnly First = new(2017, 7, 1);
    private static readonly Gen<Dictionary<string, object?>> GenSet = Gen.OneOf(
        Gen.Int[0, 3].Select(n => Set(("name", n))), Gen.Int[0, 3].Select(n => Set(("rank", n))), Gen.Int[0, 3].Select(Gen.Int[0, 3], (n, r) => Set(("name", n), ("rank", r))));

    private static readonly Gen<Timeline> GenTimeline = Gen.Int[0, 5].Select(Gen.Int[12, Days], Gen.Select(Gen.Int[0, Days], GenSet).Array[0, 5]).Select((from, until, changes) =>
        changes.Aggregate(
            new Timeline([new(new(Day(from), Day(until)), Set(("name", 0), ("rank", 0))) { KnownFrom = 1 }]),
            (timeline, change) => timeline.Change(Day(change.Item1), change.Item2)));

    [Fact]
    public void A_change_holds_from_its_day_until_a_later_change_of_the_same_member_and_leaves_the_days_before() =>
        Gen.Select(GenTimeline, Gen.Int[0, Days], GenSet).Sample((timeline, day, set) =>
        {
            var changed = timeline.Change(Day(day), set);

            changed.IsSound.ShouldBeTrue();
            var (expected, start) = (Map(timeline), timeline.On(Day(day)));
            foreach (var (member, value) in start is null ? [] : set)
            {
                for (var d = day; d < Days && (expected[d] is null || Equals(Map(timeline)[d]![member], start!.Values[member])); d++)
                    if (expected[d] is { } values) values[member] = value;
            }
            Text(Map(changed)).ShouldBe(Text(expected));
        });

    [Fact]
    public void A_change_to_what_is_so_already_is_no_change() =>
        Gen.Select(GenTimeline, Gen.Int[0, Days]).Sample((timeline, day) =>
        {
            if (timeline.On(Day(day)) is { } version)
                timeline.Change(Day(day), version.Values.ToDictionary()).Versions.ShouldBe(timeline.Versions);
        });

    [Fact]
    public void Versions_that_a_change_does_not_touch_stay_the_same_rows() =>
        Gen.Select(GenTimeline, Gen.Int[0, Days], GenSet).Sample((timeline, day, set) =>
            timeline.Versions.Where(v => v.Period.Until <= Day(day)).ShouldAllBe(v => timeline.Change(Day(day), set).Versions.Contains(v)));

    [Fact]
    public void After_the_end_nothing_is_left_and_before_it_everything() =>
        Gen.Select(GenTimeline, Gen.Int[1, Days], Gen.Int[0, 3]).Sample((timeline, until, reason) =>
        {
            var ended = timeline.End(Day(until), Set(("rank", reason)));

            ended.IsSound.ShouldBeTrue();
            var expected = Map(timeline).Take(until).Concat(Enumerable.Repeat<Dictionary<string, object?>?>(null, Days - until)).ToArray();
            if (ended.Versions.Count > 0 && Day(until) < timeline.Versions[^1].Period.Until)
                foreach (var d in Enumerable.Range(0, until).Where(d => ended.Versions[^1].Period.Contains(Day(d)))) expected[d]!["rank"] = reason;
            Text(Map(ended)).ShouldBe(Text(expected));
        });

    [Fact]
    public void What_would_only_begin_at_its_end_never_begins() =>
        new Timeline([new(new(Day(5), Day(9)), Set(("name", 0)))]).End(Day(5), Set()).Versions.ShouldBeEmpty();

    [Fact]
    public void A_correction_moves_a_version_and_neighbours_that_touched_it_go_on_touching_it() =>
        Gen.Select(GenTimeline, Gen.Int[0, 5], Gen.Int[0, Days - 1], Gen.Int[1, Days], GenSet).Sample((timeline, index, from, until, set) =>
        {
            var wrong = timeline.Versions[index % timeline.Versions.Count];
            var period = new Period(Day(from), Day(until));
            var corrected = timeline.Correct(wrong.Period.From, period, set);
            if (!corrected.IsSound) return;

            var before = timeline.Versions.FirstOrDefault(v => v.Period.Until == wrong.Period.From);
            var after = timeline.Versions.FirstOrDefault(v => v.Period.From == wrong.Period.Until);
            var expected = Map(new([.. timeline.Versions.Where(v => v != wrong && v != before && v != after)]));
            for (var d = 0; d < Days; d++)
            {
                if (period.Contains(Day(d))) expected[d] = Merged(wrong.Values, set);
                else if (before is not null && before.Period.From <= Day(d) && Day(d) < period.From) expected[d] = Merged(before.Values, []);
                else if (after is not null && period.Until <= Day(d) && Day(d) < after.Period.Until) expected[d] = Merged(after.Values, []);
            }
            Text(Map(corrected)).ShouldBe(Text(expected));
        });

    [Fact]
    public void A_rename_recorded_late_does_not_undo_the_later_one()
    {
        var timeline = new Timeline([new(new(Day(0), Period.Open), Set(("name", "堌阳乡"), ("rank", 1)))]).Change(Day(10), Set(("name", "堌阳镇")));

        var late = timeline.Change(Day(5), Set(("name", "固阳乡")));

        new[] { 4, 5, 9, 10 }.Select(d => late.On(Day(d))!.Values["name"]).ShouldBe(["堌阳乡", "固阳乡", "固阳乡", "堌阳镇"]);
        late.Change(Day(6), Set(("rank", 2))).On(Day(20))!.Values["rank"].ShouldBe(2, "another member goes through the later rename");
    }

    private static DateOnly Day(int n) => First.AddDays(n);

    private static Dictionary<string, object?> Set(params (string Member, object? Value)[] members) => members.ToDictionary(m => m.Member, m => m.Value);

    private static Dictionary<string, object?> Merged(IReadOnlyDictionary<string, object?> values, Dictionary<string, object?> set) =>
        values.Where(v => !set.ContainsKey(v.Key)).Concat(set).ToDictionary(v => v.Key, v => v.Value);

    private static Dictionary<string, object?>?[] Map(Timeline timeline) => [.. Enumerable.Range(0, Days).Select(d => timeline.On(Day(d))?.Values.ToDictionary())];

    private static string Text(Dictionary<string, object?>?[] map) =>
        string.Join('\n', map.Select((values, d) => $"{d}: {(values is null ? "-" : $"{values["name"]} {values["rank"]}")}"));
}
