using System.CommandLine;
using System.Globalization;

namespace Responsibility.Cli.Asking;

/// <summary>What all commands share that ask a service.</summary>
internal static class AskingCommand
{
    public static Option<bool> Json() => new("--json") { Description = "Write the answer as JSON." };

    /// <summary>A day, in the form in which the service takes it.</summary>
    public static Option<DateOnly?> AsOf(string description) => new("--as-of")
    {
        Description = description,
        CustomParser = result =>
        {
            if (DateOnly.TryParseExact(result.Tokens.Single().Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
            result.AddError("--as-of takes a day such as 2017-07-09.");
            return null;
        },
    };

    public static Option<string?> KnownAt() => new("--known-at") { Description = "What the register knew: pos:N or an instant; now where absent." };

    /// <summary>Runs the command; what the service refuses, or cannot be reached for, is told in words.</summary>
    public static void Asks(this Command command, Func<ParseResult, Service, TextWriter, CancellationToken, Task<int>> ask) => command.SetAction(async (parsed, ct) =>
    {
        try
        {
            using var service = new Service(await Login.Known(ct));
            return await ask(parsed, service, parsed.InvocationConfiguration.Output, ct);
        }
        catch (Exception refused) when (refused is UnusableException or HttpRequestException or IOException)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(refused.Message);
            return Exit.Wrong;
        }
    });
}
