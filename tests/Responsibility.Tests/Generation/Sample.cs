using Responsibility.Cli.Generation;

namespace Responsibility.Tests.Generation;

/// <summary>The committed sample, and the generator over its divisions.</summary>
internal static class Sample
{
    public static string Folder { get; } = Path.Combine(Root(), "samples", "henan");

    public static Dictionary<string, string> EarlierNames { get; } = DivisionFile.Names(Path.Combine(Folder, "divisions-before.csv"));

    public static IReadOnlyList<Division> Divisions { get; } = [.. DivisionFile.Read(Path.Combine(Folder, "divisions.csv"), EarlierNames)];

    public static IReadOnlyList<Row> Rows(ulong seed, params string[] full) => Rows(seed, complete: false, full);

    public static IReadOnlyList<Row> Complete(ulong seed, params string[] full) => Rows(seed, complete: true, full);

    private static IReadOnlyList<Row> Rows(ulong seed, bool complete, string[] full) =>
        [.. new RosterGenerator(seed, "HN", [.. full.Select(DivisionCode.Parse)], complete, AttributeFile.Read(Path.Combine(Folder, "attributes-known.csv"))).Rows(Divisions)];

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Responsibility.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("No Responsibility.sln above the tests.");
        return folder.FullName;
    }
}
