using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Responsibility.Storage;

/// <summary>A connection to SQLite that keeps its statements prepared: parsing the larger ones costs more than running them.</summary>
internal sealed class PreparedConnection(string connectionString) : SqliteConnection(connectionString)
{
    /// <summary>Texts that vary, such as lists with many filters, must not pile up.</summary>
    private const int Most = 400;

    private readonly Dictionary<string, SqliteCommand> commands = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Sql, Type Type), Func<DbDataReader, object>> parsers = [];

    /// <summary>What a connection for those who have a scope was last taken for; null for one that shows everything.</summary>
    public string? Scope { get; set; }

    /// <summary>The texts that are prepared.</summary>
    public IEnumerable<string> Texts => commands.Keys;

    /// <summary>The command of that text, ready for new parameter values.</summary>
    public SqliteCommand Command(string sql)
    {
        if (commands.TryGetValue(sql, out var known)) return known;
        if (commands.Count >= Most) Forget();
        var command = CreateCommand();
#pragma warning disable CA2100 // The text is one of this project's constants
        command.CommandText = sql;
#pragma warning restore CA2100
        return commands[sql] = command;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) Forget();
        base.Dispose(disposing);
    }

    /// <summary>The parser of rows of that text, made once: making it again takes a lock that all connections share.</summary>
    public Func<DbDataReader, object> Parser(string sql, Type type, DbDataReader reader) =>
        parsers.TryGetValue((sql, type), out var known) ? known : parsers[(sql, type)] = reader.GetRowParser(type);

    private void Forget()
    {
        foreach (var command in commands.Values) command.Dispose();
        commands.Clear();
        parsers.Clear();
    }
}
