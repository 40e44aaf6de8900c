using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Responsibility.Cli.Generation;

/// <summary>A division and, through <paramref name="Parent"/>, its ancestors.</summary>
internal sealed record Division(string Code, string Name, Level Level, Division? Parent)
{
    /// <summary>The ancestor, or the division itself, at that level; null where the levels skip it.</summary>
    public Division? At(Level level)
    {
        var division = this;
        while (division is not null && division.Level != level) division = division.Parent;
        return division;
    }

    public IEnumerable<Division> SelfAndAncestors()
    {
        for (var division = this; division is not null; division = division.Parent) yield return division;
    }
}

/// <summary>A file of divisions (<c>code,name,level,parent_code</c>), read one row at a time: a nation has 665,262 of them.</summary>
internal static class DivisionFile
{
    /// <param name="earlierNames">Names by code that take the place of those in the file.</param>
    public static IEnumerable<Division> Read(string path, IReadOnlyDictionary<string, string> earlierNames)
    {
        using var reader = new StreamReader(path);
        foreach (var division in Read(reader, earlierNames)) yield return division;
    }

    public static IEnumerable<Division> Read(TextReader reader, IReadOnlyDictionary<string, string> earlierNames)
    {
        // Only the way down to the division just read is kept: the file lists each division before its own, depth first.
        var path = new Stack<Division>();
        foreach (var (code, name, level, parent) in Rows(reader))
        {
            while (path.Count > 0 && !string.Equals(path.Peek().Code, parent, StringComparison.Ordinal)) path.Pop();
            if (path.Count is 0 && parent.Length > 0)
                throw new InvalidDataException($"Division {code} does not follow its parent {parent}: list every division before those in it, depth first.");
            var division = new Division(code, earlierNames.GetValueOrDefault(code, name), level, path.Count > 0 ? path.Peek() : null);
            path.Push(division);
            yield return division;
        }
    }

    public static Dictionary<string, string> Names(string path)
    {
        using var reader = new StreamReader(path);
        return Rows(reader).ToDictionary(row => row.Code, row => row.Name, StringComparer.Ordinal);
    }

    private static IEnumerable<(string Code, string Name, Level Level, string Parent)> Rows(TextReader reader)
    {
        using var csv = new CsvReader(reader, new CsvConfiguration(CultureInfo.InvariantCulture), leaveOpen: true);
        csv.Read();
        csv.ReadHeader();
        while (csv.Read())
            yield return (csv.GetField("code")!, csv.GetField("name")!, Enum.Parse<Level>(csv.GetField("level")!, ignoreCase: true), csv.GetField("parent_code")!);
    }
}
