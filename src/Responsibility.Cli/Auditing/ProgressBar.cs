using System.Diagnostics;
using System.Globalization;
using Responsibility.Api.Verification;

namespace Responsibility.Cli.Auditing;

/// <summary>One line that tells how far a verification is, at what rate, and how long it will take; silent where nobody watches.</summary>
internal sealed class ProgressBar(TextWriter error) : IProgress<VerificationProgress>
{
    private const int Width = 30;
    private static readonly TimeSpan BetweenLines = TimeSpan.FromMilliseconds(200);

    private readonly bool watched = ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected;
    private VerificationPhase phase;
    private long began = Stopwatch.GetTimestamp();
    private long told;

    public void Report(VerificationProgress value)
    {
        if (value.Phase != phase) (phase, began) = (value.Phase, Stopwatch.GetTimestamp());
        if (!watched || (Stopwatch.GetElapsedTime(told) < BetweenLines && value.Done < value.Of)) return;
        told = Stopwatch.GetTimestamp();
        var part = value.Of is 0 ? 1 : (double)value.Done / value.Of;
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var rate = seconds > 0 ? value.Done / seconds : 0;
        var left = rate > 0 ? TimeSpan.FromSeconds((value.Of - value.Done) / rate) : TimeSpan.Zero;
        error.Write(string.Create(CultureInfo.InvariantCulture,
            $"\r{Labels.Of(phase).En} [{new string('#', (int)(part * Width)).PadRight(Width)}] {part:P0} {rate:N0}/s {left:hh\\:mm\\:ss} left \e[K"));
    }

    /// <summary>Clears the line.</summary>
    public void End()
    {
        if (watched) error.Write("\r\e[K");
    }
}
