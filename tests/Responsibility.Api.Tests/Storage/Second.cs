using Microsoft.Extensions.Logging.Abstractions;
using Responsibility.Storage;

namespace Responsibility.Api.Tests.Storage;

/// <summary>An empty database with its schema, to replay a ledger into.</summary>
internal sealed class Second : IAsyncDisposable
{
    private readonly string? folder;

    private Second(string connectionString, string? folder)
    {
        this.folder = folder;
        Database = Database.Open(connectionString, TimeProvider.System, TimeZoneInfo.Utc, NullLogger.Instance);
        Migrations.Apply(Database);
    }

    public Database Database { get; }

    public static async Task<Second> On(Backend backend)
    {
        var (connectionString, folder) = await Api.EmptyDatabase(backend);
        return new Second(connectionString, folder);
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        if (folder is not null) Directory.Delete(folder, recursive: true);
    }
}
