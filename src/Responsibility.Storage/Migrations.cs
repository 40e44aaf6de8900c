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
        new Evolve(connection, message => LogMigration(database.Logger, message), database.Dialect.Dbms)
        {
            EmbeddedResourceAssemblies = [Assembly.GetExecutingAssembly()],
            EmbeddedResourceFilters = [$"Responsibility.Storage.Schema.{database.Dialect.Schema}"],
            IsEraseDisabled = true,
            MetadataTableName = "schema_changelog",
        }.Migrate();
    }

    /// <summary>Whether the database has every script of this program.</summary>
    public static async Task<bool> AreApplied(Session session)
    {
        var folder = $"Responsibility.Storage.Schema.{session.Schema}.";
        var scripts = Assembly.GetExecutingAssembly().GetManifestResourceNames().Count(name => name.StartsWith(folder, StringComparison.Ordinal));
        return await session.Get<long>("SELECT count(*) FROM schema_changelog WHERE version IS NOT NULL AND success = TRUE") >= scripts;
    }

    [LoggerMessage(LogLevel.Debug, "{Message}")]
    private static partial void LogMigration(ILogger logger, string message);
}
