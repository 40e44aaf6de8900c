using System.Buffers.Binary;
using System.Text;

namespace Responsibility.Ledger;

/// <summary>A signature line of a note: <c>— name base64(id ‖ signature)</c>.</summary>
/// <param name="Name">Name of the key.</param>
/// <param name="KeyId">Id of the key, see <see cref="VerifierKey.Id"/>.</param>
/// <param name="Bytes">The signature; 64 bytes where it is Ed25519, but other kinds may stand beside it.</param>
public sealed record NoteSignature(string Name, uint KeyId, byte[] Bytes);

/// <summary>A text and who signed it, C2SP signed-note: the text, an empty line, and a line for each signature.</summary>
/// <param name="Text">What is signed; ends with LF.</param>
/// <param name="Signatures">In the order of their lines.</param>
public sealed record SignedNote(string Text, IReadOnlyList<NoteSignature> Signatures)
{
    /// <summary>Longest note that is read, in bytes.</summary>
    public const int LongestNote = 1_000_000;

    /// <summary>Most signatures that are read: the specification asks for 16 at least, and each costs a check.</summary>
    public const int MostSignatures = 100;

    /// <summary>An em dash and a space.</summary>
    private const string SignaturePrefix = "— ";

    /// <summary>Signs a text.</summary>
    /// <exception cref="FormatException">The text does not end with LF, or has control characters.</exception>
    public static SignedNote Sign(string text, params IEnumerable<SignerKey> signers)
    {
        if (!NoteText.IsWhole(text)) throw new FormatException("The text of a note ends with a newline and has no other control characters.");
        var message = NoteText.Bytes(text);
        return new SignedNote(text, [.. signers.Select(key => new NoteSignature(key.Verifier.Name, key.Verifier.Id, key.Sign(message)))]);
    }

    /// <summary>Reads a note without believing it: <see cref="IsSignedBy"/> comes next.</summary>
    /// <exception cref="FormatException">It is no note.</exception>
    public static SignedNote Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > LongestNote) throw new FormatException($"A note has at most {LongestNote} bytes.");
        var note = NoteText.Decode(bytes);
        if (!NoteText.IsWhole(note)) throw new FormatException("A note ends with a newline and has no other control characters.");
        // The text may have empty lines of its own; the last one is what separates.
        var end = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        var lines = end < 0 ? [] : note[(end + 2)..].Split('\n')[..^1];
        if (lines.Length is 0 or > MostSignatures) throw new FormatException($"A note has an empty line, and 1 to {MostSignatures} signatures behind it.");
        return new SignedNote(note[..(end + 1)], [.. lines.Select(ParseSignature)]);
    }

    /// <summary>Whether one of the known keys signed the text, and no signature under a known key is false.</summary>
    /// <remarks>A key is known by name and id together; signatures of others, as of witnesses or of a key to come, say nothing and do no harm.</remarks>
    public bool IsSignedBy(params IEnumerable<VerifierKey> known)
    {
        var message = NoteText.Bytes(Text);
        var keys = known.ToLookup(key => (key.Name, key.Id));
        var checks = Signatures.SelectMany(signature => keys[(signature.Name, signature.KeyId)].Select(key => key.Verify(message, signature.Bytes))).ToList();
        return checks.Count > 0 && !checks.Contains(false);
    }

    /// <summary>The note as it is sent and stored.</summary>
    public override string ToString()
    {
        var note = new StringBuilder(Text).Append('\n');
        foreach (var (name, id, signature) in Signatures)
        {
            var bytes = new byte[sizeof(uint) + signature.Length];
            BinaryPrimitives.WriteUInt32BigEndian(bytes, id);
            signature.CopyTo(bytes, sizeof(uint));
            note.Append(SignaturePrefix).Append(name).Append(' ').Append(Convert.ToBase64String(bytes)).Append('\n');
        }
        return note.ToString();
    }

    private static NoteSignature ParseSignature(string line) =>
        line.StartsWith(SignaturePrefix, StringComparison.Ordinal) && line[SignaturePrefix.Length..].Split(' ') is [var name, var base64]
        && NoteText.IsKeyName(name) && Base64.TryDecode(base64, out var bytes) && bytes.Length > sizeof(uint)
            ? new NoteSignature(name, BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes[sizeof(uint)..])
            : throw new FormatException("A signature is written as an em dash, a space, the key name, a space, and base64 of the key id and the signature.");
}
