using System.Security.Cryptography;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Responsibility.Ledger;

/// <summary>A key that signs notes: <c>PRIVATE+KEY+name+id+base64(0x01 ‖ seed)</c>, called an skey. It belongs in one file that only the signer reads.</summary>
public sealed class SignerKey
{
    private const string Prefix = "PRIVATE+KEY+";

    private readonly byte[] seed;

    /// <summary>The key that RFC 8032 §5.1.5 makes of a seed.</summary>
    /// <param name="name">Whose key it is, best a URL without its scheme.</param>
    /// <param name="seed">32 random bytes.</param>
    public SignerKey(string name, byte[] seed)
    {
        if (seed.Length != Ed25519.SecretKeySize) throw new FormatException($"A seed has {Ed25519.SecretKeySize} bytes.");
        this.seed = [.. seed];
        var publicKey = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(seed, 0, publicKey, 0);
        Verifier = new VerifierKey(name, publicKey);
    }

    /// <summary>What checks the signatures of this key; public.</summary>
    public VerifierKey Verifier { get; }

    /// <summary>A new key from the random numbers of the operating system.</summary>
    public static SignerKey Generate(string name) => new(name, RandomNumberGenerator.GetBytes(Ed25519.SecretKeySize));

    /// <summary>Reads an skey.</summary>
    /// <exception cref="FormatException">It is none; the message does not repeat it.</exception>
    public static SignerKey Parse(string skey)
    {
        if (!skey.StartsWith(Prefix, StringComparison.Ordinal)) throw new FormatException($"A private key begins with {Prefix}.");
        var (name, key) = VerifierKey.Read(skey[Prefix.Length..]);
        var parsed = new SignerKey(name, key);
        return parsed.ToSecretText() == skey ? parsed : throw new FormatException("The key id is not that of the name and the private key.");
    }

    /// <summary>The 64 bytes of RFC 8032 §5.1.6; the same message always gets the same signature.</summary>
    public byte[] Sign(byte[] message)
    {
        var signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(seed, 0, message, 0, message.Length, signature, 0);
        return signature;
    }

    /// <summary>The skey: a secret, and so not what ToString, and with it some log, would show.</summary>
    public string ToSecretText() => Prefix + VerifierKey.Write(Verifier.Name, Verifier.Id, seed);
}
