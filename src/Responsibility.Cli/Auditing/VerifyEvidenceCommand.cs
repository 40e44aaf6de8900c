using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Responsibility.Api;
using Responsibility.Api.Evidence;
using Responsibility.Api.Http;
using Responsibility.Api.Ledger;
using Responsibility.Cli.Asking;
using Responsibility.Ledger;
using Responsibility.Storage;

namespace Responsibility.Cli.Auditing;

/// <summary><c>responsibility verify-evidence</c>: checks an answer by its file and the key of the ledger, without asking anybody.</summary>
internal static class VerifyEvidenceCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The evidence, as GET /api/v1/divisions/{code}/chain/evidence gave it." }.AcceptExistingOnly();
        var key = new Option<string>("--key") { Description = "The verifier key of the ledger, learnt another way than with the file.", Required = true };
        var ledger = new Option<Uri?>("--ledger")
        {
            CustomParser = Address,
            Description = $"Address of a service that has the ledger, such as http://127.0.0.1:5080: reads all of it and proves that no other fact bears on the answer. A key for it is taken from {Login.KeyVariable}.",
        };
        var json = new Option<bool>("--json") { Description = "Write the outcome as JSON." };
        var command = new Command("verify-evidence", "Checks an answer offline: every proof, every commitment, and whether the chain follows from the facts.") { file, key, ledger, json };
        command.SetAction(async (parsed, ct) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            try
            {
                var entries = parsed.GetValue(ledger) is { } address ? Entries(address, ct) : null;
                var verifier = new EvidenceVerifier(VerifierKey.Parse(parsed.GetRequiredValue(key)), FactKinds.Of(FactTypes.All));
                var outcome = await verifier.Run(await File.ReadAllBytesAsync(parsed.GetRequiredValue(file).FullName, ct), entries, ct);
                await output.WriteAsync(parsed.GetValue(json) ? JsonSerializer.Serialize(outcome, ApiJson.Options) + Environment.NewLine : Text(outcome));
                return outcome.Proved ? Exit.Sound : Exit.Wrong;
            }
            catch (Exception refused) when (refused is FormatException or HttpRequestException or IOException)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync(refused.Message);
                return Exit.Wrong;
            }
        });
        return command;
    }

    private static Uri? Address(ArgumentResult result)
    {
        if (Login.Address(result.Tokens.Single().Value) is { } address) return address;
        result.AddError("--ledger takes an address that begins with http:// or https://.");
        return null;
    }

    /// <summary>The ledger as the service lists it, page by page.</summary>
    private static async IAsyncEnumerable<Entry> Entries(Uri service, [EnumeratorCancellation] CancellationToken ct)
    {
        using var client = new HttpClient { BaseAddress = service };
        if (Environment.GetEnvironmentVariable(Login.KeyVariable) is { Length: > 0 } token) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        for (long? after = 0; after is not null;)
        {
            var page = (await client.GetFromJsonAsync<EntryPage>(string.Create(CultureInfo.InvariantCulture, $"/api/v1/ledger/entries?after={after}&limit=1000"), ApiJson.Options, ct))!;
            foreach (var entry in page.Items) yield return entry;
            after = page.NextAfter;
        }
    }

    private static string Text(EvidenceOutcome outcome)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        foreach (var fault in outcome.Faults) text.WriteLine(fault);
        if (!outcome.Proved)
        {
            text.WriteLine($"NOT proved: {outcome.Faults.Count} faults");
            return text.ToString();
        }
        text.WriteLine($"{outcome.Facts} facts stand in the ledger {outcome.Origin}, of which {outcome.Size} facts are signed; what is shown of persons is what was committed to.");
        text.WriteLine($"The chain of {outcome.Question!.Division} on {outcome.Question.AsOf:yyyy-MM-dd}, as known at position {outcome.Question.KnownAt}, by {outcome.Question.RuleSet}, follows from them.");
        text.WriteLine(outcome.NoOtherFact
            ? "No other fact in the ledger bears on it."
            : "Not proved: that there is no other fact in the ledger which bears on it. Give --ledger to prove that too.");
        text.WriteLine("proved");
        return text.ToString();
    }
}
