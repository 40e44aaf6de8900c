using System.CommandLine;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Responsibility.Api.Imports;
using Responsibility.Storage;

namespace Responsibility.Cli.Asking;

/// <summary><c>responsibility import</c>: has a file loaded, and with <c>--watch</c> tells how far it is and what was rejected. Ends with 0 where every row was taken, 1 where some were rejected, 2 where nothing could be loaded.</summary>
internal static class ImportCommand
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The file." }.AcceptExistingOnly();
        var type = new Option<ImportType>("--type") { Description = "What its rows are.", Required = true };
        var validate = new Option<bool>("--validate") { Description = "Only report what would happen; nothing is kept." };
        var strategy = new Option<ImportStrategy?>("--strategy") { Description = "What a row may do." };
        var atomic = new Option<AtomicMode?>("--atomic") { Description = "What is kept or rejected as a whole." };
        var occupied = new Option<OnOccupied?>("--on-occupied") { Description = "What becomes of a roster's row whose post is held." };
        var initial = new Option<bool>("--initial-load") { Description = "This is the first load of a register." };
        var watch = new Option<bool>("--watch") { Description = "Wait until it is over, and tell how far it is." };
        var json = AskingCommand.Json();
        var command = new Command("import", "Has a file loaded by the service.") { file, type, validate, strategy, atomic, occupied, initial, watch, json };
        command.Asks(async (parsed, service, output, ct) =>
        {
            var query = new List<string> { $"type={Parameters.Word(parsed.GetRequiredValue(type))}" };
            if (parsed.GetValue(validate)) query.Add("importMode=validate");
            if (parsed.GetValue(strategy) is { } chosen) query.Add($"importStrategy={Parameters.Word(chosen)}");
            if (parsed.GetValue(atomic) is { } mode) query.Add($"atomicMode={Parameters.Word(mode)}");
            if (parsed.GetValue(occupied) is { } on) query.Add($"onOccupied={Parameters.Word(on)}");
            if (parsed.GetValue(initial)) query.Add("initialLoad=true");
            var job = await Upload(service, parsed.GetRequiredValue(file), query, ct);
            if (parsed.GetValue(watch)) job = await Watch(service, job, parsed.InvocationConfiguration.Error, ct);
            await output.WriteAsync(parsed.GetValue(json) ? job.ToJsonString(JsonSerializerOptions.Web) + Environment.NewLine : Text(job));
            return Code(job);
        });
        return command;
    }

    private static async Task<JsonObject> Upload(Service service, FileInfo file, List<string> query, CancellationToken ct)
    {
        await using var stream = file.OpenRead();
        using var content = new StreamContent(stream);
        var packed = file.Extension.Equals(".gz", StringComparison.OrdinalIgnoreCase);
        if (packed) content.Headers.ContentEncoding.Add("gzip");
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(Path.GetExtension(packed ? Path.GetFileNameWithoutExtension(file.Name) : file.Name).ToUpperInvariant() switch
        {
            ".NDJSON" or ".JSONL" => "application/x-ndjson",
            ".XLSX" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            _ => "text/csv",
        });
        content.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileNameStar = file.Name };
        return await service.Post($"/api/v1/imports?{string.Join('&', query)}", content, ct);
    }

    private static async Task<JsonObject> Watch(Service service, JsonObject job, TextWriter error, CancellationToken ct)
    {
        var bar = new ProgressLine(error);
        while ((string?)job["state"] is "queued" or "running")
        {
            bar.Tell((string)job["state"]!, (long)job["rowsDone"]!, (long?)job["source"]!["rows"] ?? 0);
            await Task.Delay(BetweenLooks, ct);
            job = await service.Get(string.Create(CultureInfo.InvariantCulture, $"/api/v1/imports/{(long)job["id"]!}"), ct);
        }
        bar.End();
        return job;
    }

    /// <summary>A job that goes on has not failed.</summary>
    private static int Code(JsonObject job) => ((string?)job["state"], (string?)job["outcome"]) switch
    {
        ("queued" or "running", _) => Exit.Sound,
        ("finished", "ok") => Exit.Sound,
        ("finished", "warning") => Exit.Warned,
        _ => Exit.Wrong,
    };

    internal static string Text(JsonObject job)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        var stats = job["stats"]!;
        text.WriteLine($"import {job["id"]}: {job["state"]}{(job["outcome"] is { } outcome ? $", {outcome}" : "")}");
        text.WriteLine($"{stats["created"]} created, {stats["updated"]} updated, {stats["unchanged"]} unchanged, {stats["rejected"]} rejected, {stats["total"]} in all{((long)stats["ended"]! > 0 ? $"; {stats["ended"]} terms ended" : "")}");
        foreach (var warning in job["warnings"]!.AsArray()) text.WriteLine($"warning: {warning!["property"]}: {warning["message"]}");
        var groups = job["errorGroups"]!.AsArray();
        if (groups.Count > 0)
        {
            text.WriteLine();
            text.Write(Table(["rows", "code", "column", "value", "on lines", "message"],
                groups.Select(group => new[]
                {
                    $"{group!["occurrenceCount"]}", $"{group["code"]}", $"{group["property"]}", $"{group["value"]}",
                    string.Join(", ", group["rows"]!.AsArray().Take(5).Select(row => $"{row}")) + (group["rows"]!.AsArray().Count > 5 ? ", …" : ""), $"{group["message"]}",
                })));
            text.WriteLine($"The rejected rows, to be mended and sent again: GET /api/v1/imports/{job["id"]}/rejects");
        }
        return text.ToString();
    }

    /// <summary>Columns as wide as their widest cell; a Chinese character takes two places.</summary>
    private static string Table(string[] head, IEnumerable<string[]> rows)
    {
        var all = rows.Prepend(head).ToList();
        var widths = head.Select((_, column) => all.Max(row => Width(row[column]))).ToArray();
        return string.Concat(all.Select(row => string.Join("  ", row.Select((cell, column) => column == row.Length - 1 ? cell : cell + new string(' ', widths[column] - Width(cell)))) + Environment.NewLine));
    }

    private static int Width(string text) => text.EnumerateRunes().Sum(rune => rune.Value is >= 0x2E80 and <= 0xFFEF or >= 0x20000 ? 2 : 1);
}
