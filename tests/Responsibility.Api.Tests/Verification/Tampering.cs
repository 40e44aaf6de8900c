using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Responsibility.Api.Tests.Verification;

/// <summary>What was done to a register behind its back.</summary>
/// <param name="What">For whoever reads a failure.</param>
/// <param name="Table">The table.</param>
/// <param name="Places">Where a finding may point to: positions of the ledger, or keys of rows as they are told.</param>
internal sealed record Edit(string What, string Table, IReadOnlyList<string> Places);

/// <summary>Changes one thing in a copy of a register, at random, as somebody might who can write to its file.</summary>
internal sealed class Tampering(SqliteConnection connection, Random random)
{
    /// <summary>Columns that nothing vouches for: when a checkpoint was signed, and where an incarnation came from.</summary>
    private static readonly string[] Unvouched = ["signed_at", "departs_from", "shared_size", "incarnation"];

    /// <summary>One edit that the database let happen; null where it refused, or where nothing would have changed.</summary>
    public Edit? Try(string table)
    {
        try
        {
            return random.Next(table is "ledger" ? 7 : table is "checkpoint" ? 2 : 6) switch
            {
                0 => Bit(table),
                1 => Column(table),
                2 => Row(table),
                3 => Deletion(table),
                4 => Swap(table),
                5 => Insertion(table),
                _ => TailCut(),
            };
        }
        catch (SqliteException)
        {
            return null;
        }
    }

    private Edit? Bit(string table)
    {
        var (columns, row) = (Columns(table), Random(table));
        var column = columns[random.Next(columns.Count)];
        var value = Flipped(row[column.Name], column.Type);
        return Unvouched.Contains(column.Name) || Equals(value, row[column.Name]) ? null : Set(table, row, column.Name, value, "one bit of");
    }

    private Edit? Column(string table)
    {
        var (columns, row, other) = (Columns(table), Random(table), Random(table));
        var column = columns[random.Next(columns.Count)].Name;
        return Unvouched.Contains(column) || Same(row[column], other[column]) ? null : Set(table, row, column, other[column], "another row's");
    }

    private Edit? Row(string table)
    {
        var (columns, row, other) = (Columns(table).Where(c => !c.Key).ToList(), Random(table), Random(table));
        if (columns.TrueForAll(c => Same(row[c.Name], other[c.Name]))) return null;
        foreach (var column in columns) Set(table, row, column.Name, other[column.Name], "");
        return new Edit($"row {Keys(table, row)[0]} of {table} takes the values of {Keys(table, other)[0]}", table, Keys(table, row));
    }

    private Edit Deletion(string table)
    {
        var row = Random(table);
        Execute($"DELETE FROM {table} WHERE {Where(table, row)}", Named(table, row));
        return new Edit($"row {Keys(table, row)[0]} of {table} is deleted", table, Keys(table, row));
    }

    /// <summary>Two rows change places.</summary>
    private Edit? Swap(string table)
    {
        var (row, other) = (Random(table), Random(table));
        var columns = Columns(table);
        if (columns.TrueForAll(c => c.Key || Same(row[c.Name], other[c.Name]))) return null;
        foreach (var column in columns.Where(c => !c.Key))
        {
            Set(table, row, column.Name, other[column.Name], "");
            Set(table, other, column.Name, row[column.Name], "");
        }
        return new Edit($"rows {Keys(table, row)[0]} and {Keys(table, other)[0]} of {table} change places", table, [.. Keys(table, row), .. Keys(table, other)]);
    }

    /// <summary>A row is there a second time, under another key.</summary>
    private Edit Insertion(string table)
    {
        var (columns, row) = (Columns(table), Random(table));
        var key = columns.First(c => c.Key && c.Type is "INTEGER").Name;
        row[key] = Scalar<long>($"SELECT max({key}) + 1 FROM {table}");
        Execute($"INSERT INTO {table} ({string.Join(", ", row.Keys)}) VALUES ({string.Join(", ", row.Keys.Select(c => $"@{c}"))})", [.. row.Select(c => ($"@{c.Key}", c.Value))]);
        return new Edit($"row {Keys(table, row)[0]} of {table} is put in", table, Keys(table, row));
    }

    /// <summary>The end of the ledger goes, by itself or with what it says about persons.</summary>
    private Edit TailCut()
    {
        var last = Scalar<long>("SELECT max(position) FROM ledger") - random.Next(1, 400);
        Execute("DELETE FROM ledger WHERE position > @last", [("@last", last)]);
        if (random.Next(2) is 0) Execute("DELETE FROM personal WHERE position > @last", [("@last", last)]);
        return new Edit($"the ledger is cut behind {last}", "ledger", [last.ToString(CultureInfo.InvariantCulture)]);
    }

    private Edit Set(string table, Dictionary<string, object> row, string column, object value, string how)
    {
        Execute($"UPDATE {table} SET {column} = @changed WHERE {Where(table, row)}", [("@changed", value), .. Named(table, row)]);
        var changed = new Dictionary<string, object>(row, StringComparer.Ordinal) { [column] = value };
        return new Edit($"{how} {column} of row {Keys(table, row)[0]} of {table}", table, [.. Keys(table, row), .. Keys(table, changed)]);
    }

    private object Flipped(object value, string type) => value switch
    {
        byte[] bytes => Flipped(bytes),
        string text => Flipped(text),
        long number => number ^ (1L << random.Next(8)),
        double real => real + 1,
        _ => type switch { "INTEGER" => 1L, "REAL" => 1.0, "BLOB" => new byte[] { 1 }, _ => "2017-07-09" },
    };

    private string Flipped(string text)
    {
        if (text.Length is 0) return "x";
        var letters = text.ToCharArray();
        letters[random.Next(letters.Length)] ^= '\x01';
        return new string(letters);
    }

    private byte[] Flipped(byte[] bytes)
    {
        var flipped = bytes.ToArray();
        flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
        return flipped;
    }

    private static bool Same(object one, object other) => one is byte[] a && other is byte[] b ? a.AsSpan().SequenceEqual(b) : Equals(one, other);

    private List<(string Name, string Type, bool Key)> Columns(string table)
    {
        using var command = Command($"SELECT name, type, pk FROM pragma_table_info('{table}')", []);
        using var reader = command.ExecuteReader();
        var columns = new List<(string, string, bool)>();
        while (reader.Read()) columns.Add((reader.GetString(0), reader.GetString(1), reader.GetInt64(2) > 0));
        return columns;
    }

    private Dictionary<string, object> Random(string table)
    {
        using var command = Command($"SELECT * FROM {table} LIMIT 1 OFFSET {random.NextInt64(Scalar<long>($"SELECT count(*) FROM {table}"))}", []);
        using var reader = command.ExecuteReader();
        reader.Read();
        return Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, reader.GetValue, StringComparer.Ordinal);
    }

    /// <summary>How a finding names the row: the position in ledger and personal, all of the key elsewhere.</summary>
    private string[] Keys(string table, Dictionary<string, object> row) => table is "ledger" or "personal"
        ? [Text(row["position"])]
        : [string.Join('|', Columns(table).Where(c => c.Key).Select(c => $"{c.Name}={Text(row[c.Name])}"))];

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private string Where(string table, Dictionary<string, object> row) => string.Join(" AND ", Columns(table).Where(c => c.Key).Select(c => $"{c.Name} = @key_{c.Name}"));

    private (string, object)[] Named(string table, Dictionary<string, object> row) => [.. Columns(table).Where(c => c.Key).Select(c => ($"@key_{c.Name}", row[c.Name]))];

    private void Execute(string sql, (string Name, object Value)[] parameters)
    {
        using var command = Command(sql, parameters);
        command.ExecuteNonQuery();
    }

    private T Scalar<T>(string sql)
    {
        using var command = Command(sql, []);
        return (T)command.ExecuteScalar()!;
    }

    private SqliteCommand Command(string sql, (string Name, object Value)[] parameters)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Names of this schema's own tables
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
        return command;
    }
}
