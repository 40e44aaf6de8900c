using System.Collections.Concurrent;
using System.Globalization;

namespace Responsibility.Storage;

/// <summary>What was derived from facts up to a position: it can never become wrong, only useless.</summary>
/// <remarks>
/// Bounded by size, in two halves: when the younger is full, the elder is dropped, so that what is asked for stays.
/// What was derived of one division holds at every position between which no fact tells of that division (<c>fact_division</c>).
/// </remarks>
public sealed class Shelf(long capacity)
{
    /// <summary>So many divisions touched at once are not looked at one by one: everything is derived anew.</summary>
    internal const int ManyTouched = 20_000;

    private readonly Lock following = new();
    private Trail trail = new(-1, 0, new());
    private ConcurrentDictionary<string, Kept> young = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, Kept> old = new(StringComparer.Ordinal);
    private long size;

    /// <summary>The position up to which it is known which divisions the facts tell of; -1 while nobody asked.</summary>
    internal long Followed => Volatile.Read(ref trail).Until;

    /// <param name="key">Names everything that the thing depends on, its position among it.</param>
    public T? Find<T>(string key) where T : class => (T?)Look(key)?.Thing;

    /// <summary>What was derived of a division at <paramref name="knownAt"/>, or at a position from which no fact leads to it.</summary>
    /// <param name="key">Names everything else that the thing depends on.</param>
    /// <param name="division">The division of which alone it tells.</param>
    /// <param name="knownAt">The position at which it is asked for.</param>
    public T? Find<T>(string key, long division, long knownAt) where T : class
    {
        if (Look(key) is not { } kept) return null;
        return Volatile.Read(ref trail).Holds(kept.KnownAt, knownAt, division) ? (T)kept.Thing : Find<T>(At(key, knownAt));
    }

    /// <param name="key">Names everything that the thing depends on, its position among it.</param>
    /// <param name="thing">What to keep.</param>
    /// <param name="bytes">About how much memory it takes.</param>
    public void Keep(string key, object thing, long bytes) => Put(key, new(thing, bytes, 0));

    /// <param name="key">Names everything else that the thing depends on.</param>
    /// <param name="division">The division of which alone it tells.</param>
    /// <param name="knownAt">The position at which it was derived.</param>
    /// <param name="thing">What to keep.</param>
    /// <param name="bytes">About how much memory it takes.</param>
    public void Keep(string key, long division, long knownAt, object thing, long bytes)
    {
        // A question about the past does not push out what today's questions use.
        Put(Look(key) is { } newer && newer.KnownAt > knownAt ? At(key, knownAt) : key, new(thing, bytes, knownAt));
    }

    /// <summary>Takes in which divisions the facts after <see cref="Followed"/> and up to <paramref name="position"/> tell of.</summary>
    /// <param name="position">A position that is durable.</param>
    /// <param name="touched">The last position that tells of each division; null where there are too many to look at.</param>
    internal void Follow(long position, IReadOnlyList<(long Division, long Position)>? touched)
    {
        lock (following)
        {
            var before = trail;
            foreach (var (division, at) in touched ?? []) before.Touched.AddOrUpdate(division, at, (_, known) => Math.Max(known, at));
            Volatile.Write(ref trail, touched is null
                ? new Trail(Math.Max(before.Until, position), Math.Max(before.Since, position), new())
                : before with { Until = Math.Max(before.Until, position) });
        }
    }

    private static string At(string key, long knownAt) => string.Create(CultureInfo.InvariantCulture, $"{key}@{knownAt}");

    /// <summary>What stands under a key; what is found in the elder half is in use, so it moves to the younger.</summary>
    private Kept? Look(string key)
    {
        if (young.TryGetValue(key, out var kept)) return kept;
        if (!old.TryGetValue(key, out kept)) return null;
        Put(key, kept);
        return kept;
    }

    private void Put(string key, Kept kept)
    {
        if (Interlocked.Add(ref size, kept.Bytes) > capacity / 2)
        {
            old = young;
            young = new(StringComparer.Ordinal);
            Interlocked.Exchange(ref size, kept.Bytes);
        }
        young[key] = kept;
    }

    /// <param name="Bytes">About how much memory it takes.</param>
    /// <param name="KnownAt">The position at which it was derived, where the key does not name it.</param>
    private sealed record Kept(object Thing, long Bytes, long KnownAt);

    /// <summary>Which divisions the facts after <paramref name="Since"/> and up to <paramref name="Until"/> tell of, each with the last such position.</summary>
    private sealed record Trail(long Until, long Since, ConcurrentDictionary<long, long> Touched)
    {
        /// <summary>Whether what was derived of a division at one position is the same at the other.</summary>
        public bool Holds(long one, long other, long division) =>
            one == other || (Math.Max(one, other) <= Until && Math.Max(Since, Touched.GetValueOrDefault(division)) <= Math.Min(one, other));
    }
}
