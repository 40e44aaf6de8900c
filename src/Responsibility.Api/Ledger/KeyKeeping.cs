namespace Responsibility.Api.Ledger;

/// <summary>Where the key is, and whether a new one is made at start: the first, or by the operator's will that of a new incarnation.</summary>
internal static class KeyKeeping
{
    /// <summary>The configured file, or one beside the database.</summary>
    public static string PathOf(Database database, LedgerSettings settings) => settings.KeyFile ?? $"{database.Beside}.ledger.key";

    /// <summary>Makes the key that is missing, and refuses to start with one that cannot be used.</summary>
    public static async Task Prepare(Database database, LedgerSettings settings, CancellationToken ct)
    {
        var published = await database.Read(PublishedCheckpoint.Latest, ct);
        var path = PathOf(database, settings);
        try
        {
            using var file = await KeyFile.Open(path, ct);
            Prepare(file, published, settings);
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"The key of the ledger cannot be kept at {path}: {closed.Message} Responsibility:Ledger:KeyFile says where it is.", closed);
        }
    }

    private static void Prepare(KeyFile file, PublishedCheckpoint? published, LedgerSettings settings)
    {
        var own = file.OriginOfKey();
        if (settings.Origin is { } chosen && own is not null && own.Name != chosen)
            throw new InvalidOperationException($"Responsibility:Ledger:Origin is {chosen}, but the key is that of {own}: a ledger keeps its name.");
        var current = Math.Max(own?.Incarnation ?? 0, published?.Incarnation ?? 0);
        var wanted = settings.NewIncarnation ?? 1;
        if (wanted > current + 1)
            throw new InvalidOperationException($"Responsibility:Ledger:NewIncarnation is {wanted}, but the ledger is in incarnation {current}: the next one is {current + 1}.");
        if (wanted == current + 1) file.Create(new Origin(settings.Origin ?? own?.Name ?? NameOf(published) ?? Origin.AnyName(), wanted));
        else _ = file.Read();
    }

    private static string? NameOf(PublishedCheckpoint? published) => published is null ? null : Origin.Parse(published.Read().Origin)?.Name;
}
