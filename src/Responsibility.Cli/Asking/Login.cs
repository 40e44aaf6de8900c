using System.Text.Json;

namespace Responsibility.Cli.Asking;

/// <summary>Which service is asked, and with which key: kept in a file that only its owner may read, or taken from the environment.</summary>
internal sealed record Login(Uri Server, string Key)
{
    public const string ServerVariable = "RESPONSIBILITY_SERVER";

    /// <summary>The key is taken from here and not from a command line, which others can read.</summary>
    public const string KeyVariable = "RESPONSIBILITY_KEY";

    /// <summary>Instead of the usual file, as in tests.</summary>
    public const string FileVariable = "RESPONSIBILITY_LOGIN";

    private static string KeptIn => Environment.GetEnvironmentVariable(FileVariable) is { Length: > 0 } path
        ? path
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "responsibility", "login.json");

    /// <summary>The environment goes before what was kept.</summary>
    /// <exception cref="UnusableException">Nobody has logged in.</exception>
    public static async Task<Login> Known(CancellationToken ct)
    {
        Login? kept = null;
        if (File.Exists(KeptIn))
        {
            try
            {
                kept = JsonSerializer.Deserialize<Login>(await File.ReadAllTextAsync(KeptIn, ct), JsonSerializerOptions.Web);
            }
            catch (JsonException)
            {
                throw new UnusableException($"{KeptIn} cannot be read. Log in again: responsibility login --server URL");
            }
        }
        var server = Environment.GetEnvironmentVariable(ServerVariable) is { Length: > 0 } address
            ? Address(address) ?? throw new UnusableException($"{ServerVariable} is no address that begins with http:// or https://.")
            : kept?.Server;
        var key = Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } given ? given : kept?.Key;
        return server is not null && key is not null
            ? new Login(server, key)
            : throw new UnusableException($"Log in first: responsibility login --server URL; or set {ServerVariable} and {KeyVariable}.");
    }

    public static Uri? Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps) ? address : null;

    /// <summary>Keeps it for the next commands.</summary>
    public async Task<string> Keep(CancellationToken ct)
    {
        var path = KeptIn;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None };
        // The key is the caller's alone from the first byte on.
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        if (File.Exists(path)) File.Delete(path);
        await using var file = new FileStream(path, options);
        await JsonSerializer.SerializeAsync(file, this, JsonSerializerOptions.Web, ct);
        return path;
    }
}

/// <summary>What a command cannot do, in words for whoever called it.</summary>
internal sealed class UnusableException(string message) : Exception(message);
