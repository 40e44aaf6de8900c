using Npgsql;

namespace Responsibility.Api.Tests.Ledger;

/// <summary>A copy of a database while nobody has it open, as a backup that is put back later.</summary>
internal static class Backup
{
    /// <returns>Where the copy is.</returns>
    public static async Task<string> Of(string connectionString)
    {
        if (!connectionString.StartsWith("Host=", StringComparison.Ordinal))
        {
            var file = new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder(connectionString).DataSource;
            var copy = Path.ChangeExtension(file, $"{Guid.NewGuid():N}.db");
            foreach (var part in new[] { "", "-wal" })
                if (File.Exists(file + part)) File.Copy(file + part, copy + part);
            return $"Data Source={copy}";
        }
        var original = new NpgsqlConnectionStringBuilder(connectionString);
        var name = $"test_{Guid.NewGuid():N}";
        await using var server = NpgsqlDataSource.Create(Api.Postgres!);
        await using var create = server.CreateCommand($"CREATE DATABASE {name} TEMPLATE {original.Database}");
        await create.ExecuteNonQueryAsync(Api.Ct);
        return new NpgsqlConnectionStringBuilder(connectionString) { Database = name }.ToString();
    }
}
