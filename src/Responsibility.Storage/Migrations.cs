using System.Reflection;
using EvolveDb;
using Microsoft.Extensions.Logging;

namespace Responsibility.Storage;

/// <summary>Brings the schema up to date: plain SQL scripts, a folder per dialect, checked by their checksums.</summary>
public static partial class Migrations
{
    public static void Apply(Database database)
    {
        using var connection = database.Dialect.ForMigrations();
        new Evolve(connection, message => LogMigration(database.Logger, message))
        {
            EmbeddedResourceAssemblies = [Assembly.GetExecutingAssembly()],
            EmbeddedResourceFilters = [$"Responsibility.Storage.Schema.{database.Dialect.Schema}"],
            IsEraseDisabled = true,
            MetadataTableName = "schema_changelog",
        }.Migrate();
    }

    [LoggerMessage(LogLevel.Debug, "{Message}")]
    private static partial void LogMigration(ILogger logger, string message);
}
