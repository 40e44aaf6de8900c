namespace Responsibility.Cli.Generation;

/// <summary>When the holders of a post change where it has three generations of them: two changes, by situation or by chance.</summary>
internal static class Generations
{
    public const int Count = 3;

    /// <summary>Longer than any gap by chance, so that the last holder comes before the sample ends.</summary>
    private const int SlackMonths = 7;

    private static readonly DateOnly SpareFrom = new(2017, 1, 1);
    private static readonly DateOnly SpareUntil = new(2018, 1, 1);

    /// <summary>Two changes after <paramref name="start"/>, one of them <paramref name="known"/>: a vacancy that would last is filled after a year or more, since a third holder is to come.</summary>
    public static Interruption[] Changes(Dice dice, Pattern pattern, DateOnly start, Interruption? known)
    {
        if (known is null)
        {
            var first = Change(dice, pattern, start, Left(start) / 2);
            return [first, Next(dice, pattern, first.Until!.Value)];
        }
        var filled = known with { Until = known.Until ?? known.Since.AddMonths(dice.Between(12, 30)) };
        var before = Months(start, filled.Since);
        return before >= 2 * pattern.LeastMonths
            ? [Change(dice, pattern, start, before - pattern.LeastMonths), filled]
            : [filled, Next(dice, pattern, filled.Until!.Value)];
    }

    /// <summary>The change after which no other comes.</summary>
    public static Interruption Next(Dice dice, Pattern pattern, DateOnly start) => Change(dice, pattern, start, Left(start));

    private static Interruption Change(Dice dice, Pattern pattern, DateOnly start, int mostMonths)
    {
        var most = Math.Min(pattern.MostMonths, mostMonths);
        var since = start.AddMonths(dice.Between(Math.Min(pattern.LeastMonths, most), most)).AddDays(dice.Below(28));
        var (until, meanwhile) = dice.Below(100) switch
        {
            < 6 => (since.AddDays(dice.Between(7, 100)), (AppointmentKind?)null),
            < 9 => (since.AddDays(dice.Between(30, 150)), AppointmentKind.InCharge),
            _ => (since, null),
        };
        // Who is missing around the day of the meeting is for Situations to say.
        return since < SpareUntil && until > SpareFrom ? new Interruption(since, since) : new Interruption(since, until, meanwhile);
    }

    private static int Left(DateOnly day) => Months(day, Terms.Horizon) - SlackMonths;

    private static int Months(DateOnly from, DateOnly until) => ((until.Year - from.Year) * 12) + until.Month - from.Month - (until.Day < from.Day ? 1 : 0);
}
