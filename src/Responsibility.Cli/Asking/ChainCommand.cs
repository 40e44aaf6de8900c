using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Responsibility.Cli.Asking;

/// <summary><c>responsibility chain</c>: who is accountable for a place on a day, as a tree from the top down.</summary>
internal static class ChainCommand
{
    public static Command Create()
    {
        var code = new Argument<string>("CODE") { Description = "Code of the division." };
        var asOf = AskingCommand.AsOf("The day, such as 2017-07-09; today where absent.");
        var knownAt = AskingCommand.KnownAt();
        var programme = new Option<string[]>("--programme") { Description = "Only what covers one of these programmes." };
        var json = AskingCommand.Json();
        var command = new Command("chain", "Who is accountable for a place on a day, on what ground, and what is missing.") { code, asOf, knownAt, programme, json };
        command.Asks(async (parsed, service, output, ct) =>
        {
            var query = new List<string>();
            if (parsed.GetValue(asOf) is { } day) query.Add($"asOf={day:yyyy-MM-dd}");
            if (parsed.GetValue(knownAt) is { } known) query.Add($"knownAt={Uri.EscapeDataString(known)}");
            query.AddRange((parsed.GetValue(programme) ?? []).Select(name => $"programme={Uri.EscapeDataString(name)}"));
            var chain = await service.Get($"/api/v1/divisions/{Uri.EscapeDataString(parsed.GetRequiredValue(code))}/chain?{string.Join('&', query)}", ct);
            await output.WriteAsync(parsed.GetValue(json) ? chain.ToJsonString(JsonSerializerOptions.Web) + Environment.NewLine : Tree(chain));
            return Exit.Sound;
        });
        return command;
    }

    /// <summary>Each division below the one above it, with those who bear something in it, and what is missing.</summary>
    internal static string Tree(JsonObject chain)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        var links = chain["links"]!.AsArray().Select(link => (Division: link!["division"]!, Line: Line(link))).ToList();
        var gaps = chain["gaps"]!.AsArray().Select(gap => (Division: gap!["division"]!, Line: Gap(gap))).ToList();
        // A chain goes from the top down; a gap may be in a division in which nobody bears anything.
        var divisions = links.Concat(gaps).Select(entry => entry.Division).DistinctBy(Code, StringComparer.Ordinal).OrderBy(division => Array.IndexOf(Levels, (string?)division["level"])).ToList();
        foreach (var (depth, division) in divisions.Index())
        {
            text.WriteLine($"{Indent(depth)}{(depth is 0 ? "" : "└─ ")}{division["name"]} ({division["code"]})");
            foreach (var (_, line) in links.Where(link => Code(link.Division) == Code(division)).Concat(gaps.Where(gap => Code(gap.Division) == Code(division))))
                text.WriteLine($"{Indent(depth + 1)}{line}");
        }
        text.WriteLine($"{chain["asOf"]}, known at {chain["knownAt"]}, {chain["ruleSet"]!["id"]}/{chain["ruleSet"]!["version"]}: {((bool)chain["complete"]! ? "complete" : $"{gaps.Count} missing")}");
        return text.ToString();
    }

    private static readonly string[] Levels = ["province", "city", "county", "township", "village", "area"];

    private static string Indent(int depth) => new(' ', 3 * depth);

    private static string? Code(JsonNode division) => (string?)division["code"];

    private static string Line(JsonNode link)
    {
        var holders = link["holders"]!.AsArray().Select(holder =>
            $"{holder!["official"]!["name"] ?? holder["official"]!["staffNumber"]!} ({holder["appointment"]!["kind"]} since {holder["appointment"]!["validFrom"]}{(holder["appointment"]!["document"] is { } document ? $", {document}" : "")})");
        var who = link["post"] is { } post ? $"{post["title"]}: {(link["holders"]!.AsArray().Count is 0 ? "nobody" : string.Join(", ", holders))}" : $"{link["organization"]!["name"]}";
        return $"• {link["basis"]!["clause"]} {link["grade"]}: {who}";
    }

    private static string Gap(JsonNode gap) => $"✗ {gap["clause"]} {gap["grade"]}: {gap["reason"]}{((bool?)gap["acting"] is true ? ", somebody acts" : "")}{(gap["since"] is { } since ? $", since {since}" : "")}";
}
