using System.Globalization;

namespace Responsibility.Cli.Generation;

/// <summary>A term of a post: from a day up to, but not including, another; no end while in office.</summary>
internal sealed record Term(Official Official, DateOnly From, DateOnly? Until, AppointmentKind Kind, string Document, DateOnly DocumentDate, string? DispatchedBy);

/// <summary>When a post's first holder comes, how long holders stay, and who signs.</summary>
/// <param name="Issuer">What stands before the year in a document number, such as <c>豫组干</c>.</param>
/// <param name="Dispatchers">Who seconds the holders; none when they are not seconded.</param>
internal sealed record Pattern(DateOnly Earliest, DateOnly Latest, int LeastMonths, int MostMonths, string Issuer, IReadOnlyList<string>? Dispatchers = null)
{
    public AppointmentKind Kind => Dispatchers is null ? AppointmentKind.Substantive : AppointmentKind.Seconded;
}

/// <summary>Days on which no one fills the post.</summary>
/// <param name="Until">The day the next holder comes; null if no one has.</param>
/// <param name="Meanwhile">How the later holder carries the work until then: acting or in charge; null when no one does.</param>
internal sealed record Interruption(DateOnly Since, DateOnly? Until, AppointmentKind? Meanwhile = null);

/// <summary>Plans who held a post when. Terms of one post never overlap, and a successor starts on the day the predecessor leaves.</summary>
/// <param name="complete">Whether each post has three generations of holders; without, as many as there is time for since the first came.</param>
internal sealed class Terms(Officials officials, Dice dice, bool complete)
{
    /// <summary>No holder changes from here on: the sample ends.</summary>
    public static readonly DateOnly Horizon = new(2023, 12, 31);

    public List<Term> Plan(Pattern pattern, Interruption? interruption = null, string? rare = null)
    {
        List<Term> terms = [];
        var start = dice.Day(pattern.Earliest, pattern.Latest);
        if (complete)
        {
            Succeed(terms, pattern, start, Generations.Changes(dice, pattern, start, interruption), rare);
            return terms;
        }
        Fill(terms, pattern, start, interruption?.Since, null, rare);
        if (interruption is not { Until: { } resumed, Since: var since }) return terms;

        Official? next = null;
        if (interruption.Meanwhile is { } kind)
        {
            next = officials.Next(dice);
            terms.Add(New(next, since, resumed, kind, pattern));
        }
        Fill(terms, pattern, resumed, null, next, rare);
        return terms;
    }

    /// <summary>Terms of a party secretary where every other head of government, or in a complete roster every one, moves up: each ends on the day a head's term ends.</summary>
    public List<Term> Promoted(Pattern pattern, IReadOnlyList<Term> heads)
    {
        List<Term> terms = [];
        var holder = officials.Next(dice);
        // Two years before the heads, whose first may leave after two.
        var from = complete ? dice.Day(pattern.Earliest.AddYears(-2), pattern.Latest.AddYears(-2)) : dice.Day(pattern.Earliest, pattern.Latest);
        for (var i = 0; i < heads.Count; i += complete ? 1 : 2)
        {
            if (heads[i].Until is not { } until) break;
            terms.Add(New(holder, from, until, pattern.Kind, pattern));
            (holder, from) = (heads[i].Official, until);
        }
        terms.Add(New(holder, from, null, pattern.Kind, pattern));
        return terms;
    }

    /// <summary>Terms of a post that the holders of another carry as well (兼任), from <paramref name="start"/> on.</summary>
    public List<Term> Alongside(IEnumerable<Term> terms, DateOnly start, Pattern pattern)
    {
        List<Term> carried =
        [
            .. terms.Where(term => term.Kind.FillsSeat && (term.Until is null || term.Until > start))
                .Select(term => New(term.Official, term.From > start ? term.From : start, term.Until, AppointmentKind.Concurrent, pattern)),
        ];
        if (!complete) return carried;
        // After so long the post has holders of its own.
        var end = start.AddMonths(pattern.LeastMonths).AddDays(dice.Below(90));
        carried = [.. carried.Where(term => term.From < end).Select(term => term.Until < end ? term : term with { Until = end })];
        var from = carried[^1].Until!.Value;
        if (carried.Count < Generations.Count) Succeed(carried, pattern, from, carried.Count is 1 ? [Generations.Next(dice, pattern, from)] : [], null);
        return carried;
    }

    /// <summary>A holder from <paramref name="start"/> on, and one more after each change; the last stays.</summary>
    private void Succeed(List<Term> terms, Pattern pattern, DateOnly start, IEnumerable<Interruption> changes, string? rare)
    {
        var holder = Holder(rare);
        foreach (var change in changes)
        {
            terms.Add(New(holder, start, change.Since, pattern.Kind, pattern));
            (holder, start) = (Holder(rare), change.Until!.Value);
            if (change.Meanwhile is { } kind) terms.Add(New(holder, change.Since, start, kind, pattern));
        }
        terms.Add(New(holder, start, null, pattern.Kind, pattern));
    }

    private void Fill(List<Term> terms, Pattern pattern, DateOnly from, DateOnly? end, Official? first, string? rare)
    {
        while (true)
        {
            var next = from.AddMonths(dice.Between(pattern.LeastMonths, pattern.MostMonths)).AddDays(dice.Below(28));
            var last = end is { } day ? next.AddMonths(pattern.LeastMonths) > day : next > Horizon;
            terms.Add(New(first ?? Holder(rare), from, last ? end : next, pattern.Kind, pattern));
            if (last) return;
            (from, first) = (next, null);
        }
    }

    private Official Holder(string? rare) => rare is null ? officials.Next(dice) : officials.Named(dice, rare);

    private Term New(Official official, DateOnly from, DateOnly? until, AppointmentKind kind, Pattern pattern)
    {
        var signed = from.AddDays(-dice.Between(3, 20));
        return new Term(official, from, until, kind,
            string.Create(CultureInfo.InvariantCulture, $"{pattern.Issuer}〔{signed.Year}〕{dice.Between(1, 199)}号"), signed,
            kind is AppointmentKind.Seconded ? dice.Pick(pattern.Dispatchers!) : null);
    }
}
