namespace Responsibility.Api.Tests.Oracle;

/// <summary>Who holds a post on a day, found out day by day.</summary>
/// <remarks>
/// A term is what one appointment says, however many versions it has: a term that merely goes on otherwise has not ended. Who acts or is in charge carries the work and fills no seat.
/// A post is vacant since its last holder left, whoever that was, but not before the post itself began. It is ending soon where all seats are filled, one of the holders leaves within 30 days,
/// and on that day fewer are left than there are seats.
/// </remarks>
internal sealed class Seat
{
    private const int SoonDays = 30;
    private readonly IReadOnlyList<Thing> terms;
    private readonly long post;

    public Seat(World world, long post, int day)
    {
        this.post = post;
        terms = [.. world.All("appointment").Where(term => term.Ever("post", post))];
        Capacity = (long)world.On(post, day)!["capacity"]!;
        Holders = [.. terms.Where(term => term.On(day)?.Is("post", post) is true).OrderBy(term => Fills(term, day) ? 0 : 1).ThenBy(term => term.RunOn(day).Start).ThenBy(term => term.Id)];
        Filling = Holders.Count(term => Fills(term, day));
        Open = Math.Max(0, Capacity - Filling);
        Acting = Holders.Count - Filling;
        Start = world.Find(post)!.First;
        var ends = terms.SelectMany(term => Enumerable.Range(1, day).Where(d => Fills(term, d - 1) && !Fills(term, d)).Select(d => (Day: d, Term: term))).ToList();
        LastEnd = ends.Count is 0 ? 0 : ends.Max(end => end.Day);
        LastEndLedger = ends.Where(end => end.Day == LastEnd).OrderBy(end => end.Term.Id).Select(end => end.Term.On(LastEnd - 1)!.Ledger).FirstOrDefault();
        var leaving = Holders.Where(term => Fills(term, day))
            .Select(term => Enumerable.Range(day, Days.Count - day).FirstOrDefault(d => !Fills(term, d), Days.Count)).ToList();
        EndingSoon = Open is 0 && leaving.Exists(end => end < Days.Count && end <= day + SoonDays && terms.Count(term => Fills(term, end)) < Capacity);
        NextEnd = leaving.DefaultIfEmpty(Days.Count).Min();
    }

    public long Capacity { get; }

    /// <summary>Those who fill a seat first, then by the first day of what is said of their terms.</summary>
    public IReadOnlyList<Thing> Holders { get; }

    public long Filling { get; }

    public long Open { get; }

    public long Acting { get; }

    public bool EndingSoon { get; }

    public int Start { get; }

    /// <summary>The day on which the last holder left; 0 where nobody has.</summary>
    public int LastEnd { get; }

    public long LastEndLedger { get; }

    public int NextEnd { get; }

    public string Status => Open > 0 ? Acting > 0 ? "actingOnly" : "vacant" : EndingSoon ? "endingSoon" : "filled";

    private bool Fills(Thing term, int day) => term.On(day) is { } cell && cell.Is("post", post) && Statement.Fills(cell["kind"]);
}
