using Responsibility.Api.RuleSets;
using Responsibility.Rules;

namespace Responsibility.Api.Duties;

/// <summary>An obligation of a version of a rule set, and the intervals that are judged by it.</summary>
/// <param name="Order">Its place among those that are asked about.</param>
internal sealed record JudgedObligation(int Order, RuleSetReference RuleSet, Obligation Obligation, IReadOnlyList<Period> Intervals)
{
    /// <summary>All days of the intervals.</summary>
    public Period Days => new(Intervals[0].From, Intervals[^1].Until);
}

/// <summary>Which obligations are judged in which intervals: each interval by the rule set that is in force on its last day, or on the day of the question where that is earlier.</summary>
internal sealed class DutyQuestion
{
    /// <summary>Where nobody says from when, so many intervals are told of.</summary>
    public const int Usual = 8;

    /// <summary>Ten years of weeks.</summary>
    public const int MostIntervals = 522;

    /// <summary>What is asked about, whatever is made of the answer.</summary>
    internal interface IFilter
    {
        string? Within { get; }
        string[]? Obligation { get; }
        OfficialId[]? Official { get; }
        PostId[]? Post { get; }
        DateOnly? From { get; }
        DateOnly? Until { get; }
        string? RuleSet { get; }
    }

    public required Moment Moment { get; init; }

    public required IFilter Filter { get; init; }

    /// <summary>The division in which to ask; null for everywhere.</summary>
    public DivisionId? Root { get; private init; }

    public required IReadOnlyList<JudgedObligation> Judged { get; init; }

    public static async Task<Result<DutyQuestion>> Of(Session session, Moment moment, IFilter filter)
    {
        var rules = await RuleSetShelf.InForce(session, moment, filter.RuleSet);
        if (rules.Refusal is { } refusal) return refusal;
        var (root, outside) = await DivisionCodes.Root(session, filter.Within, moment);
        if (outside is not null) return outside;
        var calendar = await RuleSetShelf.Calendar(session, moment.KnownAt);
        var (asked, ends) = (new Dictionary<Interval, IReadOnlyList<Period>>(), Tomorrow(moment.AsOf));
        foreach (var every in Enum.GetValues<Interval>())
        {
            var intervals = Asked(every, filter, moment.AsOf, ends);
            if (intervals.Count > MostIntervals)
                return Refusals.DutyRangeTooLong.Because($"At most {MostIntervals} intervals can be asked about at once.", $"一次最多查询 {MostIntervals} 个周期。").At("from", filter.From);
            asked.Add(every, intervals);
        }
        var name = filter.RuleSet ?? rules.Required().Set.Id;
        var judged = Judge(asked, interval => calendar.On(Earlier(interval.Until, ends).AddDays(-1), name).FirstOrDefault()?.Set);
        if (filter.Obligation?.FirstOrDefault(id => rules.Required().Set.Obligations.All(o => o.Id != id) && judged.All(j => j.Obligation.Id != id)) is { } unknown)
            return Refusals.ObligationUnknown.At("obligation", unknown);
        return new DutyQuestion
        {
            Moment = moment,
            Filter = filter,
            Root = root?.Id,
            Judged = [.. judged.Where(j => filter.Obligation is not { Length: > 0 } || filter.Obligation.Contains(j.Obligation.Id, StringComparer.Ordinal)).Index().Select(j => j.Item with { Order = j.Index })],
        };
    }

    /// <summary>The intervals that are asked about: by default the last that are over; nothing is told of what is still to come.</summary>
    internal static IReadOnlyList<Period> Asked(Interval every, IFilter filter, DateOnly asOf, DateOnly ends)
    {
        var until = Earlier(filter.Until ?? (filter.From is null ? Intervals.Of(every, asOf).From : ends), ends);
        var from = filter.From ?? Intervals.Back(every, until, Usual);
        return [.. Intervals.In(every, new Period(from, until)).Take(MostIntervals + 1)];
    }

    /// <summary>Obligations in the order of their rule sets, each with the intervals that its version governs.</summary>
    private static List<JudgedObligation> Judge(Dictionary<Interval, IReadOnlyList<Period>> asked, Func<Period, RuleSet?> ruling) =>
    [
        .. from every in asked
           from interval in every.Value
           let set = ruling(interval)
           where set is not null
           from duty in set.Obligations.Index()
           where duty.Item.Every == every.Key
           group interval by (Set: set, duty.Index, Duty: duty.Item) into governed
           orderby governed.Key.Set.Version, governed.Key.Index
           select new JudgedObligation(0, new RuleSetReference(governed.Key.Set.Id, governed.Key.Set.Version), governed.Key.Duty, [.. governed]),
    ];

    private static DateOnly Earlier(DateOnly one, DateOnly other) => one < other ? one : other;

    private static DateOnly Tomorrow(DateOnly day) => day == Period.Open ? day : day.AddDays(1);
}
