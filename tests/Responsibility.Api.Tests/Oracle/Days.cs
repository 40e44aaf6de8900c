using System.Globalization;

namespace Responsibility.Api.Tests.Oracle;

/// <summary>The days of the oracle by number: 0 is all time before records, 1 to 90 are days, 91 is all time after them. An end is the first day no longer; 92 is open.</summary>
internal static class Days
{
    public const int Count = 92;
    public const int Last = 90;

    private static readonly DateOnly First = new(2017, 3, 1);

    public static DateOnly Date(int day) => day is 0 ? DateOnly.MinValue : day >= Count ? DateOnly.MaxValue : First.AddDays(day - 1);

    public static string Text(int day) => Text(Date(day));

    public static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A start as it is stated: nothing where it is before records.</summary>
    public static string? Start(int day) => day is 0 ? null : Text(day);

    /// <summary>An end as it is stated: nothing while it is open.</summary>
    public static string? End(int day) => day >= Count ? null : Text(day);

    /// <summary>A first day as answers tell it: nothing where it is before records.</summary>
    public static string? Since(DateOnly day) => day == DateOnly.MinValue ? null : Text(day);
}
