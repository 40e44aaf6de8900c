using CsCheck;
using Responsibility.Rules;

namespace Responsibility.Tests.Rules;

/// <summary>Whether a post did what it owes, against a count that goes through every day and every night, which is slow and cannot be wrong.</summary>
public sealed class ComplianceTests
{
    private const int Days = 21;
    private static readonly DateOnly First = new(2017, 7, 3);
    private static readonly Gen<Period> GenPeriod = Gen.Select(Gen.Int[-3, Days], Gen.Int[1, Days]).Select((from, length) => new Period(Day(from), Day(from + length)));
    private static readonly Gen<DutyGround> GenGround = Gen.Select(GenPeriod, Gen.Long[1, 3]).Select((period, inside) => new DutyGround(period, new(inside)));
    private static readonly Gen<DutyTerm> GenTerm = Gen.Select(Gen.Long[1, 3], GenPeriod).Select((official, period) => new DutyTerm(new(official), period));
    private static readonly Gen<Deed> GenDeed = Gen.Select(Gen.Long[1, 4], Gen.Enum<Act>(), Any<string?>(null, null, "night", "other"), Gen.Long[11, 14], Gen.Int[-5, Days], Gen.Long[1, 9])
        .Select((official, act, obligation, division, day, nights) => new Deed(new(0), new(official), act, obligation, new(division), Day(day), act is Act.Visit ? 1 : nights));

    private static readonly Gen<DutyPlace> GenPlace = Gen.Select(Gen.Long[11, 14], Any(Level.Village, Level.Village, Level.Township), Gen.Long[1, 3], GenPeriod)
        .Select((division, level, above, period) => new DutyPlace(new(division), level, new(above), period));

    private static readonly Gen<AttributeRow> GenTag = Gen.Select(Gen.Long[11, 14], Any("poorVillage", "keyArea"), GenPeriod)
        .Select((division, tag, period) => new AttributeRow { Division = new(division), Name = tag, ValidFrom = period.From, ValidUntil = period.Until, Ledger = 1 });

    private static readonly Gen<Obligation> GenObligation = Gen.Select(Gen.Enum<Act>(), Gen.Int[1, 3], Gen.Bool)
        .Select((act, times, conditional) => Night(act, times, conditional ? new Condition.AnyTag(["poorVillage"]) : null));

    [Fact]
    public void What_was_done_is_what_a_count_of_every_day_finds() =>
        Gen.Select(GenObligation, GenGround.Array[0, 4], GenTerm.Array[0, 4], GenDeed.Array[0, 8], GenPlace.Array[0, 10], GenTag.Array[0, 6], Gen.Int[0, Days]).Sample((duty, grounds, terms, deeds, places, tags, asOf) =>
        {
            var numbered = deeds.Select((deed, i) => deed with { Id = new(i + 1) }).ToList();
            foreach (var interval in Intervals.In(Interval.Week, new Period(First, Day(Days))))
            {
                var found = Compliance.Of(duty, interval, Day(asOf), grounds, terms, numbered, new DutyPlaces(places, tags));
                Text(found).ShouldBe(Naive(duty, interval, Day(asOf), grounds, terms, numbered, places, tags));
            }
        });

    [Fact]
    public void A_post_that_changes_hands_owes_once_and_what_each_did_in_office_is_added_up()
    {
        var terms = new[] { new DutyTerm(new(1), new(Day(0), Day(3))), new DutyTerm(new(2), new(Day(3), Day(7))) };
        Deed[] deeds = [Stay(1, official: 1, day: 2, nights: 3), Stay(2, official: 2, day: 5, nights: 1), Stay(3, official: 2, day: 0, nights: 2)];

        var found = Found(terms, deeds, times: 2)!;

        // The first stays on after the end of the term, the second came before its beginning: neither counts.
        Text(found).ShouldBe("2/2 Met [1,2] by 1,2");
    }

    [Fact]
    public void Too_little_is_behind_once_the_week_is_over_open_before_and_nobodys_where_the_post_was_vacant()
    {
        DutyTerm[] held = [new(new(1), new(Day(0), Day(7)))];

        Found(held, [], asOf: 7)!.State.ShouldBe(DutyState.Behind);
        Found(held, [], asOf: 6)!.State.ShouldBe(DutyState.Open);
        Found(held, [Stay(1, 1, 2, 1)], asOf: 3)!.State.ShouldBe(DutyState.Met);
        Found(held, [Stay(1, 1, 2, 1)], asOf: 1)!.State.ShouldBe(DutyState.Open);
        Found([], [Stay(1, 1, 2, 1)], asOf: 7)!.State.ShouldBe(DutyState.Vacant);
        Found([new(new(1), new(Day(-7), Day(0)))], [], asOf: 7)!.State.ShouldBe(DutyState.Vacant);
    }

    [Fact]
    public void A_post_that_is_not_bound_owes_nothing_and_one_bound_on_a_single_day_owes_all()
    {
        DutyTerm[] held = [new(new(1), new(Day(0), Day(7)))];

        Found(held, [], bound: new(Day(7), Day(9))).ShouldBeNull();
        Found(held, [], bound: new(Day(6), Day(7)))!.Due.ShouldBe(1);
        Found(held, [], bound: new(Day(6), Day(7)), asOf: 5).ShouldBeNull();
        Found(held, [Stay(1, 1, 2, 1)], bound: new(Day(6), Day(7)))!.State.ShouldBe(DutyState.Behind);
    }

    private static DutyFinding? Found(IReadOnlyList<DutyTerm> terms, IReadOnlyList<Deed> deeds, int times = 1, int asOf = 7, Period? bound = null) => Compliance.Of(
        Night(Act.NightStay, times, null), new(Day(0), Day(7)), Day(asOf), [new(bound ?? new(Day(0), Day(7)), new(1))], terms, deeds,
        new DutyPlaces([new(new(11), Level.Village, new(1), new(Period.BeforeRecords, Period.Open))], []));

    private static Deed Stay(long id, long official, int day, long nights) => new(new(id), new(official), Act.NightStay, null, new(11), Day(day), nights);

    private static string Naive(Obligation duty, Period interval, DateOnly asOf, DutyGround[] grounds, DutyTerm[] terms, List<Deed> deeds, DutyPlace[] places, AttributeRow[] tags)
    {
        var (isBound, done, records, holders) = (false, 0, new SortedSet<long>(), new SortedSet<long>());
        for (var day = interval.From; day < interval.Until && day <= asOf; day = day.AddDays(1))
        {
            var inside = grounds.Where(g => g.Period.Contains(day)).Select(g => g.Inside).ToHashSet();
            if (inside.Count is 0) continue;
            isBound = true;
            var holding = terms.Where(t => t.Period.Contains(day)).Select(t => t.Official).ToHashSet();
            holders.UnionWith(holding.Select(h => h.Value));
            foreach (var deed in deeds)
            {
                var spent = Enumerable.Range(0, (int)deed.Nights).Select(deed.Day.AddDays).Contains(day);
                var there = places.Any(p => p.Division == deed.Division && p.Level is Level.Village && p.Period.Contains(day) && inside.Contains(p.Above));
                var poor = tags.Any(t => t.Division == deed.Division && t.Name is "poorVillage" && t.ValidFrom <= day && day < t.ValidUntil);
                if (!spent || !there || deed.Act != duty.Act || deed.Obligation is "other" || !holding.Contains(deed.Official) || (duty.When is not null && !poor)) continue;
                done++;
                records.Add(deed.Id.Value);
            }
        }
        if (!isBound) return "not bound";
        var state = done >= duty.Times ? DutyState.Met : asOf < interval.Until ? DutyState.Open : holders.Count is 0 ? DutyState.Vacant : DutyState.Behind;
        return $"{done}/{duty.Times} {state} [{string.Join(',', records)}] by {string.Join(',', holders)}";
    }

    private static string Text(DutyFinding? found) => found is null
        ? "not bound"
        : $"{found.Done}/{found.Due} {found.State} [{string.Join(',', found.Records.Select(r => r.Value).Order())}] by {string.Join(',', found.Holders.Select(h => h.Value).Order())}";

    private static Obligation Night(Act act, int times, Condition? when) => new()
    {
        Id = "night",
        Text = Responsibility.Text.Same("night"),
        Levels = [Level.County],
        Positions = [],
        Ranks = [],
        Contact = Level.Township,
        Act = act,
        Target = Level.Village,
        When = when,
        Times = times,
        Every = Interval.Week,
    };

    private static Gen<T> Any<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static DateOnly Day(int day) => First.AddDays(day);
}
