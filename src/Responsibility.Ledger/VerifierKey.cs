using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Responsibility.Ledger;

/// <summary>A key that checks Ed25519 signatures of notes, C2SP signed-note: <c>name+id+base64(0x01 ‖ public key)</c>, called a vkey.</summary>
public sealed class VerifierKey
{
    /// <summary>The type of signatures that C2SP signed-note numbers 1; the only one here.</summary>
    internal const byte Ed25519Type = 0x01;

    private readonly byte[] publicKey;

    /// <summary>A key of <paramref name="name"/>; the id follows from both.</summary>
    /// <param name="name">Whose key it is, best a URL without its scheme.</param>
    /// <param name="publicKey">32 bytes, RFC 8032 §5.1.5.</param>
    public VerifierKey(string name, byte[] publicKey)
    {
        if (!NoteText.IsKeyName(name)) throw new FormatException("A key name is not empty and has neither spaces nor a plus sign.");
        if (publicKey.Length != Ed25519.PublicKeySize) throw new FormatException($"A public key has {Ed25519.PublicKeySize} bytes.");
        (Name, this.publicKey) = (name, [.. publicKey]);
        Id = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', Ed25519Type, .. publicKey]));
    }

    /// <summary>Whose key it is; in a checkpoint the origin of the ledger.</summary>
    public string Name { get; }

    /// <summary>First four bytes of SHA-256(name ‖ LF ‖ 0x01 ‖ public key): tells keys apart, and proves nothing.</summary>
    public uint Id { get; }

    /// <summary>The 32 bytes of the key.</summary>
    public ReadOnlyMemory<byte> PublicKey => publicKey;

    /// <summary>Reads a vkey.</summary>
    /// <exception cref="FormatException">It is none, or its id is not that of its name and key.</exception>
    public static VerifierKey Parse(string vkey)
    {
        var (name, key) = Read(vkey);
        var parsed = new VerifierKey(name, key);
        return parsed.ToString() == vkey ? parsed : throw new FormatException("The key id is not that of the name and the public key.");
    }

    /// <summary>Whether the holder of the key signed the bytes.</summary>
    public bool Verify(byte[] message, byte[] signature) =>
        signature.Length == Ed25519.SignatureSize && Ed25519.Verify(signature, 0, publicKey, 0, message, 0, message.Length);

    /// <summary>The vkey.</summary>
    public override string ToString() => Write(Name, Id, publicKey);

    internal static string Write(string name, uint id, byte[] key) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}+{id:x8}+{Convert.ToBase64String([Ed25519Type, .. key])}");

    /// <summary>The name and the key of <c>name+id+key</c>; base64 may itself have plus signs, so only the first two separate.</summary>
    internal static (string Name, byte[] Key) Read(string text) =>
        text.Split('+', 3) is [var name, { Length: 8 }, var key] && Base64.TryDecode(key, out var bytes) && bytes is [Ed25519Type, ..]
            ? (name, bytes[1..])
            : throw new FormatException("A key is written name+id+key, with an id of 8 hexadecimal digits and an Ed25519 key in base64.");
}
