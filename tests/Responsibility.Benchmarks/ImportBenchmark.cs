using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Npgsql;

namespace Responsibility.Benchmarks;

/// <summary>A roster of a million rows: through the import endpoint, beside the database's own tool that puts the same file into one indexed table; and what those who write and read by hand notice of it.</summary>
internal static class ImportBenchmark
{
    private const int Readers = 2;
    private static readonly TimeSpan Alone = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan BetweenWrites = TimeSpan.FromMilliseconds(20);

    /// <summary>Provinces whose rosters together have more than a million rows.</summary>
    private static readonly string[] Provinces = ["41", "13", "37", "51"];

    /// <summary>The flat table, in the order of the roster's columns.</summary>
    private const string Flat =
        """
        CREATE TABLE roster (staffNumber TEXT NOT NULL, name TEXT, division TEXT NOT NULL, organization TEXT NOT NULL, organizationKind TEXT, position TEXT, title TEXT, kind TEXT,
            validFrom TEXT, validUntil TEXT, document TEXT, documentDate TEXT, phone TEXT, dispatchedBy TEXT);
        CREATE INDEX roster_official ON roster (staffNumber);
        CREATE INDEX roster_term ON roster (division, organization, position, title, validFrom);
        """;

    /// <param name="divisions">The divisions of the country: code,name,level,parent_code, parents first.</param>
    /// <param name="most">Rows of the roster.</param>
    public static async Task Run(string divisions, string? postgres, int most)
    {
        var folder = Directory.CreateTempSubdirectory("responsibility-bench-").FullName;
        try
        {
            var (places, roster, rows) = await Generate(divisions, folder, most);
            Console.WriteLine($"imports, {(postgres is null ? "SQLite" : "PostgreSQL")}: {rows:N0} rows of a roster, {new FileInfo(roster).Length / 1e6:N0} MB");
            var limit = postgres is null ? await Sqlite(folder, roster) : await Copy(postgres, roster);
            await using (var service = await Service.Start(postgres))
            {
                await Load(service, "divisions", places);
                var seconds = await Load(service, "roster", roster);
                Console.WriteLine($"  imported in {seconds:N1} s, {rows / seconds:N0} rows/s; {(postgres is null ? "sqlite3 .import" : "psql \\copy")} {limit:N1} s; {seconds / limit:N1} times that; peak memory {service.PeakMemory / 1e6:N0} MB");
                Console.WriteLine($"  again, all unchanged, in {await Load(service, "roster", roster):N1} s");
            }
            await Beside(postgres, places, roster);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Writes by one hand every 20 ms and as many reads as two clients get, alone and while the file is loaded.</summary>
    private static async Task Beside(string? postgres, string places, string roster)
    {
        await using var service = await Service.Start(postgres);
        await Load(service, "divisions", places);
        var read = Benchmarks.Load.Get($"/api/v1/divisions/410225", Service.Key);
        var alone = await Benchmarks.Load.Run(service.Port, Readers, Alone, (_, _) => read);
        var loading = Load(service, "roster", roster);
        var (times, n) = (new List<double>(), 0);
        var reading = Task.Run(async () =>
        {
            var shown = new List<double>();
            while (!loading.IsCompleted) shown.Add((await Benchmarks.Load.Run(service.Port, Readers, TimeSpan.FromSeconds(2), (_, _) => read)).PerSecond);
            return shown;
        });
        while (!loading.IsCompleted)
        {
            var request = Benchmarks.Load.Post("/api/v1/officials", Service.Key, $$"""{"staffNumber":"B{{n++}}","name":"测试"}""");
            times.Add((await Benchmarks.Load.Run(service.Port, 1, TimeSpan.FromSeconds(10), (_, _) => request, most: 1)).P50 / 1000);
            await Task.Delay(BetweenWrites);
        }
        var seconds = await loading;
        times.Sort();
        Console.WriteLine($"  with {times.Count:N0} single writes and reads beside it in {seconds:N1} s: writes p50 {times[times.Count / 2]:N0} ms, p99 {times[(int)(times.Count * 0.99)]:N0} ms, longest {times[^1]:N0} ms; "
            + $"reads {(await reading).Average():N0}/s, alone {alone.PerSecond:N0}/s, ratio {(await reading).Average() / alone.PerSecond:F2}");
    }

    private static async Task<double> Load(Service service, string type, string file)
    {
        await using var bytes = File.OpenRead(file);
        var job = await service.Import(type, bytes);
        if (job["stats"]!["rejected"]!.GetValue<long>() > 0) throw new InvalidOperationException($"Rows were rejected: {job["errorGroups"]!.ToJsonString()}");
        return (At(job, "finishedAt") - At(job, "startedAt")).TotalSeconds;

        static DateTimeOffset At(JsonObject job, string member) => DateTimeOffset.Parse(job[member]!.GetValue<string>(), CultureInfo.InvariantCulture);
    }

    /// <summary>Divisions of some provinces, and so many rows of their roster.</summary>
    private static async Task<(string Divisions, string Roster, int Rows)> Generate(string divisions, string folder, int most)
    {
        var (places, roster, rows) = (Path.Combine(folder, "divisions.csv"), Path.Combine(folder, "some.csv"), -1);
        await File.WriteAllLinesAsync(places, File.ReadLines(divisions).Where((line, i) => i is 0 || Provinces.Contains(line[..2])));
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        var code = await Cli.CommandLine.Create().Parse(["generate", "--divisions", places, "--full", .. Provinces, "--complete", "--out", folder]).InvokeAsync(new InvocationConfiguration { Output = output });
        if (code is not 0) throw new InvalidOperationException("Nothing was generated.");
        await using (var writer = new StreamWriter(roster))
            foreach (var line in File.ReadLines(Path.Combine(folder, "roster.csv")).Take(most + 1))
            {
                rows++;
                await writer.WriteLineAsync(line);
            }
        return (places, roster, rows);
    }

    private static async Task<double> Sqlite(string folder, string roster)
    {
        var script = $"PRAGMA journal_mode = WAL;\nPRAGMA synchronous = FULL;\n{Flat}\n.mode csv\n.import --skip 1 {roster} roster\n";
        return await Timed("sqlite3", [Path.Combine(folder, "flat.db")], script);
    }

    private static async Task<double> Copy(string postgres, string roster)
    {
        await using var place = await Place.Create(postgres);
        var server = new NpgsqlConnectionStringBuilder(place.ConnectionString);
        var uri = $"postgresql://{server.Username}@{server.Host}:{server.Port}/{server.Database}";
        return await Timed("psql", ["-q", uri], $"{Flat}\n\\copy roster FROM '{roster}' WITH (FORMAT csv, HEADER)\n");
    }

    private static async Task<double> Timed(string program, string[] arguments, string script)
    {
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        await process.StandardInput.WriteAsync(script);
        process.StandardInput.Close();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode is 0 ? watch.Elapsed.TotalSeconds : throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
    }
}
