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
        var complete = new Option<bool>("--complete")
        {
            Description = "Three generations of holders to each post; in the divisions of --full also posts that no rule asks for, such as the heads of village committees and deputies in townships.",
        };
        var to = new Option<DirectoryInfo>("--out") { Description = "The folder to write to." };
        var into = new Option<string>("--into") { Description = "Instead, an empty register to load with the divisions and all of it, through facts: Data Source=… for SQLite, Host=… for PostgreSQL. Nobody else may write to it meanwhile." };
        var before = new Option<FileInfo>("--before") { Description = "Divisions as they were named before, in the same columns: bodies take the earlier name." }.AcceptExistingOnly();
        var attributes = new Option<FileInfo>("--attributes") { Description = "Known attributes, in the columns of attributes.csv: copied, and built upon (poorCounty, keyArea)." }.AcceptExistingOnly();
        var seed = new Option<ulong>("--seed") { Description = "Another seed, another roster; the same seed, the same bytes.", DefaultValueFactory = _ => 2017 };
        var prefix = new Option<string>("--staff-prefix") { Description = "Letters before the seven digits of a staff number.", DefaultValueFactory = _ => "HN" };
        prefix.Validators.Add(result =>
        {
            // Without a letter a long enough prefix would make numbers that look like identity numbers.
            if (!result.GetValueOrDefault<string>().Any(char.IsAsciiLetter)) result.AddError("The prefix needs a letter.");
        });

        var command = new Command("generate", "Writes a synthetic roster: roster.csv, attributes.csv, portfolios.csv, contacts.csv.") { divisions, full, complete, to, into, before, attributes, seed, prefix };
        command.Validators.Add(result =>
        {
            if ((result.GetResult(to) is null) == (result.GetResult(into) is null)) result.AddError("Name either a folder with --out or a register with --into.");
        });
        command.SetAction(async (parsed, ct) =>
        {
            var earlierNames = parsed.GetValue(before) is { } earlier ? DivisionFile.Names(earlier.FullName) : new Dictionary<string, string>(StringComparer.Ordinal);
            var known = parsed.GetValue(attributes) is { } file ? AttributeFile.Read(file.FullName) : [];
            var generator = new RosterGenerator(parsed.GetValue(seed), parsed.GetRequiredValue(prefix), [.. parsed.GetRequiredValue(full).Select(DivisionCode.Parse)], parsed.GetValue(complete), known);
            var read = DivisionFile.Read(parsed.GetRequiredValue(divisions).FullName, earlierNames);
            if (parsed.GetValue(into) is { } register)
            {
                var facts = await RegisterLoader.Load(register, generator, read, parsed.InvocationConfiguration.Error, ct);
                await parsed.InvocationConfiguration.Output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{facts} facts"));
                return;
            }
            var counts = SampleFolder.Write(parsed.GetValue(to)!.FullName, generator.Rows(read));
            foreach (var (name, rows) in counts)
                await parsed.InvocationConfiguration.Output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{name}: {rows} rows"));
        });
        return command;
    }
}
