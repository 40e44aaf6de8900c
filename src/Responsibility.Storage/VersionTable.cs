using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;

namespace Responsibility.Storage;

/// <summary>A domain table of versions: what a thing was (valid time), as known from and until a ledger position (known time).</summary>
/// <remarks>The one place that supersedes rows: nothing is overwritten, a row that no longer holds only learns until when it was held to.</remarks>
/// <param name="name">The table.</param>
/// <param name="noun">Under which word its names are searched.</param>
/// <param name="tellsOf">SELECT division_id: the divisions of which a fact about the thing <c>@thing</c> tells, in whose chains it may be seen.</param>
/// <param name="columns">Its columns but for the five of versions.</param>
public sealed class VersionTable(string name, string noun, string? tellsOf, params Column[] columns)
{
    private readonly string insertSql =
        $"""
        INSERT INTO {name} (id, known_from, known_until, valid_from, valid_until, {string.Join(", ", columns.Select(c => c.Name))})
        VALUES (@thing_id, @fact, {Known.Open}, @valid_from, @valid_until, {string.Join(", ", columns.Select(c => $"@{c.Name}"))})
        """;

    private readonly string closeSql =
        $"UPDATE {name} SET known_until = @fact WHERE id = @thing_id AND known_from = @known_from AND valid_from = @valid_from AND known_until = {Known.Open}";

    private readonly string currentSql =
        $"""
        SELECT known_from, valid_from, valid_until, {string.Join(", ", columns.Select(c => c.Name))}
          FROM {name}
         WHERE id = @id AND known_until = {Known.Open}
         ORDER BY valid_from
        """;

    private readonly string aroundSql =
        $"""
        SELECT known_from, valid_from, valid_until, {string.Join(", ", columns.Select(c => c.Name))}
          FROM {name}
         WHERE id = @id AND (known_from = @undone OR known_until = @undone)
        """;

    private readonly string? tellsSql = tellsOf is null ? null :
        $"""
        INSERT INTO fact_division (position, division_id)
        SELECT @fact, told.division_id FROM ({tellsOf}) told WHERE told.division_id IS NOT NULL
            ON CONFLICT DO NOTHING
        """;

    private readonly string eraseSql =
        $"UPDATE {name} SET {string.Join(", ", columns.Where(c => c.Personal).Select(c => $"{c.Name} = NULL"))} WHERE id = @id";

    private readonly ConcurrentDictionary<Type, Func<object, object?>?[]> readers = new();

    public string Name => name;

    /// <summary>Under which word the table's names are searched.</summary>
    public string Noun => noun;

    public IReadOnlyList<Column> Columns => columns;

    /// <summary>How the kinds of the facts about its things begin.</summary>
    public string Kinds { get => field ?? noun; init; }

    /// <summary>The column by whose text things are searched.</summary>
    public string NameColumn { get; init; } = "name";

    /// <summary>A column that lists ids with commas between, and the table with a row for each of them, by which versions are found.</summary>
    public (string Column, string Table, string Id)? Listed { get; init; }

    /// <summary>Names of all columns, those of versions first.</summary>
    internal IReadOnlyList<string> AllColumns { get; } = ["id", "known_from", "known_until", "valid_from", "valid_until", .. columns.Select(c => c.Name)];

    public Column Column(string column) => columns.First(c => c.Name == column);

    /// <summary>The thing's versions as they are held to be now.</summary>
    public async Task<Timeline> Current(Session session, long id)
    {
        var rows = await session.List<dynamic>(currentSql, new { id });
        return new Timeline([.. rows.Select(row => Version((IDictionary<string, object?>)row))]);
    }

    /// <summary>The first version of a new thing: the members of <paramref name="fact"/> in the columns that carry them.</summary>
    public async Task Create<T>(Session session, long position, T fact) where T : ICreation
    {
        var values = Values(fact);
        if (session.Caller.Scope is not null && !await MustReach(session, values, null)) session.MustReachAtLast(noun, position);
        await Insert(session, position, position, fact.Period, values);
        if (values.TryGetValue(NameColumn, out var text)) await session.AddName(noun, position, text as string);
        await Note(session, position, position);
    }

    /// <summary>What <paramref name="fact"/> says, column by column; columns of which it says nothing are left out.</summary>
    public IReadOnlyDictionary<string, object?> Values<T>(T fact) where T : ICreation
    {
        var values = new Dictionary<string, object?>(columns.Length, StringComparer.Ordinal);
        foreach (var (i, read) in Readers(typeof(T)).Index())
            if (read is not null) values.Add(columns[i].Name, columns[i].Plain(read(fact)));
        return values;
    }

    /// <summary>The row of a new thing, in the order of <see cref="AllColumns"/>.</summary>
    /// <param name="searched">By which name the thing is searched.</param>
    internal object?[] NewRow<T>(long position, T fact, out string? searched) where T : ICreation
    {
        var (readers, period) = (Readers(typeof(T)), fact.Period);
        var row = new object?[columns.Length + 5];
        (row[0], row[1], row[2], row[3], row[4], searched) = (position, position, Known.Open, period.From, period.Until, null);
        for (var i = 0; i < columns.Length; i++)
        {
            row[i + 5] = readers[i] is { } read ? columns[i].Plain(read(fact)) : null;
            if (columns[i].Name == NameColumn) searched = row[i + 5] as string;
        }
        return row;
    }

    /// <summary>For each column, what reads it from such a fact; null where the fact says nothing of it.</summary>
    private Func<object, object?>?[] Readers(Type fact) => readers.GetOrAdd(fact, type => Array.ConvertAll(columns, column =>
        Array.Find(type.GetProperties(BindingFlags.Public | BindingFlags.Instance), property => Same(property.Name, column.Member) || Same(property.Name, noun + column.Member)) is { } property ? Parameters.Reader(type, property) : null));

    private static bool Same(string property, string member) => string.Equals(property, member, StringComparison.OrdinalIgnoreCase);

    /// <summary>Writes the difference between what the thing was held to be and what it is now held to have been.</summary>
    public async Task Supersede(Session session, long position, long id, Func<Timeline, Timeline> revise)
    {
        var before = await Current(session, id);
        var after = revise(before);
        if (session.Caller.Scope is not null)
        {
            if (before.Versions.Count > 0) await session.MustReach(noun, id);
            foreach (var version in after.Versions.Except(before.Versions)) await MustReach(session, version.Values, before);
        }
        if (!after.IsSound) throw new InvalidOperationException($"Versions of {noun} {id} would overlap at position {position}.");
        foreach (var version in before.Versions.Except(after.Versions))
            await session.Write(closeSql, Row(id, position, version));
        foreach (var version in after.Versions.Except(before.Versions))
        {
            await Insert(session, position, id, version.Period, version.Values);
            if (version.Values.TryGetValue(NameColumn, out var text) && !before.Versions.Any(v => Equals(v.Values[NameColumn], text)))
                await session.AddName(noun, id, text as string);
        }
        await Note(session, position, id);
    }

    /// <summary>The thing as it is held to be but for what the fact <paramref name="undone"/> said of it; null where what it wrote no longer stands, or what it superseded can not stand again.</summary>
    public async Task<Timeline?> Before(Session session, long id, long undone) => Before(await Current(session, id), await Around(session, id, undone));

    /// <summary>The versions that the fact <paramref name="undone"/> wrote, and those that it superseded.</summary>
    private async Task<ILookup<bool, TimelineVersion>> Around(Session session, long id, long undone)
    {
        var rows = await session.List<dynamic>(aroundSql, new { id, undone });
        return rows.Select(row => Version((IDictionary<string, object?>)row)).ToLookup(v => v.KnownFrom == undone);
    }

    private Timeline? Before(Timeline now, ILookup<bool, TimelineVersion> around)
    {
        // What was superseded and is again as it was stands, though a later fact says so.
        bool Written(TimelineVersion version) => around[true].Any(w => w.Period == version.Period && columns.All(c => Equals(w.Values[c.Name], version.Values[c.Name])));
        var kept = now.Versions.Where(v => !Written(v)).ToList();
        var before = new Timeline([.. kept.Concat(around[false]).OrderBy(v => v.Period.From)]);
        return now.Versions.Count - kept.Count == around[true].Count() && before.IsSound ? before : null;
    }

    /// <summary>What the fact <paramref name="undone"/> wrote of the thing is held to be so no longer, and what it superseded is again.</summary>
    public async Task Undo(Session session, long position, long id, long undone)
    {
        var around = await Around(session, id, undone);
        await Supersede(session, position, id, now =>
            Before(now, around) ?? throw new InvalidOperationException($"What position {undone} says of {noun} {id} cannot be undone at position {position}."));
    }

    /// <summary>Forgets, in every version however it was known, what the thing's rows say about a person, and by which names it is found.</summary>
    public async Task Erase(Session session, long position, long id)
    {
        if (columns.Any(c => c is { Name: "name", Personal: true }))
            await session.RemoveNames(noun, id, await session.List<string>($"SELECT DISTINCT name FROM {name} WHERE id = @id AND name IS NOT NULL", new { id }));
        if (columns.Any(c => c.Personal)) await session.Write(eraseSql, new { id });
        await Note(session, position, id);
    }

    /// <summary>A caller with a scope names nothing beyond it, but for what was named before by somebody who may.</summary>
    /// <returns>Whether anything is named.</returns>
    private async Task<bool> MustReach(Session session, IReadOnlyDictionary<string, object?> values, Timeline? before)
    {
        var named = columns.Where(column => column.Of is not null && values.GetValueOrDefault(column.Name) is not null).ToList();
        foreach (var column in named)
        {
            var value = values[column.Name];
            if (before?.Versions.Any(version => Equals(version.Values[column.Name], value)) is not true) await session.MustReach(column.Of!, (long)value!, column.OrAbove);
        }
        return named.Count > 0;
    }

    /// <summary>Notes of which divisions the fact at <paramref name="position"/> tells, where it says something of the thing beside its versions.</summary>
    public async Task Tell(Session session, long position, long id)
    {
        if (session.Caller.Scope is not null) await session.MustReach(noun, id);
        await Note(session, position, id);
    }

    private async Task Note(Session session, long position, long id)
    {
        if (tellsSql is not null) await session.Write(tellsSql, new { fact = position, thing = id });
    }

    private async Task Insert(Session session, long position, long id, Period period, IReadOnlyDictionary<string, object?> values)
    {
        await session.Write(insertSql, Row(id, position, new TimelineVersion(period, values)));
        if (Listed is not var (column, table, member)) return;
        var sql = $"INSERT INTO {table} (id, known_from, valid_from, {member}) VALUES (@id, @position, @From, @one)";
        foreach (var one in ((string)values[column]!).Split(',').Select(text => long.Parse(text, CultureInfo.InvariantCulture)))
            await session.Write(sql, new { id, position, period.From, one });
    }

    private Dictionary<string, object?> Row(long id, long position, TimelineVersion version)
    {
        var row = new Dictionary<string, object?>(columns.Length + 5, StringComparer.Ordinal)
        {
            ["@thing_id"] = id,
            ["@fact"] = position,
            ["@known_from"] = version.KnownFrom,
            ["@valid_from"] = version.Period.From,
            ["@valid_until"] = version.Period.Until,
        };
        foreach (var column in columns) row[column.Parameter] = version.Values.GetValueOrDefault(column.Name);
        return row;
    }

    private TimelineVersion Version(IDictionary<string, object?> row) => new(
        new Period(Days.Of(row["valid_from"]!), Days.Of(row["valid_until"]!)),
        columns.ToDictionary(c => c.Name, c => c.Read(row[c.Name]), StringComparer.Ordinal))
    {
        KnownFrom = (long)row["known_from"]!,
    };
}
