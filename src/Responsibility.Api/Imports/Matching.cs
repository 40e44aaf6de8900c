namespace Responsibility.Api.Imports;

/// <summary>A version of a thing that goes by the name which a row has for it.</summary>
internal record NamedVersion : Bodies.IFound
{
    public long Id { get; init; }
    public DateOnly ValidFrom { get; init; }
    public DateOnly ValidUntil { get; init; }

    public Period Period => new(ValidFrom, ValidUntil);
}

/// <summary>Which version of a thing a row is about.</summary>
internal static class Matching
{
    /// <summary>The version of the day, or else the last that there was.</summary>
    public static TVersion? Nearest<TVersion>(this IEnumerable<TVersion> versions, DateOnly day, Func<TVersion, Period> period) where TVersion : class =>
        versions.MaxBy(version => (period(version).Contains(day), period(version).From));

    /// <summary>
    /// The version that begins on the first day which the row states. Where it states none, one that says what the row says; else that of today, or where there is none the last.
    /// </summary>
    /// <param name="versions">Those that go by the name, in order of time.</param>
    /// <param name="agrees">Whether a version says all that the row says.</param>
    /// <param name="ambiguous">The refusal where several things are meant alike.</param>
    public static (TVersion? Version, Refusal? Refusal) Choose<TVersion>(IReadOnlyList<TVersion> versions, DateOnly? from, DateOnly today, Func<TVersion, bool> agrees, Refusal ambiguous)
        where TVersion : NamedVersion
    {
        var meant = from is { } day ? versions.Where(version => version.ValidFrom == day).ToList() : [.. versions];
        if (meant.FirstOrDefault(agrees) is { } same) return (same, null);
        if (from is null && meant.Exists(version => version.Period.Contains(today))) meant.RemoveAll(version => !version.Period.Contains(today));
        return meant.DistinctBy(version => version.Id).Count() > 1 ? (null, ambiguous) : (meant.LastOrDefault(), null);
    }

    /// <summary>Whether a version ends when a row says so; one that says nothing of it agrees with any.</summary>
    public static bool EndsAsSaid(this NamedVersion version, bool says, DateOnly? until) => !says || version.ValidUntil == (until ?? Period.Open);
}
