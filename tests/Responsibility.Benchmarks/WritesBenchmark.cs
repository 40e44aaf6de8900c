using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Responsibility.Benchmarks;

/// <summary>Single writes, each durable before it is acknowledged, against what the disk allows.</summary>
internal static class WritesBenchmark
{
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(6);

    public static async Task Run(string? postgres)
    {
        await using var service = await Service.Start(postgres);
        var run = 0;
        Console.WriteLine($"single writes (POST /officials), {(postgres is null ? "SQLite" : "PostgreSQL")}");
        foreach (var clients in new[] { 1, 8, 64 })
        {
            byte[] Request(int client, long n) =>
                Load.Post("/api/v1/officials", Service.Key, $$"""{"staffNumber":"B{{run}}-{{client}}-{{n}}","name":"测试{{n}}"}""");
            run++;
            await Load.Run(service.Port, clients, Warm, Request);
            run++;
            var limit = Commits(clients);
            var shown = await Load.Run(service.Port, clients, Measured, Request);
            Console.WriteLine($"  {clients,2} clients {shown.PerSecond,8:N0}/s p50 {shown.P50,7:N0} µs p99 {shown.P99,8:N0} µs failures {shown.Failures}   "
                + $"limit: {clients} rows a durable commit, one table, no HTTP {limit,8:N0} rows/s   ratio {shown.PerSecond / limit:F2}");
        }
    }

    /// <summary>How many rows a second SQLite itself makes durable, so many to a commit.</summary>
    private static double Commits(int rows)
    {
        var folder = Directory.CreateTempSubdirectory("responsibility-bench-").FullName;
        try
        {
            using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "limit.db")};Pooling=False");
            connection.Open();
            Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE row (id INTEGER PRIMARY KEY, body BLOB NOT NULL)");
            using var insert = connection.CreateCommand();
            insert.CommandText = "INSERT INTO row (body) VALUES (@body)";
            insert.Parameters.AddWithValue("@body", new byte[600]);
            var watch = Stopwatch.StartNew();
            long done = 0;
            while (watch.Elapsed < TimeSpan.FromSeconds(2))
            {
                using var transaction = connection.BeginTransaction();
                insert.Transaction = transaction;
                for (var i = 0; i < rows; i++, done++) insert.ExecuteNonQuery();
                transaction.Commit();
            }
            return done / watch.Elapsed.TotalSeconds;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A constant of the caller
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
