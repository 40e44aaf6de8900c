using System.CommandLine;
using System.Text;
using System.Text.Json;

namespace Responsibility.Cli.Asking;

/// <summary><c>responsibility login</c>: keeps which service is asked with which key. The key is never an argument, since a command line can be read by others.</summary>
internal static class LoginCommand
{
    public static Command Create()
    {
        var server = new Option<string>("--server") { Description = "Address of the service, such as http://127.0.0.1:5080.", Required = true };
        var keyFile = new Option<FileInfo?>("--key-file") { Description = "A file whose first line is the key." };
        var json = AskingCommand.Json();
        var command = new Command("login", "Keeps the address of a service and a key for it. The key is asked for, or read from a file or standard input.") { server, keyFile, json };
        command.SetAction(async (parsed, ct) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            try
            {
                var address = Login.Address(parsed.GetRequiredValue(server)) ?? throw new UnusableException("--server takes an address that begins with http:// or https://.");
                var key = parsed.GetValue(keyFile) is { } file ? (await File.ReadAllLinesAsync(file.FullName, ct)).FirstOrDefault("").Trim() : await ReadKey(error, ct);
                if (key.Length is 0) throw new UnusableException("No key was given.");
                var login = new Login(address, key);
                using var service = new Service(login);
                var who = await service.Get("/api/v1/whoami", ct);
                var path = await login.Keep(ct);
                await output.WriteLineAsync(parsed.GetValue(json) ? who.ToJsonString(JsonSerializerOptions.Web) : $"{who["actor"]}, {who["role"]}, at {address}; kept in {path}");
                return Exit.Sound;
            }
            catch (Exception refused) when (refused is UnusableException or HttpRequestException or IOException or UnauthorizedAccessException)
            {
                await error.WriteLineAsync(refused.Message);
                return Exit.Wrong;
            }
        });
        return command;
    }

    /// <summary>What is typed is not shown.</summary>
    private static async Task<string> ReadKey(TextWriter error, CancellationToken ct)
    {
        if (Console.IsInputRedirected) return (await Console.In.ReadLineAsync(ct))?.Trim() ?? "";
        await error.WriteAsync("Key: ");
        var key = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } typed)
        {
            if (typed.Key is ConsoleKey.Backspace) key.Length = Math.Max(0, key.Length - 1);
            else key.Append(typed.KeyChar);
        }
        await error.WriteLineAsync();
        return key.ToString().Trim();
    }
}
