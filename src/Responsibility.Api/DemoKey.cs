using System.Data.Common;
using Responsibility.Api.Access;

namespace Responsibility.Api;

/// <summary>The administrator key of the demo: the configured one, or one that is kept beside the data, so that every start prints the same.</summary>
internal static class DemoKey
{
    private const string FileName = "demo-key";

    public static string Of(Settings settings)
    {
        if (settings.BootstrapKey is { } configured) return configured;
        var path = Path.Combine(Folder(settings), FileName);
        SecretFile.Create(path, ApiKeys.New());
        return SecretFile.Read(path)!;
    }

    /// <summary>Where the SQLite file is; <c>./data</c> for a database elsewhere.</summary>
    private static string Folder(Settings settings)
    {
        var parts = new DbConnectionStringBuilder { ConnectionString = settings.Database };
        return parts.TryGetValue("Data Source", out var file) && Path.GetDirectoryName(Path.GetFullPath((string)file)) is { } folder ? folder : Path.GetFullPath("data");
    }
}
