using System.Globalization;
using System.Text;
using Responsibility.Rules;

namespace Responsibility.Api.RuleSets;

/// <summary>The rule sets that the register holds, read once each.</summary>
internal static class RuleSetShelf
{
    /// <summary>A rule set and the position of the fact that recorded it.</summary>
    internal sealed record Shelved(RuleSetId Id, RuleSet Set);

    /// <summary>The rule set in force at a moment: the newest version of the one named, or of the first that was ever recorded.</summary>
    public static async Task<Result<Shelved>> InForce(Session session, Moment moment, string? name)
    {
        const long Bytes = 200;
        var key = string.Create(CultureInfo.InvariantCulture, $"inForce/{moment.AsOf.DayNumber}/{moment.KnownAt}/{name}");
        if (session.Shelf.Find<Shelved>(key) is { } known) return known;
        var rows = await session.List<Row>(InForceSql, new { moment.AsOf, moment.KnownAt });
        if (name is not null && rows.All(r => r.Name != name) && await session.Get<long>("SELECT count(*) FROM rule_set WHERE name = @name", new { name }) is 0)
            return Refusals.RuleSetUnknown.At("ruleSet", name);
        if (rows.FirstOrDefault(r => name is null || r.Name == name) is not { } row) return Refusals.RuleSetNotInForce.At("asOf", moment.AsOf);
        var shelved = new Shelved(row.Id, await Read(session, row.Id));
        session.Shelf.Keep(key, shelved, Bytes);
        return shelved;
    }

    /// <summary>Which rule sets were in force on which days, as known at a position: for questions about many days.</summary>
    public static async Task<RuleSetCalendar> Calendar(Session session, long knownAt)
    {
        var days = new List<RuleSetCalendar.Entry>();
        foreach (var row in await session.List<CalendarRow>(CalendarSql, new { KnownAt = knownAt }))
            days.Add(new(row.Name, new Period(row.ValidFrom, row.ValidUntil), new Shelved(row.Id, await Read(session, row.Id))));
        return new RuleSetCalendar(days);
    }

    /// <summary>Every rule set held now, whatever its days.</summary>
    public static async Task<IReadOnlyList<Shelved>> All(Session session, DateOnly from)
    {
        var sets = new List<Shelved>();
        foreach (var row in await session.List<Row>($"SELECT id, name FROM rule_set r WHERE {Known.Now("r")} AND r.valid_until > @from ORDER BY r.id", new { from }))
            sets.Add(new Shelved(row.Id, await Read(session, row.Id)));
        return sets;
    }

    /// <summary>Every rule set that the register knew of at a moment, whatever its days.</summary>
    public static async Task<IReadOnlyList<Shelved>> KnownAt(Session session, Moment moment)
    {
        var sets = new List<Shelved>();
        foreach (var id in await session.List<long>($"SELECT r.id FROM rule_set r WHERE {Known.At("r")} ORDER BY r.id", new { moment.KnownAt }))
            sets.Add(new Shelved(new RuleSetId(id), await Read(session, new RuleSetId(id))));
        return sets;
    }

    /// <summary>The words that all rule sets held now declare together.</summary>
    public static async Task<Vocabulary> Vocabulary(Session session) => new([.. (await All(session, DateOnly.MinValue)).Select(s => s.Set)]);

    /// <summary>The rule set that a fact recorded.</summary>
    public static async Task<RuleSet> Read(Session session, RuleSetId id)
    {
        var key = ("ruleSet", id.Value);
        if (session.Remembered.TryGetValue(key, out var known)) return (RuleSet)known;
        var body = await session.Get<string>("SELECT body FROM rule_set WHERE id = @id", new { id });
        var set = RuleSet.Parse(Encoding.UTF8.GetBytes(body)).Required();
        session.Remember(key, set);
        return set;
    }

    private sealed record Row
    {
        public RuleSetId Id { get; init; }
        public required string Name { get; init; }
    }

    private sealed record CalendarRow
    {
        public RuleSetId Id { get; init; }
        public required string Name { get; init; }
        public DateOnly ValidFrom { get; init; }
        public DateOnly ValidUntil { get; init; }
    }

    /// <summary>The first that was ever recorded first, the newest version of each first.</summary>
    private const string Order = "ORDER BY (SELECT min(f.id) FROM rule_set f WHERE f.name = r.name), r.version DESC";

    private static readonly string InForceSql = $"SELECT r.id, r.name FROM rule_set r WHERE {Known.On("r")} {Order}";

    private static readonly string CalendarSql = $"SELECT r.id, r.name, r.valid_from, r.valid_until FROM rule_set r WHERE {Known.At("r")} {Order}";
}

/// <summary>Rule sets and their days.</summary>
internal sealed class RuleSetCalendar(IReadOnlyList<RuleSetCalendar.Entry> entries)
{
    internal sealed record Entry(string Name, Period Days, RuleSetShelf.Shelved Shelved);

    /// <summary>The newest version of each rule set in force on the day; of the one named only, where one is.</summary>
    public IEnumerable<RuleSetShelf.Shelved> On(DateOnly day, string? name = null) =>
        entries.Where(e => e.Days.Contains(day) && (name is null || e.Name == name)).DistinctBy(e => e.Name, StringComparer.Ordinal).Select(e => e.Shelved);

    /// <summary>Whether a rule set of that name is among them.</summary>
    public bool Knows(string name) => entries.Any(e => e.Name == name);

    /// <summary>The days, in order, on which the same rule set is the one by which is judged: the first recorded of those in force, or the one named.</summary>
    public IEnumerable<(Period Days, RuleSet Set)> Stretches(string? name = null)
    {
        var days = entries.SelectMany(e => new[] { e.Days.From, e.Days.Until }).Distinct().Order().ToList();
        foreach (var (from, until) in days.Zip(days.Skip(1)))
            if (On(from, name).FirstOrDefault() is { } ruling) yield return (new Period(from, until), ruling.Set);
    }
}

/// <summary>Programmes, positions and tags: one vocabulary, whichever rule set declares a word.</summary>
internal sealed record Vocabulary(IReadOnlyList<RuleSet> Sets)
{
    public bool IsProgramme(string id) => Sets.Any(s => s.Programmes.Any(p => p.Id == id));

    public bool IsTag(string id) => Sets.Any(s => s.Tags.Any(t => t.Id == id && t.Type is AttributeType.Tag));

    public bool IsNumber(string id) => Sets.Any(s => s.Tags.Any(t => t.Id == id && t.Type is AttributeType.Number));

    /// <summary>The id of the programme that goes by this id or Chinese name; what no rule set knows stays as it is, to be refused under that name.</summary>
    public string? Programme(string? name) => Sets.SelectMany(s => s.Programmes).FirstOrDefault(p => p.Id == name || p.Name.Zh == name)?.Id ?? name;

    /// <summary>The id of the tag or number that goes by this id or Chinese name.</summary>
    public string? FindTag(string name) => Sets.SelectMany(s => s.Tags).FirstOrDefault(t => t.Id == name || t.Name.Zh == name)?.Id;

    /// <summary>The position of that id.</summary>
    public Position? Position(string id) => Sets.SelectMany(s => s.Positions).FirstOrDefault(p => p.Id == id);

    /// <summary>The position that goes by this id, Chinese name or alias.</summary>
    public Position? FindPosition(string name) => Sets.Select(s => s.FindPosition(name)).FirstOrDefault(p => p is not null);
}
