using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Responsibility.Storage;

/// <summary>One INSERT for many rows, by the library beneath the provider: to look up each parameter by its name took longer than to insert the row.</summary>
/// <remarks>Values are kept as the provider keeps them.</remarks>
internal sealed class SqliteInsert : IDisposable
{
    private const int LongestInPlace = 1024;
    private const int DayLength = 10;

    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;
    private readonly object?[] bound;

    /// <param name="connection">Open, and in the transaction to which the rows are to belong.</param>
    public SqliteInsert(SqliteConnection connection, string table, IReadOnlyList<string> columns)
    {
        database = connection.Handle!;
        bound = new object?[columns.Count];
        Check(raw.sqlite3_prepare_v2(database, $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select(_ => "?"))})", out statement));
    }

    /// <exception cref="SqliteException">The row breaks a constraint, or the disk is full.</exception>
    public void Add(object?[] row)
    {
        for (var i = 0; i < row.Length; i++)
        {
            // What a parameter was given it keeps from row to row.
            if (ReferenceEquals(row[i], bound[i]) || (row[i] is long or DateOnly && row[i]!.Equals(bound[i]))) continue;
            Check(Bind(i + 1, row[i]));
            bound[i] = row[i];
        }
        var result = raw.sqlite3_step(statement);
        if (result is not raw.SQLITE_DONE) Check(result);
        Check(raw.sqlite3_reset(statement));
    }

    public void Dispose() => statement.Dispose();

    private int Bind(int parameter, object? value)
    {
        switch (value)
        {
            case null: return raw.sqlite3_bind_null(statement, parameter);
            case long whole: return raw.sqlite3_bind_int64(statement, parameter, whole);
            case string text: return Text(parameter, text);
            case DateOnly day:
                Span<byte> written = stackalloc byte[DayLength];
                day.TryFormat(written, out _, "O", CultureInfo.InvariantCulture);
                return raw.sqlite3_bind_text(statement, parameter, written);
            case byte[] { Length: 0 }: return raw.sqlite3_bind_zeroblob(statement, parameter, 0);
            case byte[] bytes: return raw.sqlite3_bind_blob(statement, parameter, bytes);
            case double number: return raw.sqlite3_bind_double(statement, parameter, number);
            default: throw new ArgumentException($"{value.GetType().Name} is not kept in this database.", nameof(value));
        }
    }

    private int Text(int parameter, string text)
    {
        if (text.Length is 0 or > LongestInPlace / 3) return raw.sqlite3_bind_text(statement, parameter, text);
        Span<byte> written = stackalloc byte[LongestInPlace];
        return raw.sqlite3_bind_text(statement, parameter, written[..Encoding.UTF8.GetBytes(text, written)]);
    }

    private void Check(int result)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_DONE or raw.SQLITE_ROW)) SqliteException.ThrowExceptionForRC(result, database);
    }
}
