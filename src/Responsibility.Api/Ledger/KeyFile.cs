using System.Globalization;
using Responsibility.Ledger;

namespace Responsibility.Api.Ledger;

/// <summary>The key of the ledger and the last checkpoint that it signed.</summary>
/// <param name="Key">What signs.</param>
/// <param name="Note">The signed note, as it stands in the file.</param>
/// <param name="Last">What the note says.</param>
internal sealed record KeptKey(SignerKey Key, string Note, Checkpoint Last)
{
    public Origin Origin => Origin.Of(Key.Verifier);
}

/// <summary>The file with the key and, beside it, <c>.checkpoint</c> with the last one that was signed; open for one process at a time.</summary>
/// <remarks>
/// Both are outside the database, so that a restored backup of it does not bring back what was signed when it was made. A checkpoint stands
/// in the file before anybody else sees it; a new file replaces the old one whole. There is no key without a checkpoint: the first is that of
/// the empty tree.
/// </remarks>
internal sealed class KeyFile : IDisposable
{
    private const UnixFileMode Public = SecretFile.Owner | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(20);

    private readonly string path;
    private readonly FileStream held;

    private KeyFile(string path, FileStream held) => (this.path, this.held) = (path, held);

    /// <summary>Waits until no other process has it open.</summary>
    public static async Task<KeyFile> Open(string path, CancellationToken ct)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        for (var waited = TimeSpan.Zero; ; waited += BetweenTries)
        {
            try
            {
                return new KeyFile(path, new FileStream($"{path}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException taken) when (taken is not (DirectoryNotFoundException or FileNotFoundException) && waited < Patience)
            {
                await Task.Delay(BetweenTries, ct);
            }
        }
    }

    /// <summary>Key and checkpoint; null where there is no key.</summary>
    /// <exception cref="InvalidOperationException">Something is wrong with them that only the operator can put right.</exception>
    public KeptKey? Read()
    {
        if (SecretFile.Read(path) is not { } secret) return null;
        try
        {
            var key = SignerKey.Parse(secret);
            _ = Origin.Of(key.Verifier);
            var bytes = File.ReadAllBytes(CheckpointOf(path));
            var note = SignedNote.Parse(bytes);
            var last = Checkpoint.Open(note, key.Verifier) ?? throw new FormatException("It is not signed by the key beside it.");
            return new KeptKey(key, note.ToString(), last);
        }
        catch (FileNotFoundException missing)
        {
            throw new InvalidOperationException($"{CheckpointOf(path)} is missing: without it nobody knows up to where the ledger was signed. Put it back, or open a new incarnation.", missing);
        }
        catch (FormatException malformed)
        {
            throw new InvalidOperationException($"{path} or {CheckpointOf(path)} is not what it should be: {malformed.Message}", malformed);
        }
    }

    /// <summary>Which ledger the key is of, whatever is wrong beside it; null where there is none that can be read.</summary>
    public Origin? OriginOfKey()
    {
        try
        {
            return File.Exists(path) ? Origin.Of(SignerKey.Parse(File.ReadAllText(path).TrimEnd('\n')).Verifier) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Makes a key of its own for the origin; that of an earlier incarnation and its last checkpoint stay beside it under its number.</summary>
    public KeptKey Create(Origin origin)
    {
        if (origin.Incarnation > 1) SetAside(origin.Incarnation - 1);
        else if (File.Exists(path)) return Read()!;
        else if (ReadNote(CheckpointOf(path)) is { } orphan && Checkpoint.Parse(orphan.Text).Size > 0)
            throw new InvalidOperationException($"{CheckpointOf(path)} is there, but the key {path} that signed it is missing. Put it back, or open a new incarnation.");
        var key = SignerKey.Generate(origin.ToString());
        var empty = new Checkpoint(origin.ToString(), 0, Hash.Empty);
        var note = empty.Sign(key).ToString();
        SecretFile.Write(CheckpointOf(path), note, Public);
        SecretFile.Write(path, key.ToSecretText() + "\n", SecretFile.Owner);
        return new KeptKey(key, note, empty);
    }

    /// <summary>Replaces the last checkpoint, if it still is the one that <paramref name="before"/> was read with.</summary>
    /// <returns>False where another process has signed since.</returns>
    public bool Replace(KeptKey before, string note)
    {
        if (Read()?.Note != before.Note) return false;
        SecretFile.Write(CheckpointOf(path), note, Public);
        return true;
    }

    /// <summary>The last checkpoint of an earlier incarnation; null where there never was one here.</summary>
    public SignedNote? LastOf(long incarnation) => ReadNote(CheckpointOf(Aside(incarnation)));

    public void Dispose() => held.Dispose();

    private static string CheckpointOf(string path) => $"{path}.checkpoint";

    private string Aside(long incarnation) => string.Create(CultureInfo.InvariantCulture, $"{path}.{incarnation}");

    private static SignedNote? ReadNote(string file)
    {
        try
        {
            return SignedNote.Parse(File.ReadAllBytes(file));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Copies, and only what is not there yet: if this breaks off and is done again, nothing is lost.</summary>
    private void SetAside(long incarnation)
    {
        if (!File.Exists(CheckpointOf(Aside(incarnation))) && File.Exists(CheckpointOf(path))) File.Copy(CheckpointOf(path), CheckpointOf(Aside(incarnation)));
        if (!File.Exists(Aside(incarnation)) && File.Exists(path)) File.Copy(path, Aside(incarnation));
    }
}
