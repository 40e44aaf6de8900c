using Responsibility.Api.Posts;
using Responsibility.Api.Problems;

namespace Responsibility.Api.Inspections;

/// <summary>An inspection (督导巡察), and what became of what it found.</summary>
/// <param name="Id">Ledger position of the fact that recorded it.</param>
/// <param name="Group">The group that carries it out (督导巡察组).</param>
/// <param name="Title">Its title.</param>
/// <param name="Scope">The divisions that are inspected, each with all below it.</param>
/// <param name="StartsOn">Its first day.</param>
/// <param name="EndsOn">Its last day; null while open.</param>
/// <param name="Document">The document that orders it.</param>
/// <param name="Findings">The problems that it had found by the day that is asked about, and how far they are put right.</param>
/// <example>
/// {
///   "id": 1401, "group": {"id": 950, "name": "省第三督导巡察组", "kind": "inspectionGroup"}, "title": "软弱涣散村党组织专项督导",
///   "scope": [{"code": "410724000000", "name": "获嘉县", "level": "county"}], "startsOn": "2017-03-01", "endsOn": "2017-04-30", "document": "豫督〔2017〕1号",
///   "findings": {"found": 2, "rectifying": 3, "completionRequested": 0, "verified": 1, "closed": 20, "reopened": 1, "total": 27}
/// }
/// </example>
public sealed record Inspection(
    InspectionId Id, OrganizationRef Group, string Title, IReadOnlyList<DivisionRef> Scope, DateOnly StartsOn, DateOnly? EndsOn, string? Document, ProblemFigures Findings);

internal sealed record InspectionRow
{
    public InspectionId Id { get; init; }
    public OrganizationId GroupId { get; init; }
    public required string GroupName { get; init; }
    public OrganizationKind GroupKind { get; init; }
    public required string Title { get; init; }
    public required string Scope { get; init; }
    public DateOnly ValidFrom { get; init; }
    public DateOnly ValidUntil { get; init; }
    public string? Document { get; init; }

    /// <summary>Inspections that had begun by the moment's day, also those that were over: what they found is still to be put right. Each has one version at a time.</summary>
    public static readonly string Select = $"{Sql} AND i.valid_from <= @AsOf";

    private static string Sql =>
        $"""
        SELECT i.id, o.id AS group_id, o.name AS group_name, o.kind AS group_kind, i.title, i.scope, i.valid_from, i.valid_until, i.document
          FROM inspection i
          JOIN organization o ON o.id = i.group_id AND {Known.Nearest("o", "organization")}
         WHERE {Known.At("i")}
        """;

    public static async Task<Seen<Inspection>?> Show(Session session, long id, Moment moment)
    {
        if (await Versions.Nearest(session, Tables.Inspection, id, moment) is not var (_, version)) return null;
        var row = await session.Get<InspectionRow>($"{Sql} AND i.id = @id", new { id, moment.AsOf, moment.KnownAt });
        return new((await Show(session, [row], moment))[0], version, moment);
    }

    /// <summary>Rows as they are shown: two questions for all of them, however many.</summary>
    public static async Task<IReadOnlyList<Inspection>> Show(Session session, IReadOnlyList<InspectionRow> rows, Moment moment)
    {
        if (rows.Count is 0) return [];
        var divisions = (await session.List<ScopeRow>(
            $"SELECT d.id, d.code, d.name, d.level FROM any_division d WHERE d.id IN ({string.Join(',', rows.Select(row => row.Scope))}) AND {Known.Nearest("d", "any_division")}",
            new { moment.AsOf, moment.KnownAt })).ToDictionary(row => row.Id, row => new DivisionRef(row.Code, row.Name, row.Level));
        var findings = (await session.List<FindingRow>(
            $"SELECT inspection_id, state, count(*) AS problems FROM ({ProblemRow.Select} AND p.inspection_id IN ({string.Join(',', rows.Select(row => row.Id.Value))})) found GROUP BY inspection_id, state",
            new { moment.AsOf, moment.KnownAt })).ToLookup(row => row.InspectionId, row => new ProblemCount { State = row.State, Problems = row.Problems });
        return [.. rows.Select(row => row.Show(divisions, [.. findings[row.Id]]))];
    }

    private Inspection Show(Dictionary<long, DivisionRef> divisions, IReadOnlyList<ProblemCount> findings) => new(
        Id, new OrganizationRef(GroupId, GroupName, GroupKind), Title,
        [.. InspectionNoun.Divisions(Scope).Where(divisions.ContainsKey).Select(id => divisions[id]).OrderBy(d => d.Code, StringComparer.Ordinal)],
        ValidFrom, InspectionNoun.LastDay(ValidUntil), Document, ProblemFigures.Of(findings));

    private sealed record ScopeRow
    {
        public long Id { get; init; }
        public required string Code { get; init; }
        public required string Name { get; init; }
        public Level Level { get; init; }
    }

    private sealed record FindingRow
    {
        public InspectionId InspectionId { get; init; }
        public ProblemState State { get; init; }
        public long Problems { get; init; }
    }
}
