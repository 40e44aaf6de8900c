namespace Responsibility;

/// <summary>What a thing was, from when until when: its versions in order of time, never two for one day.</summary>
/// <remarks>Every operation yields a new timeline and keeps the versions that it does not touch, so that only what really changed is written.</remarks>
public sealed record Timeline(IReadOnlyList<TimelineVersion> Versions)
{
    /// <summary>The version of <paramref name="day"/>, or null where there is none.</summary>
    public TimelineVersion? On(DateOnly day) => Versions.FirstOrDefault(v => v.Period.Contains(day));

    /// <summary>From <paramref name="day"/> on <paramref name="set"/> holds, for as long as nothing else was already known to change the same member.</summary>
    /// <param name="until">Up to which day a member holds, where that must not be seen from its values: they may have been erased since.</param>
    public Timeline Change(DateOnly day, IReadOnlyDictionary<string, object?> set, IReadOnlyDictionary<string, DateOnly>? until = null)
    {
        if (On(day) is not { } before) return this;
        var pending = set.Keys.ToHashSet(StringComparer.Ordinal);
        var changed = new List<TimelineVersion>();
        foreach (var version in Versions)
        {
            if (version.Period.Until <= day)
            {
                changed.Add(version);
                continue;
            }
            // A later version that already differs in a member knew of a change of its own: from there on it stands.
            pending.RemoveWhere(member => version.Period.From > day && (until?.TryGetValue(member, out var last) is true
                ? version.Period.From >= last
                : !Equals(version.Values[member], before.Values[member])));
            var applicable = set.Where(s => pending.Contains(s.Key)).ToList();
            if (applicable.TrueForAll(s => until?.ContainsKey(s.Key) is not true && Equals(version.Values[s.Key], s.Value)))
            {
                changed.Add(version);
                continue;
            }
            if (version.Period.From < day) changed.Add(version with { Period = new(version.Period.From, day) });
            changed.Add(new(new(version.Period.From < day ? day : version.Period.From, version.Period.Until), With(version.Values, applicable)));
        }
        return new(changed);
    }

    /// <summary>The first day on which <paramref name="member"/> is no longer what it is on <paramref name="day"/>.</summary>
    public DateOnly SameUntil(DateOnly day, string member)
    {
        var value = On(day)!.Values[member];
        return Versions.Where(v => v.Period.Until > day).TakeWhile(v => Equals(v.Values[member], value)).Last().Period.Until;
    }

    /// <summary>Ends the thing: <paramref name="until"/> is the first day on which it is no more, and its last version says <paramref name="set"/> of the end. What would only have begun then never begins; what had ended by then stays as it is.</summary>
    public Timeline End(DateOnly until, IReadOnlyDictionary<string, object?> set)
    {
        if (Versions is [] || Versions[^1].Period.Until <= until) return this;
        var kept = Versions.Where(v => v.Period.From < until).ToList();
        if (kept.Count is 0) return new([]);
        kept[^1] = new(new(kept[^1].Period.From, until), With(kept[^1].Values, set));
        return new(kept);
    }

    /// <summary>Puts right the version that begins on <paramref name="from"/>: its days, its members. A neighbour that touched it goes on touching it.</summary>
    public Timeline Correct(DateOnly from, Period period, IReadOnlyDictionary<string, object?> set)
    {
        var corrected = new List<TimelineVersion>();
        foreach (var version in Versions)
        {
            if (version.Period.From == from)
                corrected.Add(new(period, With(version.Values, set)));
            else if (version.Period.Until == from)
                corrected.Add(version with { Period = new(version.Period.From, period.From) });
            else if (Versions.Any(v => v.Period.From == from && v.Period.Until == version.Period.From))
                corrected.Add(version with { Period = new(period.Until, version.Period.Until) });
            else
                corrected.Add(version);
        }
        return new(corrected);
    }

    /// <summary>Whether every version lasts a day or more and none overlaps the next.</summary>
    public bool IsSound => Versions.All(v => v.Period.From < v.Period.Until) && Versions.Zip(Versions.Skip(1)).All(p => p.First.Period.Until <= p.Second.Period.From);

    private static Dictionary<string, object?> With(IReadOnlyDictionary<string, object?> values, IEnumerable<KeyValuePair<string, object?>> set)
    {
        var result = new Dictionary<string, object?>(values, StringComparer.Ordinal);
        foreach (var (member, value) in set) result[member] = value;
        return result;
    }
}

/// <summary>What a thing was in one period.</summary>
public sealed record TimelineVersion(Period Period, IReadOnlyDictionary<string, object?> Values)
{
    /// <summary>The position from which the register knows this version; 0 for one that is only about to be recorded.</summary>
    public long KnownFrom { get; init; }
}
