using System.Collections.Concurrent;

namespace Responsibility.Storage;

/// <summary>What was derived from facts up to a position, kept under a key that names that position: it can never become wrong, only useless.</summary>
/// <remarks>Bounded by size: when full it is emptied, since with the next fact the position of most questions has moved on anyway.</remarks>
public sealed class Shelf(long capacity)
{
    private ConcurrentDictionary<string, object> things = new(StringComparer.Ordinal);
    private long size;

    public T? Find<T>(string key) where T : class => things.TryGetValue(key, out var thing) ? (T)thing : null;

    /// <param name="bytes">About how much memory it takes.</param>
    public void Keep(string key, object thing, long bytes)
    {
        if (Interlocked.Add(ref size, bytes) > capacity)
        {
            things = new(StringComparer.Ordinal);
            Interlocked.Exchange(ref size, bytes);
        }
        things.TryAdd(key, thing);
    }
}
