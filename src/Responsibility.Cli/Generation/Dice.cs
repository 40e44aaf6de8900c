namespace Responsibility.Cli.Generation;

/// <summary>Chance that a seed decides, by SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).</summary>
/// <remarks>Our own, since <see cref="Random"/> may draw otherwise in the next release of .NET, and the sample must not. Each division has
/// dice of its own: what is drawn in one never shifts what is drawn in the next.</remarks>
internal sealed class Dice
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private ulong _state;

    public Dice(ulong state) => _state = state;

    public Dice(ulong seed, string code, string purpose)
    {
        // FNV-1a, for areas have letters in their codes.
        var hash = 0xCBF29CE484222325;
        foreach (var c in $"{code}/{purpose}") hash = unchecked((hash ^ c) * 0x100000001B3);
        _state = hash ^ unchecked(seed * Golden);
    }

    public ulong Next()
    {
        unchecked
        {
            var z = _state += Golden;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    /// <summary>A number from 0 up to, but not including, <paramref name="end"/>. The bias of the remainder is below 2⁻⁴⁰ here.</summary>
    public int Below(int end) => (int)(Next() % (ulong)end);

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>, both possible.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    public bool Percent(int percent) => Below(100) < percent;

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    /// <summary>A day from <paramref name="first"/> to <paramref name="last"/>, both possible.</summary>
    public DateOnly Day(DateOnly first, DateOnly last) => first.AddDays(Below(last.DayNumber - first.DayNumber + 1));

    public List<T> Shuffle<T>(IEnumerable<T> things)
    {
        List<T> shuffled = [.. things];
        for (var i = shuffled.Count - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (shuffled[i], shuffled[j]) = (shuffled[j], shuffled[i]);
        }
        return shuffled;
    }
}
