using System.Buffers.Binary;

namespace Responsibility.Ledger;

/// <summary>An entry bundle of C2SP tlog-tiles: the data of the leaves whose hashes a tile of level 0 holds.</summary>
/// <param name="Index">How many bundles stand before it.</param>
/// <param name="Width">Entries in it: 256, or less while it grows.</param>
public readonly record struct EntryBundle(long Index, int Width)
{
    /// <summary>Bytes in the longest entry: two bytes hold its length.</summary>
    public const int LongestEntry = ushort.MaxValue;

    private const string Prefix = "tile/entries/";

    /// <summary><c>tile/entries/N[.p/W]</c>.</summary>
    public string Path => Prefix + TilePath.Format(Index, Width);

    /// <summary>Reads <see cref="Path"/>, and nothing else.</summary>
    public static bool TryParse(string path, out EntryBundle bundle)
    {
        bundle = default;
        if (!path.StartsWith(Prefix, StringComparison.Ordinal) || !TilePath.TryParse(path[Prefix.Length..], out var index, out var width)) return false;
        bundle = new EntryBundle(index, width);
        return true;
    }

    /// <summary>Each entry behind its length as two bytes, the higher first.</summary>
    public static byte[] Write(IReadOnlyCollection<byte[]> entries)
    {
        var bytes = new byte[entries.Sum(entry => sizeof(ushort) + entry.Length)];
        var rest = bytes.AsSpan();
        foreach (var entry in entries)
        {
            if (entry.Length > LongestEntry) throw new ArgumentException($"An entry has at most {LongestEntry} bytes.", nameof(entries));
            BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)entry.Length);
            entry.CopyTo(rest[sizeof(ushort)..]);
            rest = rest[(sizeof(ushort) + entry.Length)..];
        }
        return bytes;
    }

    /// <summary>The entries of a bundle.</summary>
    /// <exception cref="FormatException">The bytes end within an entry, or hold more than a bundle may.</exception>
    public static IReadOnlyList<byte[]> Read(ReadOnlySpan<byte> bytes)
    {
        var entries = new List<byte[]>();
        while (bytes.Length > 0)
        {
            var length = bytes.Length < sizeof(ushort) ? int.MaxValue : BinaryPrimitives.ReadUInt16BigEndian(bytes);
            if (length > bytes.Length - sizeof(ushort)) throw new FormatException("The entry bundle ends within an entry.");
            if (entries.Count is Tile.FullWidth) throw new FormatException($"An entry bundle holds at most {Tile.FullWidth} entries.");
            entries.Add(bytes.Slice(sizeof(ushort), length).ToArray());
            bytes = bytes[(sizeof(ushort) + length)..];
        }
        return entries;
    }
}
