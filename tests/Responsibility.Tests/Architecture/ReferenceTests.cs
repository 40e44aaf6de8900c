using System.Text.RegularExpressions;
using System.Xml.Linq;
using Responsibility.Rules;
using Responsibility.Storage;

namespace Responsibility.Tests.Architecture;

/// <summary>What the design forbids, read from project files and source text.</summary>
public sealed partial class ReferenceTests
{
    private static readonly string Source = Path.Combine(Files.Root, "src");

    [Fact]
    public void References_point_one_way()
    {
        var allowed = new Dictionary<string, string[]>(StringComparer.Ordinal)
        {
            ["Responsibility.Domain"] = [],
            ["Responsibility.Ledger"] = [],
            ["Responsibility.Storage"] = ["Responsibility.Domain", "Responsibility.Ledger"],
            ["Responsibility.Api"] = ["Responsibility.Domain", "Responsibility.Ledger", "Responsibility.Storage"],
            ["Responsibility.Cli"] = ["Responsibility.Domain", "Responsibility.Ledger", "Responsibility.Storage", "Responsibility.Api"],
        };
        foreach (var path in Directory.EnumerateFiles(Source, "*.csproj", SearchOption.AllDirectories))
        {
            var name = Path.GetFileNameWithoutExtension(path);
            Items(path, "ProjectReference").Select(Path.GetFileNameWithoutExtension).Except(allowed[name]).ShouldBeEmpty(name);
        }
    }

    [Theory]
    [InlineData("Responsibility.Domain", null)]
    [InlineData("Responsibility.Ledger", "BouncyCastle.Cryptography")]
    public void Domain_and_ledger_stand_on_the_base_library_and_on_Ed25519_which_it_lacks(string name, string? only)
    {
        var path = Path.Combine(Source, name, $"{name}.csproj");
        Items(path, "PackageReference").Concat(Items(path, "ProjectReference")).Concat(Items(path, "FrameworkReference")).Where(item => item != only).ShouldBeEmpty();
    }

    [Fact]
    public void The_ledger_library_reads_and_writes_nothing()
    {
        var doors = new Regex(@"\b(System\.(IO|Net|Data)|File\.|Directory\.|Stream\b|HttpClient|Console\.|Environment\.|TimeProvider)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
        foreach (var path in Directory.EnumerateFiles(Path.Combine(Source, "Responsibility.Ledger"), "*.cs").Where(p => !p.Contains("/obj/", StringComparison.Ordinal)))
            doors.Matches(File.ReadAllText(path)).Select(door => door.Value).ShouldBeEmpty(path);
    }

    [Fact]
    public void Nothing_but_a_fact_writes_a_domain_table()
    {
        var writes = new Regex($@"(INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+({string.Join('|', Tables.Domain.Select(d => d.Table))})\b", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
        var found = new List<string>();
        foreach (var path in Directory.EnumerateFiles(Source, "*.cs", SearchOption.AllDirectories).Where(p => !p.Contains("/obj/", StringComparison.Ordinal)))
        {
            var text = File.ReadAllText(path);
            foreach (Match write in writes.Matches(text))
            {
                var type = Declaration().Matches(text[..write.Index]).LastOrDefault()?.Value ?? "";
                var header = type.Length is 0 ? "" : text[text.LastIndexOf(type, write.Index, StringComparison.Ordinal)..].Split('{', 2)[0];
                if (!header.Contains("IFact", StringComparison.Ordinal) && !header.Contains("ICreation", StringComparison.Ordinal)
                    && !type.EndsWith("VersionTable", StringComparison.Ordinal) && !type.EndsWith("Replay", StringComparison.Ordinal))
                    found.Add($"{Path.GetFileName(path)}: {write.Value} in {type}");
            }
        }
        found.ShouldBeEmpty();
    }

    [Fact]
    public void Both_dialects_declare_the_same_tables_with_the_same_columns_in_the_same_order()
    {
        var (sqlite, postgres) = (Columns("sqlite"), Columns("postgres"));
        sqlite.Keys.ShouldBe(postgres.Keys);
        foreach (var (table, columns) in sqlite) postgres[table].ShouldBe(columns, table);
        Tables.Domain.Select(d => d.Table).Except(sqlite.Keys).ShouldBeEmpty("replay compares a table that no script makes");
    }

    [Fact]
    public void A_version_table_knows_every_column_of_its_table()
    {
        var scripts = Columns("sqlite");
        foreach (var table in typeof(Tables).GetFields().Select(f => f.GetValue(null)).OfType<VersionTable>())
            scripts[table.Name].ShouldBe(["id", "known_from", "known_until", "valid_from", "valid_until", .. table.Columns.Select(c => c.Name)], table.Name);
    }

    private static IEnumerable<string> Items(string project, string item) => XDocument.Load(project).Descendants(item).Select(i => i.Attribute("Include")!.Value);

    /// <summary>Tables and columns of the scripts; the index of names is each database's own.</summary>
    private static SortedDictionary<string, List<string>> Columns(string dialect)
    {
        var tables = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(Path.Combine(Source, "Responsibility.Storage", "Schema", dialect), "*.sql").Order(StringComparer.Ordinal))
        {
            foreach (Match table in Table().Matches(File.ReadAllText(path)))
                if (table.Groups["name"].Value is not "name_search")
                    tables.Add(table.Groups["name"].Value, [.. table.Groups["body"].Value.Split('\n').Select(line => line.Trim().Split(' ')[0]).Where(word => word.Length > 0 && char.IsLower(word[0]))]);
        }
        return tables;
    }

    [GeneratedRegex(@"\b(class|record|struct) \w+", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"CREATE TABLE (?<name>\w+) \((?<body>.*?)\n\)", RegexOptions.Singleline, 5000)]
    private static partial Regex Table();
}
