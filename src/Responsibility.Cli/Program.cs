using System.CommandLine;
using Responsibility.Cli.Generation;

var root = new RootCommand("Responsibility: who is accountable, for any place, matter and day.") { GenerateCommand.Create() };
return await root.Parse(args).InvokeAsync();
