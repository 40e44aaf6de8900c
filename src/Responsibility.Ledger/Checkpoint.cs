using System.Globalization;

namespace Responsibility.Ledger;

/// <summary>What the ledger vouches for at one size, C2SP tlog-checkpoint: the text of a signed note, one line each.</summary>
/// <remarks>
/// <code>
/// origin
/// size
/// base64 of the root
/// further lines, if any
/// </code>
/// </remarks>
public sealed class Checkpoint
{
    /// <summary>A checkpoint that can be written.</summary>
    /// <exception cref="FormatException">A line is empty or has control characters, or the root is none of a tree of that size.</exception>
    public Checkpoint(string origin, long size, byte[] root, params IReadOnlyList<string> extensions)
    {
        if (!IsLine(origin)) throw new FormatException("The origin of a checkpoint is one line that is not empty.");
        if (size < 0) throw new FormatException("The size of a checkpoint is not negative.");
        if (root.Length is not Hash.Size) throw new FormatException($"The root of a checkpoint has {Hash.Size} bytes.");
        if (size is 0 && !root.AsSpan().SequenceEqual(Hash.Empty)) throw new FormatException("The root of the empty tree is SHA-256 of nothing.");
        if (!extensions.All(IsLine)) throw new FormatException("A further line of a checkpoint is not empty.");
        (Origin, Size, Root, Extensions) = (origin, size, root, extensions);
    }

    /// <summary>Which ledger; best the URL under which it is served, without scheme and last slash.</summary>
    public string Origin { get; }

    /// <summary>Leaves in the tree.</summary>
    public long Size { get; }

    /// <summary>Root of the tree.</summary>
    public byte[] Root { get; }

    /// <summary>Further lines, of which nothing can be proved; this ledger writes none.</summary>
    public IReadOnlyList<string> Extensions { get; }

    /// <summary>The text that is signed.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture,
        $"{Origin}\n{Size}\n{Convert.ToBase64String(Root)}\n{string.Concat(Extensions.Select(line => line + "\n"))}");

    /// <summary>Reads the text of a checkpoint, signed by whomever: for outside text use <see cref="Open"/>.</summary>
    /// <exception cref="FormatException">It is none, or not spelled as <see cref="Text"/> does.</exception>
    public static Checkpoint Parse(string text)
    {
        if (text.Split('\n') is not [var origin, var size, var root, .. var extensions, ""]) throw new FormatException("A checkpoint has at least three lines, each ended by a newline.");
        if (!long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var leaves)) throw new FormatException("The second line of a checkpoint is its size.");
        if (Base64.Hash(root) is not { } hash) throw new FormatException("The third line of a checkpoint is the base64 of its root.");
        var checkpoint = new Checkpoint(origin, leaves, hash, extensions);
        return checkpoint.Text == text ? checkpoint : throw new FormatException("The size of a checkpoint has no leading zeroes.");
    }

    /// <summary>Signs the checkpoint; whoever does must have made sure that no other was signed that it contradicts.</summary>
    /// <exception cref="ArgumentException">The key has another name than the ledger.</exception>
    public SignedNote Sign(SignerKey signer) => signer.Verifier.Name == Origin
        ? SignedNote.Sign(Text, signer)
        : throw new ArgumentException($"The key is that of {signer.Verifier.Name}, the checkpoint of {Origin}.", nameof(signer));

    /// <summary>The checkpoint of a note; null where the key did not sign it, or it is of another ledger than the key.</summary>
    /// <param name="note">The note as it came.</param>
    /// <param name="ledger">The key of the ledger, known beforehand.</param>
    /// <exception cref="FormatException">It is no note, or a signed one that holds no checkpoint.</exception>
    public static Checkpoint? Open(SignedNote note, VerifierKey ledger)
    {
        if (!note.IsSignedBy(ledger)) return null;
        var checkpoint = Parse(note.Text);
        return checkpoint.Origin == ledger.Name ? checkpoint : null;
    }

    private static bool IsLine(string text) => text.Length > 0 && !text.Any(c => c < ' ');
}
