using System.CommandLine;
using System.Globalization;

namespace Responsibility.Cli.Generation;

/// <summary><c>responsibility generate</c>: a synthetic roster for real divisions, since real rosters are not public.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        var divisions = new Option<FileInfo>("--divisions") { Description = "The divisions, parents first: code,name,level,parent_code.", Required = true }.AcceptExistingOnly();
        var full = new Option<string[]>("--full")
        {
            Description = "Codes of the divisions that get every township and village; the others stop at the county.",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        full.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => !DivisionCode.TryParse(token.Value, out _)))
                result.AddError($"'{token.Value}' is not the code of a division.");
        });
        var to = new Option<DirectoryInfo>("--out") { Description = "The folder to write to.", Required = true };
        var before = new Option<FileInfo>("--before") { Description = "Divisions as they were named before, in the same columns: bodies take the earlier name." }.AcceptExistingOnly();
        var attributes = new Option<FileInfo>("--attributes") { Description = "Known attributes, in the columns of attributes.csv: copied, and built upon (poorCounty, keyArea)." }.AcceptExistingOnly();
        var seed = new Option<ulong>("--seed") { Description = "Another seed, another roster; the same seed, the same bytes.", DefaultValueFactory = _ => 2017 };
        var prefix = new Option<string>("--staff-prefix") { Description = "Letters before the seven digits of a staff number.", DefaultValueFactory = _ => "HN" };
        prefix.Validators.Add(result =>
        {
            // Without a letter a long enough prefix would make numbers that look like identity numbers.
            if (!result.GetValueOrDefault<string>().Any(char.IsAsciiLetter)) result.AddError("The prefix needs a letter.");
        });

        var command = new Command("generate", "Writes a synthetic roster: roster.csv, attributes.csv, portfolios.csv, contacts.csv.") { divisions, full, to, before, attributes, seed, prefix };
        command.SetAction(parsed =>
        {
            var earlierNames = parsed.GetValue(before) is { } earlier ? DivisionFile.Names(earlier.FullName) : new Dictionary<string, string>(StringComparer.Ordinal);
            var known = parsed.GetValue(attributes) is { } file ? AttributeFile.Read(file.FullName) : [];
            var generator = new RosterGenerator(parsed.GetValue(seed), parsed.GetRequiredValue(prefix), [.. parsed.GetRequiredValue(full).Select(DivisionCode.Parse)], known);
            var counts = SampleFolder.Write(parsed.GetRequiredValue(to).FullName, generator.Rows(DivisionFile.Read(parsed.GetRequiredValue(divisions).FullName, earlierNames)));
            foreach (var (name, rows) in counts)
                parsed.InvocationConfiguration.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {rows} rows"));
        });
        return command;
    }
}
