using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Responsibility.Storage;

/// <summary>One INSERT for many rows, by the library beneath the provider: to look up each parameter by its name took longer than to insert the row.</summary>
/// <remarks>Values are kept as the provider keeps them.</remarks>
internal sealed class SqliteInsert : IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;

    /// <param name="connection">Open, and in the transaction to which the rows are to belong.</param>
    public SqliteInsert(SqliteConnection connection, string table, IReadOnlyList<string> columns)
    {
        database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(database, $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select(_ => "?"))})", out statement));
    }

    /// <exception cref="SqliteException">The row breaks a constraint, or the disk is full.</exception>
    public void Add(object?[] row)
    {
        for (var i = 0; i < row.Length; i++) Check(Bind(i + 1, row[i]));
        var result = raw.sqlite3_step(statement);
        if (result is not raw.SQLITE_DONE) Check(result);
        Check(raw.sqlite3_reset(statement));
    }

    public void Dispose() => statement.Dispose();

    private int Bind(int parameter, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(statement, parameter),
        long whole => raw.sqlite3_bind_int64(statement, parameter, whole),
        string text => raw.sqlite3_bind_text(statement, parameter, text),
        DateOnly day => raw.sqlite3_bind_text(statement, parameter, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        byte[] { Length: 0 } => raw.sqlite3_bind_zeroblob(statement, parameter, 0),
        byte[] bytes => raw.sqlite3_bind_blob(statement, parameter, bytes),
        double number => raw.sqlite3_bind_double(statement, parameter, number),
        _ => throw new ArgumentException($"{value.GetType().Name} is not kept in this database.", nameof(value)),
    };

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, database);
}
