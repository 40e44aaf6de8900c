using System.Text.Json;
using Responsibility.Rules;

namespace Responsibility.Api.Appraisals;

/// <summary>Why holders of a division's posts are appraised: its level alone, or with it a tag or a number that it had on the last day.</summary>
/// <param name="Tag">The tag; null where it is none.</param>
/// <param name="Number">The number; null where it is none.</param>
/// <param name="Value">How high the number was.</param>
/// <param name="Attribute">Id of the tag or number.</param>
/// <example>{"tag": "poorCounty", "number": null, "value": null, "attribute": 812}</example>
public sealed record AppraisalGround(string? Tag, string? Number, double? Value, AttributeId? Attribute);

/// <summary>An official who is appraised in a post: held it on days of the year.</summary>
/// <param name="Division">The division of the post's body.</param>
/// <param name="Days">The days on which the official filled the post, in order, none twice.</param>
internal sealed record Appraised(DivisionId Division, Level Level, string Code, AppraisalGround Ground, PostId Post, OfficialId Official, IReadOnlyList<Period> Days)
{
    public bool HeldOn(DateOnly day) => Days.Any(period => period.Contains(day));
}

/// <summary>Finds who is appraised: two questions, whatever they are about.</summary>
internal static class AppraisedOfficials
{
    /// <summary>By division, post, first day and official; those who only act for a holder are not appraised.</summary>
    /// <param name="within">Only in this division and below; everywhere where null.</param>
    /// <param name="only">Only in this division.</param>
    /// <param name="but">Not in these.</param>
    public static async Task<IReadOnlyList<Appraised>> Of(Session session, AppraisalYear year, DivisionId? within = null, DivisionId? only = null, IReadOnlySet<DivisionId>? but = null)
    {
        var places = (await Places(session, year, within, only)).Where(place => but?.Contains(place.Id) is not true).ToDictionary(place => place.Id);
        if (places.Count is 0) return [];
        var parameters = Parameters(year, year.Rules.Positions, "Position");
        parameters.Add("@From", year.Days.From);
        parameters.Add("@Until", year.Days.Until);
        parameters.Add("@ids", JsonSerializer.Serialize(places.Keys.Select(id => id.Value)));
        var terms = await session.List<TermRow>(TermsSql(session, year.Rules.Positions.Count), parameters);
        return
        [
            .. from term in terms
               where Counts(year, term)
               group term by (term.DivisionId, term.PostId, term.OfficialId) into held
               let place = places[held.Key.DivisionId]
               let days = Period.Joined(held.Select(term => new Period(term.ValidFrom, term.ValidUntil).Common(new(term.PostFrom, term.PostUntil)).Common(year.Days)))
               where days.Count > 0
               orderby place.Id.Value, held.Key.PostId.Value, days[0].From, held.Key.OfficialId.Value
               select new Appraised(place.Id, place.Level, place.Code, place.Ground, held.Key.PostId, held.Key.OfficialId, days),
        ];
    }

    /// <summary>The divisions whose holders are appraised.</summary>
    internal static async Task<IReadOnlyList<Place>> Places(Session session, AppraisalYear year, DivisionId? within, DivisionId? only)
    {
        var levels = year.Rules.Subjects.SelectMany(subject => subject.Levels).Distinct().ToList();
        var names = year.Rules.Subjects.SelectMany(Names).Distinct(StringComparer.Ordinal).ToList();
        var parameters = Parameters(year, levels, "Level");
        foreach (var (index, name) in names.Index()) parameters.Add($"@Name{index}", name);
        if (within is not null) parameters.Add("@Within", within);
        if (only is not null) parameters.Add("@Only", only);
        var rows = await session.List<PlaceRow>(PlacesSql(levels.Count, names.Count, within is not null, only is not null), parameters);
        return
        [
            .. from place in rows.GroupBy(row => row.Id)
               let first = place.First()
               let attributes = place.Where(row => row.AttributeId is not null).OrderBy(row => row.AttributeId!.Value.Value).ToList()
               let ground = year.Rules.Subjects.Where(subject => subject.Levels.Contains(first.Level)).Select(subject => Ground(subject, attributes)).FirstOrDefault(found => found is not null)
               where ground is not null
               select new Place(first.Id, first.Level, first.Code, ground),
        ];
    }

    /// <summary>Whether a post of that position counts in a body of that kind.</summary>
    private static bool Counts(AppraisalYear year, TermRow term) =>
        year.RuleSet.Set.Positions.First(position => position.Id == term.Position).Organizations is var kinds && (kinds.Count is 0 || kinds.Contains(term.OrganizationKind));

    private static IEnumerable<string> Names(AppraisalSubject subject) => subject.When switch
    {
        Condition.AnyTag any => any.Tags,
        Condition.Number number => [number.Name],
        _ => [],
    };

    /// <summary>Null where the subject's condition is not met.</summary>
    private static AppraisalGround? Ground(AppraisalSubject subject, IReadOnlyList<PlaceRow> attributes)
    {
        if (subject.When is not { } condition) return new AppraisalGround(null, null, null, null);
        return attributes.FirstOrDefault(row => condition.IsMetBy(new AttributeRow { Division = row.Id, Name = row.Name!, Value = (decimal?)row.Value, Ledger = row.AttributeId!.Value.Value })) is { } met
            ? new AppraisalGround(condition is Condition.AnyTag ? met.Name : null, condition is Condition.Number ? met.Name : null, met.Value, met.AttributeId)
            : null;
    }

    private static Dictionary<string, object?> Parameters<T>(AppraisalYear year, IEnumerable<T> values, string name)
    {
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal) { ["@AsOf"] = year.Day, ["@KnownAt"] = year.KnownAt };
        foreach (var (index, value) in values.Index()) parameters.Add($"@{name}{index}", value);
        return parameters;
    }

    private static string List(string name, int count) => string.Join(", ", Enumerable.Range(0, count).Select(index => $"@{name}{index}"));

    /// <param name="Ground">Why its holders are appraised.</param>
    internal sealed record Place(DivisionId Id, Level Level, string Code, AppraisalGround Ground);

    private sealed record PlaceRow
    {
        public DivisionId Id { get; init; }
        public Level Level { get; init; }
        public required string Code { get; init; }
        public AttributeId? AttributeId { get; init; }
        public string? Name { get; init; }
        public double? Value { get; init; }
    }

    private sealed record TermRow
    {
        public DivisionId DivisionId { get; init; }
        public OrganizationKind OrganizationKind { get; init; }
        public PostId PostId { get; init; }
        public required string Position { get; init; }
        public DateOnly PostFrom { get; init; }
        public DateOnly PostUntil { get; init; }
        public OfficialId OfficialId { get; init; }
        public DateOnly ValidFrom { get; init; }
        public DateOnly ValidUntil { get; init; }
    }

    private static string PlacesSql(int levels, int names, bool within, bool only) =>
        $"""
        SELECT d.id, d.level, d.code, {(names is 0 ? "NULL AS attribute_id, NULL AS name, NULL AS value" : "t.id AS attribute_id, t.name, t.value")}
          FROM division d
          {(names is 0 ? "" : $"LEFT JOIN attribute t ON t.division_id = d.id AND t.name IN ({List("Name", names)}) AND {Known.On("t")}")}
         WHERE d.level IN ({List("Level", levels)}) AND {Known.On("d")}{(only ? " AND d.id = @Only" : "")}{(within ? $" AND d.id IN ({Reach.SubtreeSql})" : "")}
         ORDER BY d.code, d.id
        """;

    /// <summary>CROSS JOIN, which SQLite never turns around, goes from the divisions to their bodies, posts and terms.</summary>
    private static string TermsSql(Session session, int positions) =>
        $"""
        SELECT o.division_id, o.kind AS organization_kind, p.id AS post_id, p.position, p.valid_from AS post_from, p.valid_until AS post_until, a.official_id, a.valid_from, a.valid_until
          FROM organization o
         CROSS JOIN post p
         CROSS JOIN appointment a
         WHERE o.division_id IN ({session.Numbers("@ids")}) AND {Known.Nearest("o", "organization")}
           AND p.organization_id = o.id AND p.position IN ({List("Position", positions)}) AND p.valid_from < @Until AND p.valid_until > @From AND {Known.At("p")}
           AND a.post_id = p.id AND a.valid_from < @Until AND a.valid_until > @From AND {Known.At("a")} AND a.kind IN ('substantive', 'concurrent', 'seconded')
        """;
}
