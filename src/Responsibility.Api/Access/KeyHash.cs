using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Responsibility.Api.Ledger;

namespace Responsibility.Api.Access;

/// <summary>What is kept of API keys: a hash that needs a secret which is not in the database. Whoever has only the database can neither use a key nor try guesses against it.</summary>
internal sealed class KeyHash
{
    private const int SecretSize = 32;
    private readonly Lazy<byte[]> secret;

    public KeyHash([FromKeyedServices(Doors.Everything)] Database database, Settings settings) => secret = new(() => SecretFile.Read(PathOf(database, settings)) is { } text
        ? Convert.FromBase64String(text)
        : throw new InvalidOperationException($"{PathOf(database, settings)} is missing."));

    /// <summary>The configured file, or one beside the key of the ledger.</summary>
    private static string PathOf(Database database, Settings settings) => settings.Access.HashKeyFile ?? $"{KeyKeeping.PathOf(database, settings.Ledger)}.access";

    /// <summary>Makes the secret where there is none yet; refuses to start where it was lost, since every key would be refused.</summary>
    public static async Task Prepare(Database database, Settings settings, CancellationToken ct)
    {
        var path = PathOf(database, settings);
        try
        {
            if (SecretFile.Read(path) is { } text)
            {
                if (!Base64.IsValid(text, out var size) || size < SecretSize) throw new InvalidOperationException($"{path} does not hold the secret by which API keys are recognised: {SecretSize} bytes or more in base64.");
                return;
            }
            if (await database.Read(session => session.Get<long>("SELECT count(*) FROM api_key_secret"), ct) > 0)
                throw new InvalidOperationException($"{path} is missing: without it no API key is recognised. Put it back; Responsibility:Access:HashKeyFile says where it is.");
            SecretFile.Create(path, Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretSize)));
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"The secret by which API keys are recognised cannot be kept at {path}: {closed.Message} Responsibility:Access:HashKeyFile says where it is.", closed);
        }
    }

    /// <summary>Under which name somebody stands in the ledger who is known elsewhere under a name of their own.</summary>
    public string Pseudonym(string known) => $"oidc:{Convert.ToHexStringLower(Of(known), 0, 8)}";

    public byte[] Of(string key) => HMACSHA256.HashData(secret.Value, Encoding.UTF8.GetBytes(key));
}
