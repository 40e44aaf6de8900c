namespace Responsibility.Rules;

/// <summary>Who holds a post on a day, and how many of its seats are open.</summary>
internal sealed record Occupancy
{
    private const int SoonDays = 30;

    /// <summary>Those who fill a seat first, then by start.</summary>
    public required IReadOnlyList<Term> Holders { get; init; }

    public required long OpenSeats { get; init; }

    public required bool Acting { get; init; }

    public required bool EndingSoon { get; init; }

    /// <summary>The filling term that ended last, or null: nobody has yet left the post.</summary>
    public required Term? LastEnded { get; init; }

    public required DateOnly PostStart { get; init; }

    public static Occupancy Of(Seat seat, Index index, DateOnly asOf)
    {
        var terms = index.TermsOf(seat.Id);
        var holders = terms.Where(term => IsHeld(term, asOf))
            .OrderByDescending(term => term.Kind.FillsSeat).ThenBy(term => term.ValidFrom).ThenBy(term => term.Id.Value).ToList();
        var open = Math.Max(0, seat.Capacity - holders.Count(term => term.Kind.FillsSeat));
        return new Occupancy
        {
            Holders = holders,
            OpenSeats = open,
            Acting = holders.Exists(term => !term.Kind.FillsSeat),
            EndingSoon = open is 0 && holders.Where(term => term.Kind.FillsSeat).Select(term => End(term, terms)).Any(end => IsSoon(end, asOf) && Filling(terms, end) < seat.Capacity),
            LastEnded = open is 0 ? null : terms.Where(term => HasEnded(term, terms, asOf)).MaxBy(term => term.ValidUntil),
            PostStart = index.StartOf(seat.Id),
        };
    }

    public LinkVacancy? Vacancy(DateOnly? since) => this switch
    {
        { OpenSeats: > 0, Acting: true } => new LinkVacancy(VacancyStatus.ActingOnly, since),
        { OpenSeats: > 0 } => new LinkVacancy(VacancyStatus.Vacant, since),
        { EndingSoon: true } => new LinkVacancy(VacancyStatus.EndingSoon, null),
        _ => null,
    };

    private static bool IsHeld(Term term, DateOnly day) => new Period(term.ValidFrom, term.ValidUntil).Contains(day);

    private static int Filling(IEnumerable<Term> terms, DateOnly day) => terms.Count(term => term.Kind.FillsSeat && IsHeld(term, day));

    // Counting in day numbers, because the last day of the calendar has no day 30 days after it.
    private static bool IsSoon(DateOnly end, DateOnly asOf) => end != Period.Open && end.DayNumber <= asOf.DayNumber + SoonDays;

    /// <summary>A term that merely goes on in its next row has not ended.</summary>
    private static bool HasEnded(Term term, IEnumerable<Term> terms, DateOnly asOf) =>
        term.Kind.FillsSeat && term.ValidUntil <= asOf && Next(term, terms) is null;

    /// <summary>The day on which whoever holds the seat leaves it.</summary>
    private static DateOnly End(Term term, IEnumerable<Term> terms) => Next(term, terms) is { } next ? End(next, terms) : term.ValidUntil;

    private static Term? Next(Term term, IEnumerable<Term> terms) => terms.FirstOrDefault(next => next.Id == term.Id && next.Kind.FillsSeat && next.ValidFrom == term.ValidUntil);
}
