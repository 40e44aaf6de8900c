using System.Text.Json.Nodes;

namespace Responsibility.Api.Lifecycle;

/// <summary>From a day on a thing is otherwise.</summary>
/// <param name="Thing">Its id.</param>
/// <param name="EffectiveOn">First day on which it is so.</param>
/// <param name="Set">The members that change, as they are from then on.</param>
/// <param name="PersonalSet">The same for members that say something about a person.</param>
/// <param name="PersonalUntil">Up to which day each of these holds: what was erased is not seen to change, and yet has to be applied as it was.</param>
internal sealed record Changed<TNoun>(
    long Thing, DateOnly EffectiveOn, JsonObject Set, [property: Personal] JsonObject? PersonalSet, string? Document, [property: Personal] string? Reason,
    IReadOnlyDictionary<string, DateOnly>? PersonalUntil = null) : IFact
    where TNoun : INoun
{
    public static string Kind => $"{TNoun.Word}Changed/1";

    public Task Apply(Session session, long position)
    {
        var until = PersonalUntil?.ToDictionary(member => Members.Column(TNoun.Table, member.Key).Name, member => member.Value, StringComparer.Ordinal);
        var values = Members.Values(TNoun.Table, Set, PersonalSet);
        foreach (var column in until?.Keys ?? Enumerable.Empty<string>()) values.TryAdd(column, null);
        return TNoun.Table.Supersede(session, position, Thing, now => now.Change(EffectiveOn, values, until));
    }
}

/// <summary>A thing ends.</summary>
/// <param name="ValidUntil">First day on which it is no more.</param>
internal sealed record Ended<TNoun>(long Thing, DateOnly ValidUntil, string? Document, [property: Personal] string? Reason) : IFact
    where TNoun : INoun
{
    public static string Kind => $"{TNoun.Word}Ended/1";

    public async Task Apply(Session session, long position)
    {
        await Ending.End(TNoun.Table, session, position, Thing, ValidUntil, Document, Reason);
        await TNoun.EndDependents(session, position, Thing, ValidUntil);
    }
}

/// <summary>What was recorded of a thing was wrong; what is right is known from here on.</summary>
/// <param name="Version">First day of the version that was wrong, as it was recorded.</param>
internal sealed record Corrected<TNoun>(long Thing, DateOnly Version, DateOnly ValidFrom, DateOnly ValidUntil, JsonObject Set, [property: Personal] JsonObject? PersonalSet, [property: Personal] string? Reason) : IFact
    where TNoun : INoun
{
    public static string Kind => $"{TNoun.Word}Corrected/1";

    public Task Apply(Session session, long position) => TNoun.Table.Supersede(
        session, position, Thing, now => now.Correct(Version, new Period(ValidFrom, ValidUntil), Members.Values(TNoun.Table, Set, PersonalSet)));
}

/// <summary>A thing never was.</summary>
internal sealed record Retracted<TNoun>(long Thing, [property: Personal] string? Reason) : IFact
    where TNoun : INoun
{
    public static string Kind => $"{TNoun.Word}Retracted/1";

    public Task Apply(Session session, long position) => TNoun.Table.Supersede(session, position, Thing, _ => new Timeline([]));
}

/// <summary>Ends a version table's row, whatever caused it.</summary>
internal static class Ending
{
    public static Task End(VersionTable table, Session session, long position, long id, DateOnly until, string? document, string? reason)
    {
        var set = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (table.Columns.Any(c => c.Name == "end_reason"))
        {
            set["end_document"] = document;
            set["end_reason"] = reason;
        }
        return table.Supersede(session, position, id, now => now.End(until, set));
    }

    /// <summary>Ends everything in <paramref name="table"/> that <paramref name="condition"/> ties to the thing and that would outlive it; what would only have begun by then never begins.</summary>
    public static async Task<IReadOnlyList<long>> EndAll(VersionTable table, string condition, Session session, long position, long thing, DateOnly until, string reason)
    {
        var ids = await session.List<long>(
            $"SELECT DISTINCT id FROM {table.Name} WHERE {condition} = @thing AND {Known.Now(table.Name)} AND valid_until > @until ORDER BY id",
            new { thing, until });
        foreach (var id in ids) await End(table, session, position, id, until, null, reason);
        return ids;
    }

    /// <summary>The day on which what rests on a thing ends with it: nothing rests on what would only have begun later and never begins, not on the days before either.</summary>
    public static async Task<DateOnly> OfDependents(VersionTable table, Session session, long id, DateOnly until) =>
        (await table.Current(session, id)).Versions.Count is 0 ? Period.BeforeRecords : until;
}

/// <summary>Members of a fact and columns of a table.</summary>
internal static class Members
{
    public static Column Column(VersionTable table, string member) => table.Columns.First(c => c.Member == member);

    public static Dictionary<string, object?> Values(VersionTable table, params ReadOnlySpan<JsonObject?> sets)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var set in sets)
        {
            foreach (var (member, value) in set ?? [])
            {
                var column = Column(table, member);
                values[column.Name] = column.FromJson(value);
            }
        }
        return values;
    }

    /// <summary>The columns in which two versions differ, as members: the public ones, and the personal ones if there are any.</summary>
    public static (JsonObject Public, JsonObject? Personal) Difference(VersionTable table, IReadOnlyDictionary<string, object?> before, IReadOnlyDictionary<string, object?> after)
    {
        var (open, personal) = (new JsonObject(), new JsonObject());
        foreach (var column in table.Columns.Where(c => after.ContainsKey(c.Name) && !Equals(before[c.Name], after[c.Name])))
            (column.Personal ? personal : open)[column.Member] = Storage.Column.ToJson(after[column.Name]);
        return (open, personal.Count is 0 ? null : personal);
    }
}
