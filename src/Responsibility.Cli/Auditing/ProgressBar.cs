using Responsibility.Api.Verification;

namespace Responsibility.Cli.Auditing;

/// <summary>Tells how far a verification is.</summary>
internal sealed class ProgressBar(TextWriter error) : IProgress<VerificationProgress>
{
    private readonly ProgressLine line = new(error);

    public void Report(VerificationProgress value) => line.Tell(Labels.Of(value.Phase).En, value.Done, value.Of);

    /// <summary>Clears the line.</summary>
    public void End() => line.End();
}
