using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Responsibility.Api;
using Responsibility.Api.Http;
using Responsibility.Api.Verification;
using Responsibility.Ledger;
using Responsibility.Storage;

namespace Responsibility.Cli.Auditing;

/// <summary><c>responsibility ledger verify</c>: reads a database, and nothing but it, and tells what in it is not as it was recorded.</summary>
internal static class VerifyLedgerCommand
{
    public static Command Create()
    {
        var database = new Option<string>("--database") { Description = "The database: Data Source=… for SQLite, Host=… for PostgreSQL. Nothing is written to it; the service may be running.", Required = true };
        var key = new Option<string[]>("--key") { Description = "A verifier key of the ledger, as GET /api/v1/ledger showed it when it could be trusted. Without one the database's own word is taken." };
        var checkpoint = new Option<FileInfo[]>("--checkpoint") { Description = "A signed checkpoint that was kept elsewhere, such as the file .checkpoint beside the key. Without one nobody notices that everything was written anew." }.AcceptExistingOnly();
        var replay = new Option<bool>("--replay") { Description = "Make the domain tables anew from the ledger and name every row that differs. Takes as much room for temporary files as the database has." };
        var json = new Option<bool>("--json") { Description = "Write the outcome as JSON." };
        var command = new Command("verify", "Verifies a register: every fact against its leaf, every leaf against its tile, every root against what was signed.") { database, key, checkpoint, replay, json };
        command.SetAction(async (parsed, ct) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var error = parsed.InvocationConfiguration.Error;
            try
            {
                var vouching = new Vouching(
                    [.. (parsed.GetValue(key) ?? []).Select(VerifierKey.Parse)],
                    [.. (parsed.GetValue(checkpoint) ?? []).Select(file => SignedNote.Parse(File.ReadAllBytes(file.FullName)))]);
                var outcome = await Verify(parsed.GetRequiredValue(database), vouching, parsed.GetValue(replay), error, ct);
                await output.WriteAsync(parsed.GetValue(json) ? JsonSerializer.Serialize(outcome, ApiJson.Options) + Environment.NewLine : Text(outcome));
                return outcome.Sound ? Exit.Sound : Exit.Wrong;
            }
            catch (Exception refused) when (refused is FormatException or InvalidOperationException or IOException or System.Data.Common.DbException)
            {
                await error.WriteLineAsync(refused.Message);
                return Exit.Wrong;
            }
        });
        return command;
    }

    private static async Task<VerificationOutcome> Verify(string connectionString, Vouching vouching, bool replay, TextWriter error, CancellationToken ct)
    {
        await using var database = Database.OpenExisting(connectionString, TimeProvider.System, TimeZoneInfo.Utc, NullLogger.Instance);
        var bar = new ProgressBar(error);
        var verified = await new LedgerVerifier(database, FactKinds.Of(FactTypes.All), vouching, bar).Run(replay, ct);
        bar.End();
        return VerificationOutcome.Of(verified);
    }

    private static string Text(VerificationOutcome outcome)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        foreach (var finding in outcome.Findings)
            text.WriteLine($"{(finding.Position is { } position ? $"position {position}: " : "")}{Labels.Of(finding.Fault).En}. {finding.Detail}");
        if (outcome.Faults > outcome.Findings.Count) text.WriteLine($"… and {outcome.Faults - outcome.Findings.Count} more.");
        foreach (var checkpoint in outcome.Checkpoints)
            text.WriteLine($"compared with what {checkpoint.Origin} signed at {checkpoint.Size} facts{(checkpoint.Outside ? ", kept outside" : "")}{(checkpoint.KeyKnown ? "" : "; its key is known from the database alone")}");
        if (!outcome.Checkpoints.Any(c => c.Outside)) text.WriteLine("No checkpoint from outside was given: whoever wrote everything anew, or cut the end off, would not be noticed.");
        text.WriteLine($"{outcome.Size} facts, root {outcome.Root}: {(outcome.Sound ? "sound" : $"{outcome.Faults} faults")}");
        return text.ToString();
    }
}
