using System.CommandLine;
using Responsibility.Cli.Asking;
using Responsibility.Cli.Auditing;
using Responsibility.Cli.Generation;

namespace Responsibility.Cli;

/// <summary>The command <c>responsibility</c> with all that it does.</summary>
public static class CommandLine
{
    private static Task<int> Main(string[] args) => Create().Parse(args).InvokeAsync();

    public static RootCommand Create() => new("Responsibility: who is accountable, for any place, matter and day.")
    {
        LoginCommand.Create(),
        ChainCommand.Create(),
        ImportCommand.Create(),
        ExportCommand.Create(),
        GenerateCommand.Create(),
        new Command("ledger", "What concerns the ledger of a register.") { VerifyLedgerCommand.Create() },
        VerifyEvidenceCommand.Create(),
    };
}

/// <summary>How a command ended.</summary>
internal static class Exit
{
    public const int Sound = 0;

    /// <summary>Done, but not all of it.</summary>
    public const int Warned = 1;

    public const int Wrong = 2;
}
