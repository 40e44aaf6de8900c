namespace Responsibility.Cli.Generation;

/// <summary>Situations that are sure to exist on the day of the meeting, so that a story, a test or a demonstration can count on them.</summary>
/// <remarks>They are placed by order, not by code: in the first town of each full county, the first city, and so on.</remarks>
internal static class Situations
{
    /// <summary>The day of Henan's fourth poverty-alleviation push meeting.</summary>
    public static readonly DateOnly MeetingDay = new(2017, 7, 9);

    /// <summary>Vacant since March, and no one has come since: whoever fills the post first is the user.</summary>
    private static readonly Interruption VacantSinceMarch = new(new DateOnly(2017, 3, 1), null);

    /// <summary>The later holder carries the work from May, and fills the post from December.</summary>
    private static readonly Interruption ActingSinceMay = new(new DateOnly(2017, 5, 1), new DateOnly(2017, 12, 1), AppointmentKind.Acting);

    /// <summary>The secondment ends 23 days after the meeting, and the next one comes in November.</summary>
    private static readonly Interruption EndingSoon = new(new DateOnly(2017, 8, 1), new DateOnly(2017, 11, 1));

    /// <summary>Of the cities without a full county, the first lacks its leader in charge, the second has an acting head.</summary>
    public static Interruption? City(int plainCity, string position) => (plainCity, position) switch
    {
        (1, "deputyHeadInCharge") => VacantSinceMarch,
        (2, "governmentHead") => ActingSinceMay,
        _ => null,
    };

    /// <summary>Of a full county's towns, the second lacks its head, the third has an acting one; all else in townships is held.</summary>
    public static Interruption? Town(int town, string position) => (town, position) switch
    {
        (2, "governmentHead") => VacantSinceMarch,
        (3, "governmentHead") => ActingSinceMay,
        _ => null,
    };

    /// <summary>Whether the village is one of the first five poor villages of the first town; nothing there is left to chance.</summary>
    public static bool IsNamed(int town, int poorVillage) => town is 1 && poorVillage is >= 1 and <= 5;

    /// <summary>Among them, the first has every post held.</summary>
    public static Interruption? Village(int poorVillage, string position) => (poorVillage, position) switch
    {
        (2, "villageGroupLeader") => VacantSinceMarch,
        (4, "residentFirstSecretary") => EndingSoon,
        (5, "villagePartySecretary") => ActingSinceMay with { Meanwhile = AppointmentKind.InCharge },
        _ => null,
    };

    /// <summary>The third has one official in two posts: its party secretary leads the village group as well.</summary>
    public static bool IsConcurrent(int poorVillage) => poorVillage is 3;

    /// <summary>Characters in a holder's name that must survive every file, database and screen.</summary>
    public static string? RareCharacter(int poorVillage, string position) => (poorVillage, position) switch
    {
        (1, "residentFirstSecretary") => "䶮",
        (2, "villagePartySecretary") => "𬭎",
        _ => null,
    };

    /// <summary>What chance does elsewhere: in a few of a hundred posts no one is in office on the day of the meeting, or someone only carries the work.</summary>
    public static Interruption? ByChance(Dice dice, AppointmentKind meanwhile)
    {
        var since = dice.Day(new DateOnly(2017, 1, 15), new DateOnly(2017, 6, 20));
        var until = dice.Day(new DateOnly(2017, 9, 1), new DateOnly(2018, 3, 31));
        return dice.Below(100) switch
        {
            0 => new Interruption(since, null),
            1 => new Interruption(since, until),
            2 => new Interruption(since, until, meanwhile),
            _ => null,
        };
    }

    /// <summary>Secondments of two years: many end within the year of the meeting, a few within 30 days of it.</summary>
    public static Interruption? SecondmentByChance(Dice dice)
    {
        var within30Days = dice.Day(MeetingDay.AddDays(5), MeetingDay.AddDays(30));
        return dice.Percent(5) ? new Interruption(within30Days, new DateOnly(2017, 11, 1)) : ByChance(dice, AppointmentKind.InCharge);
    }
}
