using System.Diagnostics;
using System.Globalization;

namespace Responsibility.Cli;

/// <summary>One line that tells how far something is, at what rate, and how long it will take; silent where nobody watches.</summary>
internal sealed class ProgressLine(TextWriter error)
{
    private const int Width = 30;
    private static readonly TimeSpan BetweenLines = TimeSpan.FromMilliseconds(200);

    private readonly bool watched = ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected;
    private string doing = "";
    private long began = Stopwatch.GetTimestamp();
    private long told;

    /// <param name="what">What is done; the rate is reckoned from where it began.</param>
    public void Tell(string what, long done, long of)
    {
        if (what != doing) (doing, began) = (what, Stopwatch.GetTimestamp());
        if (!watched || (Stopwatch.GetElapsedTime(told) < BetweenLines && done < of)) return;
        told = Stopwatch.GetTimestamp();
        var part = of is 0 ? 1 : Math.Min(1, (double)done / of);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var rate = seconds > 0 ? done / seconds : 0;
        var left = rate > 0 && of > done ? TimeSpan.FromSeconds((of - done) / rate) : TimeSpan.Zero;
        error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{what} [{new string('#', (int)(part * Width)).PadRight(Width)}] {part:P0} {rate:N0}/s {left:hh\\:mm\\:ss} left \e[K"));
    }

    /// <summary>Clears the line.</summary>
    public void End()
    {
        if (watched) error.Write("\r\e[K");
    }
}
