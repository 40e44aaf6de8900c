namespace Responsibility.Storage;

/// <summary>What a unit of work did, as far as its answer needs to know.</summary>
/// <param name="Id">The thing that is shown.</param>
/// <param name="AsOf">The day on which it is shown.</param>
/// <param name="KnownAt">The position up to which the unit of work knew.</param>
/// <param name="Recorded">Whether anything was recorded; false where it had been before.</param>
/// <param name="With">What is shown with it, such as the parts of a whole.</param>
public sealed record Done(long Id, DateOnly AsOf, long KnownAt, bool Recorded, IReadOnlyList<long> With);
