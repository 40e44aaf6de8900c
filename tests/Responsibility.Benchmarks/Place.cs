using Npgsql;

namespace Responsibility.Benchmarks;

/// <summary>A database of a benchmark's own, which goes when it is no longer needed, unless it is to be kept.</summary>
internal sealed class Place : IAsyncDisposable
{
    private readonly string? folder;
    private readonly string? postgres;

    private Place(string connectionString, string? folder, string? postgres) => (ConnectionString, this.folder, this.postgres) = (connectionString, folder, postgres);

    public string ConnectionString { get; }

    /// <summary>Whether a benchmark before this one filled and kept it.</summary>
    public bool WasThere { get; private init; }

    /// <summary>An empty database: a file, or one of that server.</summary>
    public static async Task<Place> Create(string? postgres)
    {
        if (postgres is not null) return new Place(await Empty(postgres, $"bench_{Guid.NewGuid():N}"), null, postgres);
        var own = Directory.CreateTempSubdirectory("responsibility-bench-").FullName;
        return new Place($"Data Source={Path.Combine(own, "register.db")}", own, null);
    }

    /// <summary>The database kept under that name, a file's or one of that server; an empty one where there is none yet.</summary>
    public static async Task<Place> Kept(string? postgres, string name)
    {
        if (postgres is null) return new Place($"Data Source={name}", null, null) { WasThere = File.Exists(name) };
        await using var server = NpgsqlDataSource.Create(postgres);
        await using var find = server.CreateCommand("SELECT 1 FROM pg_database WHERE datname = $1");
        find.Parameters.Add(new NpgsqlParameter { Value = name });
        var there = await find.ExecuteScalarAsync() is not null;
        return new Place(there ? Of(postgres, name) : await Empty(postgres, name), null, null) { WasThere = there };
    }

    public async ValueTask DisposeAsync()
    {
        if (folder is not null) Directory.Delete(folder, recursive: true);
        if (postgres is null) return;
        NpgsqlConnection.ClearAllPools();
        await Run(postgres, $"DROP DATABASE {new NpgsqlConnectionStringBuilder(ConnectionString).Database} WITH (FORCE)");
    }

    private static async Task<string> Empty(string postgres, string name)
    {
        await Run(postgres, $"CREATE DATABASE {name}");
        return Of(postgres, name);
    }

    private static string Of(string postgres, string name) => new NpgsqlConnectionStringBuilder(postgres) { Database = name }.ToString();

    private static async Task Run(string postgres, string sql)
    {
        await using var server = NpgsqlDataSource.Create(postgres);
        await using var command = server.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }
}
