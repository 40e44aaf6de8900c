using Responsibility.Benchmarks;

// Speed as ratios: each figure stands beside a limit that the same machine showed in the same run.
//   dotnet run -c Release --project tests/Responsibility.Benchmarks            everything, on SQLite
//   dotnet run -c Release --project tests/Responsibility.Benchmarks -- chain   one of them: chain, writes, ledger, tasks
//   … -- national FILE [--keep NAME]                                           the whole country, from its divisions; kept as a file or database
//   … -- imports FILE [--rows N]                                               a roster of a million rows, from the divisions of the country
//   … --postgres "Host=…;Username=…"                                          the same on PostgreSQL
if (args is ["bare", var port, var captured]) return await BareKestrel.Run(int.Parse(port, System.Globalization.CultureInfo.InvariantCulture), captured);

var postgres = args.SkipWhile(a => a != "--postgres").Skip(1).FirstOrDefault();
var wanted = args.TakeWhile(a => !a.StartsWith("--", StringComparison.Ordinal)).ToList();
if (wanted is ["national", var divisions])
{
    await NationalBenchmark.Run(divisions, postgres, args.SkipWhile(a => a != "--keep").Skip(1).FirstOrDefault());
    return 0;
}
if (wanted is ["imports", var country])
{
    await ImportBenchmark.Run(country, postgres, int.Parse(args.SkipWhile(a => a != "--rows").Skip(1).FirstOrDefault() ?? "1000000", System.Globalization.CultureInfo.InvariantCulture));
    return 0;
}
if (wanted.Count is 0 || wanted.Contains("chain")) await ChainBenchmark.Run(postgres);
if (wanted.Count is 0 || wanted.Contains("writes")) await WritesBenchmark.Run(postgres);
if (wanted.Count is 0 || wanted.Contains("ledger")) await LedgerBenchmark.Run(postgres);
if (wanted.Count is 0 || wanted.Contains("tasks")) await TasksBenchmark.Run(postgres);
return 0;
