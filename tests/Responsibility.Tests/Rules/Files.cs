namespace Responsibility.Rules;

/// <summary>Files of the repository, found from wherever the tests run.</summary>
internal static class Files
{
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    public static byte[] Read(params string[] path) => File.ReadAllBytes(Path.Combine([Root, .. path]));

    private static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "Responsibility.sln")) ? folder : FindRoot(Path.GetDirectoryName(folder)!);
}
