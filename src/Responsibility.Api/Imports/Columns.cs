namespace Responsibility.Api.Imports;

/// <summary>A column of a type of file.</summary>
/// <param name="Name">Its English name, and that of the member that it fills.</param>
/// <param name="Example">What the template's row says.</param>
/// <param name="Aliases">Its Chinese names.</param>
internal sealed record ImportColumn(string Name, string Example, params string[] Aliases)
{
    /// <summary>Whether a file without it cannot be read.</summary>
    public bool Required { get; init; }

    public bool Answers(string header) =>
        string.Equals(header, Name, StringComparison.OrdinalIgnoreCase) || Aliases.Contains(header, StringComparer.OrdinalIgnoreCase);
}

/// <summary>The header of a file: which of its columns is which.</summary>
/// <param name="Raw">The header as the file writes it.</param>
/// <param name="Places">For each known column, where it stands in the file.</param>
/// <param name="Width">How many columns the file has.</param>
/// <param name="Unknown">Names that are not known.</param>
internal sealed record Header(string Raw, IReadOnlyDictionary<string, int> Places, int Width, IReadOnlyList<string> Unknown)
{
    /// <summary>Reads the header, in whatever order its columns stand.</summary>
    public static Result<Header> Read(IReadOnlyList<ImportColumn> columns, IReadOnlyList<string> names, string raw)
    {
        var (places, unknown) = (new Dictionary<string, int>(StringComparer.Ordinal), new List<string>());
        foreach (var (place, name) in names.Select(Typed.Folded).Index())
        {
            if (columns.FirstOrDefault(c => c.Answers(name)) is not { } column)
            {
                if (name.Length > 0 && !RejectsFile.Tells(name)) unknown.Add(name);
            }
            else if (!places.TryAdd(column.Name, place))
            {
                return Refusals.ColumnTwice.At(column.Name, name);
            }
        }
        var missing = columns.Where(c => c.Required && !places.ContainsKey(c.Name)).ToList();
        if (missing.Count is 0) return new Header(raw, places, names.Count, unknown);
        var refusal = Refusals.ColumnMissing;
        return refusal with
        {
            Faults = [.. missing.Select(c => new Fault($"/{c.Name}", refusal.Code, new Text(
                $"The file has no column {c.Name} ({string.Join(", ", c.Aliases)}).", $"文件缺少列 {c.Name}({string.Join('、', c.Aliases)})。")))],
        };
    }
}

/// <summary>A data row of a file.</summary>
/// <param name="Line">The line of the file on which it begins, from 1.</param>
/// <param name="Raw">The row as the file writes it, without its line break.</param>
/// <param name="Malformed">Why its cells cannot be told apart, such as quotation marks that are not those of CSV (RFC 4180).</param>
internal sealed record Row(Header Header, long Line, string Raw, string[] Cells, Refusal? Malformed)
{
    /// <summary>What a column says, without the spaces around it; null where it is blank or the file does not have it.</summary>
    public string? this[string column] =>
        Header.Places.TryGetValue(column, out var place) && place < Cells.Length && Cells[place].Trim() is { Length: > 0 } text ? text : null;
}
