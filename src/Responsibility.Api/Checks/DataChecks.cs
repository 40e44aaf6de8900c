namespace Responsibility.Api.Checks;

/// <summary>All checks, in the order of their names.</summary>
internal static class DataChecks
{
    public static IReadOnlyList<DataCheck> All { get; } = [.. ((IEnumerable<DataCheck>)[.. PostChecks.All, .. OfficialChecks.All, .. PlaceChecks.All, .. WorkChecks.All]).OrderBy(check => check.Name)];

    public static DataCheck Of(CheckName name) => All[(int)name];

    /// <summary>Why a check cannot be asked there; null where it can.</summary>
    public static Refusal? Refusal(DataCheck check, CheckGround ground) => check.NeedsWithin && ground.IsWhole ? Refusals.WithinRequired.At("within") : null;
}
