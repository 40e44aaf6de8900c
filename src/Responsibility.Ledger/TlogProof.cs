using System.Globalization;
using System.Text;

namespace Responsibility.Ledger;

/// <summary>A file that proves, without asking anybody, that a fact stands in the ledger: C2SP tlog-proof, kept as <c>.tlog-proof</c>.</summary>
/// <remarks>
/// <code>
/// c2sp.org/tlog-proof@v1
/// extra base64, left out where there is none
/// index 0
/// base64 of each hash of the inclusion proof, the leaf's sibling first
///
/// the signed checkpoint as it was issued
/// </code>
/// </remarks>
/// <param name="Index">Index of the leaf: its position less 1.</param>
/// <param name="Hashes">The inclusion proof.</param>
/// <param name="Checkpoint">The signed checkpoint as it was issued.</param>
/// <param name="Extra">Whatever the reader may need beside it; not proved by anything, so never to be trusted.</param>
public sealed record TlogProof(long Index, IReadOnlyList<byte[]> Hashes, SignedNote Checkpoint, byte[]? Extra = null)
{
    private const string Header = "c2sp.org/tlog-proof@v1";
    private const string ExtraPrefix = "extra ";
    private const string IndexPrefix = "index ";

    /// <summary>Reads a proof without believing it: <see cref="Proves"/> comes next.</summary>
    /// <exception cref="FormatException">It is none, or not spelled as <see cref="ToString"/> does.</exception>
    public static TlogProof Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 2 * SignedNote.LongestNote) throw new FormatException($"A proof has at most {2 * SignedNote.LongestNote} bytes.");
        var text = NoteText.Decode(bytes);
        if (text.Split("\n\n", 2) is not [var head, var checkpoint]) throw new FormatException("A proof has an empty line before its checkpoint.");
        var (extra, index, hashes) = head.Split('\n') switch
        {
            [Header, var first, var second, .. var rest] when first.StartsWith(ExtraPrefix, StringComparison.Ordinal) => (first, second, rest),
            [Header, var first, .. var rest] => (null, first, rest),
            _ => throw new FormatException($"A proof begins with {Header}, and then has its index."),
        };
        var note = SignedNote.Parse(NoteText.Bytes(checkpoint));
        _ = Ledger.Checkpoint.Parse(note.Text);
        var proof = new TlogProof(ParseIndex(index), [.. hashes.Select(ParseHash)], note, ParseExtra(extra));
        return proof.ToString() == text ? proof : throw new FormatException("The index of a proof has no leading zeroes, and what it holds beside itself is left out where it is empty.");
    }

    /// <summary>Whether the ledger with the given key vouches that the leaf stands at <see cref="Index"/>.</summary>
    /// <param name="leaf">The data of the leaf, six lines: see <see cref="Leaf"/>.</param>
    /// <param name="ledger">The key of the ledger, known beforehand and not from whoever brought the proof.</param>
    /// <exception cref="FormatException">The ledger signed something that is no checkpoint.</exception>
    public bool Proves(ReadOnlySpan<byte> leaf, VerifierKey ledger) =>
        Ledger.Checkpoint.Open(Checkpoint, ledger) is { } checkpoint && Verify.Inclusion(Index, checkpoint.Size, Hash.Leaf(leaf), Hashes, checkpoint.Root);

    /// <summary>The file.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Header).Append('\n');
        if (Extra is { Length: > 0 }) text.Append(ExtraPrefix).Append(Convert.ToBase64String(Extra)).Append('\n');
        text.Append(IndexPrefix).Append(Index.ToString(CultureInfo.InvariantCulture)).Append('\n');
        foreach (var hash in Hashes) text.Append(Convert.ToBase64String(hash)).Append('\n');
        return text.Append('\n').Append(Checkpoint).ToString();
    }

    private static long ParseIndex(string line) =>
        line.StartsWith(IndexPrefix, StringComparison.Ordinal) && long.TryParse(line[IndexPrefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : throw new FormatException("The index of a proof is written as index and a number.");

    private static byte[] ParseHash(string line) => Base64.Hash(line) ?? throw new FormatException("A hash of a proof is base64 of 32 bytes.");

    private static byte[]? ParseExtra(string? line) => line is null ? null
        : Base64.TryDecode(line[ExtraPrefix.Length..], out var bytes) ? bytes
        : throw new FormatException("What a proof holds beside itself is base64.");
}
